"""What the contact stage adds to the cases: the verdict, and a number for an empty cell if the source asks for it."""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.enrich.contacts.interface import Survey
from dq.model import columns
from dq.model.columns import ID

VERDICT: Final = "contact_verdict"
FILLED: Final = "self_mobile"
STEP: Final = "enrich.contacts"


def reads(*, fill: bool) -> frozenset[str]:
    """The columns of a slice of cases that :func:`filled` looks at, where they are there."""
    filling = (FILLED, columns.raw(FILLED), columns.step(FILLED), columns.part(FILLED, "state"))
    return frozenset((VERDICT, *(filling if fill else ())))


def filled(rows: pl.DataFrame, survey: Survey, *, fill: bool) -> pl.DataFrame:
    """A slice of cases with the verdict, and, if ``fill``, the best own number in place of an empty own mobile.

    A cell that has a content keeps it, readable or not; a verdict that the file itself has stays.
    """
    place = rows[ID]
    if VERDICT not in rows.columns:
        nothing = (
            pl.lit(None, pl.String).alias(of(VERDICT)) for of in (columns.raw, columns.step, columns.bad)
        )
        rows = rows.with_columns(survey.verdicts.gather(place).alias(VERDICT), *nothing)
    if not fill or FILLED not in rows.columns:
        return rows
    found = survey.best_own.gather(place)
    empty = pl.col(columns.raw(FILLED)).is_null() & pl.lit(found).is_not_null()
    state, step = columns.part(FILLED, "state"), columns.step(FILLED)
    return rows.with_columns(
        pl.when(empty).then(pl.lit(found)).otherwise(pl.col(FILLED)).alias(FILLED),
        pl.when(empty).then(pl.lit("ok")).otherwise(pl.col(state)).alias(state),
        pl.when(empty).then(pl.lit(STEP)).otherwise(pl.col(step)).alias(step),
    )
