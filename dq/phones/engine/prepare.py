"""From strings to digits: the part of the library's ``parse`` that looks at characters.

A string is either reduced to digits by rules that were proved to do what the library does, or found by such a
rule to fail, or left to the library. The rules only speak of characters that they name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

import polars as pl
from phonenumbers import phonenumberutil as util

from dq.phones.engine.tables import MAX_DIGITS
from dq.phones.engine.walk import DIGITS, POWERS

_MAX_TEXT: Final = 250
_HAN: Final = "\u4e00-\u9fff"
_CJK: Final = "\u3000-\u303f"
_WIDE: Final = "\uff01-\uff0f\uff1a-\uff5e"
_NO_DIGIT: Final = rf"^[\x00-\x2f\x3a-\x7f{_CJK}{_HAN}{_WIDE}\u2010-\u2026]*$"
_LEADING: Final = rf"^[\x00-\x2a\x2c-\x2f\x3a\x3c-\x7f{_CJK}{_HAN}\uff01-\uff0a\uff0c-\uff0f\uff1a-\uff5e]+"
_BROKEN: Final = (
    rf"(?s)^[+\uff0b]*[0-9\uff10-\uff19][^x;]*"
    rf"(?:[{_HAN}]|[\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f+\uff0b][^x;]*[0-9A-Za-wyz{_HAN}])[^x;]*$"
)
_EXTENSION: Final = r"^(.*[0-9]) ?(?:;|#|x|ext\.? ?)([0-9]{1,9})$"
_AUTODIAL: Final = r"^([^,;#~a-zA-Z]*[0-9]) ?;([0-9]{1,15})$"
_COMMA: Final = r"^([^,;#~a-zA-Z]*[0-9]) ?,[ -]*([0-9]{1,9})$"
_COMMA_BROKEN: Final = rf"^[0-9][0-9 ()*./{_HAN}-]*,[ -]*[0-9]{{10}}[0-9 -]*$"

TO_LIBRARY: Final = "library"
"""The outcome of strings that no rule speaks of."""


@cache
def _punctuation() -> tuple[list[str], list[str]]:
    """What the library drops between digits, and the full-width forms that it reads as ASCII."""
    every = "".join(map(chr, range(0x10000)))
    dropped = re.findall(f"[{util._VALID_PUNCTUATION}*]", every)
    dropped = [char for char in dropped if char not in "x~\u2053\u223c\uff5e"]
    wide = [chr(0xFF10 + digit) for digit in range(10)]
    return [*dropped, *wide, "\uff0b"], [""] * len(dropped) + [str(digit) for digit in range(10)] + ["+"]


@cache
def _ends() -> tuple[str, str]:
    """Characters that the library strips from the start, and from the end, of a string."""
    named = [*map(chr, range(128)), *map(chr, range(0x2010, 0x2027)), *map(chr, range(0x3000, 0x3040))]
    named += [
        *map(chr, range(0x200B, 0x2010)),
        *map(chr, range(0x2028, 0x202F)),
        *map(chr, range(0x2066, 0x206A)),
    ]
    named += [*map(chr, range(0xFF01, 0xFF66)), "\u00a0", "\u00ad", "\u2060", "\ufeff"]
    leading = [c for c in named if not re.match(r"[\d+\uff0b;A-Za-z]", c)]
    trailing = [c for c in named if not re.match(r"[#\w]", c)]
    return "".join(leading), "".join([*trailing, "_"])


@dataclass(frozen=True, slots=True)
class Prepared:
    """Strings reduced to digits, and those that were not.

    ``rows`` are the positions of the reduced strings, ``None`` if that is all of them in order; for each,
    ``digits`` is its text (ASCII digits, perhaps after a plus), ``value`` the number that the first 18 digits
    are, ``size`` how many digits there are, ``plus`` whether a plus stands in front (``None``: nowhere),
    ``extension`` its extension (``None``: nowhere any). ``failed`` pairs an error word, or
    :data:`TO_LIBRARY`, with the positions of the strings that it is the outcome of.
    """

    rows: pl.Series | None
    digits: pl.Series
    value: pl.Series
    size: pl.Series
    plus: pl.Series | None
    extension: pl.Series | None
    failed: list[tuple[str, pl.Series]]


def prepare(text: pl.Series) -> Prepared:
    """Reduce strings (no nulls) to digits."""
    value = text.cast(pl.UInt64, strict=False)
    size = text.str.len_bytes()
    plain = value.is_not_null()
    if not (size.min() == size.max() and 3 < int(size[0]) <= DIGITS):
        plain &= size.is_between(4, DIGITS)
    if plain.all():
        return _plain(text, value, size)
    rows, rest = plain.arg_true(), (~plain).arg_true()
    rules = _Rules(text.gather(rest), rest)
    rules.run()
    if rows.is_empty() and not rules.frames:
        empty = pl.DataFrame(schema=_FRAME)
        return _of_frame(empty, rules.failed)
    easy = _plain(text.gather(rows), value.gather(rows), size.gather(rows))
    none = pl.repeat(None, len(rows), dtype=pl.String, eager=True)
    plus = easy.plus if easy.plus is not None else pl.repeat(False, len(rows), dtype=pl.Boolean, eager=True)
    columns = [rows, easy.digits, easy.value, easy.size, plus, none]
    frame = pl.DataFrame([column.rename(name) for column, name in zip(columns, _FRAME, strict=True)])
    return _of_frame(pl.concat([frame, *rules.frames], rechunk=True), rules.failed)


_FRAME: Final = {
    "row": pl.UInt32,
    "digits": pl.String,
    "value": pl.UInt64,
    "size": pl.UInt8,
    "plus": pl.Boolean,
    "extension": pl.String,
}


def _of_frame(frame: pl.DataFrame, failed: list[tuple[str, pl.Series]]) -> Prepared:
    plus, extension = frame["plus"], frame["extension"]
    return Prepared(
        frame["row"],
        frame["digits"],
        frame["value"],
        frame["size"],
        plus if plus.any() else None,
        extension if extension.null_count() < frame.height else None,
        failed,
    )


def _plain(text: pl.Series, value: pl.Series, size: pl.Series) -> Prepared:
    """Strings of 4 to 18 characters that are digits, perhaps after a plus.

    A plus makes the number smaller than one of that many digits, so it is looked for only where that is so.
    """
    plus = None
    if not text.is_empty() and (value < POWERS.gather(size - 1)).any():
        found = text.str.starts_with("+")
        if found.any():
            plus = found
            size = size - found.cast(pl.UInt32)
    return Prepared(None, text, value, size.cast(pl.UInt8), plus, None, [])


class _Rules:
    """The rules in their order; each takes the rows that it speaks of from those that are left."""

    def __init__(self, text: pl.Series, rows: pl.Series) -> None:
        self.frames: list[pl.DataFrame] = []
        self.failed: list[tuple[str, pl.Series]] = []
        self._text = text
        self._rows = rows

    def run(self) -> None:
        """Apply all rules; what none speaks of is left to the library."""
        self._fail("too_long", self._text.str.len_chars() > _MAX_TEXT)
        self._take(self._text, None)
        leading, trailing = _ends()
        self._text = self._text.str.strip_chars_start(leading).str.strip_chars_end(trailing)
        self._fail("not_a_number", self._text.str.contains(_NO_DIGIT))
        self._text = self._text.str.replace(_LEADING, "")
        self._take(self._text, None)
        self._fail("not_a_number", self._text.str.contains(_BROKEN) | self._text.str.contains(_COMMA_BROKEN))
        for pattern in (_EXTENSION, _AUTODIAL, _COMMA):
            self._extensions(pattern)
        self._fail(TO_LIBRARY, pl.repeat(True, len(self._text), dtype=pl.Boolean, eager=True))

    def _extensions(self, pattern: str) -> None:
        groups = self._text.str.extract_groups(pattern).struct.unnest()
        number, extension = (groups[name] for name in groups.columns)
        self._take(number.fill_null(""), extension)

    def _keep(self, left: pl.Series) -> None:
        self._text, self._rows = self._text.filter(left), self._rows.filter(left)

    def _fail(self, outcome: str, these: pl.Series) -> None:
        if these.any():
            self.failed.append((outcome, self._rows.filter(these)))
            self._keep(~these)

    def _take(self, text: pl.Series, extension: pl.Series | None) -> None:
        """Take the rows whose text is at least three digits once punctuation is dropped."""
        digits = text.str.replace_many(*_punctuation())
        value = digits.cast(pl.UInt64, strict=False)
        length = digits.str.len_bytes()
        good = value.is_not_null() & ((length > 3) | ((length == 3) & (value > 99)))
        good |= (length > DIGITS) & digits.str.contains(r"^\+?[0-9]+$")
        if extension is not None:
            good &= extension.is_not_null()
        if not good.any():
            return
        frame = pl.DataFrame([self._rows.rename("row"), digits.rename("digits"), value.rename("value")])
        frame = frame.with_columns(
            length.alias("size"),
            extension.alias("extension")
            if extension is not None
            else pl.lit(None, pl.String).alias("extension"),
        )
        self._keep(~good)
        frame = frame.filter(good).with_columns(plus=pl.col("digits").str.starts_with("+"))
        frame = frame.with_columns(size=pl.col("size") - pl.col("plus").cast(pl.UInt32))
        huge = frame["size"] > MAX_DIGITS
        if huge.any():
            self.failed.append((TO_LIBRARY, frame["row"].filter(huge)))
            frame = frame.filter(~huge)
        if (frame["size"] > DIGITS).any():
            first = pl.col("digits").str.strip_prefix("+").str.slice(0, DIGITS).cast(pl.UInt64)
            frame = frame.with_columns(value=pl.when(pl.col("size") > DIGITS).then(first).otherwise("value"))
        self.frames.append(frame.select(pl.col(name).cast(kind) for name, kind in _FRAME.items()))
