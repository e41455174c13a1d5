import json
import time
import zipfile
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.cell.rich_text import CellRichText

from dq.model.evidence import EVIDENCE
from dq.text.visible import visible
from dq.write import worklist
from dq.write.worklist import Heading, write_worklist
from dq.write.worklist_keys import is_genuine, split_key
from dq.write.worklist_words import ANSWERS, COLUMNS, DECISIONS, VERIFIED_BY

AS_OF = date(2026, 1, 31)
TEXT = ("file", "sheet", "column", "problem", "value", "suggestion", "evidence")


def sign(text):
    return blake2b(text.encode(), key=b"k", digest_size=8).hexdigest()


def write(tasks, path, **options):
    return write_worklist(tasks, path, Heading("run-1", AS_OF, **options), sign)


def opened(path):
    return openpyxl.load_workbook(path, rich_text=True)


def read(sheet, lang="zh"):
    """The task sheet as dicts by our column names."""
    names = {column.label(lang): column.name for column in COLUMNS}
    header, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip((names[label] for label in header), line, strict=True)) for line in lines]


def text_of(value):
    return str(value) if isinstance(value, CellRichText) else value


def test_hostile_text_comes_back_as_the_same_text(tasks, tmp_path):
    write(tasks, tmp_path / "w.xlsx")
    lines = read(opened(tmp_path / "w.xlsx")["任务"])
    assert len(lines) == tasks.height
    for line, task in zip(lines, tasks.to_dicts(), strict=True):
        for name in TEXT:
            wanted = task[name] and visible(task[name])
            assert text_of(line[name]) == wanted, name


