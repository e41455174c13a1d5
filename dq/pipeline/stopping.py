"""Contacts that people stopped in a worklist, and cases that their file marks, as opt-outs of the contact stage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from dq.clean import clean
from dq.model import columns
from dq.model.columns import CASE, ID
from dq.model.known_by import known_by
from dq.model.marks import MARKS
from dq.pipeline.overlay import Rows
from dq.record.ledger import StoredDecision

SCHEMA = {
    CASE: pl.UInt32, "phone": pl.String, "person_name": pl.String, "scope": pl.String, "opted_out_on": pl.Date,
    "until": pl.Date, "kind": pl.String, columns.part("phone", "others"): pl.String,
    "consent_on": pl.Date,
}  # fmt: skip


def marked(rows: pl.DataFrame) -> list[pl.Expr]:
    """The :data:`~dq.model.marks.MARKS` of cleaned rows, each from all of its columns; a cell that can't be read
    counts: nobody is called because it is unclear."""
    told: dict[str, list[pl.Expr]] = {}
    for name in rows.columns:
        if (mark := columns.first(name)) in MARKS:
            told.setdefault(mark, []).append(pl.col(name).fill_null(rows[columns.bad(name)].is_not_null()))
    return [pl.any_horizontal(says).alias(mark) for mark, says in told.items()]


def of_marks(cases: pl.LazyFrame) -> pl.LazyFrame | None:
    """The opt-outs that the marks of cases (:func:`marked`, and ``_id``) stand for; None if they have none."""
    present = cases.collect_schema().names()
    made = [_of_mark(cases, name, kind) for name, kind in MARKS.items() if name in present]
    return pl.concat(made) if made else None


def _of_mark(cases: pl.LazyFrame, name: str, kind: str | None) -> pl.LazyFrame:
    told = {CASE: pl.col(ID), "scope": pl.lit("person"), "kind": pl.lit(kind, pl.String)}
    return cases.filter(name).select(
        told.get(column, pl.lit(None, dtype)).alias(column) for column, dtype in SCHEMA.items()
    )


def stopped(rows: Rows, decisions: Sequence[StoredDecision], as_of: date) -> pl.LazyFrame | None:
    """The opt-outs that the decisions in force stand for; None if there are none.

    A stop on a number ends contact by that number, wherever it stands; one on anything else that with the debtor. It
    holds in every run that is made after it, be its ``as_of`` an earlier day.
    """
    given = [item for item in decisions if item.decision == "stop"]
    if not given:
        return None
    ids = _cases(rows, {item.case_no for item in given if item.value is None and item.case_no is not None})
    lines = [
        (
            case,
            item.value,
            None,
            "number" if item.value is not None else "person",
            min(date.fromisoformat(item.decided_on), as_of),
        )
        for item in given
        for case in ([None] if item.value is not None else ids.get(item.case_no or "", []))
    ]
    return pl.LazyFrame([(*line, None, None, None, None) for line in lines], schema=SCHEMA, orient="row")


def _cases(rows: Rows, numbers: set[str]) -> dict[str, list[int]]:
    """The rows of these cases."""
    name = known_by([plan.field for plan in rows.plans])
    if not numbers or name is None:
        return {}
    plan = [plan for plan in rows.plans if plan.field == name]
    named = clean(rows.frame.select(ID, columns.raw(name)), plan, rows.region)
    found: dict[str, list[int]] = {}
    for number, case_no in (
        named.filter(pl.col(name).is_in(sorted(numbers))).select(ID, name).collect().iter_rows()
    ):
        found.setdefault(case_no, []).append(number)
    return found
