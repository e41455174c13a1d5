"""Checks on one cell, whatever it holds: presence, readability, words and patterns."""

from __future__ import annotations

from itertools import combinations

import polars as pl

from dq.check.inputs import absent, for_each, integer, is_one_of, present, text, texts
from dq.check.interface import Context, Probe, Skipped
from dq.model.columns import ODDITIES, bad, part, raw
from dq.model.enums import Kind
from dq.model.evidence import OTHER_VALUE
from dq.model.rules import Rule
from dq.model.schema import field, is_person_name
from dq.text.names import name_key

_CONTROL = r"[\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]"

_NUMBERLIKE = ("malformed", "masked")
"""States of phone cells that were meant to be a number."""


def required(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The field has no value: the cell is empty, or held a filler."""

    def probe(name: str) -> Probe:
        missing = pl.col(name).is_null() & pl.col(bad(name)).is_null()
        return Probe(rule, name, (name,), missing)

    return for_each(rule, context, probe)


def none_given(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """None of the fields has a value. A cell with a content that can't be read has a finding of its own."""
    names = present(rule.fields, context)
    if not names:
        return absent(rule)
    return [Probe(rule, names[0], names, pl.all_horizontal([_missing(name) for name in names]))]


def _missing(name: str) -> pl.Expr:
    """The cell is empty, or held a filler."""
    empty = pl.col(name).is_null() & pl.col(bad(name)).is_null()
    if field(name).kind is not Kind.PHONE:
        return empty
    return empty & ~pl.col(part(name, "state")).is_in(_NUMBERLIKE).fill_null(value=False)


def unreadable(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The cell can't be read, for one of these reasons. An empty cell has nothing to read."""
    reasons = texts(rule, "reasons")

    def probe(name: str) -> Probe:
        why = pl.col(bad(name))
        return Probe(rule, name, (name,), is_one_of(why, reasons).fill_null(value=False), detail=why)

    return for_each(rule, context, probe)


def columns_differ(rule: Rule, context: Context) -> list[Probe]:
    """Another column for the same field has another value in this row; names are compared as those of persons are."""

    def differs(name: str, other: str) -> pl.Expr:
        if is_person_name(name):
            return name_key(pl.col(name)) != name_key(pl.col(other))
        return pl.col(name) != pl.col(other)

    return [
        Probe(
            rule,
            name,
            (name,),
            differs(name, other),
            detail=pl.concat_str(pl.lit(OTHER_VALUE), pl.col(other).cast(pl.String)),
        )
        for name in rule.fields
        for other in context.second.get(name, ())
    ]


def matches(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The text does not match a pattern."""
    pattern = text(rule, "pattern")
    return for_each(rule, context, lambda n: Probe(rule, n, (n,), ~pl.col(n).str.contains(pattern)))


def matches_not(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The text matches a pattern that it should not."""
    pattern = text(rule, "pattern")
    return for_each(rule, context, lambda n: Probe(rule, n, (n,), pl.col(n).str.contains(pattern)))


def none_of(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The value is on a list of values that it should not have."""
    values = texts(rule, "values")
    return for_each(rule, context, lambda n: Probe(rule, n, (n,), is_one_of(pl.col(n), values)))


def shorter_than(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The text has fewer characters than it needs."""
    least = integer(rule, "characters")

    def probe(name: str) -> Probe:
        return Probe(rule, name, (name,), pl.col(name).str.len_chars() < least)

    return for_each(rule, context, probe)


def odd(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The cell as it came has one of the oddities that cleaning looks for in what is no plain text."""
    wanted = text(rule, "oddity")
    sizes = range(1, len(ODDITIES) + 1)
    having = ["+".join(some) for size in sizes for some in combinations(ODDITIES, size) if wanted in some]

    def probe(name: str) -> Probe:
        found = is_one_of(pl.col(part(name, "odd")), having).fill_null(value=False)
        first = pl.col(raw(name)).str.extract(f"({_CONTROL})").cast(pl.Binary).bin.encode("hex")
        detail = pl.concat_str(pl.lit("U+00"), first.str.slice(-2).str.to_uppercase())
        return Probe(
            rule,
            name,
            (name,),
            pl.when(pl.col(raw(name)).is_not_null()).then(found),
            detail=detail if wanted == "control" else None,
        )

    return for_each(rule, context, probe)
