"""What the library says of a national number once its country code is known, as a diagram over its digits.

All patterns that the library could consult are run side by side; numbers with the same outcome of all of them
get the same answers, so the library itself is asked once for each outcome.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import phonenumbers
from phonenumbers import phonenumberutil as util

from dq.phones.engine.automata import Dfa, State, dfa
from dq.phones.engine.diagrams import Diagram, Diagrams
from dq.phones.words import KINDS, POSSIBLE

_DESCRIPTIONS: Final = (
    "general_desc",
    "premium_rate",
    "toll_free",
    "shared_cost",
    "voip",
    "personal_number",
    "pager",
    "uan",
    "voicemail",
    "fixed_line",
    "mobile",
)

Piece = str | tuple[int, int]
"""A piece of a formatted number: literal text, or the digits from one position to another."""

Template = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the library says of every number of one class."""

    country_code: int
    size: int
    valid: bool
    kind: str
    region: str | None
    possible: str
    national: Template
    international: Template
    named_region: str | None
    geographical: bool


class MismatchError(ValueError):
    """A compiled answer is not the library's; the engine must not be used."""


def metadata_of(country_code: int) -> Any:
    """The metadata of the main region of a country code."""
    region = util.region_code_for_country_code(country_code)
    return phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)


def number_of(country_code: int, national: str) -> phonenumbers.PhoneNumber:
    """The number object that the library's parse makes of a country code and national digits."""
    number = phonenumbers.PhoneNumber(country_code=country_code, national_number=int(national))
    util._set_italian_leading_zeros_for_phone_number(national, number)
    return number


@cache
def _patterns(country_code: int, size: int) -> tuple[tuple[str, bool], ...]:
    """The patterns that can tell numbers of this size apart, each with whether it must match whole."""
    found: dict[tuple[str, bool], None] = {}
    for region in util.region_codes_for_country_code(country_code):
        metadata: Any = phonenumbers.PhoneMetadata.metadata_for_region_or_calling_code(country_code, region)
        for name in _DESCRIPTIONS:
            description = getattr(metadata, name)
            if description is None or not description.national_number_pattern:
                continue
            if not description.possible_length or size in description.possible_length:
                found[(description.national_number_pattern, True)] = None
        if metadata.leading_digits is not None:
            found[(metadata.leading_digits, False)] = None
    main = metadata_of(country_code)
    for form in (*main.number_format, *main.intl_number_format):
        if re.fullmatch(form.pattern, "0" * size):
            found.update({(pattern, False): None for pattern in form.leading_digits_pattern[-1:]})
    return tuple(found)


class Classes:
    """Class diagrams, built on demand; their leaves are :class:`Answers`."""

    def __init__(self, diagrams: Diagrams) -> None:
        self._diagrams = diagrams
        self._known: dict[tuple[int, int], Diagram] = {}

    def of(self, country_code: int, size: int) -> Diagram:
        """The diagram over the ``size`` national digits of numbers with this country code."""
        key = (country_code, size)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._build(country_code, size)
        return found

    def _build(self, country_code: int, size: int) -> Diagram:
        patterns = _patterns(country_code, size)
        machines = tuple((dfa(pattern), whole) for pattern, whole in patterns)
        asked: dict[frozenset[int], Diagram] = {}
        memo: dict[tuple[int, _Product], Diagram] = {}

        def build(digits: str, product: _Product) -> Diagram:
            at = len(digits)
            if at == size:
                outcome = product.matched(machines)
                if outcome not in asked:
                    asked[outcome] = self._diagrams.leaf(answers(country_code, digits))
                return asked[outcome]
            key = (at, product)
            found = memo.get(key)
            if found is None:
                options = (build(f"{digits}{d}", product.step(machines, d, size - at - 1)) for d in range(10))
                found = memo[key] = self._diagrams.node(at, tuple(options))
            return found

        return build("", _Product.start(machines, size))


