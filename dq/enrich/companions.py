"""What a row of a companion table tells in other words: filled where a field is empty, with its origin as the step."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import polars as pl

from dq.model import columns
from dq.packs.tables import enum_words

RELATION_STEP, NOTE_STEP, HEADER_STEP = "enrich.relation", "enrich.note", "enrich.header"
CLAIMED = "claimed"

DERIVED: Mapping[str, str] = {"party": RELATION_STEP, "reversal": NOTE_STEP, "state": HEADER_STEP}
"""The fields that may be filled, with the step that fills them."""
SOURCES: Mapping[str, str] = {"party": "relation_raw", "reversal": "note"}
"""The fields that are filled from another, with that."""

_REVERSED = r"(?i)冲正|退款|退票|撤销|拒付|\breversal\b|\breversed\b|\bNSF\b|\bchargeback\b"


def derived_companion_fields(table: str, present: Collection[str]) -> tuple[str, ...]:
    """The fields that :func:`derive_companion` fills for a file with these fields."""
    if table in ("contacts", "calls") and "relation_raw" in present:
        return ("party",)
    if table == "repayments":
        return ("reversal", "state") if "note" in present else ("state",)
    return ()


def derive_companion(
    frame: pl.DataFrame, table: str, present: Collection[str], *, claimed: bool = False
) -> pl.DataFrame:
    """Fill the party from the relation, the reversal from the note, and the state of payments.

    ``claimed``: the file's headers say that its payments are claims of the client's (CP) not yet confirmed.
    """
    values: dict[str, tuple[pl.Expr, type[pl.DataType]]] = {}
    for name in derived_companion_fields(table, present):
        if name == "party":
            found = (
                pl.col("relation_raw")
                .str.to_lowercase()
                .replace_strict(dict(enum_words()["party"]), default=None, return_dtype=pl.String)
            )
            values[name] = (found, pl.String)
        elif name == "reversal":
            told = pl.when(pl.col("note").str.contains(_REVERSED)).then(True)
            values[name] = (told, pl.Boolean)
        else:
            values[name] = (pl.lit(CLAIMED if claimed else "paid"), pl.String)
    for name, (value, dtype) in values.items():
        frame = _filled(frame, name, value, DERIVED[name], dtype, absent=name not in present)
    return frame


def _filled(
    frame: pl.DataFrame, name: str, value: pl.Expr, step: str, dtype: type[pl.DataType], *, absent: bool
) -> pl.DataFrame:
    raw, told, bad = columns.raw(name), columns.step(name), columns.bad(name)
    if absent:
        there = value.cast(dtype)
        return frame.with_columns(
            there.alias(name),
            pl.when(there.is_not_null()).then(pl.lit(step)).alias(told),
            *(pl.lit(None, pl.String).alias(other) for other in (raw, bad)),
        )
    empty = pl.col(raw).is_null() & value.is_not_null()
    return frame.with_columns(
        pl.coalesce(name, pl.when(empty).then(value)).alias(name),
        pl.when(empty).then(pl.lit(step)).otherwise(pl.col(told)).alias(told),
    )
