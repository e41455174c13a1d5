"""Writes a demo case file as CSV and as workbook, with the truth beside it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path

import polars as pl
import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from dq.demo.companions import write_companions
from dq.demo.generator import SEED, CaseFile, generate
from dq.demo.layout import COUNTS, HEADERS
from dq.demo.loan_shapes import AS_OF
from dq.demo.seeding import Expect
from dq.demo.sheet import lines, truth_lines
from dq.model.errors import OutputError, UsageError

_TRUTH_SCHEMA = {
    "csv_row": pl.UInt32,
    "xlsx_row": pl.UInt32,
    **dict.fromkeys(("case_no", "column", "field", "kind", "good", "damaged"), pl.String),
    **dict.fromkeys(("expect", "rule", "clean", "reason"), pl.String),
}


class _Form(Enum):
    """How a workbook holds a cell that is not text."""

    NUMBER = "number"
    DATE = "date"


_FORMS = {
    **dict.fromkeys((*COUNTS, "loan_amount", "overdue_principal", "total_due"), _Form.NUMBER),
    **dict.fromkeys(("placed_on", "loan_date"), _Form.DATE),
}
# Damage that in a workbook is a number: that is how it came about.
_NUMBER_KINDS = ("id_zeroed", "card_zeroed", "date_serial")
_WIDTH = 16


@dataclass(frozen=True, slots=True)
class DemoFiles:
    """The files of a demo: the same cases as GB18030 CSV and as workbook, and what is wrong with them.

    ``source`` is a source description to read them with, or None if their columns are to be recognised.
    ``as_of`` is the date at which they were made. ``companions``: companion tables by name, as CSV, and what is wrong
    with them.
    """

    csv: Path
    xlsx: Path
    truth: Path
    source: Path | None
    as_of: date
    companions: Mapping[str, Path] = field(default_factory=dict)
    companions_truth: Path | None = None


def write_demo(folder: Path, rows: int = 5000, seed: int = SEED) -> DemoFiles:
    """Write ``demo_cases.csv`` (GB18030), ``demo_cases.xlsx``, ``truth.csv`` and companion tables into the folder.

    The folder is made if needed. The same ``rows`` and ``seed`` give the same bytes. For the truth's columns
    see :func:`truth`; the file is UTF-8.

    Raises ``UsageError`` if ``rows`` is below 1 and ``OutputError`` if the folder can't be written.
    """
    if rows < 1:
        raise UsageError(f"a demo needs at least 1 case, not {rows}")
    case_file = generate(rows, seed)
    made = DemoFiles(folder / "demo_cases.csv", folder / "demo_cases.xlsx", folder / "truth.csv", None, AS_OF)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        write_csv(case_file, made.csv, "gb18030")
        write_xlsx(case_file, made.xlsx)
        truth(case_file).write_csv(made.truth)
        companions, companions_truth = write_companions(case_file, folder, seed)
    except OSError as error:
        raise OutputError(
            f"the demo can't be written to {folder}: {error.strerror or error}", "Choose another folder."
        ) from None
    return replace(made, companions=companions, companions_truth=companions_truth)


def write_csv(case_file: CaseFile, path: Path, encoding: str) -> None:
    """The case file as CSV with CRLF line ends; ``OSError`` if it can't be written."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerows(line.texts for line in lines(case_file, title=False))
    path.write_bytes(text.getvalue().encode(encoding))


def write_xlsx(case_file: CaseFile, path: Path) -> None:
    """The case file as workbook with a title row; ``OSError`` if it can't be written."""
    forms = _damaged_forms(case_file)
    names = case_file.frame.columns
    try:
        with xlsxwriter.Workbook(str(path)) as book:
            # Without a fixed date the same cases would give other bytes tomorrow.
            book.set_properties({"created": datetime(AS_OF.year, AS_OF.month, AS_OF.day, tzinfo=UTC)})
            sheet = book.add_worksheet("案件明细")
            sheet.set_column(0, len(names) - 1, _WIDTH)
            dated = book.add_format({"num_format": "yyyy/m/d"})
            for row, line in enumerate(lines(case_file, title=True)):
                for column, (name, text) in enumerate(zip(names, line.texts, strict=True)):
                    form = forms.get((line.index, name), _FORMS.get(name)) if line.index is not None else None
                    if text is None:
                        continue
                    if form is _Form.NUMBER:
                        sheet.write_number(row, column, Decimal(text))
                    elif form is _Form.DATE:
                        sheet.write_datetime(row, column, date.fromisoformat(text), dated)
                    else:
                        sheet.write_string(row, column, text)
    except FileCreateError as error:
        raise OSError(str(error)) from error


def truth(case_file: CaseFile) -> pl.DataFrame:
    """What is wrong with the written files, ordered by row.

    One row is a damaged cell or a line that is no case. Columns: csv_row and xlsx_row (1-based, as a
    spreadsheet shows them; null where only the other file has the line), case_no, column (header), field,
    kind, good, damaged, expect (see :class:`Expect`), rule, clean, reason (of a rejected line).
    """
    in_csv, no_case_csv = truth_lines(case_file, title=False)
    in_xlsx, no_case_xlsx = truth_lines(case_file, title=True)
    case_no = case_file.frame["case_no"] if "case_no" in case_file.frame.columns else None
    cells = [
        (
            in_csv[index],
            in_xlsx[index],
            case_no[index] if case_no is not None else None,
            HEADERS[name],
            name,
            *rest,
            None,
        )
        for index, name, *rest in case_file.truth.iter_rows()
    ]
    above = len(no_case_xlsx) - len(no_case_csv)
    rejected = [
        (csv_row, xlsx_row, None, None, None, reason, None, text, Expect.REJECTED, None, None, reason)
        for (csv_row, *_), (xlsx_row, reason, text) in zip(
            [*[(None,)] * above, *no_case_csv], no_case_xlsx, strict=True
        )
    ]
    return pl.DataFrame([*cells, *rejected], schema=_TRUTH_SCHEMA, orient="row").sort(
        "xlsx_row", maintain_order=True
    )


def _damaged_forms(case_file: CaseFile) -> dict[tuple[int, str], _Form | None]:
    """The form of the damaged cells, by index and field."""
    cells = case_file.truth.select("index", "field", "kind").iter_rows()
    return {(index, name): _Form.NUMBER if kind in _NUMBER_KINDS else None for index, name, kind in cells}
