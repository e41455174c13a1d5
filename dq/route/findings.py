"""Failing rows become findings: one line for each rule that fails on a field of a case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from hashlib import blake2b

import polars as pl

from dq.model import columns
from dq.model.columns import FILE, ID, ROW, SHEET
from dq.model.evidence import EVIDENCE
from dq.model.known_by import NUMBER, case_number, known_by
from dq.model.schema import field as field_of
from dq.route.interface import CELLS, DETAIL, FINDING_COLUMNS, Judgement, Places, Wording

QUARANTINED = "_quarantined"
"""Boolean column of the failing rows: the case has a finding of severity error."""
_IDENTITY = "_identity"
_PARTS, _PLACE = "\x1f", "#"
"""What stands between the parts of a fingerprint's text, and between file and row."""
CAUSE = "_cause"
"""Column of the findings: a name that those with one common cause share; null if none is known."""
READ = "_read"
"""Boolean column of the findings: the cell has a value, so that it can be right."""
_CODES = tuple(EVIDENCE)
WORKING = (ID, CAUSE, READ)
"""The columns of the findings that the exception list does not have."""


def findings(
    failing: pl.DataFrame, judgements: Sequence[Judgement], places: Places, wording: Wording
) -> pl.DataFrame:
    """The findings of a slice of failing rows, in the order of rows, then of rules.

    ``failing`` has ``_id``, ``_row``, ``_file``, ``_sheet``, :data:`QUARANTINED`, the working columns and the
    Boolean column of each judgement. Returns the columns of the exception list plus :data:`WORKING`, with
    ``fingerprint`` made of source, case, rule and the field that the rule judges, so that a finding keeps it from run
    to run, whichever figure is thought to be the cause.
    """
    failing = failing.with_columns(_identity(failing.columns, wording).alias(_IDENTITY))
    parts = [
        part
        for order, judgement in enumerate(judgements)
        if (part := _of(failing, judgement, order)) is not None
    ]
    if not parts:
        return pl.DataFrame(
            schema={
                **dict.fromkeys(FINDING_COLUMNS, pl.String),
                "row": pl.UInt32,
                ID: pl.UInt32,
                CAUSE: pl.String,
                READ: pl.Boolean,
            }
        )
    found = pl.concat(parts).sort(ID, "_order", maintain_order=True)
    found = _placed(_worded(found, judgements, wording), places)
    return found.with_columns(
        fingerprint=_fingerprints(found, wording.source),
    ).select(*FINDING_COLUMNS, *WORKING)


def _of(failing: pl.DataFrame, judgement: Judgement, order: int) -> pl.DataFrame | None:
    if not failing[judgement.column].any():
        return None
    rows = failing.lazy().select(_read_by(judgement, failing.columns)).filter(judgement.column)
    if judgement.explain is None:
        told = rows.with_columns(_told(judgement)).select(_on(judgement.field, order, failing.columns))
        # For a few rows the streaming engine takes half as much again.
        return told.collect(engine="in-memory")
    explained = rows.collect(engine="in-memory")
    explained = explained.with_columns(
        judgement.explain(explained)
        .select(pl.col(name).alias(f"_{name}") for name in ("field", "detail", "suggestion", "cause"))
        .get_columns()
    )
    return pl.concat(
        explained.filter(pl.col("_field") == name).select(_on(name, order, failing.columns))
        for name in explained["_field"].unique(maintain_order=True)
    )


def _read_by(judgement: Judgement, present: Sequence[str]) -> list[str]:
    """The columns of the failing rows that a judgement's findings are made of: few of some two hundred."""
    if judgement.explain is not None:
        return list(present)
    told = [expr for expr in (judgement.detail, judgement.suggestion) if expr is not None]
    wanted = {
        ID,
        FILE,
        SHEET,
        ROW,
        QUARANTINED,
        _IDENTITY,
        NUMBER,
        known_by(present),
        judgement.column,
        judgement.field,
        columns.raw(judgement.field),
    }
    wanted.update(name for expr in told for name in expr.meta.root_names())
    return [name for name in present if name in wanted]


def _told(judgement: Judgement) -> list[pl.Expr]:
    """The evidence of each finding, its suggestion and the name of its cause, of which nothing is known."""
    nothing = pl.lit(None, pl.String)
    told = {"_detail": judgement.detail, "_suggestion": judgement.suggestion, CAUSE: None}
    return [(nothing if expr is None else expr).cast(pl.String).alias(name) for name, expr in told.items()]


