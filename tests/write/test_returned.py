import zipfile

import fastexcel
import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dq.write import returned
from dq.write.returned import Returned, write_return

HEADERS = (
    ("案件编号", "*案件编号"),
    ("本人手机", "本人手机"),
    ("本人手机 (2)", "本人手机"),
    ("column 4", ""),
)


def table(cells=("C1", "1380013800", "00755123", "=1+1"), sheet="1月案件", rows=2):
    frame = pl.DataFrame(
        {"_row": range(4, 4 + rows)}
        | {name: [cell] * rows for (name, _), cell in zip(HEADERS, cells, strict=True)},
        schema_overrides={"_row": pl.UInt32},
    )
    marks = pl.DataFrame(
        {
            "row": [5, 5, 5],
            "columns": [["本人手机"], ["本人手机 (2)"], None],
            "message": ["号码少一位", "没有区号", "同一案件出现两次"],
        },
        schema_overrides={"row": pl.UInt32},
    )
    return Returned(sheet, HEADERS, frame, marks)


def lines(path, sheet):
    """The cells' text, as the reader takes it that dq reads workbooks with (it knows every escape of the format)."""
    table = fastexcel.read_excel(path).load_sheet(sheet, header_row=None, dtypes="string")
    return [list(row) for row in table.to_polars().iter_rows()]


def test_the_sources_own_layout_with_the_remark_in_front(tmp_path):
    written = write_return([table()], tmp_path / "r.xlsx")
    assert written.rows == 1
    assert lines(tmp_path / "r.xlsx", "1月案件") == [
        ["错误说明", "*案件编号", "本人手机", "本人手机", ""],
        [
            "1. 【本人手机】号码少一位\n2. 【本人手机】没有区号\n3. 同一案件出现两次",
            "C1", "1380013800", "00755123", "=1+1",
        ],
    ]  # fmt: skip


def test_the_remarks_of_the_round_before_are_replaced(tmp_path):
    first = table()
    again = Returned(
        first.sheet,
        (("错误说明", "错误说明"), *HEADERS),
        first.rows.with_columns(错误说明=pl.lit("old")),
        first.marks,
    )
    write_return([again], tmp_path / "again.xlsx")
    write_return([first], tmp_path / "first.xlsx")
    assert lines(tmp_path / "again.xlsx", "1月案件") == lines(tmp_path / "first.xlsx", "1月案件")


def test_bad_cells_are_coloured_and_commented_and_the_others_are_not(tmp_path):
    write_return([table()], tmp_path / "r.xlsx")
    row = openpyxl.load_workbook(tmp_path / "r.xlsx")["1月案件"][2]
    assert [cell.comment and cell.comment.text for cell in row] == [
        None,
        None,
        "号码少一位",
        "没有区号",
        None,
    ]
    assert [cell.fill.start_color.rgb == "FFFBD9D7" for cell in row] == [False, False, True, True, False]


def test_every_cell_is_text_and_none_a_formula(tmp_path):
    write_return([table()], tmp_path / "r.xlsx")
    cells = [
        cell for row in openpyxl.load_workbook(tmp_path / "r.xlsx")["1月案件"] for cell in row if cell.value
    ]
    assert {cell.number_format for cell in cells} == {"@"}
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr"}


def test_a_bad_cell_that_is_empty_is_coloured_too(tmp_path):
    write_return([table(cells=("C1", None, "x", "y"))], tmp_path / "r.xlsx")
    cell = openpyxl.load_workbook(tmp_path / "r.xlsx")["1月案件"]["C2"]
    assert (cell.value, cell.fill.start_color.rgb) == (None, "FFFBD9D7")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_of_the_source_comes_back_unchanged(tmp_path_factory, text):
    path = tmp_path_factory.mktemp("return") / "r.xlsx"
    write_return([table(cells=("C1", text, text, text))], path)
    with zipfile.ZipFile(path) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
    assert [cell or "" for cell in lines(path, "1月案件")[1][2:]] == [text] * 3


@pytest.mark.parametrize(
    "text", ["<r><t>x</t></r>", "<r><unclosed</r>", "<r>" + "<" * 30_000 + "</r>", "_x0041_", " a ", "a\r\nb"]
)
def test_text_that_the_library_would_take_for_markup(tmp_path, text):
    write_return([table(cells=("C1", text, "x", "y"))], tmp_path / "r.xlsx")
    assert lines(tmp_path / "r.xlsx", "1月案件")[1][2].strip() == text.strip()


@pytest.mark.parametrize(
    ("name", "becomes"),
    [("a/b[c]:*?", "a_b_c____"), ("x" * 40, "x" * 31), ("History", "History_"), ("'", "Sheet1"), (None, "Sheet1"),
     ("../../etc", ".._.._etc"), ("a\u202eb", "a_b")],
)  # fmt: skip
def test_a_sheet_name_that_excel_refuses(tmp_path, name, becomes):
    write_return([table(sheet=name)], tmp_path / "r.xlsx")
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames == [becomes]


def test_several_sheets_of_equal_name_and_long_lists(tmp_path, monkeypatch):
    monkeypatch.setattr(returned, "SHEET_ROWS", 2)
    many = table(rows=3)
    marks = pl.DataFrame(
        {"row": [4, 5, 6], "columns": [["本人手机"]] * 3, "message": "x"}, schema_overrides={"row": pl.UInt32}
    )
    written = write_return([Returned("A", HEADERS, many.rows, marks), table(sheet="a")], tmp_path / "r.xlsx")
    assert written.rows == 4
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").sheetnames == ["A", "A (2)", "a (3)"]
    assert len(lines(tmp_path / "r.xlsx", "A (2)")) == 2


def test_comments_stop_where_they_would_make_the_workbook_slow_but_colours_do_not(tmp_path, monkeypatch):
    monkeypatch.setattr(returned, "MOST_COMMENTS", 1)
    write_return([table()], tmp_path / "r.xlsx")
    row = openpyxl.load_workbook(tmp_path / "r.xlsx")["1月案件"][2]
    assert [bool(cell.comment) for cell in row] == [False, False, True, False, False]
    assert row[3].fill.start_color.rgb == "FFFBD9D7"


def test_the_same_bytes_for_the_owner_alone(tmp_path):
    first, again = (write_return([table()], tmp_path / name) for name in ("a.xlsx", "b.xlsx"))
    assert first.sha256 == again.sha256
    assert (tmp_path / "a.xlsx").stat().st_mode & 0o777 == 0o600
