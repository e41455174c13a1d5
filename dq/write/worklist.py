"""``worklist.xlsx``: the tasks for people, with cells for their answers.

The tasks frame, one row a task, in the order in which they are to be done (tasks of a case together):

====================  =============  ================================================================
column                type           meaning
====================  =============  ================================================================
``task_id``           String         stable name of the task
``fingerprint``       String         the finding's fingerprint (written to a hidden column)
``priority``          integer        1 is first; written as P1
``case_no``           String
``debtor_name``       String         as it is; masked here
``file sheet``        String         where the value stood
``row``               integer        1-based, as the spreadsheet shows it
``column cell``       String         the header; the address, such as AC17
``field``             String         canonical name; written as its label
``problem``           String         one sentence, in the worklist's language
``rule``              String
``severity``          String         error, warning or info
``value``             String         as it came, if the task needs it
``suggestion``        String
``evidence``          String         why we think so
``fix``               String         what to do, in the worklist's language
``who``               String         client, collector, data or legal
``at_stake``          Decimal        money of the case
``days_overdue``      integer
``recall_due_on``     Date
====================  =============  ================================================================

``client``, ``batch_no``, ``assignee`` (String) and ``due_on`` (Date) are written if the frame has them.
Every value may be null but ``task_id``, ``fingerprint``, ``priority``, ``rule`` and ``severity``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dq.model.schema import fields_by_name
from dq.text.mask import Mask, mask_expr
from dq.text.visible import visible_expr
from dq.write.files import Written, finish
from dq.write.private import mask_private
from dq.write.workbook import SHEET_ROWS, Book, fitting, line_heights, open_book, put
from dq.write.worklist_summary import write_summary
from dq.write.worklist_words import (
    COLUMNS,
    DECISIONS,
    GUIDE,
    SEVERITIES,
    VERIFIED_BY,
    WHO,
    WORDS,
    Column,
    say,
)

MOST_TASKS = 100_000
"""Tasks that one workbook holds, in the order given; the rest stays in the exception list, and it says so."""

_FROZEN = 3  # priority, case and debtor stay in sight
_BANDS = ("#FFFFFF", "#F3F5F8")
_COLOURS = {
    "error": ("#FBD9D7", "#8A1C17"),
    "warning": ("#FDEBC3", "#7A4B00"),
    "info": ("#DCEBFA", "#134B7D"),
}
_ANSWER = "#FFF9DB"
_PRIVATE = ("value", "suggestion")


def write_worklist(
    tasks: pl.DataFrame,
    path: Path,
    *,
    run_id: str,
    as_of: date,
    lang: str = "zh",
    masked: bool = False,
    priority_note: str = "",
    whole: int | None = None,
) -> Written:
    """Write the workbook of the tasks frame described above.

    ``masked`` hides values and suggestions of private fields too; ``priority_note`` says how the priority was
    made; ``whole`` is the number of all tasks, if the frame holds only the first of them. The rows counted are
    the tasks written. Raises ``OutputError``.
    """
    kept = tasks.head(MOST_TASKS)
    cells = _cells(kept, run_id, lang, masked=masked)
    columns = [
        column for column in COLUMNS if column.name in cells.columns or column.role.startswith("answer")
    ]
    with open_book(path) as book:
        names = [
            _task_sheet(book, cells.slice(start, SHEET_ROWS), columns, lang)
            for start in range(0, max(cells.height, 1), SHEET_ROWS)
        ]
        notes = _notes(names, kept.height, whole or tasks.height, priority_note, lang)
        write_summary(book, kept, notes, run_id=run_id, as_of=as_of, lang=lang)
        _guide(book, notes, lang)
        _lists(book, lang)
    return finish(path, kept.height)


def _cells(tasks: pl.DataFrame, run_id: str, lang: str, *, masked: bool) -> pl.DataFrame:
    """The frame as it is written: labels for codes, masks, marks for hidden characters, ``_band`` by case."""
    labels = {name: field.label(lang) for name, field in fields_by_name().items()}
    hidden = [mask_private(name) for name in _PRIVATE] if masked else []
    text = pl.col(pl.String).exclude("task_id", "fingerprint")
    return (
        tasks.with_columns(pl.col(pl.Null).cast(pl.String))
        .with_columns(hidden)
        .with_columns(mask_expr(pl.col("debtor_name"), Mask.NAME))
        .with_columns(visible_expr(text))
        .with_columns(
            pl.format("P{}", "priority").alias("priority"),
            pl.col("field").replace(labels),
            pl.col("who").replace({code: say(pair, lang) for code, pair in WHO.items()}),
            pl.lit(run_id).alias("_run_id"),
            pl.col("fingerprint").alias("_fingerprint"),
            (pl.col("case_no").rle_id() % 2).alias("_band"),
        )
    )


def _task_sheet(book: Book, cells: pl.DataFrame, columns: list[Column], lang: str) -> str:
    """One sheet of tasks; returns its name."""
    sheet = book.sheet(say(WORDS["tasks"], lang))
    _layout(book, sheet, cells, columns, lang)
    forms = [_forms(book, column) for column in columns]
    choices = {code: say(pair, lang) for code, pair in SEVERITIES.items()}
    severity = next(position for position, column in enumerate(columns) if column.name == "severity")
    colours = {code: _colour(book, code) for code in choices}
    names = [column.name for column in columns if column.name in cells.columns]
    places = [position for position, column in enumerate(columns) if column.name in cells.columns]
    answers = [position for position, column in enumerate(columns) if column.role.startswith("answer")]
    heights = cells.select(line_heights({c.name: c.widest for c in columns if c.role == "long"})).to_series()
    for number, (band, *values) in enumerate(cells.select("_band", *names).iter_rows(), start=1):
        sheet.set_row(number, heights[number - 1])
        for place, value in zip(places, values, strict=True):
            if place == severity:
                put(sheet, number, place, choices.get(value, value), colours.get(value, forms[place][band]))
            else:
                put(sheet, number, place, value, forms[place][band])
        for place in answers:
            sheet.write_blank(number, place, None, forms[place][band])
    _dropdowns(sheet, columns, cells.height, lang)
    return str(sheet.get_name())


def _layout(book: Book, sheet: Worksheet, cells: pl.DataFrame, columns: list[Column], lang: str) -> None:
    """Header, widths, frozen panes, filter, protection, print."""
    head = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "vcenter", "num_format": "@"}
    sample = cells.head(500)
    for position, column in enumerate(columns):
        asked = column.role.startswith("answer")
        form = book.format(bg_color="#8A6D00" if asked else "#2F4154", **head)
        values = sample[column.name].cast(pl.String).to_list() if column.name in sample.columns else []
        wide = (
            column.widest
            if asked or column.role == "long"
            else fitting(column.label(lang), values, 6, column.widest)
        )
        sheet.set_column(position, position, wide, None, {"hidden": column.role == "key"})
        put(sheet, 0, position, column.label(lang), form)
    sheet.set_row(0, 30)
    sheet.freeze_panes(1, _FROZEN)
    sheet.autofilter(0, 0, max(cells.height, 1), len(columns) - 1)
    sheet.protect("", {"autofilter": True, "sort": True, "format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, max(cells.height, 1), next(i for i, c in enumerate(columns) if c.name == "note"))


def _forms(book: Book, column: Column) -> tuple[Format, Format]:
    """The formats of a column, one for every second case."""
    if column.role.startswith("answer"):
        number = "yyyy-mm-dd" if column.role == "answer_date" else "@"
        form = book.format(
            num_format=number,
            bg_color=_ANSWER,
            border=1,
            border_color="#E3D9A8",
            locked=False,
            text_wrap=True,
        )
        return form, form
    numbers = {"money": "#,##0.00", "number": "0", "date": "yyyy-mm-dd"}
    properties = {"num_format": numbers.get(column.role, "@"), "text_wrap": column.role == "long"}
    odd, even = (
        book.format(bg_color=band, bottom=4, bottom_color="#D5DAE1", **properties) for band in _BANDS
    )
    return odd, even


def _colour(book: Book, severity: str) -> Format:
    background, ink = _COLOURS[severity]
    return book.format(num_format="@", bg_color=background, font_color=ink, bold=True)


def _dropdowns(sheet: Worksheet, columns: list[Column], rows: int, lang: str) -> None:
    """Choices for the answers, taken from the hidden sheet of lists; a date for the day."""
    lists = say(WORDS["lists"], lang)
    sources = {
        "decision": f"='{lists}'!$A$1:$A${len(DECISIONS)}",
        "verified_by": f"='{lists}'!$B$1:$B${len(VERIFIED_BY)}",
    }
    last = max(rows, 1)
    for position, column in enumerate(columns):
        if column.name in sources:
            rule: dict[str, object] = {
                "validate": "list",
                "source": sources[column.name],
                "error_message": say(WORDS["bad_choice"], lang),
            }
        elif column.role == "answer_date":
            rule = {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2100, 1, 1),
                "error_message": say(WORDS["bad_date"], lang),
            }
        else:
            continue
        sheet.data_validation(1, position, last, position, rule)


def _notes(names: list[str], kept: int, count: int, priority_note: str, lang: str) -> list[str]:
    """What a reader must know about this workbook in particular."""
    notes = []
    if len(names) > 1:
        more: Mapping[str, object] = {"rows": f"{SHEET_ROWS:,}", "sheets": ", ".join(names[1:])}
        notes.append(say(WORDS["more_sheets"], lang).format(**more))
    if kept < count:
        notes.append(say(WORDS["beyond"], lang).format(kept=f"{kept:,}", all=f"{count:,}"))
    if priority_note:
        notes.append(say(WORDS["priority_note"], lang).format(note=priority_note))
    return notes


def _guide(book: Book, notes: list[str], lang: str) -> None:
    sheet = book.sheet(say(WORDS["guide"], lang))
    sheet.set_column(0, 0, 120)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 30)
    put(sheet, 0, 0, say(WORDS["title"], lang), book.format(bold=True, font_size=14, num_format="@"))
    line = book.format(num_format="@", text_wrap=True)
    for number, text in enumerate((*GUIDE[lang], *notes), start=1):
        sheet.set_row(number, 20)
        put(sheet, number, 0, text, line)


def _lists(book: Book, lang: str) -> None:
    """The hidden sheet that the dropdowns take their choices from."""
    sheet = book.sheet(say(WORDS["lists"], lang))
    form = book.format(num_format="@")
    decisions = [say(pair, lang) for pair in DECISIONS.values()]
    ways: list[str | None] = [say(pair, lang) for pair in VERIFIED_BY.values()]
    ways += [None] * (len(decisions) - len(ways))
    for number, (decision, way) in enumerate(zip(decisions, ways, strict=True)):
        put(sheet, number, 0, decision, form)
        if way:
            put(sheet, number, 1, way, form)
    sheet.hide()
