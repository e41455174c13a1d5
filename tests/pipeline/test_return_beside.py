"""Companion rows that a reviewer sends back to the client stand in return.xlsx, and come back from there."""

import stat
from datetime import date

import openpyxl
import pytest

from dq.cli.main import main
from dq.cli.summary import summary
from dq.pipeline import returning
from dq.pipeline.applying import apply
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS

LABELS = {column.zh: column.name for column in COLUMNS}
TODAY = date(2026, 2, 2)
CASES = (
    "案件编号,姓名,手机号,委案金额,委托方",
    "A1,张三,13800138001,60000,江南银行",
    "A2,李四,13900139002,-800,江南银行",
    "A3,王五,13900139003,900,江南银行",
)
HEADER = "案件号,联络时间,联络电话,关系,催收结果,坐席备注"
CALLS = (
    HEADER,
    "A1,2026-01-05 23:10:00,13800138001,本人,无人接听,=1+1",
    "A1,2026-01-06 10:00:00,13800138001,本人,无人接听,",
    "A1,2026-01-07 22:50:00,138****8001,本人,无人接听,甲",
    "A3,2026-01-07 22:50:00,13900139003,本人,无人接听,",
    "A9,2026-01-06 10:00:00,13900139009,,无人接听,乙",
    "A8,2026-01-06 11:00:00,13900139009,,无人接听,",
)


@pytest.fixture
def going(tmp_path):
    def go(calls=CALLS, cases=CASES, sheet=None):
        (tmp_path / "cases.csv").write_text("\n".join([*cases, ""]), encoding="utf-8")
        given = tmp_path / "calls.csv"
        given.write_text("\n".join([*calls, ""]), encoding="utf-8")
        if sheet is not None:
            given = tmp_path / "calls.xlsx"
            book = openpyxl.Workbook()
            book.active.title = sheet
            for line in calls:
                book.active.append(line.split(","))
            book.save(given)
        options = {"lang": "zh", "out": tmp_path / "out", "companions": {"calls": given}}
        return run(tmp_path / "cases.csv", as_of="2026-01-31", **options)

    return go


