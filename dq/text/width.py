"""Display width of text in a terminal or a spreadsheet column: Chinese characters take two columns."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal
from unicodedata import category, east_asian_width

Align = Literal["left", "right"]

_NO_WIDTH = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})


def width(text: str) -> int:
    """How many columns the text takes.

    Wide and full-width characters take two; combining, format and control characters none. Characters of
    ambiguous width (·, …, ×) take one, as in terminals of today.
    """
    if text.isascii() and text.isprintable():
        return len(text)
    return sum(_char_width(char) for char in text)


def cut(text: str, columns: int, mark: str = "…") -> str:
    """The text if it fits, else its beginning followed by ``mark``; never wider than ``columns``."""
    if width(text) <= columns:
        return text
    room = columns - width(mark)
    if room < 0:
        return ""
    kept, used = [], 0
    for char in text:
        used += _char_width(char)
        if used > room:
            break
        kept.append(char)
    return "".join(kept) + mark


def pad(text: str, columns: int, align: Align = "left") -> str:
    """The text brought to exactly ``columns``: cut if it is wider, filled with blanks if it is narrower."""
    fitted = cut(text, columns)
    blanks = " " * (columns - width(fitted))
    return fitted + blanks if align == "left" else blanks + fitted


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines no wider than ``columns``; breaks at blanks and on either side of wide characters.

    A run that is longer than a line is broken inside. Returns ``[""]`` for an empty text.
    """
    lines, line = [""], 0
    for part in _parts(text):
        size = width(part)
        if line + size > columns and line:
            lines[-1] = lines[-1].rstrip(" ")
            lines.append("")
            line = 0
            if part == " ":
                continue
        while size > columns:
            piece = _prefix(part, columns)
            lines[-1] += piece
            lines.append("")
            part = part[len(piece) :]
            size = width(part)
        lines[-1] += part
        line += size
    lines[-1] = lines[-1].rstrip(" ")
    return lines


_NOT_FIRST = frozenset("，。、；：？！）】》”’％,.;:?!)]%")


def _parts(text: str) -> list[str]:
    """Words, single blanks and single wide characters (with the punctuation that must not begin a line)."""
    parts: list[str] = []
    joinable = False
    for char in text:
        if char in _NOT_FIRST and parts and parts[-1] != " ":
            parts[-1] += char
        elif char == " " or _char_width(char) == 2:
            parts.append(char)
            joinable = False
        elif joinable:
            parts[-1] += char
        else:
            parts.append(char)
            joinable = True
    return parts


def _prefix(text: str, columns: int) -> str:
    """The longest beginning that fits, at least one character."""
    used = 0
    for position, char in enumerate(text):
        used += _char_width(char)
        if used > columns and position:
            return text[:position]
    return text


@lru_cache(maxsize=8_192)
def _char_width(char: str) -> int:
    if category(char) in _NO_WIDTH:
        return 0
    return 2 if east_asian_width(char) in "WF" else 1
