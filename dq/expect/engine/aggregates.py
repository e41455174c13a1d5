"""Metrics on a column or a table as a whole: each is one expression of one row, and what is made of its value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd
import polars as pl

from dq.expect.engine.column_maps import bounds, within
from dq.expect.engine.frame import Domain, Frame
from dq.expect.engine.unfit import UnfitError
from dq.expect.engine.values import bound, is_text, members

Kwargs = Mapping[str, Any]
Interpolation = Literal["linear", "lower", "higher", "midpoint", "nearest"]
_INTERPOLATIONS: tuple[Interpolation, ...] = get_args(Interpolation)
_SHOWN_VALUES = 20


@dataclass(frozen=True)
class Wanted:
    """An expression that gives one row, and what turns its value into the metric's."""

    expression: pl.Expr
    finish: Callable[[Any], Any] = lambda value: value


Aggregate = Callable[[Frame, Domain, Kwargs], Wanted]


def _values(frame: Frame, domain: Domain, column: pl.Expr | None = None) -> pl.Expr:
    """The values of the domain's column in its rows, without the missing ones."""
    values = frame.column(domain.columns[0]) if column is None else column
    return (values if domain.rows is None else values.filter(domain.rows)).drop_nulls()


def _numbers(frame: Frame, domain: Domain) -> pl.Expr:
    name = domain.columns[0]
    number = frame.number(name)
    return _values(frame, domain, number.cast(pl.Float64) if frame.dtype(name).is_decimal() else number)


def _plain(value: Any) -> Any:
    """A decimal as the number that JSON and GX's comparisons take: the exact value, rounded once."""
    return float(value) if isinstance(value, Decimal) else value


