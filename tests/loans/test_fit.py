"""Expected figures of whole columns against single schedules, and which explanation a loan's figures get."""

import random
from decimal import Decimal
from fractions import Fraction

import numpy_financial as npf
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dq.loans import Method, Unit, effective_rate, expected, fit, instalments
from dq.loans.conventions import PERCENT
from dq.loans.effective import costs_more

MONEY = pl.Decimal(18, 2)
RATE = pl.Decimal(9, 4)
TYPES = {
    "loan_amount": MONEY,
    "annual_rate": RATE,
    "term_periods": pl.Int32(),
    "repay_method": pl.String(),
    "paid_periods": pl.Int32(),
    "left_periods": pl.Int32(),
    "instalment": MONEY,
    "left_principal": MONEY,
    "left_interest": MONEY,
    "paid_total": MONEY,
}
MONTHLY = [method for method in Method if method is not Method.SINGLE]


def loans(*rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    texts = {n: [None if row.get(n) is None else str(row[n]) for row in rows] for n in names}
    return pl.DataFrame(texts, schema=dict.fromkeys(names, pl.String)).cast({n: TYPES[n] for n in names})


def generated(count, seed, rates=None):
    rng = random.Random(seed)
    for _ in range(count):
        periods = rng.randint(1, 60)
        amount = Decimal(rng.randint(10_000, 10 ** rng.randint(5, 9))) / 100
        rate = Decimal(rng.choice(rates or [rng.randint(100, 3600)])) / 100
        yield {
            "loan_amount": amount,
            "annual_rate": rate,
            "term_periods": periods,
            "repay_method": rng.choice(list(Method)).zh,
            "paid_periods": rng.randint(0, periods),
        }


def figures(loan):
    """The figures of one loan by its own schedule, line by line."""
    terms = (loan["loan_amount"], loan["annual_rate"], loan["term_periods"], loan["repay_method"])
    lines = instalments(*terms)
    paid = loan["paid_periods"]
    if Method(loan["repay_method"]) is Method.SINGLE:
        paid = int(paid == loan["term_periods"])
    zero = Decimal("0.00")
    return {
        "instalment": lines[0].principal + lines[0].interest,
        "last_instalment": lines[-1].principal + lines[-1].interest,
        "paid_principal": sum((line.principal for line in lines[:paid]), zero),
        "paid_interest": sum((line.interest for line in lines[:paid]), zero),
        "left_principal": sum((line.principal for line in lines[paid:]), zero),
        "left_interest": sum((line.interest for line in lines[paid:]), zero),
    }


def test_columns_agree_with_single_schedules_to_the_cent():
    cases = [*generated(2500, 1), *generated(100, 2, rates=[0])]
    assert expected(loans(*cases)).to_dicts() == [figures(case) for case in cases]


def test_columns_agree_with_an_independent_library():
    cases = list(generated(2000, 3))
    for case, row in zip(cases, expected(loans(*cases)).to_dicts(), strict=True):
        if Method(case["repay_method"]) is Method.LEVEL_PAYMENT and case["term_periods"] > 1:
            level = -npf.pmt(
                float(case["annual_rate"]) / 1200, case["term_periods"], float(case["loan_amount"])
            )
            assert float(row["instalment"]) == pytest.approx(level, abs=0.005 + 1e-6)
        assert row["paid_principal"] + row["left_principal"] == case["loan_amount"]


@st.composite
def any_loans(draw):
    periods = draw(st.integers(1, 120))
    return {
        "loan_amount": Decimal(draw(st.integers(1, 10**10))) / 100,
        "annual_rate": Decimal(draw(st.integers(0, 3600))) / 100,
        "term_periods": periods,
        "repay_method": draw(st.sampled_from(list(Method))).value,
        "paid_periods": draw(st.integers(0, periods)),
    }


def test_half_a_cent_of_a_rate_whose_twelfth_has_no_end_is_rounded_as_in_a_schedule():
    amounts = {"loan_amount": Decimal("621.69"), "term_periods": 45, "paid_periods": 0}
    rates = (Decimal("1.6"), Decimal("0.8"), Decimal("2.4"))
    cases = [
        {**amounts, "annual_rate": rate, "repay_method": method.value} for rate in rates for method in Method
    ]
    assert expected(loans(*cases)).to_dicts() == [figures(case) for case in cases]


def is_half_a_cent(loan):
    """Whether the interest of some period, or of all, is half a cent, of a rate whose twelfth has no end: which way it
    goes depends on how many digits are kept, in the figures as in the schedule."""
    monthly = Fraction(loan["annual_rate"]) / 12
    if monthly.denominator % 3:
        return False
    amount = Fraction(loan["loan_amount"])
    lines = instalments(*(loan[n] for n in ("loan_amount", "annual_rate", "term_periods", "repay_method")))
    left = [amount - Fraction(sum(line.principal for line in lines[:n])) for n in range(len(lines))]
    return 2 in {(owed * monthly).denominator for owed in (*left, amount * loan["term_periods"])}


# Many loans an example and few examples: a call costs the same for one loan as for hundreds.
@settings(max_examples=10, deadline=None)
@given(st.lists(any_loans(), min_size=10, max_size=40))
def test_laws_of_expected_figures(drawn):
    drawn = [loan for loan in drawn if not is_half_a_cent(loan)]
    assume(drawn)
    for loan, row in zip(drawn, expected(loans(*drawn)).iter_rows(named=True), strict=True):
        assert row == figures(loan)
        assert row["paid_principal"] + row["left_principal"] == loan["loan_amount"]
        assert min(row.values()) >= 0
        if loan["paid_periods"] == loan["term_periods"]:
            assert row["left_principal"] == row["left_interest"] == 0


def test_what_has_no_schedule_has_no_expected_figures():
    good = {"loan_amount": "1200", "annual_rate": "12", "term_periods": 12, "repay_method": "flat"}
    bad = [{"loan_amount": "0"}, {"annual_rate": "-1"}, {"term_periods": 0}, {"repay_method": "随借随还"}]
    bad += [{"term_periods": None}, {"paid_periods": 13}]
    rows = expected(
        loans(*(good | {"paid_periods": 0} | change for change in bad), good | {"paid_periods": 0})
    )
    assert rows["instalment"].to_list() == [None] * len(bad) + [Decimal("112.00")]


def test_a_loan_is_explained_by_what_made_it():
    cases = [case for case in generated(1000, 5) if case["paid_periods"] and case["term_periods"] > 2]
    rows = [case | figures(case) for case in cases]
    given = loans(*({name: row[name] for name in row if name in TYPES} for row in rows))
    told = fit(given)
    assert (told["state"] == "fits").all()
    assert told["method"].to_list() == [Method(case["repay_method"]).value for case in cases]
    assert (told["unit"] == Unit.ANNUAL_PERCENT).all()
    assert (told["day_count"] == "30/360").all()


def test_the_method_is_found_without_being_named():
    cases = [case for case in generated(300, 6) if case["paid_periods"] > 1 and case["term_periods"] > 4]
    cases = [case | {"paid_periods": case["term_periods"] // 2} for case in cases]
    names = ("loan_amount", "annual_rate", "term_periods", "paid_periods")
    rows = [
        {n: case[n] for n in names} | {n: v for n, v in figures(case).items() if n in TYPES} for case in cases
    ]
    told = fit(loans(*rows))
    right = [Method(case["repay_method"]).value for case in cases]
    assert told["method"].to_list() == right


@pytest.mark.parametrize("unit", list(Unit))
def test_the_unit_of_the_rate_is_found(unit):
    times, over = PERCENT[unit]
    # Rates that four decimals of any unit can hold.
    stated = Decimal("0.0004") if unit is Unit.DAILY_FRACTION else Decimal("14.4") * over / times
    annual = stated * times / over
    level = expected(
        loans({"loan_amount": 10000, "annual_rate": annual, "term_periods": 24, "repay_method": "等额本息"})
    )["instalment"][0]
    told = fit(
        loans({"loan_amount": 10000, "annual_rate": stated, "term_periods": 24, "instalment": level})
    ).row(0, named=True)
    assert (told["state"], told["unit"], told["method"]) == ("fits", unit, "level_payment")
    assert told["annual_percent"] == annual


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"instalment": "888.49"}, {"day_count": "30/360", "rounding": "half_up", "meaning": "first"}),
        ({"instalment": "888.48"}, {"day_count": "30/360", "rounding": "down"}),
        ({"instalment": "888.50"}, {"rounding": "near"}),
        ({"instalment": "888.56"}, {"day_count": "act/365", "rounding": None}),
        ({"instalment": "889.30"}, {"day_count": "act/360", "annual_percent": Decimal("12.1667")}),
        (
            {"instalment": "908.33", "repay_method": "等额本金", "paid_periods": 3},
            {"meaning": "next", "method": "equal_principal"},
        ),
        (
            {"instalment": "933.37", "repay_method": "等本等息"},
            {"meaning": "first_adjusted", "method": "flat"},
        ),
        ({"instalment": "933.33", "repay_method": "等本等息"}, {"method": "flat", "also": "equal_principal"}),
    ],
)
def test_conventions_are_named(change, says):
    told = fit(loans({"loan_amount": 10000, "annual_rate": 12, "term_periods": 12} | change)).row(
        0, named=True
    )
    assert {name: told[name] for name in says} == says
    assert told["state"] == "fits"


