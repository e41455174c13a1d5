"""Findings become tasks for people: one finding a task, the tasks of a case together, the worthwhile first."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from dq.model.columns import ID
from dq.model.enums import Severity

DEFAULT_BUDGET = 2_000
"""So many tasks go into the workbook; the exception list has every finding."""

_WHO: Mapping[str, str] = {
    "phone": "collector", "contact": "collector", "address": "collector", "name": "client", "id": "client",
    "amount": "client", "rate": "legal", "loan": "client", "overdue": "client", "case": "client", "card": "client",
    "field": "client",
}  # fmt: skip
"""Subject of a rule -> who can answer; everything else is for the data team."""

_FACTS = ("debtor_name", "client", "batch_no", "days_overdue", "recall_due_on")


def tasks(found: pl.DataFrame, failing: pl.DataFrame) -> pl.DataFrame:
    """The tasks of a slice: its findings with what the case's row says of money and dates.

    Priority 1: an error in a case whose amount due is in the upper half of the slice's, or whose debtor can't be
    reached; 2: other errors; 3: warnings. Columns as the worklist takes them, plus ``_id``.
    """
    present = set(failing.columns)
    money = next((name for name in ("current_due", "total_due", "overdue_amount") if name in present), None)
    facts = failing.select(
        ID,
        *(pl.col(name) if name in present else pl.lit(None).alias(name) for name in _FACTS),
        (pl.col(money) if money else pl.lit(None, pl.Decimal(18, 2))).alias("at_stake"),
    )
    joined = found.join(facts, on=ID, how="left", maintain_order="left")
    subject = pl.col("rule").str.split(".").list.first()
    half = facts["at_stake"].drop_nulls().sort()
    bar = half[len(half) // 2] if len(half) else None
    urgent = (pl.col("at_stake") >= pl.lit(bar, pl.Decimal(18, 2))).fill_null(False) | (subject == "contact")
    return joined.with_columns(
        task_id=pl.col("fingerprint"),
        priority=pl.when(pl.col("severity") != Severity.ERROR).then(3).when(urgent).then(1).otherwise(2),
        problem=pl.col("message"),
        evidence=pl.when(pl.col("message").str.contains(" – ", literal=True)).then(
            pl.col("message").str.split(" – ").list.last()
        ),
        who=subject.replace_strict(dict(_WHO), default="data", return_dtype=pl.String),
    )


def most_worthwhile(listed: pl.DataFrame, budget: int) -> pl.DataFrame:
    """The first ``budget`` tasks: cases by their most urgent task, then by the money at stake, then in file order."""
    case = pl.struct(ID)
    ordered = listed.with_columns(_first=pl.col("priority").min().over(case)).sort(
        "_first", "at_stake", ID, "priority", "rule", "field",
        descending=[False, True, False, False, False, False], nulls_last=True, maintain_order=True,
    )  # fmt: skip
    return ordered.head(budget).drop("_first")
