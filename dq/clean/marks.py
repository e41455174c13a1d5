"""Cells that the reading stage knows to be untrue to what was typed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import polars as pl

from dq.model import columns
from dq.model.enums import Kind
from dq.model.schema import field as field_of

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)

PRECISION_LOST = "precision_lost"


def distrust(frame: Frame, fields: Iterable[str]) -> Frame:
    """Call ids ``precision_lost`` where ``mark:<field>`` says so, however well-formed their digits are.

    A spreadsheet keeps 15 digits of a number; about one in ten of ids and cards damaged so still passes its check.
    """
    changed = []
    for name in fields:
        if field_of(name).kind is not Kind.ID:
            continue
        lost = pl.col(columns.mark(name)) == PRECISION_LOST
        if columns.is_resident_id(name):
            state, birth, sex = (columns.part(name, part) for part in ("state", "birth", "sex"))
            changed += [
                pl.when(lost).then(pl.lit(PRECISION_LOST)).otherwise(pl.col(state)).alias(state),
                pl.when(lost).then(None).otherwise(pl.col(birth)).alias(birth),
                pl.when(lost).then(None).otherwise(pl.col(sex)).alias(sex),
            ]
        else:
            bad = columns.bad(name)
            changed += [
                pl.when(lost).then(pl.lit(PRECISION_LOST)).otherwise(pl.col(bad)).alias(bad),
                pl.when(lost).then(None).otherwise(pl.col(name)).alias(name),
            ]
    return frame.with_columns(changed) if changed else frame
