"""Amounts with the mark of a ledger's side, and counts written as a part of a total."""

from decimal import Decimal

import polars as pl
import pytest

from dq.clean.numbers import integer_cleaner, money_cleaner
from dq.map.shapes import shapes_of


@pytest.mark.parametrize(
    ("cell", "value", "step"),
    [
        ("1,234.50 CR", "-1234.50", "money.side"),
        ("1,234.50CR", "-1234.50", "money.side"),
        ("1,234.50 DR", "1234.50", "money.side"),
        ("$1,234.50 Cr", "-1234.50", "money.side"),
        ("50 dr", "50.00", "money.side"),
        (" 50.00  CR", "-50.00", "text.space+money.side"),
        ("1,234.50", "1234.50", "money.form"),
        ("(1,234.50)", "-1234.50", "money.parentheses"),
        ("-50.00", "-50.00", None),
    ],
)
def test_a_credit_is_negative_and_a_debit_is_not(cell, value, step):
    assert money_cleaner(None, "US")(pl.Series([cell])).row(0) == (Decimal(value), step, None)


@pytest.mark.parametrize(
    "cell", ["-50.00 CR", "(50.00) CR", "(50.00) DR", "-50.00 DR", "50.00- CR", "50 CRDR", "CR"]
)
def test_two_signs_of_one_amount_stay_unread(cell):
    assert money_cleaner(None, "US")(pl.Series([cell])).row(0) == (None, None, "unreadable")


def test_the_unit_of_the_column_holds_beside_a_side():
    found = money_cleaner("千", "CN")(pl.Series(["1.5 CR"]))

    assert found.row(0) == (Decimal("-1500.00"), "money.unit+money.side", None)


@pytest.mark.parametrize("cell", ["1,234.50 CR", "50.00 DR", "$7.20CR", "12cr"])
def test_an_amount_with_a_side_has_the_shape_of_money(cell):
    assert shapes_of(pl.DataFrame({"Balance": [cell]}))["Balance"].shares["money"] == 1


@pytest.mark.parametrize(
    ("field", "cell", "value", "step"),
    [
        ("paid_periods", "3/12", 3, "integer.of_total"),
        ("paid_periods", "0 / 12", 0, "integer.of_total"),
        ("paid_periods", "12/12期", 12, "integer.of_total"),
        ("paid_periods", "3期/12期", 3, "integer.of_total"),
        ("paid_periods", "３/12", 3, "text.nfkc+integer.of_total"),
        ("instalment_no", "3/12", 3, "integer.of_total"),
        ("term_periods", "3/12", 12, "integer.of_total"),
        ("paid_periods", "3期", 3, "integer.form"),
        ("paid_periods", "3", 3, None),
    ],
)
def test_a_count_of_a_total_is_the_part_that_the_field_means(field, cell, value, step):
    assert integer_cleaner(field)(pl.Series([cell])).row(0) == (value, step, None)


@pytest.mark.parametrize(
    ("field", "cell"),
    [
        ("paid_periods", "12/3"),
        ("paid_periods", "0/0"),
        ("paid_periods", "第3/12期"),
        ("paid_periods", "1/2/3"),
        ("paid_periods", "-1/12"),
        ("left_periods", "3/12"),
        ("overdue_periods", "3/12"),
        ("days_overdue", "3/12"),
    ],
)
def test_where_it_is_not_certain_it_stays_unread(field, cell):
    assert integer_cleaner(field)(pl.Series([cell])).row(0) == (None, None, "unreadable")
