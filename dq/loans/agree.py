"""Whether the figures of many loans follow from their terms, in the conventions that their file keeps.

:func:`dq.loans.fit` tries every convention on a loan, which is for the few; this holds all loans against the few
conventions that a file has, by closed formulas. What they do not settle is worked out period by period.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import polars as pl

from dq.loans.cents import WIDE, cents, half_up, whole, yuan
from dq.loans.conventions import ACT_360_OFF, ACT_365_OFF, PERCENT, DayCount, Unit
from dq.loans.expected import MAX_RATE, MICRO, NAMES, YEARLY, expected, first_line, with_factor
from dq.loans.fit import fit
from dq.loans.schedule import MAX_PERIODS, MAX_PRINCIPAL, Method

FIGURES = ("instalment", "left_principal", "left_interest", "paid_total", "paid_principal", "paid_interest")
"""The figures that follow from a loan's terms; all but the first need the number of paid periods."""
TERMS = ("loan_amount", "annual_rate", "term_periods")
WHOLE = "whole"
"""Column of :func:`agreement`: all figures of the loan agree at once."""

_FACTOR_ONE = 10**20
_LEARN_FROM = 2_000
_COMMON = 20


@dataclass(frozen=True, slots=True)
class Custom:
    """How a file works out its loans: units of the rate with day counts, the methods of loans that name none, and
    the figures that follow from the terms."""

    conventions: tuple[tuple[Unit, DayCount], ...]
    methods: tuple[Method, ...] = ()
    figures: tuple[str, ...] = FIGURES


def custom(loans: pl.DataFrame, min_share: Decimal) -> Custom | None:
    """What the loans of a file have in common, None if no figure of theirs follows from the terms.

    ``loans`` as :func:`agreement` takes them; the first 2,000 with terms are looked at. A convention counts if every
    twentieth loan keeps it, a figure if at least ``min_share`` of the loans that have it agree.
    """
    tried = loans.filter(pl.all_horizontal(pl.col(name).is_not_null() for name in TERMS)).head(_LEARN_FROM)
    stated = pl.col("repay_method") if "repay_method" in loans.columns else pl.lit(None, pl.String)
    unnamed = tried.with_columns(unnamed=stated.is_null())["unnamed"]
    found = fit(tried).hstack([unnamed]).filter(pl.col("method").is_not_null())
    conventions = _common(found, "unit", "day_count")
    methods = _common(found.filter("unnamed"), "method")
    known = Custom(
        tuple((Unit(row[0]), DayCount(row[1])) for row in conventions),
        tuple(Method(row[0]) for row in methods),
    )
    if not conventions:
        return None
    agreed = agreement(tried, known)
    followed = [
        name
        for name in FIGURES
        if name in agreed.columns
        and agreed[name].count()
        and int(agreed[name].sum()) >= agreed[name].count() * min_share
    ]
    return replace(known, figures=tuple(followed)) if followed else None


def _common(found: pl.DataFrame, *names: str) -> list[tuple[str, ...]]:
    counted = found.group_by(names).len().filter(pl.col("len") * _COMMON >= found.height)
    ordered = counted.sort("len", *names, descending=[True, *[False] * len(names)])
    return [tuple(row) for row in ordered.select(names).iter_rows()]


def agreement(loans: pl.DataFrame, known: Custom) -> pl.DataFrame:
    """Whether each loan's figures follow from its terms, one row for each row of ``loans``, in the same order.

    ``loans`` has :data:`TERMS`, and may have ``repay_method``, ``paid_periods``, ``left_periods`` and any of
    :data:`FIGURES`. Returns Boolean columns, one for each figure of ``known`` that ``loans`` has, and :data:`WHOLE`;
    null where the figure or the terms are missing, out of any schedule's range, or no method is known. An instalment
    may be a cent off; what adds up over periods 1.5 cents a period and one more, from the schedule or from its closed
    formula.
    """
    given = [name for name in known.figures if name in loans.columns]
    terms = _terms(loans, given)
    tried = _tried(terms, known)
    judged = _judged(_closed(tried), given)
    doubtful = judged.filter(~pl.col(WHOLE).max().over("loan").fill_null(True)).select("loan").unique()
    if doubtful.height:
        rest = tried.join(doubtful, on="loan", how="semi", maintain_order="left")
        settled = _judged(_walked(rest), given)
        judged = pl.concat([judged.join(doubtful, on="loan", how="anti"), settled])
    best = judged.group_by("loan").agg(pl.col(name).max() for name in (*given, WHOLE))
    return terms.select("loan").join(best, on="loan", how="left", maintain_order="left").drop("loan")


