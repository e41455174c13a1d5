"""What a run tells of how it read and mapped its files: only where there was something to decide."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import pytest

from dq.cli.note_words import kept, reason
from dq.cli.notes import intake_notes, run_notes
from dq.packs.source import default_source, load_source
from dq.pipeline.checking import check
from dq.pipeline.intake import take_in
from dq.read import verdict
from dq.text.width import width

HEADER = "案件编号,客户姓名,身份证号,手机号码,委案金额"
LINES = [f"C{n:03d},王伟,44030519900101123X,1380013{n:04d},{n}00.50" for n in range(1, 9)]

Notes = Callable[..., list[str]]


@pytest.fixture
def notes(tmp_path: Path) -> Notes:
    def told(*files: Path, source: Path | None = None, lang: str = "en") -> list[str]:
        known = load_source(str(source)) if source else None
        with closing(take_in(list(files), known, default_source, tmp_path / "work", lang)) as intake:
            lines = intake_notes(intake, lang)
        assert all(width(line) <= 80 for line in lines)
        text = "\n".join(lines).replace("\n  ", " ")
        return text.splitlines()

    return told


def file(path: Path, lines: list[str], encoding: str = "utf-8") -> Path:
    path.write_bytes(("\n".join(lines) + "\n").encode(encoding))
    return path


def test_nothing_is_told_of_a_plain_file(tmp_path: Path, notes: Notes) -> None:
    assert notes(file(tmp_path / "a.csv", [HEADER, *LINES])) == []


def test_decisions_are_told_with_the_line_that_fixes_them(tmp_path: Path, notes: Notes) -> None:
    content = [
        "委案清单;;;;",
        HEADER.replace(",", ";"),
        *(line.replace(",", ";") for line in LINES),
        "合计;;;;3600",
    ]
    told = notes(file(tmp_path / "a.csv", content, "gb18030"))
    assert [line.partition(": ")[0] for line in told] == ["a.csv"] * 4
    for part, line in zip(
        (
            "encoding taken as gb18030 (share of everyday characters); read: {encoding: …}",
            "delimiter taken as ;",
            "header taken from row 2 (known names); read: {header_row: N}",
            "rejected lines: 1 (1 total); see rejected.csv",
        ),
        told,
        strict=True,
    ):
        assert part in line


def test_sheets_and_what_is_hidden_are_told(tmp_path: Path, notes: Notes) -> None:
    book = openpyxl.Workbook()
    for title, state in (("一月", "visible"), ("二月", "hidden")):
        sheet = book.create_sheet(title)
        sheet.sheet_state = state
        for line in (HEADER, *LINES):
            sheet.append(line.split(","))
    book["一月"].row_dimensions[3].hidden = True
    book["Sheet"].append(["填写说明"])
    book.save(tmp_path / "b.xlsx")
    assert notes(tmp_path / "b.xlsx") == [
        "b.xlsx: sheets read: 一月, 二月 (hidden); not read: Sheet; read: {sheet: …} names one; a table beside the"
        " cases is given with --contacts, --calls … 'FILE#SHEET'",
        "b.xlsx, sheet '一月': hidden, and read all the same: rows: 1",
    ]


def test_a_changed_layout_is_told_as_differences(tmp_path: Path, notes: Notes) -> None:
    source = tmp_path / "bank.yml"
    source.write_text(
        "id: bank\ncolumns:\n  案件编号: case_no\n  客户姓名: debtor_name\n  身份证号: id_no\n"
        "  手机号码: self_mobile\n  委案金额: total_due\n",
        encoding="utf-8",
    )
    changed = ["客户姓名,案件编号,身份证号,手机号,委案金额,微信"]
    changed += [
        ",".join([c[1], c[0], *c[2:4], "2026-01-05", "x"]) for c in (line.split(",") for line in LINES)
    ]
    told = notes(file(tmp_path / "a.csv", changed), source=source)
    assert told == [
        "a.csv: column '手机号码' is missing; '手机号' is probably the same under a new name",
        "a.csv: column '微信' is new: the source does not name it",
        "a.csv: column '客户姓名' stands in another place",
        "a.csv: column '委案金额' is total_due in the source, but 100% of 8 values are dates",
    ]
    assert "缺少列“手机号码”" in notes(file(tmp_path / "a.csv", changed), source=source, lang="zh")[0]


def test_rejected_lines_and_sheets_are_told_in_chinese(tmp_path: Path, notes: Notes) -> None:
    book = openpyxl.Workbook()
    book.active.title = "案件"
    for line in (HEADER, *LINES, "合计,,,,3600"):
        book.active.append(line.split(","))
    book.save(tmp_path / "cases.xlsx")
    told = " ".join(notes(tmp_path / "cases.xlsx", lang="zh"))

    assert "cases.xlsx，工作表“案件”: 拒收 1 行：1 合计行" in told
    assert "sheet '" not in told


def test_a_sheet_that_is_read_as_a_companion_table_is_not_told_as_left(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "案件"
    for line in (HEADER, *LINES):
        book.active.append(line.split(","))
    book.create_sheet("停催").append(["勿扰号码"])
    book["停催"].append(["13800000001"])
    book.create_sheet("说明").append(["填写说明"])
    book.save(tmp_path / "b.xlsx")
    stops = f"{tmp_path / 'b.xlsx'}#停催"
    result = check([tmp_path / "b.xlsx"], as_of="2026-01-31", companions={"optouts": stops})

    assert run_notes(result)[0].startswith("b.xlsx: sheets read: 案件; not read: 说明;")


def test_what_is_odd_about_lines_is_told_in_chinese(tmp_path: Path, notes: Notes) -> None:
    odd = ['C009, "王伟",44,13800130009,1', "C010,王伟,44,13800130010,2,,", 'C011,"王,伟",4,5,3']
    read = notes(file(tmp_path / "a.csv", [HEADER, *LINES, *odd]), lang="zh")
    assert "a.csv: 写法特殊但已保留的行：2（行末多出空单元格, 引号保留为文本）" in read
    record = dict(zip(HEADER.split(","), LINES[0].split(","), strict=True))
    objects = file(tmp_path / "b.jsonl", [json.dumps(record), "{broken", "[1]"])
    assert "b.jsonl: 拒收 2 行：2 不是 JSON 对象；见 rejected.csv" in notes(objects, lang="zh")


def test_all_that_reading_says_of_lines_has_chinese_words() -> None:
    verdicts = [
        [getattr(argument, "value", None) for argument in call.args]
        for call in ast.walk(ast.parse(Path(verdict.__file__).read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "Verdict"
    ]
    reasons = {values[2] for values in verdicts if values[2]} - {"blank"}
    odd = {values[4] for values in verdicts if len(values) > 4 and values[4]}
    assert len(reasons) > 5 and len(odd) > 2
    assert all(reason(word, "zh") != word for word in reasons)
    assert all(kept(word, "zh") != word for word in odd)


def test_delimiters_at_the_end_of_lines_are_no_columns_to_tell_of(tmp_path: Path, notes: Notes) -> None:
    told = notes(file(tmp_path / "a.csv", [f"{HEADER},,", *(f"{line},," for line in LINES)]))
    assert told == []
    (odd,) = notes(file(tmp_path / "b.csv", [f"{HEADER},,", *(f"{line},,x" for line in LINES)]))
    assert odd.startswith("b.csv: columns not recognised (1)")


def test_a_unit_above_the_header_is_told_and_read(tmp_path: Path, notes: Notes) -> None:
    lines = ["单位：万元,,,,", HEADER, *(line.replace("00.50", ".05") for line in LINES)]
    for lang, words in (
        ("en", "amounts are read in 万元 (ten thousand yuan) where"),
        ("zh", "表头上方写明单位为万元："),
    ):
        assert any(words in line for line in notes(file(tmp_path / "a.csv", lines), lang=lang))
    plain = ["单位：元,,,,", *lines[1:]]
    assert not any("万" in line for line in notes(file(tmp_path / "b.csv", plain)))
    money = check([file(tmp_path / "a.csv", lines)], as_of="2026-01-31").manifest["money"]
    assert money["read"] == "364000.00"
