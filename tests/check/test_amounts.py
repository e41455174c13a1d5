"""Amounts: exact, with the figures in the evidence."""

from decimal import Decimal

import polars as pl
import pytest
from frames import context_of, evidence, judge, rule, verdicts, working
from hypothesis import given
from hypothesis import strategies as st

from dq.check import engine
from dq.check.inputs import money
from dq.check.interface import Measured

CENTS = st.decimals(-(10**12), 10**12, places=2)


@given(st.lists(CENTS, min_size=1, max_size=30))
def test_money_is_shown_with_thousands_and_two_decimals(amounts):
    frame = pl.DataFrame({"x": pl.Series(amounts, dtype=pl.Decimal(18, 2))})
    shown = frame.select(money(pl.col("x"))).to_series().to_list()

    assert shown == [f"{amount:,.2f}".replace("-0.00", "0.00") for amount in amounts]


def test_of_several_amounts_above_another_only_the_first_is_told():
    frame = working(
        {"left_principal": ["6", "4", None], "overdue_principal": ["7", "7", "7"], "loan_amount": ["5"] * 3}
    )
    beside = rule("greater_than", ["left_principal", "overdue_principal"], than="loan_amount")

    assert judge(frame, [beside]) == {
        (beside.id, "left_principal"): [True, False, None],
        (beside.id, "overdue_principal"): [False, True, True],
    }


def test_an_outlier_is_told_against_the_median():
    frame = working({"loan_amount": ["500000.01", "500000.00"]})
    outlier = rule("outlier", ["loan_amount"], times=100, min_rows=100)
    measured = Measured(medians={"loan_amount": (Decimal("5000.00"), 100)})

    assert verdicts(frame, outlier, measured) == [True, False]
    assert evidence(frame, outlier, measured) == ["500,000.01 > 100 × 5,000.00"]


@pytest.mark.parametrize("median", [(Decimal("5000.00"), 99), (Decimal("0.00"), 1000)])
def test_an_outlier_needs_enough_values(median):
    frame = working({"loan_amount": ["500000.01"]})
    measured = Measured(medians={"loan_amount": median})
    _, skipped = engine.probes([rule("outlier", ["loan_amount"])], context_of(frame, measured))

    assert [item.reason for item in skipped] == ["too_few_rows"]
