"""Checks on repayments and promises among themselves and against one another."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from dq.check.inputs import absent, decimal, exact, integer, money, text
from dq.check.interface import Context, LinkNeed, Probe, Skipped, Tables
from dq.check.linked import linked, payments
from dq.model.columns import CASE, ID
from dq.model.rules import Rule
from dq.text.filled import filled


def negative_unflagged(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The amount (first field) is negative and the flag (second field) does not say why."""
    amount, flag = rule.fields
    if amount not in context.present:
        return absent(rule)
    told = pl.col(flag).fill_null(value=False) if flag in context.present else pl.lit(value=False)
    inputs = (amount, flag) if flag in context.present else (amount,)
    return [Probe(rule, amount, (inputs[0],), (pl.col(amount) < exact(Decimal(0))) & ~told)]


def reversal_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Reversals of payments that are not there."""
    if {"paid_amount", "reversal"} - context.present:
        return []
    return [LinkNeed(rule.id, lambda tables: _unmatched(tables, context.as_of))]


def _unmatched(tables: Tables, as_of: date) -> pl.LazyFrame:
    rows = tables["repayments"].select(
        pl.col(ID).alias("id"), CASE, "paid_on", "reversal", amount=pl.col("paid_amount").abs()
    )
    rows = rows.filter(pl.col(CASE).is_not_null(), (pl.col("paid_on") <= pl.lit(as_of)).fill_null(value=True))
    flagged = pl.col("reversal").fill_null(value=False)
    paid = rows.filter(~flagged).group_by(CASE, "amount").agg(pl.col("paid_on").min().alias("first"))
    back = rows.filter(flagged).join(paid, on=[CASE, "amount"], how="left")
    alone = pl.col("first").is_null() | (pl.col("first") > pl.col("paid_on"))
    return back.filter(alone).select("id", told=money(pl.col("amount")))


def promise_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Promises whose day has passed, with what was paid on them until then."""
    if {"promise_due_on", "promise_amount"} - context.present or not linked(context, "repayments"):
        return []
    last = context.as_of - timedelta(days=integer(rule, "grace_days"))
    kept = text(rule, "paid")
    return [
        LinkNeed(
            rule.id, lambda tables: _unkept(tables, context.as_of, last, integer(rule, "grace_days"), kept)
        )
    ]


def _unkept(tables: Tables, as_of: date, last: date, grace: int, kept: str) -> pl.LazyFrame:
    due = pl.col("promise_due_on")
    made = pl.coalesce("promised_on", due.dt.offset_by("-30d"))
    open_ones = (
        tables["promises"]
        .filter(
            pl.col(CASE).is_not_null()
            & (due < pl.lit(last))
            & (pl.col("promise_amount") > exact(Decimal(0))),
            (pl.col("promised_on") <= pl.lit(as_of)).fill_null(value=True),
        )
        .select(pl.col(ID).alias("id"), CASE, "promise_amount", made=made, end=due.dt.offset_by(f"{grace}d"))
    )
    paid = payments(tables["repayments"])
    inside = pl.col("paid_on").is_between(pl.col("made"), pl.col("end"))
    sums = open_ones.join(paid, on=CASE).filter(inside).group_by("id").agg(pl.col("amount").sum())
    judged = open_ones.join(sums, on="id", how="left").with_columns(
        pl.col("amount").fill_null(exact(Decimal(0)))
    )
    nothing = pl.col("amount") <= exact(Decimal(0))
    short = pl.col("amount") < pl.col("promise_amount")
    wanted = nothing if kept == "nothing" else (short & ~nothing)
    told = filled("{} < {}", money(pl.col("amount")), money(pl.col("promise_amount")))
    return judged.filter(wanted).select("id", told=told)


def plan_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Plans whose instalments do not add up to their amount."""
    if {"promise_amount", "plan_amount"} - context.present:
        return []
    return [LinkNeed(rule.id, lambda tables: _sums(tables, decimal(rule, "tolerance")))]


def _sums(tables: Tables, tolerance: Decimal) -> pl.LazyFrame:
    plans = (
        tables["promises"]
        .filter(pl.col("plan_amount").is_not_null() & pl.col("case_no").is_not_null())
        .group_by("case_no", "promised_on", "plan_amount")
        .agg(
            pl.col(ID).min().alias("id"),
            pl.col("promise_amount").sum().alias("whole"),
            pl.col("promise_amount").null_count().alias("unread"),
        )
        .filter(pl.col("unread") == 0)
    )
    off = (pl.col("whole") - pl.col("plan_amount")).abs() > exact(tolerance)
    told = filled("{} ≠ {}", money(pl.col("whole")), money(pl.col("plan_amount")))
    return plans.filter(off).select("id", told=told)
