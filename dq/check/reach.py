"""Checks on what the contact stage found: the state of the numbers in the case file, and the verdict on the case.

They are judged only where a companion table tells of numbers; the case file alone says too little.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

import polars as pl

from dq.check.found import on_rows
from dq.check.inputs import absent, is_one_of, texts
from dq.check.interface import Context, Probe, Skipped
from dq.check.linked import TABLE_ABSENT
from dq.model.columns import ID
from dq.model.companions import TELLING
from dq.model.contacts import QUIET
from dq.model.rules import Rule

_CHECK = "number_state"


def asked_states(rules: Iterable[Rule]) -> tuple[str, ...]:
    """The states of numbers that rules look for."""
    return tuple(sorted({state for rule in rules if rule.check == _CHECK for state in texts(rule, "states")}))


def found_in(
    found: pl.DataFrame, states: Collection[str], present: Collection[str]
) -> Mapping[str, pl.DataFrame]:
    """What the contact stage found (``field``, ``state``, ``id``, ``told``), for each state and field of a case."""
    parts = {
        (field, state): rows.select("id", "told")
        for (field, state), rows in found.partition_by("field", "state", as_dict=True).items()
    }
    nothing = found.clear().select("id", "told")
    return {
        f"{state}:{name}": parts.get((name, state), nothing) for state in states for name in sorted(present)
    }


def number_state(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number is in one of these states, by all that is known of it."""
    names = [name for name in rule.fields if name in context.present]
    if not names:
        return absent(rule)
    probes = []
    for name in names:
        found = [context.measured.found.get(f"{state}:{name}") for state in texts(rule, "states")]
        frames = [frame for frame in found if frame is not None]
        if not frames:
            return Skipped(rule, TABLE_ABSENT)
        probes.append(
            on_rows(rule, name, (name,), pl.concat(frames).unique("id", keep="first", maintain_order=True))
        )
    return probes


def tells_of_numbers(linked: Collection[str]) -> bool:
    """Whether one of these companion tables tells of numbers; without one the verdict says too little."""
    return not set(linked).isdisjoint(TELLING)


def contact_verdict(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The case has one of these verdicts, and it is not the debtor's wish, or the case's status, that nobody calls."""
    (name,) = rule.fields
    if name not in context.present:
        return absent(rule)
    if not tells_of_numbers(context.linked):
        return Skipped(rule, TABLE_ABSENT)
    failing = is_one_of(pl.col(name), texts(rule, "verdicts"))
    quiet = context.measured.found.get(f"{QUIET}:{name}")
    if quiet is not None and not quiet.is_empty():
        failing &= ~pl.col(ID).is_in(quiet["id"].implode())
    return [Probe(rule, name, (name,), failing)]
