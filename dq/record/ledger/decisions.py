"""What people answered: stored once, replaced by a later answer, taken into the next run until it is undone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from dq.record.ledger.store import Ledger

Answer = Literal["accept", "correct", "keep", "return", "unknown", "stop"]
"""Take the suggestion · another value · the value is right · back to the client · can't be verified · stop contact."""


@dataclass(frozen=True, slots=True)
class Decision:
    """An answer to one finding.

    ``before`` is the cell as it was shown (None: it was empty), ``value`` what is to stand there (``accept`` and
    ``correct`` only). Dates are ISO text; ``run_id`` is that of the worklist; ``fingerprint`` the finding's 16 digits.
    """

    source: str
    fingerprint: str
    case_no: str | None
    field: str
    rule: str
    decision: Answer
    before: str | None
    value: str | None
    person: str
    decided_on: str
    run_id: str
    verified_by: str | None = None
    verified_on: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class StoredDecision:
    """A :class:`Decision` as it is remembered: ``before`` is the keyed hash of the cell (:meth:`Key.hash`)."""

    id: int
    source: str
    fingerprint: str
    case_no: str | None
    field: str
    rule: str
    decision: Answer
    before: int | None
    value: str | None
    person: str
    decided_on: str
    run_id: str
    verified_by: str | None
    verified_on: str | None
    note: str | None


_KNOWN = """SELECT id, source, fingerprint, case_no, field, rule, decision, before, value, person, decided_on,
    run_id, verified_by, verified_on, note FROM decisions
    WHERE source = ? AND undone_on IS NULL AND fingerprint = ?"""
_IN_FORCE = """SELECT id, source, fingerprint, case_no, field, rule, decision, before, value, person, decided_on,
    run_id, verified_by, verified_on, note FROM decisions
    WHERE source = ? AND undone_on IS NULL ORDER BY fingerprint"""
_STORE = """INSERT INTO decisions (source, fingerprint, case_no, field, rule, decision, before, value, person,
    decided_on, run_id, verified_by, verified_on, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


def decide(ledger: Ledger, decisions: Iterable[Decision]) -> int:
    """Store answers in one transaction and return how many were not known yet.

    The same answer again is no answer; another answer to the same finding takes the place of the earlier one,
    which stays in the ledger as undone by the later person.
    """
    stored = 0
    with ledger.transaction() as connection:
        for given in decisions:
            row = _row(ledger, given)
            known = connection.execute(_KNOWN, (given.source, given.fingerprint)).fetchone()
            if known is not None:
                if tuple(known[1:]) == row:
                    continue
                connection.execute(
                    "UPDATE decisions SET undone_by = ?, undone_on = ? WHERE id = ?",
                    (given.person, given.decided_on, known[0]),
                )
            connection.execute(_STORE, row)
            stored += 1
    return stored


def decisions_in_force(ledger: Ledger, source: str) -> list[StoredDecision]:
    """The answers that the next run of a source takes, in the order of their fingerprints."""
    return [_stored(ledger, row) for row in ledger.connection.execute(_IN_FORCE, (source,)).fetchall()]


def _row(ledger: Ledger, given: Decision) -> tuple[object, ...]:
    def seal(text: str | None) -> bytes | None:
        return None if text is None else ledger.key.seal(text)

    return (
        given.source, given.fingerprint, given.case_no, given.field, given.rule, given.decision,
        None if given.before is None else ledger.key.hash(given.before), seal(given.value), given.person,
        given.decided_on, given.run_id, given.verified_by, given.verified_on, seal(given.note),
    )  # fmt: skip


def _stored(ledger: Ledger, row: tuple[object, ...]) -> StoredDecision:
    values = list(row)
    for place in (8, 14):
        sealed = values[place]
        values[place] = ledger.key.unseal(sealed) if isinstance(sealed, bytes) else None
    return StoredDecision(*values)  # type: ignore[arg-type]
