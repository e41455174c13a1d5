"""The files hold the cases and the truth says where each defect stands in them."""

import csv
import hashlib
from datetime import datetime
from decimal import Decimal

import openpyxl
import polars as pl
import pytest
import yaml

from dq.demo import AS_OF, HEADERS, generate, write_csv, write_demo
from dq.demo.seeding import Expect
from dq.model.errors import OutputError, UsageError
from dq.packs.folder import data_file

ROWS = 1500


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return write_demo(tmp_path_factory.mktemp("demo"), ROWS)


@pytest.fixture(scope="module")
def truth(made):
    return pl.read_csv(made.truth, infer_schema=False).with_columns(
        pl.col("csv_row", "xlsx_row").cast(pl.Int64)
    )


@pytest.fixture(scope="module")
def csv_lines(made):
    with made.csv.open(encoding="gb18030", newline="") as file:
        return list(csv.reader(file))


@pytest.fixture(scope="module")
def xlsx_lines(made):
    return list(openpyxl.load_workbook(made.xlsx).worksheets[0].iter_rows(values_only=True))


def _same(cell, text):
    """Whether a workbook's cell says the same as a text."""
    if isinstance(cell, datetime):
        return cell.date().isoformat() == text
    if isinstance(cell, int | float):
        return Decimal(str(cell)) == Decimal(text)
    return cell == text


def test_the_same_arguments_give_the_same_bytes(made, tmp_path):
    again = write_demo(tmp_path / "new folder", ROWS)
    for one, other in ((made.csv, again.csv), (made.xlsx, again.xlsx), (made.truth, again.truth)):
        assert hashlib.sha256(one.read_bytes()).digest() == hashlib.sha256(other.read_bytes()).digest()
    assert made.as_of == AS_OF


def test_another_seed_gives_other_cases(made, tmp_path):
    assert write_demo(tmp_path, ROWS, seed=1).csv.read_bytes() != made.csv.read_bytes()


def test_the_csv_is_gb18030_with_crlf(made, csv_lines):
    data = made.csv.read_bytes()
    with pytest.raises(UnicodeDecodeError):
        data.decode("utf-8")
    assert data.count(b"\r\n") == len(csv_lines)
    assert csv_lines[0] == list(HEADERS.values())
    assert {len(line) for line in csv_lines} == {len(HEADERS)}


def test_the_utf8_csv_says_the_same(csv_lines, tmp_path):
    write_csv(generate(ROWS), tmp_path / "cases.csv", "utf-8")
    with (tmp_path / "cases.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == csv_lines


def test_every_truth_of_the_csv_stands_where_it_says(truth, csv_lines):
    cells = truth.filter(pl.col("expect") != Expect.REJECTED)
    header = csv_lines[0]
    for row in cells.iter_rows(named=True):
        line = csv_lines[row["csv_row"] - 1]
        assert line[header.index(row["column"])] == (row["damaged"] or "")
        assert line[header.index(HEADERS["case_no"])] == row["case_no"]


def test_every_truth_of_the_workbook_stands_where_it_says(truth, xlsx_lines):
    cells = truth.filter(pl.col("expect") != Expect.REJECTED)
    header = xlsx_lines[2]
    assert header == tuple(HEADERS.values())
    for row in cells.iter_rows(named=True):
        cell = xlsx_lines[row["xlsx_row"] - 1][header.index(row["column"])]
        assert cell is None if row["damaged"] is None else _same(_decoded(cell), row["damaged"])


def test_both_files_hold_the_same_cases(truth, csv_lines, xlsx_lines):
    header = csv_lines[0]
    damaged = {(row, column) for row, column in truth.select("csv_row", "column").iter_rows()}
    for number, (plain, book) in enumerate(zip(csv_lines, xlsx_lines[2:], strict=True), start=1):
        for name, text, cell in zip(header, plain, book, strict=True):
            if (number, name) not in damaged:
                assert cell is None if text == "" else _same(_decoded(cell), text)


def test_workbook_cells_are_text_numbers_and_dates(xlsx_lines):
    header = xlsx_lines[2]
    kinds = {name: {type(line[n]) for line in xlsx_lines[3:103]} for n, name in enumerate(header)}
    assert datetime in kinds[HEADERS["placed_on"]]
    assert kinds[HEADERS["term_periods"]] & {int, float}
    assert kinds[HEADERS["id_no"]] <= {str, float, type(None)}


def test_lost_precision_is_a_number_in_the_workbook(truth, xlsx_lines):
    # A workbook keeps such a number as 2.20102196612153E+17.
    zeroed = truth.filter(pl.col("kind") == "id_zeroed")
    column = xlsx_lines[2].index(HEADERS["id_no"])
    for row in zeroed["xlsx_row"]:
        assert isinstance(xlsx_lines[row - 1][column], float)


def test_lines_that_are_no_case_are_named(truth, csv_lines, xlsx_lines):
    rejected = truth.filter(pl.col("expect") == Expect.REJECTED)
    assert set(rejected["reason"]) == {"preamble", "blank", "repeated_header", "total", "note"}
    in_csv = rejected.drop_nulls("csv_row")
    assert len(csv_lines) == 1 + ROWS + in_csv.height
    assert len(xlsx_lines) == 1 + ROWS + rejected.height
    for row, reason, text in in_csv.select("csv_row", "reason", "damaged").iter_rows():
        assert next((cell for cell in csv_lines[row - 1] if cell), None) == text
        assert (text is None) == (reason == "blank")


def test_the_totals_row_sums_the_good_cases(csv_lines):
    total = csv_lines[-3]
    assert total[0] == "合计"
    assert Decimal(total[csv_lines[0].index(HEADERS["total_due"])]) == generate(ROWS).totals["total_due"]


def test_every_header_is_one_that_vendors_use():
    """The columns can be recognised: the header, without its unit, is a known synonym of the field."""
    fields = yaml.safe_load(data_file("header_synonyms.yaml").read_text(encoding="utf-8"))["fields"]
    for name, header in HEADERS.items():
        if not name.startswith("contact"):
            assert header.split("(")[0] in fields[name]["zh"], header


@pytest.mark.parametrize("rows", [1, 2, 5, 12])
def test_a_tiny_demo_can_be_written(tmp_path, rows):
    made = write_demo(tmp_path, rows)
    assert made.csv.read_bytes().decode("gb18030").count("\r\n") >= rows + 2


def test_a_demo_without_cases_is_refused(tmp_path):
    with pytest.raises(UsageError, match="at least 1"):
        write_demo(tmp_path, 0)


def test_a_folder_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "taken").write_text("", encoding="utf-8")
    with pytest.raises(OutputError, match="taken"):
        write_demo(tmp_path / "taken", 1)


def _decoded(cell):
    """openpyxl leaves the workbook's escapes of control characters as they stand."""
    if not isinstance(cell, str):
        return cell
    return cell.replace("_x0007_", "\x07").replace("_x0002_", "\x02").replace("_x001B_", "\x1b")
