"""Caps that change with time."""

from datetime import date, timedelta
from decimal import Decimal

from frames import rule, verdicts, working

from dq.check.rates import rate_table

CAP = rule(
    "rate_above_table", ["annual_rate", "loan_date"], table="lpr_1y", times=Decimal(4), since="2020-08-20"
)


def test_the_cap_is_that_of_the_day_of_the_contract():
    for (day, rate), (_, before) in zip(rate_table("lpr_1y")[1:], rate_table("lpr_1y"), strict=False):
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

        assert verdicts(working(cells), CAP) == [False, True, False, True]


def test_contracts_before_the_rule_and_unknown_ones_are_not_judged():
    frame = working(
        {"annual_rate": ["36", "36", None], "loan_date": [date(2020, 8, 19), None, date(2024, 1, 1)]}
    )

    assert verdicts(frame, CAP) == [None, None, None]


def test_the_table_only_moves_forward():
    days = [day for day, _ in rate_table("lpr_1y")]

    assert days == sorted(set(days))
