"""Companion files as people send them, missing, empty or odd: each is told, and none ends the run."""

import polars as pl
import pytest

from dq.cli.beside import companion_lines
from dq.cli.notes import companion_notes
from dq.model.companions import GIVEN
from dq.model.errors import RefusedError
from dq.pipeline.checking import check
from dq.pipeline.road import run
from dq.read.accounting import verify_run
from dq.text.width import width

HEADER = "案件编号,姓名,委案金额,本人手机,委案日期,贷款日期\n"
CASES = HEADER + "".join(f"A{n},张三,{n}000.00,1380000000{n},2026-01-02,2025-01-01\n" for n in range(1, 7))
TABLES = {
    "contacts": "案件号,关系,电话,来源日期\nA1,本人,13700000001,2025-12-01\nA2,母亲,13700000002,2025-12-01\n",
    "calls": (
        "案件号,联络时间,联络电话,催收结果\n"
        "A1,2026-01-05 10:00,13800000001,承诺还款\nA2,2026-01-06 11:30,13800000002,空号\n"
    ),
    "repayments": "案件号,还款日期,还款金额\nA1,2026-01-05,100.00\nA2,2026-01-06,200.00\n",
    "promises": (
        "案件号,承诺日期,承诺还款日期,承诺还款金额\nA1,2026-01-05,2026-02-10,100\nA2,2026-01-06,2026-02-11,200\n"
    ),
    "optouts": "案件号,电话,投诉日期,类别\nA1,13900000011,2026-01-10,停催\nA2,13900000012,2026-01-11,停催\n",
    "checks": "手机号码,检测日期,检测结果\n13800000001,2026-01-10,实号\n13800000002,2026-01-11,空号\n",
    "earlier": (
        f"{HEADER}A1,张三,900.00,13800000021,2025-11-02,2025-01-01\n"
        "A2,张三,1900.00,13800000002,2025-11-02,2025-01-01\n"
    ),
}  # fmt: skip
assert tuple(TABLES) == GIVEN


@pytest.fixture
def judged(tmp_path):
    """A function that judges the cases beside these tables: texts, bytes, or places."""

    def judge(tables, lang="en"):
        (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
        given = {}
        for name, content in tables.items():
            given[name] = content
            if isinstance(content, bytes):
                given[name] = tmp_path / f"{name}.csv"
                given[name].write_bytes(content)
        result = check([tmp_path / "cases.csv"], None, "2026-01-31", companions=given, lang=lang)
        return result.manifest["companions"], companion_lines(result.manifest, lang), result

    return judge


def no_file(tmp_path, text):
    return tmp_path / "gone.csv"


def a_folder(tmp_path, text):
    (tmp_path / "folder").mkdir(exist_ok=True)
    return tmp_path / "folder"


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (no_file, "no_such_file"),
        (a_folder, "empty_folder"),
        (lambda _, text: b"", "empty_file"),
        (lambda _, text: f"{text.split(chr(10))[0]}\n甲\n乙\n".encode(), "no_case"),
        (lambda _, text: "一月份明细\n".encode(), "no_known_column"),
        (lambda _, text: "甲,乙\n1,2\n".encode(), "no_known_column"),
    ],
    ids=["no file", "a folder", "empty", "broken lines only", "a title only", "nothing known"],
)
def test_a_table_that_can_not_be_read_is_told_and_costs_itself(judged, tmp_path, made, reason):
    found, lines, result = judged({name: made(tmp_path, text) for name, text in TABLES.items()})

    assert [(item["table"], item["reason"]) for item in found["refused"]] == [
        (name, reason) for name in TABLES
    ]
    assert (found["tables"], found["absent"]) == ({}, [])
    assert " ".join(line.strip() for line in lines).count("(fewer signals)") == len(TABLES)
    assert max(map(width, lines)) <= 80
    assert result.manifest["exit_code"] == 0


def sheets_with_a_header_alone(tmp_path):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(tmp_path / "quiet.xlsx")) as book:
        for name, text in TABLES.items():
            book.add_worksheet(name).write_row(0, 0, text.split("\n")[0].split(","))
    return {name: f"{tmp_path / 'quiet.xlsx'}#{name}" for name in TABLES}


