"""Working frames by hand, for tests of single checks."""

from datetime import date

import polars as pl

from dq.check import engine
from dq.check.interface import Context, Measured
from dq.check.measure import measure
from dq.model.columns import ID, ID_PARTS, PHONE_PARTS, ROW, TEXT_PARTS, bad, is_resident_id, part, raw, step
from dq.model.enums import Kind, Severity
from dq.model.rules import Rule, Words
from dq.model.schema import field
from dq.packs.check_specs import CHECKS
from dq.packs.expressions import TYPES

AS_OF = date(2026, 1, 31)
NOTHING_MEASURED = Measured()
_WORDS = Words("a", "甲")


def rule(check, fields, severity=Severity.ERROR, rule_id=None, **params):
    """A rule of a check, its parameters filled in with their defaults."""
    defaults = {name: spec.default for name, spec in CHECKS[check].params.items()}
    return Rule(
        rule_id or f"test.{check}",
        "test",
        check,
        tuple(fields),
        {**defaults, **params},
        severity,
        *[_WORDS] * 3,
    )


def working(cells, bad_cells=None):
    """A working frame of clean values (field -> list); the raw text is that of the value."""
    bad_cells = bad_cells or {}
    columns = {}
    for name, values in cells.items():
        kind = field(name).kind
        columns[name] = pl.Series(values, dtype=TYPES[kind])
        columns[raw(name)] = columns[name].cast(pl.String)
        columns[step(name)] = pl.Series([None] * len(values), dtype=pl.String)
        columns[bad(name)] = pl.Series(bad_cells.get(name, [None] * len(values)), dtype=pl.String)
        parts = PHONE_PARTS if kind is Kind.PHONE else ID_PARTS if is_resident_id(name) else TEXT_PARTS
        for fact in parts:
            dtype = pl.Date if fact == "birth" else pl.String
            columns[part(name, fact)] = pl.Series([None] * len(values), dtype=dtype)
    return pl.DataFrame(columns).with_row_index(ID).with_columns((pl.col(ID) + 2).cast(pl.UInt32).alias(ROW))


def context_of(frame, measured=NOTHING_MEASURED):
    fields = frozenset(name for name in frame.columns if raw(name) in frame.columns)
    return Context(AS_OF, "CN", fields, measured)


def measured_keys(frame, rules):
    """The keys that the group rules ask for, measured as the pipeline does."""
    context = context_of(frame)
    return measure([frame], engine.needs(rules, context), [], [], context)


def judge(frame, rules, measured=None):
    """For each probe of the rules its judgements: {(rule id, field): [True, False, None, …]}."""
    context = context_of(frame, measured or measured_keys(frame, rules))
    probes, _ = engine.probes(rules, context)
    judged = engine.judged(frame.lazy(), probes).collect(engine="streaming")
    return {
        (probe.rule.id, probe.field): judged[engine.fail(place)].to_list()
        for place, probe in enumerate(probes)
    }


def verdicts(frame, one_rule, measured=None):
    """The judgements of a rule with one probe."""
    (found,) = judge(frame, [one_rule], measured).values()
    return found


def evidence(frame, one_rule, measured=None):
    """The details of a rule's failing rows."""
    context = context_of(frame, measured or measured_keys(frame, [one_rule]))
    (probe,), _ = engine.probes([one_rule], context)
    return frame.filter(probe.failing).select(probe.detail.alias("detail")).to_series().to_list()
