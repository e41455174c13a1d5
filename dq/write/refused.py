"""The answers that were not taken, as a worklist to be corrected and handed in again."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from dq.model.worklist import TAKES
from dq.write.files import finish, told
from dq.write.workbook import SHEET_ROWS, open_book
from dq.write.worklist import columns_of, task_sheet
from dq.write.worklist_sheets import write_guide, write_lists
from dq.write.worklist_words import COLUMNS, SEVERITIES, WORDS, say

_READ = {
    "number": lambda text: text.cast(pl.Int64, strict=False),
    "money": lambda text: text.cast(pl.Decimal(18, 2), strict=False),
    "date": lambda text: text.str.to_date("%Y-%m-%d", strict=False),
}


def _read(texts: pl.Series, role: str) -> pl.Series:
    """Our own numbers and dates as such again, if all of the column can be read."""
    if role not in _READ:
        return texts
    read: pl.Series = _READ[role](texts)
    return read if read.null_count() == texts.null_count() else texts


Line = Mapping[str, str | bool | None]
"""Column name -> text as it was read, or for :data:`~dq.model.worklist.TAKES` whether."""


def write_refused(lines: Sequence[Line], path: Path, *, lang: str) -> None:
    """Write the lines as they were read with ``refused`` (why) and ``today`` in front.

    Keys and answers are as they came, so that a corrected line can be handed in. The file takes the place of an earlier
    one, whole or not at all; without lines there is none in the end. Raises ``OutputError``.
    """
    with told(path):
        part = path.with_name(f".{path.name}.part")  # a process that was killed may have left it
        shutil.rmtree(part, ignore_errors=True)
        if not lines:
            path.unlink(missing_ok=True)
            return
        part.mkdir(mode=0o700)
        try:
            _write(lines, part / path.name, lang)
            (part / path.name).replace(path)
        finally:
            shutil.rmtree(part, ignore_errors=True)


def _write(lines: Sequence[Line], path: Path, lang: str) -> None:
    roles = {column.name: column.role for column in COLUMNS}
    names = [column.name for column in COLUMNS if any(column.name in line for line in lines)]
    texts = pl.DataFrame(
        {name: [line.get(name) for line in lines] for name in names}, schema=dict.fromkeys(names, pl.String)
    )
    codes = {word: code for code, pair in SEVERITIES.items() for word in pair}
    takes = [pl.Series(name, [line.get(name) for line in lines], dtype=pl.Boolean) for name in TAKES]
    read = texts.with_columns(*(_read(texts[name], roles[name]) for name in names), *takes)
    cells = read.with_columns(
        pl.col("severity").replace(codes)
        if "severity" in names
        else pl.lit(None, pl.String).alias("severity"),
        (pl.col("case_no").rle_id() % 2).alias("_band") if "case_no" in names else pl.lit(0).alias("_band"),
    )
    with open_book(path) as book:
        for start in range(0, max(cells.height, 1), SHEET_ROWS):
            task_sheet(book, cells.slice(start, SHEET_ROWS), columns_of(cells), lang)
        write_guide(book, [say(WORDS["refused_note"], lang)], lang, title="refused_title")
        write_lists(book, lang)
    finish(path, cells.height)
