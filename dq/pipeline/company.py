"""The middle of the road for companion tables: tied to the cases, judged, and asked what they say of the cases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

import polars as pl

from dq.check import engine
from dq.check.interface import Context, Tables
from dq.check.measure import measure
from dq.clean.plan import slices
from dq.enrich.contacts import persons
from dq.model.columns import CASE, ID, ROW
from dq.model.companions import CASES, COMPANIONS, EARLIER, PERSONS
from dq.model.gate import GateSpec
from dq.model.known_by import number_of_case
from dq.model.rules import Lang, Rule
from dq.pipeline.beside import Beside
from dq.pipeline.companions import Companion, Companions, clean_companions
from dq.pipeline.counting import Counts, probe_counts
from dq.pipeline.intake import Intake
from dq.pipeline.judging import TOLD, Agreed, Judged, judged_plan
from dq.pipeline.linking import FACTS, CaseIndex, case_index
from dq.pipeline.outcome import Passed
from dq.pipeline.slices import Slices
from dq.pipeline.untied import untied
from dq.route.findings import QUARANTINED

ORDER = ("contacts", "optouts", "checks", "repayments", "promises", "calls")
"""The order in which tables are judged: a table after those whose sound rows its rules look at."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A companion table, judged: its plan, what the one pass over it left, and the rows that are held back."""

    companion: Companion
    judged: Judged
    passed: Passed
    sound: pl.LazyFrame


@dataclass
class Company:
    """The companion tables of a run. Called with the plan of the cases, it ties, judges and counts them.

    ``judged`` has every companion table but earlier batches, whose rows no rule judges.
    """

    beside: Beside
    rules: Sequence[Rule]
    work: Path
    lang: Lang = "en"
    agreed: Agreed | None = None
    companions: Companions | None = None
    judged: dict[str, Judgement] = field(default_factory=dict)
    numbers: pl.Series | None = None
    """What names each case, by ``_case``; None until the tables are tied."""
    untied: Mapping[str, Sequence[Mapping[str, Any]]] = field(default_factory=dict)
    """By table the files of which no row belongs to a case (:func:`dq.pipeline.untied.untied`)."""

    @property
    def tables(self) -> Mapping[str, Companion]:
        """The cleaned tables by name."""
        return {} if self.companions is None else self.companions.tables

    def given(self) -> Collection[str]:
        """The names of the tables, known before they are tied."""
        return self.beside.intakes.keys()

    def earlier(self) -> Intake | None:
        """What the earlier batches were read as, None if there are none."""
        table = self.tables.get(EARLIER)
        return None if table is None else table.intake

    def frames(self) -> dict[str, pl.LazyFrame]:
        """The tables by name, without the rows that an error holds back: every field, ``_id`` and ``_case``."""
        return {
            name: self.judged[name].sound if name in self.judged else table.typed()
            for name, table in self.tables.items()
        }

    def __call__(self, rows: Iterable[pl.DataFrame], context: Context, names: pl.LazyFrame) -> Context:
        """Tie and judge the tables; return the context of the cases with what rules on cases must know of them."""
        if not self.beside.intakes:
            return context
        cases = case_index(rows, context.present)
        self.numbers = cases.numbers()
        self.companions = clean_companions(self.beside, cases, context.region, self.work)
        self.untied = untied(self.companions.tables, names)
        context, self.judged = judge_tables(
            self.companions.tables, self.rules, cases, names, context, self.work, self.agreed
        )
        return context


def judge_tables(
    companions: Mapping[str, Companion],
    rules: Sequence[Rule],
    cases: CaseIndex,
    names: pl.LazyFrame,
    context: Context,
    work: Path,
    agreed: Agreed | None = None,
) -> tuple[Context, dict[str, Judgement]]:
    """Judge the tables in their order; the context of the cases comes back with what rules on cases must know.

    ``names``: who stands in the cases (:data:`dq.pipeline.contacting.Beside`).
    """
    known = frozenset(FACTS) & context.present
    fields = {CASES: known, **{name: one.present for name, one in companions.items()}}
    tables = {CASES: cases.facts.lazy(), **{name: one.typed() for name, one in companions.items()}}
    tables[PERSONS] = _persons(companions, names)
    judged: dict[str, Judgement] = {}
    for name in ORDER:
        if name in companions:
            judged[name] = judge_companion(
                companions[name], rules, tables, fields, cases, context, work, agreed
            )
            tables[name] = judged[name].sound
    own = replace(context, linked={name: have for name, have in fields.items() if name != CASES})
    found = engine.found_by(engine.links(of_table(rules, CASES), own), tables)
    return replace(own, measured=replace(context.measured, found=found)), judged


