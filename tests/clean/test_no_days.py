"""What programs write where there is no date is emptied, with a step; nothing else is."""

import polars as pl
import pytest

from dq.clean.dates import date_cleaner
from dq.clean.moments import moment_cleaner
from dq.map.shapes import shapes_of

NO_DAYS = (
    "0000-00-00",
    "0000-00-00 00:00:00",
    "0000/0/0",
    "0000年00月00日",
    "00/00/0000",
    "0/0/0000",
    "00/00/00",
    "1900-01-00",
    "1900-01-00 00:00:00",
    "1900/1/0",
    "1900年1月0日",
    "1/0/1900",
    "00/01/1900",
    "0-Jan-00",
    "00-jan-1900",
    "0001-01-01",
    "0001-01-01T00:00:00",
    "0001-01-01T00:00:00Z",
    "0001-01-01 00:00:00.000",
    "1/1/0001 12:00:00 AM",
)
SAY_SOMETHING = (
    "1900-01-00 09:05",
    "0001-01-01 10:00:00",
    "2025-00-00",
    "2025-02-00",
    "0000-05-06",
    "1900-02-00",
    "0001-01-02",
    "00/05/2025",
    "00:00:01",
    "0",
    "0000",
)


@pytest.mark.parametrize("order", [None, "dmy", "mdy", "ymd"])
def test_no_date_is_emptied_with_a_step_whatever_the_order(order):
    cells = [*NO_DAYS, "00000000", "00:00:00"]
    found = date_cleaner(order)(pl.Series(cells))

    assert found.rows() == [(None, "date.empty", None)] * len(cells)


@pytest.mark.parametrize("cell", SAY_SOMETHING)
def test_what_says_something_of_a_day_stays_unread(cell):
    value, step, bad = date_cleaner("ymd")(pl.Series([cell])).row(0)

    assert (value, step) == (None, None)
    assert bad is not None


@pytest.mark.parametrize("cell", ["1900-01-01", "2000-01-01"])
def test_a_day_is_kept(cell):
    assert date_cleaner(None)(pl.Series([cell]))["value"].dt.to_string("%Y-%m-%d").to_list() == [cell]


def test_the_steps_before_are_told_too():
    assert date_cleaner(None)(pl.Series([" ００００-00-00"]))["step"].to_list() == [
        "text.nfkc+text.space+date.empty"
    ]


def test_a_moment_without_a_date_is_emptied_alike():
    found = moment_cleaner(None, 480)(pl.Series([*NO_DAYS]))

    assert found.rows() == [(None, "date.empty", None)] * len(NO_DAYS)


@pytest.mark.parametrize("cell", ["1900-01-00 09:05:00", "00:00:00", "2025-02-00 10:00"])
def test_a_moment_with_a_time_of_day_stays_unread(cell):
    value, step, bad = moment_cleaner(None, 480)(pl.Series([cell])).row(0)

    assert (value, step) == (None, None)
    assert bad is not None


def test_a_column_is_known_for_dates_by_the_cells_that_have_one():
    sample = pl.DataFrame({"最近还款": ["2026-01-05", *NO_DAYS]})

    assert shapes_of(sample)["最近还款"].shares["date"] == 1
