"""The header synonyms of ``rules/data/header_synonyms.yaml``, made ready for comparing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from dq.model.companions import CASES
from dq.model.schema import MAX_CONTACTS, fields_of
from dq.packs import reader
from dq.packs.folder import data_file
from dq.packs.strict_yaml import Node, load
from dq.text.headers import normalise_header, plain_header
from dq.text.name_parts import NAME_PARTS

OTHER = ""
"""Stands, where a field's name could stand, for a thing that is no field of ours."""

PHONE = "phone"
PARTS = ("name", "relation", "mobile", "home_tel", "work_tel", "id_no", "address", "employer", PHONE)
"""What a contact column says: the field is ``<slot>_<part>``; :data:`PHONE` is a telephone of no said kind."""

_SEPARATORS = re.compile(r"[_\-./\\,;:|'\"]+")
_LATIN_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SHORTEST_STEM = 2
_SLOT_KINDS = {"spouse", "guarantor", "contact"}

K = TypeVar("K")
Index = MappingProxyType[K, tuple[str, ...]]


def plain(header: str) -> str:
    """:func:`dq.text.headers.plain_header` in simplified characters: 聯絡電話 is 联络电话."""
    return plain_header(header).translate(_simplified())


def key_of(header: str) -> str:
    """The form in which headers are compared: :func:`plain` without separators."""
    return _SEPARATORS.sub("", plain(header))


@dataclass(frozen=True, slots=True)
class Variants:
    """How headers vary without a change of meaning."""

    leading: tuple[str, ...]
    alike: tuple[tuple[str, str], ...]
    leading_words: frozenset[str]
    alike_words: MappingProxyType[str, str]
    telling: frozenset[str]

    def stem(self, key: str) -> str:
        """A key without the words that may be left out, with one form for words that mean the same."""
        key = self.without_leading(key)
        for long, short in self.alike:
            key = key.replace(long, short)
        return self.without_leading(key)

    def without_leading(self, key: str) -> str:
        """A key without a word in front that says whose: 借款人单位电话 is 单位电话."""
        for word in self.leading:
            if key.startswith(word) and len(key) - len(word) >= _SHORTEST_STEM:
                return key[len(word) :]
        return key

    def word_set(self, header: str) -> frozenset[str]:
        """The Latin words of a header, each in one form: ``PastDue_Amt`` is past, due, amount."""
        words = (self._word(match) for match in _LATIN_WORD.findall(header))
        return frozenset(word for word in words if word not in self.leading_words)

    def _word(self, word: str) -> str:
        word = word.lower()
        word = self.alike_words.get(word, word)
        return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True, slots=True)