def test_what_fits_nothing_is_said_to_fit_nothing():
    base = {"loan_amount": 10000, "annual_rate": 12, "term_periods": 12, "repay_method": "等额本息"}
    rows = [
        base | {"instalment": "923.45"},
        base | {"instalment": "888.49", "paid_periods": 5, "left_principal": "5000.00"},
        base | {"instalment": None},
        base | {"instalment": "888.49", "annual_rate": None},
        base | {"instalment": "888.49", "loan_amount": "-1"},
    ]
    told = fit(loans(*rows))
    assert told["state"].to_list() == ["none", "partly", "too_little", "too_little", "too_little"]
    assert told.row(0, named=True) == dict.fromkeys(told.columns) | {"state": "none"}
    assert told["explained"][1] == "instalment"
    assert told["unexplained"][1] == "left_principal"
    assert told["left_principal"][1] == Decimal("5977.91")


def test_a_wrong_instalment_hardly_ever_fits():
    rng = random.Random(7)
    cases = [case for case in generated(300, 7) if case["term_periods"] > 2]
    rows = [case | {"instalment": case["loan_amount"] * rng.randint(3, 90) / 100} for case in cases]
    assert (fit(loans(*rows))["state"] != "none").mean() < 0.02


def test_nothing_in_nothing_out():
    assert fit(loans({"loan_amount": 1, "annual_rate": 1, "term_periods": 1}).clear()).is_empty()
    assert expected(
        loans({"loan_amount": 1, "annual_rate": 1, "term_periods": 1, "repay_method": "flat"}).clear()
    ).is_empty()


