"""What many loans' figures should be: the schedule of :mod:`dq.loans.schedule` for whole columns at once.

Works on whole cents (Int128). A level instalment comes from a discount factor of 18 decimals, so that it agrees
with the schedule to the cent unless the true figure lies within a millionth of a cent of a half.
"""

from __future__ import annotations

import polars as pl

from dq.loans.cents import WIDE, cents, half_up, whole, yuan
from dq.loans.schedule import MAX_PERIODS, MAX_PRINCIPAL, Method

MAX_RATE = 1000
MICRO = 10**6
"""A rate is counted in millionths of a percent a year."""

YEARLY = (
    12 * 100 * MICRO
)  # a rate in millionths of a percent a year, divided by this, is the monthly fraction
_ONE = 10**18
_STEP = 10**10
_FACTOR_ONE = _STEP * _STEP
NAMES = {name: method.value for method in Method for name in (method.value, method.zh)}

EXPECTED = (
    "instalment",
    "last_instalment",
    "paid_principal",
    "paid_interest",
    "left_principal",
    "left_interest",
)


def expected(loans: pl.DataFrame) -> pl.DataFrame:
    """The figures that follow from each loan's terms, one row for each row of ``loans``, in the same order.

    ``loans`` has ``loan_amount`` (Decimal, yuan), ``annual_rate`` (Decimal or whole number, percent a year),
    ``term_periods`` (whole number of months), ``repay_method`` (a method's English or Chinese name) and may have
    ``paid_periods`` (default 0). Returns Decimal(18, 2) columns: ``instalment`` (the first), ``last_instalment``,
    and after so many paid periods ``paid_principal``, ``paid_interest``, ``left_principal``, ``left_interest``.

    All are null where an input is null or outside what :func:`dq.loans.schedule` takes, or more periods are
    paid than there are. A ``SINGLE`` loan has one instalment, and nothing of it is paid before its last period.
    """
    terms = _terms(loans)
    keys = ["amount", "rate", "periods", "method", "paid"]
    distinct = terms.drop_nulls().unique(maintain_order=True)
    if distinct.is_empty():
        return pl.DataFrame(schema=dict.fromkeys(EXPECTED, pl.Decimal(18, 2))).clear(loans.height)
    figures = _run(with_factor(distinct)).select(*keys, *(yuan(pl.col(n)).alias(n) for n in EXPECTED))
    return terms.join(figures, on=keys, how="left", maintain_order="left").select(EXPECTED)


def _terms(loans: pl.DataFrame) -> pl.DataFrame:
    paid = pl.col("paid_periods") if "paid_periods" in loans.columns else pl.lit(0)
    terms = loans.select(
        amount=cents(pl.col("loan_amount")),
        rate=pl.col("annual_rate").cast(pl.Decimal(38, 6)).to_physical().cast(WIDE),
        periods=pl.col("term_periods").cast(pl.Int64),
        method=pl.col("repay_method").replace_strict(NAMES, default=None, return_dtype=pl.String),
        paid=paid.cast(pl.Int64),
    )
    sound = (
        pl.col("amount").is_between(1, int(MAX_PRINCIPAL) * 100 - 1)
        & pl.col("rate").is_between(0, MAX_RATE * MICRO)
        & pl.col("periods").is_between(1, MAX_PERIODS)
        & pl.col("paid").is_between(0, pl.col("periods"))
    )
    return terms.with_columns(amount=pl.when(sound).then(pl.col("amount")))


def with_factor(terms: pl.DataFrame) -> pl.DataFrame:
    """Add ``factor``: the level instalment of a loan of one, times 10**20, from ``rate`` and ``periods``.

    Files have few distinct terms, so it is worked out once for each.
    """
    pairs = terms.select("rate", "periods").unique()
    rate, periods = pl.col("rate"), pl.col("periods")
    pairs = pairs.with_columns(base=half_up(whole(YEARLY * _ONE), whole(YEARLY) + rate), power=whole(_ONE))
    longest = pairs["periods"].max()
    for bit in range(int(longest).bit_length() if isinstance(longest, int) else 0):
        used = periods // 2**bit % 2 == 1
        pairs = pairs.with_columns(
            power=pl.when(used).then(half_up(pl.col("power") * pl.col("base"), _ONE)).otherwise("power"),
            base=half_up(pl.col("base") * pl.col("base"), _ONE),
        )
    # rate / (1 - power) to 20 decimals, by long division: the numerator of one step would not fit 128 bits.
    under = whole(YEARLY) * (whole(_ONE) - pl.col("power"))
    pairs = pairs.with_columns(over=rate * _ONE, under=pl.when(rate > 0).then(under).otherwise(whole(1)))
    rest = pl.col("over") % pl.col("under") * _STEP
    high = pl.col("over") // pl.col("under") * _FACTOR_ONE + rest // pl.col("under") * _STEP
    low = rest % pl.col("under") * _STEP // pl.col("under")
    free = half_up(whole(_FACTOR_ONE), periods.cast(WIDE))
    pairs = pairs.select("rate", "periods", factor=pl.when(rate > 0).then(high + low).otherwise(free))
    return terms.join(pairs, on=["rate", "periods"], how="left", maintain_order="left")


