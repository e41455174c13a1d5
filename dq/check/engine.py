"""From rules to probes, and to what the rules must know of the whole file first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import polars as pl

from dq.check.interface import Context, KeyNeed, Probe, ShareNeed, Skipped
from dq.check.registry import CHECKS, CUSTOMS, NEEDS
from dq.model.enums import Severity
from dq.model.rules import Rule
from dq.packs.check_specs import CHECKS as SPECS


def needs(rules: Iterable[Rule], context: Context) -> list[KeyNeed]:
    """What the group rules must know of all rows."""
    return [need for rule in rules if rule.check in NEEDS for need in NEEDS[rule.check](rule, context)]


def customs(rules: Iterable[Rule], context: Context) -> list[ShareNeed]:
    """What must be known of the file's customs; what was learned comes back in ``Measured.shares``."""
    return [need for rule in rules if rule.check in CUSTOMS for need in CUSTOMS[rule.check](rule, context)]


def probes(rules: Sequence[Rule], context: Context) -> tuple[list[Probe], list[Skipped]]:
    """All probes of the rules in their order, and the rules that can't be judged on this file.

    One wrong cell is one finding: a probe on several fields is not judged where another finding says that one of
    them can't be right (``doubts``), and a vaguer probe not where a sharper one on several fields has a finding
    with one of its own (``yields``).
    """
    found: list[Probe] = []
    skipped: list[Skipped] = []
    for rule in rules:
        built = CHECKS[rule.check](rule, context)
        if isinstance(built, Skipped):
            skipped.append(built)
        else:
            found.extend(built)
    return _yielding(_doubting(found)), skipped


def _doubting(found: list[Probe]) -> list[Probe]:
    doubts: dict[str, list[pl.Expr]] = {}
    for probe in found:
        if SPECS[probe.rule.check].doubts and probe.rule.severity is not Severity.INFO:
            doubts.setdefault(probe.field, []).append(probe.failing)
    return [_unless(probe, _of_inputs(probe, doubts)) if len(probe.inputs) > 1 else probe for probe in found]


def _of_inputs(probe: Probe, doubts: dict[str, list[pl.Expr]]) -> list[pl.Expr]:
    if SPECS[probe.rule.check].doubts:
        return []
    return [expr for name in probe.inputs for expr in doubts.get(name, ())]


def _yielding(found: list[Probe]) -> list[Probe]:
    claims: dict[str, list[tuple[int, pl.Expr]]] = {}
    for probe in found:
        if len(probe.inputs) > 1 and SPECS[probe.rule.check].scope == "row":
            for name in probe.inputs:
                claims.setdefault(name, []).append((SPECS[probe.rule.check].yields, probe.failing))
    return [_unless(probe, _of_lower_level(probe, claims)) for probe in found]


def _of_lower_level(probe: Probe, claims: dict[str, list[tuple[int, pl.Expr]]]) -> list[pl.Expr]:
    own = SPECS[probe.rule.check].yields
    return [expr for name in probe.inputs for level, expr in claims.get(name, ()) if level < own]


def _unless(probe: Probe, others: list[pl.Expr]) -> Probe:
    if not others:
        return probe
    doubt = pl.any_horizontal(others)
    both = doubt if probe.doubt is None else probe.doubt | doubt
    return replace(probe, failing=pl.when(doubt).then(None).otherwise(probe.failing), doubt=both)
