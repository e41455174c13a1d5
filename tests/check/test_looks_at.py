"""Checks look into the companion tables that they say they look at: a finding is over only if all of them were read."""

from collections.abc import Mapping
from datetime import date, datetime

import polars as pl
import pytest

from dq.check import engine
from dq.check.interface import Context, Measured
from dq.check.registry import LINKS
from dq.model.columns import CASE, ID, PHONE_PARTS, bad, part, raw
from dq.model.companions import CASES, COMPANIONS, EARLIER, PERSONS
from dq.model.enums import Kind
from dq.model.schema import field as field_of
from dq.model.schema import fields_of
from dq.packs.check_specs import CHECKS
from dq.packs.expressions import TYPES
from dq.packs.source import default_source


class Recorded(Mapping):
    """All tables with all of their fields, which notes the names that are asked for."""

    def __init__(self):
        self.asked = set()
        self._tables = {name: frozenset(fields_of(name)) for name in (*COMPANIONS, EARLIER, CASES)}

    def __getitem__(self, name):
        self.asked.add(name)
        return self._tables[name]

    def __contains__(self, name):
        self.asked.add(name)
        return name in self._tables

    def __iter__(self):
        return iter(self._tables)

    def __len__(self):
        return len(self._tables)


RULES = [rule for rule in default_source().rules if rule.check in LINKS]


def one_row(table):
    """A table of one row on a case, whose fields are empty but for its moments, numbers and cases."""
    given = {"phone": "+8613800138001", "called_at": datetime(2026, 1, 6, 10)}
    row = {ID: 0, CASE: 0} | {name: given.get(name) for name in fields_of(table)}
    types = {name: TYPES[field_of(name).kind] for name in fields_of(table)}
    phones = [name for name in types if field_of(name).kind is Kind.PHONE]
    parts = {part(name, fact): pl.String for name in phones for fact in PHONE_PARTS}
    bad_or_raw = {made(name): pl.String for name in types for made in (bad, raw)}
    schema = {ID: pl.UInt32, CASE: pl.UInt32, **types, **parts, **bad_or_raw}
    return pl.LazyFrame([row], schema=schema, orient="row")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_check_looks_into_the_tables_that_it_names(rule):
    linked, tables = Recorded(), {name: one_row(name) for name in (*COMPANIONS, CASES)}
    tables[PERSONS] = pl.LazyFrame(schema={CASE: pl.UInt32, "person": pl.String})
    for region in ("CN", "US"):
        context = Context(
            date(2026, 1, 31), region, frozenset(fields_of(rule.table)),
            measured=Measured(cases=tables[CASES].collect()), table=rule.table, linked=linked,
        )  # fmt: skip
        engine.found_by(engine.links([rule], context), tables)
        engine.probes([rule], context)
    own = {rule.table, CASES}
    assert linked.asked - own == set(CHECKS[rule.check].looks_at) - own
