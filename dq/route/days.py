"""Tasks are laid out over days: nobody gets more of them for a day than one person does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import polars as pl

DAY = "planned_on"


def planned(listed: pl.DataFrame, per_person: int, as_of: date) -> pl.DataFrame:
    """The tasks with :data:`DAY` (Date), the working day on which their assignee comes to them.

    A person's first day is the as-of date, or the working day after it. Tasks keep their order; a case goes on to the
    next day as a whole, if it fits into one. A task that is nobody's has no day.
    """
    mine = (
        listed.with_row_index("_place")
        .filter(pl.col("assignee").is_not_null())
        .with_columns(_case=pl.col("case_no").rle_id().over("assignee"))
        .group_by("assignee", "_case", maintain_order=True)
        .agg("_place")
        .group_by("assignee", maintain_order=True)
        .agg("_place")
    )
    days = pl.DataFrame(
        [place_and_day for cases in mine["_place"].to_list() for place_and_day in _filled(cases, per_person)],
        schema={"_place": pl.UInt32, "_days": pl.Int64},
        orient="row",
    )
    return (
        listed.with_row_index("_place")
        .join(days, on="_place", how="left", maintain_order="left")
        .with_columns(pl.lit(as_of).dt.add_business_days(pl.col("_days"), roll="forward").alias(DAY))
        .drop("_place", "_days")
    )


def _filled(cases: list[list[int]], most: int) -> Iterator[tuple[int, int]]:
    """The tasks of one person's cases, each with the number of its day, from 0."""
    day, used = 0, 0
    for tasks in cases:
        if used and used + len(tasks) > most:
            day, used = day + 1, 0
        for task in tasks:
            if used == most:
                day, used = day + 1, 0
            yield task, day
            used += 1
