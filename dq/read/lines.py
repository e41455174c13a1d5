"""What a line around the cases is: blank, a total, a note, the header once more."""

from __future__ import annotations

import re

from dq.read.layout import Row, cell_text, is_data

TOTAL_WORDS = (
    "合计|总计|小计|累计|共计|汇总|总和|本页合计|本页小计|全部合计|合计金额|金额合计|总金额|总笔数|合计笔数"
    "|total|totals|grand total|subtotal|sub total|sub-total|sum"
)
# The words may be spaced out (合  计), bracketed or followed by a number: 合计（3笔）, 合计：3
_TOTAL = re.compile(
    rf"(?:{TOTAL_WORDS})\W*(?:\d[\d,.]*\W*(?:笔|条|户|件|人|元|万元|rows?|cases?)?\W*)?", re.IGNORECASE
)
_SPACE_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
# A line that can be a total begins like this, before the delimiter of its first filled cell (Rust regex).
TOTAL_START = (
    r"(?i)^[\s,;|:\t\"'=(（【\[]*(?:(?:本页|全部|金额)?(?:合|总|小|累|共)\s*计|汇\s*总|总和|总金额|总笔数"
    r"|(?:grand |sub[ -]?)?totals?\b|sum\b)"
)


def is_blank(row: Row) -> bool:
    """Whether no cell has content."""
    return not any(map(cell_text, row))


def is_total(row: Row) -> bool:
    """Whether the first filled cell is a word for a total and the others are numbers, or mostly empty."""
    filled = [text for text in map(cell_text, row) if text]
    if not filled:
        return False
    first = _SPACE_IN_CHINESE.sub("", filled[0].strip("()（）[]【】:： "))
    if _TOTAL.fullmatch(first) is None:
        return False
    others = filled[1:]
    return len(filled) <= max(1, len(row) // 2) or all(
        is_data(text) or _TOTAL.fullmatch(text) for text in others
    )


def is_note(row: Row, width: int) -> bool:
    """Whether a line below the last case is prose and not a case: one or two filled cells of at least
    four."""
    filled = [text for text in map(cell_text, row) if text]
    if width < 4 or not filled or len(filled) > 2:
        return False
    return not is_data(filled[0])


def same_as_header(row: Row, headers: tuple[str, ...]) -> bool:
    """Whether the line is the header once more (pages pasted together)."""
    texts = [cell_text(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return len(texts) > 0 and tuple(texts) == headers