@pytest.mark.parametrize(
    "around",
    [
        "{}\n",
        "{}",
        "\ufeff{}\n\n\n",
        "一月份明细,,\n\n{}\n",
        "{}\n合计,0\n",
        "{}\n暂无数据\n",
        "{}\n{}\n",
        None,
    ],
    ids=["header", "no line end", "blank lines", "title", "total", "no data", "header twice", "workbook"],
)
def test_an_empty_table_is_read_as_one_of_no_rows(tmp_path, around):
    (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
    given = sheets_with_a_header_alone(tmp_path) if around is None else {}
    for name, text in TABLES.items() if around is not None else ():
        header = text.split("\n")[0]
        given[name] = tmp_path / f"{name}.csv"
        given[name].write_text(around.replace("{}", header), encoding="utf-8")
    alone = run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "alone")
    made = run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "out", companions=given)
    found = made.manifest["companions"]

    assert (found["refused"], found["absent"], set(found["tables"])) == ([], [], set(TABLES))
    for table in found["tables"].values():
        assert (table["counts"]["read"] - table["counts"]["rejected"], table["of_known_cases"]) == (0, 0)
    lines = " ".join(companion_lines(made.manifest, "en"))
    assert lines.count("= 0 used + 0 held back") == len(TABLES)
    assert made.cleaned.equals(alone.cleaned)
    assert made.contacts.height == len(CASES.splitlines()) - 1
    assert made.exceptions.equals(alone.exceptions)
    assert verify_run(made.folder) == []


def test_the_cases_may_not_be_empty(tmp_path):
    (tmp_path / "cases.csv").write_text(HEADER, encoding="utf-8")
    with pytest.raises(RefusedError, match="has no case"):
        run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "out")


def in_a_workbook(tmp_path, _):
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(str(tmp_path / "book.xlsx")) as book:
        for name, text in TABLES.items():
            sheet = book.add_worksheet(name)
            for place, line in enumerate(text.splitlines(), 3):
                sheet.write_row(place, 0, line.split(","))
            sheet.merge_range(0, 0, 0, 2, "一月份明细")
            sheet.write_row(9, 0, ["备注：以系统为准"])
    return {name: f"{tmp_path / 'book.xlsx'}#{name}" for name in TABLES}


@pytest.mark.parametrize(
    "made",
    [
        lambda _, text: f"一月份明细,,\n\n{text}合计,2\n".encode("gb18030"),
        lambda _, text: text.encode("utf-8-sig"),
        lambda _, text: "".join(f"{line},{line.split(',')[0]}\n" for line in text.splitlines()).encode(),
        in_a_workbook,
    ],
    ids=["title and total, GB18030", "UTF-8 with a mark", "a header twice", "sheets of a workbook"],
)
def test_odd_files_are_read_whole(judged, tmp_path, made):
    given = (
        made(tmp_path, "")
        if made is in_a_workbook
        else {name: made(tmp_path, text) for name, text in TABLES.items()}
    )
    found, lines, result = judged(given, "zh")

    assert found["refused"] == []
    for name, table in found["tables"].items():
        counts = table["counts"]
        assert (counts["accepted"], counts["quarantined"]) == (2, 0), name
        assert table["of_known_cases"] == (0 if name == "checks" else 2), name
    assert set(found["tables"]) == set(TABLES)
    assert not any("0 行对应" in line for line in lines)
    notes = companion_notes(result.companions, found["tables"], "zh")
    assert max(map(width, notes), default=0) <= 80
    assert not any("known header" in note for note in notes)


def test_a_file_given_as_another_table_is_refused_or_its_strange_columns_are_told(judged):
    """Only a table that can do without what the file lacks may take it; what it did not know is told."""
    names = list(TABLES)
    wrong = {name: TABLES[names[place - 1]].encode() for place, name in enumerate(names)}
    found, _, result = judged(wrong)

    assert {item["table"] for item in found["refused"]} == set(names) - {"contacts", "earlier", "optouts"}
    notes = " ".join(line.strip() for line in companion_notes(result.companions, found["tables"], "en"))
    assert "Earlier batches, earlier.csv: columns not recognised" in notes
    assert "are columns of 'Promises': is it the right file?" in notes


