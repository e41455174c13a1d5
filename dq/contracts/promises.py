"""What a rule of severity error says of an accepted row, as a check of one column.

An accepted row has no finding of severity error. That is said of a column only where the rule judges the field alone
and nothing can keep it from being judged; rules over several fields or rows are silent where another rule doubts one
of their fields, so that they promise nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dq.contracts import checks
from dq.contracts.checks import check
from dq.model.enums import Kind, Severity
from dq.model.rules import Rule
from dq.model.schema import field as field_of
from dq.packs.check_specs import CHECKS

_WHOLE_REASONS: Mapping[Kind, frozenset[str]] = {
    Kind.TEXT: frozenset(),
    Kind.ID: frozenset({"precision_lost"}),
    Kind.MONEY: frozenset({"unreadable", "fraction_of_cent", "foreign_currency"}),
    Kind.DATE: frozenset({"unreadable", "impossible_date", "ambiguous_date"}),
}
"""Why a cell with a content may have no value, by kind; a field is never empty only if rules hold all of these back."""


@dataclass(frozen=True, slots=True)
class Promise:
    """A rule that holds for one field of every accepted row, on a day."""

    rule: Rule
    field: str
    as_of: date | None


def promises_of(rules: Iterable[Rule], as_of: date | None) -> list[Promise]:
    """What rules promise of every field they name; without a day, those that compare with it promise nothing."""
    return [
        Promise(rule, name, as_of)
        for rule in rules
        if rule.severity is Severity.ERROR
        and CHECKS[rule.check].takes == "each"
        and not CHECKS[rule.check].yields
        for name in rule.fields
    ]


def checks_of(promises: Iterable[Promise]) -> dict[str, list[Any]]:
    """Field -> pandera's checks, in the order of the promises; promises that have no form are left out."""
    found: dict[str, list[Any]] = {}
    for promise in promises:
        form = _FORMS.get(promise.rule.check)
        if form is not None:
            found.setdefault(promise.field, []).extend(form(promise))
    return found


def never_empty(promises: Iterable[Promise]) -> set[str]:
    """The fields that have a value in every accepted row."""
    required: set[str] = set()
    held_back: dict[str, set[str]] = {}
    for promise in promises:
        if promise.rule.check == "required":
            required.add(promise.field)
        if promise.rule.check == "unreadable":
            held_back.setdefault(promise.field, set()).update(_texts(promise.rule, "reasons"))
    return {
        name
        for name in required
        if (kind := field_of(name).kind) in _WHOLE_REASONS
        and _WHOLE_REASONS[kind] <= held_back.get(name, set())
    }


def _range(promise: Promise) -> list[Any]:
    low, high = (Decimal(str(promise.rule.params[side])) for side in ("min", "max"))
    made = [check(checks.dq_at_least, bound=f"{low:f}")] if low > Decimal("-1e15") else []
    return [*made, check(checks.dq_at_most, bound=f"{high:f}")] if high < Decimal("1e15") else made


def _not_later(promise: Promise) -> list[Any]:
    return [check(checks.dq_to_day, day=promise.as_of.isoformat())] if promise.as_of else []


def _not_older(promise: Promise) -> list[Any]:
    if promise.as_of is None:
        return []
    oldest = promise.as_of - timedelta(int(str(promise.rule.params["days"])))
    return [check(checks.dq_from_day, day=oldest.isoformat())]


def _texts(rule: Rule, name: str) -> list[str]:
    value = rule.params[name]
    return list(value) if isinstance(value, tuple) else [str(value)]


_FORMS: Mapping[str, Callable[[Promise], list[Any]]] = {
    "matches": lambda p: [check(checks.dq_matches, pattern=str(p.rule.params["pattern"]))],
    "matches_not": lambda p: [check(checks.dq_matches_not, pattern=str(p.rule.params["pattern"]))],
    "none_of": lambda p: [check(checks.dq_none_of, values=_texts(p.rule, "values"))],
    "shorter_than": lambda p: [check(checks.dq_longer, characters=int(str(p.rule.params["characters"])))],
    "out_of_range": _range,
    "zero": lambda _p: [check(checks.dq_not_zero)],
    "after_as_of": _not_later,
    "older_than": _not_older,
}
