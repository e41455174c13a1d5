"""Amounts as whole cents (Int128), in which the loan library calculates: exact, and wide enough for products."""

from __future__ import annotations

from decimal import Decimal

import polars as pl

MONEY = pl.Decimal(18, 2)
WIDE = pl.Int128()


def cents(amount: pl.Expr) -> pl.Expr:
    """An amount of yuan as whole cents; null stays null."""
    return amount.cast(MONEY).to_physical().cast(WIDE)


def yuan(whole: pl.Expr) -> pl.Expr:
    """Whole cents as an amount of yuan; null where it does not fit 18 digits."""
    exact = whole.cast(pl.Decimal(38, 2), strict=False) * pl.lit(Decimal("0.01"), pl.Decimal(38, 2))
    return exact.cast(MONEY, strict=False)


def half_up(over: pl.Expr, under: pl.Expr | int) -> pl.Expr:
    """``over / under`` rounded half up to a whole number; both at least zero."""
    divisor = whole(under) if isinstance(under, int) else under
    return (over * 2 + divisor) // (divisor * 2)


def whole(number: int) -> pl.Expr:
    """A whole number as a literal that takes part in exact arithmetic."""
    return pl.lit(number, WIDE)
