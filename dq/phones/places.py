"""Chinese names of the places that Chinese numbers were issued for, by the leading digits.

The library's place data is a large module; what is needed of it is computed once and kept on disk.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Final

import polars as pl

from dq.phones import cache as disk

FIRST_MOBILE: Final = 1_300_000
"""The 7-digit prefix that the first entry of :func:`mobile_places` stands for."""

_LAST: Final = 1_999_999
_WIDTH: Final = 7
_COUNTRY: Final = "中国"


@cache
def _names() -> pl.DataFrame:
    """Every prefix of national Chinese digits that the library names in Chinese: prefix, place."""
    stored = disk.load("cn_places")
    if stored is not None:
        return stored
    data = import_module("phonenumbers.geodata").GEOCODE_DATA
    pairs = [(key[2:], names["zh"]) for key, names in data.items() if key.startswith("86") and "zh" in names]
    table = pl.DataFrame(pairs, schema={"prefix": pl.String, "place": pl.String}, orient="row")
    disk.store("cn_places", table)
    return table


@cache
def _landlines() -> dict[str, str]:
    return dict(_names().filter(~pl.col("prefix").str.contains("^1[3-9]")).iter_rows())


@cache
def mobile_places() -> tuple[pl.Series, pl.Series]:
    """For each 7-digit mobile prefix from 1300000 on: the index of its place in the second series."""
    mobiles = _names().filter(pl.col("prefix").str.contains("^1[3-9]")).sort(pl.col("prefix").str.len_bytes())
    places: dict[str, int] = {_COUNTRY: 0}
    index = [0] * (_LAST - FIRST_MOBILE + 1)
    for prefix, place in mobiles.iter_rows():
        scale = 10 ** (_WIDTH - len(prefix))
        start = int(prefix) * scale - FIRST_MOBILE
        index[start : start + scale] = [places.setdefault(place, len(places))] * scale
    return pl.Series(index, dtype=pl.UInt16), pl.Series(list(places), dtype=pl.String)


def place_of(national: str) -> str:
    """The Chinese name of the place of valid national digits; ``中国`` where no finer one is known."""
    if national[0] == "1" and national[1] in "3456789":
        index, places = mobile_places()
        return str(places[index[int(national[:_WIDTH]) - FIRST_MOBILE]])
    names = _landlines()
    return next(
        (names[national[:size]] for size in range(_WIDTH, 0, -1) if national[:size] in names), _COUNTRY
    )
