"""What a case is known by where its own number is not at hand: companion rows tied by a card or contract, files with
contract numbers only."""

from datetime import date

import openpyxl
import polars as pl
import pytest

from dq.cli.beside import companion_lines
from dq.cli.main import main
from dq.packs.source import default_source
from dq.pipeline.applying import apply
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS

LABELS = {column.en: column.name for column in COLUMNS}
CARD = "6222020200112233443"
NUMBERED = (
    "案件编号,合同号,卡号,姓名,手机号,委案金额,委托方",
    f"A1,HT001,{CARD},张三,13800138001,60000,江南银行",
    "A2,HT002,,李四,13900139002,-800,江南银行",
)
CONTRACTS = (
    "合同号,姓名,手机号,委案金额,委托方",
    "HT001,张三,1380013800,60000,江南银行",
    "HT002,李四,13900139002,800,江南银行",
)
LATE = "{},2026-01-05 23:10:00,13800138001,本人,无人接听"
TODAY = date(2026, 2, 2)


@pytest.fixture
def going(tmp_path):
    """A function that runs these case lines with companion tables, each a list of lines."""

    def go(cases, name="cases.csv", **tables):
        (tmp_path / name).write_text("\n".join([*cases, ""]), encoding="utf-8")
        for table, lines in tables.items():
            (tmp_path / f"{table}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
        given = {table: tmp_path / f"{table}.csv" for table in tables}
        return run(tmp_path / name, as_of="2026-01-31", out=tmp_path / "out", companions=given)

    return go


def answered(made, tmp_path, rule, **cells):
    """Answer the tasks of one rule, and hand the list in."""
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    sheet = book["Tasks"]
    places = {LABELS[cell.value]: cell.column for cell in sheet[1]}
    shown = []
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, places["rule"]).value == rule:
            shown.append(sheet.cell(row, places["case_no"]).value)
            for name, value in cells.items():
                sheet.cell(row, places[name]).value = value
    book.save(tmp_path / "filled.xlsx")
    out = tmp_path / "out"
    done = apply(tmp_path / "filled.xlsx", out, [out], None, person="王一", today=TODAY)
    assert [result.refusal for result in done.results] == [None] * len(done.results)
    return shown


def of_rule(made, rule):
    return made.exceptions.filter(rule=rule)["case_no"].to_list()


REPAID = ("卡号,还款日期,还款金额", f"{CARD},2027-01-05,5", "6222020200112233999,2027-01-06,6")


def test_a_companion_row_that_is_tied_by_card_is_told_with_its_case_and_can_be_agreed_to(going, tmp_path):
    made = going(NUMBERED, repayments=REPAID)
    assert of_rule(made, "repayment.in_future") == ["A1", None]
    card = next(row for row in made.exceptions.rows(named=True) if row["rule"] == "repayment.in_future")
    assert (card["file"], card["row"]) == ("repayments.csv", 2)
    made = going(NUMBERED, repayments=REPAID[:2])
    assert answered(made, tmp_path, "repayment.in_future", decision="The value is right") == ["A1"]
    later = going(NUMBERED, repayments=REPAID)
    assert of_rule(later, "repayment.in_future") == [None]


def test_a_row_with_a_contract_in_place_of_a_case_number_is_told_with_its_case(going, tmp_path):
    calls = (
        "案件号,联络时间,联络电话,关系,催收结果",
        LATE.format(" HT001"),
        LATE.format("A2"),
        LATE.format("HT9"),
    )
    made = going(NUMBERED, calls=calls)
    assert of_rule(made, "call.outside_hours") == ["A1", "A2", "HT9"]
    changed = made.changes.filter(pl.col("table") == "calls", pl.col("row") == 2)["case_no"].unique()
    assert changed.to_list() == ["A1"]
    made = going(NUMBERED, calls=calls[:2])
    assert answered(made, tmp_path, "call.outside_hours", decision="The value is right") == ["A1"]
    assert of_rule(going(NUMBERED, calls=calls), "call.outside_hours") == ["A2", "HT9"]


