"""The shorter way to write a sheet, held against the library's own: the same bytes whatever the cells hold."""

import io
from datetime import date, datetime

import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from dq.write.quick_sheet import QuickSheet
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
