"""The library's own answer to one string: the authority that everything else here is held to."""

from __future__ import annotations

from collections.abc import Collection
from importlib import import_module
from typing import Any

import phonenumbers
from phonenumbers import timezone

from dq.phones.words import DESCRIBE, ERRORS, KINDS, POSSIBLE

phonenumbers.enable_pattern_cache()

_UNPARSED: dict[str, Any] = dict.fromkeys(DESCRIBE) | {"valid": False}


def parsed(text: str, region: str | None) -> tuple[phonenumbers.PhoneNumber | None, str | None]:
    """The library's parse of a string, or the word for why it has none."""
    try:
        return phonenumbers.parse(text, region), None
    except phonenumbers.NumberParseException as failure:
        return None, ERRORS[failure.error_type]


def answer(text: str, region: str | None, lang: str, columns: Collection[str]) -> dict[str, Any]:
    """What the library says of a string, for the wanted columns of ``describe``.

    Names that the library does not have are ``None`` (it says ``""``); time zones are joined with ``;``.
    """
    number, error = parsed(text, region)
    if number is None:
        return {name: error if name == "error" else _UNPARSED[name] for name in columns}
    return {name: _ASK[name](number, lang) for name in columns}


def place_of(number: phonenumbers.PhoneNumber, lang: str) -> str | None:
    """The geocoder's description; the geocoder (a large module) is loaded on the first call."""
    geocoder = import_module("phonenumbers.geocoder")
    return geocoder.description_for_number(number, lang) or None


def _operator(number: phonenumbers.PhoneNumber, lang: str) -> str | None:
    """The operator's name; its module, of large tables, is loaded on the first call."""
    return import_module("phonenumbers.carrier").name_for_number(number, lang) or None


def _format(number: phonenumbers.PhoneNumber, shape: int) -> str:
    return str(phonenumbers.format_number(number, shape))


_SHAPE = phonenumbers.PhoneNumberFormat
_ASK: dict[str, Any] = {
    "e164": lambda n, _: _format(n, _SHAPE.E164),
    "valid": lambda n, _: phonenumbers.is_valid_number(n),
    "possible": lambda n, _: POSSIBLE[phonenumbers.is_possible_number_with_reason(n)],
    "kind": lambda n, _: KINDS[phonenumbers.number_type(n)],
    "region": lambda n, _: phonenumbers.region_code_for_number(n),
    "country_code": lambda n, _: n.country_code,
    "national": lambda n, _: _format(n, _SHAPE.NATIONAL),
    "international": lambda n, _: _format(n, _SHAPE.INTERNATIONAL),
    "extension": lambda n, _: n.extension,
    "operator": _operator,
    "place": place_of,
    "time_zone": lambda n, _: ";".join(timezone.time_zones_for_number(n)),
    "error": lambda n, _: None,
}
