"""Schedules against printed figures, an independent library, and laws that hold for every loan."""

import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import numpy_financial as npf
import polars as pl
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from dq.loans import Method, due_on, instalments, schedule

VECTORS = yaml.safe_load((Path(__file__).parent / "vectors.yaml").read_text(encoding="utf-8"))
FIRST_DUE = date(2025, 1, 31)
ALL = list(Method)
MONTHLY = [method for method in ALL if method is not Method.SINGLE]

principals = st.integers(1, 10**10).map(lambda cents: Decimal(cents) / 100)
rates = st.integers(0, 3600).map(lambda hundredths: Decimal(hundredths) / 100)
terms = st.integers(1, 120)


@pytest.mark.parametrize("case", VECTORS["schedules"], ids=lambda c: f"{c['method']}-{c['rate']}")
def test_known_figures(case):
    frame = schedule(case["principal"], case["rate"], case["periods"], case["method"], FIRST_DUE)
    assert frame["payment"][0] == Decimal(case["first"])
    assert frame["payment"][-1] == Decimal(case["last"])
    assert frame["interest"].sum() == Decimal(case["interest"])
    if "last_principal" in case:
        assert frame["principal"][-1] == Decimal(case["last_principal"])


@pytest.mark.parametrize("case", VECTORS["flat_cost"], ids=lambda c: c["rate"])
def test_flat_rate_costs_what_is_known(case):
    payments = schedule("10000000", case["rate"], 12, Method.FLAT, FIRST_DUE)["payment"].to_list()
    irr = npf.irr([-10_000_000.0, *map(float, payments)]) * 1200
    assert irr == pytest.approx(case["irr"], abs=0.006)


@given(principals, rates, terms)
def test_level_payment_agrees_with_an_independent_library(principal, rate, periods):
    lines = instalments(principal, rate, periods, Method.LEVEL_PAYMENT)
    expected = -npf.pmt(float(rate) / 1200, periods, float(principal))
    regular = lines[0].principal + lines[0].interest
    if periods > 1:
        # Half a cent for the rounding, and what a float can't hold of the largest amounts.
        assert float(regular) == pytest.approx(expected, abs=0.005 + 1e-6)
    total = sum(line.principal + line.interest for line in lines)
    # The rounding of each line (half a cent of payment, half of interest) grows with interest until the end.
    monthly = float(rate) / 1200
    grown = ((1 + monthly) ** periods - 1) / monthly if monthly else periods
    assert float(total) == pytest.approx(expected * periods, abs=0.011 * (grown + periods) + 1e-4)


def test_two_thousand_loans_agree_with_an_independent_library_instalment_by_instalment():
    """Each level instalment within a cent, its interest within what the rounding so far can have moved the balance."""
    rng = random.Random(20)
    for _ in range(2000):
        principal, percent = Decimal(rng.randint(100_000, 10**8)) / 100, Decimal(rng.randint(1, 3600)) / 100
        periods = rng.randint(2, 48)
        lines = instalments(principal, percent, periods, Method.LEVEL_PAYMENT)
        monthly = float(percent) / 1200
        level = -npf.pmt(monthly, periods, float(principal))
        interest = -npf.ipmt(monthly, np.arange(1, periods + 1), periods, float(principal))
        # Half a cent of the instalment and half of each interest, grown at the loan's rate.
        moved = 0.01 * ((1 + monthly) ** np.arange(periods) - 1) / monthly * monthly
        ours = np.array([float(line.interest) for line in lines])
        assert all(abs(float(line.principal + line.interest) - level) <= 0.01 for line in lines[:-1])
        assert (np.abs(ours - interest) <= 0.01 + moved).all()
        assert sum(line.principal for line in lines) == principal
        assert lines[-1].balance == 0


@given(principals, rates, terms, st.sampled_from(ALL))
def test_laws_of_every_schedule(principal, rate, periods, method):
    frame = schedule(principal, rate, periods, method, FIRST_DUE)
    assert frame["principal"].sum() == principal
    assert frame["balance"][-1] == 0
    assert frame["interest"].min() >= 0
    assert frame["principal"].min() >= 0
    assert frame["balance"].min() >= 0
    assert (frame["principal"] + frame["interest"] == frame["payment"]).all()
    assert frame.height == (1 if method is Method.SINGLE else periods)
    assert frame["period"].to_list() == list(range(1, frame.height + 1))
    assert frame["due_on"].is_sorted()
    before = [principal, *frame["balance"].to_list()[:-1]]
    assert [b - p for b, p in zip(before, frame["principal"], strict=True)] == frame["balance"].to_list()


@given(principals, rates, terms)
def test_interest_first_repays_nothing_before_the_end(principal, rate, periods):
    lines = instalments(principal, rate, periods, Method.INTEREST_FIRST)
    assert all(line.principal == 0 for line in lines[:-1])
    assert len({line.interest for line in lines}) == 1


@given(principals, terms, st.sampled_from(ALL))
def test_a_free_loan_bears_no_interest(principal, periods, method):
    assert sum(line.interest for line in instalments(principal, 0, periods, method)) == 0


def test_columns_and_types():
    frame = schedule(1200, 7.2, 12, "level_payment", FIRST_DUE)
    money = pl.Decimal(18, 2)
    assert dict(frame.schema) == {
        "period": pl.Int32,
        "due_on": pl.Date,
        "principal": money,
        "interest": money,
        "payment": money,
        "balance": money,
    }


def test_due_dates_keep_the_day_or_take_the_last_of_the_month():
    assert schedule(1200, 0, 4, Method.FLAT, date(2023, 12, 31))["due_on"].to_list() == [
        date(2023, 12, 31),
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 3, 31),
    ]
    assert due_on(date(2025, 11, 15), 3) == date(2026, 1, 15)


def test_a_rate_given_as_float_means_its_text():
    assert schedule(120000, 7.2, 36, Method.LEVEL_PAYMENT, FIRST_DUE).equals(
        schedule(120000, "7.2", 36, Method.LEVEL_PAYMENT, FIRST_DUE)
    )


@pytest.mark.parametrize("method", ALL)
def test_methods_have_a_chinese_name_that_is_understood(method):
    assert Method(method.zh) is method


@pytest.mark.parametrize("method", MONTHLY)
def test_a_loan_of_a_few_cents_still_ends_at_zero(method):
    lines = instalments("0.05", 12, 8, method)
    assert lines[-1].balance == 0
    assert min(line.principal for line in lines) >= 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((0, 12, 12, "flat"), "principal"),
        (("-5", 12, 12, "flat"), "principal"),
        (("1.005", 12, 12, "flat"), "whole cents"),
        (("1e15", 12, 12, "flat"), "principal"),
        (("many", 12, 12, "flat"), "principal is not a number"),
        (("NaN", 12, 12, "flat"), "not a finite number"),
        ((100, "-1", 12, "flat"), "annual_rate"),
        ((100, "inf", 12, "flat"), "annual_rate"),
        ((100, 12, 0, "flat"), "periods"),
        ((100, 12, 1201, "flat"), "periods"),
        ((100, 12, 12, "随借随还"), "随借随还"),
    ],
)
def test_what_makes_no_schedule_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        schedule(*arguments, FIRST_DUE)


def test_a_float_principal_is_refused():
    with pytest.raises(TypeError, match="exact"):
        schedule(100.1, 12, 12, Method.FLAT, FIRST_DUE)
