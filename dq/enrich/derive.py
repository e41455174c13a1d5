"""Values that the case itself holds in another field: filled where the field is empty, never over a value."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dq.model import columns

FROM_ID: Mapping[str, str] = {"birth_date": "birth", "sex": "sex"}
"""Field -> part of the resident id that gives it (GB 11643: positions 7 to 14, and the parity of the 17th)."""

STEP = "enrich.id_no"


def derived_fields(present: frozenset[str]) -> tuple[str, ...]:
    """The fields that can be derived for a file with these fields."""
    return tuple(FROM_ID) if "id_no" in present else ()


def derive(frame: pl.LazyFrame, present: frozenset[str]) -> pl.LazyFrame:
    """Fill birth date and sex from a sound resident id; the step tells the origin.

    A cell that has a content keeps it, readable or not. A field that the file does not have is added.
    """
    added = [name for name in derived_fields(present) if name not in present]
    frame = frame.with_columns(
        *(
            expr
            for name in added
            for expr in (
                pl.lit(None, pl.Date if FROM_ID[name] == "birth" else pl.String).alias(name),
                pl.lit(None, pl.String).alias(columns.raw(name)),
                pl.lit(None, pl.String).alias(columns.step(name)),
                pl.lit(None, pl.String).alias(columns.bad(name)),
            )
        )
    )
    filled = []
    for name in derived_fields(present):
        source = pl.col(columns.part("id_no", FROM_ID[name]))
        empty = pl.col(columns.raw(name)).is_null() & source.is_not_null()
        filled += [
            pl.coalesce(name, pl.when(empty).then(source)).alias(name),
            pl.when(empty).then(pl.lit(STEP)).otherwise(pl.col(columns.step(name))).alias(columns.step(name)),
        ]
    return frame.with_columns(filled) if filled else frame
