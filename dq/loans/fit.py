"""Which method, unit of the rate and convention best explain a loan's own figures.

Every combination of :mod:`dq.loans.conventions` is tried on every loan, for whole columns at once. Tolerances:
an instalment may be a cent off; what adds up over periods (principal or interest left, paid in total) 1.5 cents
a period and one more, which is what measured rounding modes differ by; figures by actual days the more that the
lengths of months bring.
"""

from __future__ import annotations

import polars as pl

from dq.loans.cents import MONEY, WIDE, cents, half_up, yuan
from dq.loans.conventions import (
    ACT_360_OFF,
    ACT_365_OFF,
    LEAST_PERCENT,
    MOST_PERCENT,
    DayCount,
    Meaning,
    Rounding,
    Unit,
    hypotheses,
)
from dq.loans.expected import MICRO, NAMES, YEARLY, expected, first_line, with_factor
from dq.loans.schedule import MAX_PERIODS, MAX_PRINCIPAL, Method

FIGURES = ("instalment", "left_principal", "left_interest", "paid_total")
"""The figures that are explained, if the loan has them; all but the first need the number of paid periods."""

SCHEMA = {
    "state": pl.String(),
    "method": pl.String(),
    "unit": pl.String(),
    "annual_percent": pl.Decimal(9, 4),
    "day_count": pl.String(),
    "rounding": pl.String(),
    "meaning": pl.String(),
    "explained": pl.String(),
    "unexplained": pl.String(),
    "also": pl.String(),
    "instalment": MONEY,
    "left_principal": MONEY,
    "left_interest": MONEY,
    "paid_total": MONEY,
}
_GIVEN = (*FIGURES, "paid_periods", "left_periods")
_FACTOR_ONE = 10**20


def fit(loans: pl.DataFrame) -> pl.DataFrame:
    """The best explanation of each loan's figures, one row for each row of ``loans``, in the same order.

    ``loans`` has ``loan_amount``, ``annual_rate`` and ``term_periods``, and may have ``repay_method`` (English or
    Chinese), ``paid_periods``, ``left_periods`` and the :data:`FIGURES`. Returns

    - ``state``: ``fits`` (every figure is explained), ``partly``, ``none`` (nothing explains any figure), or
      ``too_little`` (amount, rate, term or all figures are missing, or out of any schedule's range);
    - ``method`` (:class:`Method`), ``unit`` (:class:`Unit`) and ``annual_percent`` (the rate that follows),
      ``day_count``, and for an explained instalment ``rounding`` and ``meaning``; null if the state is ``none``;
    - ``explained``, ``unexplained``: names of figures joined with ``;``; ``also``: other methods that explain as
      many figures, joined with ``;`` (the stated method is preferred, then the plainer unit and day count);
    - the figures that are expected under the explanation.
    """
    terms = _terms(loans)
    sound = terms.filter("sound")
    if sound.is_empty():
        return _complete(terms, pl.DataFrame(schema={"loan": pl.UInt32, **SCHEMA}))
    return _complete(terms, _best(_with_balances(_tried(sound))))


def _terms(loans: pl.DataFrame) -> pl.DataFrame:
    """The loans in cents, with their place ``loan``, and whether there is anything to explain."""
    missing = [name for name in _GIVEN if name not in loans.columns]
    loans = loans.with_columns(pl.lit(None, pl.Int64).alias(name) for name in missing)
    stated = pl.col("repay_method") if "repay_method" in loans.columns else pl.lit(None, pl.String)
    terms = loans.select(
        pl.int_range(loans.height, dtype=pl.UInt32).alias("loan"),
        amount=cents(pl.col("loan_amount")),
        stated_rate=pl.col("annual_rate").cast(pl.Decimal(38, 6)).to_physical().cast(WIDE),
        periods=pl.col("term_periods").cast(pl.Int64),
        stated=stated.replace_strict(NAMES, default=None, return_dtype=pl.String),
        paid=pl.coalesce("paid_periods", pl.col("term_periods") - pl.col("left_periods")).cast(pl.Int64),
        **{f"given:{name}": cents(pl.col(name)) for name in FIGURES},
    )
    known = pl.col("paid").is_between(0, pl.col("periods"))
    terms = terms.with_columns(
        pl.when(known).then(f"given:{name}").alias(f"given:{name}") for name in FIGURES[1:]
    ).with_columns(paid=pl.when(known).then("paid"))
    sound = (
        pl.col("amount").is_between(1, int(MAX_PRINCIPAL) * 100 - 1)
        & (pl.col("stated_rate") >= 0)
        & pl.col("periods").is_between(1, MAX_PERIODS)
        & pl.any_horizontal(pl.col(f"given:{name}").is_not_null() for name in FIGURES)
    )
    return terms.with_columns(sound=sound.fill_null(False))


