"""The gate: thresholds on the whole file, judged from the run's own counts; they cost nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from dq.expect.interface import Expectation
from dq.model.gate import GateSpec

NO_SUCH_FIELD = "no such field"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What a run counted of its whole file.

    ``counts``: the reconciliation in lines; ``findings``: by severity and by rule; ``null_shares``: by field, between
    0 and 1; ``totals``: sums of money fields over the rows read; ``newest``: the latest value of date fields, None if
    there is none. A field that the file lacks is in none of them.
    """

    counts: Mapping[str, int]
    as_of: date
    findings: Mapping[str, int] = field(default_factory=dict)
    null_shares: Mapping[str, Decimal] = field(default_factory=dict)
    totals: Mapping[str, Decimal] = field(default_factory=dict)
    newest: Mapping[str, date | None] = field(default_factory=dict)


def judge_gate(gate: GateSpec, facts: FileFacts) -> list[Expectation]:
    """Judge each threshold that the source sets, those that fail first."""
    failing = list(_judged(gate, facts, "error"))
    return failing + ([] if gate.warn is None else list(_judged(gate.warn, facts, "warning")))


def _judged(gate: GateSpec, facts: FileFacts, severity: str) -> Iterator[Expectation]:
    read = facts.counts["read"]

    def told(name: str, expected: str, found: object, met: bool) -> Expectation:
        return Expectation(name, expected, str(found), met, severity)

    def at_most(name: str, limit: Decimal | int | None, found: Decimal | int) -> Iterator[Expectation]:
        if limit is not None:
            yield told(name, f"<= {limit}", found, found <= limit)

    if gate.min_rows is not None:
        yield told("min_rows", f">= {gate.min_rows}", read, read >= gate.min_rows)
    yield from at_most("max_rows", gate.max_rows, read)
    if gate.rows is not None:
        yield told("rows", f"= {gate.rows}", read, read == gate.rows)
    yield from at_most(
        "max_quarantined_share", gate.max_quarantined_share, _share(facts.counts["quarantined"], read)
    )
    yield from at_most("max_rejected_share", gate.max_rejected_share, _share(facts.counts["rejected"], read))
    for name, most in gate.max_findings.items():
        yield from at_most(f"max_findings: {name}", most, facts.findings.get(name, 0))
    for name, share in gate.max_findings_share.items():
        found = _share(facts.findings.get(name, 0), read)
        yield from at_most(f"max_findings_share: {name}", share, found)
    for name, share in gate.max_null_share.items():
        nulls = facts.null_shares.get(name, Decimal(1))
        yield from at_most(f"max_null_share: {name}", share, nulls.quantize(Decimal("0.000001")))
    for name, total in gate.totals.items():
        sum_read = facts.totals.get(name)
        found_total = NO_SUCH_FIELD if sum_read is None else f"{sum_read:.2f}"
        yield told(f"totals: {name}", f"= {total:.2f}", found_total, sum_read == total)
    for name, days in gate.max_age_days.items():
        newest = facts.newest.get(name)
        age = None if newest is None else (facts.as_of - newest).days
        found_age = NO_SUCH_FIELD if newest is None else f"{age} ({newest.isoformat()})"
        yield told(f"max_age_days: {name}", f"<= {days}", found_age, age is not None and age <= days)


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.000001")) if whole else Decimal(0)
