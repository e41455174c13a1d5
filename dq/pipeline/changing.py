"""The changes of a slice: one line for each cell whose value is not the text that came."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from dq.model import columns
from dq.model.columns import CASE, FILE, ID, ROW, SHEET
from dq.model.companions import CASES
from dq.model.schema import in_schema_order
from dq.pipeline.judging import Judged, cleaned_fields
from dq.route.findings import QUARANTINED

LEFT_OUT = "left_out"
"""Step of a cell of an accepted case that can't be read: the cleaned dataset has no value for it."""
DECISION = "decision"
"""Step of a cell that a person decided."""
_AT_A_TIME = 65_536
"""Rows of a companion table whose changes are made at a time: each cell of a row may be one, a row of its own."""

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


def changes(rows: pl.DataFrame, judged: Judged) -> pl.DataFrame:
    """The changed cells of judged rows, in the order of rows, then of fields; columns of :data:`CHANGES_SCHEMA`.

    Columns that the file does not have are told once for all rows, in the manifest (``enriched``).
    """
    own = [name for name in cleaned_fields(judged) if name not in judged.context.filled]
    return _together([_of(rows, name) for name in own if _may_have(rows, name)])


def _together(found: Sequence[pl.DataFrame]) -> pl.DataFrame:
    if not found:
        return pl.DataFrame(schema=CHANGES_SCHEMA)
    return pl.concat(found).sort(ID, maintain_order=True).select(*CHANGES_SCHEMA)


class ChangedCells:
    """The changed cells of a companion table, written slice by slice: ``files``, in their order, a row a cell.

    A cell that can't be read is no change here, since no dataset leaves it out: it has its finding. ``filled``: the
    cells that have a value of each field that its files do not have; as those of cases they are told once, by count.
    """

    def __init__(
        self,
        folder: Path,
        table: str,
        fields: Sequence[str],
        derived: Sequence[str],
        numbers: pl.Series | None = None,
    ) -> None:
        """``fields``: those that the files have; ``derived``: those that are told by others.

        ``numbers``: the case number of each ``_case``, for a table that names its cases otherwise.
        """
        folder.mkdir(mode=0o700)
        self.files: list[Path] = []
        self.filled = {name: 0 for name in derived if name not in fields}
        self._folder = folder
        self._table = table
        self._fields = in_schema_order(fields, table)
        self._numbers = None if "case_no" in fields else numbers

    def add(self, rows: pl.DataFrame) -> None:
        """Write the changed cells of a slice of cleaned rows that know their case."""
        for name in self.filled:
            self.filled[name] += rows[name].count()
        for part in rows.iter_slices(_AT_A_TIME):
            found = self._of(part)
            if found.height:
                path = self._folder / f"{len(self.files):06d}.parquet"
                found.write_parquet(path, compression="lz4", statistics=False)
                self.files.append(path)

    def close(self) -> None:
        """Remove the files."""
        shutil.rmtree(self._folder)

    def _of(self, rows: pl.DataFrame) -> pl.DataFrame:
        if self._numbers is not None:
            rows = rows.with_columns(pl.lit(self._numbers).gather(pl.col(CASE)).alias("case_no"))
        found = []
        for name in self._fields:
            step = columns.step(name)
            if rows[step].null_count() < rows.height:
                changed = rows.lazy().filter(pl.col(step).is_not_null())
                found.append(_cells(changed, name, pl.col(columns.raw(name)), pl.col(step), self._table))
        return _together(found)


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
    return _cells(changed, name, raw, pl.coalesce(step, pl.lit(LEFT_OUT)), CASES)


def _cells(changed: pl.LazyFrame, name: str, before: pl.Expr, step: pl.Expr, table: str) -> pl.DataFrame:
    present = changed.collect_schema()
    case_no = pl.col("case_no") if "case_no" in present else pl.lit(None, pl.String)
    return changed.select(
        ID,
        case_no=case_no,
        file=pl.col(FILE).cast(pl.String),
        sheet=pl.col(SHEET).cast(pl.String),
        row=pl.col(ROW),
        field=pl.lit(name),
        before=before,
        after=_shown(name, present[name]),
        step=step,
        table=pl.lit(table),
    ).collect()


def _shown(name: str, dtype: pl.DataType) -> pl.Expr:
    """A clean value as text: to the second where it has a time, as polars would write it otherwise."""
    if isinstance(dtype, pl.Datetime):
        return pl.col(name).dt.to_string("%Y-%m-%d %H:%M:%S")
    return pl.col(name).cast(pl.String)
