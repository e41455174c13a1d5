"""Diagrams packed to tables that whole columns can be walked through: three digits a step.

An entry of the table is the number of the next row (of 1,000 entries) or, if negative, ``~leaf``. What is
known at a leaf stands in columns, one entry a leaf. Tables are built for the lengths and country codes that
are met, kept on disk, and only ever grow; a frozen copy is handed to each batch.
"""

from __future__ import annotations

import json
import threading
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import polars as pl

from dq.phones import cache as disk
from dq.phones.engine.classes import Template
from dq.phones.engine.diagrams import Diagram
from dq.phones.engine.names import LONGEST
from dq.phones.engine.parse import Abroad, Failed, Parsed, Parser
from dq.phones.engine.rows import Rows, moved, reached
from dq.phones.words import ERRORS

MAX_DIGITS: Final = 31
"""Longer strings are left to the library."""

SIZES: Final = MAX_DIGITS + 1
HOME: Final = 1000 * SIZES
"""Where the roots of the default region begin; before them stand ``code * SIZES + size``."""

PARSED, ABROAD, UNUSUAL, FAILED = 0, 1, 2, 3
"""What a leaf is; errors are counted from FAILED on, in the order of :data:`ERROR_WORDS`."""

ERROR_WORDS: Final = tuple(ERRORS.values())

SizedTemplate = tuple[int, Template]
"""A template and the number of national digits that it is for."""

NEVER: Final = 255
"""A number of digits that no string has."""

_MISSING: Final = -(2**31)
_LIMIT: Final = 2**63

_SCHEMA: Final[dict[str, Any]] = {
    "status": pl.UInt8,
    "rest": pl.UInt8,
    "tail": pl.UInt8,
    "whole": pl.UInt8,
    "head": pl.String,
    "modulus": pl.UInt64,
    "literal": pl.UInt64,
    "base": pl.UInt64,
    "below": pl.UInt64,
    "country_code": pl.Int32,
    "size": pl.UInt8,
    "valid": pl.Boolean,
    "kind": pl.String,
    "possible": pl.String,
    "region": pl.String,
    "named_region": pl.String,
    "geographical": pl.Boolean,
    "national": pl.UInt16,
    "international": pl.UInt16,
    "error": pl.String,
}


@dataclass(frozen=True, slots=True)
class Frozen:
    """The tables as they stand: walk ``table`` from ``roots[key]``, then look up ``leaves``.

    Of the leaves' columns: ``tail`` is how many of the last digits are national digits, ``literal`` what
    stands in front of them, ``base`` the country code before both, ``head`` all that stands before the tail
    in E.164; ``below`` is the unit of the last digit that name tables look at; ``whole`` is how many digits
    a string has that is E.164 but for its plus.
    """

    table: pl.Series
    roots: pl.Series
    leaves: pl.DataFrame
    templates: tuple[SizedTemplate, ...]


