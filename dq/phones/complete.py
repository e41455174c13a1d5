"""Landlines without an area code, completed from a city: a suggestion, never a change."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import polars as pl

from dq.phones.tables import areas
from dq.phones.verdicts import with_area

_SUFFIX: Final = re.compile(r"(?:市|地区|盟|(?:\w族)*自治州|特别行政区)$")
_LOCAL: Final = r"^([2-8][0-9]{2,3})[ -]?([0-9]{4})(?:(?:-|转|分机).*)?$"


def complete_landlines(cells: pl.Series, cities: pl.Series) -> pl.Series:
    """Suggest a number for local Chinese numbers without an area code.

    Args:
        cells: texts such as ``66001234`` or ``6600-1234`` (whose :func:`dq.phones.judge` reason is
            ``no_area_code``); all other texts get no suggestion.
        cities: for each cell the city that the number should be in, with or without its province: ``深圳市``,
            ``广东省深圳市``, ``深圳``.

    Returns:
        E.164 where exactly one area code serves the city and makes the number valid, null elsewhere.
    """
    frame = pl.DataFrame({"cell": cells.cast(pl.String), "city": cities.cast(pl.String)})
    parts = pl.col("cell").str.strip_chars().str.extract_groups(_LOCAL).struct.rename_fields(["a", "b"])
    local = frame.with_columns(parts.alias("g")).unnest("g").with_columns(local=pl.concat_str("a", "b"))
    wanted = local.filter(pl.col("local").is_not_null() & pl.col("city").is_not_null())
    pairs = wanted.select("local", "city").unique()
    found = [_completed(number, city) for number, city in pairs.iter_rows()]
    table = pairs.with_columns(pl.Series("e164", found, dtype=pl.String))
    return local.join(table, on=["local", "city"], how="left", maintain_order="left")["e164"].rename(
        cells.name
    )


def _completed(local: str, city: str) -> str | None:
    code = area_code(city)
    return None if code is None else with_area(local, code)


@cache
def _codes_by_city() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for area in areas().values():
        for city in area.cities:
            found.setdefault(_short(city), set()).add(area.code)
    return {city: frozenset(codes) for city, codes in found.items()}


@cache
def area_code(city: str) -> str | None:
    """The area code (with its 0) of a Chinese city, if exactly one serves it."""
    table = _codes_by_city()
    name = city.strip()
    for text in (name, *(name.split(mark, 1)[1] for mark in ("省", "自治区") if mark in name)):
        codes = table.get(_short(text))
        if codes is not None:
            return next(iter(codes)) if len(codes) == 1 else None
    return None


def _short(city: str) -> str:
    return _SUFFIX.sub("", city) or city
