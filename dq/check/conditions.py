"""The check ``holds``: a condition in SQL over fields, for rules of a source's own."""

from __future__ import annotations

import polars as pl

from dq.check.inputs import absent, shown, text
from dq.check.interface import Context, Probe, Skipped
from dq.model.rules import Rule


def holds(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The condition does not hold. Where SQL says NULL, nothing is judged.

    The condition was parsed and type-checked when its pack was loaded, and names no field but the rule's.
    """
    if set(rule.fields) - context.present:
        return absent(rule)
    failing = ~pl.sql_expr(text(rule, "sql"))
    detail = pl.concat_str([shown(name) for name in rule.fields], separator="; ", ignore_nulls=True)
    return [Probe(rule, rule.fields[0], rule.fields, failing, detail=detail)]