def _tried(terms: pl.DataFrame) -> pl.DataFrame:
    """Every loan under every hypothesis that is believable, with the instalment that follows."""
    tried = terms.join(hypotheses(), how="cross")
    tried = tried.with_columns(rate=half_up(pl.col("stated_rate") * pl.col("times"), pl.col("over")))
    # A rate of zero means the same in every unit, so the plainest stands for all.
    plain = (pl.col("unit") == Unit.ANNUAL_PERCENT) & (pl.col("day_count") == DayCount.THIRTY_360)
    believable = pl.col("rate").is_between(LEAST_PERCENT * MICRO, MOST_PERCENT * MICRO)
    tried = tried.filter(pl.when(pl.col("rate") == 0).then(plain).otherwise(believable))
    return _with_instalment(first_line(with_factor(tried)))


def _with_instalment(tried: pl.DataFrame) -> pl.DataFrame:
    """Compare the instalment: ``off`` (how much worse than exact, null: it does not fit), rounding, meaning."""
    given, amount, periods = pl.col("given:instalment"), pl.col("amount"), pl.col("periods").cast(WIDE)
    level = pl.col("method") == Method.LEVEL_PAYMENT
    first = pl.col("part") + pl.col("interest")
    exact_level = amount * pl.col("factor")
    down = pl.when(level).then(exact_level // _FACTOR_ONE).otherwise(
        amount // periods + amount * pl.col("rate") // YEARLY
    )  # fmt: skip
    shares = pl.col("method").is_in([Method.EQUAL_PRINCIPAL, Method.FLAT])
    next_interest = half_up((amount - pl.col("share") * pl.col("paid")) * pl.col("rate"), YEARLY)
    equal = pl.col("method") == Method.EQUAL_PRINCIPAL
    following = pl.when(equal & (pl.col("paid") > 0)).then(pl.col("share") + next_interest)
    adjusted = pl.when(shares).then(amount - pl.col("share") * (periods - 1) + pl.col("interest"))
    by_days = pl.when(pl.col("day_count") == DayCount.ACT_360).then(ACT_360_OFF).otherwise(ACT_365_OFF)
    about = (given - first).abs() <= first // by_days + 1
    options = (
        (given == first, 0, Rounding.HALF_UP, Meaning.FIRST),
        ((given == down) & (level | shares), 1, Rounding.DOWN, Meaning.FIRST),
        (
            (given == down + pl.when(level).then(1).otherwise(2)) & (level | shares),
            1,
            Rounding.UP,
            Meaning.FIRST,
        ),
        (given == following, 2, Rounding.HALF_UP, Meaning.NEXT),
        (given == adjusted, 2, Rounding.HALF_UP, Meaning.FIRST_ADJUSTED),
        ((given - first).abs() <= 1, 3, Rounding.NEAR, Meaning.FIRST),
        ((given - following).abs() <= 1, 4, Rounding.NEAR, Meaning.NEXT),
        (about & (pl.col("method") != Method.SINGLE), 9, None, Meaning.FIRST),
    )
    return tried.with_columns(
        off=pl.coalesce(pl.when(test).then(pl.lit(off)) for test, off, _, _ in options),
        rounding=pl.coalesce(pl.when(test).then(pl.lit(r, pl.String)) for test, _, r, _ in options),
        meaning=pl.coalesce(pl.when(test).then(pl.lit(m.value)) for test, _, _, m in options),
        expect_instalment=first,
    )


