"""Files of one run that write a field in different ways: each in the unit, and the order of dates, that is its own."""

from __future__ import annotations

import json

import openpyxl
import polars as pl
import pytest

from dq.cli.main import main
from dq.packs.source import default_source
from dq.pipeline.framing import frame, written_apart
from dq.pipeline.intake import take_in
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS

DUE = ("12000.50", "8000.00", "100.00")
TOLD = {column.en: column.name for column in COLUMNS}


def lines(letter, due, *more, header=()):
    """A case file: its header names the columns of total due, and those of ``more``."""
    names = ("案件编号", "客户姓名", "本人手机", *header)
    rows = zip(due, *more, strict=True)
    cases = ((f"{letter}{n}", "王伟", f"1380013800{n}", *cells) for n, cells in enumerate(rows, 1))
    return [",".join(line) for line in (names, *cases)]


def write(path, text):
    path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    plain = write(tmp_path / "a.csv", lines("A", DUE, header=("委案金额",)))
    other = write(tmp_path / "b.csv", lines("B", ("1.20005", "0.8", "很多"), header=("委案金额(万元)",)))
    return [plain, other]


def dues(result):
    return dict(result.cleaned.select("case_no", pl.col("total_due").cast(pl.String)).iter_rows())


def test_each_file_is_read_in_its_own_unit(files, tmp_path):
    result = run(files, as_of="2026-01-31", out=tmp_path / "out")
    due = dict(zip(("A1", "A2", "A3"), DUE, strict=True))

    assert dues(result) == due | {"B1": "12000.50", "B2": "8000.00"}
    told = result.changes.filter(field="total_due").select("case_no", "before", "step").rows()
    assert told == [("B1", "1.20005", "money.unit"), ("B2", "0.8", "money.unit")]
    assert result.exceptions.filter(rule="amount.unreadable")["cell"].to_list() == ["D4"]
    # the same as of two runs
    alone = {file.stem: dues(run(file, as_of="2026-01-31", out=tmp_path / file.stem)) for file in files}
    assert alone["a"] | alone["b"] == dues(result)
    assert main(["verify", str(result.folder), "--input", *map(str, files)]) == 0


def test_sheets_of_one_workbook_too_whichever_comes_first(tmp_path):
    book = openpyxl.Workbook()
    for letter, header, due in (
        ("B", "委案金额(万元)", "1.2"),
        ("A", "委案金额(元)", "12000"),
        ("C", "委案金额", "7"),
    ):
        sheet = book.create_sheet(letter)
        for line in lines(letter, [due], header=(header,)):
            sheet.append(line.split(","))
    del book["Sheet"]
    book.save(tmp_path / "book.xlsx")
    result = run(tmp_path / "book.xlsx", as_of="2026-01-31", out=tmp_path / "out")

    assert dues(result) == {"B1": "12000.00", "A1": "12000.00", "C1": "7.00"}
    mapped = [entry for entry in result.manifest["mapping"]["mapped"] if entry["field"] == "total_due"]
    assert [(entry["sheet"], entry["unit"]) for entry in mapped] == [("B", "万"), ("A", None), ("C", None)]
    assert main(["verify", str(result.folder), "--input", str(tmp_path / "book.xlsx")]) == 0


def test_a_second_column_is_compared_in_the_unit_of_its_file(tmp_path):
    one = lines("A", DUE, ("1.20005", "0.8", "0.02"), header=("委案金额", "欠款(万元)"))
    two = lines("B", DUE, ("12000.5", "8000.00", "200"), header=("委案金额", "欠款(元)"))
    written = [write(tmp_path / "a.csv", one), write(tmp_path / "b.csv", two)]
    source = write(tmp_path / "bank.yml", (
        "id: bank", "columns:", "  案件编号: case_no", "  客户姓名: debtor_name", "  本人手机: self_mobile",
        "  委案金额: total_due", "  欠款(万元): {field: total_due, unit: 万}", "  欠款(元): total_due",
    ))  # fmt: skip
    result = run(written, str(source), as_of="2026-01-31", out=tmp_path / "out")

    found = result.exceptions.filter(rule="field.columns_differ")
    assert found.select("case_no", "file", "row").rows() == [("A3", "a.csv", 4), ("B3", "b.csv", 4)]


