"""The causes of a manifest by rule, for people: one rule that fails on five columns is one thing to look at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_RANK = {"error": 0, "warning": 1, "info": 2}


@dataclass
class Cause:
    """One rule: its severity, words by language, cases and findings, where it failed, one masked example.

    ``places`` are (column as in the file or else "", field, findings), most findings first.
    """

    rule: str
    severity: str
    title: Mapping[str, str]
    fix: Mapping[str, str]
    cases: int = 0
    findings: int = 0
    example: str = ""
    places: list[tuple[str, str, int]] = field(default_factory=list)


def by_rule(manifest: Mapping[str, Any]) -> list[Cause]:
    """The causes, errors first, then by number of cases.

    Cases are the rule's own count, in which a case that fails on two fields is one case.
    """
    merged: dict[str, Cause] = {}
    for entry in manifest["causes"]:
        cause = merged.setdefault(
            entry["rule"], Cause(entry["rule"], entry["severity"], entry["title"], entry["fix"])
        )
        cause.cases += entry["cases"]
        cause.findings += entry["findings"]
        cause.example = cause.example or entry["example"] or ""
        cause.places.append((entry["column"] or "", entry["field"] or "", entry["findings"]))
    for cause in merged.values():
        cause.cases = manifest["findings"].get(cause.rule, {}).get("cases", cause.cases)
        cause.places.sort(key=lambda place: -place[2])
    return sorted(merged.values(), key=lambda cause: (_RANK[cause.severity], -cause.cases, cause.rule))
