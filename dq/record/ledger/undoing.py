"""What people took back: automatic edits by step or cell, and their own answers and agreements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dq.model.undone import Undone

if TYPE_CHECKING:
    from dq.record.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An automatic edit that is not to be made: a step (on one field or on all), or any step on a cell of a case."""

    source: str
    person: str
    made_on: str
    step: str | None = None
    case_no: str | None = None
    field: str | None = None
    id: int = 0


_IN_FORCE = """SELECT source, person, made_on, step, case_no, field, id FROM undone
    WHERE lifted_on IS NULL AND source = coalesce(?, source) ORDER BY id"""
_STORE = "INSERT INTO undone (source, person, made_on, step, case_no, field) VALUES (?, ?, ?, ?, ?, ?)"


def take_back(ledger: Ledger, wanted: TakenBack) -> int:
    """Store an edit that is not to be made; return its number, the old one if it is known already."""
    same = (wanted.step, wanted.case_no, wanted.field)
    with ledger.transaction() as connection:
        for item in taken_back(ledger, wanted.source):
            if (item.step, item.case_no, item.field) == same:
                return item.id
        values = (wanted.source, wanted.person, wanted.made_on, *same)
        return int(connection.execute(_STORE, values).lastrowid or 0)


def redo(ledger: Ledger, number: int, person: str, day: str) -> bool:
    """Allow an edit again; False if there is none of this number in force."""
    with ledger.transaction() as connection:
        done = connection.execute(
            "UPDATE undone SET lifted_by = ?, lifted_on = ? WHERE id = ? AND lifted_on IS NULL",
            (person, day, number),
        )
        return done.rowcount == 1


def taken_back(ledger: Ledger, source: str | None = None) -> list[TakenBack]:
    """What is in force for a source (None: for all)."""
    return [TakenBack(*row) for row in ledger.connection.execute(_IN_FORCE, (source,)).fetchall()]


def undone_of(items: Sequence[TakenBack]) -> Undone:
    """What a run does with it."""
    steps: dict[str, frozenset[str]] = {}
    cells: dict[str, frozenset[str]] = {}
    for item in items:
        if item.step is not None:
            known = steps.get(item.step)
            everywhere = item.field is None or known == frozenset()
            steps[item.step] = frozenset() if everywhere else (known or frozenset()) | {str(item.field)}
        elif item.field is not None and item.case_no is not None:
            cells[item.field] = cells.get(item.field, frozenset()) | {item.case_no}
    return Undone(steps, cells)


def withdraw(
    ledger: Ledger,
    source: str,
    person: str,
    day: str,
    *,
    rule: str | None = None,
    cell: tuple[str, str] | None = None,
) -> tuple[int, int]:
    """Take back answers and agreements in force: those on a rule, on a cell (case, field), or all answers of a source.

    Returns how many answers and how many agreements. Without ``rule`` and ``cell`` agreements stay.
    """
    case_no, field = cell or (None, None)
    given = (person, day, source, rule, case_no, field)
    with ledger.transaction() as connection:
        answers = connection.execute(
            "UPDATE decisions SET undone_by = ?, undone_on = ? WHERE undone_on IS NULL AND source = ? "
            "AND rule = coalesce(?, rule) AND coalesce(case_no, '') = coalesce(?, case_no, '') "
            "AND field = coalesce(?, field)",
            given,
        ).rowcount
        if rule is None and cell is None:
            return answers, 0
        agreements = connection.execute(
            "UPDATE suppressions SET lifted_by = ?, lifted_on = ? WHERE lifted_on IS NULL AND source = ? "
            "AND rule = coalesce(?, rule) AND coalesce(case_no, '') = coalesce(?, case_no, '') "
            "AND coalesce(field, '') = coalesce(?, field, '')",
            given,
        ).rowcount
    return answers, agreements
