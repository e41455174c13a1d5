"""Rules as expectations: a pack becomes a suite of Great Expectations, and what can't be said there is listed.

An expectation speaks of the cleaned dataset, so rules on the cell as it came have nothing to say there. Made without
importing Great Expectations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dq.expect.sayings import Unsaid, said
from dq.model.enums import Severity
from dq.model.rules import Rule
from dq.model.suite import Statement

SEVERITIES: Mapping[Severity, str] = {
    Severity.ERROR: "critical",
    Severity.WARNING: "warning",
    Severity.INFO: "info",
}


@dataclass(frozen=True)
class Export:
    """Expectations made of rules, and the rules that could not be said as such, with the reason."""

    statements: tuple[Statement, ...]
    left_out: Mapping[str, str]

    def as_suite(self, name: str) -> dict[str, Any]:
        """The suite as GX's JSON."""
        expectations = [
            {
                "type": item.kind,
                "kwargs": dict(item.kwargs),
                "severity": item.severity,
                "meta": dict(item.meta),
            }
            for item in self.statements
        ]
        return {
            "name": name,
            "expectations": expectations,
            "meta": {"dq": {"not_expressed": dict(self.left_out)}},
        }


def export(rules: Iterable[Rule], fields: Sequence[str] | None = None, as_of: date | None = None) -> Export:
    """Make expectations of rules for a dataset that has ``fields`` (None: all that rules name).

    ``as_of``: the date that a rule on today becomes a bound with; without it such rules are left out.
    """
    statements: list[Statement] = []
    left_out: dict[str, str] = {}
    for rule in rules:
        present = [name for name in rule.fields if fields is None or name in fields]
        try:
            made = said(rule, present, fields, as_of)
        except Unsaid as reason:
            left_out[rule.id] = str(reason)
            continue
        severity = SEVERITIES[rule.severity]
        meta = {"rule": rule.id, "title": rule.title.en, "fix": rule.fix.en}
        statements += [Statement(kind, kwargs, severity, meta) for kind, kwargs in made]
    return Export(tuple(statements), left_out)
