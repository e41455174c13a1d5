"""Caps that change with lender and time, and flat rates that cost more than they say."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from frames import rule, verdicts, working

from dq.loans.caps import prime_rates

FIELDS = ["annual_rate", "loan_date", "client"]
PRIVATE = rule("rate_above_cap", FIELDS, lender="private")
LICENSED = rule("rate_above_cap", FIELDS, lender="licensed")
FLAT = rule("flat_above_cap", [*FIELDS, "term_periods", "repay_method"], lender="licensed")


def test_the_cap_is_that_of_the_day_of_the_contract():
    for (day, rate), (_, before) in zip(prime_rates()[1:], prime_rates(), strict=False):
        if day < date(2020, 8, 21):
            continue
        cells = {
            "annual_rate": [
                rate * 4,
                rate * 4 + Decimal("0.0001"),
                before * 4,
                before * 4 + Decimal("0.0001"),
            ],
            "loan_date": [day, day, day - timedelta(days=1), day - timedelta(days=1)],
        }

        assert verdicts(working(cells), PRIVATE) == [False, True, False, True]


def test_contracts_before_the_rule_and_unknown_ones_are_not_judged():
    frame = working(
        {"annual_rate": ["36", "36", None], "loan_date": [date(2020, 8, 19), None, date(2024, 1, 1)]}
    )

    assert verdicts(frame, PRIVATE) == [None, None, None]


def test_the_lender_is_told_by_its_name():
    names = ["张三", "甲银行", "乙小额贷款有限公司", None]
    frame = working({"annual_rate": ["20"] * 4, "loan_date": [date(2024, 1, 1)] * 4, "client": names})

    assert verdicts(frame, PRIVATE) == [True, False, False, True]
    assert verdicts(frame, LICENSED) == [False] * 4


def test_without_the_day_of_the_contract_the_as_of_date_counts():
    assert verdicts(working({"annual_rate": ["12.1", "12.0"]}), PRIVATE) == [True, False]


@pytest.mark.parametrize(("percent", "fails"), [("6", False), ("13", False), ("14", True), ("25", False)])
def test_a_flat_rate_is_held_against_the_cap_as_what_it_costs(percent, fails):
    """12 months: 6 % flat cost 10.9 %, 13 % about 23.2 %, 14 % about 24.9 %; 25 % is above the cap as it is."""
    cells = {"annual_rate": [percent] * 2, "loan_date": [date(2024, 1, 1)] * 2, "client": ["甲银行"] * 2}
    frame = working(cells | {"term_periods": [12, 12], "repay_method": ["等本等息", "等额本息"]})

    assert verdicts(frame, FLAT) == [fails, False]
