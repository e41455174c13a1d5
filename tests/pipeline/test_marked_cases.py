"""Cases that their own file says nobody is to be called about: marks of their debtors, and their status."""

import polars as pl
import pytest

from dq.cli.notes import run_notes
from dq.packs.source import load_source
from dq.pipeline.road import run

HEADER = "案件编号,姓名,身份证号,手机号,委案金额,停催标识,案件状态"
LINES = (
    "C001,赵一,110101199003070011,13811112222,1200.00,否,催收中",
    "C002,钱二,,13922223333,800.00,是,催收中",
    "C003,孙三,,13733334444,560.50,待核实,催收中",
    "C004,李四,510107198801010046,13644445555,2300.00,,停催",
    "C005,周五,,13555556666,99.00,N,已结清",
    "C006,钱二,,13922227777,450.00,,正常",
    "C007,吴六,,13811118888,70.00,不详,正常",
)


@pytest.fixture
def contacts(tmp_path):
    def listed(*lines, header=HEADER, **settings):
        (tmp_path / "cases.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "out", **settings)

    return listed


def callable_cases(result):
    told = result.contacts.group_by("case_no").agg(pl.col("callable").any())
    return set(told.filter("callable")["case_no"])


def test_nobody_is_called_about_a_case_that_is_marked_or_halted(contacts):
    result = contacts(*LINES)
    assert callable_cases(result) == {"C001", "C006", "C007"}
    states = dict(result.contacts.select("case_no", "state").rows())
    assert [states[case] for case in ("C001", "C002", "C003", "C004")] == [
        "ok",
        "opted_out",
        "opted_out",
        "ok",
    ]


@pytest.mark.parametrize(
    "header", ["是否停呼", "停呼标识", "禁呼", "是否停拨", "停止催收", "是否暂停催收", "拒绝联系"]
)
def test_a_mark_bars_calls_under_any_of_its_names(contacts, header):
    assert callable_cases(contacts(*LINES, header=HEADER.replace("停催标识", header))) == {
        "C001",
        "C006",
        "C007",
    }


@pytest.mark.parametrize("by_source", [False, True], ids=["proposed", "source"])
@pytest.mark.parametrize("cells", ["否,是", "是,否", ",是", "否,待核实"])
def test_of_two_columns_with_one_mark_either_bars_calls(contacts, tmp_path, cells, by_source):
    header = HEADER.replace("停催标识", "停催标识,是否停催")
    lines = [
        LINES[0].replace("否", cells),
        LINES[2].replace("待核实", "否,"),
        "C006,钱二,,13922227777,450.00,否,否,正常",
    ]
    settings = {}
    if by_source:
        fields = ["case_no", "debtor_name", "id_no", "self_mobile", "total_due", *2 * ["do_not_contact"]]
        columns = [f"  {name}: {field}" for name, field in zip(header.split(","), fields, strict=False)]
        source = tmp_path / "bank.yml"
        source.write_text("\n".join(["id: bank", "columns:", *columns]) + "\n", encoding="utf-8")
        settings["source"] = load_source(str(source))
    result = contacts(*lines, header=header, **settings)

    assert callable_cases(result) == {"C003", "C006"}
    notes = "".join(run_notes(result)).replace(" ", "")
    assert "ayesineitherbarscalls:是否停催=停催标识" in notes


def test_a_mark_that_cannot_be_read_holds_and_is_told(contacts):
    found = contacts(*LINES).exceptions.filter(field="do_not_contact")
    assert found.select("case_no", "rule", "value").rows() == [("C003", "value.not_in_list", "待核实")]


def test_the_mark_of_a_debtor_holds_in_the_debtor_s_other_cases(contacts):
    lines = [line.replace("钱二,,", "钱二,110101199003070038,") for line in LINES]
    assert callable_cases(contacts(*lines)) == {"C001", "C007"}


@pytest.mark.parametrize(
    ("lang", "told"), [("en", "the case's status is 暂停"), ("zh", "案件状态为暂停：不得外呼")]
)
def test_a_halted_case_is_told_with_its_status_and_keeps_its_verdict(contacts, lang, told):
    result = contacts(*LINES, lang=lang)
    halted = result.contacts.filter(case_no="C004").row(0, named=True)
    assert told in halted["reasons"]
    assert (halted["calls_left"], halted["best_time"]) == (None, None)
    (verdict,) = result.cleaned.filter(case_no="C004")["contact_verdict"]
    assert verdict == "reachable"


def test_no_paid_check_is_asked_for_a_number_of_a_halted_case(contacts):
    asked = pl.read_csv(contacts(*LINES).folder / "lookups.csv", infer_schema=False)
    assert {"C001", "C006"} <= set(asked["case_no"])
    assert not {"C002", "C003", "C004", "C005"} & set(asked["case_no"])


def test_any_row_of_a_case_halts_it(contacts):
    twice = "C001,赵一,110101199003070011,13811119999,1200.00,否,暂停"
    assert "C001" not in callable_cases(contacts(*LINES, twice))


def test_a_us_file_s_flag_is_known(contacts):
    header = "Account Number,Name,SSN,Cell Phone,Current Balance,Cease & Desist"
    lines = ("A1,Ann Doe,,(775) 555-0142,10.00,Y", "A2,Bo Roe,,(775) 555-0187,20.00,N")
    assert callable_cases(contacts(*lines, header=header, region="US")) == {"A2"}


@pytest.mark.parametrize("value", ["Y", "Chapter 7", "Discharged"])
@pytest.mark.parametrize("header", ["Bankruptcy Flag", "Attorney Rep", "BK", "Do Not Call", "DNC Flag"])
def test_a_debtor_in_bankruptcy_or_with_an_attorney_is_not_called(contacts, header, value):
    columns = f"Account Number,Name,SSN,Cell Phone,Current Balance,Cease & Desist,{header}"
    lines = [
        f"A1,Jane Roe,536-22-1234,(206) 555-0142,100.00,N,{value}",
        "A2,John Doe,536-22-1235,(206) 555-0143,100.00,N,N",
        "A3,Ann Poe,536-22-1236,(206) 555-0144,100.00,Y,",
    ]
    result = contacts(*lines, header=columns, region="US")
    assert callable_cases(result) == {"A2"}
    unread = result.exceptions.filter(rule="value.not_in_list")["case_no"].to_list()
    assert unread == ([] if value == "Y" else ["A1"])


BARRED = (
    ("Y,,", "the debtor is marked as bankrupt", "标记为债务人已破产"),
    (",Y,", "an attorney represents the debtor", "债务人已委托律师"),
    ("Y,Y,", "the debtor is marked as bankrupt", "债务人已委托律师；标记为债务人已破产"),
    (",,Y", "asked not to be called, on a day that is not known", "要求停止联系（日期不详）"),
    ("Y,,Y", "asked not to be called, on a day that is not known", "要求停止联系（日期不详）"),
)


@pytest.mark.parametrize(("marks", "english", "chinese"), BARRED)
def test_what_bars_a_call_is_told_as_what_it_is(contacts, marks, english, chinese):
    header = "案件编号,姓名,手机号,委案金额,是否破产,是否委托律师,停催标识"
    line = f"C001,赵一,13811112222,1200.00,{marks}"
    for lang, words in (("en", english), ("zh", chinese)):
        result = contacts(line, header=header, lang=lang)
        (reasons,) = result.contacts["reasons"]
        assert words in reasons
        assert ("asked" in reasons or "要求" in reasons) == marks.endswith("Y")


def test_the_day_of_a_bankruptcy_in_a_list_of_stops_is_told(tmp_path):
    (tmp_path / "cases.csv").write_text(
        "案件编号,姓名,手机号,委案金额\nC001,赵一,13811112222,9.00\n", encoding="utf-8"
    )
    stops = tmp_path / "stops.csv"
    stops.write_text("案件编号,类型,登记日期\nC001,破产,2026-01-05\n", encoding="utf-8")
    result = run(
        tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "out", companions={"optouts": stops}
    )
    assert "the debtor is marked as bankrupt, on 2026-01-05" in result.contacts["reasons"][0]
    (found,) = result.exceptions.filter(rule="phone.opted_out").select("evidence_code", "message").rows()
    assert found[0] == "bankruptcy"
    assert "the debtor is bankrupt" in found[1]


def asked_for_numbers(tmp_path, status="", wished=""):
    (tmp_path / "cases.csv").write_text(
        "案件编号,姓名,身份证号,手机号,单位电话,委案金额,案件状态\n"
        f"C001,赵一,110101199003070011,13811112222,010-62345678,1200.00,{status}\n"
        "C002,钱二,,13922223333,,800.00,\n",
        encoding="utf-8",
    )
    calls = ["案件编号,拨打号码,拨打时间,结果"]
    for phone, case in (("13811112222", "C001"), ("010-62345678", "C001"), ("13922223333", "C002")):
        if phone != wished:
            calls.append(f"{case},{phone},2026-01-20 10:00,空号")
    (tmp_path / "calls.csv").write_text("\n".join(calls) + "\n", encoding="utf-8")
    (tmp_path / "stops.csv").write_text(
        f"案件编号,电话,类型,登记日期\nC001,{wished},停催,2026-01-05\n"
        if wished is not None
        else "案件编号\n",
        encoding="utf-8",
    )
    tables = {"calls": tmp_path / "calls.csv"}
    if wished is not None:
        tables["optouts"] = tmp_path / "stops.csv"
    result = run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "out", companions=tables)
    return set(result.exceptions.filter(rule="contact.no_callable_number")["case_no"])


@pytest.mark.parametrize(
    ("status", "wished", "asked"),
    [
        ("", None, {"C001", "C002"}),
        ("暂停", None, {"C002"}),
        ("", "", {"C002"}),  # the debtor wants no calls at all
        ("", "13811112222", {"C001", "C002"}),  # none on this number; the other one is dead
    ],
)
def test_no_number_is_asked_for_where_nobody_is_to_be_called(tmp_path, status, wished, asked):
    assert asked_for_numbers(tmp_path, status, wished) == asked
