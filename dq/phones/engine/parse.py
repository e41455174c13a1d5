"""The library's ``parse`` on normalised digits, written on diagrams instead of strings.

The functions follow the library's step by step; where it looks at one string, these look at all strings of
one length at once, and a question about the digits becomes a diagram whose leaves are the answers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import phonenumbers
from phonenumbers import phonenumberutil as util

from dq.phones.engine.automata import Found, dfa, prefix_matcher
from dq.phones.engine.classes import Answers, Classes, metadata_of
from dq.phones.engine.diagrams import Diagram, Diagrams, Symbol

_NOT_STRIPPED: Final = frozenset(
    (
        phonenumbers.ValidationResult.TOO_SHORT,
        phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY,
        phonenumbers.ValidationResult.INVALID_LENGTH,
    )
)
_SHORTEST, _LONGEST = 2, 17

String = tuple[Symbol, ...]
Match = tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """The library raises; ``error`` is our word for it."""

    error: str


@dataclass(frozen=True, slots=True)
class Abroad:
    """An international prefix stands in front: the last ``rest`` digits begin with a country code."""

    rest: int


@dataclass(frozen=True, slots=True)
class Parsed:
    """The library has a number: its national digits are ``literal`` and the last ``tail`` digits."""

    literal: str
    tail: int
    answers: Answers


@dataclass(frozen=True, slots=True)
class Unusual:
    """The national digits are not a tail of the digits; the library itself must be asked."""


class Parser:
    """Builds the diagrams of ``parse`` for a default region or a country code, and a number of digits."""

    def __init__(self) -> None:
        self.diagrams = Diagrams()
        self._classes = Classes(self.diagrams)

    def national(self, region: str, size: int) -> Diagram:
        """Digits without a plus, read in a region; leaves are Failed, Abroad, Parsed or Unusual."""
        metadata: Any = phonenumbers.PhoneMetadata.metadata_for_region(region)
        digits: String = tuple(range(size))
        prefix = metadata.international_prefix
        if prefix is None:
            return self._at_home(digits, region)
        found = self._prefix(digits, prefix)
        return self.diagrams.bind(found, lambda match: self._after_prefix(digits, match, region))

    def abroad(self, country_code: int, size: int) -> Diagram:
        """The digits that follow a country code."""
        return self._number(tuple(range(size)), country_code, metadata_of(country_code), size)

    def _after_prefix(self, digits: String, match: Match, region: str) -> Diagram:
        if not match:
            return self._at_home(digits, region)
        end = match[0].end
        rest = len(digits) - end
        stripped = Failed("too_short_after_idd") if rest <= _SHORTEST else Abroad(rest)
        leaf = self.diagrams.leaf(stripped)
        zero = self._starts_with(digits[end:], "0")
        return self.diagrams.bind(zero, lambda yes: self._at_home(digits, region) if yes else leaf)

    def _at_home(self, digits: String, region: str) -> Diagram:
        metadata: Any = phonenumbers.PhoneMetadata.metadata_for_region(region)
        code = str(metadata.country_code)
        size = len(digits)
        plain = self._number(digits, metadata.country_code, metadata, size)

        def with_code(begins: bool) -> Diagram:
            if not begins:
                return plain
            return self.diagrams.bind(
                self._stripped(digits[len(code) :], metadata),
                lambda rest: self._if_better(digits, rest, metadata, plain),
            )

        return self.diagrams.bind(self._starts_with(digits, code), with_code)

    def _if_better(self, digits: String, rest: String, metadata: Any, plain: Diagram) -> Diagram:
        """The country code is taken off if the number was too long with it, or is viable only without it."""
        main = metadata_of(metadata.country_code)

        def decide(before: bool, after: bool) -> Diagram:
            too_long = _length(len(digits), metadata) == phonenumbers.ValidationResult.TOO_LONG
            if (not before and after) or too_long:
                return self._number(rest, metadata.country_code, main, len(digits))
            return plain

        viable = self._viable(rest, metadata)
        return self.diagrams.bind(
            self._viable(digits, metadata),
            lambda before: self.diagrams.bind(viable, lambda after: decide(before, after)),
        )

    def _number(self, digits: String, country_code: int, metadata: Any, size: int) -> Diagram:
        if len(digits) < _SHORTEST:
            return self.diagrams.leaf(Failed("too_short_nsn"))

        def chosen(rest: String) -> Diagram:
            kept = _length(len(rest), metadata) in _NOT_STRIPPED
            return self._classified(digits if kept else rest, country_code, size)

        return self.diagrams.bind(self._stripped(digits, metadata), chosen)

    def _classified(self, national: String, country_code: int, size: int) -> Diagram:
        if len(national) < _SHORTEST:
            return self.diagrams.leaf(Failed("too_short_nsn"))
        if len(national) > _LONGEST:
            return self.diagrams.leaf(Failed("too_long"))
        form = _form(national, size)
        if form is None:
            return self.diagrams.leaf(Unusual())
        literal, tail = form
        classed = self.diagrams.pull_back(self._classes.of(country_code, len(national)), national)
        return self.diagrams.bind(classed, lambda found: self.diagrams.leaf(Parsed(literal, tail, found)))

    def _stripped(self, digits: String, metadata: Any) -> Diagram:
        """The digits without a national prefix or carrier code; leaves are derived strings."""
        prefix = metadata.national_prefix_for_parsing
        if not digits or not prefix:
            return self.diagrams.leaf(digits)
        rule = metadata.national_prefix_transform_rule

        def without(match: Match) -> Diagram:
            if not match:
                return self.diagrams.leaf(digits)
            found = match[0]
            rest = digits[found.end :]
            if rule and found.groups and found.groups[-1] is not None:
                rest = _transformed(rule, digits, found) + rest
            return self.diagrams.bind(
                self._viable(digits, metadata),
                lambda before: self.diagrams.bind(
                    self._viable(rest, metadata),
                    lambda after: self.diagrams.leaf(digits if before and not after else rest),
                ),
            )

        return self.diagrams.bind(self._prefix(digits, prefix), without)

    def _viable(self, digits: String, metadata: Any) -> Diagram:
        """Whether digits match the general description."""
        pattern = metadata.general_desc.national_number_pattern
        if not pattern:
            return self.diagrams.leaf(value=False)
        machine = dfa(pattern)
        size = len(digits)

        def finish(state: Any, at: int) -> bool | None:
            if at == size:
                return machine.accepts(state)
            return None if machine.can_accept(state, size - at) else False

        return self.diagrams.run(digits, machine.start, lambda s, d, _: machine.step(s, d), finish)

    def _prefix(self, digits: String, pattern: str) -> Diagram:
        """What a pattern matches at the start: a tuple of one match or of none."""
        machine = prefix_matcher(pattern)
        size = len(digits)

        def finish(state: Any, at: int) -> Match | None:
            threads, best = state
            if threads and at < size:
                return None
            return () if best is None else (best,)

        start = machine.start(size)
        return self.diagrams.run(digits, start, lambda s, d, i: machine.step(s, d, i + 1, size), finish)

    def _starts_with(self, digits: String, text: str) -> Diagram:
        if len(digits) < len(text):
            return self.diagrams.leaf(value=False)

        def finish(state: Any, at: int) -> bool | None:
            if not state:
                return False
            return True if at == len(text) else None

        return self.diagrams.run(digits, True, lambda _, d, i: text[i] == str(d), finish)


def _length(size: int, metadata: Any) -> int:
    """The library's verdict on a number of digits."""
    return int(util._test_number_length("0" * size, metadata))


def _transformed(rule: str, digits: String, match: Found) -> String:
    """What the library's substitution makes of the matched prefix."""
    out: list[Symbol] = []
    parts = iter(rule)
    for char in parts:
        if char == "\\":
            span = match.groups[int(next(parts)) - 1]
            out += digits[slice(*span)] if span is not None else ()
        else:
            out.append(char)
    return tuple(out)


def _form(national: String, size: int) -> tuple[str, int] | None:
    """Derived digits as a literal and a tail of the original digits, if they are that."""
    literal = 0
    while literal < len(national) and isinstance(national[literal], str):
        literal += 1
    tail = len(national) - literal
    if national[literal:] != tuple(range(size - tail, size)):
        return None
    return "".join(str(symbol) for symbol in national[:literal]), tail