def test_a_finding_on_a_companion_row_tied_by_card_can_be_suppressed(going, tmp_path, capsys):
    made = going(NUMBERED, repayments=REPAID[:2])
    print_ = made.exceptions.filter(rule="repayment.in_future")["fingerprint"][0]
    assert main(["suppress", print_, "--reason", "x", "--person", "y", "--out", str(tmp_path / "out")]) == 0
    capsys.readouterr()
    assert of_rule(going(NUMBERED, repayments=REPAID[:2]), "repayment.in_future") == []


def test_a_file_with_contract_numbers_only_knows_its_cases_by_them(going):
    made = going(CONTRACTS, calls=("案件号,联络时间,联络电话,关系,催收结果", LATE.format("HT002")))
    assert of_rule(made, "phone.wrong_length") == ["HT001"]
    assert of_rule(made, "call.outside_hours") == ["HT002"]
    assert set(made.contacts["case_no"]) == {"HT001", "HT002"}
    assert set(made.changes["case_no"]) == {"HT001", "HT002"}
    assert "case_no" not in made.cleaned.columns
    moved = going([CONTRACTS[0], CONTRACTS[2], CONTRACTS[1]], "next.csv")
    known = made.exceptions.filter(rule="phone.wrong_length")["fingerprint"].to_list()
    assert moved.exceptions.filter(rule="phone.wrong_length")["fingerprint"].to_list() == known
    assert moved.exceptions["state"].to_list() == ["open"]


def test_answers_find_the_case_of_a_contract_in_the_next_file(going, tmp_path):
    calls = ("案件号,联络时间,联络电话,关系,催收结果", LATE.format("HT002"))
    made = going(CONTRACTS, calls=calls)
    assert answered(made, tmp_path, "call.outside_hours", decision="The value is right") == ["HT002"]
    mend = {"new_value": "13800138001", "verified_by": "Confirmed on a call", "verified_on": "2026-02-01"}
    answered(made, tmp_path, "phone.wrong_length", decision="Correct by hand", **mend)
    moved = going([CONTRACTS[0], CONTRACTS[2], CONTRACTS[1]], "next.csv", calls=calls)
    assert moved.exceptions.rows() == []
    assert moved.cleaned.filter(contract_no="HT001")["self_mobile"].to_list() == ["+8613800138001"]


def test_a_debtor_known_by_a_contract_can_be_stopped(going, tmp_path):
    rows = (CONTRACTS[0], CONTRACTS[1].replace("60000", "-6"), CONTRACTS[2])
    made = going(rows)
    assert answered(made, tmp_path, "amount.negative", decision="Stop contact") == ["HT001"]
    listed = going(rows).contacts
    assert not listed.filter(case_no="HT001")["callable"].any()
    assert listed.filter(case_no="HT002")["callable"].any()


def test_a_case_known_by_its_contract_can_be_purged(going, tmp_path, capsys):
    rows = (CONTRACTS[0], CONTRACTS[1].replace("60000", "-6"), CONTRACTS[2])
    made = going(rows, calls=("案件号,联络时间,联络电话,关系,催收结果", LATE.format("HT002")))
    main(["purge", "--case", "HT002", "--out", str(tmp_path / "out"), "--yes", "--person", "x"])
    capsys.readouterr()
    assert pl.read_parquet(made.folder / "cleaned.parquet").is_empty()
    assert set(pl.read_parquet(made.folder / "exceptions.parquet")["case_no"]) == {"HT001"}
    assert pl.read_csv(made.folder / "quarantined.csv")["_row"].to_list() == [2]


def test_a_purge_takes_no_case_for_a_companion_row_in_a_row_of_the_same_number(going, tmp_path, capsys):
    made = going(
        NUMBERED, calls=("案件号,联络时间,联络电话,关系,催收结果", LATE.format("A2"), LATE.format("A1"))
    )
    held = pl.read_csv(made.folder / "quarantined.csv")["_row"].to_list()
    assert held == [3]
    main(["purge", "--case", "A1", "--out", str(tmp_path / "out"), "--yes", "--person", "x"])
    capsys.readouterr()
    assert pl.read_csv(made.folder / "quarantined.csv")["_row"].to_list() == held


