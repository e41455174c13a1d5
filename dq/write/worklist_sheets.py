"""The sheets beside the tasks: the guide, and the hidden lists; and the dropdowns that offer these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil

import polars as pl
from xlsxwriter.worksheet import Worksheet

from dq.model.worklist import TAKES
from dq.text.width import width
from dq.write.workbook import Book, put
from dq.write.worklist_words import DECISIONS, GUIDE, VERIFIED_BY, WORDS, Column, say

_CHANGES = (("accept", "correct"), ("correct",), ())
OFFERS = tuple(
    (*changes, *keeps, "return", "unknown", *stops)
    for changes in _CHANGES
    for keeps in (("keep",), ())
    for stops in (("stop",), ())
)
"""Every choice of decisions that a line may offer; the first is all of them."""

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
    """Add the hidden sheet that the dropdowns take their choices from: ways to verify, and each of :data:`OFFERS`."""
    sheet = book.sheet(say(WORDS["lists"], lang))
    form = book.format(num_format="@")
    lists = [list(VERIFIED_BY.values()), *([DECISIONS[code] for code in offer] for offer in OFFERS)]
    for number in range(max(map(len, lists))):
        for place, words in enumerate(lists):
            if number < len(words):
                put(sheet, number, place, say(words[number], lang), form)
    sheet.hide()


def offered(cells: pl.DataFrame) -> pl.Series:
    """Which of :data:`OFFERS` each line has: what will be taken, and a suggestion only where there is one."""
    present = cells.columns
    suggestion = pl.col("suggestion") if "suggestion" in present else pl.lit(None, pl.String)
    mends, keeps, stops = (
        pl.col(name).fill_null(value=True) if name in present else pl.lit(value=True) for name in TAKES
    )
    changes = pl.when(~mends).then(2).when(suggestion.fill_null("") == "").then(1).otherwise(0)
    place = changes * 4 + (~keeps).cast(pl.Int32) * 2 + (~stops).cast(pl.Int32)
    return cells.with_columns(_offer=place)["_offer"]


def add_dropdowns(sheet: Worksheet, columns: Sequence[Column], offers: pl.Series, lang: str) -> None:
    """Choices for the answers, taken from the hidden sheet of lists; a date for the day.

    ``offers``: for each line below the header, the place of its choices in :data:`OFFERS`.
    """
    lists = say(WORDS["lists"], lang)
    last = max(offers.len(), 1)
    for position, column in enumerate(columns):
        if column.name == "decision":
            for offer in offers.unique().sort().to_list():
                letter = _letter(offer + 1)
                source = f"='{lists}'!${letter}$1:${letter}${len(OFFERS[offer])}"
                areas = [(top, position, bottom, position) for top, bottom in _stretches(offers == offer)]
                for start in range(0, len(areas), _AREAS):
                    _offer(sheet, source, areas[start : start + _AREAS], lang)
        elif column.name == "verified_by":
            _offer(sheet, f"='{lists}'!$A$1:$A${len(VERIFIED_BY)}", [(1, position, last, position)], lang)
        elif column.role == "answer_date":
            sheet.data_validation(1, position, last, position, {
                "validate": "date",
                "criteria": "between",
                "minimum": date(2000, 1, 1),
                "maximum": date(2100, 1, 1),
                "error_message": say(WORDS["bad_date"], lang),
            })  # fmt: skip


def _letter(place: int) -> str:
    """The column of the sheet of lists; there are fewer than 26."""
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ"[place]


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
