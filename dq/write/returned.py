"""``return.xlsx``: the failing lines in the source's own layout, for the source to mend and send again.

Sheet names, columns and their order are those of the case file, and its header stands in the row where it stood, one
of two rows in both.
Every value is the text that was in the file; a number or date of a workbook is one again, of an XLSX sheet with its
number format, and its columns have the widths that they had. A column in front, 错误说明, says what is wrong on the
line; each bad cell is coloured and carries a comment.
Values are not masked: they go back to where they came from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import polars as pl
from xlsxwriter.worksheet import Worksheet

from dq.model.looks import Looks, Number
from dq.text.visible import one_line
from dq.text.width import cut
from dq.write.files import Written, finish
from dq.write.workbook import (
    SHEET_ROWS,
    Book,
    cell_text,
    fitting,
    open_book,
    put,
    texts_to_write,
    with_digits,
)

REMARK = {"zh": "错误说明", "en": "What is wrong"}
"""The header of the column in front; a file that comes back has it, and it is no data."""

MOST_COMMENTS = 5_000
"""Cells of a sheet that carry a comment; further bad cells are coloured only (comments make workbooks slow)."""

_COMMENT = {"author": "dq", "x_scale": 1.6, "font_size": 9}
_LONGEST = 1000
_BAD = {"bg_color": "#FBD9D7", "font_color": "#8A1C17"}
_LOST_FROM = 1e15  # a spreadsheet keeps fifteen digits of a number


@dataclass(frozen=True)
class Returned:
    """The failing lines of one sheet of the case file.

    ``sheet``: its name (None for CSV). ``headers``: for each column of the file, in order, its name in ``rows``
    and its header as it stood in the file. ``rows``: ``_row`` and those columns, text as it came. ``marks``: one
    row a defect: ``row`` (as ``_row``), ``columns`` (names in ``rows``: one, or those of a name that stands in several;
    null for the line as a whole), ``message``.
    ``head``: the cells of each row of the header, if it has any. ``above``: the text of each row above the header,
    its cells apart by tabs. ``looks``: how the sheet looked.
    """

    sheet: str | None
    headers: Sequence[tuple[str, str]]
    rows: pl.DataFrame
    marks: pl.DataFrame
    head: Sequence[Sequence[str]] = ()
    above: Sequence[str] = ()
    looks: Looks | None = None


def write_return(tables: Sequence[Returned], path: Path, *, lang: str = "zh") -> Written:
    """Write the workbook, a sheet for each table; only lines that have a mark. Raises ``OutputError``."""
    count = 0
    with open_book(path) as book:
        for table in map(_without_remarks, tables):
            marked = table.rows.join(table.marks, left_on="_row", right_on="row", how="semi").sort("_row")
            count += marked.height
            marks = _by_row(table.marks)
            for start in range(0, max(marked.height, 1), SHEET_ROWS):
                _sheet(book, table, marked.slice(start, SHEET_ROWS), marks, lang)
    return finish(path, count)


def _without_remarks(table: Returned) -> Returned:
    """The table without the remarks of the round before, if the source sent our file back."""
    kept = [header.strip() not in REMARK.values() for _, header in table.headers]
    return replace(
        table,
        headers=list(compress(table.headers, kept)),
        head=[list(compress(row, kept)) for row in table.head],
        above=["\t".join(compress(line.split("\t"), kept)) for line in table.above],
    )


Marks = dict[int, list[tuple[tuple[str, ...], str]]]


def _by_row(marks: pl.DataFrame) -> Marks:
    """Row -> its marks (columns, message), each once, in the order given."""
    found: dict[int, dict[tuple[tuple[str, ...], str], None]] = {}
    for row, columns, message in marks.select("row", "columns", "message").iter_rows():
        found.setdefault(row, {})[tuple(columns or ()), message] = None
    return {row: list(mine) for row, mine in found.items()}


def _sheet(book: Book, table: Returned, rows: pl.DataFrame, marks: Marks, lang: str) -> None:
    sheet = book.sheet(table.sheet or "Sheet1")
    names = [name for name, _ in table.headers]
    headers = dict(table.headers)
    places = {name: place for place, name in enumerate(names, start=1)}
    _head(book, sheet, table, rows, lang)
    plain = book.format(num_format="@")
    remark = book.format(num_format="@", bg_color="#FFF4D6", text_wrap=True)
    comments = 0
    lines = rows.select("_row", *(texts_to_write(rows[name].cast(pl.String)) for name in names)).iter_rows()
    for number, (row, *values) in enumerate(lines, start=len(table.above) + max(len(table.head), 1)):
        mine = marks[row]
        told = list(_told(mine, headers))
        written: list[str | float | None] = [cell_text("\n".join(told)), *values]
        forms = [remark, *(None if value is None else plain for value in values)]
        stored = table.looks.numbers(row) if table.looks is not None else {}
        for name, value in stored.items():
            if name in places:
                written[places[name]] = with_digits(value.digits)
                forms[places[name]] = book.format(num_format=value.form)
        for place in sorted({places[column] for bad, _ in mine for column in bad if column in places}):
            name = names[place - 1]
            forms[place] = book.format(num_format=_form(stored.get(name)), **_BAD)
            if comments < MOST_COMMENTS:
                text = "\n".join(message for bad, message in mine if name in bad)
                sheet.write_comment(number, place, cut(text, _LONGEST), _COMMENT)
                comments += 1
        sheet.set_row(number, 4 + 14 * min(len(told), 8))
        sheet.write_line(number, written, forms)


def _form(stored: Number | None) -> int | str:
    """The number format of a bad cell: its own, but that of text where a number typed anew would lose digits."""
    return "@" if stored is None or abs(float(stored.digits)) >= _LOST_FROM else stored.form


def _told(marks: list[tuple[tuple[str, ...], str]], headers: dict[str, str]) -> Iterator[str]:
    """The lines of the remark: the header of the column or columns, then what is wrong."""
    for number, (columns, message) in enumerate(marks, start=1):
        told = (one_line(headers.get(column, "")).strip() for column in columns)
        header = " + ".join(filter(None, told))
        lead = f"{number}. " if len(marks) > 1 else ""
        yield f"{lead}【{header}】{message}" if header else f"{lead}{message}"


def _head(book: Book, sheet: Worksheet, table: Returned, rows: pl.DataFrame, lang: str) -> None:
    """What stands above the header, the header, widths, frozen panes, filter.

    A header of two rows comes back as it stood. The remark's own stands in the upper row, but where the first column
    has its name in the lower one: above that, it would be taken for the name of a group.
    """
    plain = book.format(num_format="@")
    form = book.format(
        bold=True, num_format="@", bg_color="#E6EAEF", bottom=1, text_wrap=True, valign="vcenter"
    )
    for number, line in enumerate(table.above):
        for place, text in enumerate(line.split("\t"), start=1):
            if text:
                put(sheet, number, place, text, plain)
    head = table.head if len(table.head) > 1 else [[header for _, header in table.headers]]
    first, top = len(table.above), len(table.above) + len(head) - 1
    upper = next((number for number, row in enumerate(head, start=first) if row and row[0]), top)
    for number, row in enumerate(head, start=first):
        texts = [REMARK[lang] if number == upper else "", *row][: len(table.headers) + 1]
        for place, text in enumerate(texts):
            put(sheet, number, place, text, form)
    sheet.set_column(0, 0, 48)
    sample = rows.head(200)
    widths = table.looks.widths if table.looks is not None else {}
    for place, (name, header) in enumerate(table.headers, start=1):
        sheet.set_column(place, place, widths.get(name) or fitting(header, sample[name].to_list(), 8, 28))
    sheet.freeze_panes(top + 1, 1)
    sheet.autofilter(top, 0, top + max(rows.height, 1), len(table.headers))
