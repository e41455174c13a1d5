"""Formats are told by content; several files are read each on its own."""

import io
import zipfile
from pathlib import Path

import openpyxl
import polars as pl
import pytest
import xlsxwriter

from dq.model.errors import RefusedError
from dq.read import Reading, ReadOptions, Refused, read, read_many

CSV = "案件编号,姓名,金额\nA1,张三,1.5\nA2,李四,2\n"
ROWS = [("A1", "张三", "1.5"), ("A2", "李四", "2")]


def cells(reading: Reading) -> list[tuple[object, ...]]:
    return [row[1:] for row in reading.frame.collect().rows()]


def refusal(path: Path, options: ReadOptions | None = None) -> str:
    with pytest.raises(RefusedError) as caught:
        read(path, options).close()
    assert path.name in caught.value.message or path.suffix == ""
    return caught.value.reason


def test_html_named_xls(tmp_path: Path) -> None:
    path = tmp_path / "cases.xls"
    path.write_bytes(
        "<html><meta charset=gb2312><table><tr><td colspan=3>案件清单</td></tr><tr><th>案件编号<th>姓名<th>金额</tr>"
        "<tr><td>A1</td><td>张三</td><td>&nbsp;1.5</td></tr><tr><td>A2<td>李四<td>2</table>".encode("gb18030")
    )
    with read(path) as reading:
        assert cells(reading) == ROWS
        assert reading.facts["format"] == "html"
        assert reading.counts.preamble == 1


def test_xml_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "cases.xls"
    head = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table>'
    rows = "".join(
        "<Row>" + "".join(f'<Cell><Data ss:Type="String">{cell}</Data></Cell>' for cell in row) + "</Row>"
        for row in [("案件编号", "姓名", "金额"), *ROWS]
    )
    path.write_text(head + rows + "</Table></Worksheet></Workbook>", encoding="utf-8")
    with read(path) as reading:
        assert cells(reading) == ROWS


def test_text_named_xls(tmp_path: Path) -> None:
    path = tmp_path / "cases.xls"
    path.write_text(CSV.replace(",", "\t"), encoding="gb18030")
    with read(path) as reading:
        assert cells(reading) == ROWS


def test_json_lines(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text(
        '{"案件编号":"A1","姓名":"张三","金额":1.50}\n\nnot json\n{"案件编号":"A2","电话":13800000001234567890}\n',
        encoding="utf-8",
    )
    with read(path) as reading:
        assert reading.frame.collect().rows() == [
            (1, "A1", "张三", "1.50", None),
            (4, "A2", None, None, "13800000001234567890"),
        ]
        assert dict(reading.rejected.select("row", "reason").rows()) == {2: "blank", 3: "not_json"}
        assert (reading.counts.lines, reading.counts.header, reading.counts.read) == (4, 0, 3)


def test_parquet(tmp_path: Path) -> None:
    path = tmp_path / "cases.parquet"
    pl.DataFrame({"编号": ["A1", None, ""], "额": [1.5, None, None], "数": [3, None, None]}).write_parquet(
        path
    )
    with read(path) as reading:
        assert reading.frame.collect().rows() == [(1, "A1", "1.5", "3")]
        assert reading.columns[0].name == "编号"
        assert reading.counts.blank == 2


def test_archive_folder_and_several_files(tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    with zipfile.ZipFile(folder / "b.zip", "w") as archive:
        archive.writestr("../../evil.csv", CSV)
        archive.writestr(zipfile.ZipInfo("空.csv"), b"")
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w") as nested:
            nested.writestr("x.csv", CSV)
        archive.writestr("inner.zip", inner.getvalue())
    (folder / "a.csv").write_text(CSV, encoding="utf-8")
    (folder / "~$lock.xlsx").write_bytes(b"x")
    (folder / "z.pdf").write_bytes(b"%PDF-1.7")
    work = tmp_path / "work"
    found = read_many([folder, tmp_path / "none.csv"], work_dir=work)
    told = [(item.file, item.reason if isinstance(item, Refused) else item.counts.cases) for item in found]
    assert told == [
        ("a.csv", 2),
        ("b.zip/../../evil.csv", 2),
        ("b.zip/空.csv", "empty_file"),
        ("b.zip/inner.zip", "archive_in_archive"),
        ("z.pdf", "not_a_table"),
        ("none.csv", "no_such_file"),
    ]
    for item in found:
        if isinstance(item, Reading):
            assert cells(item) == ROWS
            item.close()
    assert list(work.iterdir()) == []


def test_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(CSV.encode("gb18030")), encoding="utf-8"))
    with read("-") as reading:
        assert reading.file == "stdin"
        assert cells(reading) == ROWS


KNOWN = frozenset({"案件编号", "姓名"})


