"""What a row of a companion table tells in other words: filled where a field is empty, with its origin as the step."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import polars as pl

from dq.model import columns
from dq.packs.tables import enum_words

RELATION_STEP, NOTE_STEP, HEADER_STEP = "enrich.relation", "enrich.note", "enrich.header"
CONSENT_STEP = "enrich.consent"
CLAIMED, PAID, REVERSED = "claimed", "paid", "reversed"
CONSENT = "consent"

DERIVED: Mapping[str, str] = {
    "party": RELATION_STEP, "reversal": NOTE_STEP, "state": HEADER_STEP,
    "kind": CONSENT_STEP, "opted_out_on": CONSENT_STEP, "consent_on": CONSENT_STEP,
}  # fmt: skip
"""The fields that may be filled, with the step that fills them."""
SOURCES: Mapping[str, Sequence[str]] = {"party": ("relation_raw",), "reversal": ("note", "channel", "state")}
"""The fields that are filled from others, with those."""

_REVERSED = r"(?i)冲正|退款|退票|撤销|拒付|\breversal\b|\breversed\b|\bNSF\b|\bchargeback\b|\bbounced\b"
_RETURNED = (
    r"(?i)\b(?:returned|return) (?:payment|check|cheque|item|ach|deposit)s?\b"
    r"|\b(?:payment|check|cheque|item|ach|deposit)s? (?:was )?return(?:ed)?\b"
)
"""What returns is a payment: a call that was returned takes none back."""


def derived_companion_fields(table: str, present: Collection[str]) -> tuple[str, ...]:
    """The fields that :func:`derive_companion` fills for a file with these fields."""
    if table in ("contacts", "calls") and "relation_raw" in present:
        return ("party",)
    if table == "repayments":
        return ("state",) if set(SOURCES["reversal"]).isdisjoint(present) else ("reversal", "state")
    if table == "optouts" and "consent_on" in present:
        return ("kind", "opted_out_on", "consent_on")
    return ("consent_on",) if table == "optouts" and {"kind", "opted_out_on"} <= set(present) else ()


def derive_companion(
    frame: pl.DataFrame, table: str, present: Collection[str], *, claimed: pl.Expr | None = None
) -> pl.DataFrame:
    """Fill the party from the relation, the reversal from note, kind and state of a payment, the state of payments, and
    of consents what their day says: a row with a day of consent alone is a consent, and a consent's day is told by
    either field.

    ``claimed``: whether the headers of a row's file say that its payments are claims of the client's (CP) not yet
    confirmed; None if those of no file do.
    """
    if table == "optouts":
        return _with_consents(frame, present)
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
            values[name] = (pl.when(_reversed(present)).then(True), pl.Boolean)
        else:
            paid = pl.lit(PAID)
            state = paid if claimed is None else pl.when(claimed).then(pl.lit(CLAIMED)).otherwise(paid)
            values[name] = (state, pl.String)
    for name, (value, dtype) in values.items():
        frame = _filled(frame, name, value, DERIVED[name], dtype, absent=name not in present)
    return frame


def _reversed(present: Collection[str]) -> pl.Expr:
    """Whether what is written of a payment says that it takes one back."""
    told = [
        pl.col(name).str.contains(pattern)
        for name in ("note", "channel")
        if name in present
        for pattern in (_REVERSED, _RETURNED)
    ]
    words = [word for word, state in enum_words()["state"].items() if state == REVERSED]
    if "channel" in present:
        told.append(pl.col("channel").str.to_lowercase().is_in(words))
    if "state" in present:
        told.append(pl.col("state") == REVERSED)
    return pl.any_horizontal(told)


def _with_consents(frame: pl.DataFrame, present: Collection[str]) -> pl.DataFrame:
    names = derived_companion_fields("optouts", present)
    consent = pl.col("kind") == CONSENT
    alone = pl.col("consent_on").is_not_null()
    if "opted_out_on" in present:
        alone &= pl.col(columns.raw("opted_out_on")).is_null()
    values: dict[str, tuple[pl.Expr, type[pl.DataType]]] = {
        "kind": (pl.when(alone).then(pl.lit(CONSENT)), pl.String),
        "opted_out_on": (pl.when(consent).then("consent_on"), pl.Date),
        "consent_on": (pl.when(consent).then("opted_out_on"), pl.Date),
    }
    for name in names:
        value, dtype = values[name]
        frame = _filled(frame, name, value, CONSENT_STEP, dtype, absent=name not in present)
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
