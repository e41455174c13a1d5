"""A run of the past, from its folder: its findings, and its rows as they came."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from dq.check.interface import Layout
from dq.clean import clean
from dq.clean.interface import FieldPlan
from dq.map.telling import is_row_number
from dq.model import columns
from dq.model.columns import FILE, ID, ROW, SHEET
from dq.model.companions import CASES
from dq.model.known_by import known_by
from dq.model.rules import Lang
from dq.model.schema import in_schema_order
from dq.model.source import Source
from dq.pipeline.framing import field_plan
from dq.pipeline.overlay import Rows
from dq.record.publish import read_manifest
from dq.text.name_parts import joined_name

_NOTHING = "\x00"
_PLACE = (FILE, SHEET, ROW)


@dataclass(frozen=True)
class PastRun:
    """The folder of a run, and the source that it was read by (as it is today)."""

    folder: Path
    source: Source

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """``run.json``."""
        return read_manifest(self.folder)

    @property
    def as_of(self) -> date:
        """The date that the rules compared with."""
        return date.fromisoformat(self.manifest["as_of"])

    @property
    def lang(self) -> Lang:
        """The language of its messages."""
        return "zh" if self.manifest["lang"] == "zh" else "en"

    @property
    def findings(self) -> pl.LazyFrame:
        """The exception list, whose values may be masked."""
        return pl.scan_parquet(self.folder / "exceptions.parquet")

    @cached_property
    def fields(self) -> list[str]:
        """The fields that its files had, in schema order."""
        return in_schema_order(entry["field"] for entry in self.manifest["mapping"]["mapped"])

    @property
    def layout(self) -> Layout:
        """How its columns stood."""
        mapping = self.manifest["mapping"]
        telling = (name for name in mapping["unmapped"] if not is_row_number(name))
        return Layout(tuple(entry["field"] for entry in mapping["mapped"]), dict.fromkeys(telling, False))

    def plans(self) -> list[FieldPlan]:
        """How each field is cleaned."""
        written: dict[str, list[tuple[str | None, str | None]]] = {}
        joined: set[str] = set()
        for entry in self.manifest["mapping"]["mapped"]:
            written.setdefault(entry["field"], []).append((entry["unit"], entry.get("dates")))
            joined |= {entry["field"]} if "parts" in entry else set()
        return [field_plan(name, written[name], self.source, joined=name in joined) for name in self.fields]

    def cases(self, numbers: Collection[str]) -> set[str]:
        """Which of these cases it has."""
        name = known_by(self.fields)
        if name is None:
            return set()
        plan = [plan for plan in self.plans() if plan.field == name]
        rows = clean(self._whole.select(columns.raw(name)).lazy(), plan, self.manifest["region"])
        return set(rows.filter(pl.col(name).is_in(list(numbers))).collect()[name])

    def rows(self) -> Rows:
        """Its rows, the accepted and the held-back ones, as a case file gives them.

        A cell that was changed has the text that came; one that was not has its clean value as text, which cleans to
        the same value. Of columns that no field took the accepted rows have nothing in the folder: where there are any
        that may tell rows apart, no row is taken for one that repeats another.
        """
        plans = self.plans()
        ways = [self._way(plan.field).alias(columns.way(plan.field)) for plan in plans if plan.ways]
        others = [pl.int_range(pl.len(), dtype=pl.UInt64).alias(columns.OTHERS)] if self.layout.others else []
        return Rows(
            self._whole.with_columns(*ways, *others).with_row_index(ID).lazy(), plans, self.manifest["region"]
        )

    def _way(self, name: str) -> pl.Expr:
        """In which way the file of each row writes a field, of which there are several."""
        told = pl.lit(None, pl.String)
        for entry in self.manifest["mapping"]["mapped"]:
            if entry["field"] == name:
                here = (pl.col(FILE) == entry["file"]) & (
                    pl.col(SHEET).eq_missing(pl.lit(entry["sheet"], pl.String)) if "sheet" in entry else True
                )
                told = (
                    pl.when(here)
                    .then(pl.lit(FieldPlan.way_of(entry["unit"], entry.get("dates"))))
                    .otherwise(told)
                )
        return told

    @cached_property
    def _whole(self) -> pl.DataFrame:
        return pl.concat([self._accepted(), self._held()], how="diagonal").sort(_PLACE, nulls_last=True)

    @cached_property
    def inputs(self) -> Sequence[tuple[str, str | None]]:
        """File and sheet of each of its case tables."""
        return [(entry["file"], entry["sheet"]) for entry in self.manifest["inputs"]]

    def _placed(self, frame: pl.DataFrame, row: str, file: str, sheet: str) -> list[pl.Expr]:
        """File, sheet and row of a table that names file and sheet only where there are several."""
        only_file, only_sheet = self.inputs[0]
        return [
            pl.col(file).alias(FILE) if file in frame.columns else pl.lit(only_file).alias(FILE),
            pl.col(sheet).alias(SHEET) if sheet in frame.columns else self._sheets(only_sheet),
            pl.col(row).cast(pl.UInt32).alias(ROW),
        ]

    def _sheets(self, only: str | None) -> pl.Expr:
        """The sheet of each row by its file; every file has but one here."""
        if len(self.inputs) == 1:
            return pl.lit(only, pl.String).alias(SHEET)
        table = dict(self.inputs)
        return pl.col(FILE).replace_strict(table, default=None, return_dtype=pl.String).alias(SHEET)

    def _accepted(self) -> pl.DataFrame:
        cleaned = pl.read_parquet(self.folder / "cleaned.parquet")
        placed = cleaned.with_columns(self._placed(cleaned, "row", "file", "sheet")[0])
        placed = placed.with_columns(self._placed(cleaned, "row", "file", "sheet")[1:])
        changed = self._changes()
        before = {name: f"before:{name}" for name in changed.columns if name not in _PLACE}
        joined = placed.join(changed.rename(before), on=list(_PLACE), how="left", nulls_equal=True)
        texts = []
        for name in self.fields:
            text = pl.col(name).cast(pl.String)
            if name in before:
                came = pl.col(before[name])
                text = pl.when(came == _NOTHING).then(None).otherwise(pl.coalesce(came, text))
            texts.append(text.alias(columns.raw(name)))
        return joined.select(*_PLACE, *texts)

    def _changes(self) -> pl.DataFrame:
        """What changed cells were before, as a table: a row a place, a column a field; an empty text is marked."""
        told = pl.scan_parquet(self.folder / "changes.parquet")
        if "table" in told.collect_schema():  # older runs told the cells of the case file only
            told = told.filter(pl.col("table") == CASES)
        changed = (
            told.filter(pl.col("field").is_in(self.fields))
            .select(
                pl.col("file").alias(FILE),
                pl.col("sheet").alias(SHEET),
                pl.col("row").alias(ROW),
                "field",
                pl.col("before").fill_null(_NOTHING),
            )
            .collect()
        )
        return changed.pivot(on="field", index=list(_PLACE), values="before", aggregate_function="first")

    def _held(self) -> pl.DataFrame:
        held = pl.read_csv(self.folder / "quarantined.csv", infer_schema=False)
        placed = held.with_columns(self._placed(held, ROW, FILE, SHEET)[0])
        placed = placed.with_columns(self._placed(held, ROW, FILE, SHEET)[1:])
        several = len(self.inputs) > 1
        texts: dict[str, pl.Expr] = {}
        for entry in self.manifest["mapping"]["mapped"]:
            parts = entry.get("parts", {})
            if set(parts or [entry["column"]]) <= set(held.columns):
                cell = joined_name(parts) if parts else pl.col(entry["column"])
                if several:
                    cell = pl.when(pl.col(FILE) == entry["file"]).then(cell)
                name = columns.raw(entry["field"])
                texts[name] = pl.coalesce(texts[name], cell) if name in texts else cell
        return placed.select(*_PLACE, *(text.alias(name) for name, text in texts.items()))
