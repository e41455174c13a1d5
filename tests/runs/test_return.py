"""The file that goes back to a source that sent a workbook: its own sheet, read as the first one was."""

import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from dq.packs.source import load_source
from dq.pipeline.road import run
from dq.read import ReadOptions, read
from dq.write.returned import Returned, write_return
from tests.runs.typed_cases import LINES, SHEET, SOURCE, cells, write_cases

FILES = Path(__file__).parents[2] / "fixtures" / "files"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbook")
    write_cases(folder / "cases.xlsx")
    (folder / "workbook.yml").write_text(SOURCE, encoding="utf-8")
    source = load_source(str(folder / "workbook.yml"))
    return folder, source, run(folder / "cases.xlsx", source, "2026-01-31", folder / "out", lang="zh")


def test_dq_reads_the_same_of_the_returned_file_as_of_the_sources(made):
    folder, _, result = made
    sent, sent_marks = cells(folder / "cases.xlsx")
    back, back_marks = cells(result.folder / "return.xlsx")
    rows = [row for row, line in sent.items() if line["备注"] != "in order"]
    assert len(rows) == len(LINES) - 1
    assert list(back.values()) == [sent[row] for row in rows]
    assert back_marks == {mark for mark in sent_marks if mark[2] == "precision_lost"}
    assert {column for _, column, _ in back_marks} == {"身份证号", "逾期天数"}


def test_a_run_on_the_returned_file_finds_the_same(made):
    folder, source, result = made
    again = run(result.folder / "return.xlsx", source, "2026-01-31", folder / "again", lang="zh")
    columns = ["case_no", "row", "field", "column", "rule", "value", "suggestion", "message"]
    errors = [
        frame.filter(severity="error").select(columns) for frame in (result.exceptions, again.exceptions)
    ]
    assert errors[0].rows() == errors[1].rows()
    assert again.counts["quarantined"] == result.counts["quarantined"]
    third = run(again.folder / "return.xlsx", source, "2026-01-31", folder / "third", lang="zh")
    assert cells(third.folder / "return.xlsx") == cells(result.folder / "return.xlsx")


def test_numbers_and_dates_look_as_they_did(made):
    folder, _, result = made
    sent = openpyxl.load_workbook(folder / "cases.xlsx")[SHEET]
    book = openpyxl.load_workbook(result.folder / "return.xlsx")
    assert book.sheetnames == [SHEET]
    back = book[SHEET]
    assert (back["B1"].value, back["D1"].value, back["B3"].value) == (
        "江南银行 2026年1月",
        "委外案件",
        "*案件编号",
    )
    kept = 0
    for line in back.iter_rows(min_row=4):
        row = next(row for row in sent.iter_rows(min_row=4) if row[1].value == line[2].value)
        for one, two in zip(row, line[1:], strict=True):
            assert one.value == two.value or one.value is True
            if one.data_type in ("n", "d") and one.value is not None:
                kept += 1
                lost = one.data_type == "n" and one.value >= 1e15
                assert two.number_format == ("@" if lost else one.number_format), two.coordinate
            elif two.value is not None:
                assert (two.data_type, two.number_format) == ("s", "@")
    assert kept > 20
    widths = {name: back.column_dimensions[name].width for name in "DF"}
    assert widths == pytest.approx({"D": 22.5, "F": 14}, abs=0.2)


def test_a_long_number_that_lost_its_digits_is_mended_in_a_text_cell(made):
    back = openpyxl.load_workbook(made[2].folder / "return.xlsx")[SHEET]
    cell = next(line[3] for line in back.iter_rows(min_row=4) if line[1].value == "C003")
    assert (cell.data_type, cell.number_format, bool(cell.comment)) == ("n", "@", True)


def test_no_cell_is_a_formula(made):
    with zipfile.ZipFile(made[2].folder / "return.xlsx") as parts:
        sheets = [parts.read(name) for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
    assert sheets
    assert not any(b"<f" in sheet for sheet in sheets)


@pytest.mark.parametrize(
    "name", ["book.xls", "book.xlsb", "book.ods", "book-east-asian-dates.xlsx", "book-title-total.xlsx"]
)
def test_every_kind_of_workbook_comes_back_as_it_is_read(tmp_path, name):
    with read(FILES / name) as reading:
        rows, sent = reading.frame.collect(), reading.marks.filter(mark="precision_lost")
        headers = [(column.name, column.header) for column in reading.columns]
        marks = pl.DataFrame(
            {"row": rows["_row"], "columns": [[headers[-1][0]]] * rows.height, "message": "x"},
            schema_overrides={"row": pl.UInt32},
        )
        looks = reading.looks(rows["_row"].to_list())
        write_return([Returned(reading.sheet, headers, rows, marks, looks=looks)], tmp_path / "r.xlsx")
    with read(tmp_path / "r.xlsx", ReadOptions(sheet=reading.sheet, header_row=1)) as back:
        names = [name for name, _ in headers]
        assert back.frame.select(names).collect().rows() == rows.select(names).rows()
        assert back.marks.filter(mark="precision_lost")["column"].to_list() == sent["column"].to_list()
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx").worksheets[0]
    kinds = {"d" if cell.is_date else cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row}
    assert "d" in kinds or "n" in kinds
