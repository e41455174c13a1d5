"""Checks on amounts and other numbers, one or several together. Amounts are exact decimals throughout."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import polars as pl

from dq.check.inputs import (
    absent,
    compared,
    decimal,
    exact,
    for_each,
    integer,
    money,
    present,
    text,
)
from dq.check.interface import Context, Probe, Skipped
from dq.model.enums import Kind
from dq.model.rules import Rule
from dq.model.schema import field
from dq.text.filled import filled


def out_of_range(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number is below ``min`` or above ``max``; a bound that says nothing is not compared."""
    low, high = decimal(rule, "min"), decimal(rule, "max")

    def probe(name: str) -> Probe:
        tests = []
        if low > Decimal("-1e15"):
            tests.append(pl.col(name) < _literal(name, low))
        if high < Decimal("1e15"):
            tests.append(pl.col(name) > _literal(name, high))
        return Probe(rule, name, (name,), pl.any_horizontal(tests))

    return for_each(rule, context, probe)


def zero(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number is zero."""
    return for_each(rule, context, lambda n: Probe(rule, n, (n,), pl.col(n) == _literal(n, Decimal(0))))


def outlier(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The amount is more than so many times the file's median, which needs enough values to mean something."""
    times, least = integer(rule, "times"), integer(rule, "min_rows")
    probes = []
    for name in present(rule.fields, context):
        median, count = context.measured.medians.get(name, (Decimal(0), 0))
        if count < least or median <= 0:
            continue
        limit = exact(median * times)
        detail = filled("{} > {} × {}", money(pl.col(name)), pl.lit(str(times)), pl.lit(f"{median:,.2f}"))
        probes.append(Probe(rule, name, (name,), pl.col(name) > limit, detail=detail))
    if not probes and present(rule.fields, context):
        return Skipped(rule, "too_few_rows")
    return probes or absent(rule)


def greater_than(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number is greater than that of the field ``than``."""
    return _beside(rule, context, lambda name, other: pl.col(name) > pl.col(other), ">")


def less_than(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number is less than that of the field ``than``."""
    return _beside(rule, context, lambda name, other: pl.col(name) < pl.col(other), "<")


def _beside(
    rule: Rule, context: Context, differs: Callable[[str, str], pl.Expr], sign: str
) -> list[Probe] | Skipped:
    """A probe for each field against ``than``; where several fail, that one is wrong and only the first is told."""
    other = text(rule, "than")
    if other not in context.present:
        return absent(rule)
    probes: list[Probe] = []
    told = pl.lit(value=False)
    for name in present(rule.fields, context):
        fails = differs(name, other)
        if field(name).kind is Kind.MONEY:
            detail = filled("{} " + sign + " {}", money(pl.col(name)), money(pl.col(other)))
        else:
            detail = compared(name, sign, other)
        probes.append(Probe(rule, name, (name, other), fails & ~told if probes else fails, detail=detail))
        told = told | fails.fill_null(value=False)
    return probes or absent(rule)


def _literal(name: str, bound: Decimal) -> pl.Expr:
    """A bound in the type of the field, so that whole columns are not cast."""
    kind = field(name).kind
    return pl.lit(int(bound), pl.Int32) if kind is Kind.INTEGER else exact(bound, kind)
