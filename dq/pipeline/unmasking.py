"""The exception list of a run that was made with masked values, with the values that its case rows still have."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from dq.model import columns
from dq.model.columns import FILE, ROW, SHEET
from dq.model.enums import Severity
from dq.model.evidence import words_in
from dq.model.schema import fields_by_name
from dq.pipeline.judging import TOLD, judge
from dq.pipeline.overlay import Rows
from dq.pipeline.past import PastRun
from dq.pipeline.rejudging import only_rows
from dq.route.findings import findings
from dq.route.interface import Wording

_PLACE = {FILE: "file", SHEET: "sheet", ROW: "row"}
_FINDING = ["fingerprint", *_PLACE.values()]
_CELL = [*_PLACE.values(), "field"]


def unmasked(past: PastRun) -> pl.DataFrame:
    """The exception list of a masked run, with the private values and suggestions of its case rows.

    Which findings there are the list itself says: many come of companion tables and earlier runs, which no folder
    keeps. What the cells hold its rows say, and what to put there the rules, asked again; a private suggestion that
    they do not make of the rows alone is left out. Private values of companion rows are in no folder and stay masked.
    """
    private = [field.name for field in fields_by_name().values() if field.private]
    hidden = pl.col("field").is_in(private) & pl.col("_case_row").fill_null(value=False)
    tables = pl.LazyFrame(past.inputs, schema={"file": pl.String, "sheet": pl.String}, orient="row")
    rows = past.rows(decided=True)
    return (
        past.findings.join(
            tables.with_columns(_case_row=True), on=["file", "sheet"], how="left", nulls_equal=True
        )
        .join(_again(past, rows).lazy(), on=_FINDING, how="left", nulls_equal=True)
        .join(_cells(past, rows, private), on=_CELL, how="left", nulls_equal=True)
        .with_columns(
            value=pl.when(hidden).then(pl.coalesce("_value", "_text")).otherwise("value"),
            suggestion=pl.when(hidden).then("_suggestion").otherwise("suggestion"),
        )
        .drop("_case_row", "_value", "_suggestion", "_text")
        .collect()
    )


def _again(past: PastRun, rows: Rows) -> pl.DataFrame:
    """What the rules say of the rows alone: ``_value`` and ``_suggestion`` of each finding."""
    made = judge(
        rows.frame, rows.plans, past.source.rules, past.as_of, rows.region, (), past.layout, past.lang
    )
    told = only_rows(made, pl.col(TOLD))
    wording = Wording(past.lang, past.manifest["history"]["source"], evidence=words_in(past.lang))
    found = findings(told, made.judgements(Severity.ERROR, Severity.WARNING), {}, wording)
    return found.unique(_FINDING, keep="first", maintain_order=True).select(
        *_FINDING, _value="value", _suggestion="suggestion"
    )


def _cells(past: PastRun, rows: Rows, names: Collection[str]) -> pl.LazyFrame:
    """The cells of these fields as they came, of the rows with findings: ``_text``."""
    came = {columns.raw(plan.field): plan.field for plan in rows.plans if plan.field in names}
    frame = rows.frame.select(*(pl.col(old).alias(new) for old, new in (_PLACE | came).items()))
    places = list(_PLACE.values())
    told = frame.join(past.findings.select(places), on=places, how="semi", nulls_equal=True)
    cells = told.unpivot(on=list(came.values()), index=places, variable_name="field", value_name="_text")
    return cells.drop_nulls("_text")
