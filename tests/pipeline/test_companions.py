"""Companion tables are read, mapped, cleaned and tied to their cases; one that can't be read costs itself only."""

from contextlib import closing, contextmanager
from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest

from dq.model.columns import CASE, bad, part, step
from dq.model.companions import COMPANIONS, GIVEN
from dq.model.errors import UsageError
from dq.model.schema import fields_of
from dq.packs.source import default_source, load_source
from dq.pipeline.beside import read_companions, wanted
from dq.pipeline.companions import clean_companions
from dq.pipeline.linking import CaseIndex

CASES = CaseIndex(
    pl.DataFrame(
        {
            "_id": pl.Series([0, 1, 2, 3, 4], dtype=pl.UInt32),
            "case_no": ["A1", "A2", "A2", "A3", "A4"],
            "card_no": ["6222021234567890123", "6333021234567890123", None, None, None],
            "contract_no": ["HT-7", "HT-8", "HT-8", "HT-9", "HT-9"],
            "customer_no": pl.Series([None] * 5, dtype=pl.String),
        }
    )
)
FIRST = {
    "case_no": ("案件号", "A1"),
    "called_at": ("联络时间", "2026-01-05 10:00"),
    "paid_on": ("还款日期", "2026-01-05"),
    "paid_amount": ("还款金额", "12.50"),
    "phone": ("电话号码", "13800000001"),
    "promise_due_on": ("承诺还款日期", "2026-02-01"),
    "promise_amount": ("承诺金额", "12.50"),
    "opted_out_on": ("投诉日期", "2026-01-05"),
    "result": ("检测结果", "空号"),
}
CALLS = (
    "案件号,联络时间,联络电话,关系,催收结果,通话时长,催收员\n"
    "A1,2026-01-05 10:00:00,13800000001,本人,承诺还款,60,w1\n"
    "A2,2026/1/6 22:30,138-0000-0002,配偶,无人接听,0,w1\n"
    "A9,2026-01-06,13900000001,,奇怪结果,5,w2\n"
)


@contextmanager
def taken(tmp_path, files, source=None, lang="en"):
    known = source or default_source()
    with closing(read_companions(wanted(files, known, []), known, tmp_path / "work", lang)) as beside:
        yield clean_companions(beside, CASES, "CN", tmp_path / "work")


@pytest.fixture(autouse=True)
def work(tmp_path):
    (tmp_path / "work").mkdir()


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_call_log_becomes_typed_rows_that_know_their_case(tmp_path):
    with taken(tmp_path, {"calls": write(tmp_path, "calls.csv", CALLS)}) as found:
        rows = found.frames()["calls"].collect()

    assert rows["called_at"].to_list() == [
        datetime(2026, 1, 5, 10),
        datetime(2026, 1, 6, 22, 30),
        datetime(2026, 1, 6),
    ]
    assert rows["phone"].to_list()[1] == "+8613800000002"
    assert rows[part("phone", "state")].to_list() == ["ok"] * 3
    assert rows["outcome"].to_list() == ["ptp", "no_answer", None]
    assert rows[bad("outcome")].to_list() == [None, None, "unknown_value"]
    assert rows["party"].to_list() == ["self", "spouse", None]
    assert rows[step("party")].to_list() == ["enrich.relation", "enrich.relation", None]
    assert rows[CASE].to_list() == [0, 1, None]
    assert rows["_row"].to_list() == [2, 3, 4]
    assert rows["note"].null_count() == 3


def test_a_contract_that_one_case_alone_has_ties_a_row_too(tmp_path):
    numbers = ("HT-7", "HT-8", "A2", "HT-9", "HT-10")
    text = "合同号,还款日期,还款金额\n" + "".join(f"{number},2026-01-05,1\n" for number in numbers)
    with taken(tmp_path, {"repayments": write(tmp_path, "paid.csv", text)}) as found:
        rows = found.frames()["repayments"].collect()

    assert rows["_case"].to_list() == [0, 1, 1, None, None]


@pytest.mark.parametrize("table", COMPANIONS)
def test_a_typed_frame_has_every_field_of_its_table(tmp_path, table):
    names = dict.fromkeys([*COMPANIONS[table].required, COMPANIONS[table].links[0]])
    text = (
        ",".join(FIRST[name][0] for name in names) + "\n" + ",".join(FIRST[name][1] for name in names) + "\n"
    )
    with taken(tmp_path, {table: write(tmp_path, "one.csv", text)}) as found:
        assert found.beside.refused == {}
        schema = found.frames()[table].collect_schema()

    assert set(fields_of(table)) | {CASE, "_id", "_row", "_file", "_sheet"} <= set(schema)


