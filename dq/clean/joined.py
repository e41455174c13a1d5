"""A day in one column and a time of day in another become one moment; both cells stay as they came."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from dq.clean.moments import NO_TIME
from dq.model.columns import bad, step

JOINED = "moment.clock"
"""Step of a moment whose day got its time from the column of clocks."""
OTHER_TIME = "other_time"
"""Why a clock is not used: the cell of the day has a time of its own, and it is another."""

_MINUTE = "1m"


def join_clocks(rows: pl.DataFrame, clocks: Mapping[str, str], present: Collection[str]) -> pl.DataFrame:
    """Put the clocks to their days in cleaned rows; ``clocks``: field of the moment -> field of its clock.

    A midnight counts as a day without a time, for exports write it so. A row without a readable clock keeps its day.
    """
    for moment, clock in clocks.items():
        if {moment, clock} <= set(present):
            rows = _joined(rows, moment, clock)
    return rows


def _joined(rows: pl.DataFrame, moment: str, clock: str) -> pl.DataFrame:
    at, of_day, steps = pl.col(moment), pl.col(clock), pl.col(step(moment))
    bare = at.dt.time() == pl.time(0)
    joins = (bare & of_day.is_not_null()).fill_null(value=False)
    # Of 09:05 and 09:05:33 neither says that the other is wrong.
    differs = (at.dt.truncate(_MINUTE) != at.dt.date().dt.combine(of_day).dt.truncate(_MINUTE)) & ~bare
    no_longer = steps.str.replace(NO_TIME, JOINED, literal=True)
    told = pl.when(steps.str.contains(NO_TIME, literal=True)).then(no_longer).otherwise(
        pl.concat_str(steps, pl.lit(JOINED), separator="+", ignore_nulls=True)
    )  # fmt: skip
    return rows.with_columns(
        pl.when(joins).then(at.dt.date().dt.combine(of_day)).otherwise(at).alias(moment),
        pl.when(joins).then(told).otherwise(steps).alias(step(moment)),
        pl.when(~differs.fill_null(value=False)).then(of_day).alias(clock),
        pl.when(differs).then(None).otherwise(pl.col(step(clock))).alias(step(clock)),
        pl.when(differs).then(pl.lit(OTHER_TIME)).otherwise(pl.col(bad(clock))).alias(bad(clock)),
    )
