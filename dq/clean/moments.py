"""Times of day on a day, in every form that call logs export, to local times without a zone."""

from __future__ import annotations

import polars as pl

from dq.clean.clocks import CLOCK, hour_of_day, whole
from dq.clean.dates import ASSUMED_ORDER, COLUMN_ORDER, FIRST_YEAR, LAST_YEAR, date_cleaner, without_no_days
from dq.clean.interface import Cleaner, all_but, in_texts, join_steps, nothing_else, step_if
from dq.clean.texts import normal_form

NO_TIME = "moment.no_time"
"""Step of a cell that has a day and no time of day: the value is the day's midnight."""

_BY_ORDER = (COLUMN_ORDER, ASSUMED_ORDER)
_FORM = "%Y-%m-%d %H:%M:%S"
_PARTS = rf"^(.+?)[T ,]*{CLOCK} ?(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?$"
_TIGHT = r"^((?:19|20)[0-9]{6})([0-9]{2})([0-9]{2})([0-9]{2})$"
_SERIAL = r"^([2-6][0-9]{4})(\.[0-9]+)$"


def moment_cleaner(order: str | None, utc_offset: int | None, *, assumed: bool = False) -> Cleaner:
    """A cleaner for a column of times; ``order`` and ``assumed`` are those of :func:`dq.clean.dates.date_cleaner`.

    A cell that names its zone (``…Z``, ``…+08:00``) becomes the local time of a region that is ``utc_offset``
    minutes east of UTC; it can't be read where the region has several times (None).
    """

    days = date_cleaner(order, assumed=assumed)

    def fast(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
        read = cells.str.to_datetime(_FORM, time_unit="us", strict=False)
        canonical = (cells.str.len_bytes() == 19) & read.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
        return nothing_else(read), all_but(cells, canonical)

    return Cleaner(fast, lambda cells: _slow(cells, days, utc_offset), ("moment", order, utc_offset, assumed))


def _slow(cells: pl.Series, cleaner: Cleaner, utc_offset: int | None) -> pl.DataFrame:
    normal = without_no_days(normal_form(cells))
    text = pl.col("text")
    frame = pl.DataFrame({"text": normal["value"], "step": normal["step"]}).with_columns(
        parts=text.str.extract_groups(_PARTS),
        tight=text.str.extract_groups(_TIGHT),
        serial=text.str.extract_groups(_SERIAL),
    )
    parts, tight, serial = (pl.col(name).struct for name in ("parts", "tight", "serial"))
    frame = frame.select(
        "text",
        "step",
        day=pl.coalesce(tight.field("1"), serial.field("1"), parts.field("1"), "text"),
        half=pl.coalesce(parts.field("2"), parts.field("6").str.to_lowercase()),
        hour=whole(pl.coalesce(tight.field("2"), parts.field("3"))),
        minute=whole(pl.coalesce(tight.field("3"), parts.field("4"))).fill_null(0),
        second=whole(pl.coalesce(tight.field("4"), parts.field("5"))).fill_null(0),
        zone=parts.field("7"),
        fraction=serial.field("2"),
    )
    days = in_texts(cleaner(frame["day"])).select(date="value", day_step="step", day_bad="bad")
    frame = frame.with_columns(days).with_columns(
        hour=hour_of_day(pl.col("hour"), pl.col("half")), off=_offset()
    )
    return _judged(frame, utc_offset)


def _judged(frame: pl.DataFrame, utc_offset: int | None) -> pl.DataFrame:
    """``value``, ``step`` and ``bad`` of cells taken apart."""
    timed, zoned = pl.col("hour").is_not_null(), pl.col("zone").is_not_null()
    possible = (pl.col("hour") <= 23) & (pl.col("minute") <= 59) & (pl.col("second") <= 59)
    by_clock = (pl.col("hour") * 3600 + pl.col("minute") * 60 + pl.col("second")).cast(pl.Int64)
    by_serial = (pl.col("fraction").cast(pl.Decimal(18, 10), strict=False) * 86_400).round().cast(pl.Int64)
    moved = (pl.lit(utc_offset or 0) - pl.col("off")) * 60
    seconds = pl.coalesce(by_clock, by_serial, 0) + pl.when(zoned).then(moved).otherwise(0)
    value = pl.col("date").cast(pl.Datetime("us")) + pl.duration(seconds=seconds)
    bad = (
        pl.when(pl.col("text").is_null())
        .then(None)
        .when(pl.col("date").is_null())
        .then(pl.coalesce("day_bad", pl.lit("unreadable")))
        .when(timed & ~possible)
        .then(pl.lit("impossible_time"))
        .when(zoned & pl.lit(utc_offset is None))
        .then(pl.lit("zone_unknown"))
    )
    frame = frame.with_columns(bad=bad).with_columns(value=pl.when(pl.col("bad").is_null()).then(value))
    reads = pl.col("value").is_not_null()
    plain = pl.col("value").dt.to_string(_FORM) == pl.col("text")
    midnight = ~timed & pl.col("fraction").is_null()
    return frame.select(
        "value",
        step=pl.when(pl.col("bad").is_null()).then(
            join_steps(
                pl.col("step"),
                step_if(reads & midnight, NO_TIME),
                step_if(reads & pl.col("fraction").is_not_null(), "moment.serial"),
                *(step_if(reads & pl.col("day_step").str.contains(step), step) for step in _BY_ORDER),
                step_if(reads & zoned, "moment.zone"),
                step_if(reads & ~plain & ~midnight & ~zoned & pl.col("fraction").is_null(), "moment.form"),
            )
        ),
        bad="bad",
    )


def _offset() -> pl.Expr:
    """Minutes east of UTC that the cell names; null if it names none."""
    digits = pl.col("zone").str.replace(":", "", literal=True)
    minutes = whole(digits.str.slice(1, 2)) * 60 + whole(digits.str.slice(3, 2))
    return (
        pl.when(pl.col("zone") == "Z")
        .then(0)
        .when(digits.str.starts_with("-"))
        .then(-minutes)
        .otherwise(minutes)
    )
