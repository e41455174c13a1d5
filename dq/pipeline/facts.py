"""The facts of a run, gathered from its counts: the manifest without the files, and the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from dq.enrich.contacts.filling import VERDICT
from dq.enrich.derive import STEP
from dq.expect.interface import Expectation
from dq.map.interface import MappedColumn
from dq.model.columns import SHEET
from dq.model.schema import in_schema_order
from dq.phones import since, verified
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged
from dq.pipeline.outcome import Lists, Passed
from dq.write.private import masked_value

_EXAMPLE_CHARACTERS = 40


def reconciliation(intake: Intake, passed: Passed) -> dict[str, int]:
    """Where each line went: lines = header + preamble + blank + read; read = accepted + quarantined + rejected."""
    names = ("lines", "header", "preamble", "blank", "read")
    totals = {name: sum(getattr(table.reading.counts, name) for table in intake.tables) for name in names}
    rejected = sum(table.reading.counts.rejected for table in intake.tables)
    accepted = int(passed.counts["accepted"])
    return {
        **totals,
        "accepted": accepted,
        "quarantined": int(passed.counts["rows"]) - accepted,
        "rejected": rejected,
    }


def money(passed: Passed) -> dict[str, Any] | None:
    """The sum of total due over the rows read, accepted and quarantined; None if the file has no such field."""
    if "money" not in passed.counts:
        return None
    read = passed.counts["money"] or Decimal(0)
    accepted = passed.counts["money_accepted"] or Decimal(0)
    return {
        "field": "total_due",
        "read": f"{read:.2f}",
        "accepted": f"{accepted:.2f}",
        "quarantined": f"{read - accepted:.2f}",
        "changed": "0.00",
        "unreadable": int(passed.counts["money_unreadable"]),
    }


def findings_by_rule(judged: Judged, passed: Passed, lists: Lists) -> dict[str, dict[str, Any]]:
    """Rule -> severity, findings and, for errors and warnings, the number of cases."""
    rules: dict[str, dict[str, Any]] = {}
    for place, probe in enumerate(judged.probes):
        count = int(passed.counts[f"found:{place}"])
        if count:
            entry = rules.setdefault(probe.rule.id, {"severity": probe.rule.severity.value, "findings": 0})
            entry["findings"] += count
    for rule_id, entry in rules.items():
        if rule_id in lists.tally.cases_of_rule:
            entry["cases"] = lists.tally.cases_of_rule[rule_id]
            entry["money"] = f"{lists.tally.money_of_rule[rule_id]:.2f}"
    return dict(sorted(rules.items()))


def skipped_by_rule(judged: Judged, passed: Passed) -> dict[str, dict[str, int]]:
    """Rule -> reason -> rows that could not be judged (for ``column_absent`` and the like: all rows)."""
    rows = int(passed.counts["rows"])
    skipped: dict[str, dict[str, int]] = {item.rule.id: {item.reason: rows} for item in judged.skipped}
    for place, probe in enumerate(judged.probes):
        unread = int(passed.counts.get(f"unreadable:{place}", 0))
        silenced = int(passed.counts.get(f"silenced:{place}", 0))
        missing = int(passed.counts[f"null:{place}"]) - unread - silenced
        reasons = (("input_unreadable", unread), ("input_doubtful", silenced), ("input_missing", missing))
        for reason, count in reasons:
            if count:
                entry = skipped.setdefault(probe.rule.id, {})
                entry[reason] = entry.get(reason, 0) + count
    return dict(sorted(skipped.items()))


def causes(lists: Lists, rows: int) -> list[dict[str, Any]]:
    """The causes, largest first, each with one masked example.

    ``kind`` is ``rule`` where a rule fails on a field and no more is known; else one thing explains the findings of
    ``rules`` (:class:`dq.route.roots.Kind`), and title and fix tell it.
    """
    return [
        {
            "kind": cause.kind.value,
            "rule": cause.rule.id,
            "rules": dict(sorted(cause.rules.items())),
            "severity": cause.rule.severity.value,
            "field": cause.field,
            "column": cause.column,
            "findings": cause.findings,
            "cases": cause.cases,
            "money": f"{cause.money:.2f}",
            "example": _example(cause.field, cause.example),
            "title": {"en": title.en, "zh": title.zh},
            "fix": {"en": fix.en, "zh": fix.zh},
        }
        for cause in lists.tally.ordered(rows)
        for title, fix in (cause.words,)
    ]


def _example(name: str, value: str | None) -> str:
    if value is None or name == VERDICT:  # the verdict is no cell, and the rule's title says it already
        return ""
    shown = masked_value(name, value)
    return shown[:_EXAMPLE_CHARACTERS] + ("…" if len(shown) > _EXAMPLE_CHARACTERS else "")


def completeness(
    judged: Judged, intake: Intake, passed: Passed, flagged: Mapping[str, int]
) -> list[dict[str, Any]]:
    """For each field: cells with a content as they came, and with a value after cleaning and deriving.

    ``flagged``: cells with a finding. ``valid_after`` are those with a content and without a finding, None for a field
    that the file lacks; ``valid_before`` those that needed no change either, known once the changes are written.
    """
    headers = {
        name: mapped.column
        for table in reversed(intake.tables)
        for name, mapped in table.mapping.fields().items()
    }
    return [
        {
            "field": name,
            "column": headers.get(name, ""),
            "before": (before := int(passed.counts[f"before:{name}"])),
            "after": int(passed.counts[f"after:{name}"]),
            "valid_before": None,
            "valid_after": max(before - flagged.get(name, 0), 0) if name in headers else None,
        }
        for name in in_schema_order(judged.present)
    ]


def enriched(judged: Judged, passed: Passed) -> dict[str, Any]:
    """The columns that the file does not have, told by its ids: with which step, in how many rows."""
    filled = sorted(judged.context.filled)
    return {name: {"step": STEP, "cells": int(passed.counts.get(f"after:{name}", 0))} for name in filled}


def with_validity(completeness: list[dict[str, Any]], changed: Mapping[str, int]) -> list[dict[str, Any]]:
    """The completeness with ``valid_before``; ``changed``: the cells of each field that a step changed."""
    return [
        entry
        if entry["valid_after"] is None
        else {**entry, "valid_before": max(entry["valid_after"] - changed.get(entry["field"], 0), 0)}
        for entry in completeness
    ]


def phone_engine(before: Mapping[str, int]) -> dict[str, Any]:
    """How the phone cells were judged: how many, and how many distinct texts the slow way (:mod:`dq.phones`).

    ``before``: the counts when the run began. ``verified``: whether the installed library is one that the engine was
    proved equal to; if not, the library itself is asked for each string.
    """
    counts = since(before)
    cells, slow = counts["cells"], counts["to_cell_layer"]
    return {
        "verified": verified(),
        "cells": cells,
        "one_by_one": slow,
        "residual_share": f"{slow / cells:.6f}" if cells else "0.000000",
    }


def mapping_facts(intake: Intake) -> dict[str, Any]:
    """What each column was taken for, and how the layout differs from the source's; of empty columns nothing."""
    told: dict[str, list[Any]] = {
        name: [] for name in ("mapped", "second", "ignored", "unmapped", "missing_required", "differences")
    }
    for table in intake.tables:
        place: dict[str, str | None] = {} if len(intake.tables) == 1 else {"file": table.reading.file}
        if SHEET in intake.coordinates:
            place["sheet"] = table.reading.sheet
        mapping = table.mapping
        told["mapped"] += [
            {**place, "column": c.column, "field": c.field, "how": c.how, "unit": c.unit, **_more(c)}
            for c in mapping.mapped
        ]
        told["second"] += [
            {**place, "column": c.column, "field": c.field, **_parts(c)} for c in mapping.second
        ]
        told["ignored"] += list(mapping.ignored)
        told["unmapped"] += [c.column for c in mapping.unmapped if not c.empty]
        told["missing_required"] += [{**place, "field": name} for name in mapping.missing_required]
        told["differences"] += [
            {**place, "change": d.change, "column": d.column, "field": d.field, "suggestion": d.suggestion}
            for d in mapping.differences
        ]
    return told


def _more(column: MappedColumn) -> dict[str, Any]:
    """The order of day and month that the source tells for a column, and the parts of a name."""
    dates = {} if column.dates is None else {"dates": column.dates}
    return {**dates, **_parts(column)}


def _parts(column: MappedColumn) -> dict[str, dict[str, str]]:
    """The columns that a name stands in, with the part that each has."""
    return {"parts": dict(column.parts)} if column.parts else {}


def expectation_facts(results: list[Expectation]) -> list[dict[str, Any]]:
    """The expectations as plain data."""
    return [asdict(result) for result in results]
