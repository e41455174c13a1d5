"""What a cleaner is: from the cells of a column to typed values, each with its steps.

A cleaner gets a String series (null: empty cell) and returns a frame of the same height with the columns
``value`` (typed), ``step`` (String: the steps that changed the cell, joined with ``+``; null if none) and
``bad`` (String: why it can't be read; null if it can), and further ones for kinds that have parts.
It is elementwise: what becomes of a cell does not depend on the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dq.model.columns import WORDS
from dq.model.enums import Kind

MONEY_TYPE = pl.Decimal(18, 2)
PERCENT_TYPE = pl.Decimal(9, 4)


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """How one field is to be cleaned.

    ``unit``: what the column's amounts are counted in (None: yuan). ``dates``: the order of day, month and year
    in dates written with numbers only (``ymd``, ``dmy``, ``mdy``; None: not known, so such a date is ambiguous);
    ``assumed``: whether nothing but the region's custom says so.
    ``lookup``: known bad text -> good text. ``words``: what may be written for a word of a closed list -> the word.
    ``rewrite``: whether a phone number of an earlier numbering plan becomes its new form where that is certain.
    ``joined``: whether it is a name that stands in several columns of a file.
    ``ways``: where the files write the field in different ways, the plan of each; ``way:<field>`` (:meth:`way_of`) then
    says for each row which of them holds. Empty where all write it alike.
    """

    field: str
    kind: Kind
    unit: str | None = None
    dates: str | None = None
    assumed: bool = False
    lookup: Mapping[str, str] = dataclasses.field(default_factory=dict)
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)
    rewrite: bool = False
    joined: bool = False
    ways: Mapping[str, FieldPlan] = dataclasses.field(default_factory=dict)

    @staticmethod
    def way_of(unit: str | None, dates: str | None) -> str:
        """What a way to write a field is called: by its unit or its order of dates, of which a field has one."""
        return unit or dates or ""

    def of(self, way: str | None) -> FieldPlan:
        """The plan of a row: that of its way, where there are several."""
        return self.ways.get(way or "", self)


def nothing_else(value: pl.Series, parts: Sequence[str] = ()) -> pl.DataFrame:
    """A cleaner's frame with these values, and nothing to tell of them."""
    return pl.DataFrame({"value": value}).with_columns(
        pl.lit(None, WORDS).alias(name) for name in ("step", "bad", *parts)
    )


def in_texts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with text in place of :data:`WORDS`."""
    return frame.cast({name: pl.String for name, dtype in frame.schema.items() if dtype == WORDS})


def all_but(cells: pl.Series, canonical: pl.Series) -> pl.Series:
    """Which cells have a content that is not canonical; ``canonical`` may be null, which is no."""
    others = ~(canonical.fill_null(False) if canonical.has_nulls() else canonical)
    return others & cells.is_not_null() if cells.has_nulls() else others


@dataclass(frozen=True, slots=True)
class Cleaner:
    """How the cells of a column are cleaned: the canonical ones at once, the others the slow way.

    ``fast`` gets all cells and returns a frame of the form above and a Boolean series of the rows that it did not
    judge; ``slow`` gets the cells of those rows and returns a frame with the same columns. Cleaners with the same
    ``group`` have the same slow way, and one call may serve several columns (a call costs a few milliseconds,
    whatever it is given).
    """

    fast: Callable[[pl.Series], tuple[pl.DataFrame, pl.Series]]
    slow: Callable[[pl.Series], pl.DataFrame]
    group: Hashable

    def __call__(self, cells: pl.Series) -> pl.DataFrame:
        """Clean one column."""
        return clean_columns({"cells": cells}, {"cells": self})["cells"]


def clean_columns(cells: Mapping[str, pl.Series], cleaners: Mapping[str, Cleaner]) -> dict[str, pl.DataFrame]:
    """Clean columns of equal height; each group of cleaners goes the slow way at most once."""
    done: dict[str, pl.DataFrame] = {}
    waiting: dict[Hashable, list[tuple[str, pl.Series]]] = {}
    for name, column in cells.items():
        done[name], others = cleaners[name].fast(column)
        if others.any():
            waiting.setdefault(cleaners[name].group, []).append((name, others))
    for group in waiting.values():
        pieces = [cells[name].filter(others) for name, others in group]
        mended = cleaners[group[0][0]].slow(pl.concat([piece.rename("") for piece in pieces], rechunk=True))
        start = 0
        for (name, others), piece in zip(group, pieces, strict=True):
            done[name] = put_back(done[name], others, mended.slice(start, len(piece)))
            start += len(piece)
    return done


def put_back(plain: pl.DataFrame, others: pl.Series, mended: pl.DataFrame) -> pl.DataFrame:
    """``plain`` with its rows where ``others`` is True replaced by those of ``mended``, in order."""
    places = others.arg_true()
    return plain.select(
        series if mended[series.name].null_count() == mended.height and series.null_count() == len(series)
        else series.clone().scatter(places, mended[series.name].cast(series.dtype))
        for series in plain.iter_columns()
    )  # fmt: skip


def join_steps(*steps: pl.Expr) -> pl.Expr:
    """Several step columns as one text, null if there is none."""
    joined = pl.concat_str(list(steps), separator="+", ignore_nulls=True)
    return pl.when(joined != "").then(joined)


def step_if(condition: pl.Expr, name: str) -> pl.Expr:
    """The step's name where the condition holds, else null."""
    return pl.when(condition).then(pl.lit(name))
