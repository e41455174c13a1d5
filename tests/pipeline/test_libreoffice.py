"""The worklist opened and saved by LibreOffice, where it is installed: nothing is lost, answers are taken in."""

import shutil
import subprocess
import zipfile
from datetime import datetime

import openpyxl
import pytest

from dq.packs.source import load_source
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS
from tests.pipeline import round_trip as trip
from tests.runs.typed_cases import SHEET, SOURCE, write_cases
from tests.runs.typed_cases import cells as read_cells

pytestmark = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
LABELS = {column.name: column.zh for column in COLUMNS}


def saved(path, folder):
    """The workbook as LibreOffice saves it."""
    folder.mkdir()
    subprocess.run(
        [
            "soffice", "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
            "xlsx:Calc MS Excel 2007 XML", "--outdir", str(folder), str(path),
        ],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    return folder / path.name


def rules(sheet):
    """Each cell with the choice that it offers."""
    return {
        cell: (rule.type, str(rule.formula1).replace("'", ""))
        for rule in sheet.data_validations.dataValidation
        for area in rule.sqref.ranges
        for cell in area.cells
    }


def cells(sheet):
    return {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}


def test_the_worklist_survives_libreoffice(tmp_path):
    exported = trip.Exported.make(tmp_path / "export", seed=11, cases=30)
    book = openpyxl.load_workbook(exported.run.folder / "worklist.xlsx")
    sheet = book["任务"]
    place = {cell.value: cell.column for cell in sheet[1]}
    wanted = (
        "+8613912345678",
        trip.identity(6001),
        "075588881234",
        "000123",
        "=1+1",
        "2026-03-05",
        "1.38E+10",
    )
    rows = [number for number, line in enumerate(exported.lines, start=2)][: len(wanted)]
    for row, text in zip(rows, wanted, strict=True):
        cell = sheet.cell(row, place[LABELS["new_value"]])
        cell.value, cell.data_type = text, "s"
        sheet.cell(row, place[LABELS["decision"]]).value = "手工修正"
        sheet.cell(row, place[LABELS["verified_by"]]).value = "通话确认"
        sheet.cell(row, place[LABELS["verified_on"]]).value = datetime(2026, 2, 1)
    filled = tmp_path / "filled.xlsx"
    book.save(filled)
    after = openpyxl.load_workbook(saved(filled, tmp_path / "office"))

    assert after.sheetnames == book.sheetnames
    for page in book:
        again = after[page.title]
        assert again.sheet_state == page.sheet_state
        assert rules(again) == rules(page)
        assert again.protection.sheet == page.protection.sheet
        kept, came = cells(again), cells(page)
        assert {name for name in came if came[name].value != ""} == kept.keys()
        for name, cell in kept.items():
            assert cell.value == came[name].value, name
            assert cell.data_type == came[name].data_type, name
            assert cell.number_format.replace("\\", "") == came[name].number_format, name
            assert cell.protection.locked == came[name].protection.locked, name
    assert [after["任务"].cell(row, place[LABELS["new_value"]]).value for row in rows] == list(wanted)
    with zipfile.ZipFile(tmp_path / "office" / "filled.xlsx") as parts:
        assert not any(b"<f" + end in parts.read(name) for name in parts.namelist() for end in (b">", b" ")
                       if "worksheets/sheet" in name)  # fmt: skip

    out = exported.copy(tmp_path)
    results = trip.take_in(tmp_path / "office" / "filled.xlsx", out).results
    assert len(results) == len(wanted)
    assert not [
        result for result in results if result.refusal is not None and result.refusal.code == "altered"
    ]
    assert [result.line.given.new_value for result in results] == list(wanted)


def test_the_return_file_survives_libreoffice(tmp_path):
    exported = trip.Exported.make(tmp_path / "export", seed=12)
    path = saved(exported.run.folder / "return.xlsx", tmp_path / "office")
    again = run(path, as_of=trip.AS_OF, out=tmp_path / "again", lang="zh")
    straight = run(
        exported.run.folder / "return.xlsx", as_of=trip.AS_OF, out=tmp_path / "straight", lang="zh"
    )
    columns = ["case_no", "row", "field", "rule", "value"]
    assert again.exceptions.select(columns).rows() == straight.exceptions.select(columns).rows()


def test_the_return_file_of_a_workbook_survives_libreoffice(tmp_path):
    write_cases(tmp_path / "cases.xlsx")
    (tmp_path / "workbook.yml").write_text(SOURCE, encoding="utf-8")
    made = run(
        tmp_path / "cases.xlsx",
        load_source(str(tmp_path / "workbook.yml")),
        "2026-01-31",
        tmp_path / "out",
        lang="zh",
    )
    came, _ = read_cells(made.folder / "return.xlsx")
    kept, _ = read_cells(saved(made.folder / "return.xlsx", tmp_path / "office"))
    lost = {(6, "身份证号"), (8, "逾期天数")}  # numbers of 16 digits and more: a spreadsheet keeps fifteen
    differ = {(row, name) for row in came for name in came[row] if came[row][name] != kept[row][name]}
    assert came.keys() == kept.keys()
    assert differ <= lost
    before = openpyxl.load_workbook(made.folder / "return.xlsx")[SHEET]
    after = openpyxl.load_workbook(tmp_path / "office" / "return.xlsx")[SHEET]
    for name, cell in cells(after).items():
        assert cell.data_type == before[name].data_type, name
        assert (cell.comment is None) == (before[name].comment is None), name
        assert cell.is_date == before[name].is_date, name
