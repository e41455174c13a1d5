"""Headers of companion files as diallers and ledgers write them."""

import polars as pl
import pytest

from dq.map.names import read_header
from dq.map.propose import propose
from dq.read.interface import Column

CASES = [f"JN2026{n:04}" for n in range(1, 13)]
NUMBERS = [f"1380571{n:04}" for n in range(12)]


def mapped(table, columns):
    """Field -> header."""
    found = propose(
        [Column(place, name, name, "A") for place, name in enumerate(columns, 1)],
        pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String)),
        table=table,
    )
    return {column.field: column.column for column in found.mapped}


@pytest.mark.parametrize("case", ["客户编号", "客户号", "案件编号", "customer no", "Account Number"])
@pytest.mark.parametrize("phone", ["外呼号码", "拨打电话", "对方号码", "客户号码", "dialled number"])
def test_a_diallers_log_has_a_number_and_a_case(case, phone):
    log = {case: CASES, "客户姓名": ["张三"] * 12, phone: NUMBERS, "呼叫时间": ["2026-01-05 10:00:00"] * 12}
    found = mapped("calls", log)
    assert (found["case_no"], found["phone"]) == (case, phone)


@pytest.mark.parametrize(
    ("answered", "field"),
    [(["本人", "配偶", "父亲", None] * 3, "party"), (["李娜", "王伟", "刘招弟", None] * 3, "contact_name")],
)
def test_who_answered_a_call_is_a_name_or_a_party_by_what_the_cells_say(answered, field):
    log = {"案件编号": CASES, "客户姓名": ["张三"] * 12, "被叫号码": NUMBERS, "接听人": answered}
    found = mapped("calls", log | {"呼叫时间": ["2026-01-05 10:00:00"] * 12})
    assert found[field] == "接听人"
    assert ({"party", "contact_name"} & found.keys()) == {field}


@pytest.mark.parametrize("header", ["是否停呼", "禁呼", "停拨", "停止催收"])
def test_a_mark_of_a_number_that_is_not_to_be_called_is_known(header):
    found = mapped("contacts", {"案件编号": CASES, "手机号": NUMBERS, header: ["是", "否"] * 6})
    assert found["dnc"] == header


@pytest.mark.parametrize("header", ["客户号码", "联系电话", "号码"])
def test_numbers_with_letters_in_front_are_no_phones(header):
    assert "phone" not in mapped("contacts", {header: CASES, "联系人姓名": ["张三"] * 12})


def test_phones_stay_phones_however_they_are_damaged():
    damaged = [
        "1380013800",
        "138****8001",
        "l3800138000",
        "88881000",
        "tel13800138001",
        "8613800138001.0",
    ] * 2
    assert mapped("contacts", {"案件编号": CASES, "手机号": damaged})["phone"] == "手机号"
    assert mapped("contacts", {"案件编号": CASES, "手机号": ["88881000"] * 12})["phone"] == "手机号"


def test_a_diallers_log_in_english():
    log = {"Account Number": CASES, "Dialed Number": ["2125550142"] * 12, "Disposition": ["No Answer"] * 12}
    log |= {"Call Start Time": ["01/07/2026 10:15 AM"] * 12, "Talk Time (sec)": ["65"] * 12}
    assert mapped("calls", log) == {
        "case_no": "Account Number", "phone": "Dialed Number", "called_at": "Call Start Time",
        "outcome": "Disposition", "duration_s": "Talk Time (sec)",
    }  # fmt: skip


def test_of_two_numbers_that_may_name_the_case_the_cases_own_is_taken():
    log = {"客户编号": [f"KH{n:05}" for n in range(12)], "案件编号": CASES, "联络电话": NUMBERS}
    assert mapped("calls", log | {"联络时间": ["2026-01-05 10:00:00"] * 12})["case_no"] == "案件编号"


def test_why_a_stop_list_stops_someone_is_no_kind_of_wish():
    stops = {"客户编号": CASES, "电话": NUMBERS, "停催原因": ["投诉"] * 12, "登记日期": ["2026-01-05"] * 12}
    found = mapped("optouts", stops)
    assert "kind" not in found
    assert (found["case_no"], found["evidence"]) == ("客户编号", "停催原因")


@pytest.mark.parametrize("header", ["Account #", "Acct No", "Account Number", "Client Account Number"])
@pytest.mark.parametrize("table", ["contacts", "calls", "repayments", "promises", "optouts"])
def test_an_account_number_names_the_case_of_a_companion_row(header, table):
    assert [named.field for named in read_header(header, table).fields] == ["case_no"]
