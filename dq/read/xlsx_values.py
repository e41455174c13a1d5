"""What a person sees for the values of an XLSX sheet: numbers, shares, dates, durations, truth values and texts."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
import polars as pl

from dq.read.cell_text import as_text
from dq.read.xlsx_cells import BOOLEAN, INLINE, NUMBER, TEXT
from dq.read.xlsx_dates import DATE, DURATION, PERCENT, PLAIN, duration_text, percent_text, serial_text
from dq.read.xlsx_tags import Bytes, Flags, clean_texts

# A number that reads the same as text: no zeros around it, no exponent, and not more than 15 digits.
_AS_IT_STANDS = r"^(?:0|-?(?:[1-9][0-9]*(?:\.[0-9]*[1-9])?|0\.[0-9]*[1-9]))$"
_MOST_DIGITS = 15
_LONG = r"^-?[0-9]{16,}$"
_BOOLEANS = {"1": "true", "0": "false", "true": "true", "false": "false"}


def value_texts(texts: pl.Series, kind: Bytes, shown_as: Bytes, *, system_1904: bool) -> pl.Series:
    """The values of cells as texts; one that is not what its cell says stays as it is.

    ``texts`` stand as in the XML, ``kind`` is that of :mod:`dq.read.xlsx_cells`, ``shown_as`` what the number format
    makes of a number.
    """
    numbers = kind == NUMBER
    date = partial(serial_text, system_1904=system_1904)
    percent = shown_as == PERCENT
    texts = _change(texts, numbers & ((shown_as == PLAIN) | percent), _number_texts)
    texts = _change(texts, numbers & percent, partial(_each, change=percent_text))
    texts = _change(texts, numbers & (shown_as == DATE), partial(_each, change=date))
    texts = _change(texts, numbers & (shown_as == DURATION), partial(_each, change=duration_text))
    texts = _change(texts, kind == BOOLEAN, partial(_each, change=lambda value: _BOOLEANS.get(value, value)))
    written = (kind == TEXT) | (kind == INLINE)
    return _change(texts, written, partial(clean_texts, trim=kind[written] == INLINE))


def is_long(texts: pl.Series, kind: Bytes) -> Flags:
    """Which of the shown texts are whole numbers with more digits than a spreadsheet keeps."""
    long: Flags = (texts.str.len_bytes() > _MOST_DIGITS).to_numpy() & (kind == NUMBER)
    places = np.flatnonzero(long)
    long[places] = texts.gather(places).str.contains(_LONG).to_numpy()
    return long


def _change(texts: pl.Series, which: Flags, change: Callable[[pl.Series], pl.Series]) -> pl.Series:
    if which.all() and len(texts):
        return change(texts)
    if which.any():
        places = np.flatnonzero(which)
        texts = texts.scatter(places, change(texts.gather(places)))
    return texts


def _each(texts: pl.Series, change: Callable[[str], str]) -> pl.Series:
    """What becomes of each text, asked once for equal ones."""
    old = texts.unique()
    return texts.replace_strict(old, pl.Series([change(text) for text in old.to_list()], dtype=pl.String))


def _number_texts(texts: pl.Series) -> pl.Series:
    """Numbers as a spreadsheet shows them in full."""
    size = texts.str.len_bytes()
    fine = (size <= _MOST_DIGITS) | ((size == _MOST_DIGITS + 1) & texts.str.contains(".", literal=True))
    places = (~(fine & texts.str.contains(_AS_IT_STANDS))).arg_true()
    if not len(places):
        return texts
    # Among them are many sums with the rounding of binary fractions: 80949.21000000001.
    values = texts.gather(places).cast(pl.Float64, strict=False)
    sound = values.is_finite().fill_null(False)
    places, values = places.filter(sound), values.filter(sound)
    return texts.scatter(places, [_number_text(value) for value in values.to_list()])


def _number_text(value: float) -> str:
    # The common case of as_text(), in a third of the time.
    text = f"{value:.15g}"
    return as_text(value) if "e" in text or text == "-0" else text
