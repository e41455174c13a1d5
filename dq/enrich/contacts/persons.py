"""Which persons a case is known to have: the debtor, and whoever a table names beside them."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from dq.model.columns import CASE, ID
from dq.model.known_by import case_number
from dq.model.schema import SLOTS
from dq.text.names import name_key

PERSON = "person"
"""The form in which names are compared (:func:`~dq.text.names.name_key`)."""
_OF_CASES = ("debtor_name", *(f"{slot}_name" for slot in SLOTS))
_OF_ROWS = ("contact_name",)
_SCHEMA = {CASE: pl.UInt32(), PERSON: pl.String()}


def persons(cases: pl.LazyFrame, beside: Iterable[pl.LazyFrame | None], wanted: pl.Series) -> pl.DataFrame:
    """The persons of some cases (``wanted``: their ``_case``), each once: ``_case`` and :data:`PERSON`.

    ``cases``: columns of :func:`dq.enrich.contacts.wide.case_columns`. ``beside``: contacts, calls, earlier batches,
    tied to the cases. Other rows of the file with the client and number of a wanted case tell of that case too.
    """
    if not wanted.count():
        return pl.DataFrame(schema=_SCHEMA)
    asked = wanted.drop_nulls().unique().implode()
    tables = _of_wanted(cases, asked)
    tables += [table.filter(pl.col(CASE).is_in(asked)) for table in beside if table is not None]
    named = [part for table in tables for part in _named(table)]
    return pl.concat([pl.LazyFrame(schema=_SCHEMA), *named]).unique().collect(engine="streaming")


def _of_wanted(cases: pl.LazyFrame, asked: pl.Series) -> list[pl.LazyFrame]:
    """The rows of the wanted cases themselves, and those that have the number of one."""
    present = cases.collect_schema().names()
    keys = ["_number", *(name for name in ("client",) if name in present)]
    rows = cases.with_columns(case_number(present).alias("_number"))
    own = rows.filter(pl.col(ID).is_in(asked)).with_columns(pl.col(ID).alias(CASE))
    numbered = own.filter(pl.col("_number").is_not_null()).select(CASE, *keys)
    return [own, rows.join(numbered, on=keys, nulls_equal=True)]


def _named(table: pl.LazyFrame) -> list[pl.LazyFrame]:
    present = table.collect_schema().names()
    return [
        table.select(CASE, name_key(pl.col(name)).alias(PERSON)).filter(pl.col(PERSON).is_not_null())
        for name in (*_OF_CASES, *_OF_ROWS)
        if name in present
    ]
