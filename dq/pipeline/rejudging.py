"""The rows of a run as they stand today, and what the rules would say of them with other values in some cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from dq.clean.interface import FieldPlan
from dq.clean.plan import cleaner
from dq.model import columns
from dq.model.columns import FILE, ID, ROW, SHEET
from dq.model.enums import Kind, Severity
from dq.model.evidence import words_in
from dq.model.known_by import known_by
from dq.model.schema import field as field_of
from dq.packs.check_specs import CHECKS
from dq.pipeline.judging import TOLD, Judged, judge
from dq.pipeline.overlay import CELLS_SCHEMA, canonical, overlay_of
from dq.pipeline.stands import Stand
from dq.record.ledger import Key, StoredDecision
from dq.route.findings import findings
from dq.route.interface import Wording

Cell = tuple[int, str]
"""A row's ``_id`` and a field."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a rule says of a cell. ``doubts``: it would keep the value out, or says that the value can't be right."""

    rule: str
    message: str
    doubts: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of some rows: readable values by cell, findings by cell."""

    values: Mapping[Cell, str | None]
    said: Mapping[Cell, Sequence[Said]]


class Today:
    """The state of a run's rows: as they came, with the decisions in force laid over them."""

    def __init__(self, past: Stand, decisions: Sequence[StoredDecision], source: str, key: Key) -> None:
        self.past = past
        self._source = source
        self._rows = past.rows()
        self._plans = {plan.field: plan for plan in self._rows.plans}
        self._laid = overlay_of(self._rows, decisions, source, key)
        self._cells: dict[Cell, str] = {
            (number, name): text for number, name, text in self._laid.cells.iter_rows()
        }
        self._texts = self._laid.lay(self._rows.frame, self._rows.marked).collect()
        self._cases: dict[str | None, list[int]] = {}
        for number, case in self._texts.select(ID, self._case_numbers()).iter_rows():
            self._cases.setdefault(case, []).append(number)
        self._canon: dict[tuple[str, str, str | None], str | None] = {}

    def _case_numbers(self) -> pl.Series:
        name = known_by(self._plans)
        if name is None:
            return pl.Series("case", [None] * self._texts.height, dtype=pl.String)
        read = cleaner(self._plans[name], self._rows.region)
        return read(self._texts[columns.raw(name)])["value"].alias("case")

    def has(self, name: str) -> bool:
        """Whether the files have a column for the field."""
        return name in self._plans

    def rows_of(self, case_no: str) -> list[int]:
        """The rows of a case."""
        return self._cases.get(case_no, [])

    def row_at(self, file: str, sheet: str | None, row: int) -> list[int]:
        """The row at a place."""
        place = self._texts.filter(
            pl.col(FILE) == file, pl.col(SHEET).eq_missing(pl.lit(sheet, pl.String)), pl.col(ROW) == row
        )
        return place[ID].to_list()

    def text(self, cell: Cell) -> str | None:
        """What stands in the cell today, a decision's value included."""
        value: str | None = self._texts.item(cell[0], columns.raw(cell[1]))
        return value

    def came(self, cell: Cell) -> str | None:
        """What came in the file."""
        before = columns.was(cell[1])
        name = before if before in self._texts.columns else columns.raw(cell[1])
        value: str | None = self._texts.item(cell[0], name)
        return value

    def number(self, name: str, text: str | None) -> str | None:
        """The phone number that a text of the field stands for; None if the field or the text is none."""
        plan = self._plans.get(name) or FieldPlan(name, field_of(name).kind)
        if plan.kind is not Kind.PHONE or text is None:
            return None
        found: str | None = cleaner(plan, self._rows.region)(pl.Series([text], dtype=pl.String))["value"][0]
        return found

    def is_unread(self, cell: Cell) -> bool:
        """Whether the cell is empty, or its text can't be read as the field's kind."""
        text = self.text(cell)
        if text is None:
            return True
        plan = self._plans[cell[1]].of(self._way(cell))
        clean_value = cleaner(plan, self._rows.region)(pl.Series([text], dtype=pl.String))["value"]
        return clean_value[0] is None

    def canon(self, cell: Cell, text: str | None) -> str | None:
        """One form for all ways to write a value of the cell."""
        name, way = cell[1], self._way(cell)
        if (name, way, text) not in self._canon:
            self._learn(self._plans[name].of(way), way, [text])
        return self._canon[name, way, text]

    def _way(self, cell: Cell) -> str:
        """In which way the file of a cell writes its field."""
        way = columns.way(cell[1])
        return (self._texts.item(cell[0], way) or "") if way in self._texts.columns else ""

    def learn(self, wanted: Iterable[tuple[str, str | None]]) -> None:
        """Make ready the forms of many texts at once."""
        by_field: dict[str, set[str]] = {}
        for name, text in wanted:
            if text is not None and name in self._plans:
                by_field.setdefault(name, set()).add(text)
        for name, texts in by_field.items():
            plan = self._plans[name]
            for way in plan.ways or ("",):
                self._learn(plan.of(way), way, sorted(texts))

    def _learn(self, plan: FieldPlan, way: str, texts: Sequence[str | None]) -> None:
        made = canonical(plan, self._rows.region, pl.Series(texts, dtype=pl.String))
        forms = zip(texts, made, strict=True)
        self._canon.update({(plan.field, way, text): form for text, form in forms})

    def judged(self, answers: Mapping[Cell, str], asked: Iterable[Cell]) -> Verdict:
        """What the rules say of the rows of the ``asked`` cells with these answers in place, and of those cells."""
        cells = pl.DataFrame(
            [(number, name, text) for (number, name), text in {**self._cells, **answers}.items()],
            schema=CELLS_SCHEMA,
            orient="row",
        )
        overlay = replace(self._laid, cells=cells.sort(ID, "field"))
        past = self.past
        made = judge(
            overlay.lay(self._rows.frame, self._rows.marked),
            self._rows.plans,
            past.source.rules,
            past.as_of,
            self._rows.region,
            self._rows.marked,
            past.layout,
            past.lang,
        )
        asked = list(asked)
        wanted = sorted({number for number, _ in asked})
        rows = only_rows(made, pl.col(ID).is_in(wanted))
        found = findings(
            rows.filter(TOLD),
            made.judgements(Severity.ERROR, Severity.WARNING),
            {},
            Wording(past.lang, self._source, evidence=words_in(past.lang)),
        )
        checks = {probe.rule.id: probe.rule.check for probe in made.probes}
        said: dict[Cell, list[Said]] = {}
        for number, name, rule, severity, message in found.select(
            ID, "field", "rule", "severity", "message"
        ).iter_rows():
            doubts = severity == Severity.ERROR or CHECKS[checks[rule]].doubts
            said.setdefault((number, name), []).append(Said(rule, message, doubts))
        places = {number: place for place, number in enumerate(rows[ID])}
        values = {
            (number, name): rows[name].cast(pl.String)[places[number]] if name in rows.columns else None
            for number, name in asked
        }
        return Verdict(values, said)


def only_rows(made: Judged, wanted: pl.Expr) -> pl.DataFrame:
    """The judged rows that are wanted, in file order."""
    return pl.concat([rows.filter(wanted) for rows in made.slices()])
