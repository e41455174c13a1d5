"""Judging a handful of rows given as text: what the examples of the rules are run with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from dq.check.interface import Context, KnownBad, Layout
from dq.clean.interface import FieldPlan
from dq.enrich.companions import derived_companion_fields
from dq.model import columns
from dq.model.columns import FILE, ID, ROW, SHEET
from dq.model.companions import CASES
from dq.model.enums import Severity
from dq.model.rules import Rule
from dq.model.schema import field as field_of
from dq.model.schema import in_schema_order
from dq.model.source import Source
from dq.packs.examples import Cells, Example, Examples
from dq.packs.tables import words_of
from dq.pipeline.coding import cleaner_of
from dq.pipeline.companions import Companion
from dq.pipeline.company import judge_tables
from dq.pipeline.contacting import Contacting
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged, judge
from dq.pipeline.linking import CaseIndex, Ties, case_index
from dq.route.findings import findings
from dq.route.interface import Wording


def judge_rows(
    rows: Sequence[Cells],
    rules: Sequence[Rule],
    as_of: date,
    region: str = "CN",
    table: str = CASES,
    beside: Mapping[str, Sequence[Cells]] | None = None,
    known_bad: Sequence[str] = (),
) -> pl.DataFrame:
    """Run rows (field -> cell text, as in a file) over the real road and return their findings of any severity.

    ``table``: whose rows they are; ``beside``: rows of other tables. A cell of a second column for a field is named
    ``total_due@2``. ``known_bad``: numbers (E.164) that an earlier batch found dead, on the first day of 2026.
    Columns: those of the exception list; ``row`` counts from 1.
    """
    tables = {**(beside or {}), table: rows}
    cases, companions = tables.pop(CASES, ()), tables
    company = _ExampleCompany(companions, rules)
    with TemporaryDirectory(prefix="dq-") as work:
        judged = _judged(cases, rules, as_of, region, company, Path(work), known_bad)
    if table != CASES:
        judged = company.judged[table]
    wording = Wording("en", "example")
    return findings(pl.concat(judged.slices()), judged.judgements(*Severity), {}, wording)


def _judged(
    cases: Sequence[Cells],
    rules: Sequence[Rule],
    as_of: date,
    region: str,
    company: _ExampleCompany,
    work: Path,
    known_bad: Sequence[str],
) -> Judged:
    named = {name for row in cases for name in row}
    names = in_schema_order(named) or ["debtor_name"]
    seconds = sorted(named.difference(names))
    contacts = Contacting(company, Source("example", rules=tuple(rules)), None, "en", region, work)
    judged = judge(
        _frame(cases, [*names, *seconds]),
        _plans(names),
        rules,
        as_of,
        region,
        layout=Layout(tuple(names)),
        seconds=_plans(seconds),
        watch=contacts.watch,
        link=contacts if company.tables else None,
        known_bad=_known(known_bad),
    )
    return contacts.added_to(judged)


def _frame(rows: Sequence[Cells], names: Sequence[str]) -> pl.LazyFrame:
    frame = pl.LazyFrame(
        {columns.raw(name): [row.get(name) or None for row in rows] for name in names},
        schema=dict.fromkeys(map(columns.raw, names), pl.String),
    ).with_row_index(ID)
    return frame.with_columns(
        (pl.col(ID) + 1).cast(pl.UInt32).alias(ROW),
        pl.lit("example").alias(FILE),
        pl.lit(None, pl.String).alias(SHEET),
    )


def _plans(names: Sequence[str]) -> list[FieldPlan]:
    return [
        FieldPlan(name, field_of(columns.first(name)).kind, words=words_of(columns.first(name)))
        for name in names
    ]


class _ExampleCompany:
    """Companion tables given as rows: tied and judged as those of files are."""

    def __init__(self, tables: Mapping[str, Sequence[Cells]], rules: Sequence[Rule]) -> None:
        self.tables, self.rules = tables, rules
        self.judged: dict[str, Judged] = {}
        self.companions: dict[str, Companion] = {}

    def given(self) -> Collection[str]:
        """The names of the tables."""
        return self.tables.keys()

    def frames(self) -> dict[str, pl.LazyFrame]:
        """The typed tables by name."""
        return {name: companion.typed() for name, companion in self.companions.items()}

    def earlier(self) -> Intake | None:
        """No file was read."""
        return None

    def __call__(self, rows: Iterable[pl.DataFrame], context: Context, names: pl.LazyFrame) -> Context:
        cases = case_index(rows, context.present)
        self.companions = {name: self._cleaned(name, cases, context.region) for name in self.tables}
        with TemporaryDirectory(prefix="dq-") as work:
            context, judged = judge_tables(self.companions, self.rules, cases, names, context, Path(work))
        self.judged = {name: one.judged for name, one in judged.items()}
        return context

    def _cleaned(self, table: str, cases: CaseIndex, region: str) -> Companion:
        rows = self.tables[table]
        names = in_schema_order((name for row in rows for name in row), table)
        cleaner = cleaner_of(table, _plans(names), Ties(cases, names), region)
        present = frozenset((*names, *derived_companion_fields(table, names)))
        cleaned = cleaner(_frame(rows, names).collect())
        return Companion(table, cleaned.lazy(), present, {}, len(rows), 0, Layout(tuple(names)))


def _known(numbers: Sequence[str]) -> KnownBad | None:
    told = dict.fromkeys(numbers, "dead, 2026-01-01")
    return (lambda cells: cells.replace_strict(told, default=None, return_dtype=pl.String)) if told else None


def failures(rule: Rule, examples: Examples) -> list[str]:
    """What is not judged as the examples of a rule say; nothing if all is well."""
    judged = [*examples.passing, *examples.failing]
    return [line for example in judged for line in _misjudged(rule, example, examples)]


def _misjudged(rule: Rule, example: Example, examples: Examples) -> list[str]:
    found = judge_rows(
        example.rows,
        [rule],
        examples.as_of,
        examples.region,
        examples.table,
        example.beside,
        examples.known_bad,
    )
    rows = tuple(sorted(found["row"].to_list()))
    if rows != example.found:
        return [f"{example.source}: findings in rows {list(rows)}, not in {list(example.found)}"]
    message = f" – {example.detail}"
    lines = []
    for finding in found.select("field", "suggestion", "message").to_dicts():
        if example.field is not None and finding["field"] != example.field:
            lines.append(f"{example.source}: a finding on '{finding['field']}', not on '{example.field}'")
        if example.suggestion is not None and finding["suggestion"] != example.suggestion:
            lines.append(
                f"{example.source}: suggestion '{finding['suggestion']}', not '{example.suggestion}'"
            )
        if example.detail is not None and not finding["message"].endswith(message):
            lines.append(f"{example.source}: '{finding['message']}' does not end in '{message}'")
    return lines
