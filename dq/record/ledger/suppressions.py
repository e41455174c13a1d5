"""Standing agreements not to raise a finding: who agreed, why, until when; lifted, never deleted."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dq.record.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class Suppression:
    """A rule that is not to be raised: at all, or on one field of one case while its value stays.

    ``value`` is the keyed hash of the cell as it came; None with a case: whatever the value.
    ``until`` is the last as-of date (ISO) on which it holds, None: without end. ``id`` 0: not stored yet.
    """

    source: str
    rule: str
    reason: str
    person: str
    made_on: str
    until: str | None = None
    case_no: str | None = None
    field: str | None = None
    value: int | None = None
    fingerprint: str | None = None
    id: int = 0


_NOT_LIFTED = """SELECT source, rule, reason, person, made_on, until, case_no, field, value, fingerprint, id
    FROM suppressions WHERE lifted_on IS NULL ORDER BY id"""
_STORE = """INSERT INTO suppressions (source, rule, reason, person, made_on, until, case_no, field, value, fingerprint)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def suppress(ledger: Ledger, wanted: Suppression) -> int:
    """Store an agreement and return its number; one that is in force already for the same keeps its number."""
    row = astuple(wanted)[:-1]
    with ledger.transaction() as connection:
        for *known, number in connection.execute(_NOT_LIFTED).fetchall():
            if tuple(known) == row:
                return int(number)
        return int(connection.execute(_STORE, row).lastrowid or 0)


def lift(ledger: Ledger, number: int, person: str, lifted_on: str) -> bool:
    """End an agreement; False if there is none of this number in force."""
    with ledger.transaction() as connection:
        done = connection.execute(
            "UPDATE suppressions SET lifted_by = ?, lifted_on = ? WHERE id = ? AND lifted_on IS NULL",
            (person, lifted_on, number),
        )
        return done.rowcount == 1


def suppressions_in_force(ledger: Ledger, source: str | None, as_of: str | None) -> list[Suppression]:
    """The agreements of a source (None: of all) that hold on a date (None: those that were not lifted)."""
    found = [Suppression(*row) for row in ledger.connection.execute(_NOT_LIFTED).fetchall()]
    return [
        item
        for item in found
        if (source is None or item.source == source)
        and (as_of is None or item.until is None or as_of <= item.until)
    ]
