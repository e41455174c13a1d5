"""The known headers of companion tables, from ``rules/data/companion_headers.yaml``."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from types import MappingProxyType

from dq.map.vocabulary import OTHER, Vocabulary, header_index, headers_of, key_of, vocabulary
from dq.model.companions import COMPANIONS
from dq.model.schema import fields_of
from dq.packs import reader
from dq.packs.folder import data_file
from dq.packs.strict_yaml import Node, load
from dq.text.headers import normalise_header


@cache
def vocabulary_of(table: str) -> Vocabulary:
    """The vocabulary of a table: that of cases, or of a companion table, which has no wide contact columns."""
    if table not in COMPANIONS:
        return vocabulary()
    owner = f"companion headers, {table}"
    pairs = reader.mapping(_tables()[table], owner, ("fields", "others"))
    reader.require(_tables()[table], pairs, ("fields", "others"), owner)
    fields = reader.mapping(pairs["fields"], owner, fields_of(table))
    headers = [
        (name, header) for name, node in fields.items() for header in headers_of(node, f"{owner}, {name}")
    ]
    headers += [(OTHER, header) for header in reader.texts(pairs["others"], owner)]
    nothing: MappingProxyType[str, str] = MappingProxyType({})
    return replace(
        header_index(headers, vocabulary()),
        bare_phone=frozenset(),
        bare_parts=nothing,
        groups=(),
        parts=nothing,
    )


@cache
def _tables() -> dict[str, Node]:
    return reader.mapping(load(data_file("companion_headers.yaml")), "companion headers", tuple(COMPANIONS))


@cache
def known_companion_headers(table: str) -> frozenset[str]:
    """Headers by which the header row of a companion file is recognised, in their normal form."""
    known = vocabulary_of(table)
    keys = {*map(key_of, known.aliases), *known.part_headers()}
    return frozenset(map(normalise_header, known.spellings)) | frozenset(keys)
