"""Standing agreements in a run: where a finding is not to be raised, as expressions over the working frame."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl

from dq.check.interface import Probe
from dq.model import columns
from dq.model.schema import field as field_of
from dq.pipeline.judging import Agreed
from dq.record.ledger import Key, Suppression
from dq.record.ledger.memory import Memory

Values = Mapping[str, frozenset[int] | None]
"""Case -> keyed hashes of the values that were agreed to; None: whatever the value."""


def agreed_in(memory: Memory, key: Key) -> Agreed:
    """The agreements in force, as :func:`dq.pipeline.judging.judge` takes them."""
    return lambda probes, present, number: hushes(probes, memory.suppressions, present, number, key)


def hushes(
    probes: Sequence[Probe],
    agreements: Iterable[Suppression],
    present: frozenset[str],
    number: pl.Expr,
    key: Key,
) -> dict[int, pl.Expr]:
    """Place of a probe -> where (Boolean) its findings are not to be raised; only probes with an agreement.

    ``present``: the fields of the rows; ``number``: what names their case.
    An agreement on a field holds for what the rule finds on it; a finding that is explained may stand on another field
    than the one that is judged, so there the field decides nothing but whose value is compared. That a case has what
    the cleaned dataset can't be without is beyond agreement.
    """
    by_rule: dict[str, list[Suppression]] = {}
    for item in agreements:
        by_rule.setdefault(item.rule, []).append(item)
    found = {}
    for place, probe in enumerate(probes):
        if probe.rule.check == "required" and field_of(probe.field).required:
            continue
        mine = [
            item
            for item in by_rule.get(probe.rule.id, [])
            if item.field in (None, probe.field) or (probe.explain is not None and item.case_no is not None)
        ]
        if mine:
            found[place] = _where(mine, present, number, key)
    return found


def _where(agreements: Sequence[Suppression], present: frozenset[str], number: pl.Expr, key: Key) -> pl.Expr:
    if any(item.case_no is None for item in agreements):
        return pl.lit(value=True)
    whole = [item.case_no for item in agreements if item.field is None]
    fields = sorted({item.field for item in agreements if item.field is not None and item.field in present})
    cells = [_cells(name, _agreed(agreements, name), number, key) for name in fields]
    return pl.any_horizontal([number.is_in(whole), *cells]).fill_null(value=False)


def _agreed(agreements: Iterable[Suppression], name: str) -> Values:
    agreed: dict[str, frozenset[int] | None] = {}
    for item in agreements:
        if item.field == name and item.case_no is not None:
            known = agreed.get(item.case_no, frozenset())
            agreed[item.case_no] = None if item.value is None or known is None else known | {item.value}
    return agreed


def _cells(name: str, agreed: Values, number: pl.Expr, key: Key) -> pl.Expr:
    """Where the case has an agreement, and the cell is the one that was agreed to."""

    def judge(cells: pl.Series) -> pl.Series:
        cases, values = cells.struct.field("case"), cells.struct.field("value")
        hits = cases.is_in(list(agreed)).fill_null(value=False)
        for row in hits.arg_true():
            wanted = agreed[cases[row]]
            hits[row] = wanted is None or key.hash(values[row]) in wanted
        return hits

    value = pl.coalesce(columns.raw(name), pl.col(name).cast(pl.String), pl.lit(""))
    return pl.struct(case=number, value=value).map_batches(judge, return_dtype=pl.Boolean)
