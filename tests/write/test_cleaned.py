from datetime import date, datetime
from decimal import Decimal

import openpyxl
import polars as pl

from dq.write import cleaned
from dq.write.cleaned import write_cleaned

FRAME = pl.DataFrame(
    {
        "case_no": ["007", "=1+1", None],
        "id_no": ["110101199003071178"] * 3,
        "total_due": [Decimal("1234.50"), Decimal("12345678901234.56"), None],
        "annual_rate": [Decimal("15.4000"), None, None],
        "placed_on": [date(2026, 1, 2), date(1899, 12, 31), None],
        "days_overdue": [31, 0, None],
        "callable": [True, False, None],
    },
    schema_overrides={
        "total_due": pl.Decimal(18, 2),
        "annual_rate": pl.Decimal(9, 4),
        "days_overdue": pl.Int32,
    },
)


def rows(path, sheet="cleaned"):
    return [list(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_types_survive_and_what_a_spreadsheet_cannot_hold_is_text(tmp_path):
    written = write_cleaned(FRAME, tmp_path / "c.xlsx")
    identity = "110101199003071178"
    assert rows(tmp_path / "c.xlsx") == [
        FRAME.columns,
        ["007", identity, 1234.5, 15.4, datetime(2026, 1, 2), 31, "true"],
        ["=1+1", identity, "12345678901234.56", None, "1899-12-31", 0, "false"],
        [None, identity, None, None, None, None, None],
    ]
    assert written.rows == 3


def test_formats_show_what_the_file_holds(tmp_path):
    write_cleaned(FRAME, tmp_path / "c.xlsx")
    first = openpyxl.load_workbook(tmp_path / "c.xlsx")["cleaned"][2]
    assert [cell.number_format for cell in first] == ["@", "@", "0.00", "0.0000", "yyyy-mm-dd", "0", "@"]


def test_long_lists_go_on_on_further_sheets(tmp_path, monkeypatch):
    monkeypatch.setattr(cleaned, "SHEET_ROWS", 2)
    write_cleaned(FRAME, tmp_path / "c.xlsx")
    assert [len(rows(tmp_path / "c.xlsx", name)) for name in ("cleaned", "cleaned (2)")] == [3, 2]
