"""The forms that contracts check, each under a name by which :mod:`dq.contracts.registered` gives it to pandera.

Each takes pandera's polars data (a lazy frame and the name of its column) and gives one truth value a row. They are
written apart from the rules' own checks: a contract is a second look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData


def _column(data: PolarsData) -> pl.Expr:
    return pl.col(data.key or "")


def dq_text(data: PolarsData) -> pl.LazyFrame:
    """A text that is not empty and has no blank at either end."""
    text = _column(data)
    trimmed = text.str.strip_chars()
    return data.lazyframe.select(
        (text.str.len_bytes() > 0) & (text.str.len_bytes() == trimmed.str.len_bytes())
    )


def dq_matches(data: PolarsData, *, pattern: str) -> pl.LazyFrame:
    """The pattern is found in the text."""
    return data.lazyframe.select(_column(data).str.contains(pattern))


def dq_matches_not(data: PolarsData, *, pattern: str) -> pl.LazyFrame:
    """The pattern is not found in the text."""
    return data.lazyframe.select(~_column(data).str.contains(pattern))


def dq_none_of(data: PolarsData, *, values: Sequence[str]) -> pl.LazyFrame:
    """The text is none of the values."""
    return data.lazyframe.select(~_column(data).is_in(list(values)))


def dq_at_least(data: PolarsData, *, bound: str) -> pl.LazyFrame:
    """A number is not below the bound, which is written as a decimal."""
    return data.lazyframe.select(_column(data) >= _exact(bound))


def dq_at_most(data: PolarsData, *, bound: str) -> pl.LazyFrame:
    """A number is not above the bound, which is written as a decimal."""
    return data.lazyframe.select(_column(data) <= _exact(bound))


def dq_not_zero(data: PolarsData) -> pl.LazyFrame:
    """A number is not zero."""
    return data.lazyframe.select(_column(data) != 0)


def dq_from_day(data: PolarsData, *, day: str) -> pl.LazyFrame:
    """A date is not before the day (ISO)."""
    return data.lazyframe.select(_column(data) >= date.fromisoformat(day))


def dq_to_day(data: PolarsData, *, day: str) -> pl.LazyFrame:
    """A date is not after the day (ISO)."""
    return data.lazyframe.select(_column(data) <= date.fromisoformat(day))


def dq_longer(data: PolarsData, *, characters: int) -> pl.LazyFrame:
    """A text has so many characters at least."""
    return data.lazyframe.select(_column(data).str.len_chars() >= characters)


def _exact(bound: str) -> pl.Expr:
    return pl.lit(Decimal(bound), pl.Decimal(38, 4))


FORMS: tuple[tuple[Callable[..., pl.LazyFrame], tuple[str, ...]], ...] = (
    (dq_text, ()),
    (dq_matches, ("pattern",)),
    (dq_matches_not, ("pattern",)),
    (dq_none_of, ("values",)),
    (dq_at_least, ("bound",)),
    (dq_at_most, ("bound",)),
    (dq_not_zero, ()),
    (dq_from_day, ("day",)),
    (dq_to_day, ("day",)),
    (dq_longer, ("characters",)),
)
"""The forms, each with the names of its parameters."""


def check(form: Callable[..., pl.LazyFrame], **statistics: Any) -> pa.Check:
    """A form with its parameters as a pandera check of a column, as pandera itself would make it of a registered one.

    Registering needs pandas, which a run does without.
    """
    told = ", ".join(f"{name}={value}" for name, value in statistics.items())
    return pa.Check(
        partial(form, **statistics),
        name=form.__name__,
        error=f"{form.__name__}({told})" if told else form.__name__,
        statistics=statistics,
    )