def test_a_sheet_that_cannot_be_read_does_not_cost_the_others(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [("案件编号", "姓名", "金额"), *ROWS]:
        book.active.append(row)
    book.create_sheet("远")["XFD9"] = 1
    path = tmp_path / "cases.xlsx"
    book.save(path)
    cases, far = read_many([path], known_headers=KNOWN)
    assert isinstance(cases, Reading)
    assert isinstance(far, Refused)
    assert far.reason == "too_far"
    assert "cases.xlsx, sheet '远': a cell stands in row 9, column 16384" in far.message
    with cases:
        assert cells(cases) == ROWS
    assert refusal(path) == "too_far"


def test_sheets(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本表由系统导出"])
    for title, state in (("案件", "visible"), ("旧案", "hidden"), ("二批", "visible")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for row in [("案件编号", "姓名", "金额"), *ROWS]:
            sheet.append(row)
    book["案件"].row_dimensions[2].hidden = True
    book["案件"].column_dimensions["B"].hidden = True
    path = tmp_path / "cases.xlsx"
    book.save(path)
    with read(path, ReadOptions(sheet="案件"), known_headers=KNOWN) as reading:
        assert cells(reading) == ROWS
        assert reading.facts["hidden"] == {
            "rows": 1,
            "first_rows": [2],
            "columns": [[2, 2]],
            "sheets": ["旧案"],
        }
    with read(path, ReadOptions(sheet="旧案")) as reading:
        assert reading.sheet == "旧案"
    assert refusal(path) == "several_tables"
    # Hidden or not: a sheet with the header of the cases holds cases.
    found = read_many([path], known_headers=KNOWN)
    assert [item.sheet for item in found if isinstance(item, Reading)] == ["案件", "旧案", "二批"]
    assert [sheet["read"] for sheet in found[0].facts["sheets"]] == [False, True, True, True]
    for item in found:
        item.close()
    found = read_many([path], ReadOptions(sheet="*"))
    assert [item.sheet for item in found if isinstance(item, Reading)] == ["说明", "案件", "二批"]
    for item in found:
        assert isinstance(item, Reading)
        item.close()
    assert refusal(path, ReadOptions(sheet="没有")) == "no_such_sheet"


def test_precision_and_errors_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "cases.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["编号", "证件号", "卡号", "金额"])
    sheet.write_row(1, 0, ["A1", 110101199001011234, 6228480402564890018, 0.1 + 0.2])
    sheet.write_row(2, 0, ["A2", "110101199001011237", "6228480402564890018", 123456789012345])
    sheet.write_formula(3, 1, "=NA()", None, "#N/A")
    sheet.write_string(3, 0, "A3")
    book.close()
    with read(path) as reading:
        assert [row[:3] for row in reading.marks.rows()] == [
            (2, "卡号", "precision_lost"),
            (2, "证件号", "precision_lost"),
            (4, "证件号", "error"),
        ]
        assert cells(reading)[2][1] == "#N/A"
        assert reading.facts["marked_cells"]["precision_lost"] == {"证件号": 1, "卡号": 1}


@pytest.mark.parametrize("epoch", [1900, 1904])
def test_dates_in_both_systems(tmp_path: Path, epoch: int) -> None:
    path = tmp_path / "cases.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": epoch == 1904})
    sheet = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, ["编号", "日期"])
    sheet.write(1, 0, "A1")
    sheet.write_number(1, 1, 46027 - (1462 if epoch == 1904 else 0), day)
    sheet.write(2, 0, "A2")
    sheet.write_string(2, 1, "2026-01-05 10:00:00")
    book.close()
    with read(path) as reading:
        assert cells(reading) == [("A1", "2026-01-05"), ("A2", "2026-01-05 10:00:00")]


def test_named_refusals(tmp_path: Path) -> None:
    def file(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    book = io.BytesIO()
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr(
            "xl/workbook.xml", '<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels", '<Relationship Id="r1" Target="worksheets/sheet1.xml"/>'
        )
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 12_000_000)
    assert refusal(file("bomb.xlsx", book.getvalue())) == "archive_bomb"
    corner = io.BytesIO()
    writer = xlsxwriter.Workbook(corner)
    writer.add_worksheet().write(0, 0, 1)
    writer.worksheets()[0].write(1_048_575, 16_383, 1)
    writer.close()
    assert refusal(file("corner.xlsx", corner.getvalue())) == "too_far"
    assert refusal(file("empty.csv", b"")) == "empty_file"
    assert refusal(file("white.csv", b"\r\n \r\n")) == "empty_file"
    assert (
        refusal(file("doc.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")))
        == "encrypted"
    )
    assert refusal(file("cut.xlsx", corner.getvalue()[:200])) == "broken_archive"
    assert refusal(file("wide.csv", b",".join(b"x%d" % n for n in range(3000)))) == "too_many_columns"
    assert refusal(file("noise.csv", bytes(range(256)) * 50)) == "not_a_table"
    assert refusal(tmp_path / "nothing.csv") == "no_such_file"
    assert refusal(tmp_path) in ("several_tables",)


def test_a_row_that_reaches_too_far_in_the_middle_of_a_sheet(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [("案件编号", "姓名", "金额"), *ROWS]:
        book.active.append(row)
    book.active.cell(2, 2_500, "x")
    path = tmp_path / "cases.xlsx"
    book.save(path)
    assert refusal(path) == "too_far"
