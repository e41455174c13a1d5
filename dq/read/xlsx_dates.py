"""Dates and percentages of an XLSX file: which number formats show a number as one, and what it is.

A date is a number of days; only its format tells (ECMA-376 part 1, 18.8.30 and 18.17.4). Ids 27 to 36 and 50 to 58 are
built in and depend on the language: in Chinese, Japanese and Korean they are dates and times of day.
"""

from __future__ import annotations

import datetime
import re
from decimal import Decimal, InvalidOperation
from html import unescape

import numpy as np
import numpy.typing as npt

from dq.read.archive import Archive
from dq.read.xlsx_tags import Bytes, without_prefix

PLAIN, DATE, DURATION, PERCENT = range(4)
"""What a format makes of a number."""

_BUILT_IN = {
    **dict.fromkeys((*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)), DATE),
    46: DURATION,
    9: PERCENT,
    10: PERCENT,
}
_PREFIX = re.compile(rb"<(\w+:)styleSheet\b")
_CELL_FORMATS = re.compile(rb"<cellXfs\b.*?</cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<xf\b[^>]*>")
_ID = re.compile(rb'numFmtId="(\d+)"')
_CUSTOM = re.compile(rb"<numFmt\b[^>]*>")
_CODE = re.compile(rb'formatCode="([^"]*)"')
_SYSTEM_1904 = re.compile(rb'date1904="(?:1|true)"')
# What a format code only shows or names: escaped and quoted text, fillers, conditions, colours and languages.
_NO_PLACE = re.compile(r'\\.|_.|\*.|"[^"]*"?|\[(?!(?:h+|m+|s+)\])[^\]]*\]?', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
_DATE_LETTER = re.compile(r"[ymdhs]|a/p|am/pm|上午/下午", re.IGNORECASE)
_LAST_SERIAL = 2_958_465
_DAYS_TO_1904 = 1_462
_LEAP_BUG = 60
_DAY_MS = 86_400_000


class Styles:
    """What the styles of a workbook make of numbers, by the number of the style."""

    def __init__(self, shown_as: list[int]) -> None:
        # The last is for numbers that are no style.
        self._shown_as = np.array([*shown_as, PLAIN], dtype=np.uint8)

    def take(self, style: npt.NDArray[np.int32]) -> Bytes:
        """What each of the styles makes of a number: ``PLAIN``, ``DATE``, ``DURATION`` or ``PERCENT``."""
        if not self._shown_as.any():
            return np.zeros(len(style), dtype=np.uint8)
        found: Bytes = self._shown_as[np.minimum(style, len(self._shown_as) - 1)]
        return found


def read_styles(archive: Archive, member: str) -> Styles:
    """The styles of a workbook."""
    content = archive.content(member)
    prefix = _PREFIX.search(content[:4096])
    content = without_prefix(content, prefix[1] if prefix else b"")
    formats = dict(_BUILT_IN)
    for tag in _CUSTOM.findall(content):
        number, code = _ID.search(tag), _CODE.search(tag)
        if number and code:
            formats[int(number[1])] = shown_as(unescape(code[1].decode("utf-8", "replace")))
    cells = _CELL_FORMATS.search(content)
    ids = [_ID.search(tag) for tag in _FORMAT.findall(cells[0])] if cells else []
    return Styles([formats.get(int(found[1]), PLAIN) if found else PLAIN for found in ids])


def shown_as(code: str) -> int:
    """What a format code makes of a number: ``yyyy"年"m"月"`` a date, ``[h]:mm`` a duration, ``0.00%`` a percentage,
    ``0.00"天"`` nothing of these."""
    places = _NO_PLACE.sub("", code).partition(";")[0]
    if _ELAPSED.search(places):
        return DURATION
    if _DATE_LETTER.search(places):
        return DATE
    return PERCENT if "%" in places else PLAIN


def uses_1904(archive: Archive) -> bool:
    """Whether day 0 is 1904-01-01 and not 1899-12-31."""
    return _SYSTEM_1904.search(archive.content("xl/workbook.xml")) is not None


def serial_text(serial: str, *, system_1904: bool) -> str:
    """A serial number as an ISO date, with the time of day if it has one; unchanged if it is no day.

    ``46027.4375`` is ``2026-01-05 10:30:00``, ``0.4375`` is ``10:30:00``. Excel counts a 29 February 1900 that never
    was.
    """
    value = _days(serial)
    if 0 <= value < 1:
        return _clock(value)
    if system_1904 and value >= 0:
        value += _DAYS_TO_1904
    if not 1 <= value <= _LAST_SERIAL or int(value) == _LEAP_BUG:
        return serial
    day = datetime.datetime(1899, 12, 30 if value > _LEAP_BUG else 31)  # noqa: DTZ001  (a local date without a zone)
    moment = day + datetime.timedelta(milliseconds=round(value * _DAY_MS))
    return moment.isoformat(" ", "seconds").removesuffix(" 00:00:00")


def duration_text(serial: str) -> str:
    """A number of days as hours, minutes and seconds: ``1.25`` is ``30:00:00``; unchanged if it is none."""
    value = _days(serial)
    return _clock(value) if 0 <= value <= _LAST_SERIAL else serial


def percent_text(number: str) -> str:
    """A share as percent: ``0.1288`` is ``12.88%``; unchanged if it is no number."""
    try:
        value = Decimal(number) * 100
    except InvalidOperation:
        return number
    return f"{value.normalize():f}%" if value.is_finite() else number


def _days(serial: str) -> float:
    try:
        return float(serial)
    except ValueError:
        return -1.0


def _clock(days: float) -> str:
    seconds = round(days * _DAY_MS) // 1000
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
