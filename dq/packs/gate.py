"""A source's ``gate`` and ``drift``: what it expects of the whole file, from YAML."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import TypeVar

from dq.model.companions import CASES
from dq.model.enums import Kind, Severity
from dq.model.gate import DriftSpec, GateSpec
from dq.model.schema import fields_of, names_of
from dq.packs import reader
from dq.packs.strict_yaml import Node

T = TypeVar("T")

_KEYS = (
    "min_rows", "max_rows", "rows", "max_quarantined_share", "max_rejected_share", "max_findings",
    "max_findings_share", "max_null_share", "totals", "total_due", "max_age_days",
)  # fmt: skip


def gate_spec(node: Node, owner: str, rules: Collection[str], *, warns: bool = True) -> GateSpec:
    """The thresholds of a ``gate`` mapping; every mistake is a :class:`ConfigError`. ``rules``: known ids."""
    pairs = reader.mapping(node, owner, (*_KEYS, "warn") if warns else _KEYS)
    named = {*rules, *Severity}

    def table(key: str, keys: Collection[str], read: Callable[[Node, str], T]) -> dict[str, T]:
        if key not in pairs:
            return {}
        place = f"{owner}, {key}"
        return {name: read(value, place) for name, value in reader.mapping(pairs[key], place, keys).items()}

    totals = table("totals", names_of(Kind.MONEY), reader.decimal)
    total_due = reader.optional(pairs, "total_due", reader.decimal, owner)
    if total_due is not None:
        totals = {"total_due": total_due, **totals}
    return GateSpec(
        min_rows=reader.optional(pairs, "min_rows", reader.integer, owner),
        max_rows=reader.optional(pairs, "max_rows", reader.integer, owner),
        rows=reader.optional(pairs, "rows", reader.integer, owner),
        max_quarantined_share=reader.optional(pairs, "max_quarantined_share", _share, owner),
        max_rejected_share=reader.optional(pairs, "max_rejected_share", _share, owner),
        max_findings=table("max_findings", named, reader.integer),
        max_findings_share=table("max_findings_share", named, _share),
        max_null_share=table("max_null_share", fields_of(CASES), _share),
        totals=totals,
        max_age_days=table("max_age_days", names_of(Kind.DATE), reader.integer),
        warn=gate_spec(pairs["warn"], f"{owner}, warn", rules, warns=False) if "warn" in pairs else None,
    )


def drift_spec(node: Node, owner: str) -> DriftSpec | None:
    """How far a batch may differ from earlier ones; None for ``drift: off``."""
    if node.value == "off":
        return None
    pairs = reader.mapping(node, owner, ("against", "warn", "fail", "ignore"))
    ignored = reader.sequence(pairs["ignore"], owner) if "ignore" in pairs else []
    given = DriftSpec()
    against = reader.optional(pairs, "against", reader.integer, owner)
    if against is not None and against < 1:
        raise reader.fail(pairs["against"], owner, "at least one earlier run is needed; 'drift: off' ends it")
    warn = reader.optional(pairs, "warn", reader.decimal, owner)
    return DriftSpec(
        against=given.against if against is None else against,
        warn=given.warn if warn is None else warn,
        fail=reader.optional(pairs, "fail", reader.decimal, owner),
        ignore=tuple(reader.choice(item, owner, fields_of(CASES)) for item in ignored),
    )


def _share(node: Node, owner: str) -> Decimal:
    share = reader.decimal(node, owner)
    if not 0 <= share <= 1:
        raise reader.fail(node, owner, f"a share between 0 and 1 is expected, not '{node.value}'")
    return share