def test_dates_follow_the_order_that_the_column_shows(tmp_path):
    text = '卡号,还款金额(元),还款日期,备注\n6222021234567890123,"1,000",03/04/2026,冲正\n'
    text += "6333021234567890123,50,25/12/2025,\n"
    with taken(tmp_path, {"repayments": write(tmp_path, "paid.csv", text)}) as found:
        rows = found.frames()["repayments"].collect()

    assert rows["paid_on"].to_list() == [date(2026, 4, 3), date(2025, 12, 25)]
    assert rows["paid_amount"].to_list() == [Decimal("1000.00"), Decimal("50.00")]
    assert rows["reversal"].to_list() == [True, None]
    assert rows["state"].to_list() == ["paid", "paid"]
    assert rows[CASE].to_list() == [0, 1]


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("Payment Type", ["ACH", "NSF", "Returned Check", "bounced", "Check"]),
        ("Transaction Type", ["Payment", "Chargeback", "Returned", "Return Item", ""]),
        ("Status", ["Posted", "NSF", "Returned", "Bounced", "Cleared"]),
        ("Notes", ["ok", "NSF per bank", "check returned", "bounced 4/3", "customer returned our call"]),
    ],
)
def test_words_for_payments_that_came_back_are_reversals(tmp_path, header, cells):
    text = f"case no,payment date,payment amount,{header}\n"
    text += "".join(f"A1,2026-01-0{day},10.00,{cell}\n" for day, cell in enumerate(cells, start=1))
    with taken(tmp_path, {"repayments": write(tmp_path, "paid.csv", text)}) as found:
        rows = found.frames()["repayments"].collect()

    assert rows["reversal"].to_list() == [None, True, True, True, None]
    assert rows[bad("state")].null_count() == 5


def test_claimed_payments_are_told_by_their_headers(tmp_path):
    with taken(
        tmp_path, {"repayments": write(tmp_path, "cp.csv", "案件号,CP金额,CP日期\nA1,5,2026-01-02\n")}
    ) as found:
        assert found.frames()["repayments"].collect()["state"].to_list() == ["claimed"]


@pytest.mark.parametrize("states", [["claimed", "paid"], ["paid", "claimed"]])
def test_claims_in_one_file_make_no_claims_of_the_payments_in_another(tmp_path, states):
    texts = {
        "claimed": "案件号,CP金额,CP日期\nA1,5,2026-01-02\n",
        "paid": "案件号,还款金额,还款日期\nA1,7,2026-01-03\n",
    }
    files = [write(tmp_path, f"{state}.csv", texts[state]) for state in states]
    with taken(tmp_path, {"repayments": files}) as found:
        assert found.frames()["repayments"].collect()["state"].to_list() == states


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (None, "no_such_file"),
        ("", "empty_file"),
        ("甲,乙\n1,2\n", "no_known_column"),
        ("案件号,催收结果\nA1,空号\n", "no_required_column"),
        ("联络时间,催收结果\n2026-01-01,空号\n", "no_link"),
        ("案件号,联络时间\n甲\n", "no_case"),
    ],
)
def test_what_can_not_be_read_costs_that_file_only_and_says_why(tmp_path, text, reason):
    broken = tmp_path / "broken.csv" if text is None else write(tmp_path, "broken.csv", text)
    with taken(tmp_path, {"calls": [broken, write(tmp_path, "calls.csv", CALLS)]}) as found:
        assert [item.reason for item in found.beside.refused["calls"]] == [reason]
        assert found.tables["calls"].rows == 3


@pytest.mark.parametrize("rows", [1, 1_000], ids=["few", "so many that cells are coded"])
def test_each_file_counts_amounts_in_its_own_unit(tmp_path, rows):
    names = {"a": "还款金额", "b": "还款金额(万元)", "c": "还款金额(元)"}
    files = [
        write(tmp_path, f"{n}.csv", f"案件号,{name},还款日期\n" + "A1,5,2026-01-02\n" * rows)
        for n, name in names.items()
    ]
    with taken(tmp_path, {"repayments": files}) as found:
        assert not found.beside.refused
        paid = found.frames()["repayments"].collect()["paid_amount"]
        assert paid.to_list() == [5] * rows + [50_000] * rows + [5] * rows
        (changes,) = [part.collect() for part in found.tables["repayments"].changes]
        assert set(changes.select("file", "before", "after", "step").iter_rows()) == {
            ("b.csv", "5", "50000.00", "money.unit")
        }


def test_the_order_of_days_that_a_source_tells_for_one_header_is_not_that_of_another(tmp_path):
    first = write(tmp_path, "a.csv", "案件号,还款金额,还款日期\nA1,5,01/02/2026\n")
    others = [
        write(tmp_path, "b.csv", "案件号,还款金额,Paid\nA1,5,01/02/2026\n"),
        write(tmp_path, "c.csv", "案件号,还款金额,Day\nA1,5,01/02/2026\nA1,5,13/02/2026\n"),
    ]
    yml = write(
        tmp_path,
        "bank.yml",
        "id: bank\ncolumns: {案件编号: case_no}\ncompanions:\n  repayments:\n    columns:\n"
        "      案件号: case_no\n      还款金额: paid_amount\n      还款日期: {field: paid_on, dates: dmy}\n"
        "      Paid: {field: paid_on, dates: mdy}\n      Day: paid_on\n",
    )
    with taken(tmp_path, {"repayments": [first, *others]}, source=load_source(str(yml))) as found:
        days = found.frames()["repayments"].collect()["paid_on"].to_list()
        assert days == [date(2026, 2, 1), date(2026, 1, 2), date(2026, 2, 1), date(2026, 2, 13)]
        assert found.tables["repayments"].orders == {"paid_on": ("dmy", 1)}