def first_line(loans: pl.DataFrame) -> pl.DataFrame:
    """Add ``interest`` and ``part`` of the first period to terms with their factor, in cents.

    ``part`` is the principal of a regular period: of a level instalment, what the first interest leaves of it.
    """
    amount, periods = pl.col("amount"), pl.col("periods").cast(WIDE)
    method = pl.col("method")
    months = pl.when(method == Method.SINGLE).then(periods).otherwise(whole(1))
    loans = loans.with_columns(
        interest=_bearing(amount * months, pl.col("rate")),
        share=half_up(amount, periods),
    )
    bearing = half_up(amount * pl.col("factor"), _FACTOR_ONE)
    loans = loans.with_columns(level=pl.when(pl.col("rate") > 0).then(bearing).otherwise("share"))
    once = (method == Method.SINGLE) | (pl.col("periods") == 1)
    part = (
        pl.when(once)
        .then(amount)
        .when(method == Method.LEVEL_PAYMENT)
        .then(pl.col("level") - pl.col("interest"))
        .when(method == Method.INTEREST_FIRST)
        .then(whole(0))
        .otherwise("share")
    )
    return loans.with_columns(part=pl.min_horizontal(part, amount))


def _bearing(amount: pl.Expr, rate: pl.Expr) -> pl.Expr:
    """A month's interest in cents, as :func:`dq.loans.schedule.instalments` rounds it.

    It multiplies with the monthly rate: of a twelfth that ends in threes without end, half a cent is a little less.
    """
    return (amount * rate * 2 + YEARLY - (rate % 3 == 1).cast(WIDE)) // (2 * YEARLY)


def _run(loans: pl.DataFrame) -> pl.DataFrame:
    """Walk through the periods of all loans together: as many steps as the longest has periods."""
    loans = first_line(loans).with_columns(
        instalment=pl.col("part") + pl.col("interest"),
        lines=pl.when(pl.col("method") == Method.SINGLE).then(1).otherwise("periods"),
        balance=pl.col("amount"),
        interest_so_far=whole(0),
        paid_interest=whole(0),
        left_principal=pl.col("amount"),
        last_instalment=whole(0),
    )
    # The last period absorbs what rounding left; a loan of a few cents may be repaid before it.
    loans = loans.with_columns(
        paid_lines=pl.when(pl.col("method") != Method.SINGLE)
        .then("paid")
        .otherwise((pl.col("paid") == pl.col("periods")).cast(pl.Int64))
    )
    done = []
    longest = loans["lines"].max()
    for period in range(1, (int(longest) if isinstance(longest, int) else 0) + 1):
        loans = _step(loans, period)
        ended = pl.col("lines") == period
        done.append(loans.filter(ended))
        loans = loans.filter(~ended)
    return pl.concat(done).with_columns(
        paid_principal=pl.col("amount") - pl.col("left_principal"),
        left_interest=pl.col("interest_so_far") - pl.col("paid_interest"),
    )


def _step(loans: pl.DataFrame, period: int) -> pl.DataFrame:
    balance, method = pl.col("balance"), pl.col("method")
    whole_amount = (method == Method.FLAT) | (method == Method.SINGLE)
    of = pl.when(whole_amount).then("amount").otherwise(balance)
    bearing = _bearing(of, pl.col("rate"))
    regular = pl.when(method == Method.LEVEL_PAYMENT).then(pl.col("level") - pl.col("now")).otherwise("part")
    loans = loans.with_columns(now=pl.when(method == Method.SINGLE).then("interest").otherwise(bearing))
    loans = loans.with_columns(
        repaid=pl.when(pl.col("lines") == period).then(balance).otherwise(pl.min_horizontal(regular, balance))
    )
    loans = loans.with_columns(
        balance=balance - pl.col("repaid"),
        interest_so_far=pl.col("interest_so_far") + pl.col("now"),
        last_instalment=pl.col("repaid") + pl.col("now"),
    )
    here = pl.col("paid_lines") == period
    return loans.with_columns(
        paid_interest=pl.when(here).then("interest_so_far").otherwise("paid_interest"),
        left_principal=pl.when(here).then("balance").otherwise("left_principal"),
    )