class Group:
    """A kind of contact: the slot it fills (``spouse``, ``guarantor``, ``contact``) and what it is called."""

    name: str
    slot: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Known headers by key, by stem and by their set of Latin words; several fields may share one.

    :data:`OTHER` among the fields says that the header is known and is no field. ``ranks`` gives the place of
    a key in the list of a field; ``spellings`` are the known headers with their separators. ``name_parts`` gives the
    part of a debtor's name by key, ``name_part_words`` by the set of Latin words.
    """

    aliases: Index[str]
    spellings: frozenset[str]
    ranks: MappingProxyType[tuple[str, str], int]
    stems: Index[str]
    word_sets: Index[frozenset[str]]
    bare_phone: frozenset[str]
    bare_parts: MappingProxyType[str, str]
    groups: tuple[Group, ...]
    parts: MappingProxyType[str, str]
    name_parts: Index[str]
    name_part_words: Index[frozenset[str]]
    variants: Variants
    words: MappingProxyType[str, tuple[str, ...]]

    def part_headers(self) -> frozenset[str]:
        """The parts of a name by which a header row is recognised; not MI, which is a state in rows of cases."""
        return frozenset(key for key in self.name_parts if len(key) > 2 or not key.isascii())


@cache
def vocabulary() -> Vocabulary:
    """The shipped synonyms; :class:`dq.model.errors.ConfigError` if the table is wrong."""
    return parse(_table())


@cache
def _table() -> Node:
    return load(data_file("header_synonyms.yaml"))


@cache
def _simplified() -> dict[int, str]:
    owner = "header synonyms, traditional"
    pairs = reader.mapping(reader.mapping(_table(), owner)["variants"], owner)["traditional"]
    return {ord(pair[0]): pair[1] for pair in reader.texts(pairs, owner)}


@cache
def known_headers() -> frozenset[str]:
    """Headers by which a header row is recognised, as :func:`dq.text.headers.normalise_header` writes them."""
    known = vocabulary()
    words = [word for group in known.groups for word in group.words]
    whose = [word + number for word in words for number in ("", *map(str, range(1, MAX_CONTACTS + 1)))]
    headers = {head + part for head in whose for part in ("", *known.parts)}
    headers.update(known.spellings, known.aliases, known.bare_phone, known.bare_parts, known.part_headers())
    return frozenset(headers)


def parse(root: Node) -> Vocabulary:
    """Check and index a table of synonyms."""
    owner = "header synonyms"
    keys = ("fields", "bare_phone", "bare_parts", "contacts", "name_parts", "others", "variants", "words")
    top = reader.mapping(root, owner, keys)
    reader.require(root, top, keys, owner)
    contacts = reader.mapping(top["contacts"], owner, ("groups", "parts"))
    reader.require(top["contacts"], contacts, ("groups", "parts"), owner)
    variants = _variants(top["variants"], f"{owner}, variants")
    headers = _fields(top["fields"], f"{owner}, fields")
    names = [
        (part, header)
        for part, node in reader.mapping(top["name_parts"], owner, NAME_PARTS).items()
        for header in headers_of(node, f"{owner}, name_parts, {part}")
    ]
    for others in reader.sequence(top["others"], owner):
        headers += [(OTHER, header) for header in reader.texts(others, f"{owner}, others")]
    return Vocabulary(
        **_indexed(headers, variants),
        bare_phone=frozenset(map(key_of, reader.texts(top["bare_phone"], owner))),
        bare_parts=_parts(
            {part: reader.texts(node, owner) for part, node in _part_nodes(top["bare_parts"], owner)}
        ),
        groups=_groups(contacts["groups"], f"{owner}, groups"),
        parts=_parts(
            {
                part: headers_of(node, f"{owner}, parts")
                for part, node in _part_nodes(contacts["parts"], owner)
            }
        ),
        name_parts=_index((key_of(header), part) for part, header in names),
        name_part_words=_index(
            (variants.word_set(header), part) for part, header in names if header.isascii()
        ),
        variants=variants,
        words=MappingProxyType(
            {kind: reader.texts(node, owner) for kind, node in reader.mapping(top["words"], owner).items()}
        ),
    )


def header_index(headers: Sequence[tuple[str, str]], known: Vocabulary) -> Vocabulary:
    """``known`` with other headers: pairs of a field (or :data:`OTHER`) and a header."""
    return replace(known, **_indexed(headers, known.variants))


def _indexed(headers: Sequence[tuple[str, str]], variants: Variants) -> dict[str, Any]:
    keys = [(key_of(header), name) for name, header in headers]
    return {
        "aliases": _index(keys),
        "spellings": frozenset(normalise_header(header) for _, header in headers),
        "ranks": _ranks(keys),
        "stems": _index((variants.stem(key), name) for key, name in keys),
        "word_sets": _index(
            (variants.word_set(header), name) for name, header in headers if header.isascii()
        ),
    }


def _index(pairs: Iterable[tuple[K, str]]) -> Index[K]:
    table: dict[K, dict[str, None]] = {}
    for key, name in pairs:
        if key:
            table.setdefault(key, {})[name] = None
    return MappingProxyType({key: tuple(names) for key, names in table.items()})


def _ranks(keys: Iterable[tuple[str, str]]) -> MappingProxyType[tuple[str, str], int]:
    ranks: dict[tuple[str, str], int] = {}
    sizes: dict[str, int] = {}
    for key, name in keys:
        ranks.setdefault((key, name), sizes.get(name, 0))
        sizes[name] = sizes.get(name, 0) + 1
    return MappingProxyType(ranks)


def headers_of(node: Node, owner: str) -> tuple[str, ...]:
    """The headers of one field or part; ``src`` says where they were seen, for people."""
    pairs = reader.mapping(node, owner, ("zh", "en", "more", "src"))
    return tuple(
        header for key in ("zh", "en", "more") if key in pairs for header in reader.texts(pairs[key], owner)
    )


def _fields(node: Node, owner: str) -> list[tuple[str, str]]:
    pairs = reader.mapping(node, owner, fields_of(CASES))
    return [
        (name, header) for name, value in pairs.items() for header in headers_of(value, f"{owner}, {name}")
    ]


def _part_nodes(node: Node, owner: str) -> Iterable[tuple[str, Node]]:
    return reader.mapping(node, owner, PARTS).items()


def _parts(headers: dict[str, tuple[str, ...]]) -> MappingProxyType[str, str]:
    return MappingProxyType({key_of(header): part for part, all_ in headers.items() for header in all_})


def _groups(node: Node, owner: str) -> tuple[Group, ...]:
    groups = []
    for name, value in reader.mapping(node, owner).items():
        pairs = reader.mapping(value, f"{owner}, {name}", ("slot", "words", "src"))
        reader.require(value, pairs, ("slot", "words"), f"{owner}, {name}")
        words = tuple(map(key_of, reader.texts(pairs["words"], owner)))
        groups.append(Group(name, reader.choice(pairs["slot"], owner, _SLOT_KINDS), words))
    return tuple(groups)


def _variants(node: Node, owner: str) -> Variants:
    pairs = reader.mapping(node, owner, ("zh", "en", "traditional", "telling"))
    reader.require(node, pairs, ("zh", "en", "telling"), owner)
    zh = reader.mapping(pairs["zh"], owner, ("leading", "alike"))
    en = reader.mapping(pairs["en"], owner, ("leading", "alike"))
    return Variants(
        leading=reader.texts(zh["leading"], owner),
        alike=tuple(_words(zh["alike"], owner).items()),
        leading_words=frozenset(reader.texts(en["leading"], owner)),
        alike_words=MappingProxyType(_words(en["alike"], owner)),
        telling=frozenset(reader.text(pairs["telling"], owner)),
    )


def _words(node: Node, owner: str) -> dict[str, str]:
    return {long: reader.text(short, owner) for long, short in reader.mapping(node, owner).items()}
