"""The ``contacts:`` section of a source: half-lives, points, limits, look-ups."""

from __future__ import annotations

from dataclasses import fields
from typing import TypeVar, get_args

from dq.model.contacts import Bands, ContactSettings, Digest, HalfLives, LookUps, Points, Scope
from dq.packs import reader
from dq.packs.strict_yaml import Node

_NUMBERS = (
    "undated_days", "many", "suspended_times", "suspended_spread", "suspended_days", "prior", "bin_prior",
    "own_attempts",
)  # fmt: skip
_GROUPS = ("half_lives", "points", "bands")
_KEYS = ("scope", "fill", "look_ups", *_GROUPS, *_NUMBERS)
_LOOK_UPS = ("price", "currency", "digest", "recheck_days")

T = TypeVar("T", HalfLives, Points, Bands)


def contact_settings(node: Node, owner: str) -> ContactSettings:
    """The settings of the section; what it leaves out has the defaults. Mistakes are a ``ConfigError``."""
    owner = f"{owner}, contacts"
    pairs = reader.mapping(node, owner, _KEYS)
    numbers = {name: _positive(pairs[name], f"{owner}, {name}") for name in _NUMBERS if name in pairs}
    settings = ContactSettings(
        half_lives=_group(pairs.get("half_lives"), owner, HalfLives(), "half_lives", positive=True),
        points=_group(pairs.get("points"), owner, Points(), "points", positive=False),
        bands=_group(pairs.get("bands"), owner, Bands(), "bands", positive=False),
        look_ups=_look_ups(pairs["look_ups"], owner) if "look_ups" in pairs else LookUps(),
        scope=_scope(pairs["scope"], owner) if "scope" in pairs else ContactSettings().scope,
        fill=reader.optional(pairs, "fill", reader.boolean, owner) or False,
        **numbers,
    )
    bands = settings.bands
    if not 100 >= bands.current > bands.ageing > bands.stale >= 0:
        raise reader.fail(
            pairs["bands"], f"{owner}, bands", "current, ageing and stale must fall from 100 to 0"
        )
    return settings


def _positive(node: Node, owner: str) -> int:
    number = reader.integer(node, owner)
    if number < 1:
        raise reader.fail(node, owner, f"a whole number from 1 on is expected, not {number}")
    return number


def _group(node: Node | None, owner: str, default: T, name: str, *, positive: bool) -> T:
    """A group of whole numbers: those named, the others by default."""
    if node is None:
        return default
    place = f"{owner}, {name}"
    names = [field.name for field in fields(default)]
    read = _positive if positive else reader.integer
    given = {key: read(value, f"{place}, {key}") for key, value in reader.mapping(node, place, names).items()}
    return type(default)(**{name: given.get(name, getattr(default, name)) for name in names})


def _scope(node: Node, owner: str) -> Scope:
    word = reader.choice(node, f"{owner}, scope", get_args(Scope))
    return next(scope for scope in get_args(Scope) if scope == word)


def _look_ups(node: Node, owner: str) -> LookUps:
    place = f"{owner}, look_ups"
    pairs = reader.mapping(node, place, _LOOK_UPS)
    price = reader.optional(pairs, "price", reader.decimal, place)
    if price is not None and price < 0:
        raise reader.fail(pairs["price"], place, "a price can't be negative")
    digest: Digest | None = None
    if "digest" in pairs:
        word = reader.choice(pairs["digest"], f"{place}, digest", get_args(Digest))
        digest = next(known for known in get_args(Digest) if known == word)
    return LookUps(
        price=price,
        currency=reader.optional(pairs, "currency", reader.text, place) or LookUps().currency,
        digest=digest,
        recheck_days=_positive(pairs["recheck_days"], place)
        if "recheck_days" in pairs
        else LookUps().recheck_days,
    )
