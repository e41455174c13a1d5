"""Answers that change no cell: contacts that were stopped, lines that go back to the client."""

import openpyxl
import polars as pl
import pytest

from dq.pipeline.road import run
from dq.record.ledger import Decision, Ledger
from dq.record.ledger.decisions import decide
from dq.route.findings import fingerprint

HEADER = "案件编号,姓名,本人手机,联系人1姓名,联系人1关系,联系人1手机,委案日期"
LINES = (
    "C001,赵一,13800138001,王五,朋友,13900139001,2026-01-05",
    "C002,钱二,13800138002,王六,朋友,13900139001,2026-01-05",
    "C003,孙三,13l00138003,王七,朋友,13900139003,2026-01-05",
)


@pytest.fixture
def going(tmp_path):
    def go(*decisions):
        (tmp_path / "cases.csv").write_text("\n".join([HEADER, *LINES]) + "\n", encoding="utf-8")
        (tmp_path / "out").mkdir(exist_ok=True)
        with Ledger.open(tmp_path / "out") as ledger:
            decide(ledger, decisions)
        return run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "out")

    return go


def answer(choice, case_no, name, value=None, rule="contact.stop"):
    print_ = fingerprint("proposed", case_no, "cases.csv", 2, name, rule)
    return Decision("proposed", print_, case_no, name, rule, choice, None, value, "甲", "2026-01-30", "run")


def callable_numbers(result):
    return set(result.contacts.filter("callable").select("case_no", "phone").rows())


def test_a_stopped_number_is_not_called_wherever_it_stands(going):
    before, after = going(), going(answer("stop", "C001", "contact1_mobile", "+8613900139001"))
    gone = callable_numbers(before) - callable_numbers(after)
    assert {phone for _, phone in gone} <= {"+8613900139001"}
    assert not after.contacts.filter(phone="+8613900139001")["callable"].any()
    assert callable_numbers(after) <= callable_numbers(before)
    assert "decision" not in after.changes["step"].to_list()


def test_a_stopped_debtor_is_not_called_at_all(going):
    after = going(answer("stop", "C001", "debtor_name"))
    assert not after.contacts.filter(case_no="C001", party="self")["callable"].any()
    assert after.contacts.filter(case_no="C002", party="self")["callable"].any()


def test_a_line_sent_back_goes_into_the_return_file(going):
    before = going()
    warned = before.exceptions.filter(case_no="C003", field="self_mobile").row(0, named=True)
    assert warned["disposition"] == "accepted"
    after = going(answer("return", "C003", "self_mobile", rule=warned["rule"]))
    (sheet,) = openpyxl.load_workbook(after.folder / "return.xlsx").worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][1:] == tuple(HEADER.split(","))
    assert [row[1] for row in rows[1:]] == ["C003"]
    assert "13l00138003" in rows[1]
    assert pl.read_csv(after.folder / "quarantined.csv").is_empty()


def test_a_return_file_that_comes_back_is_read_as_the_source_s_own(going, tmp_path):
    made = going(answer("return", "C003", "self_mobile", rule=_rule(going)))
    again = run(made.folder / "return.xlsx", as_of="2026-01-31", out=tmp_path / "again")
    mapped = {entry["column"]: entry["field"] for entry in again.manifest["mapping"]["mapped"]}
    assert mapped.keys() == set(HEADER.split(","))
    assert again.counts["read"] == 1
    assert again.exceptions.drop("file", "sheet", "row", "cell", "fingerprint", "state").rows() == (
        made.exceptions.filter(case_no="C003")
        .drop("file", "sheet", "row", "cell", "fingerprint", "state")
        .rows()
    )
    sheet = (
        openpyxl.load_workbook(again.folder / "return.xlsx").worksheets
        if (again.folder / "return.xlsx").exists()
        else []
    )
    for page in sheet:
        assert [cell.value for cell in page[1]].count("What is wrong") == 1


def _rule(going):
    return going().exceptions.filter(case_no="C003", field="self_mobile")["rule"][0]
