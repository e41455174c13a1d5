"""Private values of a masked exception list, sealed with the ledger's key beside their masks.

Without the key they tell nothing; with it an answer to a masked list is held against the value that it is about.
"""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.model.errors import ConfigError
from dq.model.schema import fields_by_name
from dq.record.ledger.key import Key

_SEALED: Final = {"value": "sealed_value", "suggestion": "sealed_suggestion"}
"""What is masked -> the column (Binary) that has it sealed; null where the field is not a private one."""


def sealed(listed: pl.LazyFrame, key: Key) -> pl.LazyFrame:
    """The exception list, not masked yet, with its private values and suggestions sealed in columns of their own."""
    private = pl.col("field").is_in([field.name for field in fields_by_name().values() if field.private])
    return listed.with_columns(
        pl.when(private)
        .then(pl.col(name).map_batches(key.seals, return_dtype=pl.Binary, is_elementwise=True))
        .alias(column)
        for name, column in _SEALED.items()
    )


def opened(listed: pl.DataFrame, key: Key, *, masked: bool) -> tuple[pl.DataFrame, bool]:
    """A run's exception list as it was before it was ``masked``, and True; as it is, and False where this key can't
    tell: the run was made with another one, or nothing in it is sealed."""
    if masked and _SEALED["value"] not in listed.columns:
        return listed, False
    try:
        return unsealed(listed, key), True
    except ConfigError:
        return listed, False


def unsealed(listed: pl.DataFrame, key: Key) -> pl.DataFrame:
    """A masked exception list as it was before; raises :class:`ConfigError` if the key is another one.

    A list that was not masked has nothing sealed, and stays as it is.
    """
    there = {name: column for name, column in _SEALED.items() if column in listed.columns}
    values = [pl.coalesce(key.unseals(listed[column]), pl.col(name)) for name, column in there.items()]
    return listed.with_columns(value.alias(name) for name, value in zip(there, values, strict=True)).drop(
        there.values()
    )
