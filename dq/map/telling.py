"""What a column that is no field says of the rows: their number, or which period of a loan each of them is about."""

from __future__ import annotations

from functools import cache

import polars as pl

from dq.map.vocabulary import key_of
from dq.packs import reader
from dq.packs.folder import data_file
from dq.packs.strict_yaml import load

_ENOUGH = 20
"""Rows that count from one before an unknown column is taken for their number: fewer may be the periods of a loan."""


@cache
def _headers() -> tuple[frozenset[str], frozenset[str]]:
    """The headers of numbers, and those of periods."""
    path = data_file("row_headers.yml")
    root = load(path)
    kinds = reader.mapping(root, path.name, ("numbers", "periods"))
    reader.require(root, kinds, ("numbers", "periods"), path.name)
    numbers, periods = (
        frozenset(map(key_of, reader.texts(kinds[kind], path.name))) for kind in ("numbers", "periods")
    )
    return numbers, periods


def is_row_number(header: str) -> bool:
    """Whether a header is known to stand above the numbers of rows."""
    return key_of(header) in _headers()[0]


def numbers_rows(header: str, cells: pl.Series) -> bool:
    """Whether a column numbers the rows, by its header, or because its first ``cells`` (text) count from 0 or 1."""
    if is_row_number(header):
        return True
    if len(cells) < _ENOUGH:
        return False
    found = cells.cast(pl.Int64, strict=False)
    return found[0] in (0, 1) and bool((found.diff().tail(-1) == 1).all(ignore_nulls=False))


def says_period(header: str) -> bool:
    """Whether a column says which period of a loan a row is about."""
    return key_of(header) in _headers()[1]
