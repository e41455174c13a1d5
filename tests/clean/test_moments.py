"""Times as call logs export them, and yes or no."""

from datetime import datetime

import polars as pl
import pytest

from dq.clean.enums import flag_cleaner
from dq.clean.moments import NO_TIME, moment_cleaner
from dq.clean.numbers import clean_seconds
from dq.packs.tables import words_of


@pytest.mark.parametrize(
    ("cell", "value", "step"),
    [
        ("2026-01-05 10:20:30", "2026-01-05 10:20:30", None),
        ("2026/1/5 9:05", "2026-01-05 09:05:00", "moment.form"),
        ("20260105142530", "2026-01-05 14:25:30", "moment.form"),
        ("2026年1月5日 下午3:20", "2026-01-05 15:20:00", "moment.form"),
        ("2026-01-05 14时30分20秒", "2026-01-05 14:30:20", "moment.form"),
        ("2026年1月5日 9时5分", "2026-01-05 09:05:00", "moment.form"),
        ("2026-01-05 下午3点", "2026-01-05 15:00:00", "moment.form"),
        ("2026-1-5 9:5:7", "2026-01-05 09:05:07", "moment.form"),
        ("2026-01-05 12:10 AM", "2026-01-05 00:10:00", "moment.form"),
        ("46027.5", "2026-01-05 12:00:00", "moment.serial"),
        ("2026-01-05", "2026-01-05 00:00:00", NO_TIME),
        ("2026-01-05T10:00:00Z", "2026-01-05 18:00:00", "moment.zone"),
        ("2026-01-05 20:00:00-05:00", "2026-01-06 09:00:00", "moment.zone"),
        ("1/22/26 2:30 PM", "2026-01-22 14:30:00", "date.column_order+moment.form"),
        ("5/13/2026 3:05 PM", "2026-05-13 15:05:00", "date.column_order+moment.form"),
    ],
)
def test_a_time_is_read_in_every_form_and_its_step_is_told(cell, value, step):
    found = moment_cleaner(None, 480)(pl.Series([cell])).row(0, named=True)

    assert found == {"value": datetime.fromisoformat(value), "step": step, "bad": None}


@pytest.mark.parametrize(
    ("cell", "bad"),
    [
        ("05/06/2026 10:00", "ambiguous_date"),
        ("22/1/26 10:00", "ambiguous_date"),
        ("2026-02-30 10:00", "impossible_date"),
        ("2026-01-05 25:00", "impossible_time"),
        ("2026-01-05 24:10", "impossible_time"),
        ("10:30", "unreadable"),
        ("昨天", "unreadable"),
    ],
)
def test_what_is_no_time_says_why(cell, bad):
    found = moment_cleaner(None, 480)(pl.Series([cell])).row(0, named=True)

    assert (found["value"], found["bad"]) == (None, bad)


def test_a_zone_can_not_be_read_where_the_region_has_several():
    found = moment_cleaner(None, None)(pl.Series(["2026-01-05T10:00:00Z"]))

    assert found["bad"].to_list() == ["zone_unknown"]


def test_the_order_of_day_and_month_is_followed():
    found = moment_cleaner("dmy", 480)(pl.Series(["05/06/2026 10:00"]))

    assert found["value"].to_list() == [datetime(2026, 6, 5, 10)]


def test_a_flag_is_told_by_its_words_whatever_the_length_of_the_column():
    cells = pl.Series(["是", "否", "Y", "0", "或许", None, "无"] * 400)
    found = flag_cleaner(words_of("dnc"))(cells)

    assert found["value"].to_list() == [True, False, True, False, None, None, None] * 400
    assert found["bad"].to_list() == [None, None, None, None, "unknown_value", None, None] * 400


@pytest.mark.parametrize(
    ("cell", "value", "step", "bad"),
    [
        ("80", 80, None, None),
        ("00:01:20", 80, "seconds.form", None),
        ("1:20", 80, "seconds.form", None),
        ("1分20秒", 80, "seconds.form", None),
        ("1小时2分3秒", 3723, "seconds.form", None),
        ("80秒", 80, "seconds.form", None),
        ("2 min", 120, "seconds.form", None),
        ("-5", -5, None, None),
        ("很久", None, None, "unreadable"),
        ("25:61:99:1", None, None, "unreadable"),
    ],
)
def test_a_length_of_time_is_read_in_seconds(cell, value, step, bad):
    found = clean_seconds(pl.Series([cell])).row(0, named=True)

    assert found == {"value": value, "step": step, "bad": bad}
