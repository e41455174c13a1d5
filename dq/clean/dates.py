"""Dates in every form that spreadsheets produce, to dates; the order of day and month is told, never guessed here."""

from __future__ import annotations

from datetime import date

import polars as pl

from dq.clean.interface import Cleaner, all_but, join_steps, nothing_else, step_if
from dq.clean.texts import normal_form
from dq.text.no_days import NO_DAY

COLUMN_ORDER, ASSUMED_ORDER = "date.column_order", "date.region_order"
"""Steps of a date written with numbers only: read by what its column says, by the region's custom."""
_NO_DATE = "date.empty"
_FIRST_CELLS = 1_000
FIRST_YEAR, LAST_YEAR = 1900, 2100
_FIRST_DAY, _LAST_DAY = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
SERIAL_DAY_ZERO = date(1899, 12, 30)
"""Day 0 of a spreadsheet's 1900 date system, for serials from 61 on (1900-03-01); earlier ones are off by one."""
_MORE_NO_DAYS = r"^00000000$|^00:00:00$"
"""SAP's date of none, and what a workbook's cell with a 0 reads as: in a column of dates alone, they mean no date."""
_SERIAL = r"^(?:[2-6][0-9]{4})(?:\.[0-9]+)?$"

_TIME = (
    r"(?:[T ]+([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)\s*(?:Z|[+-][0-9]{2}:?[0-9]{2}|AM|PM|am|pm)?)?$"
)
_YEAR_FIRST = r"^([0-9]{4})(?:年|[-/.])\s?([0-9]{1,2})(?:月|[-/.])\s?([0-9]{1,2})日?" + _TIME
_TIGHT = r"^((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})$"
_NUMBERS = r"^([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4}|[0-9]{1,2})" + _TIME
_MONTH_WORD = (
    r"^(?:([0-9]{1,2})[- ]([A-Za-z]{3})[a-z]*[- ,]+([0-9]{4})|([A-Za-z]{3})[a-z]* ([0-9]{1,2}),? ([0-9]{4}))$"
)
_MONTHS = {
    word: str(n)
    for n, word in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}

_SURE_YEAR = r"(?:[0-9]{4}|3[2-9]|[4-9][0-9])(?:$|[ T])"
"""A year that can't be a day: of four digits, or above 31."""
DAY_FIRST_EVIDENCE = r"^(?:1[3-9]|2[0-9]|3[01])[-/.](?:0?[1-9]|1[0-2])[-/.]" + _SURE_YEAR
MONTH_FIRST_EVIDENCE = (
    r"^(?:0?[1-9]|1[0-2])[-/.](?:1[3-9]|2[0-9]|3[01])[-/.](?:[0-9]{4}|[0-9]{1,2})(?:$|[ T])"
)
"""A cell that can only be read with the day first, or only with the month first: the column's evidence."""


