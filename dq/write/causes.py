"""The causes of a manifest for people: one rule failing on five columns is one thing to look at; so is a root cause."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

_RANK = {"error": 0, "warning": 1, "info": 2}


@dataclass
class Cause:
    """One rule or one root cause: its severity, words by language, cases and findings, where, one masked example.

    ``places`` are (column as in the file or else "", field, findings), most findings first.
    """

    rule: str
    severity: str
    title: Mapping[str, str]
    fix: Mapping[str, str]
    cases: int = 0
    findings: int = 0
    example: str = ""
    money: Decimal = Decimal(0)
    places: list[tuple[str, str, int]] = field(default_factory=list)


def by_rule(manifest: Mapping[str, Any]) -> list[Cause]:
    """The causes, errors first, then by number of cases; a root cause is never merged with others.

    Cases and money are the rule's own, in which a case that fails on two fields is one, without those of its root
    causes.
    """
    merged: dict[str, Cause] = {}
    roots: list[Cause] = []
    apart: dict[str, int] = {}
    money_apart: dict[str, Decimal] = {}
    for entry in manifest["causes"]:
        others = len(entry.get("rules", ())) - 1
        name = f"{entry['rule']} +{others}" if others > 0 else entry["rule"]
        cause = Cause(name, entry["severity"], entry["title"], entry["fix"])
        if entry.get("kind", "rule") == "rule":
            cause = merged.setdefault(entry["rule"], cause)
        else:
            roots.append(cause)
            for rule in entry["rules"]:
                apart[rule] = apart.get(rule, 0) + entry["cases"]
                money_apart[rule] = money_apart.get(rule, Decimal(0)) + _money(entry)
        cause.cases += entry["cases"]
        cause.findings += entry["findings"]
        cause.money += _money(entry)
        cause.example = cause.example or entry["example"] or ""
        cause.places.append((entry["column"] or "", entry["field"] or "", entry["findings"]))
    for cause in merged.values():
        counted = manifest["findings"].get(cause.rule, {}).get("cases", cause.cases) - apart.get(
            cause.rule, 0
        )
        cause.cases = counted if counted > 0 else cause.cases
        own = manifest["findings"].get(cause.rule, {}).get("money")
        if own is not None:
            cause.money = max(Decimal(own) - money_apart.get(cause.rule, Decimal(0)), Decimal(0))
        cause.places.sort(key=lambda place: -place[2])
    causes = [*merged.values(), *roots]
    return sorted(causes, key=lambda cause: (_RANK[cause.severity], -cause.cases, cause.rule))


def _money(entry: Mapping[str, Any]) -> Decimal:
    return Decimal(entry.get("money") or 0)
