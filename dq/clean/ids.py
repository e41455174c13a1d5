"""Ids are text, digit by digit: only what a spreadsheet did to them is undone, and only where it can be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache

import polars as pl

from dq.clean.interface import Cleaner, all_but, join_steps, nothing_else, step_if
from dq.clean.texts import ODD_TEXT, normal_form, oddities, plain_by
from dq.model.columns import TEXT_PARTS, WORDS

SCIENTIFIC = r"^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,3}$"
"""A long number as a spreadsheet shows it when the column is too narrow: its digits are gone."""
_DOT_ZERO = r"^([0-9]{1,15})\.0+$"
_ODD_ID = ODD_TEXT + r"|\.0+$|^[0-9](?:\.[0-9]+)?[eE]\+?[0-9]"
_is_plain_id = plain_by(_ODD_ID)
_is_plain_card = plain_by(_ODD_ID + "|[ -]")

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_DIGITS = "10X98765432"
"""GB 11643-1999: the weighted sum of the first 17 digits, modulo 11, picks the check character."""
_OK, _PERMIT, _FOREIGNER, _BAD_DATE, _BAD_CHECKSUM, _PRECISION_LOST = range(6)
_STATES = pl.lit(
    pl.Series(["ok", "permit", "foreigner", "bad_date", "bad_checksum", "precision_lost"], dtype=WORDS)
)
_SOUND = _BAD_DATE
"""Ids of the states before this one are sound."""
_SEXES = pl.lit(pl.Series(["女", "男"], dtype=WORDS))
_CHECK_NUMBERS = pl.lit(pl.Series(["0123456789X".index(digit) for digit in CHECK_DIGITS], dtype=pl.Int8))
_FIRST_BIRTH, _LAST_BIRTH = date(1850, 1, 1), date(2100, 12, 31)
_DAYS_OF_YEAR = 1300
"""Places of a year's days, which stand at month and day as one number: 1231 is the last."""


def _slow(cells: pl.Series) -> pl.DataFrame:
    frame = normal_form(cells)
    value = pl.col("value")
    lost = value.str.contains(SCIENTIFIC)
    whole = value.str.extract(_DOT_ZERO)
    return frame.select(
        value=pl.when(~lost.fill_null(False)).then(pl.coalesce(whole, value)),
        step=pl.when(~lost.fill_null(False)).then(
            join_steps(pl.col("step"), step_if(whole.is_not_null(), "id.dot_zero"))
        ),
        bad=pl.when(lost).then(pl.lit("precision_lost")),
        odd=pl.lit(oddities(cells)),
    )


def _slow_resident(cells: pl.Series) -> pl.DataFrame:
    frame = normal_form(cells)
    value = pl.col("value")
    tight = value.str.replace_all(r"[ \-—–]", "")
    upper = tight.str.replace(r"[x×Х✕]$", "X")
    looks = upper.str.contains(r"^[0-9]{14,17}[0-9X]$")
    whole = value.str.extract(_DOT_ZERO)
    frame = frame.with_columns(
        tight=tight,
        final=pl.when(looks).then(upper).otherwise(pl.coalesce(whole, value)),
        looks=looks,
    )
    return frame.select(
        value=pl.col("final"),
        step=join_steps(
            pl.col("step"),
            step_if(pl.col("looks") & (tight != value), "id.separators"),
            step_if(pl.col("looks") & (pl.col("final") != pl.col("tight")), "id.upper_x"),
            step_if(~pl.col("looks") & (pl.col("final") != value), "id.dot_zero"),
        ),
        bad=pl.lit(None, pl.String),
    )


