"""The phone cells of the case file itself, as mentions: a line for each number in each cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import (
    MENTIONS,
    PARTY_OF_WORD,
    POOLS,
    SOURCE,
    digits,
)
from dq.enrich.contacts.labels import labelled
from dq.enrich.contacts.relations import has_remarks, of_header, remarked
from dq.model import columns
from dq.model.columns import ID, ROW
from dq.model.enums import LIABLE, Kind, Party
from dq.model.known_by import known_by
from dq.model.marks import MARKS
from dq.model.schema import FIELDS, SLOTS

PHONE_FIELDS: Final[Sequence[str]] = tuple(f.name for f in FIELDS if f.kind is Kind.PHONE)
OWN_FIELDS: Final[Sequence[str]] = tuple(name for name in PHONE_FIELDS if name.startswith("self_"))
KNOWN_SINCE: Final = ("applied_on", "loan_date", "placed_on")
"""Dates at which the numbers of a case were given, the most telling first."""

FROM: Final = "_from"
"""Where a row is from that is not the case's own: another case, an earlier batch."""

_CASE_FIELDS: Final = (
    "client", "debtor_name", "id_no", "province", "city", "phone_verified_on", "case_status", *MARKS,
    *KNOWN_SINCE,
)  # fmt: skip
_PARTS: Final = ("state", "kind", "region", "operator", "reason", "signal", "others")


def phone_fields(present: frozenset[str]) -> list[str]:
    """The phone fields that a file has, in schema order."""
    return [name for name in PHONE_FIELDS if name in present]


def case_columns(present: frozenset[str]) -> list[str]:
    """The working columns that the contact stage reads of the case file."""
    known = known_by(present)
    wanted = [ID, ROW, *([known] if known else []), *(name for name in _CASE_FIELDS if name in present)]
    for name in phone_fields(present):
        wanted += [name, columns.raw(name), *(columns.part(name, part) for part in _PARTS)]
    return wanted + [
        f"{slot}_{part}" for slot in SLOTS for part in ("name", "relation") if f"{slot}_{part}" in present
    ]


def since(present: Sequence[str]) -> pl.Expr:
    """The date at which the numbers of a case were given; null if no such date is known."""
    known = [pl.col(name) for name in KNOWN_SINCE if name in present]
    return pl.coalesce(known) if known else pl.lit(None, pl.Date)


def party_of(relation: pl.Expr, otherwise: Party) -> pl.Expr:
    """The party that a relation's word of ``enums.yml`` means."""
    return relation.replace_strict(PARTY_OF_WORD, default=otherwise.value, return_dtype=pl.String).fill_null(
        otherwise.value
    )


def mentions(rows: pl.DataFrame, headers: Mapping[str, str], source: str = "case") -> pl.DataFrame:
    """The numbers of a slice of cases (columns of :func:`case_columns`, and ``pool``) in the form of ``MENTIONS``.

    ``headers``: phone field -> header of its column in the file.
    """
    present = frozenset(rows.columns)
    parts = [
        _of_field(rows, name, 2 * place, headers, source)
        for place, name in enumerate(PHONE_FIELDS)
        if name in present
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=MENTIONS)


