"""Values of a suite brought to the type of a column: a bound, or the members of a set."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from numbers import Number
from typing import Any

import polars as pl
from dateutil.parser import parse

from dq.expect.engine.unfit import UnfitError

_DIGITS = 38
_TEXTS = (pl.String, pl.Categorical, pl.Enum)


def is_text(dtype: pl.DataType) -> bool:
    """Whether a column of this type holds text."""
    return isinstance(dtype, _TEXTS)


def bound(value: Any, dtype: pl.DataType, name: str) -> pl.Expr:
    """A bound as a literal that compares with the column; raises :class:`UnfitError` if it is of another kind.

    A bound on a decimal column is the decimal that the suite writes (0.01 is 0.01, not its nearest binary fraction).
    """
    if is_text(dtype):
        if isinstance(value, str):
            return pl.lit(value)
    elif dtype.is_temporal():
        return _moment(value, dtype, name)
    elif dtype.is_decimal():
        number = _decimal(value)
        if number is not None:
            exponent = number.as_tuple().exponent
            return pl.lit(number, pl.Decimal(_DIGITS, max(0, -exponent if isinstance(exponent, int) else 0)))
    elif dtype.is_numeric() and isinstance(value, Number) and not isinstance(value, bool):
        whole = dtype.is_integer() and _decimal(value) is not None and value == int(value)  # type: ignore[call-overload]
        return pl.lit(int(value) if whole else value)  # type: ignore[call-overload]
    raise UnfitError(f"column '{name}' holds {dtype}, the suite compares it with a {type(value).__name__}")


def _moment(value: Any, dtype: pl.DataType, name: str) -> pl.Expr:
    if isinstance(value, str):
        try:
            value = parse(value)
        except (ValueError, OverflowError):
            raise UnfitError(f"column '{name}' holds {dtype}, the suite compares it with a text") from None
        if (
            isinstance(dtype, pl.Date)
            and (value.hour, value.minute, value.second, value.microsecond) == (0,) * 4
        ):
            value = value.date()
    if isinstance(value, date | datetime):
        return pl.lit(value)
    raise UnfitError(f"column '{name}' holds {dtype}, the suite compares it with a {type(value).__name__}")


def members(values: Iterable[Any], dtype: pl.DataType) -> tuple[pl.Series, list[Any]]:
    """The members of a set that a column of this type can hold, and those that it can't (nulls are neither)."""
    fitting: list[Any] = []
    others: list[Any] = []
    for value in values:
        if value is None:
            continue
        fitted = _fit(value, dtype)
        (others if fitted is None else fitting).append(value if fitted is None else fitted)
    plain = pl.String() if is_text(dtype) else dtype
    return pl.Series("members", fitting, dtype=plain, strict=False).unique(maintain_order=True), others


def is_member(column: pl.Expr, values: Sequence[Any], dtype: pl.DataType) -> pl.Expr:
    """Whether a value is one of the set's."""
    fitting, _ = members(values, dtype)
    return (column.cast(pl.String) if is_text(dtype) else column).is_in(fitting.implode())


def _fit(value: Any, dtype: pl.DataType) -> Any:
    """The value as one of this type; None if the type can't hold it."""
    if is_text(dtype):
        return value if isinstance(value, str) else None
    if isinstance(dtype, pl.Boolean):
        return value if isinstance(value, bool) else None
    if dtype.is_temporal():
        return _fit_moment(value, dtype)
    if isinstance(value, bool):
        return None
    number = _decimal(value)
    if number is None:
        return None
    if dtype.is_integer():
        return int(number) if number == number.to_integral_value() else None
    if isinstance(dtype, pl.Decimal):
        return number if number == round(number, dtype.scale) else None
    return value


def _fit_moment(value: Any, dtype: pl.DataType) -> Any:
    if isinstance(value, str):
        try:
            value = parse(value)
        except (ValueError, OverflowError):
            return None
    if isinstance(dtype, pl.Date) and isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date | datetime) else None


def _decimal(value: Any) -> Decimal | None:
    if isinstance(value, bool | str):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
