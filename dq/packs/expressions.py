"""Patterns and conditions that packs bring along: compiled and type-checked when the pack is loaded."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, time

import polars as pl

from dq.model.companions import CASES
from dq.model.enums import Kind
from dq.model.schema import field, fields_of
from dq.packs import reader
from dq.packs.strict_yaml import Node

TYPES: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.ID: pl.String(),
    Kind.MONEY: pl.Decimal(18, 2),
    Kind.PERCENT: pl.Decimal(9, 4),
    Kind.DATE: pl.Date(),
    Kind.INTEGER: pl.Int32(),
    Kind.ENUM: pl.String(),
    Kind.PHONE: pl.String(),
    Kind.MOMENT: pl.Datetime("us"),
    Kind.CLOCK: pl.Time(),
    Kind.FLAG: pl.Boolean(),
}
"""The type of a clean value of each kind, as conditions see it."""

FUNCTIONS = frozenset(
    re.findall(
        "[a-z_]+",
        "abs ceil floor round sign mod greatest least coalesce nullif if cast try_cast decimal length char_length "
        "lower upper trim ltrim rtrim left right substr substring strpos replace starts_with ends_with regexp_like "
        "concat extract date_part year month day",
    )
)
"""What a condition may call: functions of one row's values. Others look at other rows, or at the clock."""
_SYNTAX = frozenset(
    re.findall("[a-z]+", "and or not in when then else between like ilike on as is case values any")
)
_CALLED = re.compile(r"\b([a-z_][a-z0-9_]*)\s*\(", re.I)
_REFUSED = re.compile(
    r"\b(select|over|exists|current_date|current_time|current_timestamp|localtime|localtimestamp)\b", re.I
)
_QUOTED = re.compile(r"'(?:[^']|'')*'")


def pattern(node: Node, owner: str) -> str:
    """A regular expression that polars can compile (no look-around, no back-references)."""
    word = reader.text(node, owner)
    try:
        pl.select(pl.lit("").str.contains(word, strict=True))
    except pl.exceptions.PolarsError as error:
        raise reader.fail(node, owner, f"no valid pattern: {_first_line(error)}") from None
    return word


def condition(node: Node, owner: str, fields: Sequence[str], table: str = CASES) -> str:
    """A condition in SQL over the rule's fields: one truth value a row, from this row alone, without the clock."""
    sql = reader.text(node, owner)
    bare = _QUOTED.sub("''", sql)
    refused = [word for word in _CALLED.findall(bare) if word.lower() not in FUNCTIONS | _SYNTAX]
    refused += _REFUSED.findall(bare)
    if refused:
        raise reader.fail(
            node,
            owner,
            f"a condition may not use '{refused[0]}' {reader.known(FUNCTIONS, refused[0].lower())}",
        )
    try:
        parsed = pl.sql_expr(sql)
        names = set(parsed.meta.root_names())
    except pl.exceptions.PolarsError as error:
        raise reader.fail(node, owner, f"no valid SQL condition: {_first_line(error)}") from None
    unknown = sorted(names - fields_of(table).keys())
    if unknown:
        raise reader.fail(
            node, owner, f"unknown field '{unknown[0]}' {reader.known(fields_of(table), unknown[0])}"
        )
    if names != set(fields):
        odd = sorted(names ^ set(fields))[0]
        where = "not among the rule's fields" if odd in names else "not in the condition"
        raise reader.fail(node, owner, f"field '{odd}' is {where}; the two must name the same fields")
    sample = pl.DataFrame({name: _sample(field(name).kind) for name in names})
    try:
        schema = sample.select(parsed.alias("holds")).schema
    except pl.exceptions.PolarsError as error:
        raise reader.fail(
            node, owner, f"the condition does not fit the fields: {_first_line(error)}"
        ) from None
    if (
        "CAST" not in bare.upper()
        and ".cast(String)" in sample.lazy().select(parsed.alias("holds")).explain()
    ):
        message = "the condition compares a number with a text, letter by letter; write 100, not '100'"
        raise reader.fail(node, owner, message)
    if schema["holds"] != pl.Boolean:
        raise reader.fail(node, owner, f"the condition gives {schema['holds']}, not true or false")
    return sql


def _sample(kind: Kind) -> pl.Series:
    """A missing value and one value of a kind: some conditions fail on their types only when they are run."""
    if kind is Kind.DATE:
        return pl.Series([None, date(2026, 1, 31)])
    if kind is Kind.MOMENT:
        return pl.Series([None, date(2026, 1, 31)]).cast(TYPES[kind])
    if kind is Kind.CLOCK:
        return pl.Series([None, time(9)])
    if kind is Kind.FLAG:
        return pl.Series([None, True])
    return pl.Series([None, "1"]).cast(TYPES[kind])


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
