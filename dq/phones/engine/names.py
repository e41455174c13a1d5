"""Operators, places and time zones by the leading digits of E.164, as tables walked three digits a step.

The library's name data are large modules. They are loaded once, what is needed of them is kept on disk, and
from then on they are not imported.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable, Mapping
from functools import cache
from importlib import import_module
from typing import Final

import phonenumbers
import polars as pl
from phonenumbers import phonenumberutil as util

from dq.phones import cache as disk

LONGEST: Final = 9
"""The longest prefix of any of the data sets."""

_ROW: Final = 1000


class DataChangedError(ValueError):
    """The library's name data are not of the form that this module was written for."""


class Prefixes:
    """The longest-prefix names of one data set in one language, for the country codes met so far."""

    def __init__(self, data: str, lang: str) -> None:
        self._data = data
        self._lang = lang
        self._lock = threading.Lock()
        self._loaded: set[int] = set()
        self._table = array("i", [-1]) * _ROW
        self._names: list[str | None] = [None]
        self._frozen: tuple[pl.Series, pl.Series] | None = None

    def name(self, first: pl.Series, codes: Iterable[int]) -> pl.Series:
        """The name of each number's longest known prefix, null if there is none.

        Args:
            first: UInt32, the first nine digits of E.164.
            codes: the country codes that occur.
        """
        table, names = self._ready(codes)
        state = table.gather(first // 1_000_000)
        for scale in (1000, 1):
            rows = (state >= 0).arg_true()
            if rows.is_empty():
                break
            below = (first.gather(rows) // scale % 1000).cast(pl.Int32)
            state = state.scatter(rows, table.gather(state.gather(rows) * _ROW + below))
        return names.gather(-1 - state)

    def _ready(self, codes: Iterable[int]) -> tuple[pl.Series, pl.Series]:
        with self._lock:
            missing = set(codes) - self._loaded
            for code in sorted(missing):
                self._add(_entries(self._data, self._lang, code))
                self._loaded.add(code)
            if missing or self._frozen is None:
                table = pl.Series("table", self._table, dtype=pl.Int32)
                self._frozen = table, pl.Series("name", self._names, dtype=pl.String)
            return self._frozen

    def _add(self, entries: Mapping[str, str]) -> None:
        """Shorter prefixes first, so that a row begins with what its parent says of all of it."""
        known: dict[str, int] = {}
        rows: dict[str, int] = {"": 0}
        table = self._table
        for prefix in sorted(entries, key=len):
            name = entries[prefix]
            if name not in known:
                known[name] = len(self._names)
                self._names.append(name)
            above = (len(prefix) - 1) // 3 * 3
            for end in range(3, above + 1, 3):
                if prefix[:end] not in rows:
                    slot = rows[prefix[: end - 3]] * _ROW + int(prefix[end - 3 : end])
                    rows[prefix[:end]] = len(table) // _ROW
                    table.extend([table[slot]] * _ROW)
                    table[slot] = rows[prefix[:end]]
            tail = prefix[above:]
            span = 10 ** (3 - len(tail))
            start = rows[prefix[:above]] * _ROW + int(tail) * span
            table[start : start + span] = array("i", [~known[name]]) * span


def _entries(data: str, lang: str, code: int) -> dict[str, str]:
    """The names of all prefixes of a country code."""
    stored = disk.load(f"{data}-{lang}-{code}")
    if stored is None:
        found = _by_code(data, lang).get(code, [])
        stored = pl.DataFrame(found, schema={"prefix": pl.String, "name": pl.String}, orient="row")
        disk.store(f"{data}-{lang}-{code}", stored)
    return dict(stored.iter_rows())


@cache
def _by_code(data: str, lang: str) -> dict[int, list[tuple[str, str]]]:
    """All prefixes and names of a data set, by country code."""
    module, attribute = _MODULES[data]
    found: dict[int, list[tuple[str, str]]] = {}
    for prefix, value in getattr(import_module(module), attribute).items():
        if len(prefix) > LONGEST:
            raise DataChangedError(f"{data} has longer prefixes than {LONGEST} digits")
        name = _name(value, lang)
        codes = (int(prefix[:size]) for size in (1, 2, 3))
        code = next((code for code in codes if code in util.COUNTRY_CODE_TO_REGION_CODE), None)
        if name is not None and code is not None:
            found.setdefault(code, []).append((prefix, name))
    return found


def _name(value: Mapping[str, str] | tuple[str, ...], lang: str) -> str | None:
    return ";".join(value) if isinstance(value, tuple) else value.get(lang)


_MODULES: Final = {
    "operator": ("phonenumbers.carrierdata", "CARRIER_DATA"),
    "place": ("phonenumbers.geodata", "GEOCODE_DATA"),
    "time_zone": ("phonenumbers.tzdata", "TIMEZONE_DATA"),
}


@cache
def prefixes(data: str, lang: str) -> Prefixes:
    """The names of a data set in a language, shared by the process."""
    return Prefixes(data, lang)


@cache
def region_names(lang: str) -> dict[str, str]:
    """The name of each region that the library has one for."""
    stored = disk.load(f"regions-{lang}")
    if stored is None:
        geocoder = import_module("phonenumbers.geocoder")
        regions = [*sorted(util.SUPPORTED_REGIONS), "001"]
        pairs = [(region, geocoder._region_display_name(region, lang)) for region in regions]
        stored = pl.DataFrame(pairs, schema={"region": pl.String, "name": pl.String}, orient="row")
        stored = stored.filter(pl.col("name") != "")
        disk.store(f"regions-{lang}", stored)
    return dict(stored.iter_rows())


@cache
def zones_of_code(code: int) -> str:
    """The time zones of a country code as a whole."""
    number = phonenumbers.PhoneNumber(country_code=code, national_number=0)
    return ";".join(phonenumbers.timezone._country_level_time_zones_for_number(number))
