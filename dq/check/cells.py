"""What a cell says, however it is written: by this, rows are the same or differ."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dq.check.inputs import money
from dq.model.columns import bad, part, raw
from dq.model.enums import Kind
from dq.model.schema import field

_BESIDE = ("ext", "others")
"""What a phone cell may hold beside its number."""
_FILLER = "placeholder"
"""The state of a phone cell that holds no number of anybody."""


def read_for(name: str) -> tuple[str, ...]:
    """The columns that tell what the cells of a field say."""
    phone = field(name).kind is Kind.PHONE
    beside = [part(name, fact) for fact in (*_BESIDE, "state")] if phone else [bad(name)]
    return (name, raw(name), *beside)


def said(name: str) -> pl.Expr:
    """What a cell says, as text: its clean value, else the text that could not be read; null for an empty one.

    What was derived is no cell of the row.
    """
    kind, value = field(name).kind, pl.col(name)
    read = money(value) if kind is Kind.MONEY else value.cast(pl.String)
    if kind is Kind.PHONE:
        read = pl.concat_str(read, *(part(name, fact) for fact in _BESIDE), separator=" ", ignore_nulls=True)
        read = pl.when(value.is_not_null()).then(read)
    unread = pl.when(_is_unread(name)).then(raw(name))
    return pl.when(pl.col(raw(name)).is_not_null()).then(pl.coalesce(read, unread)).alias(name)


def number_of(names: Sequence[str]) -> pl.Expr:
    """One number for what the cells of a row say (64 bits): rows with another one differ in :func:`said`."""
    mixed = pl.lit(0, pl.UInt64)
    for place, name in enumerate(names):
        value, came = pl.col(name), pl.col(raw(name)).is_not_null()
        read = value.hash(seed=place)
        if field(name).kind is Kind.PHONE:
            for fact in _BESIDE:
                read = read.xor(pl.col(part(name, fact)).hash(seed=place))
        mixed = mixed.xor(
            pl.when(came & value.is_not_null()).then(read)
            .when(came & _is_unread(name)).then(pl.col(raw(name)).hash(seed=place))
            .otherwise(pl.lit(place, pl.UInt64))
        )  # fmt: skip
    return mixed


def _is_unread(name: str) -> pl.Expr:
    """Whether a cell has a content that is no value; a filler (无, 0000-0000000) is none, however it is written."""
    if field(name).kind is Kind.PHONE:
        return pl.col(name).is_null() & pl.col(part(name, "state")).ne_missing(_FILLER)
    return pl.col(name).is_null() & pl.col(bad(name)).is_not_null()
