"""What a source says of its companion tables: ``companions:`` and ``outcomes:`` of its YAML."""

from __future__ import annotations

from pathlib import Path

from dq.model.companions import EARLIER, GIVEN
from dq.model.source import CompanionSpec, ReadSpec
from dq.packs import reader
from dq.packs.columns import column_specs, look_ups, read_spec
from dq.packs.outcomes import outcome_words, outcomes
from dq.packs.strict_yaml import Node

_KEYS = ("files", "sheet", "read", "columns", "ignore", "lookups")


def companion_specs(node: Node, owner: str) -> dict[str, CompanionSpec]:
    """``companions:`` of a source: table -> where its rows are, and how to read them.

    ``files`` count from the source's folder; ``sheet`` alone names a sheet of the case workbook.
    """
    place = f"{owner}, companions"
    return {
        table: _spec(value, f"{place}, {table}", table)
        for table, value in reader.mapping(node, place, GIVEN).items()
    }


def _spec(node: Node, owner: str, table: str) -> CompanionSpec:
    pairs = reader.mapping(node, owner, _KEYS)
    files = reader.optional(pairs, "files", reader.texts, owner) or ()
    sheet = reader.optional(pairs, "sheet", reader.text, owner)
    if table == EARLIER and sheet is not None and not files:
        raise reader.fail(
            pairs["sheet"], owner, "an earlier batch is a file of its own: name it under 'files'"
        )
    read = read_spec(pairs["read"], owner) if "read" in pairs else ReadSpec()
    if sheet is not None and read.sheet is not None:
        raise reader.fail(pairs["sheet"], owner, "the sheet is named twice, here and under 'read'")
    return CompanionSpec(
        files=tuple(str(Path(node.file).parent / name) for name in files),
        sheet=sheet or read.sheet,
        read=read,
        columns=column_specs(pairs["columns"], owner, table) if "columns" in pairs else {},
        ignore=reader.optional(pairs, "ignore", reader.texts, owner) or (),
        lookups=look_ups(pairs["lookups"], owner, table) if "lookups" in pairs else {},
    )


def more_outcomes(node: Node, owner: str) -> dict[str, str]:
    """``outcomes:`` of a source, code -> its own words, as word (lower case) -> code."""
    place = f"{owner}, outcomes"
    words: dict[str, str] = {}
    for code, value in reader.mapping(node, place, outcomes()).items():
        for word in reader.texts(value, place):
            known = words.setdefault(word.lower(), code)
            if known != code or outcome_words().get(word.lower(), code) != code:
                other = known if known != code else outcome_words()[word.lower()]
                raise reader.fail(value, place, f"'{word}' stands for '{other}' already")
    return words
