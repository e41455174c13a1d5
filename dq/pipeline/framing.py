"""All that was read as one frame, and how each of its columns is to be cleaned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import polars as pl

from dq.clean.interface import FieldPlan
from dq.map.interface import MappedColumn
from dq.model import columns
from dq.model.columns import FILE, ID, ROW, SHEET
from dq.model.schema import field as field_of
from dq.model.source import Source
from dq.packs.tables import words_of
from dq.pipeline.intake import Intake, Table
from dq.text.name_parts import joined_name


def frame(intake: Intake) -> pl.LazyFrame:
    """One lazy frame of all tables: ``raw:<field>`` and ``col:<name>`` columns, with file, sheet, row and ``_id``.

    A field that the tables write in different ways has its ``way:<field>`` (:class:`~dq.clean.interface.FieldPlan`),
    and where columns that no field took may tell rows apart there is :data:`~dq.model.columns.OTHERS`.
    """
    fields, marked, others = intake.fields, intake.marked, sorted(intake.layout.others)
    differing = written_apart(intake)
    parts = []
    for table in intake.tables:
        by_field = table.mapping.fields()
        seconds = table.seconds()
        taken = table.mapping.held()
        parts.append(
            table.reading.frame.select(
                pl.col(ROW).cast(pl.UInt32),
                pl.lit(table.reading.file).alias(FILE),
                pl.lit(table.reading.sheet, pl.String).alias(SHEET),
                *(_raw(name, by_field.get(name)) for name in fields),
                *(_raw(name, seconds.get(name)) for name in intake.seconds),
                *(_way(name, by_field.get(name) or seconds.get(name)) for name in differing),
                *(
                    _marks(table, by_field[name].columns if name in by_field else ()).alias(
                        columns.mark(name)
                    )
                    for name in marked
                ),
                *(
                    pl.col(c.name).alias(columns.kept(c.name))
                    for c in table.reading.columns
                    if c.name not in taken
                ),
                *([_others(table, others)] if others else []),
            )
        )
    whole = parts[0] if len(parts) == 1 else pl.concat(parts, how="diagonal")
    return whole.with_row_index(ID)


def written_apart(intake: Intake) -> list[str]:
    """The fields, and second columns for them, that the tables write in different ways."""
    return [plan.field for plan in [*field_plans(intake), *second_plans(intake)] if plan.ways]


def _raw(name: str, column: MappedColumn | None) -> pl.Expr:
    """The text of a column, or a joined name, under its working name; null where the table has no such column."""
    if column is None:
        return pl.lit(None, pl.String).alias(columns.raw(name))
    text = joined_name(column.parts) if column.parts else pl.col(column.column)
    return text.alias(columns.raw(name))


def _others(table: Table, names: Sequence[str]) -> pl.Expr:
    """One number for what these columns of a table say; an empty cell is as one of a column that is not there."""
    nothing = pl.lit(0, pl.UInt64)
    said = [
        pl.when(pl.col(name).is_not_null()).then(pl.col(name).hash(seed=place)).otherwise(nothing)
        for place, name in enumerate(names)
        if name in table.telling
    ]
    return reduce(pl.Expr.xor, said, nothing).alias(columns.OTHERS)


def _way(name: str, column: MappedColumn | None) -> pl.Expr:
    """In which way the table writes the field; null where it has no such column."""
    way = None if column is None else FieldPlan.way_of(column.unit, column.dates)
    return pl.lit(way, pl.String).alias(columns.way(name))


def _marks(table: Table, names: Sequence[str]) -> pl.Expr:
    """The marks of columns, null where a cell has none."""
    mine = table.reading.marks.filter(pl.col("column").is_in(names)).select("row", "mark").unique("row")
    return pl.col(ROW).replace_strict(mine["row"], mine["mark"], default=None, return_dtype=pl.String)


def field_plans(intake: Intake) -> list[FieldPlan]:
    """How each field is to be cleaned."""
    found = {name: [table.mapping.fields().get(name) for table in intake.tables] for name in intake.fields}
    return [_plan(name, columns_, intake.source) for name, columns_ in found.items()]


def second_plans(intake: Intake) -> list[FieldPlan]:
    """How further columns for a field are to be cleaned, under the names of :meth:`Table.seconds`."""
    found = {name: [table.seconds().get(name) for table in intake.tables] for name in intake.seconds}
    return [_plan(name, columns_, intake.source) for name, columns_ in found.items()]


def _plan(name: str, found: Sequence[MappedColumn | None], source: Source) -> FieldPlan:
    """``found``: the column of each table, None where it has none."""
    mine = [column for column in found if column is not None]
    joined = any(column.parts for column in mine)
    return field_plan(name, [(c.unit, c.dates) for c in mine], source, joined=joined)


def field_plan(
    name: str, written: Sequence[tuple[str | None, str | None]], source: Source, *, joined: bool
) -> FieldPlan:
    """How a field is to be cleaned whose tables give it ``written`` in these units and orders of dates.

    ``joined``: any of them has a name in several columns.
    """
    field = columns.first(name)
    plan = FieldPlan(
        field=name,
        kind=field_of(field).kind,
        unit=written[0][0],
        dates=written[0][1],
        lookup=source.lookups.get(field, {}),
        words=_words(field, source),
        rewrite=source.phones.rewrite_old_plans,
        joined=joined,
    )
    ways = dict.fromkeys(written)
    if len(ways) == 1:
        return plan
    return replace(
        plan,
        ways={FieldPlan.way_of(unit, dates): replace(plan, unit=unit, dates=dates) for unit, dates in ways},
    )


def _words(name: str, source: Source) -> dict[str, str]:
    """What may be written for each word of a closed list; a source may add words for outcomes."""
    return {**words_of(name), **(source.outcomes if name == "outcome" else {})}
