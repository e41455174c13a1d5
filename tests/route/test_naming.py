"""No two tasks have one id, and a task keeps its own."""

import openpyxl
import polars as pl
import pytest

from dq.cli.main import main
from dq.route.naming import Repeats, named
from dq.write.worklist_words import COLUMNS

LABELS = {column.en: column.name for column in COLUMNS}
HEADER = "案件编号,姓名,手机号,欠款总额,委托方,卡号"
ONCE = "A2,李四,1390013900,800,江南银行,"
TWICE = ("A1,张三,13800138,60000,江南银行,6222020200112233443", "A1,张三,13800139,60000,江南银行,")
NAMELESS = ("B,王五,1370013700,1,江南银行,",)


@pytest.fixture
def tasks(tmp_path, capsys):
    """A function that runs case files of these lines; (file, row, rule, field) -> task id."""

    def ids(*lines, calls=(), sheets=None, options=()):
        path = tmp_path / ("cases.xlsx" if sheets else "cases.csv")
        if sheets:
            book = openpyxl.Workbook()
            for number in range(2):
                sheet = book.active if number == 0 else book.create_sheet()
                for line in (HEADER, *lines):
                    sheet.append(line.split(","))
            book.save(path)
        else:
            path.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
        given = ["run", str(path), "--as-of", "2026-01-31", "--out", str(tmp_path / "out"), "--force"]
        if calls:
            (tmp_path / "repaid.csv").write_text("\n".join(calls), encoding="utf-8")
            given += ["--repayments", str(tmp_path / "repaid.csv")]
        main([*given, "--json", *options])
        said = capsys.readouterr()
        folder = max((tmp_path / "out").glob("2026*"), key=lambda found: found.stat().st_mtime_ns)
        header, *rows = openpyxl.load_workbook(folder / "worklist.xlsx")["Tasks"].iter_rows(values_only=True)
        named = [dict(zip((LABELS[name] for name in header), row, strict=True)) for row in rows]
        assert named, said.err
        return {(t["file"], t["sheet"], t["row"], t["rule"], t["field"]): t["task_id"] for t in named}

    return ids


def of_row(found, row):
    return {(rule, field): name for (_, _, at, rule, field), name in found.items() if at == row}


def test_a_case_that_stands_twice_has_tasks_of_its_own_in_each_row(tasks):
    found = tasks(*TWICE, ONCE)
    assert len(set(found.values())) == len(found)
    first, second = of_row(found, 2), of_row(found, 3)
    shared = first.keys() & second.keys()
    assert {"phone.malformed", "case.duplicate"} & {rule for rule, _ in shared}
    assert all(first[key] != second[key] for key in shared)


def test_a_case_that_stands_once_keeps_its_ids_and_so_does_the_first_of_several(tasks):
    alone, several = tasks(TWICE[0], ONCE), tasks(*TWICE, ONCE)
    assert of_row(alone, 3) == of_row(several, 4)
    first = of_row(several, 2)
    assert {key: first[key] for key in of_row(alone, 2)} == of_row(alone, 2)


def test_ids_do_not_change_with_the_budget_or_with_findings_on_other_rows(tasks):
    whole = tasks(*TWICE, ONCE)
    short = tasks(*TWICE, ONCE, options=("--budget", "3"))
    assert len(short) == 3
    assert short.items() <= whole.items()
    mended = TWICE[0].replace("13800138,", "13800138000,")
    later = of_row(tasks(mended, TWICE[1], ONCE), 3)
    assert {key: name for key, name in of_row(whole, 3).items() if key in later} == later


def test_rows_without_a_number_in_two_sheets_are_told_apart(tasks):
    found = tasks(NAMELESS[0].replace("B,", ",", 1), ONCE, sheets=True)
    assert len(set(found.values())) == len(found)


def test_companion_rows_of_two_rows_of_one_case_are_told_apart(tasks):
    late = [
        "案件号,卡号,还款日期,还款金额",
        "A1,,2027-01-05,5",
        ",6222020200112233443,2027-01-06,6",
        "A9,,2027-01-06,6",
    ]
    found = tasks(TWICE[1], TWICE[0], ONCE, calls=late)
    mine = {key: name for key, name in found.items() if key[0] == "repaid.csv"}
    assert len([key for key in mine if key[3] == "repayment.in_future"]) == 3, mine
    assert len(set(found.values())) == len(found)


def test_how_rows_are_sliced_makes_no_difference():
    rows = pl.DataFrame(
        {
            "_id": range(6), "_file": "f", "_row": range(2, 8), "case_no": ["a", "b", "a", None, "a", "b"],
            "client": ["x", "x", "x", None, "y", None],
        },
        schema_overrides={"_id": pl.UInt32, "_row": pl.UInt32},
    )  # fmt: skip
    for size in (1, 2, 6):
        repeats = Repeats("x", rows.columns)
        for start in range(0, 6, size):
            repeats.add(rows.slice(start, size))
        assert repeats.found().rows() == [(2, 1), (5, 1)]
        told = rows.rename({"_file": "file", "_row": "row"}).with_columns(field=pl.lit("f"), rule=pl.lit("r"))
        assert named(told, "x", repeats.found())["task_id"].n_unique() == 6
