"""Judging a handful of rows given as text: what the examples of the rules are run with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from dq.clean.interface import FieldPlan
from dq.model import columns
from dq.model.columns import FILE, ID, ROW, SHEET
from dq.model.enums import Severity
from dq.model.rules import Rule
from dq.model.schema import field as field_of
from dq.model.schema import in_schema_order
from dq.packs.examples import Example, Examples
from dq.packs.tables import words_of
from dq.pipeline.judging import judge
from dq.route.findings import findings
from dq.route.interface import Wording


def judge_rows(
    rows: Sequence[Mapping[str, str | None]], rules: Sequence[Rule], as_of: date, region: str = "CN"
) -> pl.DataFrame:
    """Run rows (field -> cell text, as in a file) over the real road and return their findings of any severity.

    A cell of a second column for a field is named ``total_due@2``.
    Columns: those of the exception list; ``row`` counts from 1.
    """
    named = {name for row in rows for name in row}
    names = in_schema_order(named)
    seconds = sorted(named.difference(names))
    frame = pl.LazyFrame(
        {columns.raw(name): [row.get(name) or None for row in rows] for name in [*names, *seconds]},
        schema=dict.fromkeys(map(columns.raw, [*names, *seconds]), pl.String),
    ).with_row_index(ID)
    frame = frame.with_columns(
        (pl.col(ID) + 1).cast(pl.UInt32).alias(ROW),
        pl.lit("example").alias(FILE),
        pl.lit(None, pl.String).alias(SHEET),
    )
    plans, others = (
        [
            FieldPlan(name, field_of(columns.first(name)).kind, words=words_of(columns.first(name)))
            for name in some
        ]
        for some in (names, seconds)
    )
    judged = judge(frame, plans, rules, as_of, region, order=names, seconds=others)
    return findings(pl.concat(judged.slices()), judged.judgements(*Severity), {}, Wording("en", "example"))


def failures(rule: Rule, examples: Examples) -> list[str]:
    """What is not judged as the examples of a rule say; nothing if all is well."""
    judged = [*examples.passing, *examples.failing]
    return [line for example in judged for line in _misjudged(rule, example, examples)]


def _misjudged(rule: Rule, example: Example, examples: Examples) -> list[str]:
    found = judge_rows(example.rows, [rule], examples.as_of, examples.region)
    rows = tuple(sorted(found["row"].to_list()))
    if rows != example.found:
        return [f"{example.source}: findings in rows {list(rows)}, not in {list(example.found)}"]
    message = f" – {example.detail}"
    lines = []
    for finding in found.select("field", "suggestion", "message").to_dicts():
        if example.field is not None and finding["field"] != example.field:
            lines.append(f"{example.source}: a finding on '{finding['field']}', not on '{example.field}'")
        if example.suggestion is not None and finding["suggestion"] != example.suggestion:
            lines.append(
                f"{example.source}: suggestion '{finding['suggestion']}', not '{example.suggestion}'"
            )
        if example.detail is not None and not finding["message"].endswith(message):
            lines.append(f"{example.source}: '{finding['message']}' does not end in '{message}'")
    return lines
