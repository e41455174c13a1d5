"""Tables of ``rules/data`` that several stages need."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from dq.model.enums import Kind
from dq.model.schema import field as field_of
from dq.packs import reader
from dq.packs.folder import data_file
from dq.packs.outcomes import outcome_words
from dq.packs.strict_yaml import load


@cache
def enum_words() -> Mapping[str, Mapping[str, str]]:
    """For each enum field: what may be written (lower case) -> the word of the list.

    ``relation`` serves every field that ends in ``_relation``, ``flag`` every yes or no.
    """
    path = data_file("enums.yml")
    tables: dict[str, dict[str, str]] = {}
    for field, node in reader.mapping(load(path), path.name).items():
        words: dict[str, str] = {}
        for word, synonyms in reader.mapping(node, field).items():
            for text in (word, *reader.texts(synonyms, field)):
                if words.setdefault(text.lower(), word) != word:
                    raise reader.fail(synonyms, field, f"'{text}' stands for '{words[text.lower()]}' too")
        tables[field] = words
    return tables


def words_of(field: str) -> Mapping[str, str]:
    """The words of an enum field or a flag; empty if the field has no list."""
    if field == "outcome":
        return outcome_words()
    if field_of(field).kind is Kind.FLAG:
        return enum_words()["flag"]
    return enum_words().get("relation" if field.endswith("_relation") else field, {})
