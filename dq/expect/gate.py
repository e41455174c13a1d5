"""The gate: thresholds on the whole file, judged from the run's own counts; they cost nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from dq.model.source import GateSpec


@dataclass(frozen=True, slots=True)
class Expectation:
    """A statement on the whole file: what was expected, what was found, and whether it holds.

    ``name`` is that of the key in the source's ``gate``, with the field or rule after a colon.
    """

    name: str
    expected: str
    found: str
    met: bool


def judge_gate(
    gate: GateSpec,
    counts: Mapping[str, int],
    findings: Mapping[str, int],
    null_shares: Mapping[str, Decimal],
    total_due: Decimal | None,
) -> list[Expectation]:
    """Judge each threshold that the source sets.

    ``counts``: the reconciliation; ``findings``: by severity and by rule; ``null_shares``: by field, between 0 and 1
    (1 for a field that the file lacks); ``total_due``: the sum over the rows read, None if the file has no such field.
    """
    read = counts["read"]
    results: list[Expectation] = []

    def at_most(name: str, limit: Decimal | int | None, found: Decimal | int) -> None:
        if limit is not None:
            results.append(Expectation(name, f"<= {limit}", f"{found}", found <= limit))

    if gate.min_rows is not None:
        results.append(Expectation("min_rows", f">= {gate.min_rows}", f"{read}", read >= gate.min_rows))
    at_most("max_rows", gate.max_rows, read)
    at_most("max_quarantined_share", gate.max_quarantined_share, _share(counts["quarantined"], read))
    at_most("max_rejected_share", gate.max_rejected_share, _share(counts["rejected"], read))
    for name, limit in gate.max_findings.items():
        at_most(f"max_findings: {name}", limit, findings.get(name, 0))
    for name, share in gate.max_null_share.items():
        at_most(f"max_null_share: {name}", share, null_shares.get(name, Decimal(1)))
    if gate.total_due is not None:
        found = "no such field" if total_due is None else f"{total_due}"
        results.append(Expectation("total_due", f"= {gate.total_due}", found, total_due == gate.total_due))
    return results


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / whole).quantize(Decimal("0.000001")) if whole else Decimal(0)
