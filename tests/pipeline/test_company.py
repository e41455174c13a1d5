"""Findings on rows of companion tables stand in the exception list with their own place; the run accounts for them."""

import polars as pl
import pytest

from dq.pipeline.checking import check
from dq.pipeline.road import run
from dq.read.accounting import verify_run

CASES = "案件编号,姓名,委案金额,本人手机\nA1,张三,1000.00,13800000001\nA2,李四,2000.00,13800000002\n"
CALLS = (
    "拨打明细\n案件号,联络时间,联络电话,催收结果\n"
    "A1,2026-01-05 10:00:00,13800000001,承诺还款\n"
    "A2,2026-01-05 22:30:00,13800000002,无人接听\n"
    "A2,2026-01-05 22:30:00,13800000002,无人接听\n"
    "A9,2026-01-06 09:00:00,13900000001,奇怪结果\n"
    "A1,昨天,13800000001,奇怪结果\n"
    "A2,2026-01-07 10:00:00,13800000002,奇怪结果\n"
    "合计,,,\n"
)
CHECKS = "手机号码,检测日期,检测结果\n13800000001,2026-03-01,实号\n"


@pytest.fixture
def made(tmp_path):
    for name, text in {"cases.csv": CASES, "calls.csv": CALLS, "checks.csv": CHECKS}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def played(made, **more):
    files = {"calls": made / "calls.csv", "checks": [made / "checks.csv", made / "gone.csv"]}
    return run(made / "cases.csv", as_of="2026-01-31", out=made / "out", companions=files, **more)


def test_findings_stand_in_their_own_file_row_and_cell(made):
    found = played(made).exceptions.filter(pl.col("file") != "cases.csv")
    told = found.select("file", "cell", "rule", "value", "disposition").rows()

    assert told == [
        ("checks.csv", "B2", "number_check.in_future", "2026-03-01", "accepted"),
        ("calls.csv", "B4", "call.outside_hours", "2026-01-05 22:30:00", "accepted"),
        ("calls.csv", "B5", "call.repeated", "2026-01-05 22:30:00", "quarantined"),
        ("calls.csv", "B5", "call.outside_hours", "2026-01-05 22:30:00", "quarantined"),
        ("calls.csv", "A6", "call.unknown_case", "A9", "accepted"),
        ("calls.csv", "D6", "call.unknown_outcome", "奇怪结果", "accepted"),
        ("calls.csv", "B7", "call.unreadable", "昨天", "quarantined"),
    ]
    assert found.filter(pl.col("rule") == "call.unknown_outcome")["message"][0].endswith("× 3")


def test_a_row_that_is_mended_is_fixed_for_the_ledger(made):
    """The second call is no repetition any more, and the rule was judged: the finding is over, not out of sight."""
    played(made)
    mended = CALLS.replace("A2,2026-01-05 22:30:00,13800000002,无人接听\n", "", 1)
    (made / "calls.csv").write_text(mended, encoding="utf-8")
    later = run(
        made / "cases.csv", as_of="2026-02-01", out=made / "out", companions={"calls": made / "calls.csv"}
    )
    assert later.manifest["history"]["rules"]["call.repeated"] == {"fixed": 1}


def test_the_run_accounts_for_every_line_of_its_companions(made):
    result = played(made)
    calls = result.manifest["companions"]["tables"]["calls"]

    assert calls["counts"] == {
        "lines": 9, "header": 1, "preamble": 1, "blank": 0, "read": 7, "rejected": 1, "accepted": 4, "quarantined": 2,
    }  # fmt: skip
    assert verify_run(result.folder) == []
    told = [(item["table"], item["reason"]) for item in result.manifest["companions"]["refused"]]
    assert told == [("checks", "no_such_file")]
    assert "promises" in result.manifest["companions"]["absent"]


def test_verify_sees_a_companion_row_that_was_taken_out(made):
    result = played(made)
    path = result.folder / "rejected_companions.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8-sig")

    assert any("calls, " in problem for problem in verify_run(result.folder))


def test_companions_are_in_the_runs_name_and_the_same_in_gives_the_same_out(made):
    first = played(made)
    again = played(made, force=True)
    alone = run(made / "cases.csv", as_of="2026-01-31", out=made / "out")

    assert again.manifest["run_id"] == first.manifest["run_id"] != alone.manifest["run_id"]
    assert {
        name: item["sha256"] for name, item in again.manifest["outputs"].items() if name != "worklist.xlsx"
    } == {name: item["sha256"] for name, item in first.manifest["outputs"].items() if name != "worklist.xlsx"}


def test_rules_on_companions_are_overridden_and_hushed_like_others(made):
    (made / "bank.yml").write_text(
        "id: bank\ncolumns: {案件编号: case_no, 姓名: debtor_name, 委案金额: total_due, 本人手机: self_mobile}\n"
        "overrides: {call.outside_hours: off, call.repeated: {severity: warning}}\n",
        encoding="utf-8",
    )
    result = check(
        [made / "cases.csv"], str(made / "bank.yml"), "2026-01-31", companions={"calls": made / "calls.csv"}
    )

    assert "call.outside_hours" not in result.manifest["findings"]
    told = result.manifest["findings"]["call.repeated"]
    assert (told["severity"], told["findings"]) == ("warning", 1)


def test_sheets_of_the_case_workbook_are_named_in_the_source(made):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(made / "book.xlsx")) as book:
        for name, text in {"案件": CASES, "催收记录": CALLS.partition("\n")[2]}.items():
            sheet = book.add_worksheet(name)
            for row, line in enumerate(text.splitlines()):
                sheet.write_row(row, 0, line.split(","))
    (made / "bank.yml").write_text(
        "id: bank\nread: {sheet: 案件}\ncompanions: {calls: {sheet: 催收记录}}\n"
        "columns: {案件编号: case_no, 姓名: debtor_name, 委案金额: total_due, 本人手机: self_mobile}\n",
        encoding="utf-8",
    )
    named = check([made / "book.xlsx"], str(made / "bank.yml"), "2026-01-31")
    by_path = check(
        [made / "cases.csv"], None, "2026-01-31", companions={"calls": f"{made / 'book.xlsx'}#催收记录"}
    )

    for result in (named, by_path):
        assert result.manifest["companions"]["tables"]["calls"]["counts"]["accepted"] == 4
        assert result.manifest["companions"]["tables"]["calls"]["inputs"][0]["sheet"] == "催收记录"
