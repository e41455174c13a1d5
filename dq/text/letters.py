"""Columns as spreadsheets name them."""

from __future__ import annotations


def letter(position: int) -> str:
    """The letter of a 1-based column: 1 is ``A``, 29 is ``AC``."""
    name = ""
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def letters(first: int, last: int) -> str:
    """A range of columns: ``D–E``, or ``AB`` if it is one."""
    return letter(first) if first == last else f"{letter(first)}–{letter(last)}"
