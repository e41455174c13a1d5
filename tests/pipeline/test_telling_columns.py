"""Columns that no field takes still tell rows apart: what differs in them is no repeated row."""

from datetime import date

import openpyxl
import pytest

from dq.pipeline.applying import apply
from dq.pipeline.checking import check
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS

HEADER = "案件编号,姓名,身份证号,委案金额"
ROW = "A1,陈晓梅,320102198902103105,1000.00"
CASES = f"{HEADER}\n{ROW}\nA2,刘建国,440106196812122322,2710.00\n"


def write(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def found(manifest, *prefixes):
    return {
        rule: told["findings"] for rule, told in manifest["findings"].items() if rule.startswith(prefixes)
    }


def cases(tmp_path, header, *cells, **options):
    text = f"{HEADER},{header}\n" + "".join(f"{ROW},{cell}\n" for cell in cells)
    made = run([write(tmp_path, "cases.csv", text)], as_of="2025-11-27", out=tmp_path / "out", **options)
    return found(made.manifest, "case.dup"), made.exceptions["message"].to_list()


@pytest.mark.parametrize(
    ("header", "cells", "rules"),
    [
        ("担保方式", "甲乙丙", {"case.duplicate": 3}),
        ("担保方式", "甲乙甲", {"case.duplicate": 2, "case.duplicate_row": 1}),
        ("担保方式", "甲甲甲", {"case.duplicate_row": 2}),
        ("序号", "123", {"case.duplicate_row": 2}),
    ],
)
def test_rows_that_differ_in_a_column_of_no_field_repeat_nothing(tmp_path, header, cells, rules):
    told, messages = cases(tmp_path, header, *cells)

    assert told == rules
    assert all(message.endswith("; 担保方式") for message in messages if "differ" in message)


def test_a_column_that_the_source_leaves_out_tells_nothing_apart(tmp_path):
    source = "id: a\ncolumns: {案件编号: case_no, 姓名: debtor_name, 身份证号: id_no, 委案金额: total_due}\n"
    source = str(write(tmp_path, "source.yml", source + "ignore: [担保方式]\n"))

    assert cases(tmp_path, "担保方式", *"甲乙", source=source)[0] == {"case.duplicate_row": 1}


@pytest.mark.parametrize(
    ("table", "header", "row", "numbers", "prefix", "rules"),
    [
        ("repayments", "案件编号,还款日期,还款金额,交易流水号", "A1,2025-11-03,500.00", "77", "repayment.rep",
         {"repayment.repeated": 1}),
        ("repayments", "案件编号,还款日期,还款金额,交易流水号", "A1,2025-11-03,500.00", "78", "repayment.rep", {}),
        ("calls", "案件编号,拨打时间,号码,录音文件", "A1,2025-11-20 10:15,13912345678", "78", "call.rep", {}),
        ("calls", "案件编号,拨打时间,号码,序号", "A1,2025-11-20 10:15,13912345678", "78", "call.rep",
         {"call.repeated": 1}),
    ],
)  # fmt: skip
def test_rows_of_companion_tables_are_told_apart_in_the_same_way(
    tmp_path, table, header, row, numbers, prefix, rules
):
    text = header + "\n" + "".join(f"{row},{number}\n" for number in numbers)
    given = {table: write(tmp_path, f"{table}.csv", text)}
    made = check([write(tmp_path, "cases.csv", CASES)], as_of="2025-11-27", companions=given)

    assert found(made.manifest, prefix) == rules


def test_a_file_with_a_row_for_each_period_is_one_cause(tmp_path):
    rows = "".join(f"B{n},王芳{n},{100 + n}.00,{period}\n" for n in range(10) for period in (3, 4))
    text = "案件编号,姓名,委案金额,期次\n" + rows + "C1,李强,9.00,1\nC1,李强,8.00,1\n"
    made = check([write(tmp_path, "cases.csv", text)], as_of="2025-11-27", lang="zh").manifest

    first, second = (cause for cause in made["causes"] if cause["rule"] == "case.duplicate")
    assert (first["kind"], first["findings"], second["findings"]) == ("diagnosed", 20, 2)
    assert first["title"]["zh"] == "20 个问题，同一原因：文件每期一行（期次），而非每案一行"
    assert "(期次)" in first["title"]["en"]


def test_rows_of_several_files_are_named_with_their_file(tmp_path):
    texts = {"may.csv": ROW, "june.csv": ROW.replace("1000", "1001")}
    files = [write(tmp_path, name, f"{HEADER}\n{row}\n") for name, row in texts.items()]
    made = run(files, as_of="2025-11-27", out=tmp_path / "out")

    (message,) = set(made.exceptions.filter(rule="case.duplicate")["message"])
    assert "– rows may.csv 2, june.csv 2; " in message


@pytest.mark.parametrize(("header", "refused"), [("担保方式", "new_finding"), ("序号", None)])
def test_an_answer_that_makes_two_rows_one_case_is_judged_with_the_columns_of_no_field(
    tmp_path, header, refused
):
    """The row of A1 differs in that column alone: were the answer taken, the next run would hold both rows back."""
    rows = f"{ROW.replace('A1', '')},1\n{ROW},2\nA2,刘建国,440106196812122322,2710.00,3\n"
    cases = write(tmp_path, "cases.csv", f"{HEADER},{header}\n{rows}")
    out = tmp_path / "out"
    book = openpyxl.load_workbook(run(cases, as_of="2025-11-27", out=out, lang="zh").folder / "worklist.xlsx")
    sheet = book["任务"]
    places = {label.value: label.column for label in sheet[1]}
    names = {column.name: places[column.zh] for column in COLUMNS if column.zh in places}
    (task,) = (row for row in range(2, sheet.max_row + 1) if sheet.cell(row, names["row"]).value == 2)
    answer = {
        "decision": "手工修正",
        "new_value": "A1",
        "verified_by": "通话确认",
        "verified_on": "2025-11-28",
    }
    for name, value in answer.items():
        sheet.cell(task, names[name]).value = value
    book.save(tmp_path / "filled.xlsx")

    (result,) = apply(
        tmp_path / "filled.xlsx", out, [out], None, person="王一", today=date(2025, 11, 28)
    ).results

    assert (result.refusal and result.refusal.code) == refused
