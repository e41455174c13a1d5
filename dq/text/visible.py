"""Characters that can't be seen or that steer a screen, shown as marks such as ``‹U+202E›``.

For people: a zero-width blank in a phone number is seen, a direction override can't reorder a line, and an
escape sequence can't reach a terminal. Names of columns and files are shown like this in all that a run writes; in
files for machines the values keep their exact text.
"""

from __future__ import annotations

import re

import polars as pl

_RANGES = (
    (0x00, 0x08),
    (0x0B, 0x1F),
    (0x7F, 0x9F),
    (0xAD, 0xAD),
    (0x61C, 0x61C),
    (0x180E, 0x180E),
    (0x200B, 0x200F),
    (0x2028, 0x202E),
    (0x2060, 0x206F),
    (0xFEFF, 0xFEFF),
    (0xFFF9, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE007F),
)
_MARKS = {chr(code): f"‹U+{code:04X}›" for first, last in _RANGES for code in range(first, last + 1)}
_HIDDEN = re.compile("[" + "".join(f"{chr(first)}-{chr(last)}" for first, last in _RANGES) + "]")


def visible(text: str) -> str:
    """The text with hidden characters marked; tabs and line ends stay."""
    return _HIDDEN.sub(lambda found: _MARKS[found.group()], text)


def one_line(text: str) -> str:
    """Like :func:`visible`, in one line: line ends become ``⏎``, tabs a blank."""
    text = text.replace("\r\n", "⏎").replace("\n", "⏎").replace("\r", "⏎").replace("\t", " ")
    return visible(text)


def visible_expr(text: pl.Expr) -> pl.Expr:
    """:func:`visible` for a String column."""
    return text.str.replace_many(_MARKS)
