"""Which of the periods paid, the periods left and the term is told as wrong, and what is suggested."""

from datetime import date

import pytest

from dq.packs.rules import load_pack
from dq.pipeline import judge_rows

RULE = next(rule for rule in load_pack("dates").rules if rule.id == "loan.periods_mismatch")
SOUND = {
    "loan_amount": "10000.00",
    "annual_rate": "12",
    "repay_method": "等额本息",
    "left_principal": "7610.80",
    "term_periods": "12",
    "paid_periods": "3",
    "left_periods": "9",
    "loan_date": "2025-01-10",
    "loan_due_on": "2026-01-10",
    "overdue_on": "2025-05-10",
    "overdue_periods": "2",
}
COUNTS = ("term_periods", "paid_periods", "left_periods")
AMOUNTS = (*COUNTS, "loan_amount", "annual_rate", "repay_method", "left_principal")
DATES = (*COUNTS, "loan_date", "loan_due_on", "overdue_on", "overdue_periods")


def told(names, **cells):
    """Field and suggestion of the finding on the sound loan, of which ``names`` are given, with other cells."""
    row = {name: value for name, value in SOUND.items() if name in names} | cells
    (line,) = judge_rows([row], [RULE], date(2026, 1, 31)).select("field", "suggestion").rows()
    return line


@pytest.mark.parametrize("names", [tuple(SOUND), AMOUNTS, DATES], ids=["all", "amounts", "dates"])
@pytest.mark.parametrize(
    ("field", "wrong"), [("left_periods", "8"), ("paid_periods", "5"), ("term_periods", "21")]
)
def test_the_count_that_the_rest_of_the_row_contradicts_is_told(names, field, wrong):
    assert told(names, **{field: wrong}) == (field, SOUND[field])


def test_without_other_evidence_the_periods_left_are_suggested():
    assert told(COUNTS, left_periods="10") == ("left_periods", "9")


@pytest.mark.parametrize(
    ("names", "cells"),
    [
        (("loan_date", "loan_due_on"), {"term_periods": "24"}),  # neither 24 nor 3 + 8 = 11 months
        (("overdue_on", "loan_date"), {"paid_periods": "6"}),  # neither 6 nor 12 - 8 = 4 paid by then
        (("overdue_periods",), {"overdue_periods": "10"}),
    ],
)
def test_what_the_row_contradicts_is_not_suggested(names, cells):
    assert told((*COUNTS, *names), left_periods="8", **cells) == ("left_periods", None)


@pytest.mark.parametrize("term", ["0", "481", "1012", "200000000"])
def test_nothing_follows_from_a_term_that_is_none(term):
    assert told(COUNTS, term_periods=term) == ("term_periods", None)
    assert told(DATES, term_periods=term) == ("term_periods", "12")


def test_more_paid_than_the_term_suggests_nothing():
    assert told(COUNTS, paid_periods="30") == ("left_periods", None)


def test_amounts_that_follow_from_no_count_say_nothing():
    assert told(AMOUNTS, left_periods="10", left_principal="1.23") == ("left_periods", "9")