def foreseen(loans: pl.DataFrame, known: Custom) -> pl.DataFrame:
    """The :data:`FIGURES` that follow from each loan's terms by the file's first convention, Decimal(18, 2).

    One row for each row of ``loans``, in the same order; null where :func:`agreement` judges nothing.
    """
    terms = _terms(loans, ())
    lines = _walked(_tried(terms, known)).unique("loan", keep="first", maintain_order=True)
    lines = lines.with_columns(instalment=pl.col("part") + pl.col("interest"))
    told = lines.select("loan", *(yuan(pl.col(name)).alias(name) for name in FIGURES))
    return terms.select("loan").join(told, on="loan", how="left", maintain_order="left").drop("loan")


def _terms(loans: pl.DataFrame, given: Sequence[str]) -> pl.DataFrame:
    names = set(loans.columns)
    stated = pl.col("repay_method") if "repay_method" in names else pl.lit(None, pl.String)
    paid = [pl.col("paid_periods")] if "paid_periods" in names else []
    paid += [pl.col("term_periods") - pl.col("left_periods")] if "left_periods" in names else []
    terms = loans.select(
        pl.int_range(loans.height, dtype=pl.UInt32).alias("loan"),
        amount=cents(pl.col("loan_amount")),
        stated_rate=pl.col("annual_rate").cast(pl.Decimal(38, 6)).to_physical().cast(WIDE),
        periods=pl.col("term_periods").cast(pl.Int64),
        stated=stated.replace_strict(NAMES, default=None, return_dtype=pl.String),
        paid=(pl.coalesce(paid) if paid else pl.lit(None)).cast(pl.Int64),
        **{f"given:{name}": cents(pl.col(name)) for name in given},
    )
    return terms.with_columns(paid=pl.when(pl.col("paid").is_between(0, pl.col("periods"))).then("paid"))


def _tried(terms: pl.DataFrame, known: Custom) -> pl.DataFrame:
    """Each loan under each convention, by its own method or else those that the file is known for."""
    sound = terms.filter(
        pl.col("amount").is_between(1, int(MAX_PRINCIPAL) * 100 - 1)
        & (pl.col("stated_rate") >= 0)
        & pl.col("periods").is_between(1, MAX_PERIODS)
    )
    named = [sound.with_columns(method="stated").filter(pl.col("method").is_not_null())]
    named += [
        sound.filter(pl.col("stated").is_null()).with_columns(method=pl.lit(method.value))
        for method in known.methods
    ]
    by_method = pl.concat(named)
    parts = []
    for unit, days in known.conventions:
        times, over = PERCENT[unit]
        longer, than = (365, 360) if days is DayCount.ACT_360 else (1, 1)
        rate = half_up(pl.col("stated_rate") * (times * longer), over * than)
        parts.append(by_method.with_columns(rate=rate, off=pl.lit(_OFF[days], WIDE)))
    tried = pl.concat(parts)
    return tried.filter(pl.col("rate") <= MAX_RATE * MICRO)


_OFF = {DayCount.THIRTY_360: 0, DayCount.ACT_365: ACT_365_OFF, DayCount.ACT_360: ACT_360_OFF}