@dataclass(frozen=True, slots=True)
class _Product:
    """All machines at once: the states of those that are undecided, and those prefixes that have matched."""

    live: tuple[tuple[int, State], ...]
    done: frozenset[int]

    @classmethod
    def start(cls, machines: tuple[tuple[Dfa, bool], ...], size: int) -> _Product:
        return _settled(
            [(i, machine.start) for i, (machine, _) in enumerate(machines)], frozenset(), machines, size
        )

    def step(self, machines: tuple[tuple[Dfa, bool], ...], digit: int, left: int) -> _Product:
        moved = [(i, machines[i][0].step(state, digit)) for i, state in self.live]
        return _settled(moved, self.done, machines, left)

    def matched(self, machines: tuple[tuple[Dfa, bool], ...]) -> frozenset[int]:
        return self.done | {i for i, state in self.live if machines[i][0].accepts(state)}


def _settled(
    states: list[tuple[int, State]], done: frozenset[int], machines: tuple[tuple[Dfa, bool], ...], left: int
) -> _Product:
    live = []
    matched = set(done)
    for index, state in states:
        machine, whole = machines[index]
        if whole:
            if machine.can_accept(state, left):
                live.append((index, state))
        elif machine.accepts(state):
            matched.add(index)
        elif state:
            live.append((index, state))
    return _Product(tuple(live), frozenset(matched))


def answers(country_code: int, national: str) -> Answers:
    """Ask the library about one number, the representative of its class."""
    number = number_of(country_code, national)
    kind = phonenumbers.number_type(number)
    return Answers(
        country_code,
        len(national),
        phonenumbers.is_valid_number(number),
        KINDS[kind],
        phonenumbers.region_code_for_number(number),
        POSSIBLE[phonenumbers.is_possible_number_with_reason(number)],
        _template(number, metadata_of(country_code), national, inland=True),
        _template(number, metadata_of(country_code), national, inland=False),
        _named_region(number, country_code),
        util.is_number_type_geographical(kind, country_code),
    )


def _named_region(number: phonenumbers.PhoneNumber, country_code: int) -> str | None:
    """The region whose name stands for the country: the only one, or the only one of a valid number."""
    regions = util.region_codes_for_country_code(country_code)
    if len(regions) == 1:
        return str(regions[0])
    valid = [region for region in regions if phonenumbers.is_valid_number_for_region(number, region)]
    return str(valid[0]) if len(valid) == 1 else None


def _template(number: phonenumbers.PhoneNumber, metadata: Any, national: str, *, inland: bool) -> Template:
    """How the library writes this number, with its digits replaced by their positions."""
    shapes = phonenumbers.PhoneNumberFormat
    text = str(phonenumbers.format_number(number, shapes.NATIONAL if inland else shapes.INTERNATIONAL))
    formats = metadata.intl_number_format
    if inland or not formats:
        formats = metadata.number_format
    chosen: Any = util._choose_formatting_pattern_for_number(formats, national)
    pieces: list[Piece] = ["" if inland else f"+{number.country_code} "]
    if chosen is None:
        return _checked(_joined([*pieces, (0, len(national))]), national, text)
    rule = chosen.format
    if inland and chosen.national_prefix_formatting_rule:
        rule = re.sub(r"(\\\d)", chosen.national_prefix_formatting_rule, rule, count=1)
    found = re.fullmatch(chosen.pattern, national)
    if found is None:
        raise MismatchError(f"a format pattern of +{number.country_code}")
    for part in re.split(r"(\\\d)", rule):
        pieces.append(found.span(int(part[1])) if re.fullmatch(r"\\\d", part) else part)
    return _checked(_joined(pieces), national, text)


def _joined(pieces: list[Piece]) -> Template:
    out: list[Piece] = []
    for piece in pieces:
        if isinstance(piece, str) and out and isinstance(out[-1], str):
            out[-1] += piece
        elif piece != "":
            out.append(piece)
    return tuple(out)


def _checked(template: Template, national: str, text: str) -> Template:
    if render(template, national) != text:
        raise MismatchError(f"a format of numbers of {len(national)} digits")
    return template


def render(template: Template, national: str) -> str:
    """Write national digits by a template."""
    return "".join(_pieces(template, national))


def _pieces(template: Template, national: str) -> Iterator[str]:
    for piece in template:
        yield piece if isinstance(piece, str) else national[piece[0] : piece[1]]
