"""Answers are held against the rows of today: where the cell stands, what it says now, and what others answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dq.model.schema import field as field_of
from dq.pipeline.answered import Result, still_open
from dq.pipeline.asked import Runs
from dq.pipeline.rejudging import Cell, Today
from dq.record.ledger import StoredDecision
from dq.route.answers import CHANGING, Answer
from dq.route.findings import fingerprint
from dq.write.worklist_words import DECISIONS, say

_FINAL = (*CHANGING, "keep")


def locate(result: Result, now: Today, source: str) -> None:
    """Find the row of a task in the files of today."""
    asked, name = result.question, result.question.task.field
    if not now.has(name) and result.changes:
        result.takes = {"mends": False}
        return result.refuse("no_column", field=field_of(name).label(now.past.lang))
    file, _, row = asked.place
    if asked.case_no is None and fingerprint(source, None, file, row, name, asked.rule) != asked.fingerprint:
        return result.refuse("no_number")
    places = now.row_at(*asked.place) if asked.case_no is None else now.rows_of(asked.case_no)
    if not places:
        return result.refuse("gone")
    if asked.case_no is None and result.reply.choice == "keep":
        result.takes = {"keeps": False}
        return result.refuse("no_number")
    if not now.has(name):
        return None
    if len(places) > 1:
        if result.changes:
            return result.refuse("several")
        places = now.row_at(*asked.place) or places
    result.cell = (places[0], name)
    return None


def can_stop(result: Result, now: Today) -> bool:
    """Whether there is a number, or a case and so a debtor, by which contact is stopped."""
    asked = result.question
    if asked.case_no is None and now.number(asked.task.field, asked.task.value) is None:
        result.takes = {**result.takes, "stops": False}
        return False
    return True


def compare(result: Result, cell: Cell, now: Today, known: Mapping[str, StoredDecision], runs: Runs) -> None:
    """Hold the value as exported, the answer, and the value of today against one another."""
    asked, answer = result.question, result.reply
    text = now.text(cell)
    exported, current, wanted = (now.canon(cell, each) for each in (asked.task.value, text, answer.value))
    earlier = known.get(asked.fingerprint)
    if result.changes and current == wanted != exported:
        result.fate = "known"
    elif current != exported:
        result.today = asked.show(text)
        result.refuse("stale", exported=asked.show(asked.task.value), today=result.today)
    elif result.changes and wanted == exported:
        result.refuse("same")
    elif (
        earlier is not None and _contradicts(earlier, answer) and runs.number(earlier.run_id) >= asked.number
    ):
        said = say(DECISIONS[earlier.decision], now.past.lang)
        result.refuse("conflict", person=earlier.person, said=said)
    elif answer.choice == "keep" and now.is_unread(cell):
        result.takes = {"keeps": False}
        result.refuse("nothing_kept")


def _contradicts(earlier: StoredDecision, answer: Answer) -> bool:
    """Whether an earlier answer that settles the task would be undone by this one."""
    return earlier.decision in _FINAL and earlier.decision != answer.choice


def agree(results: Sequence[Result], now: Today) -> None:
    """Answers to several tasks of one cell must come to the same, and so those to one finding of a case in two rows."""
    findings: dict[str, list[Result]] = {}
    for result in still_open(results):
        if result.reply.choice != "stop":
            findings.setdefault(result.question.fingerprint, []).append(result)
    for same in findings.values():
        if len({(result.question.task.value, replace(result.reply, note=None)) for result in same}) > 1:
            for result in same:
                result.refuse("disagree")
    cells: dict[Cell, list[Result]] = {}
    for result in results:
        if result.cell is not None and result.fate in ("taken", "known"):
            cells.setdefault(result.cell, []).append(result)
    for cell, mine in cells.items():
        ends = {now.canon(cell, result.reply.value) for result in mine if result.changes}
        ends |= {None for result in mine if result.reply.choice == "keep"}
        if len(ends) > 1:
            for result in mine:
                if result.changes or result.reply.choice == "keep":
                    result.refuse("disagree")
