"""What the ledger deletes: of a subject's cases all that is remembered, or what ended before a date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dq.record.ledger.store import Ledger

Statement = tuple[str, str, str]
"""A table, the condition on its rows, and what is bound to it: case, hash, or day."""

_OF_CASE: Sequence[Statement] = (
    ("findings", "case_hash = ?", "hash"),
    ("decisions", "case_no = ?", "case"),
    ("suppressions", "case_no = ?", "case"),
    ("undone", "case_no = ?", "case"),
)
_OF_NUMBER: Sequence[Statement] = (("numbers", "hash = ?", "hash"),)
_BEFORE: Sequence[Statement] = (
    ("findings", "to_run IN (SELECT number FROM runs WHERE as_of < ?)", "day"),
    ("decisions", "undone_on < ?", "day"),
    ("suppressions", "coalesce(lifted_on, until) < ?", "day"),
    ("undone", "lifted_on < ?", "day"),
    ("numbers", "as_of < ?", "day"),
)
_COUNT = {
    "findings": "SELECT count(*) FROM findings WHERE ",
    "decisions": "SELECT count(*) FROM decisions WHERE ",
    "suppressions": "SELECT count(*) FROM suppressions WHERE ",
    "undone": "SELECT count(*) FROM undone WHERE ",
    "numbers": "SELECT count(*) FROM numbers WHERE ",
}
_DELETE = {name: query.replace("SELECT count(*)", "DELETE") for name, query in _COUNT.items()}


def forget_cases(
    ledger: Ledger, cases: Iterable[str], numbers: Iterable[str], *, really: bool
) -> dict[str, int]:
    """Delete all that is remembered of cases, of any source, and of their phone numbers (E.164).

    Returns table -> rows. They are only counted unless ``really``.
    """
    bound: list[dict[str, str | int]] = [
        {"case": case, "hash": ledger.key.hash(case)} for case in sorted(set(cases))
    ]
    counts = _forget(ledger, _OF_CASE, bound, really=really)
    hashes: list[dict[str, str | int]] = [
        {"hash": ledger.key.hash(number)} for number in sorted(set(numbers))
    ]
    return counts | {"numbers": _forget(ledger, _OF_NUMBER, hashes, really=really)["numbers"]}


def forget_before(ledger: Ledger, day: str, *, really: bool) -> dict[str, int]:
    """Delete what was over before a date (ISO): findings, answers, agreements; what is in force stays."""
    return _forget(ledger, _BEFORE, [{"day": day}], really=really)


def _forget(
    ledger: Ledger, statements: Sequence[Statement], bound: Sequence[dict[str, str | int]], *, really: bool
) -> dict[str, int]:
    counts = dict.fromkeys(_COUNT, 0)
    ledger.connection.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten
    with ledger.transaction() as connection:
        for table, condition, name in statements:
            for values in bound:
                given = (values[name],)
                counts[table] += connection.execute(_COUNT[table] + condition, given).fetchone()[0]
                if really:
                    connection.execute(_DELETE[table] + condition, given)
    if really:
        ledger.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return counts
