"""Every rule of every pack on a frame with every field: truth values, texts as evidence, and never a float."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from dq.check import engine
from dq.check.interface import Context, Measured
from dq.check.measure import measure
from dq.check.reach import asked_states, found_in
from dq.enrich.contacts.interface import FOUND
from dq.model.columns import (
    CASE,
    ID,
    ID_PARTS,
    PHONE_PARTS,
    ROW,
    TEXT_PARTS,
    bad,
    is_resident_id,
    part,
    raw,
    second,
    step,
)
from dq.model.companions import CASES, COMPANIONS, PERSONS
from dq.model.enums import Kind
from dq.model.schema import FIELDS, fields_of
from dq.packs.expressions import TYPES
from dq.packs.rules import load_packs, pack_names

ALL = [rule for pack in load_packs(pack_names()) for rule in pack.rules]
RULES = [rule for rule in ALL if rule.table == CASES]
FLOAT = re.compile(r"Float|f64|f32|dyn float")


def every_field(table=CASES):
    columns = {ID: pl.UInt32, ROW: pl.UInt32, CASE: pl.UInt32}
    for one in fields_of(table).values():
        columns |= dict.fromkeys((one.name, second(one.name)), TYPES[one.kind])
        columns |= {name(one.name): pl.String for name in (raw, step, bad)}
        parts = (
            PHONE_PARTS if one.kind is Kind.PHONE else ID_PARTS if is_resident_id(one.name) else TEXT_PARTS
        )
        columns |= {part(one.name, fact): pl.Date if fact == "birth" else pl.String for fact in parts}
    return pl.LazyFrame(schema=columns)


FRAME = every_field()
BLANK = Context(date(2026, 1, 31), "CN", frozenset(one.name for one in FIELDS))
LEARNED = Measured(
    medians={one.name: (Decimal("1.00"), 1000) for one in FIELDS if one.kind is Kind.MONEY},
    days_offset=("placed_on", 0, 1.0),
    keys=measure([FRAME.collect()], engine.needs(RULES, BLANK), [], [], BLANK).keys,
)
CONTEXT = replace(
    BLANK,
    measured=LEARNED,
    second={one.name: (second(one.name),) for one in FIELDS},
    known_bad=lambda numbers: pl.Series([None] * len(numbers), dtype=pl.String),
)
LINKED = {table: frozenset(fields_of(table)) for table in (CASES, *COMPANIONS)}
FRAMES = {table: every_field(table) for table in LINKED}
OF_THE_US = {"consent_missing"}
FACTS = pl.DataFrame(schema=every_field().collect_schema())


def of_table(table, region):
    """The probes of a table's rules, where every field of every table is there, in the region that has such a rule."""
    mine = [
        rule for rule in ALL if rule.table == table and (rule.check in OF_THE_US) == (region != BLANK.region)
    ]
    blank = CONTEXT if table == CASES else Context(BLANK.as_of, region, LINKED[table], table=table)
    linked = replace(blank, linked={name: have for name, have in LINKED.items() if name != table})
    keys = measure(
        [FRAMES[table].collect()], engine.needs(mine, linked), [], [], replace(linked, present=frozenset())
    )
    tables = {**FRAMES, PERSONS: pl.LazyFrame(schema={CASE: pl.UInt32, "person": pl.String})}
    found = engine.found_by(engine.links(mine, linked), tables)
    found |= found_in(pl.DataFrame(schema=FOUND), asked_states(mine), linked.present)
    measured = replace(linked.measured, found=found, cases=FACTS, keys=keys.keys)
    return engine.probes(mine, replace(linked, measured=measured))


JUDGED = [of_table(table, region) for table in LINKED for region in (BLANK.region, "US")]
PROBES = [probe for probes, _ in JUDGED for probe in probes]
SKIPPED = [skipped for _, some in JUDGED for skipped in some]


def test_every_rule_can_be_judged_where_every_field_is_there():
    assert SKIPPED == []
    assert {probe.rule.id for probe in PROBES} == {rule.id for rule in ALL}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_a_rule_gives_truth_values_and_texts_and_takes_no_float(rule):
    for probe in [probe for probe in PROBES if probe.rule is rule][:3]:
        given = {"failing": probe.failing, "detail": probe.detail, "suggestion": probe.suggestion}
        plan = FRAMES[rule.table].select(**{name: expr for name, expr in given.items() if expr is not None})
        schema = plan.collect_schema()

        assert schema.pop("failing") == pl.Boolean
        assert set(schema.values()) <= {pl.String(), pl.Null()}
        assert FLOAT.findall(plan.explain()) == []
        assert probe.field in rule.fields or probe.field in probe.inputs
        assert set(probe.inputs) <= LINKED[rule.table]


def test_what_is_explained_is_text():
    explained = [probe.explain(FRAME.collect()) for probe in PROBES if probe.explain is not None]

    assert explained
    for frame in explained:
        assert frame.schema == dict.fromkeys(("field", "detail", "suggestion", "cause"), pl.String())


def test_customs_take_no_float():
    for need in engine.customs(RULES, BLANK):
        plan = FRAME.select(need.follows.alias("follows"))

        assert plan.collect_schema()["follows"] == pl.Boolean
        assert FLOAT.findall(plan.explain()) == []