def send_back(made, tmp_path, *rules):
    """Answer the tasks of these rules (and case, if one is named) with 退回委托方."""
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    sheet = book["任务"]
    places = {LABELS[cell.value]: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        rule, case_no = (sheet.cell(row, places[name]).value for name in ("rule", "case_no"))
        if (rule, case_no) in rules:
            sheet.cell(row, places["decision"]).value = "退回委托方"
    book.save(tmp_path / "filled.xlsx")
    out = tmp_path / "out"
    done = apply(tmp_path / "filled.xlsx", out, [out], None, person="王一", today=TODAY)
    assert [result.fate for result in done.results] == ["taken"] * len(rules)


def sheets(made):
    book = openpyxl.load_workbook(made.folder / "return.xlsx")
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_all_rows_of_the_task_go_back_as_they_came_with_the_reason(going, tmp_path):
    made = going()
    assert list(sheets(made)) == ["Sheet1"]
    send_back(made, tmp_path, ("call.outside_hours", "A1"))
    later = going()
    found = sheets(later)
    assert list(found) == ["Sheet1", "联络记录"]
    header, *rows = found["联络记录"]
    assert header == ("错误说明", *HEADER.split(","))
    assert [tuple(cell or "" for cell in row[1:]) for row in rows] == [
        tuple(CALLS[number].split(",")) for number in (1, 3)
    ]
    assert all("【联络时间】" in row[0] and "禁止时段" in row[0] for row in rows)
    assert [row[1] for row in found["Sheet1"][1:]] == ["A2"]
    assert stat.S_IMODE((later.folder / "return.xlsx").stat().st_mode) == 0o600
    assert main(["verify", str(later.folder)]) == 0


def test_a_day_and_a_clock_in_two_columns_go_back_each_as_it_came(going, tmp_path):
    log = ("案件号,拨打日期,拨打时间,联络电话,催收结果", "A1,2026/1/5,２３:10,13800138001,无人接听")
    made = going(log)
    send_back(made, tmp_path, ("call.outside_hours", "A1"))
    header, row = sheets(going(log))["联络记录"]

    assert (
        dict(zip(header, row, strict=True)).items() >= {"拨打日期": "2026/1/5", "拨打时间": "２３:10"}.items()
    )


def test_rows_of_no_case_go_back_all_together_even_when_the_first_of_them_is_gone(going, tmp_path):
    made = going()
    send_back(made, tmp_path, ("call.unknown_case", None))
    assert [row[1] for row in sheets(going())["联络记录"][1:]] == ["A9", "A8"]
    fewer = [line for line in CALLS if not line.startswith("A9")]
    assert [row[1] for row in sheets(going(fewer))["联络记录"][1:]] == ["A8"]


def test_the_sheet_of_a_workbook_keeps_its_name_and_what_is_mended_goes_back_no_more(going, tmp_path):
    made = going(sheet="六月")
    send_back(made, tmp_path, ("call.bad_phone", "A1"))
    rows = sheets(going(sheet="六月"))["六月"]
    assert [row[3] for row in rows[1:]] == ["138****8001"]
    assert rows[1][0].endswith(" – 有星号遮盖")
    mended = [line.replace("138****8001", "13800138001") for line in CALLS]
    assert list(sheets(going(mended, sheet="六月"))) == ["Sheet1"]


def test_without_lines_of_cases_the_file_has_the_companion_rows_alone(going, tmp_path):
    sound = [line.replace("-800", "800") for line in CASES]
    made = going(cases=sound)
    assert not (made.folder / "return.xlsx").exists()
    send_back(made, tmp_path, ("call.outside_hours", "A3"))
    assert list(sheets(going(cases=sound))) == ["联络记录"]


def test_more_lines_than_anyone_mends_do_not_cost_the_others(going, tmp_path, monkeypatch):
    monkeypatch.setattr(returning, "MOST_LINES", 1)
    send_back(going(), tmp_path, ("call.outside_hours", "A1"))
    made = going()
    assert list(sheets(made)) == ["Sheet1"]
    assert made.manifest["not_returned"] == {"most": 1, "lines": {"calls": 2}}
    told = "".join(line.strip() for line in summary(made.manifest, "zh", made.folder).splitlines())
    assert "未写入 return.xlsx：联络记录待退回的有 2 行，超过 1 行；见 exceptions.csv" in told


def test_too_many_cases_to_send_back_are_told_in_both_languages(going, monkeypatch):
    monkeypatch.setattr(returning, "MOST_LINES", 0)
    made = going()
    assert not (made.folder / "return.xlsx").exists()
    for lang, words in (
        ("en", "Not in return.xlsx: Case file, 1 lines to send back, more than "),
        ("zh", "未写入 return.xlsx：案件文件待退回的有 1 行，超过 "),
    ):
        assert words in " ".join(line.strip() for line in summary(made.manifest, lang, "").splitlines())
    assert "not_returned" not in going(cases=(CASES[0], CASES[1])).manifest


def test_a_return_file_that_comes_back_is_read_as_cases_and_as_the_companion_table(going, tmp_path):
    send_back(going(), tmp_path, ("call.outside_hours", "A1"))
    back = going().folder / "return.xlsx"
    again = run(
        back, as_of="2026-01-31", lang="zh", out=tmp_path / "again", companions={"calls": f"{back}#联络记录"}
    )
    assert again.counts["read"] == 1
    table = again.manifest["companions"]["tables"]["calls"]
    assert table["counts"]["accepted"] == 2
    assert {entry["column"] for entry in table["mapping"]["mapped"]} >= {"案件号", "联络时间", "联络电话"}
    assert again.exceptions.filter(rule="call.outside_hours")["row"].to_list() == [2, 3]


def test_a_moment_is_told_to_the_second(going):
    made = going([*CALLS, "A1,2026-02-03 10:00:00,13800138001,本人,无人接听,"])
    (told,) = made.exceptions.filter(rule="call.in_future")["message"]
    assert told.endswith(" – 2026-02-03 10:00:00 > 2026-01-31")
