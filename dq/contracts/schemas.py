"""pandera schemas: of what a run takes in after mapping, and of the cleaned dataset that it hands over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import pandera.polars as pa
import polars as pl

from dq.contracts import checks
from dq.contracts.checks import check
from dq.contracts.promises import Promise, checks_of, never_empty
from dq.model.enums import Kind
from dq.model.field import Field
from dq.model.schema import FIELDS

E164 = r"^\+[1-9][0-9]{4,14}$"
TYPES: dict[Kind, Any] = {
    Kind.TEXT: pl.String,
    Kind.ID: pl.String,
    Kind.MONEY: pl.Decimal(18, 2),
    Kind.PERCENT: pl.Decimal(9, 4),
    Kind.DATE: pl.Date,
    Kind.INTEGER: pl.Int32,
    Kind.ENUM: pl.String,
    Kind.PHONE: pl.String,
    Kind.MOMENT: pl.Datetime("us"),
    Kind.CLOCK: pl.Time,
    Kind.FLAG: pl.Boolean,
}
_PLACES = {"row": pl.UInt32, "file": pl.String, "sheet": pl.String}


def _forms(field: Field) -> list[Any]:
    """The form that a value of a kind has, whatever the rules."""
    if field.kind is Kind.PHONE:
        return [check(checks.dq_matches, pattern=E164)]
    return [check(checks.dq_text)] if field.name == "case_no" else []


def cleaned_schema(
    names: Sequence[str] | None = None, promises: Iterable[Promise] = ()
) -> pa.DataFrameSchema:
    """The schema of a cleaned dataset; with ``names``, of one with exactly these fields in schema order and ``row``.

    ``file`` and ``sheet`` follow where a run had several. ``promises``: what the run's rules say of an accepted row.
    """
    listed = list(promises)
    said, filled = checks_of(listed), never_empty(listed)
    columns = {
        field.name: pa.Column(
            TYPES[field.kind],
            [*_forms(field), *said.get(field.name, ())],
            nullable=field.name not in filled,
            required=names is not None,
            coerce=False,
            title=field.en,
        )
        for field in FIELDS
        if names is None or field.name in names
    }
    for name, dtype in _PLACES.items():
        columns[name] = pa.Column(
            dtype, nullable=name == "sheet", required=name == "row" and names is not None, coerce=False
        )
    return pa.DataFrameSchema(columns, strict=True, ordered=names is not None, name="CleanedCases")


def input_schema(
    texts: Iterable[str], places: Iterable[str], hashes: Iterable[str] = ()
) -> pa.DataFrameSchema:
    """The schema of a run's rows after mapping: text in every column but the numbers that say where a row stands, and
    those that stand for texts."""
    columns = {name: pa.Column(pl.String, nullable=True, coerce=False) for name in texts}
    columns |= {name: pa.Column(pl.UInt32, coerce=False) for name in places}
    columns |= {name: pa.Column(pl.UInt64, coerce=False) for name in hashes}
    return pa.DataFrameSchema(columns, strict=True, name="MappedCases")


CleanedCases = cleaned_schema()
"""Any cleaned dataset: whatever canonical fields are there have the right types and forms."""
