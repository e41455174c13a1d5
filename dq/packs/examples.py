"""Examples of a rule: rows that pass and rows that fail, as data in ``fixtures/rules/<rule id>.yml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from dq.model import columns
from dq.model.companions import CASES, COMPANIONS
from dq.model.schema import fields_of
from dq.packs import reader
from dq.packs.strict_yaml import Node, load

DEFAULT_AS_OF = date(2026, 1, 31)

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """Rows (field -> cell text, as in a file) that are judged together, and what the rule must find in them.

    ``found``: the rows (from 1) that must have the finding, none for an example that passes; ``field``, ``detail``
    and ``suggestion`` are compared where they are given. ``also``: other rules that rightly have a finding too.
    ``source``: where the example stands, for messages. ``beside``: rows of other tables.
    """

    rows: tuple[Cells, ...]
    source: str
    beside: Mapping[str, tuple[Cells, ...]] = field(default_factory=dict)
    found: tuple[int, ...] = ()
    field: str | None = None
    detail: str | None = None
    suggestion: str | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examples:
    """All examples of a rule, with the date and the region that they are judged for."""

    passing: tuple[Example, ...]
    failing: tuple[Example, ...]
    as_of: date = DEFAULT_AS_OF
    region: str = "CN"
    table: str = CASES
    known_bad: tuple[str, ...] = ()


def load_examples(path: Path) -> Examples:
    """Read the examples of a rule; every mistake is a ``ConfigError`` with file and line."""
    root = load(path)
    owner = f"examples '{path.stem}'"
    pairs = reader.mapping(root, owner, ("as_of", "region", "table", "beside", "known_bad", "pass", "fail"))
    reader.require(root, pairs, ("pass", "fail"), owner)
    table = reader.choice(pairs["table"], owner, (CASES, *COMPANIONS)) if "table" in pairs else CASES
    beside = _beside(pairs["beside"], f"{owner}, beside") if "beside" in pairs else {}
    return Examples(
        passing=tuple(
            _example(n, f"{owner}, pass", table, beside, fails=False)
            for n in reader.sequence(pairs["pass"], owner)
        ),
        failing=tuple(
            _example(n, f"{owner}, fail", table, beside, fails=True)
            for n in reader.sequence(pairs["fail"], owner)
        ),
        as_of=reader.optional(pairs, "as_of", reader.day, owner) or DEFAULT_AS_OF,
        region=reader.optional(pairs, "region", reader.text, owner) or "CN",
        table=table,
        known_bad=reader.optional(pairs, "known_bad", reader.texts, owner) or (),
    )


def _beside(node: Node, owner: str) -> dict[str, tuple[Cells, ...]]:
    """Rows of other tables: those of a whole file of examples, or of one example."""
    return {
        table: tuple(_cells(row, f"{owner}, {table}", table) for row in reader.sequence(rows, owner))
        for table, rows in reader.mapping(node, owner, (CASES, *COMPANIONS)).items()
    }


def _example(
    node: Node, owner: str, table: str, beside: Mapping[str, tuple[Cells, ...]], *, fails: bool
) -> Example:
    keys = (
        "row",
        "rows",
        "crowd",
        "beside",
        *(("found", "field", "detail", "suggestion", "also") if fails else ()),
    )
    pairs = reader.mapping(node, owner, keys)
    if ("row" in pairs) == ("rows" in pairs):
        raise reader.fail(node, owner, "an example has either 'row' or 'rows'")
    if fails and "rows" in pairs:
        reader.require(node, pairs, ("found",), owner)
    nodes = [pairs["row"]] if "row" in pairs else reader.sequence(pairs["rows"], owner)
    rows = [_cells(item, owner, table) for item in nodes]
    if "crowd" in pairs:
        crowd = reader.mapping(pairs["crowd"], owner, ("times", "row"))
        reader.require(pairs["crowd"], crowd, ("times", "row"), owner)
        rows += [_cells(crowd["row"], owner, table)] * reader.integer(crowd["times"], owner)
    found = (
        [reader.integer(item, owner) for item in reader.sequence(pairs["found"], owner)]
        if "found" in pairs
        else []
    )
    return Example(
        rows=tuple(rows),
        source=f"{Path(node.file).name}:{node.line}",
        beside={**beside, **(_beside(pairs["beside"], owner) if "beside" in pairs else {})},
        found=tuple(found) if found or not fails else (1,),
        field=reader.optional(pairs, "field", reader.text, owner),
        detail=reader.optional(pairs, "detail", reader.text, owner),
        suggestion=reader.optional(pairs, "suggestion", reader.text, owner),
        also=reader.optional(pairs, "also", reader.texts, owner) or (),
    )


def _cells(node: Node, owner: str, table: str) -> Cells:
    """Cells by field; ``total_due@2`` is that of a second column for the field."""
    cells = {}
    for name, value in reader.mapping(node, owner).items():
        reader.choice(Node(columns.first(name), node.file, value.line), owner, fields_of(table))
        cells[name] = _cell(value, owner)
    return cells


def _cell(node: Node, owner: str) -> str:
    if not isinstance(node.value, str):
        raise reader.fail(node, owner, "a cell is a text")
    return node.value
