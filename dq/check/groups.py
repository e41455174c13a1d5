"""Checks that compare rows with equal keys: repeated rows and cases, contradictions, shared numbers.

Keys are 64-bit hashes, measured over all rows before the rules are judged; here the failing rows are found among
them and named by ``_id``. In a million rows two different keys meet by chance with a probability of 3 in 10⁸.
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from dq.check.cells import number_of
from dq.check.differences import Differences
from dq.check.found import on_rows
from dq.check.inputs import absent, integer, present, text
from dq.check.interface import Context, KeyNeed, Probe, Skipped
from dq.model.columns import OTHERS
from dq.model.enums import Kind
from dq.model.rules import Rule, Words
from dq.model.schema import field
from dq.text.filled import filled

_NAMED_ROWS = 5
_ROW = Words("row {}", "行 {}")
_ROWS = Words("rows {}", "行 {}")


def row_needs(rule: Rule, context: Context) -> list[KeyNeed]:
    """One key: everything that the row says."""
    return [KeyNeed(rule.id, rule.id, _row_key(context))]


def repeated_row(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """An earlier row says the same in every column, however it is written; the finding names it.

    It stands on the first of the rule's fields that the file has.
    """
    names = present(rule.fields, context)
    keys = context.measured.keys.get(rule.id)
    if not names or keys is None:
        return absent(rule)
    first = filled(_ROW.get(context.lang), pl.col("place").first().over("key"))
    later = keys.with_columns(told=first, failing=~pl.col("key").is_first_distinct())
    return [on_rows(rule, names[0], names[:1], later.filter("failing"), pl.lit(value=True))]


def _key_fields(rule: Rule, context: Context) -> tuple[str, ...]:
    """The fields that are the key together, or the first of them that the file has; none if it lacks them."""
    names = present(rule.fields, context)
    if text(rule, "key") == "first":
        return names[:1]
    return names if len(names) == len(rule.fields) else ()


def key_needs(rule: Rule, context: Context) -> list[KeyNeed]:
    """The key fields together, and within them everything that the row says."""
    names = _key_fields(rule, context)
    return [KeyNeed(rule.id, rule.id, _key(names), _row_key(context))] if names else []


def repeated_key(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """Several rows have the same key and do not merely repeat one another; each names the others."""
    names, keys = _key_fields(rule, context), context.measured.keys.get(rule.id)
    if not names or keys is None:
        return absent(rule)
    groups = keys.unique(["key", "other"], keep="first", maintain_order=True)
    groups = groups.filter(pl.col("key").is_duplicated())
    return [_apart(rule, names[0], names, groups, context)]


def value_needs(rule: Rule, context: Context) -> list[KeyNeed]:
    """All fields but the last together, and within them the last."""
    if set(rule.fields) - context.present:
        return []
    *first, last = rule.fields
    return [KeyNeed(rule.id, rule.id, _key(tuple(first)), _key((last,), _without_spaces(last)))]


def several_values(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """Rows that agree in all fields but the last differ in the last; each row names the others."""
    keys = context.measured.keys.get(rule.id)
    if set(rule.fields) - context.present or keys is None:
        return absent(rule)
    groups = keys.filter(pl.col("other").is_not_null())
    groups = groups.filter(pl.col("other").n_unique().over("key") > 1)
    return [_apart(rule, rule.fields[-1], rule.fields[:-1], groups, context)]


def _apart(rule: Rule, on: str, keys: tuple[str, ...], groups: pl.DataFrame, context: Context) -> Probe:
    """A probe that is true on the rows of ``groups``, and tells in which cells they differ."""
    probe = on_rows(rule, on, tuple(dict.fromkeys((*keys, on))), _naming_rows(groups, context))
    if probe.detail is None:
        return probe
    compared = groups.select("id", "key")
    return replace(
        probe, explain=Differences(on, keys, probe.detail, context.lang, compared, context.layout.others)
    )


def shared_needs(rule: Rule, context: Context) -> list[KeyNeed]:
    """Each field of the rule, and within it the field that tells the people apart."""
    people = text(rule, "of")
    if people not in context.present:
        return []
    return [
        KeyNeed(rule.id, f"{rule.id}:{n}", _key((n,)), _key((people,))) for n in present(rule.fields, context)
    ]


def shared_value(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The value stands with more than so many different people, over all fields of the rule together."""
    people = text(rule, "of")
    names = present(rule.fields, context)
    frames = [context.measured.keys.get(f"{rule.id}:{name}") for name in names]
    keyed = [frame for frame in frames if frame is not None]
    if people not in context.present or not keyed:
        return absent(rule)
    pairs = pl.concat([frame.select("key", "other").drop_nulls() for frame in keyed]).unique()
    counts = pairs.group_by("key").len("told").filter(pl.col("told") > integer(rule, "more_than"))
    counts = counts.with_columns(filled("× {}", "told").alias("told"))
    return [
        on_rows(
            rule, name, (name, people), frame.filter(pl.col("other").is_not_null()).join(counts, on="key")
        )
        for name, frame in zip(names, frames, strict=True)
        if frame is not None
    ]


def _key(fields: tuple[str, ...], value: pl.Expr | None = None) -> pl.Expr:
    """A number for the values of some fields (or for a ``value`` made of one), null if one of them is missing."""
    whole = pl.all_horizontal([pl.col(name).is_not_null() for name in fields])
    return pl.when(whole).then(_hash(fields) if value is None else value.hash(seed=1))


def _without_spaces(name: str) -> pl.Expr:
    """A name without its spaces: 王 伟 is 王伟."""
    if field(name).kind is not Kind.TEXT:
        return pl.col(name)
    return pl.col(name).str.replace_all(" ", "", literal=True)


def _row_key(context: Context) -> pl.Expr:
    """A number for what the row says, however it is written; it does not depend on the order of the columns.

    Of columns that no field took the texts are compared.
    """
    said = number_of(sorted(context.present))
    return said.xor(pl.col(OTHERS).hash(seed=1)) if context.layout.others else said


def _hash(columns: tuple[str, ...]) -> pl.Expr:
    mixed = pl.col(columns[0]).hash(seed=1)
    for place, name in enumerate(columns[1:], start=2):
        mixed = mixed.xor(pl.col(name).hash(seed=place))
    return mixed


def _naming_rows(groups: pl.DataFrame, context: Context) -> pl.DataFrame:
    """Add ``told``: the rows of the group, the first few, as the spreadsheet shows them."""
    ordered = groups.sort("id")
    rows = ordered.group_by("key", maintain_order=True).agg(
        pl.col("place").head(_NAMED_ROWS).str.join(", ").alias("told"), pl.len().alias("size")
    )
    more = pl.when(pl.col("size") > _NAMED_ROWS).then(pl.lit(", …")).otherwise(pl.lit(""))
    told = filled(_ROWS.get(context.lang), pl.col("told") + more)
    return ordered.join(rows.select("key", told=told), on="key", how="left")
