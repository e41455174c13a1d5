"""The part ``worklist`` of a source's YAML."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from dq.model.worklist import MOST_TASKS, PARTS, WHO, WorklistSpec
from dq.packs import reader
from dq.packs.strict_yaml import Node

_KEYS = ("priority", "minutes", "due_days", "who", "assignees", "per_person")
_PRIORITY = ("weights", "money_full", "recall_days", "first", "second")


def worklist_spec(node: Node, place: str, rules: Collection[str]) -> WorklistSpec:
    """The worklist as the YAML says; what it does not name stays as it is. Every mistake is a :class:`ConfigError`."""
    pairs = reader.mapping(node, place, _KEYS)
    spec = WorklistSpec()
    if "priority" in pairs:
        spec = _priority(pairs["priority"], f"{place}, priority", spec)
    if "who" in pairs:
        known = {*rules, *(rule.partition(".")[0] for rule in rules)}
        named = reader.mapping(pairs["who"], f"{place}, who", known)
        spec = replace(
            spec, who={key: reader.choice(value, f"{place}, who", WHO) for key, value in named.items()}
        )
    return replace(
        spec,
        minutes={**spec.minutes, **_counts(pairs, "minutes", place, WHO)},
        due_days={**spec.due_days, **_counts(pairs, "due_days", place, ("error", "warning"))},
        assignees=reader.optional(pairs, "assignees", reader.texts, place) or (),
        per_person=_count(pairs["per_person"], place, 1) if "per_person" in pairs else None,
    )


def _priority(node: Node, place: str, spec: WorklistSpec) -> WorklistSpec:
    pairs = reader.mapping(node, place, _PRIORITY)
    spec = replace(spec, weights={**spec.weights, **_counts(pairs, "weights", place, PARTS)})
    money = reader.optional(pairs, "money_full", reader.decimal, place)
    if money is not None and money <= 0:
        raise reader.fail(pairs["money_full"], place, "money_full must be more than 0")

    def whole(name: str, usual: int) -> int:
        return _count(pairs[name], place) if name in pairs else usual

    spec = replace(
        spec,
        money_full=money or spec.money_full,
        recall_days=whole("recall_days", spec.recall_days),
        first=whole("first", spec.first),
        second=whole("second", spec.second),
    )
    if spec.second > spec.first:
        raise reader.fail(node, place, f"P2 begins at {spec.second} points, above P1 at {spec.first}")
    return spec


def _counts(pairs: Mapping[str, Node], key: str, place: str, keys: Collection[str]) -> dict[str, int]:
    if key not in pairs:
        return {}
    named = reader.mapping(pairs[key], f"{place}, {key}", keys)
    return {name: _count(value, f"{place}, {key}") for name, value in named.items()}


def _count(node: Node, place: str, least: int = 0) -> int:
    number = reader.integer(node, place)
    if not least <= number <= MOST_TASKS:
        raise reader.fail(node, place, f"a number from {least} to {MOST_TASKS:,} is expected, not {number}")
    return number
