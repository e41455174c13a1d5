"""What a cleaner is: a function from the cells of a column to typed values, each with its steps.

A cleaner gets a String series (null: empty cell) and returns a frame of the same height with the columns
``value`` (typed), ``step`` (String: the steps that changed the cell, joined with ``+``; null if none) and
``bad`` (String: why it can't be read; null if it can), and further ones for kinds that have parts.
It is elementwise, so the streaming engine may call it on any slice of the file.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
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
    cells: pl.Series, fast: pl.Series, canonical: pl.Series, slow: Callable[[pl.Series], pl.DataFrame]
) -> pl.DataFrame:
    """Values of the cells that are canonical already, and the slow way for the others only.

    ``fast``: values (any where not canonical); ``canonical``: Boolean, null for an empty cell. ``slow`` gets
    the other cells and returns ``value``, ``step``, ``bad`` (and further columns).
    """
    others = ~canonical.fill_null(True)
    count = others.sum()
    plain = pl.DataFrame({"value": fast})
    if count == 0:
        return plain.with_columns(step=pl.lit(None, pl.String), bad=pl.lit(None, pl.String))
    if count == len(cells):
        return slow(cells)
    mended = slow(cells.filter(others))
    both = pl.concat(
        [plain, mended.with_columns(pl.col("value").cast(fast.dtype))], how="diagonal", rechunk=True
    )
    marks = others.cast(pl.UInt32)
    places = pl.select(
        pl.when(others)
        .then(marks.cum_sum() + (len(cells) - 1))
        .otherwise(pl.int_range(len(cells), dtype=pl.UInt32))
    ).to_series()
    return both.select(pl.all().gather(places))


def join_steps(*steps: pl.Expr) -> pl.Expr:
    """Several step columns as one text, null if there is none."""
    joined = pl.concat_str(list(steps), separator="+", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


def step_if(condition: pl.Expr, name: str) -> pl.Expr:
    """The step's name where the condition holds, else null."""
    return pl.when(condition).then(pl.lit(name))
