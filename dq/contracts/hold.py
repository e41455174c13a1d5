"""Holding frames against their contracts. A difference is a defect of dq, never of the case file: exit code 70."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pandera.errors
import pandera.polars as pa
import polars as pl
from pandera.config import ValidationDepth, config_context

from dq.contracts.promises import Promise
from dq.contracts.schemas import cleaned_schema, input_schema
from dq.model.errors import InternalError

_SHOWN = 500


def held(
    slices: Iterable[pl.DataFrame], names: Sequence[str], promises: Iterable[Promise] = ()
) -> Iterator[pl.DataFrame]:
    """The same slices of a cleaned dataset, each checked against its contract before it is passed on to be written.

    Raises :class:`InternalError`, which names columns and checks, never a value.
    """
    schema = cleaned_schema(names, promises)
    for rows in slices:
        _hold(schema, rows, "the cleaned dataset", ValidationDepth.SCHEMA_AND_DATA)
        yield rows


def hold_input(
    rows: pl.LazyFrame, texts: Iterable[str], places: Iterable[str], hashes: Iterable[str] = ()
) -> None:
    """Hold the mapped rows, not read yet, against the contract of the first stages: names and types alone."""
    _hold(input_schema(texts, places, hashes), rows, "what was mapped", ValidationDepth.SCHEMA_ONLY)


def _hold(schema: pa.DataFrameSchema, rows: Any, what: str, depth: ValidationDepth) -> None:
    """Validate whatever the environment says of pandera; a check that raises counts as one that fails."""
    with config_context(validation_enabled=True, validation_depth=depth):
        try:
            schema.validate(rows, lazy=True)
        except (pandera.errors.SchemaErrors, pandera.errors.SchemaError) as error:
            raise InternalError(
                f"{what} breaks its own contract ({_kinds(error)})",
                "This is a defect of dq; nothing was published. Please report it with the rule packs used.",
            ) from None


def _kinds(error: pandera.errors.SchemaErrors | pandera.errors.SchemaError) -> str:
    """The columns and checks that failed; pandera's own text has values of the data in it."""
    cases = getattr(error, "failure_cases", None)
    if not isinstance(cases, pl.DataFrame) or not {"column", "check"} <= set(cases.columns):
        return type(error).__name__
    named = cases.select(
        pl.concat_str(
            pl.col("column").cast(pl.String),
            pl.col("check").cast(pl.String),
            separator=": ",
            ignore_nulls=True,
        )
    )
    return ", ".join(sorted(set(named.to_series().to_list())))[:_SHOWN]
