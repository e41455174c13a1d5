"""Which cells of single rows of an XLSB, XLS or ODS sheet hold numbers and dates.

The library that reads them tells no number formats: a date gets the usual ISO one, a number none.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import python_calamine as calamine

from dq.model.looks import GENERAL
from dq.read.cell_text import as_text

SCHEMA = {"row": pl.UInt32, "column": pl.UInt32, "digits": pl.String, "form": pl.String}
_DAY_ZERO = datetime.datetime(1899, 12, 30)  # noqa: DTZ001  (a local date without a zone)
_FROM = datetime.datetime(1900, 3, 1)  # noqa: DTZ001  (before it serial numbers are one off)
_DAY = datetime.timedelta(days=1)


def typed_numbers(path: Path, sheet: str, rows: Collection[int]) -> pl.DataFrame:
    """The number cells of these rows (:data:`SCHEMA`, both counted from 1), with the digits of a spreadsheet."""
    wanted = frozenset(rows)
    content = calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet)
    return pl.DataFrame(list(_numbers(content, wanted)), schema=SCHEMA, orient="row")


def _numbers(content: Any, wanted: Collection[int]) -> Iterator[tuple[int, int, str, str]]:
    if content.start is None:
        return
    last = max(wanted, default=0)
    for number, row in enumerate(content.iter_rows(), start=1):
        if number > last:
            return
        for column, value in enumerate(row, start=content.start[1] + 1) if number in wanted else ():
            found = _number(value)
            if found is not None:
                yield number, column, *found


def _number(value: Any) -> tuple[str, str] | None:
    """Digits and number format of a cell, None if it holds no number."""
    if isinstance(value, datetime.date):
        moment = datetime.datetime.combine(value, datetime.time.min)
        moment = value.replace(microsecond=0) if isinstance(value, datetime.datetime) else moment
        if moment < _FROM:
            return None
        days = (moment - _DAY_ZERO) / _DAY
        return as_text(days), "yyyy-mm-dd" if days.is_integer() else "yyyy-mm-dd hh:mm:ss"
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return as_text(value), GENERAL
    return None
