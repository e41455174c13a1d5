"""Dates: ages at their edges, order, terms, days overdue."""

from datetime import date, timedelta

import pytest
from frames import AS_OF, context_of, evidence, judge, rule, verdicts, working
from hypothesis import given
from hypothesis import strategies as st

from dq.check import engine
from dq.check.interface import Context, Measured
from dq.loans import due_on

DATES = st.dates(date(1990, 1, 1), date(2030, 12, 31))


def age(birth, day):
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


@given(st.dates(date(1900, 1, 1), date(2026, 1, 31)))
def test_an_age_is_counted_in_completed_years(birth):
    frame = working({"birth_date": [birth]})

    assert verdicts(frame, rule("age_outside", ["birth_date"], min=16, max=100)) == [
        not 16 <= age(birth, AS_OF) <= 100
    ]


def test_the_as_of_date_may_be_a_leap_day():
    frame = working({"birth_date": [date(2008, 2, 28), date(2008, 3, 1)]})
    context = Context(date(2024, 2, 29), "CN", frozenset({"birth_date"}))
    (probe,), _ = engine.probes([rule("age_outside", ["birth_date"], min=16, max=100)], context)

    assert frame.select(probe.failing).to_series().to_list() == [False, True]


def test_the_date_that_breaks_most_pairs_is_blamed():
    cells = {
        "loan_date": [date(2025, 12, 1), date(2025, 1, 1)],
        "overdue_on": [date(2025, 3, 1), date(2025, 3, 1)],
        "placed_on": [date(2025, 10, 1), date(2025, 2, 1)],
    }
    pairs = ("overdue_on >= loan_date", "placed_on >= overdue_on", "placed_on >= loan_date")
    found = judge(working(cells), [rule("wrong_order", list(cells), pairs=pairs)])

    assert {field: values for (_, field), values in found.items()} == {
        "loan_date": [True, False],
        "overdue_on": [False, False],
        "placed_on": [False, True],
    }


@given(DATES, st.integers(1, 60), st.integers(-5, 5))
def test_a_due_date_a_few_days_off_is_right(start, periods, off):
    end = due_on(start, periods + 1) + timedelta(days=off)
    frame = working({"loan_due_on": [end], "loan_date": [start], "term_periods": [periods]})

    assert verdicts(frame, rule("months_differ", ["loan_due_on", "loan_date", "term_periods"])) == [False]


@given(DATES, st.integers(3, 60), st.integers(13, 400))
def test_a_due_date_far_off_is_wrong(start, periods, off):
    end = due_on(start, periods + 1) + timedelta(days=off)
    frame = working({"loan_due_on": [end], "loan_date": [start], "term_periods": [periods]})

    assert verdicts(frame, rule("months_differ", ["loan_due_on", "loan_date", "term_periods"])) == [True]


@pytest.mark.parametrize(("term", "days"), [(30, 30), (14, 14), (4, 28)])
def test_a_term_may_count_days_or_weeks(term, days):
    start = date(2025, 3, 1)
    end = start + timedelta(days=days)
    frame = working({"loan_due_on": [end], "loan_date": [start], "term_periods": [term]})

    assert verdicts(frame, rule("months_differ", ["loan_due_on", "loan_date", "term_periods"])) == [False]


DAYS = rule("days_differ", ["days_overdue", "overdue_on"])


def overdue(days, since, placed):
    return working({"days_overdue": [days], "overdue_on": [since], "placed_on": [placed]})


@pytest.mark.parametrize(
    ("days", "offset", "found"),
    [(10, 0, False), (11, 0, False), (12, 0, True), (11, 1, False), (9, 1, True), (None, 0, None)],
)
def test_days_overdue_follow_the_learned_offset(days, offset, found):
    frame = overdue(days, date(2025, 10, 1), date(2025, 10, 11))
    measured = Measured(days_offset=("placed_on", offset, 0.95))

    assert verdicts(frame, DAYS, measured) == [found]


def test_a_missing_reference_date_is_not_judged():
    measured = Measured(days_offset=("placed_on", 0, 0.95))

    assert verdicts(overdue(7, date(2025, 10, 1), None), DAYS, measured) == [None]


def test_nothing_due_yet_counts_as_no_days():
    measured = Measured(days_offset=("placed_on", 0, 0.95))

    assert verdicts(overdue(0, date(2025, 12, 1), date(2025, 10, 11)), DAYS, measured) == [False]


def test_the_evidence_names_dates_offset_and_both_figures():
    frame = overdue(30, date(2025, 10, 1), date(2025, 10, 11))

    assert evidence(frame, DAYS, Measured(days_offset=("placed_on", 1, 0.95))) == [
        "2025-10-11 − 2025-10-01 + 1 = 11 ≠ 30"
    ]


@pytest.mark.parametrize(
    ("offset", "reason"), [(None, "nothing_learned"), (("placed_on", 3, 0.79), "not_followed")]
)
def test_a_file_without_a_common_count_is_not_judged(offset, reason):
    frame = overdue(30, date(2025, 10, 1), date(2025, 10, 11))
    probes, skipped = engine.probes([DAYS], context_of(frame, Measured(days_offset=offset)))

    assert probes == []
    assert [item.reason for item in skipped] == [reason]