def test_what_a_flat_rate_costs():
    known = {"6": "10.90", "10": "17.97", "12": "21.46", "18": "31.72", "0": "0.00"}
    rows = [{"annual_rate": rate, "term_periods": 12} for rate in known]
    rates = effective_rate(loans(*rows, {"annual_rate": None, "term_periods": 12}))
    assert [round(rate, 2) for rate in rates[:-1]] == [Decimal(rate) for rate in known.values()]
    assert rates[-1] is None


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3600), st.integers(1, 120)), min_size=10, max_size=50))
def test_the_effective_rate_is_the_internal_rate_of_return(terms):
    rows = [{"annual_rate": Decimal(rate) / 100, "term_periods": periods} for rate, periods in terms]
    for (rate, periods), told in zip(terms, effective_rate(loans(*rows)), strict=True):
        payment = 1 / periods + rate / 120000
        assert float(told) == pytest.approx(npf.rate(periods, -payment, 1.0, 0.0) * 1200, abs=1e-4)


def test_what_costs_more_than_a_limit_is_what_the_effective_rate_says():
    rows = [(f"{percent}.{n % 10}", n) for percent in (0, 5, 11, 13, 14, 18) for n in (1, 2, 6, 12, 24, 60)]
    flat = pl.DataFrame(rows, schema={"annual_rate": pl.String, "term_periods": pl.Int32}, orient="row").cast(
        {"annual_rate": RATE}
    )
    rates = effective_rate(flat)
    limit = Decimal("24.0000")

    more = costs_more(flat.with_columns(limit=pl.lit(limit, RATE)))
    assert more.to_list() == (rates > limit).to_list()
    assert 0 < more.sum() < more.len()
    assert costs_more(flat.with_columns(limit=pl.lit(None, RATE))).null_count() == flat.height
