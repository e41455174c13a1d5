"""The order of day and month in dates that are written with numbers only, as the column's own cells show it.

Where no cell of a column does, it is the region's custom (:func:`dq.packs.date_orders.date_order`), if nothing in the
table speaks against it; an order that no cell shows is such an assumption, and the run tells it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, replace

import polars as pl

from dq.clean.dates import DAY_FIRST_EVIDENCE, MONTH_FIRST_EVIDENCE
from dq.clean.interface import FieldPlan
from dq.model import columns
from dq.model.enums import Kind
from dq.packs.date_orders import date_order


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
    if plan.dates is not None:
        return replace(plan, ways=ways)
    return replace(plan, dates=found[0], assumed=not found[1], ways=ways)


@dataclass(frozen=True, slots=True)
class _Shown:
    """How many cells of a column show each order, and how many can't be read without knowing it."""

    day_first: int = 0
    month_first: int = 0
    doubtful: int = 0

    def __add__(self, more: _Shown) -> _Shown:
        pairs = zip(astuple(self), astuple(more), strict=True)
        return _Shown(*(one + other for one, other in pairs))


def _orders(
    shown: Mapping[str, _Shown], plans: Sequence[FieldPlan], region: str
) -> dict[str, tuple[str, int]]:
    """The orders that are certain, with the number of cells that show them, and the assumed ones with none."""
    found = {name: order_of(cells.day_first, cells.month_first) for name, cells in shown.items()}
    sure = {name: order for name, order in found.items() if order is not None}
    custom = date_order(region)
    told = {order for plan in plans for order in (plan.dates, *(one.dates for one in plan.ways.values()))}
    told |= {"dmy" for cells in shown.values() if cells.day_first}
    told |= {"mdy" for cells in shown.values() if cells.month_first}
    if custom is None or told - {custom, None}:
        return sure
    silent = [name for name, cells in shown.items() if cells.doubtful and name not in sure]
    return sure | dict.fromkeys(silent, (custom, 0))


class DateOrders:
    """Learns the order of date fields from the slices of a case file that pass by."""

    def __init__(self, plans: Sequence[FieldPlan], region: str) -> None:
        self._plans, self._region = [plan for plan in plans if plan.kind is Kind.DATE], region
        self._open = {p.field: rows for p in self._plans if (rows := _open(p)) is not None}
        self._shown = dict.fromkeys(self._open, _Shown())

    def watch(self, slices: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The same slices of the cleaned rows; the cells that tell the order are counted as they pass."""
        for rows in slices:
            for name, shown in self._shown.items():
                # A canonical date has neither a step nor a fault, and is no evidence.
                odd = pl.col(columns.step(name)).is_not_null() | pl.col(columns.bad(name)).is_not_null()
                asked = rows.lazy().filter(odd, self._open[name])
                told = asked.select(expr.sum() for expr in (*evidence_of(name), _doubtful(name)))
                self._shown[name] = shown + _Shown(*map(int, told.collect().row(0)))
            yield rows

    def orders(self) -> dict[str, tuple[str, int]]:
        """The orders that are certain, with the number of cells that show them, and the assumed ones with none."""
        return _orders(self._shown, self._plans, self._region)


def learned_orders(rows: pl.LazyFrame, plans: Sequence[FieldPlan], region: str) -> dict[str, tuple[str, int]]:
    """The order of each column of a cleaned table that has ambiguous dates, with the number of cells that show it; none
    do where it is assumed."""
    plans = [plan for plan in plans if plan.kind in (Kind.DATE, Kind.MOMENT)]
    dated = {p.field: which for p in plans if (which := _open(p)) is not None}
    if not dated:
        return {}
    doubtful = rows.select(_doubtful(name).sum() for name in dated)
    counts = doubtful.collect(engine="streaming").row(0, named=True)
    asked = [name for name in dated if counts[name]]
    if not asked:
        return {}
    told = rows.select(
        (dated[name] & expr).sum().alias(f"{name}:{place}")
        for name in dated
        for place, expr in enumerate(evidence_of(name))
    )
    shown = told.collect(engine="streaming").row(0, named=True)
    cells = {
        name: _Shown(int(shown[f"{name}:0"] or 0), int(shown[f"{name}:1"] or 0), int(counts[name] or 0))
        for name in dated
    }
    found = _orders(cells, plans, region)
    return {name: order for name, order in found.items() if name in asked}


def _doubtful(name: str) -> pl.Expr:
    """Whether a cell can't be read without knowing the order."""
    return (pl.col(columns.bad(name)) == "ambiguous_date").alias(name)
