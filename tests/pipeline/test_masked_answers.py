"""The worklist of a masked run is answered as that of an unmasked one, findings that companion tables tell of too."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from dq.pipeline.applying import apply
from dq.pipeline.asked import Runs
from dq.pipeline.road import run
from dq.record.ledger import Ledger
from dq.record.ledger.decisions import decisions_in_force
from dq.write.worklist_words import COLUMNS

LABELS = {column.zh: column.name for column in COLUMNS}
FILES = {
    "cases": (
        "案件编号,姓名,手机号,家庭电话,委托方,委案金额,已还款金额,案件状态",
        "A1,张三,13800138001,075588886666,江南银行,60000,100.00,催收中",
        "A2,李四,13900139002,,江南银行,800,50.00,催收中",
        "A3,王五,1390013900,,江南银行,,0,催收中",
    ),
    "calls": (
        "案件号,联络时间,联络电话,关系,催收结果",
        "A1,2026-01-06 12:50:00,13800138001,本人,空号",
        "A2,2026-01-06 12:30:00,13900139002,本人,非本人",
    ),
    "repayments": ("案件号,还款日期,还款金额,是否结清", "A1,2026-01-07,500,否", "A2,2026-01-08,800,是"),
    "promises": ("案件号,承诺还款日期,承诺还款金额", "A3,2026-01-10,300"),
    "checks": ("号码,检测日期,检测结果", "075588886666,2026-01-20,空号"),
}
ANSWERS = ("原值正确", "退回委托方", "无法核实", "停止联系", "采纳建议")
HOW = {"verified_by": "通话确认", "verified_on": "2026-02-01"}


@pytest.fixture
def lists(tmp_path):
    """A masked and an unmasked run of the same files, each in a folder of its own."""
    for name, lines in FILES.items():
        (tmp_path / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    companions = {name: tmp_path / f"{name}.csv" for name in FILES if name != "cases"}

    def go(mask):
        out = tmp_path / ("masked" if mask else "plain")
        options = {"companions": companions, "lang": "zh", "out": out, "mask": mask}
        return run(tmp_path / "cases.csv", as_of="2026-01-31", **options)

    return go(mask=False), go(mask=True)


def handed_in(made, tmp_path, decision):
    """Every task with one answer: what became of each, by rule and case, and the decisions that are remembered."""
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    sheet = book["任务"]
    places = {LABELS[cell.value]: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        for name, value in ({"decision": decision} | (HOW if decision == "采纳建议" else {})).items():
            sheet.cell(row, places[name]).value = value
    book.save(tmp_path / "filled.xlsx")
    out = made.folder.parent
    done = apply(tmp_path / "filled.xlsx", out, [out], None, person="王一", today=date(2026, 2, 2))
    with Ledger.open(out, create=False) as ledger:
        kept = decisions_in_force(ledger, "proposed")
    fates = {
        (result.line.shown["rule"], result.line.shown["case_no"], result.line.shown["row"]): result.refusal
        and result.refusal.code
        for result in done.results
    }
    return fates, kept


@pytest.mark.parametrize("decision", ANSWERS)
def test_every_task_of_a_masked_list_is_known_and_remembered_as_that_of_an_unmasked_one(
    lists, tmp_path, decision
):
    plain, masked = lists
    (fates, kept), (fates_masked, kept_masked) = (
        handed_in(made, tmp_path, decision) for made in (plain, masked)
    )
    assert {rule for rule, _, _ in fates} >= {
        "phone.dead", "phone.wrong_party", "case.paid_total_behind", "case.settled_still_open", "promise.broken",
    }  # fmt: skip
    assert fates_masked == fates
    assert [replace(item, run_id="") for item in kept_masked] == [replace(item, run_id="") for item in kept]
    if decision != "采纳建议":
        assert kept


def test_what_is_right_in_a_masked_list_is_raised_no_more(lists, tmp_path):
    _, masked = lists
    before = set(masked.exceptions["rule"])
    handed_in(masked, tmp_path, "原值正确")
    companions = {name: tmp_path / f"{name}.csv" for name in FILES if name != "cases"}
    options = {"companions": companions, "lang": "zh", "out": masked.folder.parent, "mask": True}
    after = run(tmp_path / "cases.csv", as_of="2026-02-02", **options)
    assert before - set(after.exceptions["rule"]) >= {
        "phone.dead", "phone.wrong_party", "case.paid_total_behind", "case.settled_still_open",
    }  # fmt: skip


def test_the_cell_of_a_masked_task_is_the_one_that_came(lists):
    _, masked = lists
    listed = masked.exceptions.filter(rule="phone.dead").sort("field").rows(named=True)
    with Ledger.open(masked.folder.parent, create=False) as ledger:
        runs = Runs(ledger, [masked.folder.parent], None, [line["fingerprint"] for line in listed])
        past = runs.find(masked.folder.name)
        shown = [
            {name: str(line[name] or "") for name in ("file", "sheet", "row", "value")} for line in listed
        ]
        asked = [
            runs.asked(past, line["fingerprint"], told) for line, told in zip(listed, shown, strict=True)
        ]
    assert [(task.task.value, task.hidden) for task in asked] == [
        ("075588886666", True),
        ("13800138001", True),
    ]
    assert [task["value"] for task in shown] != [task.task.value for task in asked]