def test_no_cell_is_a_formula_or_a_link_and_text_cells_have_the_text_format(tasks, tmp_path):
    write(tasks, tmp_path / "w.xlsx")
    book = opened(tmp_path / "w.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    texts = [cell for cell in cells if cell.data_type in ("s", "inlineStr")]
    assert len(texts) > 20 * tasks.height
    assert {cell.number_format for cell in texts} == {"@"}
    with zipfile.ZipFile(tmp_path / "w.xlsx") as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets/" in name)


def test_answer_cells_are_empty_unlocked_and_hold_text(tasks, tmp_path):
    write(tasks, tmp_path / "w.xlsx")
    sheet = opened(tmp_path / "w.xlsx")["任务"]
    labels = {column.label("zh"): column.name for column in COLUMNS}
    for column in sheet.iter_cols(min_row=1, max_row=tasks.height + 1):
        name = labels[column[0].value]
        for cell in column[1:]:
            assert cell.protection.locked is (name not in ANSWERS)
            if name in ANSWERS:
                assert cell.value is None
                assert cell.number_format == ("yyyy-mm-dd" if name == "verified_on" else "@")
    assert sheet.protection.sheet
    assert not sheet.protection.autoFilter


def test_keys_are_hidden_and_complete(tasks, tmp_path):
    write(tasks, tmp_path / "w.xlsx")
    sheet = opened(tmp_path / "w.xlsx")["任务"]
    lines = read(sheet)
    keys = [split_key(line["_key"]) for line in lines]
    assert [fingerprint for _, fingerprint, _ in keys] == tasks["fingerprint"].to_list()
    assert {run_id for run_id, *_ in keys} == {"run-1"}
    hidden = [cell.value for cell in sheet[1] if sheet.column_dimensions[cell.column_letter].hidden]
    assert hidden == ["_key"]


@pytest.mark.parametrize("column", ["case_no", "field", "rule", "value", "suggestion", "row"])
def test_a_line_that_shows_something_else_is_not_genuine(tasks, tmp_path, column):
    write(tasks, tmp_path / "w.xlsx")
    for line in read(opened(tmp_path / "w.xlsx")["任务"]):
        shown = {name: None if value is None else str(text_of(value)) for name, value in line.items()}
        key = split_key(shown["_key"])
        assert is_genuine(key, shown, sign)
        assert not is_genuine(key, shown | {column: f"{shown[column] or ''}1"}, sign)
        assert not is_genuine(("run-2", *key[1:]), shown, sign)


def offered(book, name):
    """What the dropdown of each line's cell offers, in the order of the lines."""
    sheet = book.worksheets[0]
    labels = {cell.value: cell.column for cell in sheet[1]}
    (label,) = (column.label(lang) for column in COLUMNS for lang in ("zh", "en") if column.name == name
                if column.label(lang) in labels)  # fmt: skip
    found = {}
    for rule in sheet.data_validations.dataValidation:
        for area in rule.sqref.ranges:
            if rule.type == "list" and area.min_col == area.max_col == labels[label]:
                title, cells = rule.formula1.split("!")
                choices = [cell.value for (cell,) in book[title.strip("'")][cells.replace("$", "")]]
                found |= dict.fromkeys(range(area.min_row, area.max_row + 1), choices)
    return [found[row] for row in range(2, sheet.max_row + 1)]


@pytest.mark.parametrize(("lang", "which"), [("zh", 0), ("en", 1)])
def test_dropdowns_offer_the_closed_lists_and_a_suggestion_where_there_is_one(tasks, tmp_path, lang, which):
    write(tasks, tmp_path / "w.xlsx", lang=lang)
    book = opened(tmp_path / "w.xlsx")
    assert book.worksheets[-1].sheet_state == "hidden"
    assert "date" in {rule.type for rule in book.worksheets[0].data_validations.dataValidation}
    everything = [pair[which] for pair in DECISIONS.values()]
    accept = DECISIONS["accept"][which]
    assert offered(book, "verified_by") == [[pair[which] for pair in VERIFIED_BY.values()]] * tasks.height
    assert offered(book, "decision") == [
        everything if there else [choice for choice in everything if choice != accept]
        for there in tasks["suggestion"].is_not_null()
    ]


def test_many_scattered_lines_share_few_dropdowns_of_bounded_length(tasks, tmp_path):
    many = pl.concat([tasks.with_columns(suggestion=pl.lit(text)) for text in ("x", None)] * 110)
    write(many, tmp_path / "w.xlsx")
    book = opened(tmp_path / "w.xlsx")
    rules = [
        rule
        for rule in book.worksheets[0].data_validations.dataValidation
        if rule.type == "list" and "$A$" not in rule.formula1  # there are the ways to verify
    ]
    assert [len(rule.sqref.ranges) for rule in rules] == [100, 10] * 2
    assert [len(choices) for choices in offered(book, "decision")] == [
        len(DECISIONS) - (text is None) for text in many["suggestion"]
    ]


def test_the_days_of_each_person_are_on_the_summary(tasks, tmp_path):
    day = pl.when(pl.col("row") < 10).then(date(2026, 2, 2)).otherwise(date(2026, 2, 3))
    who = pl.when(pl.col("row") % 2 == 1).then(pl.lit("=王"))
    planned = tasks.with_columns(assignee=who, planned_on=pl.when(who.is_not_null()).then(day))
    write(planned, tmp_path / "w.xlsx", lang="en", per_person=4)
    book = opened(tmp_path / "w.xlsx")
    lines = {str(row[0].value): row[1].value for row in book["Summary"].iter_rows()}
    assert {label: lines[label] for label in lines if "=王" in label or "nobody" in label} == {
        "=王  2026-02-02": 4, "=王  2026-02-03": 11, "nobody's  ": 14,
    }  # fmt: skip
    assert any(label.startswith("At most 4 tasks a person a day") for label in lines)


def test_the_debtor_is_masked_and_values_are_on_request(tasks, tmp_path):
    tasks = tasks.with_columns(value=pl.lit("13800138000"), suggestion=pl.lit("+8613800138000"))
    write(tasks, tmp_path / "open.xlsx")
    write(tasks, tmp_path / "masked.xlsx", masked=True)
    open_line, masked_line = (
        read(opened(tmp_path / name)["任务"])[0] for name in ("open.xlsx", "masked.xlsx")
    )
    assert open_line["debtor_name"] == masked_line["debtor_name"] == "张*三"
    assert (open_line["value"], masked_line["value"]) == ("13800138000", "138****8000")
    assert masked_line["suggestion"] == "+86138****8000"


def test_a_value_that_the_task_does_not_need_is_masked(tasks, tmp_path):
    tasks = tasks.with_columns(value=pl.lit("13800138000"), needs_value=pl.col("row") % 2 == 0)
    write(tasks, tmp_path / "w.xlsx")
    lines = read(opened(tmp_path / "w.xlsx")["任务"])
    assert [line["value"] == "13800138000" for line in lines] == tasks["needs_value"].to_list()
    assert {line["value"] for line in lines} == {"13800138000", "138****8000"}


def test_masking_leaves_values_of_fields_that_are_not_private(tasks, tmp_path):
    write(
        tasks.with_columns(field=pl.lit("total_due"), value=pl.lit("12345.00")),
        tmp_path / "w.xlsx",
        masked=True,
    )
    assert read(opened(tmp_path / "w.xlsx")["任务"])[0]["value"] == "12345.00"


def test_numbers_and_dates_of_ours_are_numbers_and_dates(tasks, tmp_path):
    write(tasks, tmp_path / "w.xlsx")
    line = read(opened(tmp_path / "w.xlsx")["任务"])[0]
    assert (line["at_stake"], line["days_overdue"], line["row"]) == (100.5, 31, 3)
    assert line["recall_due_on"].date() == date(2026, 3, 1)
    assert (line["priority"], line["field"], line["severity"], line["who"]) == (
        "P1",
        "本人手机",
        "错误",
        "委托方",
    )


def test_an_amount_beyond_a_spreadsheets_precision_stays_exact(tasks, tmp_path):
    huge = pl.lit(Decimal("1234567890123456.78"), dtype=pl.Decimal(18, 2))
    write(tasks.with_columns(at_stake=huge), tmp_path / "w.xlsx")
    assert read(opened(tmp_path / "w.xlsx")["任务"])[0]["at_stake"] == "1234567890123456.78"


@pytest.mark.parametrize("char", ["x", "😀", "电"])
def test_a_cell_too_long_for_a_workbook_is_cut_with_a_mark(tasks, tmp_path, char):
    write(tasks.with_columns(value=pl.lit(char * 40_000)), tmp_path / "w.xlsx")
    value = read(opened(tmp_path / "w.xlsx")["任务"])[0]["value"]
    assert value.endswith("…[cut, 40000 characters]")
    assert len(value.encode("utf-16-le")) // 2 <= 32_767
    assert value.startswith(char * 16_000)


def test_the_same_tasks_give_the_same_bytes_whenever(tasks, tmp_path, monkeypatch):
    first = write(tasks, tmp_path / "a.xlsx")
    monkeypatch.setattr(time, "time", lambda: 0.0)
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert write(tasks, tmp_path / "b.xlsx").sha256 == first.sha256


def test_only_the_owner_may_read_it_and_no_other_file_is_left(tasks, tmp_path):
    write(tasks, tmp_path / "w.xlsx")
    assert [path.name for path in tmp_path.iterdir()] == ["w.xlsx"]
    assert (tmp_path / "w.xlsx").stat().st_mode & 0o777 == 0o600


def test_long_lists_go_on_on_further_sheets(tasks, tmp_path, monkeypatch):
    monkeypatch.setattr(worklist, "SHEET_ROWS", 10)
    write(tasks, tmp_path / "w.xlsx")
    book = opened(tmp_path / "w.xlsx")
    assert book.sheetnames[:3] == ["任务", "任务 (2)", "任务 (3)"]
    ids = [line["task_id"] for name in book.sheetnames[:3] for line in read(book[name])]
    assert ids == tasks["task_id"].to_list()
    assert any("任务 (2), 任务 (3)" in str(row[0].value) for row in book["汇总"].iter_rows())


def test_what_does_not_fit_is_told(tasks, tmp_path, monkeypatch):
    monkeypatch.setattr(worklist, "MOST_TASKS", 7)
    assert write(tasks, tmp_path / "w.xlsx").rows == 7
    shown = [str(row[0].value) for row in opened(tmp_path / "w.xlsx")["说明"].iter_rows()]
    assert any(f"前 7 条任务，共 {tasks.height} 条" in line for line in shown)


def test_tasks_left_out_before_are_told(tasks, tmp_path):
    write(tasks, tmp_path / "w.xlsx", lang="en", whole=12_345)
    shown = [str(row[0].value) for row in opened(tmp_path / "w.xlsx")["Guide"].iter_rows()]
    assert any(f"the first {tasks.height} of 12,345 tasks" in line for line in shown)


def test_a_file_without_some_facts_leaves_their_cells_empty(tasks, tmp_path):
    bare = tasks.with_columns(pl.lit(None).alias(name) for name in ("debtor_name", "days_overdue", "client"))
    write(bare.with_columns(at_stake=pl.lit(None, pl.Decimal(18, 2)), case_no=None), tmp_path / "w.xlsx")
    line = read(opened(tmp_path / "w.xlsx")["任务"])[0]
    assert [line[name] for name in ("case_no", "debtor_name", "client", "days_overdue", "at_stake")] == [
        None
    ] * 5


def test_the_summary_counts_each_cases_money_once(tasks, tmp_path):
    write(tasks, tmp_path / "w.xlsx", lang="en")
    book = opened(tmp_path / "w.xlsx")
    lines = {row[0].value: [cell.value for cell in row[1:5]] for row in book["Summary"].iter_rows()}
    cases = tasks["case_no"].n_unique()
    assert lines["phone.malformed"] == [
        tasks.height,
        cases,
        pytest.approx(tasks.height / 10, abs=0.1),
        cases * 100.5,
    ]
    assert lines["First 20"] == [20, 10, 2, 1005]
    assert [label for label in lines if label in ("error", "warning", "info")] == ["error", "warning", "info"]
    assert lines["Client"][0] == tasks.height
    assert len(book["Summary"]._charts) == 1


def test_rows_without_a_case_number_are_cases_of_their_own(tasks, tmp_path):
    rows = tasks.head(12).with_columns(
        case_no=pl.lit(None, pl.String), row=pl.Series([5, 6, 7] * 4, dtype=tasks.schema["row"]),
        file=pl.lit("a.csv"), sheet=pl.lit(None, pl.String),
    )  # fmt: skip
    write(rows, tmp_path / "w.xlsx", lang="en")
    lines = [[cell.value for cell in row] for row in opened(tmp_path / "w.xlsx")["Summary"].iter_rows()]
    (first,) = [line for line in lines if line[0] == "First 12"]
    assert (first[1], first[2], first[4]) == (12, 3, 3 * 100.5)


def test_no_tasks_make_a_workbook_that_opens(tasks, tmp_path):
    assert write(tasks.clear(), tmp_path / "w.xlsx").rows == 0
    assert read(opened(tmp_path / "w.xlsx")["任务"]) == []


def test_every_reason_for_a_phone_cell_has_words():
    cells = Path(__file__).parents[2] / "fixtures" / "phones" / "cells.jsonl"
    lines = map(json.loads, cells.read_text("utf-8").splitlines())
    told = {case[key] for case in lines for key in ("reason", "signal") if key in case}
    assert "unassigned_segment" in told
    assert told <= EVIDENCE.keys()
