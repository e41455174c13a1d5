"""A header of two rows goes back to the source as it came, and is read as it was."""

import openpyxl
import pytest

from dq.pipeline.road import run

NAMES_ABOVE = (
    ["案件编号", "姓名", "委案金额", "联系人1", None, "联系人2", None],
    [None, None, None, "姓名", "电话", "姓名", "电话"],
)
GROUPS_ABOVE = (
    [None, None, None, "联系人1", None, "联系人2", None],
    ["案件编号", "姓名", "委案金额", "姓名", "电话", "姓名", "电话"],
)
LINES = [
    ["C1", "张三", "abc", "李四", "13800000001", "吴九", "13800000011"],
    ["C2", "王五", "20.00", "赵六", "13800000002", "郑十", "13800000012"],
    ["C3", "孙七", "30.00", "周八", "13800000003", "冯一", "13800000013"],
]
FIELDS = {"case_no", "debtor_name", "total_due", "contact1_name", "contact2_mobile"}


def _sent(folder, header, title):
    """The file: a title above the header or none, group names merged over their columns."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "案件"
    for line in ([["江南银行委外案件"]] if title else []) + [*header, *LINES]:
        sheet.append(line)
    upper = 2 if title else 1
    sheet.merge_cells(start_row=upper, end_row=upper, start_column=4, end_column=5)
    sheet.merge_cells(start_row=upper, end_row=upper, start_column=6, end_column=7)
    book.save(folder / "cases.xlsx")
    return folder / "cases.xlsx"


def _fields(result):
    return {entry["field"] for entry in result.manifest["mapping"]["mapped"]}


@pytest.mark.parametrize("title", [False, True])
@pytest.mark.parametrize("header", [NAMES_ABOVE, GROUPS_ABOVE], ids=["names above", "groups above"])
def test_a_header_of_two_rows_comes_back_in_two_rows(tmp_path, header, title):
    first = run(_sent(tmp_path, header, title), None, "2026-01-31", tmp_path / "out", lang="zh")
    assert _fields(first) >= FIELDS
    back = openpyxl.load_workbook(first.folder / "return.xlsx")["案件"]
    rows = [[cell or None for cell in row] for row in back.iter_rows(values_only=True)]
    top = 1 if title else 0
    assert [row[1:] for row in rows[top : top + 2]] == [*header]
    assert {row[0] for row in rows[top : top + 2]} == {"错误说明", None}
    assert [row[1:] for row in rows[top + 2 :]] == [LINES[0]]
    assert back.freeze_panes == f"B{top + 3}"

    again = run(first.folder / "return.xlsx", None, "2026-01-31", tmp_path / "again", lang="zh")
    names = ["case_no", "row", "field", "column", "rule", "value", "message"]
    errors = [found.exceptions.filter(severity="error").select(names) for found in (first, again)]
    assert errors[0].rows() == errors[1].rows() != []
    assert _fields(again) == _fields(first)
    assert again.counts["header"] == 2


def test_a_text_file_with_a_header_of_two_rows_comes_back_in_two_rows(tmp_path):
    lines = [*GROUPS_ABOVE, *LINES]
    text = "\n".join(",".join(cell or "" for cell in line) for line in lines)
    (tmp_path / "cases.csv").write_text(text + "\n", encoding="utf-8")
    made = run(tmp_path / "cases.csv", None, "2026-01-31", tmp_path / "out", lang="en")
    back = openpyxl.load_workbook(made.folder / "return.xlsx").active
    rows = [[cell or None for cell in row] for row in back.iter_rows(max_row=2, values_only=True)]
    assert rows == [[None, *GROUPS_ABOVE[0]], ["What is wrong", *GROUPS_ABOVE[1]]]