def _with_balances(tried: pl.DataFrame) -> pl.DataFrame:
    """Walk through the schedules of what is still possible, and compare what is left and paid."""
    fits = pl.col("off").is_not_null()
    plain = pl.col("day_count") == DayCount.THIRTY_360
    tried = tried.filter(fits | (~fits.any().over("loan") & plain))
    figures = expected(
        tried.select(
            loan_amount=yuan(pl.col("amount")),
            annual_rate=pl.col("rate").cast(pl.Decimal(38, 6)) * pl.lit("0.000001").cast(pl.Decimal(38, 6)),
            term_periods="periods",
            repay_method="method",
            paid_periods="paid",
        )
    )
    tried = tried.hstack(
        figures.select(
            expect_left_principal=cents(pl.col("left_principal")),
            expect_left_interest=cents(pl.col("left_interest")),
            expect_paid_total=cents(pl.col("paid_principal") + pl.col("paid_interest")),
        )
    )
    by_days = (
        pl.when(pl.col("day_count") == DayCount.ACT_360).then(pl.col("amount") // ACT_360_OFF).otherwise(0)
    )
    room = pl.col("periods").cast(WIDE) * 3 // 2 + 1 + by_days
    hits = [fits.alias("hit:instalment")]
    for name in FIGURES[1:]:
        apart = (pl.col(f"given:{name}") - pl.col(f"expect_{name}")).abs()
        hits.append((apart <= room).fill_null(False).alias(f"hit:{name}"))
    return tried.with_columns(hits)


def _best(tried: pl.DataFrame) -> pl.DataFrame:
    """For each loan the hypothesis that explains most, and what else explains as much."""
    hits = pl.sum_horizontal(pl.col(f"hit:{name}").cast(pl.Int32) for name in FIGURES)
    given = pl.sum_horizontal(pl.col(f"given:{name}").is_not_null().cast(pl.Int32) for name in FIGURES)
    stated = (pl.col("stated") == pl.col("method")).fill_null(False)
    tried = tried.with_columns(hits=hits, given=given, stated_method=stated)
    tried = tried.filter((hits > 0) & (hits == hits.max().over("loan")))
    tried = tried.with_columns(off=pl.col("off").fill_null(0), by_days=pl.col("off").fill_null(0) == 9)
    order = ["loan", "stated_method", "by_days", "place", "off"]
    tried = tried.sort(order, descending=[False, True, False, False, False], maintain_order=True)
    first = pl.col("method").first().over("loan")
    best_unit = (pl.col("unit").first().over("loan") == pl.col("unit")) & (pl.col("method") != first)
    names = [pl.when(f"hit:{n}").then(pl.lit(n)) for n in FIGURES]
    others = [
        pl.when(~pl.col(f"hit:{n}") & pl.col(f"given:{n}").is_not_null()).then(pl.lit(n)) for n in FIGURES
    ]
    by_365 = pl.when("by_days", pl.col("day_count") == DayCount.THIRTY_360).then(
        pl.lit(DayCount.ACT_365.value)
    )
    rows = tried.select(
        "loan",
        pl.when(pl.col("hits") == pl.col("given"))
        .then(pl.lit("fits"))
        .otherwise(pl.lit("partly"))
        .alias("state"),
        "method",
        "unit",
        annual_percent=half_up(pl.col("rate"), 100).cast(pl.Decimal(38, 4)),
        day_count=pl.coalesce(by_365, "day_count"),
        rounding="rounding",
        meaning="meaning",
        explained=pl.concat_str(names, separator=";", ignore_nulls=True),
        unexplained=pl.concat_str(others, separator=";", ignore_nulls=True).replace("", None),
        other=pl.when(best_unit).then("method"),
        **{name: yuan(pl.col(f"expect_{name}")) for name in FIGURES},
    ).with_columns(
        annual_percent=(pl.col("annual_percent") * pl.lit("0.0001").cast(pl.Decimal(38, 4))).cast(
            pl.Decimal(9, 4)
        )
    )
    also = (
        pl.col("other").drop_nulls().unique(maintain_order=True).str.join(";").over("loan").replace("", None)
    )
    return (
        rows.with_columns(also=also).unique("loan", keep="first", maintain_order=True).select("loan", *SCHEMA)
    )


def _complete(terms: pl.DataFrame, best: pl.DataFrame) -> pl.DataFrame:
    joined = terms.select("loan", "sound").join(best, on="loan", how="left", maintain_order="left")
    missing = pl.when("sound").then(pl.lit("none")).otherwise(pl.lit("too_little"))
    return joined.with_columns(state=pl.coalesce("state", missing)).select(*SCHEMA)
