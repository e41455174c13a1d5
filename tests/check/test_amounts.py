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


@given(st.lists(CENTS, min_size=2, max_size=6), st.decimals(-1, 1, places=2))
def test_a_total_differs_exactly_if_it_is_off_by_more_than_the_tolerance(parts, off):
    names = ["overdue_principal", "overdue_interest", "overdue_penalty", "late_fee", "mgmt_fee", "annual_fee"]
    cells = dict(zip(names, ([part] for part in parts), strict=False))
    frame = working({"total_due": [sum(parts) + off], **cells})
    total = rule("sum_differs", ["total_due", *cells], tolerance=Decimal("0.02"))

    assert verdicts(frame, total) == [abs(off) > Decimal("0.02")]


def test_float_rounding_never_enters():
    frame = working({"total_due": ["0.30"], "overdue_principal": ["0.10"], "overdue_interest": ["0.20"]})
    total = rule(
        "sum_differs", ["total_due", "overdue_principal", "overdue_interest"], tolerance=Decimal("0.00")
    )

    assert verdicts(frame, total) == [False]


def test_blank_parts_count_as_zero_only_beside_two_that_have_a_value():
    frame = working(
        {
            "total_due": ["120", "120", "120"],
            "overdue_principal": ["100", "100", "100"],
            "overdue_interest": [None, "20", None],
            "other_fee": [None, None, None],
        },
        {"overdue_interest": [None, None, "unreadable"], "other_fee": [None] * 3},
    )
    total = rule("sum_differs", ["total_due", "overdue_principal", "overdue_interest", "other_fee"])

    assert verdicts(frame, total) == [None, False, None]


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        ({"overdue_principal": (0.97, 100), "left_principal": (0.10, 100)}, [True]),
        ({"overdue_principal": (0.10, 100), "left_principal": (0.97, 100)}, [False]),
        ({"overdue_principal": (0.50, 100), "left_principal": (0.40, 100)}, None),
        (
            {"overdue_principal": (0.00, 10), "left_principal": (1.00, 10)},
            [True],
        ),  # too few rows to learn from
    ],
)
def test_the_identity_is_the_one_that_most_rows_follow(shares, found):
    frame = working(
        {
            "total_due": ["520"],
            "overdue_principal": ["100"],
            "left_principal": ["500"],
            "overdue_interest": ["20"],
        }
    )
    total = rule(
        "sum_differs",
        ["total_due", "overdue_interest"],
        principal=("overdue_principal", "left_principal"),
        min_rows=50,
    )
    measured = Measured(shares={f"{total.id}:{name}": share for name, share in shares.items()})
    probes, skipped = engine.probes([total], context_of(frame, measured))

    if found is None:
        assert [item.reason for item in skipped] == ["not_followed"]
    else:
        assert frame.select(probes[0].failing).to_series().to_list() == found


def test_customs_are_counted_over_the_rows_that_can_be_judged():
    frame = working(
        {"total_due": ["3", "9", None], "overdue_principal": ["1", "1", "1"], "overdue_interest": ["2"] * 3}
    )
    total = rule("sum_differs", ["total_due", "overdue_interest"], principal=("overdue_principal",))
    (need,) = engine.customs([total], context_of(frame))

    assert need.name == f"{total.id}:overdue_principal"
    assert frame.select(need.follows).to_series().to_list() == [True, False, None]


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
