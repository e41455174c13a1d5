"""Contracts for code that takes over where dq ends: pandera schemas made from the canonical fields.

:data:`CleanedCases` is the promise of ``cleaned.parquet``; :func:`held` checks what is about to be written against
it, slice by slice. It is an independent second look: it knows the fields and their types, not the cleaners or rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

import pandera.errors
import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context

from dq.model.enums import Kind
from dq.model.errors import InternalError
from dq.model.field import Field
from dq.model.schema import FIELDS

E164 = r"^\+[1-9][0-9]{4,14}$"
_TYPES: dict[Kind, Any] = {
    Kind.TEXT: pl.String,
    Kind.ID: pl.String,
    Kind.MONEY: pl.Decimal(18, 2),
    Kind.PERCENT: pl.Decimal(9, 4),
    Kind.DATE: pl.Date,
    Kind.INTEGER: pl.Int32,
    Kind.ENUM: pl.String,
    Kind.PHONE: pl.String,
    Kind.MOMENT: pl.Datetime("us"),
    Kind.FLAG: pl.Boolean,
}
_NO_TEXT = r"^\s|\s$|^$"


def _column(field: Field) -> pa.Column:
    checks = []
    if field.kind is Kind.PHONE:
        checks.append(pa.Check.str_matches(E164))
    elif field.name == "case_no":
        checks.append(pa.Check.str_length(min_value=1))
    return pa.Column(
        _TYPES[field.kind], checks, nullable=not field.required, required=False, coerce=False, title=field.en
    )


@cache
def cleaned_schema(names: tuple[str, ...] | None = None) -> pa.DataFrameSchema:
    """The schema of a cleaned dataset; with ``names``, of one with exactly these fields in schema order and ``row``.

    ``file`` and ``sheet`` follow where a run had several.
    """
    chosen = [f for f in FIELDS if names is None or f.name in names]
    columns = {f.name: _column(f) for f in chosen}
    columns["row"] = pa.Column(pl.UInt32, nullable=False, required=False)
    if names is not None:
        columns["file"] = pa.Column(pl.String, nullable=False, required=False)
        columns["sheet"] = pa.Column(pl.String, nullable=True, required=False)
        for name, column in columns.items():
            column.required = name not in ("file", "sheet")
    return pa.DataFrameSchema(columns, strict=True, ordered=names is not None, name="CleanedCases")


def held(slices: Iterable[pl.DataFrame], names: Iterable[str]) -> Iterator[pl.DataFrame]:
    """The same slices of a cleaned dataset, each checked against the schema of its fields before it is passed on.

    A difference is a defect of dq, not of the case file: it raises :class:`InternalError`, without any value.
    """
    schema = cleaned_schema(tuple(names))
    for rows in slices:
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            try:
                schema.validate(rows, lazy=True)
            except pandera.errors.SchemaErrors as error:
                failed = error.failure_cases.select(
                    pl.concat_str(
                        pl.col("column").cast(pl.String),
                        pl.col("check").cast(pl.String),
                        separator=": ",
                        ignore_nulls=True,
                    )
                )
                kinds = ", ".join(sorted(set(failed.to_series().to_list())))[:500]
                raise InternalError(
                    f"the cleaned dataset breaks its own contract ({kinds})",
                    "This is a defect of dq; nothing was published. Please report it with the rule packs used.",
                ) from None
        yield rows


CleanedCases = cleaned_schema()
"""Any cleaned dataset: whatever canonical fields are there have the right types and forms."""
