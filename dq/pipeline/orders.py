"""The order of day and month in dates that are written with numbers only, as the column's own cells show it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import polars as pl

from dq.clean.dates import DAY_FIRST_EVIDENCE, MONTH_FIRST_EVIDENCE
from dq.clean.interface import FieldPlan
from dq.model import columns
from dq.model.enums import Kind


def evidence_of(name: str) -> tuple[pl.Expr, pl.Expr]:
    """Whether a cell can only be read with the day first, and whether only with the month first."""
    raw = pl.col(columns.raw(name))
    day_first, month_first = raw.str.contains(DAY_FIRST_EVIDENCE), raw.str.contains(MONTH_FIRST_EVIDENCE)
    return day_first.alias("day_first"), month_first.alias("month_first")


def order_of(day_first: int, month_first: int) -> tuple[str, int] | None:
    """What the column's unambiguous cells say; nothing if they contradict each other or there are none."""
    if day_first and not month_first:
        return "dmy", day_first
    if month_first and not day_first:
        return "mdy", month_first
    return None


def _open(plan: FieldPlan) -> pl.Expr | None:
    """The rows whose order of day and month is not fixed; None if that of all is."""
    if not plan.ways:
        return pl.lit(value=True) if plan.dates is None else None
    ways = [way for way, one in plan.ways.items() if one.dates is None]
    return pl.col(columns.way(plan.field)).is_in(ways) if ways else None


def ordered(plan: FieldPlan, orders: Mapping[str, tuple[str, int]]) -> FieldPlan:
    """The plan with the order of day and month that was learned for its field, where none was fixed."""
    found = orders.get(columns.first(plan.field))
    if found is None:
        return plan
    ways = {way: ordered(one, orders) for way, one in plan.ways.items()}
    return replace(plan, dates=plan.dates or found[0], ways=ways)


class DateOrders:
    """Learns the order of date fields from the slices of a case file that pass by."""

    def __init__(self, plans: Sequence[FieldPlan]) -> None:
        self._open = {p.field: rows for p in plans if p.kind is Kind.DATE and (rows := _open(p)) is not None}
        self._counts = dict.fromkeys(self._open, (0, 0))

    def watch(self, slices: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The same slices of the cleaned rows; the cells that tell the order are counted as they pass."""
        for rows in slices:
            for name, counts in self._counts.items():
                # A canonical date has neither a step nor a fault, and is no evidence.
                odd = pl.col(columns.step(name)).is_not_null() | pl.col(columns.bad(name)).is_not_null()
                told = (
                    rows.lazy().filter(odd, self._open[name]).select(expr.sum() for expr in evidence_of(name))
                )
                found = told.collect().row(0)
                self._counts[name] = (counts[0] + int(found[0]), counts[1] + int(found[1]))
            yield rows

    def orders(self) -> dict[str, tuple[str, int]]:
        """The orders that are certain, with the number of cells that show them."""
        found = {name: order_of(*counts) for name, counts in self._counts.items()}
        return {name: order for name, order in found.items() if order is not None}


def learned_orders(rows: pl.LazyFrame, plans: Sequence[FieldPlan]) -> dict[str, tuple[str, int]]:
    """The order of each column of a cleaned table that has ambiguous dates, with the number of cells that show it."""
    kinds = (Kind.DATE, Kind.MOMENT)
    dated = {p.field: which for p in plans if p.kind in kinds and (which := _open(p)) is not None}
    if not dated:
        return {}
    doubtful = rows.select(
        (pl.col(columns.bad(name)) == "ambiguous_date").sum().alias(name) for name in dated
    )
    counts = doubtful.collect(engine="streaming").row(0, named=True)
    asked = [name for name in dated if counts[name]]
    if not asked:
        return {}
    told = rows.select(
        (dated[name] & expr).sum().alias(f"{name}:{place}")
        for name in asked
        for place, expr in enumerate(evidence_of(name))
    )
    shown = told.collect(engine="streaming").row(0, named=True)
    found = {name: order_of(int(shown[f"{name}:0"]), int(shown[f"{name}:1"])) for name in asked}
    return {name: order for name, order in found.items() if order is not None}
