"""Findings with the same cause, told as one line: what, where, how often, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

from dq.model.rules import Rule
from dq.route.interface import Judgement


@dataclass(slots=True)
class Cause:
    """A rule that fails on a field: how many findings in how many cases, and one example value as it came."""

    rule: Rule
    field: str
    column: str = ""
    findings: int = 0
    cases: int = 0
    example: str | None = None


@dataclass(slots=True)
class Tally:
    """Counts of findings, gathered slice by slice."""

    causes: dict[tuple[str, str], Cause] = field(default_factory=dict)
    cases_of_rule: dict[str, int] = field(default_factory=dict)

    def add(self, found: pl.DataFrame, judgements: Sequence[Judgement]) -> None:
        """Count the findings of one slice; a case (``_id``) is wholly in one slice."""
        rules = {judgement.rule.id: judgement.rule for judgement in judgements}
        grouped = found.group_by("rule", "field", maintain_order=True).agg(
            pl.len().alias("findings"),
            pl.col("_id").n_unique().alias("cases"),
            pl.col("value").drop_nulls().first().alias("example"),
            pl.col("column").drop_nulls().first().alias("column"),
        )
        for row in grouped.iter_rows(named=True):
            cause = self.causes.setdefault(
                (row["rule"], row["field"]), Cause(rules[row["rule"]], row["field"])
            )
            cause.findings += row["findings"]
            cause.cases += row["cases"]
            cause.example = cause.example or row["example"]
            cause.column = cause.column or row["column"] or ""
        for rule_id, cases in found.group_by("rule").agg(pl.col("_id").n_unique()).iter_rows():
            self.cases_of_rule[rule_id] = self.cases_of_rule.get(rule_id, 0) + cases

    def ordered(self) -> list[Cause]:
        """The causes, most cases first; errors before warnings where that is equal."""
        rank = {"error": 0, "warning": 1, "info": 2}
        return sorted(
            self.causes.values(), key=lambda c: (rank[c.rule.severity], -c.findings, c.rule.id, c.field)
        )
