"""The middle of the road: cleaning, deriving, measuring and judging as one lazy plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from dq.check import engine
from dq.check.interface import Context, Probe, Skipped
from dq.check.measure import measure
from dq.clean import clean
from dq.clean.interface import FieldPlan
from dq.clean.marks import distrust
from dq.enrich.derive import derive, derived_fields
from dq.enrich.landlines import suggest_area_codes
from dq.model.enums import Kind, Severity
from dq.model.rules import Lang, Rule
from dq.model.schema import in_schema_order
from dq.pipeline.orders import evidence_of, order_of
from dq.route.findings import QUARANTINED
from dq.route.interface import Judgement

Agreed = Callable[[Sequence[Probe], frozenset[str]], Mapping[int, pl.Expr]]
"""From probes and present fields to where (Boolean) the findings of the probe at a place are not to be raised."""

TOLD = "_told"
"""Boolean column: the row has a finding of severity error or warning, raised or not."""


@dataclass(frozen=True, slots=True)
class Judged:
    """The judged rows as a lazy frame, with what each Boolean column ``fail:<n>`` means.

    ``present``: the fields that the frame has, the derived ones too. ``orders``: the order of day and month that
    was learned for date fields, with the number of cells that show it. ``hushes``: the places of the probes that have
    findings which are not raised, in ``hush:<n>``.
    """

    frame: pl.LazyFrame
    probes: tuple[Probe, ...]
    skipped: tuple[Skipped, ...]
    present: frozenset[str]
    context: Context
    orders: Mapping[str, tuple[str, int]]
    hushes: Mapping[int, pl.Expr] = field(default_factory=dict)

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
    order: Sequence[str] = (),
    lang: Lang = "en",
    agreed: Agreed | None = None,
) -> Judged:
    """Plan the cleaning and judging of ``rows`` (``raw:<field>`` columns); measures what the rules need first.

    ``marked``: fields that have a ``mark:<field>`` column. ``order``: the fields from left to right in the file.
    ``lang``: that of explanations. ``agreed`` says of the probes where their findings are not to be raised.
    """
    named = frozenset(plan.field for plan in plans)
    present = named | frozenset(derived_fields(named))
    context = Context(as_of, region, present, order=tuple(order), lang=lang)
    open_dates = [plan.field for plan in plans if plan.kind is Kind.DATE and plan.dates is None]
    evidence = {name: evidence_of(name) for name in open_dates}
    outliers = sorted(
        {name for rule in rules if rule.check == "outlier" for name in rule.fields if name in present}
    )
    needs, customs = engine.needs(rules, context), engine.customs(rules, context)
    plan = _enriched(distrust(clean(rows, plans, region), marked), plans, region, named)
    measured, counted = measure(plan, needs, customs, outliers, context, evidence)
    orders = {name: way for name, counts in counted.items() if (way := order_of(*counts)) is not None}
    if orders:
        told = [p if p.field not in orders else _with_order(p, orders[p.field][0]) for p in plans]
        plan = _enriched(distrust(clean(rows, told, region), marked), plans, region, named)
        measured, _ = measure(plan, needs, customs, outliers, context, {})
    context = replace(context, measured=measured)
    probes, skipped = engine.probes(rules, context)
    hushes = agreed(probes, present) if agreed is not None else {}
    frame = _failing(plan, probes, hushes)
    return Judged(frame, tuple(probes), tuple(skipped), present, context, orders, hushes)


def _enriched(
    plan: pl.LazyFrame, plans: Sequence[FieldPlan], region: str, named: frozenset[str]
) -> pl.LazyFrame:
    phones = [p.field for p in plans if p.kind is Kind.PHONE] if region == "CN" else []
    return derive(suggest_area_codes(plan, phones, named), named)


def _with_order(plan: FieldPlan, order: str) -> FieldPlan:
    return FieldPlan(plan.field, plan.kind, plan.unit, order, plan.lookup, plan.words)


def _failing(plan: pl.LazyFrame, probes: Sequence[Probe], hushes: Mapping[int, pl.Expr]) -> pl.LazyFrame:
    plan = engine.hushed(engine.judged(plan, probes), hushes)

    def any_of(*severities: Severity) -> pl.Expr:
        names = [
            engine.fail(place) for place, probe in enumerate(probes) if probe.rule.severity in severities
        ]
        return pl.any_horizontal(names).fill_null(False) if names else pl.lit(False)

    quiet = [pl.col(engine.hush(place)) for place in hushes]
    return plan.with_columns(
        any_of(Severity.ERROR).alias(QUARANTINED),
        pl.any_horizontal(any_of(Severity.ERROR, Severity.WARNING), *quiet).alias(TOLD),
    )


def cleaned_fields(judged: Judged) -> list[str]:
    """The fields of the cleaned dataset: all that the file has or that were derived, in schema order."""
    return in_schema_order(judged.present)