def test_a_source_names_columns_look_ups_outcomes_and_files(tmp_path):
    write(
        tmp_path,
        "log.csv",
        "编号;时间;号码;代码;对象\nA1;2026-01-05 10:00;13800000001;77;张三\nA2;2026-01-05 10:00;13800000001;放鸽子;\n",
    )
    yml = write(
        tmp_path,
        "bank.yml",
        "id: bank\ncolumns: {案件编号: case_no}\noutcomes: {no_answer: [放鸽子]}\ncompanions:\n  calls:\n"
        "    files: [log.csv]\n"
        "    columns: {编号: case_no, 时间: called_at, 号码: phone, 代码: outcome}\n    ignore: [对象]\n"
        "    lookups: {outcome: {'77': 空号}}\n",
    )
    with taken(tmp_path, {}, load_source(str(yml))) as found:
        rows = found.frames()["calls"].collect()

    assert rows["outcome"].to_list() == ["vacant", "no_answer"]
    assert found.tables["calls"].intake.tables[0].mapping.ignored == ("对象",)


def test_several_files_are_one_table_with_their_own_rows(tmp_path):
    more = write(tmp_path, "more.csv", CALLS)
    with taken(tmp_path, {"calls": [write(tmp_path, "calls.csv", CALLS), more]}) as found:
        rows = found.frames()["calls"].collect()

    assert rows["_id"].to_list() == list(range(6))
    assert rows["_row"].to_list() == [2, 3, 4] * 2
    assert rows["_file"].unique(maintain_order=True).to_list() == ["calls.csv", "more.csv"]


def test_an_unknown_table_is_told():
    with pytest.raises(UsageError, match="no companion table 'letters'"):
        wanted({"letters": "x.csv"}, default_source(), [])


def test_the_command_line_knows_every_table():
    from dq.cli.options import COMPANIONS as OPTIONS

    assert tuple(OPTIONS) == GIVEN


def changed(table):
    found = pl.concat(table.changes).collect().sort("row", maintain_order=True)
    return found.select("case_no", "row", "field", "before", "after", "step", "table").rows()


def test_every_changed_cell_is_told_with_its_step_and_its_table(tmp_path):
    with taken(tmp_path, {"calls": write(tmp_path, "calls.csv", CALLS)}) as found:
        calls = found.tables["calls"]
        assert changed(calls) == [
            ("A1", 2, "phone", "13800000001", "+8613800000001", "e164", "calls"),
            ("A1", 2, "outcome", "承诺还款", "ptp", "enum.word", "calls"),
            ("A2", 3, "called_at", "2026/1/6 22:30", "2026-01-06 22:30:00", "moment.form", "calls"),
            ("A2", 3, "phone", "138-0000-0002", "+8613800000002", "separators", "calls"),
            ("A2", 3, "outcome", "无人接听", "no_answer", "enum.word", "calls"),
            ("A9", 4, "called_at", "2026-01-06", "2026-01-06 00:00:00", "moment.no_time", "calls"),
            ("A9", 4, "phone", "13900000001", "+8613900000001", "e164", "calls"),
        ]
        assert calls.enriched == {"party": 2}


def test_a_change_of_a_row_that_has_a_card_alone_names_its_case_and_an_order_learned_later_tells_dates_once(
    tmp_path,
):
    text = '卡号,还款金额(元),还款日期,备注\n6222021234567890123,"1,000",03/04/2026,冲正\n'
    text += "6333021234567890123,50,25/12/2025,\n"
    with taken(tmp_path, {"repayments": write(tmp_path, "paid.csv", text)}) as found:
        told = changed(found.tables["repayments"])

    assert told == [
        ("A1", 2, "paid_on", "03/04/2026", "2026-04-03", "date.column_order", "repayments"),
        ("A1", 2, "paid_amount", "1,000", "1000.00", "money.form", "repayments"),
        ("A2", 3, "paid_on", "25/12/2025", "2025-12-25", "date.column_order", "repayments"),
    ]


def test_opt_outs_are_read_whatever_they_leave_unsaid_if_they_name_a_number_or_a_case(tmp_path):
    told = write(tmp_path, "stops.csv", "手机号,登记原因\n13800000001,停催\n")
    bare = write(tmp_path, "bare.csv", "停催号码,备注\n13800000002,本人要求\n")
    nobody = write(tmp_path, "nobody.csv", "备注,停催原因\n本人要求,停催\n")
    with taken(tmp_path, {"optouts": [told, bare, nobody]}) as found:
        assert [item.reason for item in found.beside.refused["optouts"]] == ["no_link"]
        rows = found.frames()["optouts"].collect()
    assert rows["kind"].to_list() == ["opt_out", None]
    assert rows["phone"].to_list() == ["+8613800000001", "+8613800000002"]
    assert rows["opted_out_on"].null_count() == rows["until"].null_count() == 2