def _on(name: str, order: int, present: Collection[str]) -> list[pl.Expr]:
    """What differs from row to row, of the findings of the judgement at the place ``order`` that stand on a field."""
    raw = pl.col(columns.raw(name)) if columns.raw(name) in present else pl.lit(None, pl.String)
    value = pl.coalesce(raw, pl.col(name).cast(pl.String)) if name in present else raw
    return [
        pl.col(ID),
        pl.lit(order, pl.UInt32).alias("_order"),
        pl.col(CAUSE),
        (pl.col(name).is_not_null() if name in present else pl.lit(value=False)).alias(READ),
        case_number(present).alias("case_no"),
        pl.col(_IDENTITY),
        pl.col(FILE).cast(pl.String).alias("file"),
        pl.col(SHEET).cast(pl.String).alias("sheet"),
        pl.col(ROW).alias("row"),
        pl.lit(name).alias("field"),
        value.alias("value"),
        pl.col("_suggestion").alias("suggestion"),
        pl.col("_detail"),
        pl.when(QUARANTINED).then(pl.lit("quarantined")).otherwise(pl.lit("accepted")).alias("disposition"),
    ]


def _worded(found: pl.DataFrame, judgements: Sequence[Judgement], wording: Wording) -> pl.DataFrame:
    """Add what the rules of the findings (by ``_order``) say, and their evidence in words."""
    rules, lang = [judgement.rule for judgement in judgements], wording.lang
    of_rule: dict[str, list[str | None]] = {
        "_judged": [judgement.field for judgement in judgements],
        "_title": [rule.title.get(lang) for rule in rules],
        "rule": [rule.id for rule in rules],
        "severity": [rule.severity.value for rule in rules],
        "fix": [rule.fix.get(lang) for rule in rules],
    }
    labels = {name: field_of(name).label(lang) for name in found["field"].unique()}
    start = pl.concat_str(pl.col("field").replace(labels), pl.lit(": "), "_title")
    detail = pl.col("_detail").replace(wording.evidence) if wording.evidence else pl.col("_detail")
    return found.with_columns(
        pl.lit(pl.Series(texts, dtype=pl.String)).gather("_order").alias(name)
        for name, texts in of_rule.items()
    ).with_columns(
        pl.concat_str(start, detail, separator=DETAIL, ignore_nulls=True).alias("message"),
        pl.lit("new").alias("state"),
        pl.when(pl.col("_detail").is_in(_CODES)).then("_detail").alias("evidence_code"),
    )


def _identity(present: Collection[str], wording: Wording) -> pl.Expr:
    """What names a row from run to run: what names its case, or what a row of a companion table is known by."""
    if not wording.identity:
        return case_number(present)

    def text(name: str) -> pl.Expr:
        known = [pl.col(name).cast(pl.String)] if name in present else []
        came = [pl.col(columns.raw(name))] if columns.raw(name) in present else []
        return pl.coalesce(*known, *came, pl.lit(""))

    return pl.concat_str([pl.lit(wording.table), *map(text, wording.identity)], separator="\x1e")


def _placed(found: pl.DataFrame, places: Places) -> pl.DataFrame:
    """Add the header of the column that each finding stands in, and the address of its cell: ``B7``.

    Where a name stands in several columns it has all of their cells: ``B7,D7``.
    """
    rows = [
        (file, sheet or None, name, place.column, *place.letters)
        for (file, sheet), fields in places.items()
        for name, place in fields.items()
    ]
    letters = [f"_letter{n}" for n in range(max((len(row) - 4 for row in rows), default=1))]
    names = ("file", "sheet", "field", "column", *letters)
    table = pl.DataFrame(
        [[*row, *[None] * (len(names) - len(row))] for row in rows],
        schema=dict.fromkeys(names, pl.String),
        orient="row",
    )
    placed = found.join(
        table, on=["file", "sheet", "field"], how="left", nulls_equal=True, maintain_order="left"
    )
    cells = [pl.col(letter) + pl.col("row").cast(pl.String) for letter in letters]
    cell = pl.concat_str(cells, separator=CELLS, ignore_nulls=True)
    return placed.with_columns(cell=pl.when(cells[0].is_not_null()).then(cell))


def _fingerprints(found: pl.DataFrame, source: str) -> pl.Series:
    """:func:`fingerprint` of each. A loop, over findings only: no vectorised hash is stable over versions."""
    place = pl.concat_str("file", pl.col("row").cast(pl.String), separator=_PLACE)
    parts = (pl.lit(source), pl.coalesce("_identity", place), "_judged", "rule")
    texts = found.select(pl.concat_str(*parts, separator=_PARTS)).to_series()
    return pl.Series([_short_hash(text) for text in texts.to_list()], dtype=pl.String)


def fingerprint(source: str, case_no: str | None, file: str, row: int, judged: str, rule: str) -> str:
    """The stable 16-digit name of a finding: what a rule says of a field of a case (without a number: of a row)."""
    case = f"{file}{_PLACE}{row}" if case_no is None else case_no
    return _short_hash(_PARTS.join((source, case, judged, rule)))


def _short_hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=8).hexdigest()
