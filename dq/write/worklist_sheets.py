"""The sheets beside the tasks: the guide, and the hidden lists of the dropdowns."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from dq.text.width import width
from dq.write.workbook import Book, put
from dq.write.worklist_words import DECISIONS, GUIDE, VERIFIED_BY, WORDS, say

_WIDE = 84


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