def test_a_source_without_any_number_is_known_by_its_rows_as_before(going):
    made = going([line.split(",", 1)[1] for line in CONTRACTS])
    assert of_rule(made, "phone.wrong_length") == [None]
    assert default_source().id == made.manifest["history"]["source"]


def test_rows_that_name_the_customer_belong_to_the_case_of_that_customer(going):
    cases = [
        f"客户号,卡号,姓名,手机号,委案金额,委托方\n0071,{CARD},张三,13800138001,60000,江南银行",
        "0072,6222020200112233450,李四,13900139002,800,江南银行",
        "0073,6222020200112233468,王五,13900139003,800,江南银行",
        "0073,6222020200112233476,王五,13900139003,900,江南银行",
    ]
    calls = [
        "客户号,拨打时间,拨打号码,对象,结果",
        *(LATE.format(number) for number in ("0071", "0073", "0079")),
    ]
    made = going(cases, calls=calls)

    assert made.manifest["companions"]["tables"]["calls"]["of_known_cases"] == 1
    assert made.cleaned["customer_no"].to_list() == ["0071", "0072", "0073", "0073"]


def test_a_log_without_case_numbers_is_tied_by_a_number_that_is_one_debtors_own_alone(going):
    cases = [
        "案件编号,姓名,手机号,联系人1姓名,联系人1手机,委案金额",
        "A1,张三,13800138001,李四,13900139002,60000",
        "A2,王五,13700137003,,,800",
        "A3,赵六,13700137003,,,900",
    ]
    calls = [
        "呼叫时间,被叫号码,通话结果",
        "2026-01-05 10:10:00,138 0013 8001,空号",
        "2026-01-05 10:20:00,13700137003,空号",  # of two debtors: whose call it was is not known
        "2026-01-05 10:30:00,13900139002,空号",  # a third person's
        "2026-01-05 10:40:00,13600136004,空号",  # nobody's
    ]
    made = going(cases, calls=calls)

    told = made.manifest["companions"]["tables"]["calls"]
    assert (told["counts"]["accepted"], told["of_known_cases"]) == (4, 1)
    states = made.contacts.select("case_no", "phone", "state").rows()
    assert ("A1", "+8613800138001", "dead") in states
    assert {state for case_no, _, state in states if case_no != "A1"} == {"ok"}
    assert "1 行按被叫号码" in " ".join(companion_lines(made.manifest, "zh"))
    assert "1 tied by the number called" in " ".join(" ".join(companion_lines(made.manifest, "en")).split())


def test_a_log_with_case_numbers_is_tied_by_nothing_else(going):
    cases = ["案件编号,姓名,手机号,委案金额", "A1,张三,13800138001,60000"]
    calls = ["案件编号,呼叫时间,被叫号码,通话结果", "A9,2026-01-05 10:10:00,13800138001,空号"]
    made = going(cases, calls=calls)

    assert made.manifest["companions"]["tables"]["calls"]["of_known_cases"] == 0
    assert made.contacts["state"].to_list() == ["ok"]


def test_of_two_logs_the_one_without_case_numbers_is_tied_by_the_number_called(tmp_path):
    cases = [
        "案件编号,姓名,手机号,委案金额",
        "A1,张三,13800138001,60000",
        "A2,李四,13900139002,800",
    ]
    named = ["案件编号,呼叫时间,被叫号码,通话结果", "A9,2026-01-05 10:10:00,13800138001,空号"]
    bare = ["呼叫时间,被叫号码,通话结果", "2026-01-06 10:10:00,13900139002,空号"]
    for name, lines in (("cases", cases), ("named", named), ("bare", bare)):
        (tmp_path / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    logs = [tmp_path / "named.csv", tmp_path / "bare.csv"]
    made = run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "out", companions={"calls": logs})

    told = made.manifest["companions"]["tables"]["calls"]
    assert told["of_known_cases"] == 1
    assert [item["file"] for item in told["untied"]] == ["named.csv"]
    assert dict(made.contacts.select("case_no", "state").rows()) == {"A1": "ok", "A2": "dead"}