def _persons(companions: Mapping[str, Companion], names: pl.LazyFrame) -> pl.LazyFrame:
    """The persons of the cases whose opt-outs name any."""
    wanted = pl.Series([], dtype=pl.UInt32)
    stops = companions.get("optouts")
    if stops is not None and "person_name" in stops.present:
        named = stops.frame.filter(pl.col("person_name").is_not_null())
        wanted = named.select(CASE).collect()[CASE]
    beside = [companions[name].typed() for name in ("contacts", "calls", EARLIER) if name in companions]
    return persons(names, beside, wanted).lazy()


def of_table(rules: Sequence[Rule], table: str) -> list[Rule]:
    """The rules on one table."""
    return [rule for rule in rules if rule.table == table]


def judge_companion(
    companion: Companion,
    rules: Sequence[Rule],
    tables: Tables,
    fields: Mapping[str, frozenset[str]],
    cases: CaseIndex,
    of_cases: Context,
    work: Path,
    agreed: Agreed | None = None,
) -> Judgement:
    """Judge one companion table in one pass over its cleaned rows."""
    table = companion.name
    mine = of_table(rules, table)
    linked = {name: have for name, have in fields.items() if name != table}
    context = Context(
        of_cases.as_of, of_cases.region, companion.present, layout=companion.layout,
        lang=of_cases.lang, table=table, linked=linked,
    )  # fmt: skip
    frame = companion.frame
    needs, customs = engine.needs(mine, context), engine.customs(mine, context)
    asked = [need.key for need in needs] + [need.other for need in needs if need.other is not None]
    roots = {
        name for expr in (*asked, *(item.follows for item in customs)) for name in expr.meta.root_names()
    }
    wanted = list(dict.fromkeys((ID, *context.layout.places, ROW, *sorted(roots))))
    measured = measure(
        slices(frame.select(wanted)), needs, customs, [], replace(context, present=frozenset())
    )
    found = engine.found_by(engine.links(mine, context), tables)
    context = replace(context, measured=replace(measured, found=found, cases=cases.facts))
    probes, skipped = engine.probes(mine, context)
    number = number_of_case(cases.numbers(), CASE, companion.present)
    hushes = agreed(probes, companion.present, number) if agreed is not None else {}
    rows = Slices(frame, lambda batch: batch, room=0)
    judged = Judged(rows, tuple(probes), tuple(skipped), companion.present, context, companion.orders, hushes)
    passed = _pass(judged, companion, work / f"failing-{table}.parquet")
    held = pl.scan_parquet(passed.failing).filter(QUARANTINED).select(ID).collect()[ID]
    sound = companion.typed() if held.is_empty() else companion.typed().filter(~_among(held))
    return Judgement(companion, judged, passed, sound)


def _pass(judged: Judged, companion: Companion, failing: Path) -> Passed:
    """Judge all rows by the columns that the rules look at; then the rows that are told are read whole."""
    frame = companion.frame
    plan = judged_plan(frame, judged.probes, judged.hushes)
    own = frame.collect_schema().names()
    flags = [name for name in plan.select(engine.LASTING).collect_schema().names() if name not in own]
    told = plan.filter(TOLD).select(ID, *flags)
    found, counts = pl.collect_all([told, plan.select(probe_counts(judged))], engine="streaming")
    found = found.sort(ID)  # as the rows stand that are read next
    at = "_at"
    rows = companion.where(_among(found[ID])).with_row_index(at)
    rows.select(*own, *(pl.lit(found[name]).gather(pl.col(at)).alias(name) for name in flags)).sink_parquet(
        failing, compression="lz4", statistics=False, maintain_order=True
    )
    counted = Counts(judged, GateSpec())
    counted.values.update(counts.row(0, named=True))
    return Passed(failing, failing, counted)


def _among(rows: pl.Series) -> pl.Expr:
    """Whether a row is one of these ``_id``, by a look-up."""
    last = rows.max()
    end = -1 if last is None else int(cast("int", last))
    there = pl.repeat(False, end + 2, dtype=pl.Boolean, eager=True).scatter(rows, True)
    return pl.lit(there).gather(pl.min_horizontal(pl.col(ID), pl.lit(end + 1, pl.UInt32)))


def identity_of(table: str) -> tuple[str, ...]:
    """The fields that name a row of a table from run to run."""
    return COMPANIONS[table].identity if table in COMPANIONS else ()
