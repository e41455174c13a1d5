"""Workbooks: cells as text, rows as the spreadsheet shows them."""

import datetime
from pathlib import Path

import openpyxl

from dq.read import read


def test_sheet_with_title_and_total(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "案件"
    sheet.append(["2026年1月委外案件"])
    sheet.append([])
    sheet.append(["案件编号", "姓名", "委案日期", "手机", "欠款金额"])
    sheet.append(["A001", "张三", datetime.date(2026, 1, 5), "13800000001", 100.5])
    sheet.append(["A002", "李四", datetime.datetime(2026, 1, 5, 10, 30), 13800000002, 200])
    sheet.append([])
    sheet.append(["合计", None, None, None, 300.5])
    path = tmp_path / "cases.xlsx"
    book.save(path)
    with read(path) as reading:
        assert reading.sheet == "案件"
        assert reading.frame.collect().rows() == [
            (4, "A001", "张三", "2026-01-05", "13800000001", "100.5"),
            (5, "A002", "李四", "2026-01-05 10:30:00", "13800000002", "200"),
        ]
        assert dict(reading.rejected.select("row", "reason").rows()) == {
            1: "preamble",
            2: "blank",
            6: "blank",
            7: "total",
        }
        assert reading.counts.lines == 7 and reading.counts.read == 3 and reading.counts.rejected == 1


def test_known_names_under_groups_make_a_sheet_the_cases(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    cases, contacts = book.active, book.create_sheet("联系人")
    cases.append(["基本信息", None, None, "欠款信息", None])
    cases.append(["客户号", "姓名", "证件号码", "欠款本金", "欠款总额"])
    cases.append(["001", "张三", "110105199001010011", 100, 120])
    contacts.append(["姓名", "证件号码"])
    contacts.append(["李四", "110105199001010011"])
    contacts.append(["王五", "110105199001010011"])
    book.save(tmp_path / "cases.xlsx")
    known = frozenset(("客户号", "姓名", "证件号码", "欠款本金", "欠款总额"))
    with read(tmp_path / "cases.xlsx", known_headers=known) as reading:
        assert reading.sheet == cases.title
        assert [column.header for column in reading.columns][:2] == ["基本信息客户号", "基本信息姓名"]
