"""Values that the case itself holds in another field: filled where the field is empty, never over a value."""

from __future__ import annotations

from datetime import date

import polars as pl

from dq.model import columns
from dq.model.columns import WORDS
from dq.model.schema import field
from dq.packs.provinces import PROVINCES, completed_years

STEP = "enrich.id_no"

FROM_ID = ("birth_date", "sex", "age", "id_province")
"""Fields that a resident id tells (GB 11643: positions 7 to 14, the parity of the 17th, the first two)."""
_PROVINCES = pl.Series([PROVINCES.get(f"{number:02}") for number in range(100)], dtype=pl.String)


def derived_fields(present: frozenset[str]) -> tuple[str, ...]:
    """The fields that can be derived for a file with these fields."""
    return FROM_ID if "id_no" in present else ()


def _told(name: str, as_of: date) -> pl.Expr:
    """What a sound resident id tells; null for any other."""
    birth = pl.col(columns.part("id_no", "birth"))
    match name:
        case "birth_date":
            return birth
        case "sex":
            return pl.col(columns.part("id_no", "sex")).cast(pl.String)
        case "age":
            return completed_years(birth, as_of)
        case _:
            area = pl.when(birth.is_not_null()).then(pl.col("id_no").str.slice(0, 2))
            return pl.lit(_PROVINCES).gather(area.cast(pl.UInt32, strict=False))


def derive(frame: pl.DataFrame, present: frozenset[str], as_of: date) -> pl.DataFrame:
    """Fill birth date, sex, age at ``as_of`` and province of issue from a sound resident id; the step tells the origin.

    A cell that has a content keeps it, readable or not. A field that the file does not have is added.
    """
    fields = derived_fields(present)
    added = [name for name in fields if name not in present]
    frame = frame.with_columns(
        *(_told(name, as_of).alias(name) for name in added),
        *(
            pl.lit(None, pl.String).alias(beside)
            for name in added
            for beside in (
                columns.raw(name),
                columns.bad(name),
                *(
                    columns.part(name, part)
                    for part in columns.TEXT_PARTS
                    if columns.has_oddities(name, field(name).kind)
                ),
            )
        ),
    )
    steps = [
        pl.when(pl.col(name).is_not_null()).then(pl.lit(STEP, WORDS)).alias(columns.step(name))
        for name in added
    ]
    for name in fields:
        if name in present:
            source, step = _told(name, as_of), columns.step(name)
            empty = pl.col(columns.raw(name)).is_null() & source.is_not_null()
            steps += [
                pl.coalesce(name, pl.when(empty).then(source)).alias(name),
                pl.when(empty).then(pl.lit(STEP, WORDS)).otherwise(pl.col(step)).alias(step),
            ]
    return frame.with_columns(steps)
