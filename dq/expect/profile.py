"""The shape of a batch: how its amounts, dates, counts and categories are distributed, in coarse bins.

It holds no value of a person: amounts and counts are counted in bins a quarter of an octave wide (from one power of
two to the next are four), words in buckets that are named only where at least :data:`MANY` cases share the word. The
age of a date is shared out between the two nearest :data:`AGES`, since many cases have the same few dates, and a day
more must not move them all from one bin to the next.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import blake2b
from typing import Any

import polars as pl

from dq.model.enums import Kind
from dq.model.schema import field, in_schema_order
from dq.text.mask import mask_numbers
from dq.text.visible import one_line

SAMPLE = 50_000
"""So many cases tell a drift that matters, and counting more of them costs without telling more."""
MANY = 20
OTHERS = ""
"""The bucket of the words that the fewest cases have."""
_MOST_WORDS = 60
_LONGEST = 40
_NUMBERS: Mapping[Kind, int] = {Kind.MONEY: 100, Kind.PERCENT: 10_000, Kind.INTEGER: 1}
"""What makes the values of a kind whole numbers."""
_WORDS = frozenset({
    "client", "product_series", "product_name", "merchant", "province", "city", "bucket", "bank", "card_type",
    "placement_term",
})  # fmt: skip
"""Texts that are categories; words of closed lists are as well."""
AGES = (0, 60, 120, 180, 240, 360, 540, 720, 1080, 1440, 2160, 2880, 5760, 11520)
"""Ages in days between which dates are counted; before the as-of date, and mirrored behind it."""
_FINE = 5760
_STEPS = pl.Series("steps", [1, 1, 1, *(2**n for n in range(61))], dtype=pl.Int64)

Shape = Mapping[str, Any]
"""``{"rows": cases counted, "fields": {name: {"kind": …, "counts": {bin: cases}, "names": {bin: word}}}}``."""


def shape(cases: pl.LazyFrame, rows: int, as_of: date) -> dict[str, Any]:
    """The shape of the accepted cases, of which there are ``rows``; dates are counted by their age at ``as_of``.

    Of many cases every n-th is counted, so that some :data:`SAMPLE` are.
    """
    names = in_schema_order(cases.collect_schema().names())
    kinds = {name: kind for name in names if (kind := _kind(name))}
    wanted = [
        _binned(name, kind, as_of).value_counts(sort=False).implode().alias(name)
        for name, kind in kinds.items()
    ]
    every = max(1, -(-rows // SAMPLE))
    some = cases.select(kinds.keys()).gather_every(every).collect(engine="streaming")
    counted = some.select(pl.len().alias("_rows"), *wanted)
    return {
        "rows": int(counted["_rows"][0]),
        "fields": {
            name: {
                "kind": kind,
                "counts": _counts(counted[name][0], kind),
                **({"names": _names(counted[name][0])} if kind == "words" else {}),
            }
            for name, kind in kinds.items()
        },
    }


def edge(place: int, kind: str) -> Decimal:
    """The smallest size of a bin in the field's own unit (yuan, days, percent); below zero, the largest."""
    size = abs(place)
    if kind == "date":
        return Decimal(place)
    least = size if size < 4 else (4 + size % 4) * 2 ** (size // 4 - 1)
    return Decimal(-least if place < 0 else least) / {"money": 100, "percent": 10_000}.get(kind, 1)


def _kind(name: str) -> str:
    """How a field is counted; empty if it is not."""
    known = field(name)
    if known.private:
        return ""
    if known.kind in _NUMBERS:
        return known.kind.value
    if known.kind is Kind.DATE:
        return "date"
    return "words" if known.kind is Kind.ENUM or name in _WORDS else ""


def _binned(name: str, kind: str, as_of: date) -> pl.Expr:
    value = pl.col(name)
    if kind == "words":
        return value
    if kind == "date":
        return (pl.lit(as_of) - value).dt.total_days()
    return _bins((value.cast(pl.Decimal(38, 4)) * _NUMBERS[field(name).kind]).cast(pl.Int64))


def _bins(value: pl.Expr) -> pl.Expr:
    """Whole numbers as bins: 0, 1, 2, 3, then four to the octave; negative ones mirrored."""
    size = value.abs()
    bits = 64 - size.bitwise_leading_zeros().cast(pl.Int32)
    octave = pl.when(bits > 2).then(bits * 4 - 8 + (size // pl.lit(_STEPS).gather(bits) - 4)).otherwise(size)
    return (octave * value.sign()).cast(pl.Int16)


def _counts(values: list[Mapping[str, Any]], kind: str) -> dict[str, int]:
    """Bins or words with their cases, in order; nulls are no values."""
    (name,) = {key for entry in values[:1] for key in entry if key != "count"} or {""}
    pairs = [(entry[name], int(entry["count"])) for entry in values if entry[name] is not None]
    if kind == "date":
        return _shared_out(pairs)
    if kind != "words":
        return {str(place): count for place, count in sorted(pairs)}
    ordered = sorted(pairs, key=lambda pair: (-pair[1], pair[0]))
    counts: Counter[str] = Counter()
    for place, (word, count) in enumerate(ordered):
        counts[bucket(word) if place < _MOST_WORDS else OTHERS] += count
    return dict(counts)


def bucket(word: str) -> str:
    """One of 65,536 buckets for words: words can be compared by it, but none can be told from it."""
    return blake2b(word.encode(), digest_size=2).hexdigest()


def _names(values: list[Mapping[str, Any]]) -> dict[str, str]:
    """The words that many cases share, by their bucket."""
    return {
        bucket(word): mask_numbers(one_line(word))[:_LONGEST]
        for entry in values
        for name, word in entry.items()
        if name != "count" and word is not None and entry["count"] >= MANY
    }


def _shared_out(ages: list[tuple[int, int]]) -> dict[str, int]:
    """Cases by age in days, each shared out between the two nearest of :data:`AGES`, in whole cases."""
    held: Counter[int] = Counter()
    for age, count in ages:
        size, sign = min(abs(age), AGES[-1]), -1 if age < 0 else 1
        above = bisect_left(AGES, size)
        below = max(above - 1, 0)
        width = AGES[above] - AGES[below]
        # in units of 1/5760 of a case, which every width divides
        upper = _FINE * (size - AGES[below]) // width if width else _FINE
        held[sign * AGES[above]] += count * upper
        held[sign * AGES[below]] += count * (_FINE - upper)
    whole = {place: (parts + _FINE // 2) // _FINE for place, parts in sorted(held.items())}
    return {str(place): count for place, count in whole.items() if count}
