"""Dates that a spreadsheet library takes for numbers: the number formats that Excel keeps for East Asian
dates.

Ids 27 to 58 are built in and depend on the language (ECMA-376 part 1, 18.8.30); in Chinese, Japanese and
Korean
most of them are dates, others times of day, which stay numbers.
"""

from __future__ import annotations

import datetime
import re

from dq.read.archive import Archive

_DATE_FORMATS = frozenset({27, 28, 29, 30, 31, 36, 50, 51, 52, 53, 54, 57, 58})
_CELL_FORMATS = re.compile(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", re.DOTALL)
_FORMAT = re.compile(rb"<(?:\w+:)?xf\b[^>]*>")
_ID = re.compile(rb'numFmtId="(\d+)"')
_SYSTEM_1904 = re.compile(rb'date1904="(?:1|true)"')
_LAST_SERIAL = 2_958_465
_DAYS_TO_1904 = 1_462
_LEAP_BUG = 60


def date_cells(archive: Archive) -> re.Pattern[bytes] | None:
    """What matches a cell with such a format (letters, row, serial number); None if the workbook uses
    none."""
    formats = _CELL_FORMATS.search(archive.content("xl/styles.xml"))
    if formats is None:
        return None
    styles = []
    for style, tag in enumerate(_FORMAT.findall(formats[0])):
        found = _ID.search(tag)
        if found and int(found[1]) in _DATE_FORMATS:
            styles.append(str(style).encode())
    if not styles:
        return None
    ids = b"|".join(styles)
    return re.compile(
        rb'<c r="([A-Z]{1,3})(\d{1,7})" s="(?:' + ids + rb')"(?: t="n")?>\s*<v>(\d{1,7}(?:\.\d{1,20})?)</v>'
    )


def uses_1904(archive: Archive) -> bool:
    """Whether day 0 is 1904-01-01 and not 1899-12-31."""
    return _SYSTEM_1904.search(archive.content("xl/workbook.xml")) is not None


def serial_text(serial: str, *, system_1904: bool) -> str:
    """A serial number as an ISO date, with the time of day if it has one; unchanged if it is no day.

    ``46027.4375`` is ``2026-01-05 10:30:00``. Excel counts a 29 February 1900 that never was.
    """
    value = float(serial) + (_DAYS_TO_1904 if system_1904 else 0)
    if not 1 <= value <= _LAST_SERIAL or int(value) == _LEAP_BUG:
        return serial
    day = datetime.datetime(1899, 12, 30 if value > _LEAP_BUG else 31)  # noqa: DTZ001  (a local date without a zone)
    seconds = round(value * 86_400)
    return (day + datetime.timedelta(seconds=seconds)).isoformat(" ", "seconds").removesuffix(" 00:00:00")
