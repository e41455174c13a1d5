"""What a run takes from the ledger at its start: the answers and agreements of its source, as one input of the run."""

from __future__ import annotations

import hashlib
import json
from dataclasses import astuple, dataclass, replace

from dq.record.ledger.decisions import StoredDecision, decisions_in_force
from dq.record.ledger.store import Ledger
from dq.record.ledger.suppressions import Suppression, suppressions_in_force


@dataclass(frozen=True, slots=True)
class Memory:
    """Decisions and suppressions in force, in a fixed order.

    An answer "the value is right" is among the suppressions too: it stops the finding until the value changes (if the
    case has a number by which it is known again).
    """

    decisions: tuple[StoredDecision, ...] = ()
    suppressions: tuple[Suppression, ...] = ()

    @property
    def sha256(self) -> str:
        """What stands in the run's id: empty if nothing is remembered, else a hash of all of it but the numbering."""
        if not self.decisions and not self.suppressions:
            return ""
        said = [sorted(_said(item) for item in items) for items in (self.decisions, self.suppressions)]
        return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def recall(ledger: Ledger, source: str, as_of: str) -> Memory:
    """What is in force for a source on a date (ISO)."""
    decisions = decisions_in_force(ledger, source)
    empty = ledger.key.hash("")
    kept = [_as_suppression(item, empty) for item in decisions if item.decision == "keep" and item.case_no]
    return Memory(tuple(decisions), (*suppressions_in_force(ledger, source, as_of), *kept))


def _said(item: StoredDecision | Suppression) -> str:
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
