"""Companion tables on the first part of the road: read, mapped, cleaned once, and tied to the cases.

Each table is cleaned in one pass, slice by slice, into Parquet files of the work folder; what comes after reads only
the columns that it needs from there. A table that can't be read costs that table, never the run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import polars as pl

from dq.check.interface import Layout
from dq.clean.interface import FieldPlan
from dq.clean.plan import needs, slices
from dq.enrich.companions import derived_companion_fields
from dq.map.interface import MappedColumn
from dq.map.vocabulary import key_of
from dq.model import columns
from dq.model.columns import CASE, FILE, ID, OTHERS, ROW, SHEET
from dq.model.companions import NAMING
from dq.model.enums import Kind
from dq.model.schema import field as field_of
from dq.model.schema import fields_of, in_schema_order
from dq.packs.expressions import TYPES
from dq.pipeline.beside import Beside
from dq.pipeline.changing import companion_changes
from dq.pipeline.coding import TableCleaner
from dq.pipeline.framing import field_plans, frame
from dq.pipeline.intake import Intake
from dq.pipeline.linking import CaseIndex, Ties
from dq.pipeline.orders import learned_orders, ordered
from dq.pipeline.storing import Store

SLICE: Final = 262_144
"""Rows that are cleaned at a time: the tables are narrow, and a slice costs something however few cells differ."""


@dataclass(frozen=True, slots=True)
class Companion:
    """One companion table, cleaned.

    ``frame`` is the working frame (:mod:`dq.model.columns`) with ``_id`` and ``_case``; ``present``: its fields, the
    derived ones too; ``orders``: the order of day and month that was learned, with the number of cells that show it;
    ``rows``: how many there are, ``tied`` of them to a case. ``layout``: how its columns and files stand.
    ``changes``: its changed cells (:func:`dq.pipeline.changing.companion_changes`);
    ``enriched``: the cells that were filled of each field that the files do not have. ``store``: where the rows are,
    if on disk.
    """

    name: str
    frame: pl.LazyFrame
    present: frozenset[str]
    orders: Mapping[str, tuple[str, int]]
    rows: int
    tied: int
    layout: Layout = field(default_factory=Layout)
    intake: Intake | None = None
    changes: Sequence[pl.LazyFrame] = ()
    enriched: Mapping[str, int] = field(default_factory=dict)
    store: Store | None = None

    def where(self, condition: pl.Expr) -> pl.LazyFrame:
        """The rows for which a condition on ``_id`` holds, read without the others."""
        return self.frame.filter(condition) if self.store is None else self.store.frame(where=condition)

    def typed(self) -> pl.LazyFrame:
        """The frame with every field of the table, null where the files have none, and the parts of phones."""
        missing = [name for name in fields_of(self.name) if name not in self.present]
        return self.frame.with_columns(
            column.alias(name) for field in missing for name, column in _nothing(field).items()
        )


@dataclass(frozen=True, slots=True)
class Companions:
    """The cleaned companion tables of a run by name, and what reading them gave."""

    tables: Mapping[str, Companion]
    beside: Beside

    def frames(self) -> dict[str, pl.LazyFrame]:
        """The typed frames by name."""
        return {name: table.typed() for name, table in self.tables.items()}


def clean_companions(beside: Beside, cases: CaseIndex, region: str, work: Path) -> Companions:
    """Clean the companion tables and tie their rows to the cases."""
    return Companions(
        {name: _cleaned(intake, cases, region, work) for name, intake in beside.intakes.items()}, beside
    )


def _cleaned(intake: Intake, cases: CaseIndex | None, region: str, work: Path) -> Companion:
    """Clean a table into the work folder; where dates need it, once more in the order that they turn out to have."""
    plans = field_plans(intake)
    nameless = any(table.mapping.fields().keys().isdisjoint(NAMING) for table in intake.tables)
    ties = Ties(cases, intake.fields, by_number_called=nameless and intake.table == "calls")

    def kept(rows: pl.LazyFrame, told: Sequence[FieldPlan], name: str) -> Store:
        cleaner = TableCleaner(intake.table, told, ties, region, intake.marked, claimed=_claimed(intake))
        store = Store(work / f"companion-{intake.table}{name}")
        wanted = rows.select(pl.exclude(f"^{columns.kept('')}.*$"))
        for part in slices(wanted, SLICE):
            store.add(*cleaner(part), cleaner.schema)
        if not store.rows:
            store.add(*cleaner(pl.DataFrame(schema=wanted.collect_schema())), cleaner.schema)
        return store

    store = kept(frame(intake), plans, "")
    orders = learned_orders(store.frame(), plans, region)
    if orders:
        told = [ordered(plan, orders) for plan in plans]
        came = [ID, ROW, FILE, SHEET, *needs(plans), *map(columns.mark, intake.marked)]
        came += [OTHERS] if intake.layout.others else []
        again = kept(store.frame().select(came), told, "-ordered")
        store.close()
        store = again
    derived = derived_companion_fields(intake.table, intake.fields)
    changed = [name for name in in_schema_order(intake.fields, intake.table) if store.has(columns.step(name))]
    numbers = None if cases is None or ties.by_number else cases.numbers()
    return Companion(
        intake.table,
        store.frame(),
        frozenset((*intake.fields, *derived)),
        orders,
        store.rows,
        store.count(CASE),
        intake.layout,
        intake,
        companion_changes(store.frame, intake.table, changed, numbers),
        {name: store.count(name) for name in derived if name not in intake.fields},
        store,
    )


def _claimed(intake: Intake) -> pl.Expr | None:
    """Whether a row is of a file whose amounts are claims, 金额 and 日期 with CP in front; None if there is none."""
    files = [table.key for table in intake.tables if _claims(table.mapping.fields().get("paid_amount"))]
    rows = [(pl.col(FILE) == file) & (pl.col(SHEET).fill_null("") == sheet) for file, sheet in files]
    return pl.any_horizontal(rows) if rows else None


def _claims(amount: MappedColumn | None) -> bool:
    return amount is not None and key_of(amount.column).startswith("cp")


def _nothing(name: str) -> dict[str, pl.Expr]:
    """The working columns of a field that the files do not have."""
    kind = field_of(name).kind
    text = dict.fromkeys((columns.raw(name), columns.step(name), columns.bad(name)), pl.lit(None, pl.String))
    parts = columns.PHONE_PARTS if kind is Kind.PHONE else ()
    return {
        name: pl.lit(None, TYPES[kind]),
        **text,
        **{columns.part(name, part): pl.lit(None, pl.String) for part in parts},
    }
