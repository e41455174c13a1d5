"""Typed reading of strict YAML: each method takes a node, and says what is wrong with it in one sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TypeVar

from dq.model.errors import ConfigError
from dq.packs.strict_yaml import Node

T = TypeVar("T")

_TRUE = {"true", "yes", "on"}
_FALSE = {"false", "no", "off"}


def fail(node: Node, owner: str, message: str, next_step: str = "") -> ConfigError:
    """The error for this place: ``file:line: owner: message``."""
    return ConfigError(f"{node.file}:{node.line}: {owner}: {message}", next_step)


def known(values: Iterable[str], offender: str = "") -> str:
    """The known values for a message; the nearest to the offender first."""
    ordered = sorted(values)
    near = get_close_matches(offender, ordered, n=1) if offender else []
    hint = f"; did you mean '{near[0]}'?" if near else ""
    shown = ", ".join(ordered[:40]) + (f", … {len(ordered) - 40} more" if len(ordered) > 40 else "")
    return f"(known: {shown}{hint})"


def mapping(node: Node, owner: str, keys: Collection[str] | None = None) -> dict[str, Node]:
    """A mapping, whose keys must be among ``keys`` if they are given."""
    if node.value == "":
        return {}
    if not isinstance(node.value, dict):
        raise fail(node, owner, "a mapping (key: value) is expected here")
    if keys is not None:
        for key, value in node.value.items():
            if key not in keys:
                raise fail(value, owner, f"unknown key '{key}' {known(keys, key)}")
    return node.value


def sequence(node: Node, owner: str) -> list[Node]:
    """A list; a single text counts as a list of one."""
    if isinstance(node.value, list):
        return node.value
    if isinstance(node.value, str) and node.value:
        return [node]
    if node.value == "":
        return []
    raise fail(node, owner, "a list is expected here")


def text(node: Node, owner: str) -> str:
    """A text that is not empty."""
    if not isinstance(node.value, str) or not node.value.strip():
        raise fail(node, owner, "a text is expected here")
    return node.value


def texts(node: Node, owner: str) -> tuple[str, ...]:
    """A list of texts."""
    return tuple(text(item, owner) for item in sequence(node, owner))


def boolean(node: Node, owner: str) -> bool:
    """``true`` or ``false`` (also yes/no, on/off)."""
    word = text(node, owner).lower()
    if word in _TRUE or word in _FALSE:
        return word in _TRUE
    raise fail(node, owner, f"true or false is expected, not '{word}'")


def integer(node: Node, owner: str) -> int:
    """A whole number."""
    word = text(node, owner)
    if re.fullmatch(r"[+-]?[0-9]{1,15}", word):
        return int(word)
    raise fail(node, owner, f"a whole number is expected, not '{word}'")


def decimal(node: Node, owner: str) -> Decimal:
    """A plain decimal number."""
    word = text(node, owner)
    try:
        number = Decimal(word)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise fail(node, owner, f"a number is expected, not '{word}'")
    return number


def day(node: Node, owner: str) -> date:
    """An ISO date."""
    word = text(node, owner)
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise fail(node, owner, f"a date such as 2026-01-31 is expected, not '{word}'") from None


def choice(node: Node, owner: str, values: Collection[str]) -> str:
    """One of a closed list of words."""
    word = text(node, owner)
    if word not in values:
        raise fail(node, owner, f"unknown value '{word}' {known(values, word)}")
    return word


def optional(pairs: dict[str, Node], key: str, read: Callable[[Node, str], T], owner: str) -> T | None:
    """Read a key that may be absent."""
    return read(pairs[key], f"{owner}, {key}") if key in pairs else None


def require(node: Node, pairs: dict[str, Node], keys: Iterable[str], owner: str) -> None:
    """Raise if one of the keys is absent."""
    missing = [key for key in keys if key not in pairs]
    if missing:
        raise fail(node, owner, f"key '{missing[0]}' is missing")
