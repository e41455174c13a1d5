"""What companion tables must know of the cases: which row a case is, and a few of its facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from dq.clean.interface import TYPES
from dq.model.columns import CASE, ID
from dq.model.schema import field as field_of

FACTS = (
    "case_no", "card_no", "placed_on", "loan_date", "recalled_on", "case_status", "total_due", "current_due",
    "paid_total", "last_paid_on",
)  # fmt: skip
"""The fields of a case that rules on companion tables, or on what they say of the case, may look at."""


@dataclass(frozen=True, slots=True)
class CaseIndex:
    """Facts of all cases, a row a case in the order of ``_id``; every field of :data:`FACTS` is a column.

    Two rows with one case number stand for one case: the first.
    """

    facts: pl.DataFrame

    def places(self, name: str) -> pl.LazyFrame:
        """``name`` (unique, never null) and ``_case``, the first row that has it."""
        table = self.facts.lazy().select(name, pl.col(ID).alias(CASE)).drop_nulls()
        return table.unique(name, keep="first", maintain_order=True)

    def sole_places(self, name: str) -> pl.LazyFrame:
        """The same for values that stand with one case only."""
        table = self.facts.lazy().select(name, pl.col(ID).alias(CASE)).drop_nulls()
        return table.unique(name, keep="none")


def case_index(cases: Iterable[pl.DataFrame], present: Collection[str]) -> CaseIndex:
    """Look through the cleaned cases, slice by slice, for the facts that companion tables need."""
    wanted = [
        pl.col(name) if name in present else pl.lit(None, TYPES[field_of(name).kind]).alias(name)
        for name in FACTS
    ]
    none = pl.DataFrame(schema={ID: pl.UInt32, **{name: TYPES[field_of(name).kind] for name in FACTS}})
    return CaseIndex(pl.concat([none, *(rows.select(ID, *wanted) for rows in cases)]))


def tied(rows: pl.LazyFrame, present: Collection[str], cases: CaseIndex | None) -> pl.LazyFrame:
    """Add ``_case``: by the case number, else by a card that one case alone has."""
    if cases is None or not {"case_no", "card_no"} & set(present):
        return rows.with_columns(pl.lit(None, pl.UInt32).alias(CASE))
    if "case_no" in present:
        rows = rows.join(cases.places("case_no"), on="case_no", how="left", maintain_order="left")
        if "card_no" not in present:
            return rows
        rows = rows.rename({CASE: "_by_no"})
    else:
        rows = rows.with_columns(pl.lit(None, pl.UInt32).alias("_by_no"))
    rows = rows.join(cases.sole_places("card_no"), on="card_no", how="left", maintain_order="left")
    return rows.with_columns(pl.coalesce("_by_no", CASE).alias(CASE)).drop("_by_no")