def test_the_order_of_dates_that_a_source_tells_for_one_header_is_not_that_of_another(tmp_path):
    one = write(tmp_path / "a.csv", lines("A", ["9"], ["02/03/2024"], header=("委案金额", "放款日期")))
    two = write(tmp_path / "b.csv", lines("B", ["9"], ["02/03/2024"], header=("委案金额", "Loan Date")))
    three = lines("C", ["9", "9"], ["02/03/2024", "31/03/2024"], header=("委案金额", "起息日"))
    source = write(
        tmp_path / "bank.yml",
        (
            "id: bank",
            "columns:",
            "  案件编号: case_no",
            "  客户姓名: debtor_name",
            "  本人手机: self_mobile",
            "  委案金额: total_due",
            "  放款日期: {field: loan_date, dates: dmy}",
            "  Loan Date: {field: loan_date, dates: mdy}",
            "  起息日: loan_date",
        ),
    )
    result = run(
        [one, two, write(tmp_path / "c.csv", three)], str(source), as_of="2026-01-31", out=tmp_path / "out"
    )

    days = dict(result.cleaned.select("case_no", pl.col("loan_date").cast(pl.String)).iter_rows())
    assert days == {"A1": "2024-03-02", "B1": "2024-02-03", "C1": "2024-03-02", "C2": "2024-03-31"}
    assert result.manifest["learned"]["date_orders"] == {"loan_date": {"order": "dmy", "cells": 1}}


def test_the_unit_can_be_taken_back_where_it_was_applied(files, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run(files, as_of="2026-01-31", out="dq-out")
    assert main(["undo", "--source", "proposed", "--step", "money.unit"]) == 0
    again = run(files, as_of="2026-01-31", out="dq-out")

    assert dues(again) == dict(zip(("A1", "A2", "A3"), DUE, strict=True))
    told = again.exceptions.filter(rule="amount.unreadable")["case_no"].to_list()
    assert sorted(told) == ["B1", "B2", "B3"]


@pytest.mark.parametrize("mask", [False, True], ids=["plain", "masked"])
def test_an_answer_is_read_in_the_unit_of_its_cell(files, tmp_path, mask):
    out = tmp_path / "out"
    write(files[0], lines("A", ("12000.50", "8000", "若干"), header=("委案金额",)))
    made = run(files, as_of="2026-01-31", out=out, mask=mask)
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    sheet = book["Tasks"]
    places = {TOLD[cell.value]: cell.column for cell in sheet[1]}
    for row in range(2, sheet.max_row + 1):
        case = sheet.cell(row, places["case_no"]).value
        if sheet.cell(row, places["rule"]).value == "amount.unreadable":
            answers = {
                "decision": "Correct by hand",
                "new_value": {"A3": "1.5", "B3": "1.5"}[case],
                "verified_by": "Contract scan",
                "verified_on": "2026-02-01",
            }
            for name, value in answers.items():
                sheet.cell(row, places[name]).value = value
    book.save(tmp_path / "filled.xlsx")
    given = [
        "apply",
        str(tmp_path / "filled.xlsx"),
        "--out",
        str(out),
        "--as-of",
        "2026-02-02",
        "--person",
        "li",
    ]
    assert main(given) == 0

    later = run(files, as_of="2026-02-03", out=out, mask=mask)
    assert json.loads((later.folder / "run.json").read_text("utf-8"))["decisions"]["laid"] == 2
    assert {case: due for case, due in dues(later).items() if case.endswith("3")} == {
        "A3": "1.50", "B3": "15000.00",
    }  # fmt: skip
    assert main(given) == 0  # the same answers once more are known, in each unit


def test_files_that_write_alike_carry_nothing(files, tmp_path):
    (tmp_path / "work").mkdir()
    one = take_in([files[0], files[0]], None, default_source, tmp_path / "work")
    both = take_in(files, None, default_source, tmp_path / "work")

    assert written_apart(one) == []
    assert not [name for name in frame(one).collect_schema() if name.startswith("way:")]
    assert written_apart(both) == ["total_due"]
    assert frame(both).collect()["way:total_due"].to_list() == [""] * 3 + ["万"] * 3


def test_the_saved_proposal_has_the_columns_of_all_files(files, tmp_path, capsys):
    def going(out, *source):
        given = ["run", *map(str, files), "--as-of", "2026-01-31", "--out", str(tmp_path / out), "--quiet"]
        main([*given, *source])
        (folder,) = (tmp_path / out).glob("2026*")
        return pl.read_parquet(folder / "cleaned.parquet")

    main(["run", *map(str, files), "--as-of", "2026-01-31", "--out", str(tmp_path / "first")])
    saved = tmp_path / "first" / "sources" / "a.yml"
    told = saved.read_text("utf-8")
    assert "  委案金额: total_due" in told
    assert "  委案金额(万元): {field: total_due, unit: 万}" in told
    assert going("again", "--source", str(saved)).equals(going("plain"))