class Tables:
    """The growing tables of one default region (or of none)."""

    def __init__(self, region: str | None) -> None:
        self._region = region
        self._lock = threading.Lock()
        self._parser = Parser()
        self._rows = Rows()
        self._roots = array("i", [_MISSING]) * (HOME + SIZES)
        self._leaves: list[tuple[Any, ...]] = []
        self._leaf_ids: dict[tuple[Any, ...], int] = {}
        self._templates: dict[SizedTemplate, int] = {}
        self._frozen: Frozen | None = None
        self._loaded: set[str] = set()
        self._leaf(_record(UNUSUAL))
        for number, word in enumerate(ERROR_WORDS):
            self._leaf(_record(FAILED + number, error=word))

    def frozen(self, keys: Iterable[int]) -> Frozen:
        """The tables, with the roots of these keys in them."""
        with self._lock:
            missing = [key for key in keys if self._roots[key] == _MISSING]
            if missing:
                for unit in sorted({self._unit(key) for key in missing} - self._loaded):
                    self._load(unit)
                fresh = [key for key in missing if self._roots[key] == _MISSING]
                for key in fresh:
                    self._compile(key)
                for unit in sorted({self._unit(key) for key in fresh}):
                    self._store(unit)
            if missing or self._frozen is None:
                self._frozen = self._freeze()
            return self._frozen

    def unusual_leaf(self) -> int:
        """The leaf of strings that the library itself must judge."""
        return 0

    def error_leaf(self, error: str) -> int:
        """The leaf of an error."""
        return 1 + ERROR_WORDS.index(error)

    def _unit(self, key: int) -> str:
        return f"home-{self._region}" if key >= HOME else f"code-{key // SIZES}"

    def _compile(self, key: int) -> None:
        if key >= HOME:
            size = key - HOME
            if self._region is None:
                diagram = self._parser.diagrams.leaf(Failed("invalid_country_code"))
            else:
                diagram = self._parser.national(self._region, size)
        else:
            size = key % SIZES
            diagram = self._parser.abroad(key // SIZES, size)
        self._roots[key] = self._pack(diagram)

    def _pack(self, diagram: Diagram) -> int:
        """Add the rows of a diagram; a root is always a row."""
        diagrams = self._parser.diagrams
        rows: dict[tuple[Diagram, int], int] = {}
        waiting: list[tuple[Diagram, int, int]] = []

        def entry(at: Diagram, start: int) -> int:
            if at < 0:
                return ~self._leaf_of(diagrams.value(at))
            return row(at, start)

        def row(at: Diagram, start: int) -> int:
            found = rows.get((at, start))
            if found is None:
                found = rows[at, start] = self._rows.new()
                waiting.append((at, start, found))
            return found

        root = row(diagram, 0)
        while waiting:
            at, start, number = waiting.pop()
            known: dict[Diagram, int] = {}
            for first in range(10):
                one = diagrams.at(at, start, first)
                for second in range(10):
                    two = diagrams.at(one, start + 1, second)
                    ends = [diagrams.at(two, start + 2, third) for third in range(10)]
                    for end in ends:
                        if end not in known:
                            known[end] = entry(end, start + 3)
                    self._rows.put(number, first * 100 + second * 10, [known[end] for end in ends])
        return root

    def _leaf_of(self, value: Any) -> int:
        if isinstance(value, Failed):
            return self.error_leaf(value.error)
        if isinstance(value, Abroad):
            return self._leaf(_record(ABROAD, value.rest))
        if isinstance(value, Parsed):
            return self._parsed_leaf(value)
        return self.unusual_leaf()

    def _parsed_leaf(self, value: Parsed) -> int:
        told = value.answers
        base = told.country_code * 10**told.size
        if base + 10**told.size >= _LIMIT:
            return self.unusual_leaf()
        code = str(told.country_code)
        return self._leaf(
            (
                PARSED,
                0,
                value.tail,
                NEVER if value.literal else value.tail + len(code),
                f"+{code}{value.literal}",
                10**value.tail,
                int(value.literal or 0) * 10**value.tail,
                base,
                10 ** max(0, len(code) + told.size - LONGEST),
                told.country_code,
                told.size,
                told.valid,
                told.kind,
                told.possible,
                told.region,
                told.named_region,
                told.geographical,
                self._template((told.size, told.national)),
                self._template((told.size, told.international)),
                None,
            )
        )

    def _template(self, template: SizedTemplate) -> int:
        return self._templates.setdefault(template, len(self._templates))

    def _leaf(self, record: tuple[Any, ...]) -> int:
        found = self._leaf_ids.get(record)
        if found is None:
            found = self._leaf_ids[record] = len(self._leaves)
            self._leaves.append(record)
        return found

    def _freeze(self) -> Frozen:
        return Frozen(
            self._rows.table(),
            pl.Series("roots", self._roots, dtype=pl.Int32),
            pl.DataFrame(self._leaves, schema=_SCHEMA, orient="row"),
            tuple(self._templates),
        )

    def _load(self, unit: str) -> None:
        self._loaded.add(unit)
        stored = disk.load(unit)
        if stored is None:
            return
        head = json.loads(stored["head"][0])
        if head["columns"] != list(_SCHEMA):
            return
        templates = [self._template(_template_of(pieces)) for pieces in head["templates"]]
        records = []
        for record in head["leaves"]:
            if record[0] == PARSED:
                record[-3:-1] = [templates[number] for number in record[-3:-1]]
            records.append(self._leaf(tuple(record)))
        base = len(self._rows)
        self._rows.append(moved(stored["table"], base, records))
        for key, root in head["roots"].items():
            self._roots[int(key)] = root + base

    def _store(self, unit: str) -> None:
        keys = [key for key in self._keys(unit) if self._roots[key] != _MISSING]
        table, numbers, leaves = reached(self._rows.table(), [self._roots[key] for key in keys])
        head = {
            "columns": list(_SCHEMA),
            "roots": {str(key): numbers[self._roots[key]] for key in keys},
            "leaves": [self._leaves[leaf] for leaf in leaves],
            "templates": list(self._templates),
        }
        disk.store(unit, table.to_frame("table").with_columns(head=_first(json.dumps(head), len(table))))

    def _keys(self, unit: str) -> range:
        kind, _, name = unit.partition("-")
        return (
            range(HOME, HOME + SIZES) if kind == "home" else range(int(name) * SIZES, (int(name) + 1) * SIZES)
        )


def _record(status: int, rest: int = 0, error: str | None = None) -> tuple[Any, ...]:
    """The record of a leaf that is no number."""
    number = (NEVER, NEVER, None, 1, 0, 0, 1, None, 0)
    return (status, rest, *number, False, None, None, None, None, False, 0, 0, error)


def _template_of(stored: list[Any]) -> SizedTemplate:
    size, pieces = stored
    return size, tuple(piece if isinstance(piece, str) else (piece[0], piece[1]) for piece in pieces)


def _first(text: str, height: int) -> pl.Series:
    return pl.Series([text], dtype=pl.String).extend_constant(None, height - 1)


@cache
def tables(region: str | None) -> Tables:
    """The tables of a default region, shared by the process."""
    return Tables(region)
