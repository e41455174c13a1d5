"""What a header alone says: the fields it may mean, each with a score, the unit, and what is nearest."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from dq.map.companion_headers import vocabulary_of
from dq.map.contacts import ContactHeader, parse_contact
from dq.map.interface import How
from dq.map.vocabulary import OTHER, Vocabulary, key_of, plain
from dq.model.companions import CASES

EXACT, VARIANT, FUZZY = 1.0, 0.92, 0.75
"""The score of a known header, of one that differs in form only, and of one with a slip of the pen."""

_RANK, _LAST_RANK = 0.002, 20
_UNITS = {
    "元": None,
    "千": "千",
    "千元": "千",
    "k": "千",
    "万": "万",
    "万元": "万",
    "分": "分",
    "cents": "分",
}
_FOREIGN = {"美元", "美金", "港币", "港元", "外币", "欧元", "日元", "usd", "hkd", "eur", "jpy", "gbp"}
_BRACKET = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
_UNIT_AT_END = re.compile(r"(?<=[额款金息费])(万元|千元|元|万)$")
_UNIT_ABOVE = re.compile(r"单位\s*[:：]\s*(?:人民币)?\s*([^\s,，;；、。)）\]】|]+)")
_EMPTY_HEADER = re.compile(r"(?:column|列|字段|field|unnamed)?[0-9]*", re.IGNORECASE)
_SHORTEST_FUZZY = 4
_LONG = 8


@dataclass(frozen=True, slots=True)
class NamedField:
    """A field that a header may mean; ``reason`` is a key of :mod:`dq.map.phrases`."""

    field: str
    score: float
    how: How
    reason: str


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """Everything that a header says by itself.

    ``contact``: it names a contact column. ``bare_phone``: a telephone, no one knows whose. ``known_other``: it
    is known to mean something that is no field of ours. ``blank``: there is no name in it. ``foreign``: a note
    names a currency other than the yuan. ``tells_unit``: it names a unit, be it the plain one.
    """

    key: str
    fields: tuple[NamedField, ...] = ()
    contact: ContactHeader | None = None
    unit: str | None = None
    bare_phone: bool = False
    known_other: bool = False
    blank: bool = False
    foreign: bool = False
    tells_unit: bool = False


def read_header(header: str, table: str = CASES) -> HeaderFacts:
    """Read one header of a file of cases, or of a companion table."""
    text = plain(header)
    notes = [next(filter(None, match), "") for match in _BRACKET.findall(text)]
    bare, unit, tells_unit = _without_unit(_BRACKET.sub("", text) or text.strip("()[]【】"), notes)
    key = key_of(bare)
    if _EMPTY_HEADER.fullmatch(key):
        return HeaderFacts(key, blank=True)
    known = vocabulary_of(table)
    if not known.groups:
        return _plain_facts(key, header, unit, known, tells_unit=tells_unit)
    # A note may say whose the value is, 电话(配偶), or that it is another thing, 手机号(归属地).
    for note in map(key_of, notes):
        contact = parse_contact(note + key)
        if contact is not None and contact.group is not None:
            return HeaderFacts(key, contact=contact)
        if OTHER in known.aliases.get(key + note, ()):
            return HeaderFacts(key, known_other=True)
    if key in known.bare_phone:
        return HeaderFacts(key, bare_phone=True)
    own = known.variants.without_leading(key)
    contact = None if key in known.aliases else parse_contact(key) or parse_contact(own)
    if contact is not None:
        return HeaderFacts(key, contact=contact)
    if own != key and own in known.bare_phone:
        return HeaderFacts(key, (NamedField("self_mobile", VARIANT, "alias", "variant"),))
    facts = _plain_facts(key, header, unit, known, tells_unit=tells_unit)
    return replace(facts, foreign=any(note in _FOREIGN for note in notes))


def read_grouped(header: str, below: str, table: str = CASES) -> HeaderFacts:
    """Read a header of two rows, of which ``below`` is the lower: as both say, else as the lower says alone.

    A group such as 案件 or 贷款 does but sort the columns. It counts where it says whose a value is: what stands under
    配偶 is the spouse's, and a bare 姓名 that of whomever the group names.
    """
    facts = read_header(header, table)
    if not below or below == header or facts.contact or facts.bare_phone or _is_known(facts):
        return facts
    alone = read_header(below, table)
    if alone.contact is not None:
        return alone if alone.contact.group is not None else facts
    known = vocabulary_of(table)
    persons = bool(known.groups) and parse_contact(key_of(header.removesuffix(below))) is not None
    if persons or alone.key in known.bare_parts or not _is_known(alone):
        return facts
    fields = (replace(found, score=min(found.score, VARIANT), reason="below") for found in alone.fields)
    return replace(alone, fields=tuple(fields))


def _is_known(facts: HeaderFacts) -> bool:
    return facts.known_other or any(found.how == "alias" for found in facts.fields)


def unit_above(lines: Iterable[str]) -> str | None:
    """The unit that lines above the header tell for all amounts, ``单位：万元``; None for the plain one or several."""
    told = units_above(lines)
    return told.pop() if len(told) == 1 else None


def units_above(lines: Iterable[str]) -> set[str | None]:
    """The units that lines above the header tell; None is the plain one."""
    return {_UNITS[word] for line in lines for word in _UNIT_ABOVE.findall(line) if word in _UNITS}


def plain_unit(unit: str | None) -> str | None:
    """A unit as a source may write it, in the one form that it has here: ``万元`` is ``万``, ``元`` None."""
    return unit if unit is None else _UNITS.get(unit, unit)


def _plain_facts(
    key: str, header: str, unit: str | None, known: Vocabulary, *, tells_unit: bool
) -> HeaderFacts:
    """What a header says that names no contact of a wide file."""
    fields = _fields(key, _BRACKET.sub("", header), known)
    named = tuple(found for found in fields if found.field != OTHER)
    other = len(named) < len(fields) and not named
    return HeaderFacts(key, named, unit=unit, known_other=other, tells_unit=tells_unit)


def _without_unit(bare: str, notes: list[str]) -> tuple[str, str | None, bool]:
    """The header without a unit at its end, the unit that it or a note names, and whether any does."""
    for note in notes:
        word = note.removeprefix("单位").removeprefix("人民币")
        if word in _UNITS:
            return bare, _UNITS[word], True
    match = _UNIT_AT_END.search(bare)
    return (bare[: match.start()], _UNITS[match[1]], True) if match else (bare, None, False)


def _fields(key: str, header: str, known: Vocabulary) -> tuple[NamedField, ...]:
    if key in known.aliases:
        return tuple(
            NamedField(name, EXACT - _RANK * min(_LAST_RANK, known.ranks[key, name]), "alias", "alias")
            for name in known.aliases[key]
        )
    stem = known.variants.stem(key)
    if stem in known.stems:
        return tuple(NamedField(name, VARIANT, "alias", "variant") for name in known.stems[stem])
    words = known.variants.word_set(header) if header.isascii() else frozenset()
    if words in known.word_sets:
        return tuple(NamedField(name, VARIANT, "alias", "variant") for name in known.word_sets[words])
    slip = _word_slip(words, known) if words else _slip(stem, known)
    return tuple(NamedField(name, FUZZY, "fuzzy", "fuzzy") for name in slip)


def _slip(stem: str, known: Vocabulary) -> tuple[str, ...]:
    """The fields of the one known header from which this one differs by a slip of the pen; else nothing.

    One character (two in eight or more) may be lost, too much or, in five or more, wrong; but none of those
    that tell fields apart, and no letter or digit.
    """
    if len(stem) < _SHORTEST_FUZZY:
        return ()
    found: set[tuple[str, ...]] = set()
    limit = 1 if len(stem) < _LONG else 2
    near = process.extract(
        stem, list(known.stems), scorer=Levenshtein.distance, score_cutoff=limit, limit=None, processor=None
    )
    for other, _, _ in near:
        ours, theirs = Counter(stem), Counter(other)
        slips = set(ours - theirs) | set(theirs - ours)
        swapped = len(stem) == len(other)
        telling = any(letter.isascii() or letter in known.variants.telling for letter in slips)
        if not telling and not (swapped and len(stem) <= _SHORTEST_FUZZY):
            found.add(known.stems[other])
    return found.pop() if len(found) == 1 else ()


def _word_slip(words: frozenset[str], known: Vocabulary) -> tuple[str, ...]:
    """The same for Latin words: as many words, each equal or, from six letters on, nearly equal."""
    found = {
        fields
        for others, fields in known.word_sets.items()
        if len(others) == len(words) and _nearly(words - others, others - words)
    }
    return found.pop() if len(found) == 1 else ()


def _nearly(words: frozenset[str], others: frozenset[str]) -> bool:
    left = set(others)
    for word in sorted(words):
        twin = next(
            (o for o in sorted(left) if len(word) > 5 and Levenshtein.distance(word, o) <= len(o) // 5), None
        )
        if twin is None:
            return False
        left.discard(twin)
    return not left


@cache
def _choices(table: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    pairs = [(key, fields) for key, fields in vocabulary_of(table).aliases.items() if fields != (OTHER,)]
    return tuple(key for key, _ in pairs), tuple(fields for _, fields in pairs)


def nearest(key: str, apart_from: str | None = None, table: str = CASES) -> tuple[str, float] | None:
    """The field whose known header is nearest to a key, with the likeness (0 to 1), one field left out."""
    keys, fields = _choices(table)
    for _, likeness, place in process.extract(key, keys, scorer=fuzz.ratio, limit=12):
        for name in fields[place]:
            if name not in (apart_from, OTHER):
                return name, round(likeness / 100, 2)
    return None
