"""How old the open findings of a source are."""

from __future__ import annotations

from datetime import date

from dq.record.ledger.store import Ledger

EDGES = (7, 30, 90, 180)
"""Ages in days at which a bucket ends."""

_OPEN = """SELECT first.as_of, COUNT(*) FROM findings
    JOIN runs AS first ON first.number = findings.since
    WHERE findings.source = ? AND findings.to_run IS NULL GROUP BY first.as_of ORDER BY first.as_of"""


def open_by_age(ledger: Ledger, source: str, as_of: date) -> list[tuple[str, int]]:
    """The findings that the source's last runs still had, by days since the first run that had them, youngest first."""
    counts = [0] * (len(EDGES) + 1)
    for first, number in ledger.connection.execute(_OPEN, (source,)).fetchall():
        age = (as_of - date.fromisoformat(first)).days
        counts[sum(age > edge for edge in EDGES)] += number
    lows = (0, *(edge + 1 for edge in EDGES))
    labels = [f"{low}–{high}" for low, high in zip(lows, EDGES, strict=False)] + [f"> {EDGES[-1]}"]
    return list(zip(labels, counts, strict=True))
