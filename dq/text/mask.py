"""Masks for personal values: enough stays to recognise a value, not enough to use it.

Every mask keeps the length and the separators, so that a malformed value still shows what is wrong with it
(``138****800O``), and works on characters, so that Python and polars give the same. Where only separators stand between
what would stay, the end is hidden too: ``张 三`` gives ``张 *``.
"""

from __future__ import annotations

import re
from enum import StrEnum

import polars as pl


class Mask(StrEnum):
    """What is masked; the number of characters that stay depends on it."""

    PHONE = "phone"  # 138****8000
    ID = "id"  # 1101************78
    CARD = "card"  # 6228***********0018
    NAME = "name"  # 张*三
    TEXT = "text"  # 北京******


_KEPT = " \\-()/+.,;:、，；：（）*"
"""Separators that stay: they tell nothing about the person."""

_HIDE = re.compile(f"[^{_KEPT}]")
_HIDE_PATTERN = f"[^{_KEPT}]"

_SHARES: dict[Mask, tuple[int, int, int]] = {
    # characters that stay at the beginning and at the end, of a value at least so long; fewer of a shorter one
    Mask.PHONE: (3, 4, 11),
    Mask.ID: (4, 2, 18),
    Mask.CARD: (4, 4, 16),
    Mask.NAME: (1, 1, 3),
    Mask.TEXT: (2, 0, 8),
}
_CHINA = "+86"
_E164_CHINA = 14
_SHORT_NAME = 2  # 张三 -> 张*
_LONG_NUMBER = re.compile(r"\d(?:[ \-]?\d){10,}")


def mask_of(field: str) -> Mask:
    """The mask that suits a field, by its name."""
    last = field.rstrip("0123456789").rsplit("_", 1)[-1]
    if last in ("mobile", "tel", "phone"):
        return Mask.PHONE
    if field.endswith("id_no"):
        return Mask.ID
    if field in ("card_no", "account_no"):
        return Mask.CARD
    return Mask.NAME if last == "name" else Mask.TEXT


def mask(text: str, how: Mask) -> str:
    """The masked text; an empty text stays empty."""
    size = len(text)
    head, tail = _kept(size, how)
    if how is Mask.PHONE and size == _E164_CHINA and text.startswith(_CHINA):
        head = len(_CHINA) + 3
    hidden = text[:head] + _HIDE.sub("*", text[head : size - tail]) + text[size - tail :]
    return text[:head] + _HIDE.sub("*", text[head:]) if hidden == text else hidden


def mask_expr(text: pl.Expr, how: Mask) -> pl.Expr:
    """:func:`mask` for a String column; null stays null."""
    size = text.str.len_chars().cast(pl.Int64)
    most_head, most_tail, whole = _SHARES[how]
    counted = pl.min_horizontal(size, pl.lit(whole, pl.Int64))
    head, tail = counted * most_head // whole, counted * most_tail // whole
    if how is Mask.NAME:
        head = pl.when(size == _SHORT_NAME).then(1).otherwise(head)
    if how is Mask.PHONE:
        china = (size == _E164_CHINA) & text.str.starts_with(_CHINA)
        head = pl.when(china).then(len(_CHINA) + 3).otherwise(head)
    middle = text.str.slice(head, size - head - tail).str.replace_all(_HIDE_PATTERN, "*")
    hidden = text.str.slice(0, head) + middle + text.str.slice(size - tail, tail)
    behind = text.str.slice(0, head) + text.str.slice(head).str.replace_all(_HIDE_PATTERN, "*")
    return pl.when(hidden == text).then(behind).otherwise(hidden)


def mask_numbers(text: str) -> str:
    """Free text with every number of eleven digits or more masked (phones, ids, cards), however separated.

    For text that is no field of its own, such as a header or a message, into which a vendor may have put one.
    """
    return _LONG_NUMBER.sub(lambda found: mask(found.group(), Mask.PHONE), text)


_UNITS = "年月日号时分秒万千百十亿元角整天期个"
_STRAY = re.compile(rf"[^\W\d_A-Za-z{_UNITS}]|[A-Za-z]{{3,}}")


def mask_stray(text: str) -> str:
    """A value that should be a number, a date or a code, with everything masked that may be a name or a phone.

    A shifted column may put one there. Units, one or two Latin letters and numbers of up to ten digits stay.
    """
    return _STRAY.sub(lambda found: "*" * len(found.group()), mask_numbers(text))


def _kept(size: int, how: Mask) -> tuple[int, int]:
    """How many characters stay at the beginning and at the end."""
    if how is Mask.NAME and size == _SHORT_NAME:
        return 1, 0
    most_head, most_tail, whole = _SHARES[how]
    counted = min(size, whole)
    return counted * most_head // whole, counted * most_tail // whole
