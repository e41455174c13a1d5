"""The shorter way to write a sheet, held against the library's own: the same bytes whatever the cells hold."""

import io
from datetime import date, datetime

import polars as pl
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from dq.write.quick_sheet import Cells, QuickSheet
from dq.write.workbook import cell_text

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
CELL = st.one_of(
    TEXT, st.none(), st.integers(-(10**12), 10**12), st.floats(allow_nan=False, allow_infinity=False),
    st.dates(date(1900, 3, 1)), st.booleans(),
)  # fmt: skip


def book(rows, kind):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as made:
        made.set_properties({"created": datetime(2000, 1, 1)})
        sheet = made.add_worksheet("a", kind)
        forms = [made.add_format({"num_format": "@"}), made.add_format({"bold": True}), None]
        for number, row in enumerate(rows):
            for column, cell in enumerate(row, start=24):
                form = forms[(number + column) % 3]
                if cell is None:
                    sheet.write_blank(number, column, None, form)
                elif isinstance(cell, bool):
                    sheet.write_boolean(number, column, cell, form)
                elif isinstance(cell, str):
                    sheet.write_string(number, column, cell_text(cell), form)
                elif isinstance(cell, date):
                    sheet.write_datetime(number, column, cell, form)
                else:
                    sheet.write_number(number, column, cell, form)
    return target.getvalue()


@given(st.lists(st.lists(CELL, max_size=5), max_size=5))
@example(
    [
        [text] * 3
        for text in (
            " a",
            "a\n",
            "_x0041_",
            "_X0041_",
            "a_b",
            "",
            "\t",
            "<r>x</r>",
            '"',
            "&",
            "\uffff",
            "\x1f",
        )
    ]
)
def test_the_same_bytes_as_the_library_writes(rows):
    assert book(rows, QuickSheet) == book(rows, Worksheet)


def at_once(columns, height, whole):
    """A sheet of columns of texts and numbers below a header, written as whole columns or cell by cell."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"constant_memory": True, "strings_to_formulas": False}) as made:
        made.set_properties({"created": datetime(2000, 1, 1)})
        sheet = made.add_worksheet("a", QuickSheet if whole else Worksheet)
        forms = [made.add_format({"num_format": "@"}), made.add_format({"bold": True})]
        for form in forms:  # the first one used has the first number
            form._get_xf_index()
        sheet.write_string(0, 0, "header", forms[1])
        for row in range(height):
            sheet.set_row(row + 1, 20 + row)
        if whole:
            places = pl.Series([row % 2 for row in range(height)], dtype=pl.UInt32)
            texts = [
                [cell_text(cell) if isinstance(cell, str) else None for cell in column] for column in columns
            ]
            numbers = [
                [f"{cell:.16G}" if isinstance(cell, float) else None for cell in column] for column in columns
            ]
            sheet.write_lines(
                1,
                [
                    Cells(pl.Series(text, dtype=pl.String), pl.Series(number, dtype=pl.String), places)
                    for text, number in zip(texts, numbers, strict=True)
                ],
                forms,
            )
        else:
            for row in range(height):
                for place, column in enumerate(columns):
                    cell, form = column[row], forms[row % 2]
                    if cell is None:
                        sheet.write_blank(row + 1, place, None, form)
                    elif isinstance(cell, str):
                        sheet.write_string(row + 1, place, cell_text(cell), form)
                    else:
                        sheet.write_number(row + 1, place, cell, form)
        sheet.write_string(height + 1, 1, "below", forms[0])
    return target.getvalue()


COLUMN_CELL = st.one_of(TEXT, st.none(), st.floats(allow_nan=False, allow_infinity=False))


@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(COLUMN_CELL, min_size=n, max_size=n), min_size=1, max_size=30)
    )
)
@example([[" a", "a\n", "_x0041_", "", "<r>x</r>", "&", "\uffff", "\x1f", "\xa0", "plain", None, 1.5]])
def test_whole_columns_have_the_bytes_of_cell_by_cell(columns):
    height = len(columns[0])
    assert at_once(columns, height, whole=True) == at_once(columns, height, whole=False)
