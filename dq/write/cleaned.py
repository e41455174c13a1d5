"""``cleaned.xlsx``: the cleaned dataset as a workbook, for people; CSV and Parquet are for machines."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dq.write.files import Written, finish
from dq.write.workbook import SHEET_ROWS, Book, fitting, open_book, put


def write_cleaned(frame: pl.DataFrame, path: Path) -> Written:
    """Write the frame: text as text, numbers as numbers, dates as dates, field names as headers.

    A number beyond a spreadsheet's precision and a date before 1900 are written as text. More than
    :data:`~dq.write.workbook.SHEET_ROWS` rows go on on further sheets. Raises ``OutputError``.
    """
    shown = frame.with_columns(
        pl.col(name).cast(pl.String)
        for name, dtype in frame.schema.items()
        if not (dtype == pl.String or dtype.is_decimal() or dtype.is_integer() or dtype == pl.Date)
    )
    with open_book(path) as book:
        for start in range(0, max(shown.height, 1), SHEET_ROWS):
            _sheet(book, shown.slice(start, SHEET_ROWS))
    return finish(path, frame.height)


def _sheet(book: Book, rows: pl.DataFrame) -> None:
    sheet = book.sheet("cleaned")
    head = book.format(bold=True, num_format="@", bg_color="#E6EAEF", bottom=1)
    forms = []
    for place, (name, dtype) in enumerate(rows.schema.items()):
        put(sheet, 0, place, name, head)
        sample = rows[name].head(200).cast(pl.String).to_list()
        sheet.set_column(place, place, fitting(name, sample, 8, 32))
        forms.append(book.format(num_format=_number_format(dtype)))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(rows.height, 1), max(rows.width - 1, 0))
    for number, values in enumerate(rows.iter_rows(), start=1):
        for place, value in enumerate(values):
            if value is not None:
                put(sheet, number, place, value, forms[place])


def _number_format(dtype: pl.DataType) -> str:
    if isinstance(dtype, pl.Decimal):
        return "0." + "0" * dtype.scale if dtype.scale else "0"
    if dtype == pl.Date:
        return "yyyy-mm-dd"
    return "0" if dtype.is_integer() else "@"