def date_cleaner(order: str | None, *, assumed: bool = False) -> Cleaner:
    """A cleaner for a date column; ``order`` is what is known of ``3/5/24``: ``dmy``, ``mdy``, ``ymd`` or None.

    ``assumed``: whether it is the region's custom alone, which the step of such a cell then says.
    """
    by_order = ASSUMED_ORDER if assumed else COLUMN_ORDER

    def fast(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
        # Days that are read before are remembered, which pays where the same ones come again and again.
        few = cells.head(_FIRST_CELLS).n_unique() * 2 < _FIRST_CELLS
        iso = cells.str.to_date("%Y-%m-%d", strict=False, cache=few)
        canonical = (cells.str.len_bytes() == 10) & (iso >= _FIRST_DAY) & (iso <= _LAST_DAY)
        return nothing_else(iso), all_but(cells, canonical)

    return Cleaner(fast, lambda cells: _slow(cells, order, by_order), ("date", order, by_order))


def without_no_days(normal: pl.DataFrame, no_day: str = NO_DAY) -> pl.DataFrame:
    """Texts in :func:`dq.clean.texts.normal_form`, those that stand for no date emptied, with the step."""
    empty = pl.col("value").str.contains(no_day)
    return normal.select(
        value=pl.when(~empty).then(pl.col("value")),
        step=join_steps(pl.col("step"), step_if(empty, _NO_DATE)),
    )


def _slow(cells: pl.Series, order: str | None, by_order: str) -> pl.DataFrame:
    normal = without_no_days(normal_form(cells), f"{NO_DAY}|{_MORE_NO_DAYS}")
    text = pl.col("text")
    frame = pl.DataFrame({"text": normal["value"], "step": normal["step"]})
    frame = frame.with_columns(
        year_first=text.str.extract_groups(_YEAR_FIRST),
        tight=text.str.extract_groups(_TIGHT),
        numbers=text.str.extract_groups(_NUMBERS),
        word=text.str.extract_groups(_MONTH_WORD),
        serial=text.str.contains(_SERIAL),
    )
    year_first, tight, numbers = (pl.col(name).struct for name in ("year_first", "tight", "numbers"))
    first, second, third = (_whole(numbers.field(str(place))) for place in (1, 2, 3))
    day_first, month_first, short_first = _orders(first, second, third, numbers.field("3"), order)
    frame = frame.with_columns(
        by_year=_make(*(_whole(year_first.field(str(place))) for place in (1, 2, 3))),
        by_tight=_make(*(_whole(tight.field(str(place))) for place in (1, 2, 3))),
        by_numbers=pl.coalesce(day_first, month_first, short_first),
        by_word=_by_word(pl.col("word")),
        by_serial=pl.when(pl.col("serial")).then(
            pl.lit(SERIAL_DAY_ZERO)
            + pl.duration(days=text.str.extract(r"^([0-9]+)").cast(pl.Int32, strict=False))
        ),
        ambiguous=first.is_not_null() & (second <= 12) & pl.lit(order is None),
        shaped=first.is_not_null() | year_first.field("1").is_not_null() | tight.field("1").is_not_null(),
        time=pl.coalesce(year_first.field("4"), numbers.field("4")),
    )
    found = pl.coalesce("by_year", "by_tight", "by_numbers", "by_word", "by_serial")
    frame = frame.with_columns(found=pl.when(found.dt.year().is_between(FIRST_YEAR, LAST_YEAR)).then(found))
    reads = pl.col("found").is_not_null()
    iso = pl.col("found").dt.to_string("%Y-%m-%d") == text
    timed = pl.col("time").str.contains("[1-9]")
    return frame.select(
        value=pl.col("found"),
        step=pl.when(reads | text.is_null()).then(
            join_steps(
                pl.col("step"),
                step_if(reads & pl.col("by_serial").is_not_null(), "date.serial"),
                step_if(reads & timed, "date.time_dropped"),
                step_if(reads & pl.col("by_numbers").is_not_null(), by_order),
                step_if(
                    reads & ~iso & pl.col("by_serial").is_null() & pl.col("by_numbers").is_null(), "date.form"
                ),
            )
        ),
        bad=pl.when(text.is_null() | reads)
        .then(None)
        .when(pl.col("ambiguous"))
        .then(pl.lit("ambiguous_date"))
        .when(pl.col("shaped"))
        .then(pl.lit("impossible_date"))
        .otherwise(pl.lit("unreadable")),
    )


def _whole(text: pl.Expr) -> pl.Expr:
    return text.cast(pl.Int32, strict=False)


def _make(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """A date, null if there is no such day."""
    digits = pl.concat_str(
        year.cast(pl.String).str.zfill(4),
        month.cast(pl.String).str.zfill(2),
        day.cast(pl.String).str.zfill(2),
    )
    return digits.str.to_date("%Y%m%d", strict=False)


def _orders(
    first: pl.Expr, second: pl.Expr, third: pl.Expr, third_text: pl.Expr, order: str | None
) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Dates of numbers only, read with the day first, the month first, or a short year first.

    Without a known order a cell is read only where one reading is possible: the last number is surely the year,
    and the first two tell day from month or are equal; or the second can be no month, as in ``1/22/26``.
    """
    long_year = third_text.str.len_bytes() == 4
    year = pl.when(long_year).then(third).otherwise(_century(third))
    if order == "ymd":
        nothing = pl.lit(None, pl.Date)
        return nothing, nothing, pl.when(~long_year).then(_make(_century(first), second, third))
    sure = long_year | (third > 31)
    same = first == second
    day_first = (second <= 12) & (pl.lit(order == "dmy") | (sure & (same | (first > 12))))
    month_first = (first <= 12) & (pl.lit(order == "mdy") | (second > 12))
    return (
        pl.when(day_first).then(_make(year, second, first)),
        pl.when(month_first).then(_make(year, first, second)),
        pl.lit(None, pl.Date),
    )


def _century(short: pl.Expr) -> pl.Expr:
    """Two-digit years as spreadsheets read them: 00-29 are of this century, 30-99 of the last."""
    return pl.when(short < 30).then(short + 2000).otherwise(short + 1900)


def _by_word(groups: pl.Expr) -> pl.Expr:
    parts = [groups.struct.field(str(place)) for place in range(1, 7)]
    month = pl.coalesce(parts[1], parts[3]).str.to_lowercase()
    return _make(
        _whole(pl.coalesce(parts[2], parts[5])),
        _whole(month.replace_strict(_MONTHS, default=None)),
        _whole(pl.coalesce(parts[0], parts[4])),
    )
