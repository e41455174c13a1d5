"""Companion files of which no row belongs to a case: they were read for nothing, and the run says so."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import polars as pl

from dq.enrich.contacts.checks import digested
from dq.enrich.contacts.interface import digits
from dq.enrich.contacts.wide import phone_fields
from dq.model.columns import CASE, FILE, SHEET, part
from dq.model.companions import COMPANIONS, EARLIER, NAMING
from dq.model.contacts import Digest
from dq.pipeline.companions import Companion
from dq.pipeline.intake import Table

_DIGESTS: Final[Mapping[str, Digest]] = {"phone_md5": "md5", "phone_sha256": "sha256"}
_FEW: Final = 10_000
_ACTING: Final = ("optouts", "checks")
"""The tables whose rows count wherever their number stands, whatever case they name."""


def untied(companions: Mapping[str, Companion], cases: pl.LazyFrame) -> dict[str, list[dict[str, Any]]]:
    """By table the files with rows of which none belongs to a case, nor counts by a phone number of its persons.

    Of each ``file``, ``sheet``, ``rows``, and ``columns``: where a case or a number was looked for; ``names_cases``:
    whether any of them names cases. ``cases``: columns of :func:`dq.enrich.contacts.wide.case_columns`. Earlier batches
    are no such tables: they may well be of other cases.
    """
    found = {}
    for name, companion in companions.items():
        if name in COMPANIONS and companion.intake is not None:
            told = [
                _told(table, rows)
                for table, rows in _without_case(companion, companion.intake.tables)
                if not (name in _ACTING and _has_known_number(companion, table, companions, cases))
            ]
            if told:
                found[name] = told
    return found


def _told(table: Table, rows: int) -> dict[str, Any]:
    fields = table.mapping.fields()
    looked_at = [*NAMING, "phone", *_DIGESTS] if fields.keys().isdisjoint(NAMING) else NAMING
    return {
        "file": table.reading.file,
        "sheet": table.reading.sheet,
        "rows": rows,
        "columns": [fields[name].column for name in looked_at if name in fields],
        "names_cases": not fields.keys().isdisjoint(NAMING),
    }


def _without_case(companion: Companion, tables: Sequence[Table]) -> Iterator[tuple[Table, int]]:
    """The files that have rows, none of them tied to a case; with the number of rows."""
    if len(tables) == 1:
        counts = {tables[0].key: (companion.rows, companion.tied)}
    else:
        key = [pl.col(FILE), pl.col(SHEET).fill_null("")]
        counted = companion.frame.group_by(key).agg(pl.len(), pl.col(CASE).count().alias("tied"))
        counts = {(file, sheet): (rows, tied) for file, sheet, rows, tied in counted.collect().iter_rows()}
    for table in tables:
        rows, tied = counts.get(table.key, (0, 0))
        if rows and not tied:
            yield table, rows


def _has_known_number(
    companion: Companion, table: Table, companions: Mapping[str, Companion], cases: pl.LazyFrame
) -> bool:
    """Whether any number of a file is one of the persons of the cases."""
    file, sheet = table.key
    mine = companion.typed().filter((pl.col(FILE) == file) & (pl.col(SHEET).fill_null("") == sheet))
    wanted = _distinct(mine, ["phone"])
    hashes = {
        digest: mine.select(pl.col(name).str.to_lowercase().unique()).collect()[name].drop_nulls()
        for name, digest in _DIGESTS.items()
        if name in companion.present
    }
    return any(
        numbers.is_in(wanted.implode()).any()
        or any(_has_digest(numbers, given, digest) for digest, given in hashes.items())
        for numbers in _numbers_known(companions, cases)
    )


def _has_digest(numbers: pl.Series, given: pl.Series, digest: Digest) -> bool:
    """Whether any of the numbers has one of these digests; they are made a few at a time, for the first few tell."""
    return any(
        digested(numbers.slice(first, _FEW), digest).is_in(given.implode()).any()
        for first in range(0, len(numbers) if len(given) else 0, _FEW)
    )


def _numbers_known(companions: Mapping[str, Companion], cases: pl.LazyFrame) -> Iterator[pl.Series]:
    """The numbers of the cases, as far as they are asked for: a column of the case file at a time, then what contact
    tables and earlier batches tell of the same cases."""
    for field in phone_fields(frozenset(cases.collect_schema().names())):
        yield _distinct(cases, [field])
    for name in ("contacts", EARLIER):
        if name in companions:
            rows = companions[name].frame.filter(pl.col(CASE).is_not_null())
            fields = ["phone"] if name == "contacts" else phone_fields(companions[name].present)
            yield _distinct(rows, [field for field in fields if field in companions[name].present])


def _distinct(rows: pl.LazyFrame, fields: Sequence[str]) -> pl.Series:
    """The numbers in some phone fields, the further ones of a cell too."""
    name = "digits"
    parts = [pl.LazyFrame(schema={name: pl.UInt64})]
    for field in fields:
        more = rows.select(pl.col(part(field, "others")).str.split(";").alias(field)).explode(field)
        parts += [each.select(digits(field).alias(name)) for each in (rows, more)]
    return pl.concat(parts).unique().collect(engine="streaming")[name].drop_nulls()
