"""What a run looked at: a finding is over only if its rule was judged again, on all that may have shown it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dq.model.companions import CASES
from dq.model.enums import Severity
from dq.model.rules import Rule
from dq.packs.check_specs import CHECKS


@dataclass(frozen=True, slots=True)
class Looks:
    """What a rule looks at: rows of cases or of a companion table (``of_case``), and companion tables."""

    of_case: bool
    tables: frozenset[str]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a run looked at.

    ``judged``: the rules and fields that were judged. ``rules``: what each rule that the run has looks at; one that is
    not among them was turned off. ``whole``: the companion tables that were read, all of their files.
    """

    judged: Set[tuple[str, str]]
    rules: Mapping[str, Looks] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()


def looks_of(rules: Iterable[Rule]) -> dict[str, Looks]:
    """What rules look at whose findings are remembered."""
    return {
        rule.id: Looks(rule.table == CASES, frozenset({rule.table, *CHECKS[rule.check].looks_at} - {CASES}))
        for rule in rules
        if rule.severity is not Severity.INFO
    }


def whole_tables(manifest: Mapping[str, Any]) -> list[str]:
    """The companion tables that a run read, none of their files refused."""
    companions = manifest.get("companions", {})
    refused = {item["table"] for item in companions.get("refused", ())}
    return sorted(set(companions.get("tables", ())) - refused)


def with_looked(gone: pl.DataFrame, looked: Looked, before: Mapping[int, frozenset[str]]) -> pl.DataFrame:
    """Findings that are gone, with ``judged`` and ``skipped``, and ``of_case`` (Boolean).

    ``gone``: ``rule``, ``field``, and ``first``, the run that raised them. ``before``: the whole tables of those runs.
    A finding is skipped if its rule or field could not be judged, or if a table that its rule looks at is missing, or
    a part of it, that was there when it was raised.
    """
    lines = []
    for rule, name, first in gone.select("rule", "field", "first").unique().iter_rows():
        looks = looked.rules.get(rule)
        lacking = looks is not None and not looks.tables & before[first] <= looked.whole
        judged = (rule, name) in looked.judged and not lacking
        lines.append(
            (rule, name, first, judged, looks is not None and not judged, looks is None or looks.of_case)
        )
    names = ("judged", "skipped", "of_case")
    keys = {"rule": pl.String, "field": pl.String, "first": pl.Int64}
    table = pl.DataFrame(lines, schema={**keys, **dict.fromkeys(names, pl.Boolean)}, orient="row")
    return gone.join(table, on=list(keys), how="left", maintain_order="left")
