"""Checks on interest rates against the caps of law, by who lends and when the contract was made."""

from __future__ import annotations

from functools import partial

import polars as pl

from dq.check.inputs import absent, shown, text
from dq.check.interface import Context, Probe, Skipped
from dq.loans.caps import KINDS, Lender, basis, cap, lender_kind
from dq.loans.effective import costs_more, effective_rate
from dq.loans.schedule import Method
from dq.model.rules import Rule
from dq.text.filled import filled


def rate_above_cap(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The rate is above the cap of the lender's kind on the day of the contract; where no cap is known, none is judged.

    ``lender`` is the kind, or where ``client`` tells none by its name. A file without the day of the contract is held
    against the caps of the as-of date.
    """
    rate, signed_field, client = rule.fields[:3]
    if rate not in context.present:
        return absent(rule)
    limit, why = _cap(rule, context)
    inputs = tuple(name for name in (rate, signed_field, client) if name in context.present)
    return [
        Probe(
            rule,
            rate,
            inputs,
            pl.col(rate) > limit,
            detail=filled("{} > {} ({})", shown(rate), limit, why),
        )
    ]


def flat_above_cap(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """A flat rate (等本等息) that is below the cap as it is written, but above it as what the loan costs."""
    rate, signed_field, client, periods, method = rule.fields
    if {rate, periods, method} - context.present:
        return absent(rule)
    limit, why = _cap(rule, context)
    inputs = tuple(name for name in (rate, signed_field, client, periods, method) if name in context.present)
    terms = (pl.col(rate).alias("annual_rate"), pl.col(periods).alias("term_periods"), limit.alias("limit"))
    failing = pl.struct(*inputs).map_batches(
        partial(
            _dear, flat=pl.col(method) == Method.FLAT.zh, terms=terms, judged=pl.col(method).is_not_null()
        ),
        return_dtype=pl.Boolean,
        is_elementwise=True,
    )
    cost = pl.struct(*terms[:2]).map_batches(_cost, return_dtype=pl.Decimal(9, 4), is_elementwise=True)
    detail = filled("{} → {} > {} ({})", shown(rate), cost, limit, why)
    return [Probe(rule, rate, inputs, failing, detail=detail)]


def _dear(rows: pl.Series, flat: pl.Expr, terms: tuple[pl.Expr, ...], judged: pl.Expr) -> pl.Series:
    """The caps are looked up for the flat loans only, which are few in most files."""
    cases = rows.struct.unnest().with_columns(_flat=flat.fill_null(value=False), _judged=judged)
    loans = cases.filter("_flat").select(terms)
    dear = (loans["annual_rate"] <= loans["limit"]) & costs_more(loans)
    found = cases.select(pl.when("_judged").then(pl.lit(value=False))).to_series()
    return found.scatter(cases["_flat"].arg_true(), dear)


def _cost(terms: pl.Series) -> pl.Series:
    return effective_rate(terms.struct.unnest())


def _cap(rule: Rule, context: Context) -> tuple[pl.Expr, pl.Expr]:
    """The cap in percent a year, and its legal basis (for failing rows: it is text)."""
    _, signed_field, client = rule.fields[:3]
    signed = pl.col(signed_field) if signed_field in context.present else pl.lit(context.as_of)
    name = pl.col(client) if client in context.present else pl.lit(None, pl.String)
    other = Lender(text(rule, "lender")).value
    kind = name.map_batches(partial(_kinds, other=other), return_dtype=KINDS, is_elementwise=True)
    limit = cap(kind, signed)
    return limit, basis(lender_kind(name).fill_null(other), signed)


def _kinds(names: pl.Series, other: str) -> pl.Series:
    """The kinds of lenders, told once for each name: a file has few."""
    distinct = names.drop_nulls().unique()
    kinds = pl.select(lender_kind(pl.lit(distinct)).fill_null(other)).to_series()
    return names.replace_strict(distinct, kinds, default=pl.lit(other, KINDS), return_dtype=KINDS)
