"""Amounts, percentages and whole numbers: exact decimals, nothing rounded without a word."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dq.clean.interface import (
    MONEY_TYPE,
    PERCENT_TYPE,
    Cleaner,
    all_but,
    join_steps,
    nothing_else,
    step_if,
)
from dq.clean.texts import normal_form
from dq.text.distinct import by_distinct
from dq.text.spelt import spelt

_WIDE = pl.Decimal(38, 12)
_PLAIN_MONEY = r"^-?[0-9]{1,15}(\.[0-9]{1,2})?$"
_PLAIN_PERCENT = r"^-?[0-9]{1,5}(\.[0-9]{1,4})?$"
_PERCENT = r"^(?:年化|年化利率|年利率|年息)? ?([+-]?[0-9]{1,5}(?:\.[0-9]+)?) ?[%‰]?$"
_PLAIN_INTEGER = r"^-?[0-9]{1,9}$"
_PLAIN_INTEGER_LENGTH = 9
_POINT, _NINE = ord("."), ord("9")

_HOME = r"(?:RMB|CNY|rmb|cny|人民币|¥)"
_FOREIGN = r"(?:HKD|HK\$|USD|US\$|\$|港币|美元)"
_CURRENCY = rf"(?:{_HOME}|{_FOREIGN})"
_BEYOND_WIDE = r"\.[0-9]{12}[0-9]*[1-9]"
_AMOUNT = (
    rf"^((?:{_CURRENCY}\s*)?\()?\s*([+-]?)\s*{_CURRENCY}?\s*[:]?\s*([+-]?)\s*([0-9][0-9,. ]*|\.[0-9]+)\s*"
    rf"(百万|千万|亿|万|千|百|分|角)?\s*(元|圆|块|{_CURRENCY})?\s*(整|正)?\s*(\))?(-?)"
    r"\s*(CR|Cr|cr|DR|Dr|dr)?$"
)
_THOUSANDS = r"^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?$|^[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]*)?$"
_EUROPEAN = r"^[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]{1,2}$"
_PLAIN_DIGITS = r"^[0-9]{1,15}(?:\.[0-9]*)?$|^\.[0-9]+$"

FACTORS: Mapping[str, str] = {
    "元": "1", "百": "100", "千": "1000", "千元": "1000", "万": "10000", "万元": "10000", "百万": "1000000",
    "千万": "10000000", "亿": "100000000", "角": "0.1", "分": "0.01", "cents": "0.01",
}  # fmt: skip
"""What a unit multiplies an amount with, to give yuan."""


def money_cleaner(unit: str | None, region: str) -> Cleaner:
    """A cleaner for a column whose amounts are counted in ``unit`` (None: yuan, or the region's own currency).

    A foreign currency sign is not read over: in a Chinese file ``$5`` is not five yuan.
    """
    factor = FACTORS[unit or "元"]
    foreign = _FOREIGN if region == "CN" else _HOME

    def fast(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
        plain = _has_cents(cells) if factor == "1" else cells.is_null()
        value = cells.cast(MONEY_TYPE, strict=False)
        return nothing_else(value), all_but(cells, plain & value.is_not_null())

    return Cleaner(fast, lambda cells: _slow(cells, factor, foreign), ("money", factor, foreign))


def _has_cents(cells: pl.Series) -> pl.Series:
    """Whether an amount ends in two decimals, or is plain in another way (a few such go the slow way as well)."""
    text = pl.lit(cells.cast(pl.Binary))
    point, tenths = (text.bin.get(place, null_on_oob=True) for place in (-3, -2))
    cents = pl.select((point == _POINT) & (tenths <= _NINE)).to_series()  # 1.E2 is no amount in two decimals
    few_others = (cells.count() - cents.sum()) * 20 < len(cents)
    return cents if few_others else cents | cells.str.contains(_PLAIN_MONEY)


def _number(text: pl.Expr) -> pl.Expr:
    """The plain decimal digits of an amount as written, null if the separators contradict each other."""
    tight = text.str.strip_chars(" ")
    return (
        pl.when(tight.str.contains(_PLAIN_DIGITS))
        .then(tight)
        .when(tight.str.contains(_THOUSANDS))
        .then(tight.str.replace_all("[, ]", ""))
        .when(tight.str.contains(_EUROPEAN))
        .then(tight.str.replace_all(".", "", literal=True).str.replace(",", ".", literal=True))
        .str.strip_suffix(".")
    )


def _slow(cells: pl.Series, column_factor: str, foreign: str) -> pl.DataFrame:
    normal = normal_form(cells)
    groups = pl.col("text").str.extract_groups(_AMOUNT)
    names = ("open", "sign1", "sign2", "digits", "unit", "yuan", "whole", "close", "minus", "side")
    words = spelt(normal["value"]) if column_factor == "1" else normal["value"].clear(len(cells))
    frame = normal.select("step", text=pl.coalesce(words, "value"), spelt=words.is_not_null())
    frame = frame.with_columns(g=groups)
    frame = frame.with_columns(
        **{name: pl.col("g").struct.field(str(place)).fill_null("") for place, name in enumerate(names, 1)}
    )
    factor = pl.col("unit").replace_strict(FACTORS, default="1").cast(_WIDE)
    signs = (pl.col("sign1") == "-", pl.col("sign2") == "-", pl.col("minus") == "-", pl.col("open") != "")
    sided = pl.col("side") != ""
    # Of a ledger of receivables: what is owed is a debit, what is owed back a credit.
    negative = pl.any_horizontal(*signs, pl.col("side").str.to_uppercase() == "CR")
    sound = (
        (pl.col("open").ne("") == pl.col("close").ne(""))
        & (pl.sum_horizontal(*[sign.cast(pl.Int8) for sign in (*signs, sided)]) <= 1)
        & (pl.col("unit").eq("") | pl.lit(column_factor == "1"))
    )
    frame = frame.with_columns(
        digits=_number(pl.when(sound & pl.col("digits").ne("")).then(pl.col("digits")))
    )
    magnitude = pl.col("digits").cast(_WIDE, strict=False) * factor * pl.lit(column_factor).cast(_WIDE)
    frame = frame.with_columns(exact=pl.when(negative).then(-magnitude).otherwise(magnitude))
    frame = frame.with_columns(cents=pl.col("exact").cast(MONEY_TYPE, strict=False))
    gap = (pl.col("exact") - pl.col("cents").cast(_WIDE)).abs()
    noise = ((gap != 0) | pl.col("text").str.contains(_BEYOND_WIDE)) & (gap < pl.lit("0.0000001").cast(_WIDE))
    reads = pl.col("cents").is_not_null() & ~pl.col("text").str.contains(foreign)
    whole = reads & ((gap == 0) | noise)
    plain = pl.col("text").str.contains(r"^-?[0-9]*\.?[0-9]*$")
    told_otherwise = pl.any_horizontal(pl.col("unit") != "", pl.col("open") != "", sided)
    in_column = pl.lit(column_factor != "1") & pl.col("cents").ne(0)  # nothing is nothing in every unit
    return frame.select(
        value=pl.when(whole).then(pl.col("cents")),
        step=pl.when(whole | pl.col("text").is_null()).then(
            join_steps(
                pl.col("step"),
                step_if(whole & noise, "money.float_noise"),
                step_if(whole & (pl.col("unit").ne("") | in_column), "money.unit"),
                step_if(whole & pl.col("open").ne(""), "money.parentheses"),
                step_if(whole & pl.col("spelt"), "money.words"),
                step_if(whole & sided, "money.side"),
                step_if(whole & ~plain & ~told_otherwise, "money.form"),
            )
        ),
        bad=pl.when(pl.col("text").is_null() | whole)
        .then(None)
        .when(pl.col("cents").is_not_null() & pl.col("text").str.contains(foreign))
        .then(pl.lit("foreign_currency"))
        .when(reads)
        .then(pl.lit("fraction_of_cent"))
        .otherwise(pl.lit("unreadable")),
    )


def _fast_integer(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    value = cells.cast(pl.Int32(), strict=False)
    # What can be cast has digits and a sign alone; of nine characters none is too long, and few begin with a plus.
    plain = (
        (cells.str.len_bytes() <= _PLAIN_INTEGER_LENGTH) & ~cells.str.starts_with("+") & value.is_not_null()
    )
    return nothing_else(value), all_but(cells, plain)


def _fast_percent(cells: pl.Series) -> tuple[pl.DataFrame, pl.Series]:
    value = cells.cast(PERCENT_TYPE, strict=False)
    return nothing_else(value), all_but(cells, _is_plain_percent(cells) & value.is_not_null())


def _slow_percent(cells: pl.Series) -> pl.DataFrame:
    normal = normal_form(cells)
    number = pl.col("value").str.extract(_PERCENT).cast(_WIDE, strict=False)
    per_mille = pl.col("value").str.ends_with("‰")
    exact = pl.when(per_mille).then(number * pl.lit("0.1").cast(_WIDE)).otherwise(number)
    frame = normal.with_columns(exact=exact).with_columns(
        percent=pl.col("exact").cast(PERCENT_TYPE, strict=False)
    )
    reads = (pl.col("percent").cast(_WIDE) - pl.col("exact")).abs() < pl.lit("0.00000001").cast(_WIDE)
    sign = pl.col("value").str.contains("[%‰年]")
    return frame.select(
        value=pl.when(reads).then(pl.col("percent")),
        step=pl.when(reads | pl.col("value").is_null()).then(
            join_steps(pl.col("step"), step_if(reads & sign, "percent.sign"))
        ),
        bad=pl.when(pl.col("value").is_not_null() & ~reads.fill_null(False)).then(pl.lit("unreadable")),
    )


_PERIODS = ("第|M", "期|个月|月|months?")
_DAY_OF_MONTH = ("每月|每期", "日|号")
_COUNTED: Mapping[str, tuple[str, str]] = {
    "days_overdue": ("", "天|日|days?"),
    "term_periods": _PERIODS,
    "paid_periods": _PERIODS,
    "left_periods": _PERIODS,
    "overdue_periods": _PERIODS,
    "instalment_no": _PERIODS,
    "repay_day": _DAY_OF_MONTH,
    "statement_day": _DAY_OF_MONTH,
    "overdue_times": ("", "次"),
    "hand": ("第", "手|次"),
    "age": ("", "周?岁|years?"),
}
"""What may stand before and behind a number of each field: three days overdue are not ``M3``, nor ``3期``."""


_OF_TOTAL = r"^([0-9]{1,3}) ?期? ?/ ?([0-9]{1,3}) ?期?$"
_PLACE_IN_OF_TOTAL: Mapping[str, int] = {"paid_periods": 0, "instalment_no": 0, "term_periods": 1}
"""Which number of ``3/12`` a field is: 3 of the loan's 12 periods are paid, and the loan has 12."""


def _slow_integer(
    cells: pl.Series, before: str = "", behind: str = "", place: int | None = None
) -> pl.DataFrame:
    pattern = rf"^(?:{before})?([+-]?[0-9]{{1,9}})(?:\.0+)?\s*(?:{behind})?$"
    frame = normal_form(cells).with_columns(
        alone=pl.col("value").str.extract(pattern).cast(pl.Int32, strict=False), split=_of_total(place)
    )
    frame = frame.with_columns(number=pl.coalesce("alone", "split"))
    reads = pl.col("number").is_not_null()
    formed = pl.col("alone").is_not_null() & ~pl.col("value").str.contains(_PLAIN_INTEGER)
    return frame.select(
        value=pl.col("number"),
        step=pl.when(reads | pl.col("value").is_null()).then(
            join_steps(
                pl.col("step"),
                step_if(formed, "integer.form"),
                step_if(pl.col("split").is_not_null(), "integer.of_total"),
            )
        ),
        bad=pl.when(pl.col("value").is_not_null() & ~reads).then(pl.lit("unreadable")),
    )


def _of_total(place: int | None) -> pl.Expr:
    """The number at this place of ``3/12``; null where it is nothing of that kind, as ``12/3``."""
    if place is None:
        return pl.lit(None, pl.Int32)
    groups = pl.col("value").str.extract_groups(_OF_TOTAL).struct
    part, total = (groups.field(name).cast(pl.Int32) for name in ("1", "2"))
    return pl.when((part <= total) & (total > 0)).then((part, total)[place])


_CLOCK = r"^(?:([0-9]{1,3}):)?([0-9]{1,3}):([0-9]{2})(?:\.[0-9]+)?$"
_SPOKEN = (
    r"(?i)^(?:([0-9]{1,3}) ?(?:小时|时|hours?|hrs?|h) ?)?(?:([0-9]{1,4}) ?(?:分钟|分|minutes?|mins?|m) ?)?"
    r"(?:([0-9]{1,6}) ?(?:秒钟|秒|seconds?|secs?|s))?$"
)


def _slow_seconds(cells: pl.Series) -> pl.DataFrame:
    plain = _slow_integer(cells)
    text = pl.col("text")
    clock, spoken = text.str.extract_groups(_CLOCK), text.str.extract_groups(_SPOKEN)

    def seconds(groups: pl.Expr) -> pl.Expr:
        hours, minutes, rest = (groups.struct.field(place).cast(pl.Int32) for place in ("1", "2", "3"))
        given = pl.coalesce(hours, minutes, rest).is_not_null()
        whole = pl.sum_horizontal(hours * 3600, minutes * 60, rest)
        return pl.when(given).then(whole)

    frame = plain.with_columns(text=normal_form(cells)["value"]).with_columns(
        found=pl.when(pl.col("bad").is_not_null()).then(pl.coalesce(seconds(clock), seconds(spoken)))
    )
    formed = pl.col("found").is_not_null()
    return frame.select(
        value=pl.coalesce("value", "found"),
        step=pl.when(formed).then(pl.lit("seconds.form")).otherwise("step"),
        bad=pl.when(~formed).then("bad"),
    )


clean_seconds = Cleaner(_fast_integer, _slow_seconds, "seconds")
"""A length of time in seconds: ``80``, ``00:01:20``, ``1:20``, ``1分20秒``, ``80 s``."""

_is_plain_percent = by_distinct(lambda cells: cells.str.contains(_PLAIN_PERCENT))
clean_percent = Cleaner(_fast_percent, _slow_percent, "percent")
"""Percent a year: ``24``, ``24%``, ``24.5 %``, ``年化24%``; ``‰`` is a tenth of it. Fractions stay what they are."""


def integer_cleaner(name: str) -> Cleaner:
    """A cleaner for a field of whole numbers: ``12``, ``12.0``, and with what the field counts, as :data:`_COUNTED`
    has it: ``12期`` and ``M3`` where it counts periods, ``15 天`` where days, ``每月15日``; of ``3/12`` its part."""
    before, behind = _COUNTED.get(name, ("", ""))
    place = _PLACE_IN_OF_TOTAL.get(name)
    return Cleaner(
        _fast_integer,
        lambda cells: _slow_integer(cells, before, behind, place),
        ("integer", before, behind, place),
    )