def _extreme(method: str) -> Aggregate:
    def aggregate(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
        return Wanted(getattr(_values(frame, domain), method)(), _plain)

    return aggregate


def _mean(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    return Wanted(_numbers(frame, domain).mean())


def _median(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    return Wanted(_numbers(frame, domain).median())


def _deviation(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    return Wanted(_numbers(frame, domain).std())


def _sum(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    number = frame.number(domain.columns[0])
    return Wanted(_values(frame, domain, number).sum(), _plain)


def _quantiles(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    interpolation: Interpolation = kwargs.get("allow_relative_error") or "nearest"
    if interpolation not in _INTERPOLATIONS:
        raise UnfitError(f"allow_relative_error must be one of {', '.join(_INTERPOLATIONS)}")
    numbers = _numbers(frame, domain)
    if interpolation == "nearest":
        return Wanted(pl.concat_list([_nearest(numbers, quantile) for quantile in kwargs["quantiles"]]))
    parts = [numbers.quantile(quantile, interpolation=interpolation) for quantile in kwargs["quantiles"]]
    return Wanted(pl.concat_list(parts))


def _nearest(numbers: pl.Expr, quantile: Any) -> pl.Expr:
    """The value nearest to a quantile; a tie goes to the even place, as numpy rounds it."""
    place = (numbers.len() - 1).cast(pl.Float64) * quantile
    rounded = place.round(0, mode="half_to_even").cast(pl.UInt32)
    return numbers.sort().get(rounded, null_on_oob=True)


def _distinct(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    return Wanted(_values(frame, domain).unique().implode(), set)


def _distinct_count(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    return Wanted(_values(frame, domain).n_unique())


def _distinct_below(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    return Wanted(_values(frame, domain).n_unique() < kwargs["threshold"])


def _strangers(frame: Frame, domain: Domain, kwargs: Kwargs) -> pl.Expr:
    dtype = frame.dtype(domain.columns[0])
    fitting, _ = members(kwargs["value_set"] or (), dtype)
    values = _values(frame, domain)
    values = values.cast(pl.String) if is_text(dtype) else values
    return values.filter(~values.is_in(fitting.implode())).unique()


def _stranger_count(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    return Wanted(_strangers(frame, domain, kwargs).len())


def _stranger_list(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    limit = kwargs.get("limit") or _SHOWN_VALUES
    return Wanted(_strangers(frame, domain, kwargs).sort().head(limit).implode(), list)


def _absent(frame: Frame, domain: Domain, kwargs: Kwargs) -> tuple[pl.Expr, Callable[[Any], list[Any]]]:
    """The members of the set that the column has, and what finds those that it lacks."""
    dtype = frame.dtype(domain.columns[0])
    fitting, others = members(kwargs["value_set"] or (), dtype)
    values = _values(frame, domain)
    values = values.cast(pl.String) if is_text(dtype) else values
    found = values.filter(values.is_in(fitting.implode())).unique().implode()

    def lacking(there: Any) -> list[Any]:
        present = set(there)
        return [value for value in fitting.to_list() if value not in present] + others

    return found, lacking


def _absent_count(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    found, lacking = _absent(frame, domain, kwargs)
    return Wanted(found, lambda there: len(lacking(there)))


def _absent_list(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    found, lacking = _absent(frame, domain, kwargs)
    return Wanted(found, lambda there: lacking(there)[: kwargs.get("limit") or _SHOWN_VALUES])


def _most_common(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    return Wanted(_values(frame, domain).mode().sort().implode(), list)


def _value_counts(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    counts = _values(frame, domain).value_counts(name="count").implode()
    field = domain.columns[0]

    def finish(rows: Any) -> pd.Series:
        ordered = sorted((row[field], row["count"]) for row in rows)
        index = pd.Index([value for value, _ in ordered], name="value")
        return pd.Series([count for _, count in ordered], index=index, name="count")

    return Wanted(counts, finish)


def _histogram(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    edges = list(kwargs["bins"])
    numbers = _numbers(frame, domain)
    counts = []
    for low, high in pairwise(edges):
        counts.append(numbers.is_between(low, high, closed="both" if high == edges[-1] else "left").sum())
    return Wanted(pl.concat_list(counts), list)


def _partition(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    if (kwargs.get("bins") or "uniform") != "uniform":
        raise UnfitError("of the ways to make bins only 'uniform' is supported")
    numbers = _numbers(frame, domain)
    bins = (kwargs.get("n_bins") or 10) + 1
    return Wanted(
        pl.concat_list([numbers.min(), numbers.max()]), lambda ends: np.linspace(ends[0], ends[1], num=bins)
    )


def _nonnull_count(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    return Wanted(_values(frame, domain).len())


def _null_count(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    values = frame.column(domain.columns[0])
    return Wanted((values if domain.rows is None else values.filter(domain.rows)).null_count())


def _nonnull_share(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    share = _values(frame, domain).len() / _rows(domain)
    return Wanted(share, _or_zero)


def _unique_share(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    values = _values(frame, domain)
    return Wanted(values.n_unique() / values.len(), _or_zero)


def _or_zero(share: Any) -> Any:
    return 0 if share is None or share != share else share


def _between_count(frame: Frame, domain: Domain, kwargs: Kwargs) -> Wanted:
    name = domain.columns[0]
    dtype = frame.dtype(name)
    low, high = (None if side is None else bound(side, dtype, name) for side in bounds(kwargs))
    return Wanted(within(_values(frame, domain), low, high, kwargs).sum())


def _length(method: str) -> Aggregate:
    def aggregate(frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
        return Wanted(
            getattr(_values(frame, domain, frame.text(domain.columns[0])).str.len_chars(), method)()
        )

    return aggregate


def _rows(domain: Domain) -> pl.Expr:
    return pl.len() if domain.rows is None else domain.rows.sum()


def _row_count(_frame: Frame, domain: Domain, _kwargs: Kwargs) -> Wanted:
    return Wanted(_rows(domain))


AGGREGATES: Mapping[str, Aggregate] = {
    "table.row_count": _row_count,
    "column.min": _extreme("min"),
    "column.max": _extreme("max"),
    "column.mean": _mean,
    "column.median": _median,
    "column.sum": _sum,
    "column.standard_deviation": _deviation,
    "column.quantile_values": _quantiles,
    "column.distinct_values": _distinct,
    "column.distinct_values.count": _distinct_count,
    "column.distinct_values.count.under_threshold": _distinct_below,
    "column.distinct_values.not_in_set.count": _stranger_count,
    "column.distinct_values.not_in_set": _stranger_list,
    "column.distinct_values.missing_from_column.count": _absent_count,
    "column.distinct_values.missing_from_column": _absent_list,
    "column.most_common_value": _most_common,
    "column.value_counts": _value_counts,
    "column.histogram": _histogram,
    "column.partition": _partition,
    "column.non_null_count": _nonnull_count,
    "column.non_null_proportion": _nonnull_share,
    "column.unique_proportion": _unique_share,
    "column_values.nonnull.count": _nonnull_count,
    "column_values.null.count": _null_count,
    "column_values.between.count": _between_count,
    "column_values.length.min": _length("min"),
    "column_values.length.max": _length("max"),
}
"""GX's name of a metric -> the expression and what is made of it."""