def judge_resident_ids(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the parts of a resident id to a frame with ``value`` (text).

    State: ``ok``; ``permit`` (81/82/83: residents of Hong Kong, Macao, Taiwan); ``foreigner`` (9…);
    ``fifteen_digits`` (cards of that form ended on 2013-01-01); ``bad_checksum``, ``bad_date``, ``bad_length``,
    ``bad_characters``, ``masked``, ``precision_lost``; ``other`` for papers of another kind (a letter first).
    Birth date and sex are given where length, date and check digit are right. Source: GB 11643-1999.
    """
    value = pl.col("value")
    frame = _with_parts(
        _coded(frame).with_columns(state=_other_states(_STATES.gather("code").cast(pl.String)))
    )
    if (frame["state"] == "fifteen_digits").any():
        body = pl.concat_str(value.str.slice(0, 6), pl.lit("19"), value.str.slice(6, 9))
        long = body + _check_character(body.cast(pl.Int64, strict=False))
        frame = frame.with_columns(suggestion=pl.when(pl.col("state") == "fifteen_digits").then(long))
    return frame


def _coded(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with ``value`` and the columns of :func:`_digits`, ``birth`` and ``code``."""
    return frame.with_columns(**_digits()).with_columns(birth=_birth()).with_columns(code=_code())


def _digits() -> dict[str, pl.Expr]:
    """The first 17 digits as a number, and the last character."""
    value = pl.col("value")
    return {
        "body": value.str.slice(0, 17).cast(pl.Int64, strict=False),
        "last": value.str.slice(17),
    }


def _birth() -> pl.Expr:
    """The birth date in ``body``, looked up; null if there is no such day, or it can be nobody's."""
    day = (pl.col("body") // 10**3) % 10**8
    place = (day // 10**4 - _FIRST_BIRTH.year) * _DAYS_OF_YEAR + day % 10**4
    known = (day // 10**4).is_between(_FIRST_BIRTH.year, _LAST_BIRTH.year)
    return pl.lit(_births()).gather(pl.when(known & (day % 10**4 < _DAYS_OF_YEAR)).then(place))


@cache
def _births() -> pl.Series:
    """The dates of all births that can be, at the place that year, month and day give; null at the other places."""
    days = pl.date_range(_FIRST_BIRTH, _LAST_BIRTH, eager=True)
    years = _LAST_BIRTH.year - _FIRST_BIRTH.year + 1
    places = (
        (days.dt.year() - _FIRST_BIRTH.year) * _DAYS_OF_YEAR
        + days.dt.month().cast(pl.Int32) * 100
        + days.dt.day().cast(pl.Int32)
    )
    return pl.Series([None], dtype=pl.Date).new_from_index(0, years * _DAYS_OF_YEAR).scatter(places, days)


def _code() -> pl.Expr:
    """The place in :data:`_STATES` of 18 digits, null for anything else; over the columns of :func:`_digits`."""
    last = pl.when(pl.col("last") == "X").then(10).otherwise(pl.col("last").cast(pl.Int8, strict=False))
    full = (pl.col("body") >= 10**16) & last.is_not_null() & (pl.col("last").str.len_bytes() == 1)
    area = pl.col("body") // 10**11
    # A spreadsheet zeroes what follows the 15th digit: three zeros and a wrong check digit are its mark.
    zeroed = ((pl.col("body") % 100) == 0) & (pl.col("last") == "0")
    return pl.when(full).then(
        pl.when(pl.col("birth").is_null())
        .then(_BAD_DATE)
        .when(_check_number(pl.col("body")) != last)
        .then(pl.when(zeroed).then(_PRECISION_LOST).otherwise(_BAD_CHECKSUM))
        .when(area.is_in([810000, 820000, 830000]))
        .then(_PERMIT)
        .when(area >= 900000)
        .then(_FOREIGNER)
        .otherwise(_OK)
    )


def _with_parts(frame: pl.DataFrame) -> pl.DataFrame:
    """Birth date and sex where the id is sound."""
    sound = pl.col("code") < _SOUND
    return frame.select(
        "value",
        "step",
        "bad",
        state="state",
        birth=pl.when(sound).then("birth"),
        sex=_SEXES.gather(pl.when(sound).then((pl.col("body") % 10) % 2)),
        suggestion=pl.lit(None, pl.String),
    )


def _other_states(state: pl.Expr) -> pl.Expr:
    """The state of values that are not 18 digits."""
    value = pl.col("value")
    old_birth = pl.concat_str(pl.lit("19"), value.str.slice(6, 6)).str.to_date("%Y%m%d", strict=False)
    fifteen = pl.when(old_birth.is_not_null()).then(pl.lit("fifteen_digits")).otherwise(pl.lit("bad_date"))
    shapes = (
        (r"[*＊]|[0-9][xX]{2,}[0-9X]*$|^[xX]{3}[xX-]*[0-9]{4}$|[•●#]{2,}", pl.lit("masked")),
        (SCIENTIFIC, pl.lit("precision_lost")),
        (r"^[0-9]{15}$", fifteen),
        (r"^[A-Za-z]{1,2}[0-9]{5,12}[A-Za-z]?$|^[\u{4E00}-\u{9FFF}].*[0-9]{4,}", pl.lit("other")),
        (r"^9[0-9A-HJ-NPQRTUWXY]{17}$", pl.lit("other")),
        (r"^[0-9]+X?$", pl.lit("bad_length")),
        (r".", pl.lit("bad_characters")),
    )
    return pl.coalesce(state, *(pl.when(value.str.contains(pattern)).then(name) for pattern, name in shapes))


def _check_character(body: pl.Expr) -> pl.Expr:
    """The check character of 17 digits, given as a number."""
    return pl.lit(pl.Series(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X"])).gather(
        _check_number(body)
    )


def _check_number(body: pl.Expr) -> pl.Expr:
    """The check character of 17 digits, 10 for X, by six look-ups of three digits each."""
    total = sum(
        (_THREE_DIGITS[place].gather((body // 10 ** (15 - 3 * place)) % 1000) for place in range(1, 6)),
        start=_THREE_DIGITS[0].gather(body // 10**15),
    )
    return _CHECK_NUMBERS.gather(total % 11)


def _weighted(place: int) -> pl.Expr:
    """The weighted sum of three digits for each number below 1000, at the ``place``-th group of three."""
    first, second, third = (0, *WEIGHTS)[3 * place : 3 * place + 3]
    number = pl.int_range(1000, dtype=pl.Int32, eager=True)
    return pl.lit(first * (number // 100) + second * (number // 10 % 10) + third * (number % 10))


_THREE_DIGITS = tuple(_weighted(place) for place in range(6))


def _fast_by(
    is_plain: Callable[[pl.Series], pl.Series],
) -> Callable[[pl.Series], tuple[pl.DataFrame, pl.Series]]:
    return lambda cells: (nothing_else(cells, TEXT_PARTS), all_but(cells, is_plain(cells)))


def _fast_resident(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    coded = _coded(nothing_else(cells))
    others = all_but(cells, coded["code"] < _SOUND)
    return _with_parts(coded.with_columns(state=_STATES.gather("code"))), others


def _slow_card(cells: pl.Series) -> pl.DataFrame:
    frame = _slow(cells)
    groups = pl.col("value").str.contains(r"^[0-9]+(?:[ -][0-9]+)+$")
    return frame.with_columns(
        value=pl.when(groups).then(pl.col("value").str.replace_all(r"[ -]", "")).otherwise("value"),
        step=join_steps(pl.col("step"), step_if(groups, "id.separators")),
    )


clean_id = Cleaner(_fast_by(_is_plain_id), _slow, "id")
"""For an id field other than a resident id."""

clean_card = Cleaner(_fast_by(_is_plain_card), _slow_card, "card")
"""For a bank card field: as an id, without the blanks and dashes that group the digits."""

clean_resident_id = Cleaner(
    _fast_resident, lambda cells: judge_resident_ids(_slow_resident(cells)), "resident id"
)
"""For a resident id field, with :data:`dq.model.columns.ID_PARTS` beside the value."""
