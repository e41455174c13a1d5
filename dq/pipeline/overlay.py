"""People's decisions laid over the cells of a case file, before anything looks at them.

A decision stands for one field of one case. It holds as long as the cell is what it was when the person decided; where
the source has mended it in the meantime, or sends something else, the cell stays as it came, and it is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from dq.clean import clean
from dq.clean.interface import FieldPlan
from dq.clean.marks import distrust
from dq.clean.plan import Cleaning, cleaner, needs
from dq.model import columns
from dq.model.columns import FILE, ID, ROW
from dq.model.known_by import known_by
from dq.record.ledger import Key, StoredDecision
from dq.route.answers import CHANGING
from dq.route.findings import fingerprint

FATES = ("laid", "met", "stale", "several", "absent")
"""What became of a decision: laid over the cell; the cell says so by itself; the cell says something else; the case
stands in several rows; the file has no such case or column."""

_NO_WAYS = pl.Series([], dtype=pl.String)

CELLS_SCHEMA = {ID: pl.UInt32, "field": pl.String, "text": pl.String}


@dataclass(frozen=True)
class Overlay:
    """The cells that decisions put in place (:data:`CELLS_SCHEMA`), and how many decisions met which fate."""

    cells: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=CELLS_SCHEMA))
    fates: Mapping[str, int] = field(default_factory=dict)

    @property
    def fields(self) -> list[str]:
        """The fields that have such cells."""
        return self.cells["field"].unique().sort().to_list()

    def lay(self, frame: pl.LazyFrame, marked: Iterable[str] = ()) -> pl.LazyFrame:
        """The frame of what was read, with the decided texts in place and two columns more for each such field.

        ``marked`` are the fields with a ``mark:`` column: a decided cell bears no mark of the cell that it replaced.
        """
        wanted = []
        for name in self.fields:
            mine = self.cells.filter(field=name)
            given = pl.col(ID).replace_strict(mine[ID], mine["text"], default=None, return_dtype=pl.String)
            raw = columns.raw(name)
            wanted += [
                pl.coalesce(given, pl.col(raw)).alias(raw),
                pl.col(raw).alias(columns.was(name)),
                given.is_not_null().alias(columns.decided(name)),
            ]
            if name in marked:
                mark = pl.col(columns.mark(name))
                wanted.append(pl.when(given.is_null()).then(mark).alias(columns.mark(name)))
        return frame.with_columns(wanted) if wanted else frame


@dataclass(frozen=True)
class Rows:
    """A case file as it was read: what :func:`dq.pipeline.intake.frame` gives, and how its fields are cleaned."""

    frame: pl.LazyFrame
    plans: Sequence[FieldPlan]
    region: str
    marked: Sequence[str] = ()


def overlay_of(rows: Rows, decisions: Sequence[StoredDecision], source: str, key: Key) -> Overlay:
    """Where the decisions in force stand in a file, and which of them hold.

    The file is scanned once more, for the case numbers and the decided columns; without decisions it is not.
    """
    given = [item for item in decisions if item.decision in CHANGING and item.value is not None]
    if not given:
        return Overlay()
    plans = {plan.field: plan for plan in rows.plans}
    found = _cases(rows, given, plans.keys())
    places = found.select("_key", ID).filter(pl.col("_key").is_not_null())
    if any(item.case_no is None for item in given):
        places = pl.concat([places, _nameless(found, given, source)])
    asked = _asked(given)
    parts = []
    # a decision on the case number itself comes first: the others may name the case by either number
    number = known_by(plans)
    for name in sorted(plans.keys() & set(asked["field"]), key=lambda name: (name != number, name)):
        judged = _judged(asked.filter(field=name), places, found, plans[name], rows.region, key)
        parts.append(judged)
        if name == number:
            laid = judged.filter(fate="laid")
            numbers = cleaner(plans[name], rows.region)(laid["text"])["value"].alias("_key")
            places = pl.concat([places, laid.select(numbers, ID)]).unique(maintain_order=True)
    known = (
        pl.concat(parts)
        if parts
        else pl.DataFrame(schema={**CELLS_SCHEMA, "id": pl.Int64, "fate": pl.String})
    )
    counts = dict.fromkeys(FATES, 0) | dict(known.group_by("fate").len().sort("fate").iter_rows())
    counts["absent"] += asked.height - known.height
    newest = known.filter(fate="laid").sort("id").unique([ID, "field"], keep="last", maintain_order=True)
    return Overlay(newest.select(*CELLS_SCHEMA).sort(ID, "field"), counts)


def canonical(plan: FieldPlan, region: str, texts: pl.Series, ways: pl.Series = _NO_WAYS) -> pl.Series:
    """One text for all ways to write a value of a field; what can't be read is the text itself, without blanks around.

    ``ways``: that of each text, where the plan has several. Null for an empty cell. A decision's ``before`` is the
    keyed hash of it.
    """
    cells = {columns.raw(plan.field): texts} | ({columns.way(plan.field): ways} if plan.ways else {})
    clean_text = Cleaning([plan], region).add_to(pl.DataFrame(cells))[plan.field].cast(pl.String)
    return pl.select(pl.coalesce(clean_text, texts.str.strip_chars())).to_series()


def _asked(given: Sequence[StoredDecision]) -> pl.DataFrame:
    lines = [(d.id, d.case_no or d.fingerprint, d.field, d.before, d.value) for d in given]
    schema = {"id": pl.Int64, "_key": pl.String, "field": pl.String, "before": pl.Int64, "text": pl.String}
    return pl.DataFrame(lines, schema=schema, orient="row")


def _cases(rows: Rows, given: Sequence[StoredDecision], present: Iterable[str]) -> pl.DataFrame:
    """The rows of the decided cases, with the clean case number as ``_key``."""
    fields = {item.field for item in given} & set(present)
    kept = [ID, ROW, FILE, *needs([plan for plan in rows.plans if plan.field in fields])]
    name = known_by(list(present))
    if name is None:
        return rows.frame.select(kept).with_columns(_key=pl.lit(None, pl.String)).collect(engine="streaming")
    marks = [columns.mark(name)] if name in rows.marked else []
    raw = [] if columns.raw(name) in kept else [columns.raw(name)]
    plan = [plan for plan in rows.plans if plan.field == name]
    frame = clean(rows.frame.select(*kept, *raw, *marks), plan, rows.region)
    case_no = pl.col(name)
    wanted = case_no.is_in({item.case_no for item in given if item.case_no is not None})
    if any(item.case_no is None for item in given):
        wanted = wanted | case_no.is_null()
    sound = distrust(frame, [name] if marks else [])
    return sound.filter(wanted).select(*kept, case_no.alias("_key")).collect(engine="streaming").sort(ID)


def _nameless(found: pl.DataFrame, given: Sequence[StoredDecision], source: str) -> pl.DataFrame:
    """Rows without a case number, by the fingerprints that their findings would have. A loop, over those rows."""
    pairs = sorted({(item.field, item.rule) for item in given if item.case_no is None})
    lines = [
        (fingerprint(source, None, file, row, name, rule), number)
        for number, file, row in found.filter(pl.col("_key").is_null()).select(ID, FILE, ROW).iter_rows()
        for name, rule in pairs
    ]
    return pl.DataFrame(lines, schema={"_key": pl.String, ID: pl.UInt32}, orient="row")


def _judged(
    asked: pl.DataFrame, places: pl.DataFrame, found: pl.DataFrame, plan: FieldPlan, region: str, key: Key
) -> pl.DataFrame:
    """The decisions on one field that meet a row, with their fate: ``id``, the cell, ``fate``."""
    met = asked.join(places, on="_key", maintain_order="left").join(
        found.select(ID, *needs([plan])), on=ID, maintain_order="left"
    )
    ways = met[columns.way(plan.field)] if plan.ways else _NO_WAYS
    plain = canonical(plan, region, met[columns.raw(plan.field)], ways)
    same = (plain == canonical(plan, region, met["text"], ways)).fill_null(value=False)
    told = met.with_columns(key.hashes(plain).alias("_now"), same.alias("_same")).with_columns(
        _several=pl.len().over("id") > 1, _held=pl.col("_now").eq_missing(pl.col("before"))
    )
    fate = (
        pl.when("_several").then(pl.lit("several"))
        .when("_same").then(pl.lit("met"))
        .when("_held").then(pl.lit("laid"))
        .otherwise(pl.lit("stale"))
    )  # fmt: skip
    return (
        told.with_columns(fate=fate).unique("id", keep="first", maintain_order=True)
        .select(*CELLS_SCHEMA, "id", "fate")
    )  # fmt: skip
