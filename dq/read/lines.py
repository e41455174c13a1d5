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
# A total of one group of cases: 某某银行 小计, 小计（某某银行）, 某某银行合计：3户, First Bank Total.
_OF_GROUP = re.compile(
    r".+(?:[小合总]计|\bsub[ -]?total|\btotal)\W*(?:\d[\d,.]*\W*(?:笔|条|户|件|人)?\W*)?"
    r"|(?:[小合总]计|sub[ -]?total\b|total\b).+",
    re.IGNORECASE,
)
_COUNT = re.compile(r"\W*共?\s*\d[\d,.]*\s*(?:笔|条|户|件|人|元|万元|rows?|cases?)\W*", re.IGNORECASE)
GROUP_TOTAL = "[小合总]计|(?i:total)"
"""A pattern that a line has which can be the total of a group."""
RUNNING_HEADERS = frozenset(
    {"序号", "序", "行号", "编号", "no", "no.", "#", "nr", "seq", "index", "s/n", "sn"}
)
"""Headers of a first column that numbers the lines, sums among them (small letters)."""
_OF_PART = re.compile(r"\W*(?:小\s*计|本页|sub)", re.IGNORECASE)
_RUNNING = re.compile(r"\d{1,6}")
_SPACE_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
# What stands below a table: 注：…, 制表人：…, 以上数据…, a sentence.
_PROSE = re.compile(
    r"[(（【\[*※]*(?:注|备注|说明|备注说明|制表|打印|导出|填表|审核|复核|签字|签章|盖章|经办|联系人?[:：]|以上|以下|本表|数据来源"
    r"|(?:[暂查]?无|没有)(?:任何|相关|符合条件的)?(?:数据|记录)|no (?:data|records?|results?|rows?)\b"
    r"|数据截|截[至止]|统计|第\s*\d+\s*页|共\s*\d+|报表|生成|日期[:：]|note|printed|page\b|generated|exported|source)"
    r"|.*[:：].|.*[。；!！?？]|.{15,}",
    re.IGNORECASE | re.DOTALL,
)
# A line that can be a total begins like this, before the delimiter of its first filled cell, or of the second where a
# running number comes first (Rust regex).
TOTAL_START = (
    r"(?i)^(?:[\"']?\d{1,6}[\"']?[,;|\t])?[\s,;|:\t\"'=(（【\[]*(?:(?:本页|全部|金额)?(?:合|总|小|累|共)\s*计|汇\s*总|总和|总金额|总笔数"
    r"|(?:grand |sub[ -]?)?totals?\b|sum\b)"
)


def is_blank(row: Row) -> bool:
    """Whether no cell has content."""
    return not any(map(cell_text, row))


def is_total(row: Row) -> bool:
    """Whether the first filled cell is a word for a total and the others are numbers, or mostly empty; a running number
    may stand before it. The total of a group has its name around the word, or in the cell before."""
    filled = _after_number(row)
    few = len(filled) <= max(1, len(row) // 2)
    words = [_word(text) for text in filled[:2]]
    if words and _TOTAL.fullmatch(words[0]) is not None:
        return few or all(map(_is_sum, filled[1:]))
    if not few or len(filled) < 2:
        return False
    behind = 1
    if _TOTAL.fullmatch(words[1]) is not None and not is_data(filled[0]):
        behind = 2
    elif _OF_GROUP.fullmatch(words[0]) is None:
        return False
    return len(filled) > behind and all(_is_sum(text) for text in filled[behind:])


def is_total_of_all(row: Row) -> bool:
    """Whether a total (:func:`is_total`) is not that of a group or a page."""
    return any(_TOTAL.fullmatch(_word(text)) and not _OF_PART.match(text) for text in _after_number(row)[:1])


def _after_number(row: Row) -> list[str]:
    """The filled cells, without a running number that stands before others."""
    filled = [text for text in map(cell_text, row) if text]
    return filled[1:] if len(filled) > 1 and _RUNNING.fullmatch(filled[0]) else filled


def _word(text: str) -> str:
    return _SPACE_IN_CHINESE.sub("", text.strip("()（）[]【】:： "))


def _is_sum(text: str) -> bool:
    return is_data(text) or _COUNT.fullmatch(text) is not None or _TOTAL.fullmatch(text) is not None


def is_note(row: Row, width: int) -> bool:
    """Whether a line below the last case is prose and not a case: one or two filled cells of at least four, or one of
    two or three."""
    filled = [text for text in map(cell_text, row) if text]
    most = 2 if width >= 4 else 1
    if width < 2 or not filled or len(filled) > most or is_data(filled[0]):
        return False
    return _PROSE.match(filled[0]) is not None