@pytest.mark.parametrize("name", TABLES)
def test_a_table_alone_is_enough_and_the_others_are_said_to_be_missing(judged, name):
    found, lines, _ = judged({name: TABLES[name].encode()})

    assert list(found["tables"]) == [name]
    assert found["absent"] == [other for other in GIVEN if other != name]
    assert "(fewer signals)" in " ".join(lines)


ODD = {
    "contacts": (
        "案件号,联系人姓名,关系,电话,来源日期,核实日期,禁止联系,同意日期",
        {
            "A1,张三,本人,13700000001,2027-01-01,,否,2027-01-01": {
                "E2": "contact_row.in_future", "H2": "contact_row.in_future"
            },
            "A1,13700000003,父亲,张父,2025-12-01,,可能,2025-12-01": {
                "B3": "contact_row.name_has_digits", "D3": "contact_row.bad_phone",
                "G3": "contact_row.unknown_word",
            },
            "A1,张母,母亲,13700000004、13700000005,2025-13-01,,,2025-12-01": {"E4": "contact_row.unreadable"},
            "同上,张姐,姐姐,13700000009,2025-12-01,,,同上": {},
            "A1,=cmd|' /c'!A1,朋友,=1+1,45992,2020-01-01,,": {
                "D6": "contact_row.bad_phone", "F6": "contact_row.verified_before_recorded"
            },
            f"A1,{'长' * 40_000},同事,137****0007,,,,上周": {
                "D7": "contact_row.bad_phone", "H7": "contact_row.unreadable"
            },
        },
    ),
    "calls": (
        "案件号,联络时间,联络电话,联系人姓名,对象,催收结果,通话时长",
        {
            "A2,2026年1月5日 9时5分,13800000002,张三,本人,承诺还款,00:01:20": {},
            "A2,46028.5,１３８００００００２２,张三,本人,承诺还款,６０": {},
            "A2,2026-01-07 24:10,13800000002,张三,本人,无人接听,0": {"B4": "call.unreadable"},
            "A2,10:30,13800000002,张三,本人,无人接听,0": {"B5": "call.unreadable"},
            "A2,2024-01-08 10:00,13800000002,张三,本人,无人接听,-5": {
                "B6": "call.before_loan", "G6": "call.duration_out_of_range"
            },
            "A2,2027-01-08 10:00,13800000002,张三,本人,无人接听,很久": {
                "B7": "call.in_future", "G7": "call.bad_duration"
            },
            "A2,2026-01-09 10:00,张三,13800000002,谁,X9,": {
                "C8": "call.bad_phone", "D8": "call.name_has_digits", "E8": "call.unknown_party",
                "F8": "call.unknown_outcome",
            },
            "A2,2026-01-10 10:00,13800000002/13900000011,张\x07三,谁,X9,1": {"C9": "call.several_numbers"},
            "同上,2026-01-11 10:00,无,=1+1,本人,无人接听,": {"A10": "call.no_case"},
            "A2,2026-01-02 08:00,13800000002,张三,本人,无人接听,": {},
        },
    ),
    "repayments": (
        "案件号,还款日期,还款金额,是否冲正,备注",
        {
            "A3,2026-01-05,100元,,": {},
            "A3,20260106,0.02万,,": {},
            "A3,2026-01-07,-100,,": {"C4": "repayment.negative"},
            "A3,2026-01-08,-100,,客户退款": {},
            "A3,2026-01-09,(55.00),是,": {"C6": "repayment.reversal_unmatched"},
            "A3,2026-01-10,一百多元,不知道,": {"C7": "repayment.unreadable", "D7": "repayment.unknown_word"},
            "A3,昨天,0,,": {"B8": "repayment.unreadable", "C8": "repayment.zero"},
            ",2026-01-11,80,,": {"A9": "repayment.no_case"},
            "同上,2026-01-11,81,,": {"A10": "repayment.no_case"},
            "X9,2027-01-11,=SUM(A1:A9),,": {
                "A11": "repayment.unknown_case", "B11": "repayment.in_future", "C11": "repayment.unreadable"
            },
        },
    ),
    "promises": (
        "案件号,承诺日期,承诺还款日期,承诺还款金额",
        {
            "A4,2026-01-05,2026-02-20,-100": {"D2": "promise.not_positive"},
            "A4,2026-01-06,2026-02-20,0": {"D3": "promise.not_positive"},
            "A4,2026-01-30,2026-01-29,100": {"C4": "promise.before_made"},
            "A4,2027-01-05,2027-02-20,100": {"B5": "promise.in_future"},
            "A4,2026-01-08,月底,1.2万": {"C6": "promise.unreadable", "D6": "promise.above_due"},
            ",2026-01-09,2026-02-22,全额": {"A7": "promise.no_case", "D7": "promise.unreadable"},
        },
    ),
    "optouts": (
        "案件号,电话,投诉人,投诉日期,停催至,范围,类别",
        {
            "A5,13800000005/13900000055,,,长期,号码,停催": {"D2": "optout.undated"},
            "A6,,,2026年1月,,外星,停催": {"D3": "optout.unreadable", "F3": "optout.unknown_word"},
            "A1,张三,13900000012,2027-01-10,,号码,停催": {
                "B4": "optout.bad_phone", "C4": "optout.name_has_digits", "D4": "optout.in_future"
            },
            ",,张三,2026-01-10,,本人,不明": {"A5": "optout.no_subject", "G5": "optout.unknown_word"},
        },
    ),
    "checks": (
        "手机号码,检测日期,检测结果",
        {
            "13800000003,,空号": {},
            "13800000004/13900000044,上周,停机": {
                "A3": "number_check.several_numbers", "B3": "number_check.unreadable"
            },
            ",2026-01-11,外星": {"A4": "number_check.no_number", "C4": "number_check.unknown_result"},
            "138****0001,2027-01-11,": {
                "A5": "number_check.bad_phone", "B5": "number_check.in_future", "C5": "number_check.no_result"
            },
        },
    ),
}  # fmt: skip
"""By table: the header, and each odd row with its findings by cell."""


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """A run with the odd rows of all tables, in Chinese and with workbooks."""
    folder = tmp_path_factory.mktemp("odd")
    (folder / "cases.csv").write_text(CASES, encoding="utf-8")
    given = {}
    for name, (header, rows) in ODD.items():
        given[name] = folder / f"{name}.csv"
        given[name].write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return run(
        folder / "cases.csv",
        as_of="2026-01-31",
        out=folder / "out",
        companions=given,
        lang="zh",
        formats=("csv", "parquet", "xlsx"),
    )


@pytest.mark.parametrize("name", ODD)
def test_every_odd_cell_is_a_finding_and_nothing_else_is(odd, name):
    found = odd.exceptions.filter(pl.col("file") == f"{name}.csv").select("cell", "rule").rows()
    expected = [finding for cells in ODD[name][1].values() for finding in cells.items()]

    assert sorted(found) == sorted(expected)


def test_every_row_is_accounted_for_and_words_are_told_once_with_their_number(odd):
    tables = odd.manifest["companions"]["tables"]
    for name, (_, rows) in ODD.items():
        counts = tables[name]["counts"]
        assert counts["accepted"] + counts["quarantined"] == len(rows), name
    assert verify_run(odd.folder) == []
    told = odd.exceptions.filter(pl.col("rule").is_in(["call.unknown_party", "call.unknown_outcome"]))
    assert [message.rpartition("– ")[2] for message in told["message"]] == ["× 2", "× 2"]


def test_wishes_hold_without_a_day_and_checks_count_without_one(odd):
    states = {row["phone"]: row["state"] for row in odd.contacts.iter_rows(named=True)}

    assert states["+8613800000005"] == states["+8613800000006"] == "opted_out"
    assert states["+8613800000003"] == "dead"
    assert states["+8613800000001"] == "ok"
