"""From a condition to the metrics that GX asks of it: counts, values, places and rows of what is unexpected."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dq.expect.engine.aggregates import Wanted
from dq.expect.engine.column_maps import COLUMN_CONDITIONS
from dq.expect.engine.frame import INDEX, Domain, Frame, considered
from dq.expect.engine.row_maps import MULTI_CONDITIONS, PAIR_CONDITIONS

Kwargs = Mapping[str, Any]
COUNT, VALUES, INDEXES = "unexpected_count", "unexpected_values", "unexpected_index_list"
ROWS, QUERY, CONSIDERED = "unexpected_rows", "unexpected_index_query", "filtered_row_count"
CONDITIONS = (*COLUMN_CONDITIONS, *PAIR_CONDITIONS, *MULTI_CONDITIONS)
PARTS = (COUNT, VALUES, INDEXES, ROWS, QUERY, CONSIDERED)
MOST = 200
"""The most values or rows that a result holds, as in GX."""


@dataclass(frozen=True)
class _Judged:
    """``bad`` says of every row (None in ``base``), or of every row of ``base``, whether it is unexpected.

    ``considered``: the rows that are judged at all; None for every row.
    """

    bad: pl.Expr
    base: pl.Expr | None = None
    considered: pl.Expr | None = None

    def pick(self, column: pl.Expr, most: int | None) -> pl.Expr:
        """The values of a column in the bad rows, in the order of the frame, as one list."""
        picked = (column if self.base is None else column.filter(self.base)).filter(self.bad)
        return (picked if most is None else picked.head(most)).implode()


def map_metric(
    frame: Frame, name: str, part: str, domain: Domain, domain_kwargs: Kwargs, kwargs: Kwargs
) -> Wanted:
    """The expression for one part of a map condition's result."""
    if part == QUERY:
        return Wanted(pl.lit(None), lambda _value: None)
    judge = _column if name in COLUMN_CONDITIONS else _together
    judged = judge(frame, name, domain, domain_kwargs, kwargs)
    if part == CONSIDERED:
        return Wanted(pl.len() if judged.considered is None else judged.considered.sum())
    if part == COUNT:
        return Wanted(judged.bad.sum())
    shape = kwargs.get("result_format") or {}
    most = None if part == INDEXES else MOST
    if shape.get("result_format") != "COMPLETE":
        most = min(shape.get("partial_unexpected_count", 20), MOST)
    if part == INDEXES:
        return _indexes(frame, judged, domain, shape, most)
    if part == ROWS:
        return Wanted(judged.pick(_record(frame, list(frame.schema)), most), list)
    if name in COLUMN_CONDITIONS:
        return Wanted(judged.pick(frame.column(domain.columns[0]), most), list)
    picked = judged.pick(_record(frame, list(domain.columns)), most)
    return Wanted(picked, list if name in MULTI_CONDITIONS else _tuples)


def _tuples(found: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in found]


def _record(frame: Frame, names: list[str]) -> pl.Expr:
    return pl.struct([frame.column(name).alias(name) for name in names])


def _column(frame: Frame, name: str, domain: Domain, _domain_kwargs: Kwargs, kwargs: Kwargs) -> _Judged:
    condition = COLUMN_CONDITIONS[name]
    column = domain.columns[0]
    values = frame.column(column)
    if condition.alone:
        bad = (~condition.holds(frame, column, values, kwargs)).fill_null(value=False)
        return _Judged(bad if domain.rows is None else domain.rows & bad)
    rows = domain.where(values.is_not_null())
    assert rows is not None
    return _Judged(~condition.holds(frame, column, values.filter(rows), kwargs), base=rows)


def _together(frame: Frame, name: str, domain: Domain, domain_kwargs: Kwargs, kwargs: Kwargs) -> _Judged:
    condition = PAIR_CONDITIONS[name] if name in PAIR_CONDITIONS else MULTI_CONDITIONS[name]
    kept = considered(frame, domain_kwargs)
    rows = domain.where(*([] if kept is None else [kept]))
    values = [frame.column(column) for column in domain.columns]
    if condition.alone:
        bad = ~condition.holds(frame, domain.columns, values, kwargs)
        return _Judged(bad if rows is None else rows & bad, considered=rows)
    picked = values if rows is None else [value.filter(rows) for value in values]
    return _Judged(~condition.holds(frame, domain.columns, picked, kwargs), base=rows, considered=rows)


def _indexes(frame: Frame, judged: _Judged, domain: Domain, shape: Kwargs, most: int | None) -> Wanted:
    keys = shape.get("unexpected_index_column_names")
    if not keys:
        return Wanted(judged.pick(pl.col(INDEX), most), list)
    for key in keys:
        frame.dtype(key)
    if shape.get("exclude_unexpected_values"):
        picked = judged.pick(_record(frame, list(keys)), most)
        return Wanted(
            picked, lambda found: [{key: [row[key] for row in found] for key in keys}] if found else []
        )
    return Wanted(judged.pick(_record(frame, list(dict.fromkeys([*domain.columns, *keys]))), most), list)


def needs_index(name: str, part: str, kwargs: Kwargs) -> bool:
    """Whether a metric needs the numbers of the rows."""
    shape = kwargs.get("result_format") or {}
    return part == INDEXES and not shape.get("unexpected_index_column_names")


def split(metric: str) -> tuple[str, str] | None:
    """A metric's name as condition and part; None if it belongs to no condition."""
    name, _, part = metric.rpartition(".")
    return (name, part) if name in CONDITIONS and part in PARTS else None
