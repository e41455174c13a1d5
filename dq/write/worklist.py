"""``worklist.xlsx``: the tasks for people, with cells for their answers.

The tasks frame, one row a task, in the order in which they are to be done (tasks of a case together):

====================  =============  ================================================================
column                type           meaning
====================  =============  ================================================================
``task_id``           String         stable name of the task
``fingerprint``       String         the finding's fingerprint (in the hidden key)
``priority``          integer        1 is first; written as P1
``points``            integer        what the priority was made of
``case_no``           String
``debtor_name``       String         as it is; masked here
``file sheet``        String         where the value stood
``row``               integer        1-based, as the spreadsheet shows it
``column cell``       String         the header; the address, such as AC17
``field``             String         canonical name; written as its label
``problem``           String         one sentence, in the worklist's language
``rule``              String
``severity``          String         error, warning or info
``value``             String         as it came
``suggestion``        String
``needs_value``       Boolean        the task can't be done without all of the value: it is not masked
``evidence``          String         why we think so
``fix``               String         what to do, in the worklist's language
``who``               String         client, collector, data or legal
``minutes``           integer        of work, for the summary
``at_stake``          Decimal        money of the case
``days_overdue``      integer
``recall_due_on``     Date
====================  =============  ================================================================

``more`` (String) says of how many rows of a companion table the task is; it stands behind the evidence.
Of such a task :data:`~dq.model.worklist.TAKES` (Boolean) say which answers it takes; null, or no such column: all.
``client``, ``batch_no``, ``assignee`` (String), ``due_on`` and ``planned_on`` (Date) are written if the frame has them.
Every value may be null but ``task_id``, ``fingerprint``, ``priority``, ``needs_value``, ``rule`` and ``severity``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dq.model.schema import fields_by_name
from dq.text.filled import filled
from dq.text.mask import Mask, mask_expr
from dq.text.visible import visible_expr
from dq.write.files import Written, finish
from dq.write.private import mask_private, mask_told
from dq.write.quick_sheet import Cells
from dq.write.workbook import (
    SHEET_ROWS,
    Book,
    as_written,
    fitting,
    line_heights,
    open_book,
    put,
    texts_to_write,
)
from dq.write.worklist_keys import SIGNED, Sign, make_key
from dq.write.worklist_sheets import add_dropdowns, offered, write_guide, write_lists
from dq.write.worklist_summary import write_summary
from dq.write.worklist_words import (
    COLUMNS,
    KEY,
    SEVERITIES,
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


@dataclass(frozen=True, slots=True)
class Heading:
    """What a workbook says of itself.

    ``masked`` hides values and suggestions of all private fields; else only where the task does not need them.
    ``priority_note`` says how the priority was made; ``whole`` is the number of all tasks, if the frame holds only the
    first of them; ``assignee`` is the person whose tasks these are; ``per_person`` the tasks of a person's day.
    """

    run_id: str
    as_of: date
    lang: str = "zh"
    masked: bool = False
    priority_note: str = ""
    whole: int | None = None
    assignee: str = ""
    per_person: int | None = None


def write_worklist(tasks: pl.DataFrame, path: Path, heading: Heading, sign: Sign) -> Written:
    """Write the workbook of the tasks frame described above; ``sign`` makes the lines' signatures.

    The rows counted are the tasks written. Raises ``OutputError``.
    """
    kept, lang = tasks.head(MOST_TASKS), heading.lang
    cells = _keyed(_shown(kept, heading), heading.run_id, sign)
    columns = columns_of(cells)
    with open_book(path) as book:
        names = [
            task_sheet(book, cells.slice(start, SHEET_ROWS), columns, lang)
            for start in range(0, max(cells.height, 1), SHEET_ROWS)
        ]
        notes = _notes(names, kept.height, tasks.height, heading)
        write_summary(book, kept, notes, run_id=heading.run_id, as_of=heading.as_of, lang=lang)
        write_guide(book, [*notes, *_explanations(heading)], lang)
        write_lists(book, lang)
    return finish(path, kept.height)


def columns_of(cells: pl.DataFrame) -> list[Column]:
    """The columns of a sheet for these cells: those that they have, and those that people fill in."""
    return [column for column in COLUMNS if column.name in cells.columns or column.role.startswith("answer")]


def _shown(tasks: pl.DataFrame, heading: Heading) -> pl.DataFrame:
    """The frame as it is written: labels for codes, masks, marks for hidden characters, ``_band`` by case."""
    lang = heading.lang
    labels = {name: field.label(lang) for name, field in fields_by_name().items()}
    open_ = pl.lit(value=False) if heading.masked else pl.col("needs_value")
    masks = [*map(mask_private, _PRIVATE), mask_told("evidence")]
    hidden = [pl.when(~open_).then(mask).otherwise(pl.col(mask.meta.output_name())) for mask in masks]
    text = pl.col(pl.String).exclude("task_id", "fingerprint")
    return (
        tasks.with_columns(pl.col(pl.Null).cast(pl.String))
        .with_columns(hidden)
        .with_columns(mask_expr(pl.col("debtor_name"), Mask.NAME))
        .with_columns(visible_expr(text))
        .with_columns(
            filled("P{}", "priority").alias("priority"),
            pl.col("field").replace(labels),
            _evidence(tasks.columns).alias("evidence"),
            pl.col("who").replace({code: say(pair, lang) for code, pair in WHO.items()}),
            (pl.col("case_no").rle_id() % 2).alias("_band"),
        )
    )


def _evidence(present: Sequence[str]) -> pl.Expr:
    """The evidence, and of how many rows it is."""
    if "more" not in present:
        return pl.col("evidence")
    return pl.concat_str("evidence", "more", separator="; ", ignore_nulls=True)


def _keyed(cells: pl.DataFrame, run_id: str, sign: Sign) -> pl.DataFrame:
    """The cells with their keys. A loop, over tasks only."""
    lines = cells.select("fingerprint", *SIGNED).iter_rows()
    keys = [make_key(run_id, fingerprint, shown, sign) for fingerprint, *shown in lines]
    return cells.with_columns(pl.Series(KEY, keys, dtype=pl.String))


def task_sheet(book: Book, cells: pl.DataFrame, columns: list[Column], lang: str) -> str:
    """Add one sheet of tasks and return its name.

    ``cells`` has the columns as they are to be shown and ``_band`` (0 or 1, changing with the case).
    """
    sheet = book.sheet(say(WORDS["tasks"], lang))
    _layout(book, sheet, cells, columns, lang)
    heights = cells.select(line_heights({c.name: c.widest for c in columns if c.role == "long"})).to_series()
    for number, height in enumerate(heights, start=1):
        sheet.set_row(number, height)
    forms = [form for column in columns for form in _forms(book, column)]
    colours = {code: len(forms) + place for place, code in enumerate(SEVERITIES)}
    forms += [_colour(book, code) for code in colours]
    band, severity = cells["_band"], cells["severity"]
    written = []
    for position, column in enumerate(columns):
        styles = band.cast(pl.UInt32) + 2 * position
        if column.name == "severity":
            texts = severity.replace({code: say(pair, lang) for code, pair in SEVERITIES.items()})
            coloured = severity.replace_strict(colours, default=None, return_dtype=pl.UInt32)
            written.append(
                Cells(texts, _nothing(cells), pl.select(pl.coalesce(coloured, styles)).to_series())
            )
        else:
            written.append(Cells(*_contents(cells, column.name), styles))
    if cells.height:
        sheet.write_lines(1, written, forms)
    add_dropdowns(sheet, columns, offered(cells), lang)
    return str(sheet.get_name())


def _contents(cells: pl.DataFrame, name: str) -> tuple[pl.Series, pl.Series]:
    """The texts of a column, ready to be written, and its numbers as XML has them; null where there is none."""
    if name not in cells.columns:
        return _nothing(cells), _nothing(cells)
    if cells[name].dtype == pl.String:
        return texts_to_write(cells[name]), _nothing(cells)
    values = [as_written(value) for value in cells[name]]
    texts = [value if isinstance(value, str) else None for value in values]
    numbers = [f"{value:.16G}" if isinstance(value, float) else None for value in values]
    return pl.Series(texts, dtype=pl.String), pl.Series(numbers, dtype=pl.String)


def _nothing(cells: pl.DataFrame) -> pl.Series:
    return pl.Series([None], dtype=pl.String).new_from_index(0, cells.height)


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


def _notes(names: Sequence[str], kept: int, given: int, heading: Heading) -> list[str]:
    """What a reader must know about this workbook in particular."""
    lang, count = heading.lang, heading.whole or given
    notes = []
    if heading.assignee:
        notes.append(say(WORDS["for"], lang).format(name=heading.assignee))
    if heading.per_person is not None:
        notes.append(say(WORDS["per_person"], lang).format(count=f"{heading.per_person:,}"))
    if len(names) > 1:
        more: Mapping[str, object] = {"rows": f"{SHEET_ROWS:,}", "sheets": ", ".join(names[1:])}
        notes.append(say(WORDS["more_sheets"], lang).format(**more))
    if kept < count:
        notes.append(say(WORDS["beyond"], lang).format(kept=f"{kept:,}", all=f"{count:,}"))
    return notes


def _explanations(heading: Heading) -> Iterator[str]:
    """What only the guide says."""
    if heading.priority_note:
        yield say(WORDS["priority_note"], heading.lang).format(note=heading.priority_note)
    yield say(WORDS["masked_note"], heading.lang)
