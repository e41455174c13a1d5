"""What a cleaner is: a function from the cells of a column to typed values, each with its steps.

A cleaner gets a String series (null: empty cell) and returns a frame of the same height with the columns
``value`` (typed), ``step`` (String: the steps that changed the cell, joined with ``+``; null if none) and
``bad`` (String: why it can't be read; null if it can), and further ones for kinds that have parts.
It is elementwise, so the streaming engine may call it on any slice of the file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dq.model.enums import Kind

Cleaner = Callable[[pl.Series], pl.DataFrame]

MONEY_TYPE = pl.Decimal(18, 2)
PERCENT_TYPE = pl.Decimal(9, 4)

TYPES: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.ID: pl.String(),
    Kind.MONEY: MONEY_TYPE,
    Kind.PERCENT: PERCENT_TYPE,
    Kind.DATE: pl.Date(),
    Kind.INTEGER: pl.Int32(),
    Kind.ENUM: pl.String(),
    Kind.PHONE: pl.String(),
}
"""The type of a clean value of each kind."""


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one field is to be cleaned.

    ``unit``: what the column's amounts are counted in (None: yuan). ``dates``: the order of day, month and year
    in dates written with numbers only (``ymd``, ``dmy``, ``mdy``; None: not known, so such a date is ambiguous).
    ``lookup``: known bad text -> good text. ``words``: what may be written for a word of a closed list -> the word.
    """

    field: str
    kind: Kind
    unit: str | None = None
    dates: str | None = None
    lookup: Mapping[str, str] = dataclasses.field(default_factory=dict)
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)


def split_clean(
    cells: pl.Series,
    fast: pl.Series,
    canonical: pl.Series,
    slow: Callable[[pl.Series], pl.DataFrame],
    parts: Sequence[str] = (),
) -> pl.DataFrame:
    """Values of the cells that are canonical already, and the slow way for the others only.

    ``fast``: values (any where not canonical); ``canonical``: Boolean, where there is a cell. ``slow`` gets the
    other cells and returns ``value``, ``step``, ``bad`` and the text columns named in ``parts``, null elsewhere.
    """
    others = cells.is_not_null() & ~canonical.fill_null(False)
    count = others.sum()
    if count == len(cells) and count:
        return slow(cells)
    plain = pl.DataFrame({"value": fast}).with_columns(
        pl.lit(None, pl.String).alias(name) for name in ("step", "bad", *parts)
    )
    return put_back(plain, others, slow(cells.filter(others))) if count else plain


def put_back(plain: pl.DataFrame, others: pl.Series, mended: pl.DataFrame) -> pl.DataFrame:
    """``plain`` with its rows where ``others`` is True replaced by those of ``mended``, in order."""
    places = others.arg_true()
    return plain.select(
        series if mended[series.name].null_count() == mended.height and series.null_count() == len(series)
        else series.clone().scatter(places, mended[series.name].cast(series.dtype))
        for series in plain.iter_columns()
    )  # fmt: skip


FEW = 0.05
"""A column with a smaller share of distinct values is judged by its distinct values."""


def by_distinct(judge: Callable[[pl.Series], pl.Series]) -> Callable[[pl.Series], pl.Series]:
    """``judge`` (text to Boolean), asked once for each distinct text where a column has few of them."""

    def judged(cells: pl.Series) -> pl.Series:
        if len(cells) < 1_000 or cells.head(1_000).n_unique() > 1_000 * FEW:
            return judge(cells)
        distinct = cells.unique()
        verdicts = judge(distinct)
        if verdicts.all():
            return pl.select(pl.when(cells.is_not_null()).then(True)).to_series()
        return cells.is_in(distinct.filter(verdicts).implode())

    return judged


def join_steps(*steps: pl.Expr) -> pl.Expr:
    """Several step columns as one text, null if there is none."""
    joined = pl.concat_str(list(steps), separator="+", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


def step_if(condition: pl.Expr, name: str) -> pl.Expr:
    """The step's name where the condition holds, else null."""
    return pl.when(condition).then(pl.lit(name))
