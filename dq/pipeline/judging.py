"""The middle of the road: rows are cleaned, enriched, measured as a whole, and judged, slice by slice."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import polars as pl

from dq.check import engine
from dq.check.interface import Context, KnownBad, Layout, Probe, Skipped
from dq.check.measure import measure
from dq.clean.interface import FieldPlan
from dq.clean.marks import distrust
from dq.clean.plan import Cleaning, slice_of
from dq.clean.undo import undo
from dq.enrich.derive import derive, derived_fields
from dq.enrich.landlines import suggest_area_codes
from dq.model import columns
from dq.model.companions import CASES
from dq.model.enums import Kind, Severity
from dq.model.known_by import case_number
from dq.model.rules import Lang, Rule
from dq.model.schema import in_schema_order
from dq.model.undone import NOTHING, Undone
from dq.phones import statistics
from dq.pipeline.orders import DateOrders, ordered
from dq.pipeline.slices import ROOM, Make, Rest, Slices
from dq.route.findings import QUARANTINED
from dq.route.interface import Judgement

Agreed = Callable[[Sequence[Probe], frozenset[str], pl.Expr], Mapping[int, pl.Expr]]
"""From probes, present fields and what names the case of a row to where (Boolean) the findings of the probe at a place
are not to be raised."""

Watch = Callable[[Iterable[pl.DataFrame]], Iterable[pl.DataFrame]]
"""Passes the cleaned slices on as they are, and looks at them."""
Link = Callable[[Iterable[pl.DataFrame], Context], Context]
"""Ties other tables to the cleaned cases, and tells what rules on cases must know of them."""

TOLD = "_told"
"""Boolean column: the row has a finding of severity error or warning, raised or not."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The rows of a run with what the rules say of them, and what each Boolean column ``fail:<n>`` means.

    ``present``: the fields that the rows have, the derived ones too. ``orders``: the order of day and month that
    was learned for date fields, with the number of cells that show it. ``hushes``: the places of the probes that have
    findings which are not raised, in ``hush:<n>``. ``added`` adds to a slice what is known only after all are cleaned,
    and reads the columns ``reads`` for that. ``asked``: the counts of the phone library when judging began.
    """

    rows: Slices
    probes: tuple[Probe, ...]
    skipped: tuple[Skipped, ...]
    present: frozenset[str]
    context: Context
    orders: Mapping[str, tuple[str, int]]
    hushes: Mapping[int, pl.Expr] = field(default_factory=dict)
    added: Make | None = None
    reads: frozenset[str] = frozenset()
    asked: Mapping[str, int] = field(default_factory=dict)

    def slices(self) -> Iterator[pl.DataFrame]:
        """The judged rows in file order: the working frame, ``fail:<n>``, ``_quarantined`` and :data:`TOLD`."""
        return (rows for rows, _ in self._judged(lambda _: False))

    def light(self) -> Iterator[tuple[pl.DataFrame, Rest]]:
        """The same without texts as they came and steps, where the rest of a slice has them, and no rule asks."""
        asked = self.reads.union(*(probe.failing.meta.root_names() for probe in self.probes))
        asked = asked.union(*(where.meta.root_names() for where in self.hushes.values()))
        return self._judged(
            lambda name: name not in asked and name.startswith((columns.raw(""), columns.step("")))
        )

    def _judged(self, spared: Callable[[str], bool]) -> Iterator[tuple[pl.DataFrame, Rest]]:
        for rows, rest in self.rows.light(spared):
            whole = rows if self.added is None else self.added(rows)
            plan = judged_plan(whole.lazy(), self.probes, self.hushes)
            del rows, whole  # a slice takes much room: it is not kept while what was made of it is in use
            judged = [plan.collect()]
            del plan
            yield judged.pop(), rest

    def fail(self, place: int) -> str:
        """The Boolean column of a probe."""
        return engine.fail(place)

    def judgements(self, *severities: Severity) -> list[Judgement]:
        """The probes of these severities, as the routing stage takes them."""
        return [
            Judgement(
                probe.rule, probe.field, self.fail(place), probe.detail, probe.suggestion, probe.explain
            )
            for place, probe in enumerate(self.probes)
            if probe.rule.severity in severities
        ]

    def hushed(self) -> list[Judgement]:
        """The findings that a standing agreement stops, as the routing stage takes them."""
        return [
            Judgement(item.rule, item.field, engine.hush(place), item.detail, item.suggestion, item.explain)
            for place in self.hushes
            if (item := self.probes[place]).rule.severity is not Severity.INFO
        ]


def judge(
    rows: pl.LazyFrame,
    plans: Sequence[FieldPlan],
    rules: Sequence[Rule],
    as_of: date,
    region: str,
    marked: Sequence[str] = (),
    layout: Layout | None = None,
    lang: Lang = "en",
    agreed: Agreed | None = None,
    seconds: Sequence[FieldPlan] = (),
    undone: Undone = NOTHING,
    watch: Watch = iter,
    link: Link | None = None,
    known_bad: KnownBad | None = None,
    room: int = ROOM,
    work: Path | None = None,
) -> Judged:
    """Clean ``rows`` (``raw:<field>`` columns), measure what the rules need, and make ready to judge them.

    ``marked``: fields that have a ``mark:<field>`` column. ``layout``: how columns and files stand.
    ``lang``: that of explanations. ``agreed`` says of the probes where their findings are not to be raised.
    ``seconds``: further columns, to be compared with the first for their field. ``undone``: automatic edits that are
    not to be made. ``watch`` sees every cleaned slice, all of them once more if the order of dates had to be learned.
    ``link`` is given the cleaned rows, and adds what other tables say of them. ``known_bad``: the numbers that earlier
    batches found dead. ``room``: the bytes of cleaned slices that stay in memory; ``work``: a folder
    for those behind them.
    """
    asked = statistics()
    rules = [rule for rule in rules if rule.table == CASES]
    named = frozenset(plan.field for plan in plans)
    present = named | frozenset(derived_fields(named))
    context = Context(
        as_of,
        region,
        present,
        filled=present - named,
        layout=layout or Layout(),
        lang=lang,
        second=_second(seconds),
        known_bad=known_bad,
    )
    needs, customs = engine.needs(rules, context), engine.customs(rules, context)
    outliers = sorted(
        {name for rule in rules if rule.check == "outlier" for name in rule.fields if name in present}
    )
    cleaned = Slices(
        rows,
        _cleaner(plans, seconds, region, marked, undone, as_of),
        room,
        slice_of([*plans, *seconds]),
        None if work is None else work / "slices",
    )
    evidence = DateOrders(plans, region)
    measured = measure(watch(evidence.watch(cleaned)), needs, customs, outliers, context)
    orders = evidence.orders()
    if orders:
        told, more = ([ordered(plan, orders) for plan in some] for some in (plans, seconds))
        dated = [plan for plan in [*told, *more] if columns.first(plan.field) in orders]
        dates = Cleaning(dated, region)

        def mend(frame: pl.DataFrame) -> pl.DataFrame:
            return derive(undo(dates.add_to(frame), told, undone), named, as_of)

        cleaned = cleaned.mended(mend, _cleaner(told, more, region, marked, undone, as_of))
        measured = measure(watch(cleaned), needs, customs, outliers, context)
    context = replace(context, measured=measured)
    if link is not None:
        context = link(cleaned, context)
        present = context.present
    probes, skipped = engine.probes(rules, context)
    hushes = agreed(probes, present, case_number(present)) if agreed is not None else {}
    return Judged(cleaned, tuple(probes), tuple(skipped), present, context, orders, hushes, asked=asked)


def _second(seconds: Sequence[FieldPlan]) -> dict[str, tuple[str, ...]]:
    """The further columns of each field that has any."""
    names: dict[str, tuple[str, ...]] = {}
    for plan in seconds:
        field = columns.first(plan.field)
        names[field] = (*names.get(field, ()), plan.field)
    return names


def _cleaner(
    plans: Sequence[FieldPlan],
    seconds: Sequence[FieldPlan],
    region: str,
    marked: Sequence[str],
    undone: Undone,
    as_of: date,
) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """From a slice as it came to the working frame: cleaned, distrusted where reading says so, enriched.

    All of it eagerly: a lazy plan would leave each column in as many pieces as there are cores, and whatever comes
    later would have to put them together, again and again.
    """
    cleaning = Cleaning([*plans, *seconds], region)
    named = frozenset(plan.field for plan in plans)
    phones = [plan.field for plan in plans if plan.kind is Kind.PHONE] if region == "CN" else []

    def clean(rows: pl.DataFrame) -> pl.DataFrame:
        sound = undo(distrust(cleaning.add_to(rows), marked), plans, undone)
        return derive(suggest_area_codes(sound, phones, named), named, as_of)

    return clean


def judged_plan(rows: pl.LazyFrame, probes: Sequence[Probe], hushes: Mapping[int, pl.Expr]) -> pl.LazyFrame:
    """The working frame with ``fail:<n>`` of each probe, ``_quarantined`` and :data:`TOLD`."""

    def any_of(*severities: Severity) -> pl.Expr:
        names = [
            engine.fail(place) for place, probe in enumerate(probes) if probe.rule.severity in severities
        ]
        return pl.any_horizontal(names).fill_null(False) if names else pl.lit(False)

    quiet = [pl.col(engine.hush(place)) for place in hushes]
    return engine.hushed(engine.judged(rows, probes), hushes).with_columns(
        any_of(Severity.ERROR).alias(QUARANTINED),
        pl.any_horizontal(any_of(Severity.ERROR, Severity.WARNING), *quiet).alias(TOLD),
    )


def cleaned_fields(judged: Judged) -> list[str]:
    """The fields of the cleaned dataset: all that the file has or that were derived, in schema order."""
    return in_schema_order(judged.present)
