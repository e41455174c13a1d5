"""Dates of which no cell tells day from month are read by the region's custom, where nothing speaks against it."""

import json
from datetime import date, datetime
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from dq.cli.notes import run_notes
from dq.packs.date_orders import date_order
from dq.pipeline.road import run

HEAD = "Account Number,Debtor Name,DOB,Phone,Balance,Placement Date\n"
ROW = "A{n},John Smith,{born},(212) 555-014{n},1000.00,{placed}\n"
SCHEMA = json.loads(files("dq.record").joinpath("run.schema.json").read_text(encoding="utf-8"))


@pytest.fixture
def judged(tmp_path):
    def judge(*rows, region="US", lang="en", calls=None, source=None):
        cases = tmp_path / "cases.csv"
        text = HEAD + "".join(
            ROW.format(n=n, born=born, placed=placed) for n, (born, placed) in enumerate(rows)
        )
        cases.write_text(text, encoding="utf-8")
        beside = {}
        if calls is not None:
            beside = {"calls": tmp_path / "calls.csv"}
            beside["calls"].write_text(calls, encoding="utf-8")
        return run(
            cases,
            source,
            as_of="2026-01-31",
            region=region,
            lang=lang,
            out=tmp_path / "out",
            companions=beside,
        )

    return judge


def dates(made):
    return made.cleaned.select("birth_date", "placed_on").rows()


def told(made):
    return " ".join(line.strip() for line in run_notes(made))


def test_in_the_united_states_the_month_comes_first_and_that_is_told(judged):
    made = judged(("03/04/1980", "05/06/2025"), ("07/08/90", "05/06/2025"))
    assert dates(made) == [(date(1980, 3, 4), date(2025, 5, 6)), (date(1990, 7, 8), date(2025, 5, 6))]
    orders = made.manifest["learned"]["date_orders"]
    assert orders == {name: {"order": "mdy", "cells": 0} for name in ("birth_date", "placed_on")}
    assert set(made.changes.filter(field="placed_on")["step"]) == {"date.region_order"}
    Draft202012Validator(SCHEMA).validate(json.loads((made.folder / "run.json").read_text(encoding="utf-8")))
    words = "DOB, Placement Date: no cell tells day from month, read as is usual in US (mdy)"
    assert words in told(made)
    assert words in (made.folder / "report.html").read_text(encoding="utf-8")


def test_it_is_told_in_chinese_too(judged):
    made = judged(("1980-03-04", "05/06/2025"), lang="zh")
    assert "Placement Date：没有一个单元格能区分月、日，按 US 的习惯（mdy）读取" in told(made).replace(
        "， ", "，"
    )


def test_a_column_that_shows_its_order_is_no_assumption(judged):
    made = judged(("03/14/1980", "05/06/2025"))
    assert dates(made) == [(date(1980, 3, 14), date(2025, 5, 6))]
    assert made.manifest["learned"]["date_orders"]["birth_date"] == {"order": "mdy", "cells": 1}
    assert "Placement Date: no cell tells" in told(made)


@pytest.mark.parametrize(
    "rows",
    [
        [("14/03/1980", "05/06/2025")],
        [("14/03/1980", "05/06/2025"), ("03/14/1980", "05/06/2025")],
    ],
    ids=["another column has the day first", "another column has both"],
)
def test_a_file_that_speaks_against_the_custom_is_not_read_by_it(judged, rows):
    made = judged(*rows)
    assert set(made.exceptions.filter(rule="date.ambiguous")["field"]) == {"placed_on"}
    assert "no cell tells" not in told(made)


def test_an_order_that_the_source_gives_another_column_speaks_against_the_custom(judged, tmp_path):
    text = (
        "id: uk\nregion: US\ncolumns:\n  Account Number: case_no\n  Debtor Name: debtor_name\n  Balance: total_due\n"
        "  DOB: {field: birth_date, dates: dmy}\n  Phone: self_mobile\n  Placement Date: placed_on\n"
    )
    (tmp_path / "uk.yml").write_text(text, encoding="utf-8")
    made = judged(("03/04/1980", "05/06/2025"), source=str(tmp_path / "uk.yml"))
    assert set(made.exceptions.filter(rule="date.ambiguous")["field"]) == {"placed_on"}


def test_a_region_without_a_custom_leaves_them_unread(judged):
    assert date_order("CN") is None
    made = judged(("03/04/1980", "05/06/2025"), region="CN")
    assert set(made.exceptions.filter(rule="date.ambiguous")["field"]) == {"birth_date", "placed_on"}


def test_the_moments_of_a_call_log_are_read_so_too(judged):
    calls = "Account Number,Called At,Phone,Outcome\nA0,01/02/2026 10:30 AM,(212) 555-0140,No Answer\n"
    made = judged(("1980-03-04", "2025-05-06"), calls=calls)
    table = made.manifest["companions"]["tables"]["calls"]
    assert table["learned"] == {"called_at": {"order": "mdy", "cells": 0}}
    assert "Call log: Called At: no cell tells day from month" in told(made)
    changed = made.changes.filter(table="calls", field="called_at")
    assert datetime.fromisoformat(changed["after"].item()) == datetime(2026, 1, 2, 10, 30)


def test_a_short_year_behind_what_can_be_no_month_is_read_and_tells_the_order(judged):
    calls = "Account Number,Call Date,Phone Number,Result\n" + "".join(
        f"A0,{day},(212) 555-0140,no answer\n" for day in ("1/22/26", "1/5/26")
    )
    made = judged(("01/22/80", "12/30/25"), ("03/04/90", "1/5/26"), region="CN", calls=calls)
    assert dates(made) == [(date(1980, 1, 22), date(2025, 12, 30)), (date(1990, 3, 4), date(2026, 1, 5))]
    assert not made.exceptions.filter(rule="call.unreadable").height
