"""Times of day in a column of their own, and how they join their days."""

from datetime import datetime, time

import polars as pl
import pytest

from dq.clean.clocks import clean_clock
from dq.clean.interface import FieldPlan, in_texts
from dq.clean.joined import JOINED, join_clocks
from dq.clean.plan import Cleaning
from dq.model.columns import bad, raw, step
from dq.model.companions import COMPANIONS
from dq.model.enums import Kind
from dq.model.schema import field

CLOCKS = COMPANIONS["calls"].clocks


@pytest.mark.parametrize(
    ("cell", "value", "step"),
    [
        ("09:05:33", "09:05:33", None),
        ("9:05", "09:05:00", "clock.form"),
        ("９：０５", "09:05:00", "text.nfkc+clock.form"),
        (" 09:05:33 ", "09:05:33", "text.space"),
        ("下午3:20", "15:20:00", "clock.form"),
        ("中午12点半", None, None),
        ("3:20 PM", "15:20:00", "clock.form"),
        ("12:10 am", "00:10:00", "clock.form"),
        ("9时5分33秒", "09:05:33", "clock.form"),
        ("下午3点", "15:00:00", "clock.form"),
        ("090533", "09:05:33", "clock.form"),
        ("0905", "09:05:00", "clock.form"),
        ("1899-12-30 09:05:33", "09:05:33", "clock.form"),
        ("1900-01-00 9:05", "09:05:00", "clock.form"),
        ("0.378854166666667", "09:05:33", "clock.fraction"),
        (".5", "12:00:00", "clock.fraction"),
        ("0.000694444444444444", "00:01:00", "clock.fraction"),
        ("无", None, "text.placeholder"),
    ],
)
def test_a_clock_is_read_in_every_form_and_its_step_is_told(cell, value, step):
    found = clean_clock(pl.Series([cell])).row(0, named=True)

    assert found["value"] == (value and time.fromisoformat(value))
    assert (found["step"], found["bad"]) == (step, "unreadable" if value is None and step is None else None)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("25:10", "impossible_time"),
        ("09:75", "impossible_time"),
        ("0.9999999", "impossible_time"),
        ("昨天", "unreadable"),
        ("1.5", "unreadable"),
        ("93015", "unreadable"),
        ("2026-01-05 09:05", "unreadable"),
    ],
)
def test_what_is_no_clock_says_why(cell, reason):
    found = clean_clock(pl.Series([cell])).row(0, named=True)

    assert (found["value"], found["step"], found["bad"]) == (None, None, reason)


def joined(*rows):
    plans = [FieldPlan(name, field(name).kind) for name in ("called_at", "called_clock")]
    cells = pl.DataFrame(
        rows, schema=dict.fromkeys((raw(plan.field) for plan in plans), pl.String), orient="row"
    )
    return join_clocks(in_texts(Cleaning(plans, "CN").add_to(cells)), CLOCKS, [plan.field for plan in plans])


@pytest.mark.parametrize(
    ("day", "clock", "value", "told"),
    [
        ("2026-01-05", "9:05", "2026-01-05 09:05:00", JOINED),
        ("2026/1/5 00:00:00", "09:05:33", "2026-01-05 09:05:33", f"moment.form+{JOINED}"),
        ("２０２６-01-05", "9:05", "2026-01-05 09:05:00", f"text.nfkc+{JOINED}"),
        ("46027", "0.5", "2026-01-05 12:00:00", JOINED),
        ("2026-01-05", None, "2026-01-05 00:00:00", "moment.no_time"),
        ("2026-01-05", "25:10", "2026-01-05 00:00:00", "moment.no_time"),
        ("2026-01-05 09:05:00", "9:05:33", "2026-01-05 09:05:00", None),
        ("2026-01-05 08:30:00", "11:00", "2026-01-05 08:30:00", None),
    ],
)
def test_a_day_gets_its_clock_and_its_text_stays(day, clock, value, told):
    row = joined((day, clock)).row(0, named=True)

    assert (row["called_at"], row[step("called_at")]) == (datetime.fromisoformat(value), told)
    assert (row[raw("called_at")], row[raw("called_clock")]) == (day, clock)


def test_a_clock_that_contradicts_its_day_is_told_and_takes_nothing_over():
    rows = joined(
        ("2026-01-05 08:30", "11:00"), ("2026-01-05", "昨天"), ("2026-13-05", "9:05"), (None, "9:05")
    )

    assert rows[bad("called_clock")].to_list() == ["other_time", "unreadable", None, None]
    assert rows[bad("called_at")].to_list() == [None, None, "impossible_date", None]
    assert rows["called_clock"].to_list() == [None, None, time(9, 5), time(9, 5)]
    assert rows["called_at"].null_count() == 2


def test_every_moment_of_a_companion_table_may_have_its_clock_apart():
    for table in COMPANIONS.values():
        moments = {name for name in table.fields if field(name).kind is Kind.MOMENT}
        assert set(table.clocks) == moments
        assert {field(clock).kind for clock in table.clocks.values()} <= {Kind.CLOCK}
        assert set(table.clocks.values()) <= set(table.fields)
