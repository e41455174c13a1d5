"""Conditions on the values of several columns of a row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import polars as pl

from dq.expect.engine.frame import Frame
from dq.expect.engine.unfit import UnfitError
from dq.expect.engine.values import bound, is_text, members

Kwargs = Mapping[str, Any]


@dataclass(frozen=True)
class RowCondition:
    """A condition: ``holds(frame, columns, values, kwargs)``, never null; and whether it sees one row alone."""

    holds: Callable[[Frame, tuple[str, ...], list[pl.Expr], Kwargs], pl.Expr]
    alone: bool = True


def _comparable(frame: Frame, columns: tuple[str, ...]) -> None:
    types = [frame.dtype(name) for name in columns]
    kinds = {
        "text" if is_text(d) else "number" if d.is_numeric() else "moment" if d.is_temporal() else str(d)
        for d in types
    }
    if len(kinds) > 1:
        raise UnfitError(
            f"columns {', '.join(columns)} hold {', '.join(map(str, types))}, which do not compare"
        )


def _equal(frame: Frame, columns: tuple[str, ...], values: list[pl.Expr], _kwargs: Kwargs) -> pl.Expr:
    _comparable(frame, columns)
    return (values[0] == values[1]).fill_null(value=False)


def _greater(frame: Frame, columns: tuple[str, ...], values: list[pl.Expr], kwargs: Kwargs) -> pl.Expr:
    _comparable(frame, columns)
    first, second = values
    return (first >= second if kwargs.get("or_equal") else first > second).fill_null(value=False)


def _pair_in_set(frame: Frame, columns: tuple[str, ...], values: list[pl.Expr], kwargs: Kwargs) -> pl.Expr:
    pairs = kwargs.get("value_pairs_set")
    if pairs is None:
        return pl.lit(value=True)
    tests = [pl.lit(value=False)]
    for pair in pairs:
        sides = [_is(frame, n, v, w) for n, v, w in zip(columns, values, pair, strict=True)]
        tests.append(sides[0] & sides[1])
    return pl.any_horizontal(tests)


def _is(frame: Frame, name: str, value: pl.Expr, wanted: Any) -> pl.Expr:
    if wanted is None:
        return value.is_null()
    fitting, _ = members([wanted], frame.dtype(name))
    return value.is_in(fitting.implode()).fill_null(value=False) if len(fitting) else pl.lit(value=False)


def _all_equal(frame: Frame, columns: tuple[str, ...], values: list[pl.Expr], _kwargs: Kwargs) -> pl.Expr:
    _comparable(frame, columns)
    return pl.all_horizontal([value.eq_missing(values[0]) for value in values[1:]])


def _all_different(frame: Frame, columns: tuple[str, ...], values: list[pl.Expr], _kwargs: Kwargs) -> pl.Expr:
    _comparable(frame, columns)
    return pl.all_horizontal([first.ne_missing(second) for first, second in combinations(values, 2)])


def _sum_equal(frame: Frame, columns: tuple[str, ...], _values: list[pl.Expr], kwargs: Kwargs) -> pl.Expr:
    total = pl.sum_horizontal([frame.number(name) for name in columns], ignore_nulls=False)
    exact = all(frame.dtype(name).is_decimal() for name in columns)
    wanted = kwargs["sum_total"]
    expected = bound(wanted, frame.dtype(columns[0]), columns[0]) if exact else pl.lit(wanted)
    return (total == expected).fill_null(value=False)


def _unique(_frame: Frame, _columns: tuple[str, ...], values: list[pl.Expr], _kwargs: Kwargs) -> pl.Expr:
    return ~pl.struct([value.alias(str(place)) for place, value in enumerate(values)]).is_duplicated()


PAIR_CONDITIONS: Mapping[str, RowCondition] = {
    "column_pair_values.equal": RowCondition(_equal),
    "column_pair_values.a_greater_than_b": RowCondition(_greater),
    "column_pair_values.in_set": RowCondition(_pair_in_set),
}
"""GX's name of a column pair map metric -> the condition."""

MULTI_CONDITIONS: Mapping[str, RowCondition] = {
    "multicolumn_values.equal": RowCondition(_all_equal),
    "multicolumn_sum.equal": RowCondition(_sum_equal),
    "select_column_values.unique.within_record": RowCondition(_all_different),
    "compound_columns.unique": RowCondition(_unique, alone=False),
}
"""GX's name of a multi-column map metric -> the condition."""
