"""The sheets beside the tasks: the guide, and the hidden lists; and the dropdowns that offer these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil

import polars as pl
from xlsxwriter.worksheet import Worksheet

from dq.text.width import width
from dq.write.workbook import Book, put
from dq.write.worklist_words import DECISIONS, GUIDE, VERIFIED_BY, WORDS, Column, say

_WIDE = 84
_AREAS = 100
"""Areas of one dropdown: a longer list of them is more than some spreadsheets read."""


def write_guide(book: Book, notes: Sequence[str], lang: str, title: str = "title") -> None:
    """Add the sheet that says how to work with the list, and what is particular about this one."""
    sheet = book.sheet(say(WORDS["guide"], lang))
    sheet.set_column(0, 0, _WIDE)
    sheet.hide_gridlines(2)
    sheet.set_portrait()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_row(0, 30)
    put(sheet, 0, 0, say(WORDS[title], lang), book.format(bold=True, font_size=14, num_format="@"))
    line = book.format(num_format="@", text_wrap=True)
    for number, text in enumerate((*GUIDE[lang], *notes), start=1):
        sheet.set_row(number, 4 + 16 * ceil(width(text) / (_WIDE - 4)))
        put(sheet, number, 0, text, line)


def write_lists(book: Book, lang: str) -> None:
    """Add the hidden sheet that the dropdowns take their choices from."""
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


def add_dropdowns(sheet: Worksheet, columns: Sequence[Column], choices: pl.DataFrame, lang: str) -> None:
    """Choices for the answers, taken from the hidden sheet of lists; a date for the day.

    ``choices``: for each line below the header, which decisions are the ``first`` and the ``last`` of those offered,
    counted from 1.
    """
    lists = say(WORDS["lists"], lang)
    last = max(choices.height, 1)
    for position, column in enumerate(columns):
        if column.name == "decision":
            for first, final in choices.unique().sort("first", "last").iter_rows():
                source = f"='{lists}'!$A${first}:$A${final}"
                mine = (choices["first"] == first) & (choices["last"] == final)
                areas = [(top, position, bottom, position) for top, bottom in _stretches(mine)]
                for start in range(0, len(areas), _AREAS):
                    _offer(sheet, source, areas[start : start + _AREAS], lang)
        elif column.name == "verified_by":
            _offer(sheet, f"='{lists}'!$B$1:$B${len(VERIFIED_BY)}", [(1, position, last, position)], lang)
        elif column.role == "answer_date":
            sheet.data_validation(1, position, last, position, {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2100, 1, 1),
                "error_message": say(WORDS["bad_date"], lang),
            })  # fmt: skip


def _offer(sheet: Worksheet, source: str, areas: Sequence[tuple[int, int, int, int]], lang: str) -> None:
    """One list for these areas (top, left, bottom, right; from 0)."""
    first, *others = areas
    choice = {"validate": "list", "source": source, "error_message": say(WORDS["bad_choice"], lang)}
    sheet.data_validation(*first, {**choice, "other_cells": [list(area) for area in others]})


def _stretches(lines: pl.Series) -> list[tuple[int, int]]:
    """The first and last of the lines of each stretch of marked lines, counted from 1."""
    numbered = pl.DataFrame({"marked": lines, "line": pl.int_range(1, lines.len() + 1, eager=True)})
    found = numbered.group_by(pl.col("marked").rle_id(), maintain_order=True).agg(
        pl.col("marked").first().alias("is_marked"), first=pl.col("line").first(), last=pl.col("line").last()
    )
    return found.filter("is_marked").select("first", "last").rows()
