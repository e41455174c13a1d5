"""The file that goes back to a source that sent a workbook: its own sheet, read as the first one was."""

import datetime
import zipfile

import openpyxl
import pytest

from dq.packs.source import load_source
from dq.pipeline.road import run
from dq.read import ReadOptions, read

SHEET = "1月委外 案件"
HEADER = (
    "*案件编号", "姓名", "身份证号", "本人手机", "委案金额(元)", "委案日期", "贷款利率(%)", "逾期天数",
    "贷款日期", "备注",
)  # fmt: skip
DAY = datetime.date(2026, 1, 5)
LINES = (
    ("C001", "赵一", "110101199003071179", 13912345678, 1000.5, DAY, 18, 40, "2024-03-05", None),
    ("C002", "钱二", "110101199003071178", 139123456, 1234.56, DAY, 7.30000000000000071, 41,
     datetime.datetime(2024, 3, 5, 10, 30), "x"),
    ("C003", "孙三", 110101199003071178, "13912345679", 0, DAY, 18, 42, 45356, "#N/A"),
    (1004, "李四", "000123", "00755123", -5, datetime.date(2027, 1, 5), None, True, "2024/13/1", "=1+1"),
    ("C005", "周五", "110101199003071178", "13912345679", "abc", DAY, 18, 1.5e20, 45356, " 空 格 "),
    ("C006", "吴六", "11010519491231002X", "13911154321", 100, DAY, 18, 42, 45356, "in order"),
)  # fmt: skip
FORMATS = {
    5: "#,##0.00",
    6: 'yyyy"年"m"月"d"日"',
    7: '0.00" <&>"',
    9: "yyyy/m/d",
}
SOURCE = f"""id: workbook
read: {{sheet: "{SHEET}", header_row: 3}}
columns:
  "*案件编号": case_no
  姓名: debtor_name
  身份证号: id_no
  本人手机: self_mobile
  委案金额(元): total_due
  委案日期: placed_on
  贷款利率(%): annual_rate
  逾期天数: days_overdue
  贷款日期: loan_date
  备注: remarks
"""


def write_cases(path):
    book = openpyxl.Workbook()
    book.active.title = "说明"
    sheet = book.create_sheet(SHEET)
    sheet.append(["江南银行 2026年1月", None, "委外案件"])
    sheet.append([])
    for line in (HEADER, *LINES):
        sheet.append(line)
    for row in sheet.iter_rows(min_row=4):
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
            if cell.data_type in ("n", "d"):
                cell.number_format = FORMATS.get(cell.column, "General")
    sheet["I4"].number_format = "yyyy/m/d"
    sheet.column_dimensions["C"].width = 22.5
    sheet.column_dimensions["E"].width = 14
    book.save(path)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("workbook")
    write_cases(folder / "cases.xlsx")
    (folder / "workbook.yml").write_text(SOURCE, encoding="utf-8")
    source = load_source(str(folder / "workbook.yml"))
    return folder, source, run(folder / "cases.xlsx", source, "2026-01-31", folder / "out", lang="zh")


def cells(path, options=None):
    """What dq reads of the workbook: its lines by the names of their columns, and the marks on single cells."""
    with read(path, options or ReadOptions(sheet=SHEET, header_row=3)) as reading:
        frame = reading.frame.collect()
        names = [name for name in frame.columns if name not in ("_row", "错误说明")]
        lines = dict(zip(frame["_row"], frame.select(names).rows(named=True), strict=True))
        marks = {(row, column, mark) for row, column, mark, _ in reading.marks.rows()}
        return lines, marks


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
