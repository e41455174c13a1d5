"""Findings on rows of companion tables: one task for a rule on a case, and what an answer to it does."""

from datetime import date

import openpyxl
import polars as pl
import pytest

from dq.cli.main import main
from dq.packs.source import load_source
from dq.pipeline.applying import apply
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS

LABELS = {column.zh: column.name for column in COLUMNS}
CASES = (
    "案件编号,姓名,手机号,欠款总额,委托方",
    "A1,张三,13800138001,60000,江南银行",
    "A2,李四,13900139002,800,江南银行",
)
LATE = (
    "A1,2026-01-05 23:10:00,13800138001,本人,承诺还款",
    "A1,2026-01-06 22:50:00,13800138001,本人,无人接听",
    "A2,2026-01-06 22:30:00,138****0001,本人,无人接听",
)
LOOSE = (
    "A9,2026-01-06 10:00:00,13900139009,,无人接听",
    "A8,2026-01-06 11:00:00,13900139009,,无人接听",
)
TODAY = date(2026, 2, 2)
SOURCE = """id: bank
columns: {案件编号: case_no, 姓名: debtor_name, 手机号: self_mobile, 欠款总额: total_due, 委托方: client}
overrides: {contact_row.repeated: {severity: warning}}
"""


@pytest.fixture
def going(tmp_path):
    """A function that makes a run with these lines of a call log."""

    def go(*lines, also=(), **options):
        (tmp_path / "cases.csv").write_text("\n".join([*CASES, ""]), encoding="utf-8")
        text = "\n".join(["案件号,联络时间,联络电话,关系,催收结果", *lines, ""])
        (tmp_path / "calls.csv").write_text(text, encoding="utf-8")
        given = {
            "companions": {"calls": tmp_path / "calls.csv", **dict(also)},
            "lang": "zh",
            "out": tmp_path / "out",
        }
        return run(tmp_path / "cases.csv", as_of="2026-01-31", **given, **options)

    return go


def tasks(made):
    """The tasks on companion rows, by rule and case."""
    header, *lines = openpyxl.load_workbook(made.folder / "worklist.xlsx")["任务"].iter_rows(values_only=True)
    named = [dict(zip((LABELS[name] for name in header), line, strict=True)) for line in lines]
    return {(task["rule"], task["case_no"]): task for task in named if task["file"] == "calls.csv"}


