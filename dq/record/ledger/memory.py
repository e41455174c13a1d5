"""What a run takes from the ledger at its start: the answers and agreements of its source, as one input of the run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass, field, replace

from dq.model.undone import Undone
from dq.record.ledger.decisions import StoredDecision, decisions_in_force
from dq.record.ledger.numbers import Numbers, known_dead
from dq.record.ledger.store import Ledger
from dq.record.ledger.suppressions import Suppression, suppressions_in_force
from dq.record.ledger.undoing import TakenBack, taken_back, undone_of


@dataclass(frozen=True, slots=True)
class Memory:
    """Decisions, suppressions, edits taken back and numbers known to be dead, as they are in force.

    An answer "the value is right" is among the suppressions too: it stops the finding until the value changes (if the
    case has a number by which it is known again).
    """

    decisions: tuple[StoredDecision, ...] = ()
    suppressions: tuple[Suppression, ...] = ()
    taken_back: tuple[TakenBack, ...] = ()
    numbers: Numbers = field(default_factory=Numbers)

    @property
    def undone(self) -> Undone:
        """The automatic edits that are not to be made."""
        return undone_of(self.taken_back)

    @property
    def sha256(self) -> str:
        """What stands in the run's id: empty if nothing is remembered, else a hash of all of it but the numbering."""
        parts = (self.decisions, self.suppressions, self.taken_back)
        if not any(parts) and not self.numbers:
            return ""
        said = [sorted(_said(item) for item in items) for items in parts]
        if self.numbers:
            said.append([self.numbers.sha256])
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def recall(ledger: Ledger, source: str, as_of: str) -> Memory:
    """What is in force for a source on a date (ISO)."""
    decisions = decisions_in_force(ledger, source)
    empty = ledger.key.hash("")
    kept = [_as_suppression(item, empty) for item in decisions if item.decision == "keep" and item.case_no]
    agreed = (*suppressions_in_force(ledger, source, as_of), *kept)
    numbers = known_dead(ledger, as_of)
    return Memory(tuple(decisions), agreed, tuple(taken_back(ledger, source)), numbers)


def _said(item: StoredDecision | Suppression | TakenBack) -> str:
    return json.dumps(astuple(replace(item, id=0)), ensure_ascii=False)


def _as_suppression(kept: StoredDecision, empty: int) -> Suppression:
    return Suppression(
        source=kept.source,
        rule=kept.rule,
        reason=kept.note or kept.decision,
        person=kept.person,
        made_on=kept.decided_on,
        case_no=kept.case_no,
        field=kept.field,
        value=empty if kept.before is None else kept.before,
        fingerprint=kept.fingerprint,
    )
