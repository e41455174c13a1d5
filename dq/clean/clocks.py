"""Times of day in a column of their own, beside a column of days."""

from __future__ import annotations

import polars as pl

from dq.clean.interface import Cleaner, all_but, join_steps, nothing_else, step_if
from dq.clean.texts import normal_form

CLOCK = (
    r"(上午|下午|中午|凌晨|早上|晚上)? ?([0-9]{1,2})(?:[:时点]([0-9]{1,2})|[时点]整?)"
    r"(?:(?::|分)([0-9]{1,2})?(?:\.[0-9]+)?秒?)? ?(AM|PM|am|pm|a\.m\.|p\.m\.)?"
)
"""A time of day as people and exports write it; groups: half of the day, hour, minute, second, half of the day."""

_FORM = "%H:%M:%S"
# Programs that know no time without a day put the first one of their calendar before it.
_NO_DAY = r"(?:(?:1899-12-3[01]|1900-01-0[01])[T ])?"
_PARTS = f"^{_NO_DAY}{CLOCK}$"
_TIGHT = r"^([0-2][0-9])([0-5][0-9])([0-5][0-9])?$"
_FRACTION = r"^(0?\.[0-9]+|0)$"
_DAY = 86_400
_PART_OF_DAY = pl.Decimal(18, 10)
_AFTERNOON = ("下午", "晚上", "中午", "pm", "p.m.")
_MORNING = ("上午", "凌晨", "早上", "am", "a.m.")


def clean_clock_slowly(cells: pl.Series) -> pl.DataFrame:
    """The frame of a cleaner of clocks: ``9:05``, ``下午3:20``, ``090533``, a spreadsheet's fraction of a day."""
    normal = normal_form(cells)
    text = pl.col("text")
    frame = pl.DataFrame({"text": normal["value"], "step": normal["step"]}).with_columns(
        parts=text.str.extract_groups(_PARTS), tight=text.str.extract_groups(_TIGHT)
    )
    parts, tight = (pl.col(name).struct for name in ("parts", "tight"))
    half = pl.coalesce(parts.field("1"), parts.field("5").str.to_lowercase())
    frame = frame.select(
        "text",
        "step",
        hour=hour_of_day(whole(pl.coalesce(parts.field("2"), tight.field("1"))), half),
        minute=whole(pl.coalesce(parts.field("3"), tight.field("2"))).fill_null(0),
        second=whole(pl.coalesce(parts.field("4"), tight.field("3"))).fill_null(0),
        fraction=(text.str.extract(_FRACTION).cast(_PART_OF_DAY, strict=False) * _DAY).round().cast(pl.Int64),
    )
    written = (pl.col("hour") * 3600 + pl.col("minute") * 60 + pl.col("second")).cast(pl.Int64)
    seconds = pl.coalesce(written, "fraction")
    possible = (pl.col("hour") <= 23) & (pl.col("minute") <= 59) & (pl.col("second") <= 59)
    bad = (
        pl.when(text.is_null())
        .then(None)
        .when(seconds.is_null())
        .then(pl.lit("unreadable"))
        .when(~pl.coalesce(possible, seconds < _DAY))
        .then(pl.lit("impossible_time"))
    )
    value = pl.when(pl.col("bad").is_null()).then((seconds * 1_000_000_000).cast(pl.Time))
    frame = frame.with_columns(bad=bad).with_columns(value=value)
    reads = pl.col("value").is_not_null()
    plain = pl.col("value").dt.to_string(_FORM) == text
    by_fraction = pl.col("hour").is_null()
    return frame.select(
        "value",
        step=pl.when(pl.col("bad").is_null()).then(
            join_steps(
                pl.col("step"),
                step_if(reads & by_fraction, "clock.fraction"),
                step_if(reads & ~by_fraction & ~plain, "clock.form"),
            )
        ),
        bad="bad",
    )


def _at_once(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    read = cells.str.to_time(_FORM, strict=False)
    return nothing_else(read), all_but(cells, (cells.str.len_bytes() == len("09:05:33")) & read.is_not_null())


clean_clock = Cleaner(_at_once, clean_clock_slowly, "clock")
"""A cleaner for a column of times of day."""


def whole(text: pl.Expr) -> pl.Expr:
    """Digits as a number."""
    return text.cast(pl.Int32, strict=False)


def hour_of_day(hour: pl.Expr, half: pl.Expr) -> pl.Expr:
    """The hour of 24, from one of 12 where ``half`` (:data:`CLOCK`) says which half of the day."""
    later = half.is_in(_AFTERNOON) & (hour < 12) & ~((half == "中午") & (hour > 2))
    return (
        pl.when(later)
        .then(hour + 12)
        .when(half.is_in(_MORNING) & (hour == 12))
        .then(0)
        .otherwise(hour)
        .cast(pl.Int32)
    )
