"""What the gate must know of the whole file: counted in the one pass, then judged."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from dq.expect.gate import FileFacts, judge_gate
from dq.expect.interface import Expectation
from dq.model.enums import Severity
from dq.model.gate import GateSpec


def gate_counts(gate: GateSpec, present: Collection[str]) -> list[pl.Expr]:
    """The sums and the newest dates that the gate asks for, over all rows."""
    totals = _named(gate, "totals", present)
    dates = _named(gate, "max_age_days", present)
    return [
        *(pl.col(name).sum().alias(f"total:{name}") for name in totals),
        *(pl.col(name).max().alias(f"newest:{name}") for name in dates),
    ]


def judged_gate(
    gate: GateSpec,
    present: Collection[str],
    passed: Mapping[str, Any],
    counts: Mapping[str, int],
    rules: Mapping[str, Mapping[str, Any]],
    as_of: date,
) -> list[Expectation]:
    """The gate, judged. ``passed``: the counts of the one pass; ``counts``: the reconciliation; ``rules``: findings."""
    rows = int(passed["rows"])
    findings = {rule_id: int(entry["findings"]) for rule_id, entry in rules.items()}
    for severity in Severity:
        findings[severity.value] = sum(e["findings"] for e in rules.values() if e["severity"] == severity)
    facts = FileFacts(
        counts=counts,
        as_of=as_of,
        findings=findings,
        null_shares={
            name: Decimal(rows - int(passed[f"after:{name}"])) / rows if rows else Decimal(0)
            for name in present
        },
        totals={name: passed[f"total:{name}"] for name in _named(gate, "totals", present)},
        newest={name: passed[f"newest:{name}"] for name in _named(gate, "max_age_days", present)},
    )
    return judge_gate(gate, facts)


def _named(gate: GateSpec, key: str, present: Collection[str]) -> list[str]:
    """The fields that the file has and a table of the gate names, for failing or warning."""
    names = {name for part in gate.both() for name in getattr(part, key)}
    return sorted(names & set(present))