def answered(made, tmp_path, rule, case_no, source=None, **cells):
    """Answer one task, and hand the list in."""
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    sheet = book["任务"]
    places = {LABELS[cell.value]: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        if (sheet.cell(row, places["rule"]).value, sheet.cell(row, places["case_no"]).value) == (
            rule,
            case_no,
        ):
            for name, value in cells.items():
                sheet.cell(row, places[name]).value = value
    book.save(tmp_path / "filled.xlsx")
    done = apply(
        tmp_path / "filled.xlsx", tmp_path / "out", [tmp_path / "out"], source, person="王一", today=TODAY
    )
    (result,) = done.results
    return result


def test_a_rule_on_a_case_is_one_task_with_the_facts_of_the_case(going):
    found = tasks(going(*LATE, *LOOSE))

    task = found["call.outside_hours", "A1"]
    assert (task["row"], task["cell"], task["at_stake"]) == (2, "B2", 60000)
    assert task["evidence"].endswith("该案件共 2 行")
    assert "共" not in found["call.outside_hours", "A2"]["evidence"]
    assert found["call.bad_phone", "A2"]["evidence"] == "有星号遮盖"
    assert found["call.outside_hours", "A1"]["points"] > found["call.outside_hours", "A2"]["points"]
    loose = found["call.unknown_case", None]
    assert (loose["evidence"], loose["at_stake"]) == ("附表中共 2 行，如第 5, 6 行", None)


def test_ids_of_tasks_stay_when_rows_come_and_go(going):
    before, after = tasks(going(*LATE, *LOOSE)), tasks(going(*LOOSE[:1], *LATE[1:]))
    ids = {key: task["task_id"] for key, task in before.items()}
    assert {key: task["task_id"] for key, task in after.items()} == ids
    assert len(set(ids.values())) == len(ids)


def test_the_budget_holds_for_all_tasks_together(going):
    assert len(tasks(going(*LATE, *LOOSE, budget=2))) == 2


def test_what_is_right_is_raised_no_more_in_any_of_its_rows(going, tmp_path):
    made = going(*LATE)
    assert answered(made, tmp_path, "call.outside_hours", "A1", decision="原值正确").fate == "taken"
    later = going(*LATE)
    assert later.exceptions.filter(rule="call.outside_hours")["case_no"].to_list() == ["A2"]
    assert answered(made, tmp_path, "call.outside_hours", "A1", decision="原值正确").fate == "known"
    again = tasks(going(*LATE, "A1,2026-01-07 23:00:00,13800138001,本人,无人接听"))
    assert again["call.outside_hours", "A1"]["row"] == 5


@pytest.mark.parametrize("decision", ["退回委托方", "无法核实"])
def test_other_answers_are_remembered_and_change_nothing(going, tmp_path, decision):
    made = going(*LATE)
    assert answered(made, tmp_path, "call.bad_phone", "A2", decision=decision, note="已问").fate == "taken"
    assert going(*LATE).exceptions.select("fingerprint").equals(made.exceptions.select("fingerprint"))


def test_a_cell_of_a_companion_table_is_mended_in_its_file(going, tmp_path):
    mend = {"new_value": "13800138001", "verified_by": "通话确认", "verified_on": "2026-02-01"}
    result = answered(going(*LATE), tmp_path, "call.bad_phone", "A2", decision="手工修正", **mend)
    assert "请更正附表" in result.refusal.say("zh")


def test_rows_of_no_case_are_not_agreed_to_one_by_one(going, tmp_path):
    result = answered(going(*LATE, *LOOSE), tmp_path, "call.unknown_case", None, decision="原值正确")
    assert "dq suppress --rule call.unknown_case" in result.refusal.say("zh")


def test_what_is_right_in_a_masked_list_holds_as_long_as_the_value_stays(going, tmp_path):
    made = going(*LATE, mask=True)
    for rule, case_no in (("call.outside_hours", "A1"), ("call.bad_phone", "A2")):
        assert answered(made, tmp_path, rule, case_no, decision="原值正确").fate == "taken"
    for mask in (True, False):
        raised = going(*LATE, mask=mask).exceptions.filter(pl.col("file") == "calls.csv")
        assert raised.select("rule", "case_no").rows() == [("call.outside_hours", "A2")]
    other = going(*LATE[:2], LATE[2].replace("138****0001", "138****0002"), mask=True)
    assert other.exceptions.filter(rule="call.bad_phone").height == 1


def offered(book_path):
    """The decisions that the dropdown offers, by rule and case, on companion rows."""
    book = openpyxl.load_workbook(book_path)
    sheet = book["任务"]
    places = {LABELS[cell.value]: cell.column for cell in sheet[1]}
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            if area.min_col == places["decision"]:
                title, cells = rule.formula1.split("!")
                choices = [cell.value for (cell,) in book[title.strip("'")][cells.replace("$", "")]]
                for row in range(area.min_row, area.max_row + 1):
                    line = [sheet.cell(row, places[name]).value for name in ("rule", "case_no", "file")]
                    if line[2] == "calls.csv":
                        found[line[0], line[1]] = choices
    return found


CALLED = "A1,2026-01-05 10:00:00,{},第三人,无人接听"
"""A call that reached a third person: its task stands on the number."""
RETURNED = ["退回委托方", "无法核实"]


def every_task(going, **options):
    """A run whose companion tasks are of every kind."""
    undialled = "A9,2026-01-06 10:00:00,138****0001,,无人接听"
    return going(*LATE, *LOOSE, undialled, CALLED.format("95588"), **options)


def test_only_answers_that_are_taken_are_offered(going):
    found = offered(every_task(going).folder / "worklist.xlsx")
    assert found["call.outside_hours", "A1"] == ["原值正确", *RETURNED]
    assert found["call.unknown_case", None] == RETURNED
    assert found["call.bad_phone", "A2"] == ["原值正确", *RETURNED]
    assert found["call.bad_phone", None] == RETURNED
    assert {tuple(choices[-1:]) for choices in found.values()} <= {("无法核实",), ("停止联系",)}


@pytest.mark.parametrize("masked", [False, True])
def test_what_is_offered_is_taken_and_nothing_else(going, tmp_path, masked):
    made = every_task(going, mask=masked)
    asked = offered(made.folder / "worklist.xlsx")
    assert len(asked) >= 5
    for (rule, case_no), choices in asked.items():
        for decision in ("原值正确", *RETURNED, "停止联系"):
            result = answered(made, tmp_path, rule, case_no, decision=decision)
            assert (result.refusal is None) == (decision in choices), (rule, case_no, decision)


def test_a_masked_run_offers_what_an_unmasked_one_does(going):
    masked, plain = (offered(every_task(going, mask=mask).folder / "worklist.xlsx") for mask in (True, False))
    assert masked == plain


def test_a_refused_answer_comes_back_with_the_answers_that_its_task_takes(going, tmp_path, capsys):
    made = every_task(going)
    answered(made, tmp_path, "call.bad_phone", "A2", decision="停止联系")
    out = tmp_path / "out"
    assert main(["apply", str(tmp_path / "filled.xlsx"), "--out", str(out), "--as-of", "2026-02-02"]) == 1
    assert "没有可识别的电话号码" in capsys.readouterr().out
    assert offered(tmp_path / "filled-refused.xlsx") == {("call.bad_phone", "A2"): ["原值正确", *RETURNED]}


@pytest.mark.parametrize("mask", [False, True], ids=["plain", "masked"])
def test_a_stopped_number_of_a_companion_table_is_not_called_and_others_are(going, tmp_path, mask):
    source = tmp_path / "bank.yml"
    source.write_text(SOURCE, encoding="utf-8")
    contacts = tmp_path / "contacts.csv"

    def again(*numbers):
        lines = [f"A1,张三,本人,{number}" for number in numbers for _ in range(2)]
        text = "\n".join(["案件号,联系人姓名,与客户关系,联系电话", *lines, ""])
        contacts.write_text(text, encoding="utf-8")
        return going(*LATE, also={"contacts": contacts}, source=str(source), mask=mask)

    def called(made):
        listed = made.contacts.filter(case_no="A1")
        return set(listed.filter("callable")["phone"])

    def stop(made):
        for fate in ("taken", "known"):
            asked = ("contact_row.repeated", "A1")
            done = answered(made, tmp_path, *asked, source=load_source(str(source)), decision="停止联系")
            assert done.fate == fate

    first, second, other = "+8613700137001", "+8613700137002", "+8613800138001"
    made = again(first[3:], second[3:])
    assert called(made) == {first, second, other}
    stop(made)
    made = again(second[3:], first[3:])
    assert called(made) == {second, other}
    stop(made)
    assert called(again(second[3:], first[3:])) == {other}
