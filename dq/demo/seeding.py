"""Puts defects into clean cases, at most one a row, and writes down what it did."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

import numpy as np
import polars as pl

from dq.demo.defect import Cell, Damage, GroupKind, Kind, canonical
from dq.demo.kinds import GROUP_KINDS, KINDS

TRUTH_SCHEMA = {
    "index": pl.UInt32,
    "field": pl.String,
    "kind": pl.String,
    "good": pl.String,
    "damaged": pl.String,
    "expect": pl.String,
    "rule": pl.String,
    "clean": pl.String,
}
_PATIENCE = 50  # cells tried for each one wanted, before a field is given up


class Expect(StrEnum):
    """What the truth says is due for a cell or a line."""

    FINDING = "finding"  # the rule finds it; where there is a clean value, it is cleaned to that too
    CHANGE = "change"  # no finding, the clean value is won back
    EMPTIED = "emptied"  # no finding, the cell says nothing and is emptied
    PART = "part"  # belongs to the row's defect, but nothing is due for this cell
    REJECTED = "rejected"  # the line is no case


@dataclass(slots=True)
class _Notes:
    """What was done so far: the truth's rows, and the new texts by field."""

    truth: list[tuple[int, str, str, str | None, str | None, str, str | None, str | None]] = field(
        default_factory=list
    )
    edits: dict[str, dict[int, str | None]] = field(default_factory=dict)

    def add(
        self,
        index: int,
        name: str,
        kind: str,
        good: str | None,
        damaged: str | None,
        expect: Expect,
        rule: str | None = None,
        clean: str | None = None,
    ) -> None:
        """Note and make one damage."""
        self.truth.append((index, name, kind, good, damaged, expect, rule, clean))
        self.edits.setdefault(name, {})[index] = damaged

    def overwrite(self, index: int, row: Mapping[str, str | None]) -> None:
        """Replace a whole row."""
        for name, text in row.items():
            self.edits.setdefault(name, {})[index] = text


def seed_defects(frame: pl.DataFrame, seed: int, share: float) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The cases with defects in about ``share`` of the rows, and the truth.

    Each kind that the frame's columns allow gets the same number of rows; a small frame has no room for all.
    The truth has the columns of :data:`TRUTH_SCHEMA`, one row a damaged cell, ``index`` counting rows from 0.
    """
    whole = deque(np.random.default_rng([seed, 3]).permutation(frame.height).tolist())
    chance = Random(f"defects {seed}")
    kinds = [kind for kind in KINDS if _possible(kind, frame.columns)]
    budget = int(frame.height * share)
    notes = _Notes()
    for number, kind in enumerate(kinds):
        _strike(frame, kind, budget // len(kinds) + (number < budget % len(kinds)), whole, chance, notes)
    for group in GROUP_KINDS:
        if {group.field, *group.copied, *group.apart} <= set(frame.columns):
            _repeat(frame, group, budget // len(kinds), whole, notes)
    damaged = frame.with_columns(
        frame[name].scatter(list(edits), list(edits.values())) for name, edits in notes.edits.items()
    )
    truth = pl.DataFrame(notes.truth, schema=TRUTH_SCHEMA, orient="row")
    return damaged, truth.sort("index", "expect", "field")


def _possible(kind: Kind, columns: Sequence[str]) -> bool:
    return bool(_struck(kind, columns)) and {*kind.needs, *kind.alters} <= set(columns)


def _struck(kind: Kind, columns: Sequence[str]) -> list[str]:
    return [name for name in kind.fields if name in columns]


def _strike(
    frame: pl.DataFrame, kind: Kind, wanted: int, whole: deque[int], chance: Random, notes: _Notes
) -> None:
    """Damage ``wanted`` of the ``whole`` rows by this kind, its fields in turn."""
    names = _struck(kind, frame.columns)
    for number, name in enumerate(names):
        missing = wanted // len(names) + (number < wanted % len(names))
        refused: list[int] = []
        patience = _PATIENCE * (missing + 1)
        while missing and whole and len(refused) < patience:
            tried = [whole.popleft() for _ in range(min(2 * missing + 8, len(whole)))]
            for index, cell in zip(tried, _cells(frame, kind, name, tried, chance), strict=True):
                damage = kind.damage(cell) if missing and cell is not None else None
                if damage is None or cell is None:
                    refused.append(index)
                else:
                    _note(kind, cell, index, damage, notes)
                    missing -= 1
        whole.extend(refused)


def _cells(frame: pl.DataFrame, kind: Kind, name: str, rows: list[int], chance: Random) -> list[Cell | None]:
    wanted = list(dict.fromkeys((name, *kind.needs, *kind.alters)))
    picked = frame.select(wanted)[rows].to_dicts()
    return [Cell(name, row[name], row, chance) if row[name] is not None else None for row in picked]


def _note(kind: Kind, cell: Cell, index: int, damage: Damage | str, notes: _Notes) -> None:
    done = damage if isinstance(damage, Damage) else Damage(damage)
    rule = kind.rule_on(cell.field)
    expect = Expect.FINDING if rule else Expect.EMPTIED if kind.emptied else Expect.CHANGE
    clean = done.clean or canonical(cell.field, cell.good) if kind.safe else None
    notes.add(index, cell.field, kind.name, cell.good, done.text, expect, rule, clean)
    for name, text in done.parts.items():
        if text != cell.other(name):
            notes.add(index, name, kind.name, cell.other(name), text, Expect.PART)


def _repeat(frame: pl.DataFrame, group: GroupKind, rows: int, whole: deque[int], notes: _Notes) -> None:
    """Make groups of equal rows or cells, of about ``rows`` rows together."""
    for _ in range(-(-rows // group.size)):
        members = sorted(whole.popleft() for _ in range(min(group.size, len(whole))))
        picked = frame[members].to_dicts()
        if len(members) < group.size or _same(picked, group.apart):
            whole.extend(members)
            continue
        first = picked[0]
        for index, good in zip(members, picked, strict=True):
            changed = not group.copied or group.field in group.copied
            text = (first if changed else good)[group.field]
            # The first of several equal rows is the case itself; the others are too many.
            due = Expect.FINDING if group.copied or index != members[0] else Expect.PART
            rule = group.rule if due is Expect.FINDING else None
            notes.add(index, group.field, group.name, good[group.field], text, due, rule)
            for name in group.copied:
                if name != group.field and good[name] != first[name]:
                    notes.add(index, name, group.name, good[name], first[name], Expect.PART)
            if not group.copied:
                notes.overwrite(index, first)


def _same(rows: list[dict[str, str | None]], names: tuple[str, ...]) -> bool:
    return any(len({row[name] for row in rows}) < len(rows) for name in names)
