"""Edits that a person took back: the cell is again what it was, and unreadable if it is nothing without the edit."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dq.clean.interface import FieldPlan
from dq.model import columns
from dq.model.enums import Kind
from dq.model.known_by import case_number
from dq.model.undone import Undone
from dq.packs.expressions import TYPES

REASON = "undone"
_UNREADABLE = {Kind.ENUM: "unknown_value"}


def undo(frame: pl.DataFrame, plans: Sequence[FieldPlan], undone: Undone) -> pl.DataFrame:
    """Take the edits back in a cleaned frame, before anything is derived from it.

    A text or an id is again the text that came. Anything else has no value then, and is told as unreadable; a phone
    keeps the number that it was read as for its suggestion.
    """
    number = case_number(frame.columns)
    wanted = [expression for plan in plans for expression in _field(plan, undone, number)]
    return frame.with_columns(wanted) if wanted else frame


def _field(plan: FieldPlan, undone: Undone, number: pl.Expr) -> list[pl.Expr]:
    name, step = plan.field, pl.col(columns.step(plan.field))
    steps = [one for one, fields in undone.steps.items() if not fields or name in fields]
    cases = undone.cells.get(name, frozenset())
    where = []
    if steps:
        where.append(step.cast(pl.String).str.split("+").list.eval(pl.element().is_in(steps)).list.any())
    if cases:
        where.append(number.is_in(sorted(cases)))
    if not where:
        return []
    hit = (pl.any_horizontal(where) & step.is_not_null()).fill_null(value=False)

    def put(column: str, value: pl.Expr | None) -> pl.Expr:
        return pl.when(hit).then(value).otherwise(pl.col(column)).alias(column)

    edits = [put(columns.step(name), None)]
    raw, bad = pl.col(columns.raw(name)), columns.bad(name)
    if plan.kind in (Kind.TEXT, Kind.ID):
        edits.append(put(name, raw))
        if columns.is_resident_id(name):
            edits.append(put(columns.part(name, "state"), pl.lit("bad_characters")))
            edits += [put(columns.part(name, part), None) for part in ("birth", "sex")]
        return edits
    edits.append(put(name, pl.lit(None, TYPES[plan.kind])))
    if plan.kind is Kind.PHONE:
        parts = {"state": pl.lit("malformed"), "reason": pl.lit(REASON), "suggestion": pl.col(name)}
        edits += [put(columns.part(name, part), value) for part, value in parts.items()]
        edits += [
            put(columns.part(name, part), None) for part in ("kind", "region", "operator", "ext", "others")
        ]
        return edits
    return [*edits, put(bad, pl.lit(_UNREADABLE.get(plan.kind, "unreadable")))]
