"""Checks on a row of a companion table that look at its case, and on a case that look at its companions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from dq.check.found import on_rows
from dq.check.inputs import absent, exact, integer, money, present, shown, text, texts
from dq.check.interface import Context, LinkNeed, Probe, Skipped, Tables
from dq.model.columns import CASE, ID, bad, raw
from dq.model.companions import CASES
from dq.model.enums import Kind
from dq.model.rules import Rule
from dq.model.schema import field
from dq.text.filled import filled

TABLE_ABSENT = "table_absent"
CLAIMED = "claimed"


def of_case(context: Context, name: str) -> pl.Expr:
    """A fact of the row's case; null if the case is not known."""
    return pl.lit(context.measured.cases[name]).gather(pl.col(CASE))


def linked(context: Context, table: str, *names: str) -> bool:
    """Whether another table is there, with these fields."""
    return table in context.linked and set(names) <= context.linked[table]


def day(name: str) -> pl.Expr:
    """The day of a date or a moment."""
    value = pl.col(name)
    return value.dt.date() if field(name).kind is Kind.MOMENT else value


def payments(repayments: pl.LazyFrame) -> pl.LazyFrame:
    """Confirmed payments (``_case``, ``paid_on``, ``amount``), what was reversed counted against them."""
    amount = pl.col("paid_amount")
    signed = pl.when(pl.col("reversal").fill_null(value=False)).then(-amount.abs()).otherwise(amount)
    return repayments.filter(
        pl.col(CASE).is_not_null() & (pl.col("state") != CLAIMED).fill_null(value=True)
    ).select(CASE, "paid_on", amount=signed)


