"""The changes of a slice: one line for each cell whose value is not the text that came."""

from __future__ import annotations

import polars as pl

from dq.model import columns
from dq.model.columns import FILE, ID, ROW, SHEET
from dq.pipeline.judging import Judged, cleaned_fields
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
}


def changes(rows: pl.DataFrame, judged: Judged) -> pl.DataFrame:
    """The changed cells of judged rows, in the order of rows, then of fields; columns of :data:`CHANGES_SCHEMA`.

    Columns that the file does not have are told once for all rows, in the manifest (``enriched``).
    """
    own = [name for name in cleaned_fields(judged) if name not in judged.context.filled]
    found = [_of(rows, name) for name in own if _may_have(rows, name)]
    if not found:
        return pl.DataFrame(schema=CHANGES_SCHEMA)
    return pl.concat(found).sort(ID, maintain_order=True).select(*CHANGES_SCHEMA)


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
    case_no = pl.col("case_no") if "case_no" in rows.columns else pl.lit(None, pl.String)
    changed = rows.lazy().filter(step.is_not_null() | lost)
    return changed.select(
        ID,
        case_no=case_no,
        file=pl.col(FILE),
        sheet=pl.col(SHEET),
        row=pl.col(ROW),
        field=pl.lit(name),
        before=raw,
        after=value.cast(pl.String),
        step=pl.coalesce(step, pl.lit(LEFT_OUT)),
    ).collect()
