"""Answers that hold become decisions, as the ledger remembers them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from dq.pipeline.answered import Result
from dq.pipeline.asked import Runs
from dq.pipeline.rejudging import Today
from dq.record.ledger import Decision, Key, StoredDecision
from dq.route.findings import fingerprint

STOP_RULE = "contact.stop"
"""The rule under which a stopped contact is remembered, whatever the task was about."""


def is_known(decision: Decision, earlier: StoredDecision | None, key: Key) -> bool:
    """Whether the same has been remembered already, on whatever day and by whomever."""
    if earlier is None:
        return False
    before = None if decision.before is None else key.hash(decision.before)
    return (earlier.decision, earlier.before, earlier.value, earlier.note) == (
        decision.decision, before, decision.value, decision.note,
    )  # fmt: skip


def decisions_of(
    result: Result, now: Today, runs: Runs, key: Key, person: str, today: date
) -> list[Decision]:
    """The decision; where a task stands for the rows of a case in a companion table, one for each of their findings.

    A stopped number is one decision, and so is what is said of the rows that belong to no case.
    """
    one, asked = _decision(result, now, key, person, today), result.question
    if not asked.beside or one.decision == "stop":
        return [one]
    if asked.case_no is None:
        return [replace(one, fingerprint=of_no_case(asked.source, asked.rule))]
    found = {finding["fingerprint"]: finding for finding in runs.rows_of(asked)}
    return [
        replace(one, fingerprint=print_, field=finding["field"], before=finding["value"])
        for print_, finding in found.items()
    ]


def of_no_case(source: str, rule: str) -> str:
    """The fingerprint of what is said of all companion rows that a rule finds and that belong to no case."""
    return fingerprint(source, None, "", 0, "", rule)


def _decision(result: Result, now: Today, key: Key, person: str, today: date) -> Decision:
    asked, answer, name = result.question, result.reply, result.question.task.field
    rule, print_, before, value = asked.rule, asked.fingerprint, asked.task.value, answer.value
    if answer.choice == "stop":
        rule, value = STOP_RULE, now.number(name, before)
        # a case has one cell of a field, but many companion rows, and each of their numbers is stopped by itself
        judged = f"{name}#{key.hash(value or '')}" if asked.beside else name
        print_ = fingerprint(asked.source, asked.case_no, asked.place[0], asked.place[2], judged, rule)
    if result.changes and result.cell is not None:
        before = now.canon(result.cell, now.came(result.cell))
    return Decision(
        source=asked.source, fingerprint=print_, case_no=asked.case_no, field=name, rule=rule,
        decision=answer.choice, before=before, value=value, person=person,
        decided_on=answer.verified_on or today.isoformat(), run_id=asked.past.folder.name,
        verified_by=answer.verified_by, verified_on=answer.verified_on, note=answer.note,
    )  # fmt: skip
