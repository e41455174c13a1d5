from datetime import date
from itertools import groupby

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dq.route.days import planned

FRIDAY, SATURDAY = date(2026, 1, 30), date(2026, 1, 31)
MONDAY, TUESDAY = date(2026, 2, 2), date(2026, 2, 3)


def listed(*tasks):
    """Tasks of (case, assignee)."""
    return pl.DataFrame(tasks, schema={"case_no": pl.String, "assignee": pl.String}, orient="row")


def days(frame, per_person, as_of=FRIDAY):
    return planned(frame, per_person, as_of)["planned_on"].to_list()


def test_each_person_has_days_of_their_own_over_the_weekend():
    frame = listed(("A", "甲"), ("B", "甲"), ("C", "乙"), ("D", "甲"), ("E", None))
    assert days(frame, 2) == [FRIDAY, FRIDAY, FRIDAY, MONDAY, None]
    assert days(frame, 2, SATURDAY) == [MONDAY, MONDAY, MONDAY, TUESDAY, None]


def test_a_case_stays_together_if_it_fits_into_a_day():
    frame = listed(*[("A", "甲")] * 2, *[("B", "甲")] * 2, *[("C", "甲")] * 4, ("D", "甲"))
    assert days(frame, 3) == [FRIDAY] * 2 + [MONDAY] * 2 + [TUESDAY] * 3 + [date(2026, 2, 4)] * 2


@given(
    st.lists(st.tuples(st.sampled_from("AAABCD"), st.sampled_from(["甲", "乙", None])), max_size=60),
    st.integers(1, 7),
)
def test_nobody_has_more_for_a_day_and_the_order_stays(tasks, most):
    frame = listed(*tasks)
    made = planned(frame, most, FRIDAY)
    assert made.drop("planned_on").equals(frame)
    for (person,), mine in made.group_by("assignee"):
        found = mine["planned_on"].to_list()
        if person is None:
            assert set(found) == {None}
            continue
        assert found == sorted(found)
        counts = [len(list(group)) for _, group in groupby(found)]
        assert max(counts) <= most
        assert found[0] == FRIDAY
        assert len(counts) <= mine.height
