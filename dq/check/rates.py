"""Checks on interest rates against caps that change with time."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from functools import cache

import polars as pl

from dq.check.inputs import absent, decimal, exact, shown, text
from dq.check.interface import Context, Probe, Skipped
from dq.model.enums import Kind
from dq.model.rules import Rule
from dq.packs.folder import data_file


@cache
def rate_table(name: str) -> tuple[tuple[date, Decimal], ...]:
    """A table of ``rules/data``: from which day which rate (percent a year), oldest first."""
    with data_file(f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        rows = [
            (date.fromisoformat(row["effective_from"]), Decimal(row["percent"]))
            for row in csv.DictReader(lines)
        ]
    return tuple(sorted(rows))


def rate_above_table(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The rate is above so many times the table's rate on the day of the contract; earlier contracts are not judged."""
    if set(rule.fields) - context.present:
        return absent(rule)
    rate, signed = rule.fields
    times = decimal(rule, "times")
    caps = [
        pl.when(pl.col(signed) >= pl.lit(day)).then(exact(percent * times, Kind.PERCENT))
        for day, percent in reversed(rate_table(text(rule, "table")))
    ]
    cap = pl.coalesce(caps)
    since = date.fromisoformat(text(rule, "since"))
    failing = pl.when(pl.col(signed) >= pl.lit(since)).then(pl.col(rate) > cap)
    detail = pl.format("{} > {} ({})", shown(rate), cap, shown(signed))
    return [Probe(rule, rate, rule.fields, failing, detail=detail)]