def _closed(tried: pl.DataFrame) -> pl.DataFrame:
    """What is expected, by closed formulas: exact for an instalment, near for what adds up over the periods."""
    tried = first_line(with_factor(tried))
    amount, share, interest, rate = (pl.col(name) for name in ("amount", "share", "interest", "rate"))
    periods, paid = pl.col("periods").cast(WIDE), pl.col("paid").cast(WIDE)
    left = tried.select(
        rate, periods=pl.max_horizontal(pl.col("periods") - pl.col("paid"), pl.lit(1))
    ).fill_null(1)
    later = with_factor(left)["factor"]
    level, flat = pl.col("method") == Method.LEVEL_PAYMENT, pl.col("method") == Method.FLAT
    equal, single = pl.col("method") == Method.EQUAL_PRINCIPAL, pl.col("method") == Method.SINGLE
    done = paid == periods
    by_share = pl.max_horizontal(amount - share * paid, whole(0))
    balance = (
        pl.when(paid == 0)
        .then(amount)
        .when(done)
        .then(whole(0))
        .when(level)
        .then(half_up(pl.col("level") * _FACTOR_ONE, pl.col("later")))
        .when(flat | equal)
        .then(by_share)
        .otherwise(amount)
    )

    def falling(count: pl.Expr) -> pl.Expr:
        """The interest of so many periods on a balance that falls by the share."""
        return (amount * count - share * (count * (count - 1) // 2)) * rate // YEARLY

    whole_interest = (
        pl.when(level)
        .then(pl.col("level") * periods - amount)
        .when(equal)
        .then(falling(periods))
        .when(single)
        .then(interest)
        .otherwise(interest * periods)
    )
    paid_interest = (
        pl.when(done)
        .then("whole_interest")
        .when(level)
        .then(pl.col("level") * paid - (amount - pl.col("left_principal")))
        .when(equal)
        .then(falling(paid))
        .when(single)
        .then(whole(0))
        .otherwise(interest * paid)
    )
    tried = tried.with_columns(later=later).with_columns(
        left_principal=balance, whole_interest=pl.max_horizontal(whole_interest, whole(0))
    )
    tried = tried.with_columns(paid_interest=paid_interest, paid_principal=amount - pl.col("left_principal"))
    return tried.with_columns(
        left_interest=pl.col("whole_interest") - pl.col("paid_interest"),
        paid_total=pl.col("paid_principal") + pl.col("paid_interest"),
    )


def _walked(tried: pl.DataFrame) -> pl.DataFrame:
    """The same, period by period."""
    percent = pl.col("rate").cast(pl.Decimal(38, 6)) * pl.lit("0.000001").cast(pl.Decimal(38, 6))
    figures = expected(
        tried.select(
            loan_amount=yuan(pl.col("amount")),
            annual_rate=percent,
            term_periods="periods",
            repay_method="method",
            paid_periods="paid",
        )
    ).select(
        cents(pl.col(name)) for name in ("left_principal", "left_interest", "paid_principal", "paid_interest")
    )
    lines = first_line(with_factor(tried)).hstack(figures)
    return lines.with_columns(paid_total=pl.col("paid_principal") + pl.col("paid_interest"))


def _judged(lines: pl.DataFrame, given: Sequence[str]) -> pl.DataFrame:
    """Hold the figures of the file against those that are expected."""
    amount, off = pl.col("amount"), pl.col("off")
    first, share = pl.col("part") + pl.col("interest"), pl.col("share")
    periods, paid = pl.col("periods").cast(WIDE), pl.col("paid").cast(WIDE)
    shares = pl.col("method").is_in([Method.EQUAL_PRINCIPAL, Method.FLAT])
    following = share + half_up(pl.max_horizontal(amount - share * paid, whole(0)) * pl.col("rate"), YEARLY)
    adjusted = amount - share * (periods - 1) + pl.col("interest")
    near = pl.when(off > 0).then(first // pl.max_horizontal(off, whole(1))).otherwise(whole(0)) + 1
    wide = pl.when(off > 0).then(amount // pl.max_horizontal(off, whole(1))).otherwise(whole(0))
    room = periods * 3 // 2 + 1 + wide
    instalment = pl.col("given:instalment") if "instalment" in given else whole(0)
    hits = {
        "instalment": ((instalment - first).abs() <= near)
        | ((pl.col("method") == Method.EQUAL_PRINCIPAL) & ((instalment - following).abs() <= near)).fill_null(
            False
        )
        | (shares & ((instalment - adjusted).abs() <= near)).fill_null(False)
    }
    for name in given:
        if name != "instalment":
            hits[name] = (pl.col(f"given:{name}") - pl.col(name)).abs() <= room
    judged = lines.select("loan", *(hits[name].alias(name) for name in given))
    return judged.with_columns(
        pl.when(pl.any_horizontal(pl.col(name).is_not_null() for name in given))
        .then(pl.all_horizontal(pl.col(name).fill_null(True) for name in given))
        .alias(WHOLE)
    )
