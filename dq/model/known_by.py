"""What names a case: its number; in a file without case numbers, that of its contract."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import polars as pl

NUMBER: Final = "_number"
"""Working column of companion rows: the number of the case that they belong to, else what they say of it themselves."""

_FIELDS = ("case_no", "contract_no")


def known_by(present: Collection[str]) -> str | None:
    """The field whose value names the cases of a file with these fields; None if there is none.

    It is one field for all rows: a cell that is empty is a finding, and the row is then known by its place.
    """
    return next((name for name in _FIELDS if name in present), None)


def case_number(present: Collection[str]) -> pl.Expr:
    """What names the case of each row of a frame with these columns, as text; null if nothing does."""
    name = NUMBER if NUMBER in present else known_by(present)
    return pl.lit(None, pl.String) if name is None else pl.col(name)


def number_of_case(numbers: pl.Series, case: str, present: Collection[str]) -> pl.Expr:
    """:data:`NUMBER` of companion rows: ``numbers`` are those of the cases, ``case`` the column that says which.

    ``present``: the columns of the companion rows.
    """
    tied = pl.lit(numbers).gather(pl.col(case))
    return (pl.coalesce(tied, pl.col("case_no")) if "case_no" in present else tied).alias(NUMBER)
