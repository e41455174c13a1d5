"""Walk columns of digit strings through the tables."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl
from phonenumbers import phonenumberutil as util

from dq.phones.engine.tables import ABROAD, FAILED, HOME, SIZES, Frozen, Tables

DIGITS: Final = 18
"""As many leading digits as a walk can look at."""

_STEPS: Final = DIGITS // 3
POWERS: Final = pl.Series([10**n for n in range(DIGITS + 2)], dtype=pl.UInt64)
"""Powers of ten, by exponent."""


@cache
def _codes() -> pl.Series:
    """The country code at the start of any three digits, 0 where there is none."""
    known = util.COUNTRY_CODE_TO_REGION_CODE
    found = [0] * 100
    for three in range(100, 1000):
        starts = (three // 100, three // 10, three)
        found.append(next((code for code in starts if code in known), 0))
    return pl.Series(found, dtype=pl.UInt32)


def walk(
    value: pl.Series, size: pl.Series, plus: pl.Series | None, tables: Tables
) -> tuple[pl.Series, pl.Series, Frozen]:
    """Find the leaf of each string of digits.

    Args:
        value: UInt64, the digits as a number; of strings of more than 18 digits, the first 18.
        size: UInt8, how many digits there are (2 to ``MAX_DIGITS``; at least 3 after a plus).
        plus: which strings begin with a plus; ``None`` for none.
        tables: the tables of the default region.

    Returns:
        The leaf of each string (UInt32); the value to put into the leaf's formula (what is left after an
        international prefix); and the tables that the leaves are of.
    """
    if plus is None:
        return _home(value, size, tables)
    if plus.all():
        leaf, frozen = _by_code(value, size, tables, tables.unusual_leaf())
        return leaf, value, frozen
    home, away = (~plus).arg_true(), plus.arg_true()
    leaf, rest, _ = _home(value.gather(home), size.gather(home), tables)
    far, frozen = _by_code(value.gather(away), size.gather(away), tables, tables.unusual_leaf())
    leaves = pl.repeat(0, len(value), dtype=pl.UInt32, eager=True).scatter(home, leaf).scatter(away, far)
    return leaves, value.clone().scatter(home, rest), frozen


def _home(value: pl.Series, size: pl.Series, tables: Tables) -> tuple[pl.Series, pl.Series, Frozen]:
    """Walk strings without a plus, and go on with the digits after an international prefix."""
    if value.is_empty():
        return pl.Series([], dtype=pl.UInt32), value, tables.frozen([])
    leaf, frozen = _descend(value, size, size.cast(pl.UInt32) + HOME, tables)
    met = leaf.unique()
    if not (frozen.leaves["status"].gather(met) == ABROAD).any():
        return leaf, value, frozen
    rows = (frozen.leaves["status"].gather(leaf) == ABROAD).arg_true()
    rest = frozen.leaves["rest"].gather(leaf.gather(rows))
    tail = value.gather(rows) % POWERS.gather(rest.clip(0, DIGITS))
    there, frozen = _by_code(tail, rest, tables, tables.error_leaf("invalid_country_code"))
    return leaf.scatter(rows, there), value.clone().scatter(rows, tail), frozen


def _by_code(value: pl.Series, size: pl.Series, tables: Tables, unknown: int) -> tuple[pl.Series, Frozen]:
    """Walk strings that begin with a country code; ``unknown`` is the leaf of those that do not."""
    seen = size.clip(0, DIGITS)
    code = _codes().gather(value // POWERS.gather(seen - 3))
    good = code > 0
    if good.all():
        return _after_code(value, size, code, tables)
    rows = good.arg_true()
    leaf = pl.repeat(unknown, len(code), dtype=pl.UInt32, eager=True)
    some, frozen = _after_code(value.gather(rows), size.gather(rows), code.gather(rows), tables)
    return leaf.scatter(rows, some), frozen


def _after_code(
    value: pl.Series, size: pl.Series, code: pl.Series, tables: Tables
) -> tuple[pl.Series, Frozen]:
    width = 1 + (code > 9).cast(pl.UInt8) + (code > 99).cast(pl.UInt8)
    digits = size.clip(0, DIGITS) - width
    key = code * SIZES + (size - width)
    return _descend(value % POWERS.gather(digits), digits, key, tables, size > DIGITS)


def _descend(
    value: pl.Series, size: pl.Series, key: pl.Series, tables: Tables, long: pl.Series | None = None
) -> tuple[pl.Series, Frozen]:
    """Walk ``size`` digits down from the root of ``key``.

    Strings of more than 18 digits (``long``, if a country code was taken off) only count where they fail.
    """
    keys = key.unique()
    frozen = tables.frozen(keys.to_list())
    table = frozen.table
    if len(keys) == 1 and size.min() == size.max() and int(size[0]) <= DIGITS:
        aligned = value * 10 ** (DIGITS - int(size[0])) if int(size[0]) < DIGITS else value
        start: pl.Series | int = int(frozen.roots[int(keys[0])]) * 1000
    else:
        aligned = value * POWERS.gather(DIGITS - size.clip(0, DIGITS))
        start = frozen.roots.gather(key) * 1000
    state = table.gather((aligned // 10 ** (DIGITS - 3)).cast(pl.Int32) + start)
    rows = (state >= 0).arg_true()
    part = state.gather(rows)
    for step in range(1, _STEPS):
        if rows.is_empty():
            break
        digits = (aligned.gather(rows) // 10 ** (DIGITS - 3 - 3 * step) % 1000).cast(pl.Int32)
        part = table.gather(part * 1000 + digits)
        if step == _STEPS - 1:
            part = _last(part, None if long is None else long.gather(rows), tables)
        state = state.scatter(rows, part)
        live = (part >= 0).arg_true()
        rows, part = rows.gather(live), part.gather(live)
    leaf = (-1 - state).cast(pl.UInt32)
    too_long = size > DIGITS if long is None else long
    if too_long.any():
        undecided = too_long & (frozen.leaves["status"].gather(leaf) < FAILED)
        leaf = leaf.scatter(undecided.arg_true(), tables.unusual_leaf())
    return leaf, frozen


def _last(part: pl.Series, unseen: pl.Series | None, tables: Tables) -> pl.Series:
    """After the last step, what is undecided, or was decided by digits that were not seen, is unusual."""
    undecided = part >= 0 if unseen is None else (part >= 0) | unseen
    return part.scatter(undecided.arg_true(), ~tables.unusual_leaf())
