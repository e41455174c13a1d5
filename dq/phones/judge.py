"""Judge whole columns of cells: plain Chinese mobiles by vector, other distinct cells by the cell layer."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from dq.phones.cells import Cell, read_cell
from dq.phones.oracle import parsed, place_of
from dq.phones.places import FIRST_MOBILE, mobile_places
from dq.phones.places import place_of as chinese_place
from dq.phones.tables import segment_of
from dq.phones.verdicts import verdict

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
"""The columns of :func:`judge`, all text."""

_FIRST: Final = 13_000
_SAMPLE: Final = 13_800_138_000


def judge(cells: pl.Series, region: str = "CN") -> pl.DataFrame:
    """Judge each cell of a column that should hold a phone number.

    Args:
        cells: the cells' text; any text, any length, nulls allowed.
        region: the region (ISO 3166 alpha-2) whose national numbers are meant.

    Returns:
        A frame of the same height and order with the text columns

        - ``e164``: the first acceptable number; ``others``: further ones, joined with ``;``; ``ext``
        - ``state``: ``empty, ok, service, malformed, masked, placeholder, precision_lost, plan_changed,
          ambiguous``
        - ``reason``: why it is not ``ok``
        - ``kind``: of the first number; for China also ``mvno, iot, data_card, satellite``
        - ``region``, ``operator`` (the original one), ``place`` of the first number
        - ``steps``: what was done to the text, joined with ``+``; null if it was canonical E.164 already
        - ``suggestion``: inferred numbers, never applied
        - ``signal``: what the cell says of the number (``vacant``, ``suspended``, ``wrong_number`` …)
        - ``note``: further machine-readable remarks, joined with ``;``
    """
    text = cells.cast(pl.String).rename("text")
    if region != "CN":
        return _judge_distinct(text, region)
    plain = _plain(text)
    fast = _judge_plain(text.filter(plain))
    if plain.all():
        return fast
    rest = ~plain
    slow = _judge_distinct(text.filter(rest), region)
    order = pl.concat([plain.arg_true(), rest.arg_true()]).arg_sort()
    return pl.concat([fast, slow])[order]


def _plain(text: pl.Series) -> pl.Series:
    """Which cells are a mobile number and nothing else, and not one that was made up."""
    number = text.cast(pl.UInt64, strict=False)
    plain = number.is_between(13_000_000_000, 19_999_999_999) & (text.str.len_bytes() == 11)
    repeated = number % 100_000_000 % 11_111_111 == 0
    ordinary = ~repeated & (number != _SAMPLE)
    return (plain & ordinary).fill_null(value=False)


def _judge_distinct(text: pl.Series, region: str) -> pl.DataFrame:
    distinct = text.unique()
    rows = [_row(read_cell(cell, region), cell, region) for cell in distinct]
    table = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").with_columns(distinct)
    return (
        text.to_frame()
        .join(table, on="text", how="left", nulls_equal=True, maintain_order="left")
        .select(COLUMNS)
    )


def _row(cell: Cell, text: str | None, region: str) -> tuple[str | None, ...]:
    accepted = cell.accepted if cell.state in ("ok", "service") else ()
    first = accepted[0] if accepted else None
    e164 = first.found.e164 if first else None
    others = ";".join(part.found.e164 for part in accepted[1:] if part.found.e164)
    steps = (first.steps or ("e164",)) if first and e164 and e164 != text else ()
    return (
        e164,
        others or None,
        first.extension if first else None,
        cell.state,
        cell.reason,
        first.found.kind if first else None,
        first.found.region if first else None,
        first.found.operator if first else None,
        _place(e164, first.found.kind) if e164 and first else None,
        "+".join(steps) or None,
        cell.suggestion,
        cell.signal,
        ";".join(cell.notes) or None,
    )


def _place(e164: str, kind: str | None) -> str | None:
    if kind in ("iot", "satellite", "data_card"):
        return None
    if e164.startswith("+86"):
        return chinese_place(e164[3:])
    number, _ = parsed(e164, None)
    return place_of(number, "zh") if number is not None else None


@cache
def _plain_table() -> pl.DataFrame:
    """What :func:`_row` says of a plain mobile, by its first five digits."""
    rows = []
    for prefix in range(_FIRST, 20_000):
        digits = f"{prefix}246801"
        found = verdict(digits, "CN")
        segment = segment_of(digits)
        rows.append(
            {
                "state": found.state,
                "reason": found.reason,
                "kind": found.kind,
                "region": found.region,
                "operator": segment.operator or None if segment and found.accepted else None,
                "located": found.accepted and found.kind not in ("iot", "satellite", "data_card"),
            }
        )
    text = dict.fromkeys(("state", "reason", "kind", "region", "operator"), pl.String)
    return pl.DataFrame(rows, schema={**text, "located": pl.Boolean})


def _judge_plain(text: pl.Series) -> pl.DataFrame:
    number = text.cast(pl.UInt64)
    known = _plain_table()[number // 1_000_000 - _FIRST]
    index, places = mobile_places()
    place = places.gather(index.gather(number // 10_000 - FIRST_MOBILE))
    accepted = known["state"] == "ok"
    nothing = pl.lit(None, dtype=pl.String)
    return known.with_columns(text, place.alias("place"), accepted.alias("accepted")).select(
        pl.when("accepted").then(pl.format("+86{}", "text")).alias("e164"),
        nothing.alias("others"),
        nothing.alias("ext"),
        "state",
        "reason",
        "kind",
        "region",
        "operator",
        pl.when("located").then("place").alias("place"),
        pl.when("accepted").then(pl.lit("e164")).alias("steps"),
        nothing.alias("suggestion"),
        nothing.alias("signal"),
        nothing.alias("note"),
    )