def _of_field(
    rows: pl.DataFrame, name: str, order: int, headers: Mapping[str, str], source: str
) -> pl.DataFrame:
    present = rows.columns
    party, person, relation = _who(name, rows, headers.get(name, ""))
    verified = (
        pl.col("phone_verified_on")
        if name.startswith("self_mobile") and "phone_verified_on" in present
        else pl.lit(None, pl.Date)
    )
    part = {
        word: pl.col(columns.part(name, word)) for word in ("kind", "region", "operator", "reason", "signal")
    }
    cells = rows.filter(pl.col(columns.raw(name)).is_not_null()).select(
        pl.col(ID).alias("case"),
        (digits(name) * POOLS + pl.col("pool")).alias("number"),
        pl.col(columns.raw(name)).alias("cell"),
        party.alias("party"),
        party.is_in([p.value for p in LIABLE]).alias("liable"),
        pl.lit(order, pl.Int32).alias("order"),
        person.alias("name"),
        relation.alias("relation"),
        *(expr.alias(word) for word, expr in part.items()),
        pl.col(columns.part(name, "state")).alias("phone_state"),
        pl.lit(source, SOURCE).alias("source"),
        pl.lit(name).alias("slot"),
        _origin(headers.get(name, name), present).alias("origin"),
        since(present).alias("since"),
        (pl.col("placed_on") if "placed_on" in present else pl.lit(None, pl.Date)).alias("batch_on"),
        verified.alias("verified_on"),
        pl.lit(None, pl.Date).alias("opted_out_on"),
        pl.col(columns.part(name, "others")).alias("others"),
        "pool",
    )
    wanted = [pl.col(column).cast(dtype) for column, dtype in MENTIONS.items()]
    found = cells.select(wanted)
    if cells["others"].null_count() < cells.height:
        found = pl.concat([found, others(cells.lazy()).select(wanted).collect()])
    return labelled(found, bound=name.startswith(("spouse_", "guarantor_")))


def _origin(header: str, present: Sequence[str]) -> pl.Expr:
    """The column, and the case or batch if it is not the case file's own row."""
    return (
        pl.concat_str(pl.lit(header), FROM, separator=" @ ", ignore_nulls=True)
        if FROM in present
        else pl.lit(header)
    )


def numbers(cases: pl.LazyFrame, known: pl.DataFrame) -> pl.LazyFrame:
    """All numbers in the first place of a cell: ``number``, ``case``, ``own`` (of the debtor); no null.

    ``known``: :func:`dq.enrich.contacts.people.people`.
    """
    present = frozenset(cases.collect_schema().names())
    pool, first = (pl.lit(known[name]).gather(pl.col(ID)) for name in ("pool", "first"))
    parts = [
        cases.filter(pl.col(name).is_not_null()).select(
            (digits(name) * POOLS + pool).alias("number"),
            first.alias("case"),
            pl.lit(name in OWN_FIELDS).alias("own"),
        )
        for name in phone_fields(present)
    ]
    return (
        pl.concat(parts)
        if parts
        else pl.LazyFrame(schema={"number": pl.UInt64, "case": pl.UInt32, "own": pl.Boolean})
    )


def others(cells: pl.LazyFrame) -> pl.LazyFrame:
    """The further numbers of cells that hold several: of them only the number is known."""
    nothing = pl.lit(None, pl.String)
    return (
        cells.filter(pl.col("others").is_not_null())
        .with_columns(pl.col("others").str.split(";"), order=pl.col("order") + 1, slot=nothing)
        .explode("others")
        .with_columns(
            number=digits("others") * POOLS + pl.col("pool"), kind=nothing, operator=nothing, signal=nothing
        )
    )


def _who(name: str, rows: pl.DataFrame, header: str) -> tuple[pl.Expr, pl.Expr, pl.Expr]:
    """Party, name and relation of the person that a phone field belongs to."""
    nothing, present = pl.lit(None, pl.String), rows.columns
    slot = next((slot for slot in SLOTS if name.startswith(f"{slot}_")), None)
    if slot is None:
        person = pl.col("debtor_name") if "debtor_name" in present else nothing
        return pl.lit(Party.SELF.value), person, pl.lit("本人")
    person, relation = nothing, nothing
    if f"{slot}_name" in present:
        person = pl.col(f"{slot}_name")
        if has_remarks(rows[f"{slot}_name"]):
            person, relation = remarked(person)
    if f"{slot}_relation" in present:
        relation = pl.coalesce(f"{slot}_relation", relation)
    elif (word := of_header(header)) is not None:
        relation = pl.coalesce(relation, pl.lit(word))
    fixed = {"spouse": Party.SPOUSE, "guarantor": Party.GUARANTOR}.get(slot)
    party = pl.lit(fixed.value) if fixed is not None else party_of(relation, Party.OTHER)
    return party, person, relation