def found_rows(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The rows that the rule's need found; the finding stands on the first field."""
    name = rule.fields[0]
    found = context.measured.found.get(rule.id)
    if set(rule.fields[:1]) - context.present:
        return absent(rule)
    if found is None:
        return Skipped(rule, TABLE_ABSENT)
    return [on_rows(rule, name, present(rule.fields, context)[:1], found)]


def unknown_case(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The row belongs to no case of the run."""
    names = [name for name in rule.fields if name in context.present and linked(context, CASES, name)]
    if not names:
        return absent(rule)
    given = pl.any_horizontal([pl.col(name).is_not_null() for name in names])
    return [Probe(rule, names[0], tuple(names), pl.when(given).then(pl.col(CASE).is_null()))]


def before_case(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The day of the row comes before a date of its case."""
    (name,), of = rule.fields, text(rule, "of")
    if name not in context.present or not linked(context, CASES, of):
        return absent(rule)
    start = of_case(context, of)
    detail = filled("{} < {}", day(name).cast(pl.String), start.cast(pl.String))
    return [Probe(rule, name, (name,), day(name) < start, detail=detail)]


def above_due(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The amounts together are above what the case owes: the current due, else the amount placed."""
    name, more = rule.fields[0], [other for other in rule.fields[1:] if other in context.present]
    dues = [due for due in ("current_due", "total_due") if linked(context, CASES, due)]
    if name not in context.present or not dues:
        return absent(rule)
    whole = pl.sum_horizontal([pl.col(name), *(pl.col(other).fill_null(exact(Decimal(0))) for other in more)])
    due = pl.coalesce([of_case(context, fact) for fact in dues])
    detail = filled("{} > {}", money(whole), money(due))
    return [Probe(rule, name, (name, *more), whole > due, detail=detail)]


def closing_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Rows later than the day on which their case was recalled, or on which a payment settled it."""
    (name,) = rule.fields
    if name not in context.present:
        return []
    recalled = linked(context, CASES, "recalled_on")
    settling = (
        "repayments" if context.table == "repayments" or linked(context, "repayments", "settled") else ""
    )
    if not recalled and not settling:
        return []
    as_of = context.as_of
    return [
        LinkNeed(
            rule.id, lambda tables: _after_closing(tables, name, context.table, as_of, recalled, settling)
        )
    ]


def _after_closing(
    tables: Tables, name: str, table: str, as_of: date, recalled: bool, settling: str
) -> pl.LazyFrame:
    ends = []
    if recalled:
        ends.append(
            tables[CASES].select(pl.col(ID).alias(CASE), pl.col("recalled_on").alias("end")).drop_nulls()
        )
    if settling:
        settled = tables[settling].filter(pl.col("settled") & pl.col(CASE).is_not_null())
        ends.append(settled.select(CASE, pl.col("paid_on").alias("end")).drop_nulls())
    closed = pl.concat(ends).group_by(CASE).agg(pl.col("end").min())
    rows = tables[table].select(pl.col(ID).alias("id"), CASE, day(name).alias("day"))
    late = rows.join(closed, on=CASE).filter(pl.col("day") > pl.col("end"), pl.col("day") <= pl.lit(as_of))
    return late.select(
        "id", told=filled("{} > {}", pl.col("day").cast(pl.String), pl.col("end").cast(pl.String))
    )


def behind_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Cases whose own figure of payments is behind the repayments."""
    (name,) = rule.fields
    if name not in context.present or not linked(context, "repayments"):
        return []
    until = context.as_of
    return [
        LinkNeed(rule.id, lambda tables: _behind(tables, name, until - timedelta(days=integer(rule, "days"))))
    ]


def _behind(tables: Tables, name: str, until: date) -> pl.LazyFrame:
    paid = payments(tables["repayments"]).filter(pl.col("paid_on") <= pl.lit(until)).group_by(CASE)
    dated = field(name).kind is Kind.DATE
    told = paid.agg(pl.col("paid_on").max() if dated else pl.col("amount").sum().alias("paid_on"))
    cases = tables[CASES].select(pl.col(ID).alias(CASE), name)
    late = told.join(cases, on=CASE).filter(pl.col(name) < pl.col("paid_on"))
    if not dated:
        return late.select(id=CASE, told=filled("{} < {}", money(pl.col(name)), money(pl.col("paid_on"))))
    return late.select(id=CASE, told=filled("{} < {}", shown(name), shown("paid_on")))


def settled_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Cases that a payment settled and whose status says that they are open."""
    if set(rule.fields) - context.present or not linked(context, "repayments", "settled"):
        return []
    closed = texts(rule, "closed")

    def find(tables: Tables) -> pl.LazyFrame:
        settled = tables["repayments"].filter(
            pl.col("settled") & pl.col(CASE).is_not_null() & (pl.col("paid_on") <= pl.lit(context.as_of))
        )
        ends = settled.group_by(CASE).agg(pl.col("paid_on").max())
        cases = tables[CASES].filter(~pl.col("case_status").is_in(closed)).select(pl.col(ID).alias(CASE))
        return ends.join(cases, on=CASE).select(id=CASE, told=shown("paid_on"))

    return [LinkNeed(rule.id, find)]


def unknown_word_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """The first row of each word that is on no list, with the number of rows that have it."""

    def need(name: str) -> LinkNeed:
        return LinkNeed(f"{rule.id}:{name}", lambda tables: _unknown_words(tables[context.table], name))

    return [need(name) for name in rule.fields if name in context.present]


def _unknown_words(rows: pl.LazyFrame, name: str) -> pl.LazyFrame:
    from_list = pl.col(bad(name)) == "unknown_value"
    words = rows.filter(from_list).group_by(raw(name)).agg(pl.col(ID).min().alias("id"), pl.len().alias("n"))
    return words.select("id", told=filled("× {}", "n"))


def unknown_word(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """A word that is on no list; told once, on the first row that has it, with its count."""
    probes = [
        on_rows(rule, name, (name,), found, pl.col(raw(name)).is_not_null())
        for name in rule.fields
        if name in context.present and (found := context.measured.found.get(f"{rule.id}:{name}")) is not None
    ]
    return probes or absent(rule)
