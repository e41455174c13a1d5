"""Plain Chinese mobiles, judged by their leading digits alone."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from dq.phones.cache import load, store
from dq.phones.places import FIRST_MOBILE, mobile_places
from dq.phones.tables import segment_of
from dq.phones.verdicts import verdict
from dq.text.filled import filled

COLUMNS: Final = (
    "e164",
    "others",
    "ext",
    "state",
    "reason",
    "kind",
    "region",
    "operator",
    "place",
    "steps",
    "suggestion",
    "signal",
    "note",
)
"""The columns of :func:`dq.phones.judge`, all text."""

NOWHERE: Final = ("iot", "satellite", "data_card")
"""Kinds of number that say nothing of a place."""

_NAME: Final = "plain"
_FIRST: Final = 13_000
_SAMPLE: Final = 13_800_138_000


def is_plain(text: pl.Series) -> pl.Series:
    """Which texts are an eleven-digit mobile and nothing else, and not one that was made up."""
    number = text.cast(pl.UInt64, strict=False)
    mobile = number.is_between(13_000_000_000, 19_999_999_999) & (text.str.len_bytes() == 11)
    repeated = number % 100_000_000 % 11_111_111 == 0
    return (mobile & ~repeated & (number != _SAMPLE)).fill_null(value=False)


def judge_plain(text: pl.Series) -> pl.DataFrame:
    """Judge texts of which :func:`is_plain` holds."""
    number = text.cast(pl.UInt64)
    known = _table()[number // 1_000_000 - _FIRST]
    index, places = mobile_places()
    place = places.gather(index.gather(number // 10_000 - FIRST_MOBILE))
    nothing = pl.lit(None, dtype=pl.String)
    accepted = pl.col("state") == "ok"
    return known.with_columns(text.alias("text"), place.alias("place")).select(
        pl.when(accepted).then(filled("+86{}", "text")).alias("e164"),
        nothing.alias("others"),
        nothing.alias("ext"),
        "state",
        "reason",
        "kind",
        "region",
        "operator",
        pl.when("located").then("place").alias("place"),
        pl.when(accepted).then(pl.lit("e164")).alias("steps"),
        nothing.alias("suggestion"),
        nothing.alias("signal"),
        nothing.alias("note"),
    )


@cache
def _table() -> pl.DataFrame:
    """What the cell layer says of a plain mobile, by its first five digits; asked once for all runs."""
    table = load(_NAME)
    if table is None:
        table = _judged_prefixes()
        store(_NAME, table)
    return table


def _judged_prefixes() -> pl.DataFrame:
    rows = []
    for prefix in range(_FIRST, 20_000):
        digits = f"{prefix}246801"
        found = verdict(digits, "CN")
        segment = segment_of(digits)
        operator = segment.operator or None if segment and found.accepted else None
        located = found.accepted and found.kind not in NOWHERE
        rows.append((found.state, found.reason, found.kind, found.region, operator, located))
    text = dict.fromkeys(("state", "reason", "kind", "region", "operator"), pl.String)
    return pl.DataFrame(rows, schema={**text, "located": pl.Boolean}, orient="row")
