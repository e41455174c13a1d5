"""Chinese amounts in words: 壹万贰仟叁佰元整 is 12300."""

from __future__ import annotations

import re
from typing import Final

import polars as pl

_DIGITS: Final = "零一二三四五六七八九"
_ALIKE: Final = str.maketrans(
    "〇壹贰貳叁參肆伍陆陸柒捌玖两兩拾佰仟萬億圆圓块塊", "零一二二三三四五六六七八九二二十百千万亿元元元元"
)
_PLACES: Final = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
_TENS: Final = {name: size for size, name in _PLACES if name}
_NAMED: Final = frozenset("十百千万亿元")
_GROUPS: Final = ((10**8, "亿"), (10**4, "万"), (1, ""))
_SPELT: Final = re.compile(
    rf"(?:人民币|RMB)? ?(?P<yuan>[{_DIGITS}十百千万亿]{{1,31}})(?:元(?:零?(?P<jiao>[{_DIGITS}])角)?"
    rf"(?:零?(?P<fen>[{_DIGITS}])分)?)?[整正]?"
)
_LOOKS: Final = r"^[^0-9]*[〇零一二三四五六七八九十壹贰貳叁參肆伍陆陸柒捌玖拾两兩][^0-9]*$"
_CUT_SHORT: Final = re.compile(rf"[百千][{_DIGITS[1:]}](?:[万亿]|$)|[万亿][{_DIGITS[1:]}]$|.零(?:[万亿]|$)")
"""一百五 may be 105 and is mostly 150, and so is 一百五万; 一万零 lacks its end."""


def spelt(texts: pl.Series) -> pl.Series:
    """The plain decimal digits of the amounts that are written in words, null for any other text.

    What is read is written again and must be what stood there, but for 零, 整 and the characters' two forms: a text
    that could mean two amounts is none.
    """
    looks = texts.filter(texts.str.contains(_LOOKS)).unique()
    known = {text: _amount(text) for text in looks}
    return texts.replace_strict(known, default=None, return_dtype=pl.String)


def _amount(text: str) -> str | None:
    plain = text.translate(_ALIKE)
    found = _SPELT.fullmatch(plain)
    if found is None or not _NAMED.intersection(plain) or _CUT_SHORT.search(found["yuan"]):
        return None
    number = _value(found["yuan"])
    if _bare(found["yuan"]) != _bare(_written(number)):
        return None
    cents = [_DIGITS.index(found[part] or "零") for part in ("jiao", "fen")]
    return f"{number}.{cents[0]}{cents[1]}" if any(cents) else str(number)


def _bare(yuan: str) -> str:
    return re.sub("^一十", "十", yuan.replace("零", ""))


def _value(yuan: str) -> int:
    """The number, read leniently; :func:`_written` tells whether it was read right."""
    whole = group = digit = 0
    for char in yuan:
        if char in _DIGITS:
            digit = _DIGITS.index(char)
        elif char in _TENS:
            group += (digit or 1) * _TENS[char]
            digit = 0
        else:
            part = group + digit
            whole = (whole + part) * 10**8 if char == "亿" else whole + part * 10**4
            group = digit = 0
    return whole + group + digit


def _written(number: int) -> str:
    """The number in words, 零 left out where it stands between: 10050 is 一万五十."""
    words = []
    for size, name in _GROUPS:
        part, number = divmod(number, size)
        if part:
            digits = ((part // place % 10, unit) for place, unit in _PLACES)
            words.append("".join(_DIGITS[digit] + unit for digit, unit in digits if digit) + name)
    return "".join(words)
