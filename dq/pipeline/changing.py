"""The changes of a slice: one line for each cell whose value is not the text that came."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl

from dq.model import columns
from dq.model.columns import CASE, FILE, ID, ROW, SHEET
from dq.model.companions import CASES
from dq.model.known_by import case_number, number_of_case
from dq.pipeline.judging import Judged, cleaned_fields
from dq.pipeline.slices import Rest
from dq.route.findings import QUARANTINED

LEFT_OUT = "left_out"
"""Step of a cell of an accepted case that can't be read: the cleaned dataset has no value for it."""
DECISION = "decision"
"""Step of a cell that a person decided."""

CHANGES_SCHEMA = {
    "case_no": pl.String,
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.UInt32,
    "field": pl.String,
    "before": pl.String,
    "after": pl.String,
    "step": pl.String,
    "table": pl.String,
}
"""``table``: the name of a companion table, or ``cases``; file and sheet alone do not tell files of one name apart."""


def changes(rows: pl.DataFrame, rest: Rest, judged: Judged) -> pl.DataFrame:
    """The changed cells of judged rows, in the order of rows, then of fields; columns of :data:`CHANGES_SCHEMA`.

    ``rest``: what the slice left out. Columns that the file does not have are told once for all rows, in the manifest
    (``enriched``).
    """
    own = [name for name in cleaned_fields(judged) if name not in judged.context.filled]
    about = {
        of(name) for name in own for of in (str, columns.raw, columns.step, columns.was, columns.decided)
    }
    here = rows.select(
        name
        for name in rows.columns
        if name in about or name in (ID, FILE, SHEET, ROW, QUARANTINED, "case_no")
    )
    some = rest.restored(here.filter(_some_changed(here.columns, own) | rest.odd()))
    found = [_of(some, name) for name in own if _may_have(some, name)]
    if not found:
        return pl.DataFrame(schema=CHANGES_SCHEMA)
    return pl.concat(found).sort(ID, maintain_order=True).select(*CHANGES_SCHEMA)


def _some_changed(present: Sequence[str], own: Sequence[str]) -> pl.Expr:
    """Whether a row has a change, as far as the columns that are present tell."""
    told = [pl.col(columns.decided(name)) for name in own if columns.decided(name) in present]
    for name in own:
        raw, step = columns.raw(name), columns.step(name)
        told += [pl.col(step).is_not_null()] if step in present else []
        told += [pl.col(raw).is_not_null() & pl.col(name).is_null()] if raw in present else []
    return pl.any_horizontal(pl.lit(value=False), *told)


def companion_changes(
    having: Callable[[str], pl.LazyFrame],
    table: str,
    fields: Sequence[str],
    numbers: pl.Series | None = None,
) -> list[pl.LazyFrame]:
    """The changed cells of a cleaned companion table, field by field in the order of rows.

    ``having``: the rows with a value in a column. A cell that can't be read is no change here, since no dataset leaves
    it out: it has its finding. ``numbers``: the number of each ``_case``, for a table that names its cases otherwise.
    """
    found = []
    for name in fields:
        step, rows = columns.step(name), having(columns.step(name))
        if numbers is not None:
            rows = rows.with_columns(number_of_case(numbers, CASE, rows.collect_schema().names()))
        cells = _cells(rows, name, pl.col(columns.raw(name)), pl.col(step), table)
        found.append(cells.select(*CHANGES_SCHEMA))
    return found


def _may_have(rows: pl.DataFrame, name: str) -> bool:
    if columns.decided(name) in rows.columns:
        return True
    stepped = rows[columns.step(name)].null_count() < rows.height
    return stepped or rows[name].null_count() > rows[columns.raw(name)].null_count()


def _of(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    raw, value, step = pl.col(columns.raw(name)), pl.col(name), pl.col(columns.step(name))
    if columns.decided(name) in rows.columns:
        raw = pl.col(columns.was(name))
        step = pl.when(columns.decided(name)).then(pl.lit(DECISION)).otherwise(step)
    lost = raw.is_not_null() & value.is_null() & ~pl.col(QUARANTINED)
    changed = rows.lazy().filter(step.is_not_null() | lost)
    return _cells(changed, name, raw, pl.coalesce(step, pl.lit(LEFT_OUT)), CASES).collect()


def _cells(changed: pl.LazyFrame, name: str, before: pl.Expr, step: pl.Expr, table: str) -> pl.LazyFrame:
    present = changed.collect_schema()
    return changed.select(
        ID,
        case_no=case_number(present.names()),
        file=pl.col(FILE).cast(pl.String),
        sheet=pl.col(SHEET).cast(pl.String),
        row=pl.col(ROW),
        field=pl.lit(name),
        before=before,
        after=_shown(name, present[name]),
        step=step.cast(pl.String),
        table=pl.lit(table),
    )


def _shown(name: str, dtype: pl.DataType) -> pl.Expr:
    """A clean value as text: to the second where it has a time, as polars would write it otherwise."""
    if isinstance(dtype, pl.Datetime):
        return pl.col(name).dt.to_string("%Y-%m-%d %H:%M:%S")
    if isinstance(dtype, pl.Time):
        return pl.col(name).dt.to_string("%H:%M:%S")
    return pl.col(name).cast(pl.String)
