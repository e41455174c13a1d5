"""Numbering plans that changed: what an old number became, since when, and on whose word."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from dq.packs.folder import data_file


@dataclass(frozen=True, slots=True)
class PlanChange:
    """An old number and what became of it.

    ``new`` is E.164, or ``None`` where the source does not tell the new digits; ``date`` is ISO or ``""``.
    ``sure`` says that old and new form determine each other, so that a source's YAML may let it be applied.
    """

    old: str
    new: str | None
    date: str
    sure: bool
    note: str
    source: str


@dataclass(frozen=True, slots=True)
class _Rule:
    country_code: str
    pattern: re.Pattern[str]
    template: str
    date: str
    sure: bool
    note: str
    source: str


@cache
def _rules() -> dict[str, tuple[_Rule, ...]]:
    found: dict[str, list[_Rule]] = {"86": [_landline(row) for row in _rows("cn_landline_changes.csv")]}
    for row in _rows("intl_number_changes.csv"):
        rule = _Rule(
            row["cc"],
            re.compile(row["old"]),
            row["new"],
            row["date"],
            row["rewrite"] == "yes",
            row["note"],
            row["source"],
        )
        found.setdefault(row["cc"], []).append(rule)
    return {code: tuple(rules) for code, rules in found.items()}


def _landline(row: dict[str, str]) -> _Rule:
    pattern = re.compile(rf"{row['old_area'][1:]}([2-9]\d{{{int(row['old_digits']) - 1}}})")
    template = rf"{row['new_area'][1:]}{row['prepend']}\1" if row["prepend"] else ""
    note = "; ".join(part for part in (row["place"], row["note"]) if part)
    return _Rule("86", pattern, template, row["date"], row["rewrite"] == "yes", note, row["source"])


def _rows(name: str) -> list[dict[str, str]]:
    with data_file(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def plan_change(country_code: str, national: str) -> PlanChange | None:
    """The change that these digits fell to, if one fits; the caller checks that old is dead and new lives."""
    for rule in _rules().get(country_code, ()):
        match = rule.pattern.fullmatch(national)
        if match:
            new = f"+{country_code}{match.expand(rule.template)}" if rule.template else None
            sure = rule.sure and new is not None
            return PlanChange(f"+{country_code}{national}", new, rule.date, sure, rule.note, rule.source)
    return None
