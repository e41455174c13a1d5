"""The slips that turn a right figure into the one in the file, and how common each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import StrEnum

import polars as pl

from dq.loans.cents import WIDE, half_up, whole


class Cause(StrEnum):
    """What went wrong with one figure."""

    PART_MISSING = "part_missing"  # the total lacks the part `other`
    PART_TWICE = "part_twice"  # the total has the part `other` twice
    PART_BLANK = "part_blank"  # the cell of a part that rows usually have is empty
    SIGN_FLIPPED = "sign_flipped"  # the figure has the wrong sign, or the total subtracts the part `other`
    PAYMENT_NOT_DEDUCTED = "payment_not_deducted"  # the payment `other` is off the parts, not off the total
    PAYMENT_IN_PARTS = "payment_in_parts"  # the payment `other` is off the total, not off the parts
    UNIT_WAN = "unit_wan"  # counted in 万 (10,000), or multiplied although it was not
    UNIT_CENTS = "unit_cents"  # counted in cents, or divided although it was not
    DECIMAL_SHIFT = "decimal_shift"  # the decimal point is off by one or three digits
    TRANSPOSED = "transposed"  # two neighbouring digits stand in the wrong order
    DIGIT_DROPPED = "digit_dropped"  # a digit is missing
    DIGIT_REPEATED = "digit_repeated"  # a digit was typed twice
    SHIFTED = "shifted"  # the value stands in the column `other`
    INSTEAD = "instead"  # the total counts the rival `other` of a part instead of the part


WEIGHTS: Mapping[Cause, int] = {
    Cause.SHIFTED: 10,
    Cause.INSTEAD: 12,
    Cause.UNIT_WAN: 15,
    Cause.UNIT_CENTS: 15,
    Cause.PART_MISSING: 20,
    Cause.PART_TWICE: 20,
    Cause.SIGN_FLIPPED: 20,
    Cause.PAYMENT_NOT_DEDUCTED: 25,
    Cause.PAYMENT_IN_PARTS: 25,
    Cause.DECIMAL_SHIFT: 30,
    Cause.DIGIT_DROPPED: 45,
    Cause.DIGIT_REPEATED: 48,
    Cause.TRANSPOSED: 50,
    Cause.PART_BLANK: 90,
}
"""The less, the likelier. The order is by how rarely chance alone meets the condition of the slip."""

SHIFTED_FAR = 2  # for each column that lies between
SHIFTED_OVER_A_VALUE = 35  # a column beside holds the needed value, but the figure has one of its own
FEW_DIGITS = 40  # what a unit too large leaves of a figure: fewer than three digits match nearly anything
ROUNDED = 20  # the unit took digits off the figure, so it fits a range of values
SMALL_GAP = 100  # cents; less than a yuan is met by chance too often
CHANCE = 80  # from this weight on an explanation may well be chance; also what a small difference adds
EVIDENCE = 30  # what other evidence on a figure adds or takes
UNUSUAL = 12  # for each part whose share of the total would be unusual, were the explanation right
CLEARLY_BEHIND = 10
SHARES = 10_000  # shares of a total are counted in ten-thousandths

_MOST_DIGITS = 14
_COLUMNS = {
    "row": pl.UInt32(),
    "gap": WIDE,
    "cause": pl.String(),
    "field": pl.String(),
    "value": WIDE,
    "suggestion": WIDE,
    "other": pl.String(),
    "weight": pl.Int32(),
}


def nothing() -> pl.DataFrame:
    """No explanation, with the columns that explanations have."""
    return pl.DataFrame(schema=_COLUMNS)


def in_cents(tolerance: Decimal) -> int:
    """A tolerance in yuan as whole cents."""
    return int(tolerance * 100)


def within(figures: pl.DataFrame, tolerance: Decimal) -> pl.DataFrame:
    """The slips within single figures.

    ``figures``: ``row``, ``gap``, ``field``, ``empty`` (the cell is), ``value`` and ``need`` (what it would have
    to be) in cents, ``part`` (no total), ``usual`` (the part is hardly ever empty).
    """
    near = in_cents(tolerance)
    lazy = figures.lazy()
    tests = [*_signs(), *_scales(near), *_digits()]
    found = [_found(lazy.filter(pl.col("value") != 0), *test, near) for test in tests]
    blank = pl.col("empty") & pl.col("usual") & pl.col("part") & (pl.col("need") > 0)
    found.append(
        _found(lazy, Cause.PART_BLANK, pl.col("need"), blank, whole(WEIGHTS[Cause.PART_BLANK]), near)
    )
    return pl.concat([nothing(), *pl.collect_all(found)])


Test = tuple[Cause, pl.Expr, pl.Expr, pl.Expr]
"""A slip: its cause, the value it would come from, when that is possible at all, and its weight."""


def _found(
    figures: pl.LazyFrame, cause: Cause, right: pl.Expr, valid: pl.Expr, weight: pl.Expr, near: int
) -> pl.LazyFrame:
    return figures.filter(valid & ((right - pl.col("need")).abs() <= near)).select(
        "row",
        "gap",
        pl.lit(cause.value).alias("cause"),
        "field",
        "value",
        right.alias("suggestion"),
        pl.lit(None, pl.String).alias("other"),
        weight.cast(pl.Int32).alias("weight"),
    )


def _signs() -> Iterator[Test]:
    # A part that is positive in the file is not made negative: that the total subtracts it is told of the total.
    valid = (pl.col("value") < 0) | ~pl.col("part")
    yield (Cause.SIGN_FLIPPED, whole(0) - pl.col("value"), valid, whole(WEIGHTS[Cause.SIGN_FLIPPED]))


def _scales(near: int) -> Iterator[Test]:
    """Powers of ten. A figure that was divided has lost digits, so the needed value itself is the right one."""
    value, need = pl.col("value"), pl.col("need")
    for digits in (1, 2, 3, 4):
        cause = {2: Cause.UNIT_CENTS, 4: Cause.UNIT_WAN}.get(digits, Cause.DECIMAL_SHIFT)
        times = 10**digits
        lost = (need - value * times).abs() <= near + times // 2
        few = pl.when(value.abs() < 100).then(FEW_DIGITS).otherwise(0)
        rounded = pl.when((need - value * times).abs() > near).then(ROUNDED).otherwise(0)
        yield cause, need, lost & (value.abs() >= 10), whole(WEIGHTS[cause]) + few + rounded
        # A multiplied figure ends in zeros, and one that was below a yuan before is hardly ever the reason.
        exact = (value % times == 0) & (value.abs() >= times * 100)
        yield cause, value // times, exact, whole(WEIGHTS[cause])


def _digits() -> Iterator[Test]:
    """Slips of the hand: in the digits before the decimal point, and in the two after it."""
    value, need = pl.col("value"), pl.col("need")
    size, sign = value.abs(), value.sign()
    transposed = whole(WEIGHTS[Cause.TRANSPOSED])
    for place in (0, *range(2, _MOST_DIGITS)):
        one = 10**place
        low, high = size // one % 10, size // (one * 10) % 10
        # The leading digit never becomes zero, which nobody writes.
        valid = (size >= one * 100) | ((size >= one * 10) & (low > 0))
        yield Cause.TRANSPOSED, (size + (low - high) * (9 * one)) * sign, valid, transposed
    dropped, repeated = whole(WEIGHTS[Cause.DIGIT_DROPPED]), whole(WEIGHTS[Cause.DIGIT_REPEATED])
    for place in range(2, _MOST_DIGITS):
        one = 10**place
        rest = size // one * (one * 10) + size % one
        digit = half_up(pl.max_horizontal(need.abs() - rest, whole(0)), one)
        leading = (size >= one) | (digit > 0)
        valid = (digit <= 9) & leading & (size * 10 >= one)
        yield Cause.DIGIT_DROPPED, (rest + digit * one) * sign, valid, dropped
        same = (size // one % 10 == size // (one * 10) % 10) & (size >= one * 10)
        yield Cause.DIGIT_REPEATED, (size // (one * 10) * one + size % one) * sign, same, repeated
