"""Bring the characters of a cell to one form; no digit is added, dropped or guessed."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

_SPACES: Final = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_INVISIBLE: Final = (
    "\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2066\u2067\u2068\u2069\ufeff"
)
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u30fc\ufe58\ufe63"
_BRACKETS: Final = {"【": "(", "】": ")", "〔": "(", "〕": ")", "[": "(", "]": ")"}

_QUOTED: Final = re.compile(r"""=?(["'“”‘’`])\s*(.*?)\s*["'“”‘’`]""", re.DOTALL)
_APOSTROPHE: Final = re.compile(r"['‘’`](?=[\d+(])")


@cache
def _table() -> dict[int, str | None]:
    table: dict[int, str | None] = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table.update(dict.fromkeys(map(ord, _SPACES), " "))
    table.update(dict.fromkeys(map(ord, _INVISIBLE), None))
    table.update(dict.fromkeys(map(ord, _DASHES), "-"))
    controls = [code for code in range(32) if chr(code) not in "\t\n\r"] + list(range(127, 160))
    table.update(dict.fromkeys(controls, None))
    table.update({ord(old): new for old, new in _BRACKETS.items()})
    return table


def tidy(text: str) -> tuple[str, list[str]]:
    """The text with one form for digits, spaces, dashes and brackets, and the steps that changed it.

    Steps: ``full_width``, ``invisible``, ``quotes``. Only decimal digits of other scripts become ASCII
    digits; superscripts and circled numbers do not, because they are notes rather than parts of a number.
    """
    steps: list[str] = []
    clean = text.strip(" \t\n\r")
    if not clean.isprintable() or not clean.isascii():
        before = clean
        clean = "".join(_digit(char) for char in before.translate(_table()))
        if any(char in before for char in _INVISIBLE) or _has_controls(before):
            steps.append("invisible")
        if _changed_form(before):
            steps.append("full_width")
        clean = clean.strip(" \t\n\r")
    quoted = _QUOTED.fullmatch(clean)
    if quoted:
        clean = quoted[2]
        steps.append("quotes")
    elif _APOSTROPHE.match(clean):
        clean = clean[1:]
        steps.append("quotes")
    return clean, steps


def _digit(char: str) -> str:
    if char.isascii() or unicodedata.category(char) != "Nd":
        return char
    return str(unicodedata.decimal(char))


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(char) == "Cc" and char not in "\t\n\r" for char in text)


def _changed_form(text: str) -> bool:
    return any("\uff01" <= char <= "\uff5e" or (not char.isascii() and char.isdecimal()) for char in text)
