"""What the dropdown of a case's task offers is taken, and what it does not offer is not."""

import shutil
from datetime import date

import openpyxl
import pytest

from dq.pipeline.applying import apply
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS

LABELS = {column.en: column.name for column in COLUMNS}
HEADER = "案件编号,姓名,手机号,委案金额,委托方,联系人1姓名,联系人1关系,联系人1手机"
LINES = (
    "A1,张三,1380013800,600,江南银行,王五,朋友,13900139001",
    "A2,李四,13900139002,-5,江南银行,,,",
    ",王五,13900139003,-7,江南银行,,,",
    ",赵六,不详,900,江南银行,,,",
    "A5,,,900,江南银行,王五,朋友,13900139001",
    "A6,钱七,13800138006,900,江南银行,,,",
)
CALLS = ("案件号,联络时间,联络电话,关系,催收结果", "A6,2026-01-05 10:00:00,13800138006,本人,空号")
VERDICT = "contact.third_party_only"
WORDS = {
    "keep": "The value is right", "return": "Back to the client", "unknown": "Can't be verified",
    "stop": "Stop contact",
}  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("offers")
    (folder / "cases.csv").write_text("\n".join([HEADER, *LINES, ""]), encoding="utf-8")
    (folder / "calls.csv").write_text("\n".join([*CALLS, ""]), encoding="utf-8")
    return run(
        folder / "cases.csv",
        as_of="2026-01-31",
        out=folder / "out",
        companions={"calls": folder / "calls.csv"},
    )


def lines(book):
    """Row, (rule, field, row of the case) and the decisions offered, of each line."""
    sheet = book["Tasks"]
    places = {LABELS[cell.value]: cell.column for cell in sheet[1]}
    offers = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            if area.min_col == places["decision"]:
                title, cells = rule.formula1.split("!")
                choices = [cell.value for (cell,) in book[title.strip("='")][cells.replace("$", "")]]
                offers |= dict.fromkeys(range(area.min_row, area.max_row + 1), choices)
    for row in range(2, sheet.max_row + 1):
        yield (
            row,
            tuple(sheet.cell(row, places[name]).value for name in ("rule", "field", "row")),
            offers[row],
        )


def test_a_choice_is_offered_where_it_is_taken(made, tmp_path):
    for code, word in WORDS.items():
        book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
        asked = list(lines(book))
        place = next(cell.column for cell in book["Tasks"][1] if cell.value == "Decision")
        for row, _, _ in asked:
            book["Tasks"].cell(row, place).value = word
        filled = tmp_path / f"{code}.xlsx"
        book.save(filled)
        out = shutil.copytree(made.folder.parent, tmp_path / code)
        done = apply(filled, out, [out], None, person="王一", today=date(2026, 2, 2))
        assert len(done.results) == len(asked) > 8
        for (_, task, offer), result in zip(asked, done.results, strict=True):
            told = result.refusal.code if result.refusal is not None else None
            assert (told is None) == (word in offer), (task, word, told)


def test_what_is_offered_depends_on_the_cell_and_the_case(made):
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    found = {(rule, row): offer for _, (rule, _, row), offer in lines(book)}
    rest = [WORDS["return"], WORDS["unknown"]]
    assert found["amount.negative", 3] == ["Correct by hand", WORDS["keep"], *rest, WORDS["stop"]]
    assert found["amount.negative", 4] == ["Correct by hand", *rest]
    assert found["field.missing", 6] == ["Correct by hand", *rest, WORDS["stop"]]
    assert found[VERDICT, 2] == [WORDS["keep"], *rest, WORDS["stop"]]
    assert found["contact.no_callable_number", 5] == rest


def test_a_verdict_that_is_agreed_to_is_raised_no_more(made, tmp_path):
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    place = next(cell.column for cell in book["Tasks"][1] if cell.value == "Decision")
    for row, (rule, _, _), _ in lines(book):
        if rule == VERDICT:
            book["Tasks"].cell(row, place).value = WORDS["keep"]
    book.save(tmp_path / "filled.xlsx")
    out = shutil.copytree(made.folder.parent, tmp_path / "out")
    apply(tmp_path / "filled.xlsx", out, [out], None, person="王一", today=date(2026, 2, 2))
    cases = made.folder.parent.parent
    calls = {"calls": cases / "calls.csv"}
    later = run(cases / "cases.csv", as_of="2026-01-31", out=out, companions=calls)
    assert VERDICT in made.exceptions["rule"].to_list()
    assert VERDICT not in later.exceptions["rule"].to_list()
