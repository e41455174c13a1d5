"""Loans held against the conventions of their file: the same verdicts as the schedule itself gives."""

import random
from decimal import Decimal

import polars as pl
import pytest

from dq.loans import DayCount, Method, Unit, instalments
from dq.loans.agree import FIGURES, TERMS, WHOLE, Custom, agreement, custom, foreseen
from dq.loans.conventions import PERCENT

MONEY = pl.Decimal(18, 2)
PLAIN = Custom(((Unit.ANNUAL_PERCENT, DayCount.THIRTY_360),))
CENT = Decimal("0.01")


def generated(count, seed, unit=Unit.ANNUAL_PERCENT):
    """Loans with the figures of :func:`dq.loans.instalments`, the rate written in ``unit``."""
    rng = random.Random(seed)
    times, over = PERCENT[unit]
    rows = []
    for _ in range(count):
        method = rng.choice(list(Method))
        percent = Decimal(rng.randint(0, 100)) * Decimal("0.36")  # exact in every unit
        principal, periods = Decimal(rng.randint(10_000, 10**8)) / 100, rng.randint(1, 60)
        lines = instalments(principal, percent, periods, method)
        paid = rng.randint(0, periods)
        done = lines[: paid if method is not Method.SINGLE else paid == periods]
        zero = Decimal("0.00")
        figures = {
            "instalment": lines[0].principal + lines[0].interest,
            "left_principal": principal - sum((line.principal for line in done), zero),
            "left_interest": sum((line.interest for line in lines[len(done) :]), zero),
            "paid_principal": sum((line.principal for line in done), zero),
            "paid_interest": sum((line.interest for line in done), zero),
        }
        figures["paid_total"] = figures["paid_principal"] + figures["paid_interest"]
        rows.append(
            {
                "loan_amount": principal,
                "annual_rate": (percent * over / times).quantize(Decimal("0.000001")),
                "term_periods": periods,
                "repay_method": method.zh,
                "paid_periods": paid,
                **figures,
            }
        )
    schema = {"loan_amount": MONEY, "annual_rate": pl.Decimal(12, 6), "term_periods": pl.Int32}
    schema |= {"repay_method": pl.String, "paid_periods": pl.Int32} | dict.fromkeys(FIGURES, MONEY)
    return pl.DataFrame(rows, schema=schema)


def test_figures_of_the_schedule_agree():
    agreed = agreement(generated(2000, 1), PLAIN)

    assert agreed.columns == [*FIGURES, WHOLE]
    assert agreed.select(pl.all().all()).row(0) == (True,) * 7


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_that_is_off_does_not(figure):
    """Twice the tolerance: a balance may be near the closed formula, which is that near to the schedule."""
    loans = generated(500, 2)
    room = loans["term_periods"].cast(pl.Decimal(18, 2)) * Decimal("0.03") + 4 * CENT
    by = pl.Series([Decimal("0.06")] * 500, dtype=MONEY) if figure == "instalment" else room.cast(MONEY)
    agreed = agreement(loans.with_columns((pl.col(figure) + by).alias(figure)), PLAIN)

    # A flat or falling instalment may be the first, the next or the one that absorbs the rounding.
    assert int(agreed[figure].sum()) <= (25 if figure == "instalment" else 0)
    others = [name for name in FIGURES if name != figure]
    assert agreed.select(pl.col(others).all()).row(0) == (True,) * 5


def test_what_is_foreseen_is_the_schedule():
    loans = generated(500, 3)
    told = foreseen(loans, PLAIN)

    for name in FIGURES:
        assert (told[name] - loans[name]).abs().max() <= CENT, name


@pytest.mark.parametrize("unit", [Unit.MONTHLY_PERCENT, Unit.ANNUAL_FRACTION, Unit.DAILY_PERMYRIAD])
def test_a_file_tells_its_unit(unit):
    loans = generated(300, 4, unit).filter(pl.col("annual_rate") > 0)
    known = custom(loans, Decimal("0.95"))

    assert known is not None
    assert [convention[0] for convention in known.conventions] == [unit]
    assert set(known.figures) == set(FIGURES)


def test_nothing_is_learned_from_figures_of_chance():
    loans = generated(300, 5).with_columns(
        (pl.int_range(pl.len()) * 7919 % 99991).cast(MONEY).alias(name) for name in FIGURES
    )
    assert custom(loans, Decimal("0.95")) is None


def test_loans_without_terms_are_not_judged():
    loans = generated(6, 6)
    empty = loans.with_columns(
        pl.when(pl.int_range(pl.len()) == place).then(None).otherwise(pl.col(name)).alias(name)
        for place, name in enumerate(TERMS)
    )
    assert agreement(empty, PLAIN)[WHOLE].to_list() == [None, None, None, True, True, True]
