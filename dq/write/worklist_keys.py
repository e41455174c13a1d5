"""The hidden key of a task's line: which finding of which run it is, and a signature of what the line showed.

A line whose cells no longer fit its key (cells overwritten, columns sorted apart, digits lost to a spreadsheet) is
known by the signature, which only the holder of the ledger's key can make.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

Sign = Callable[[str], str]
"""A text to its keyed signature."""


SIGNED = ("case_no", "file", "sheet", "row", "field", "rule", "value", "suggestion")
"""The columns that the signature covers, as shown."""

_SEPARATOR = "|"
_PARTS = 3
_LONGEST = 1000


def make_key(run_id: str, fingerprint: str, shown: Sequence[str | int | None], sign: Sign) -> str:
    """The key of a line that shows these texts under :data:`SIGNED`."""
    return _SEPARATOR.join((run_id, fingerprint, sign(_signed(run_id, fingerprint, shown))))


def split_key(key: str | None) -> tuple[str, str, str] | None:
    """Run, fingerprint and signature; None if it is no key."""
    parts = (key or "").strip().split(_SEPARATOR)
    return (parts[0], parts[1], parts[2]) if len(parts) == _PARTS and all(parts) else None


def is_genuine(key: tuple[str, str, str], shown: Mapping[str, str | None], sign: Sign) -> bool:
    """Whether the line still shows what it showed when the key was made."""
    run_id, fingerprint, signature = key
    return sign(_signed(run_id, fingerprint, [shown.get(name) for name in SIGNED])) == signature


def _signed(run_id: str, fingerprint: str, shown: Sequence[str | int | None]) -> str:
    """One text of all that is signed; white space counts for nothing, since programs rewrite it."""
    texts = ["" if value is None else " ".join(str(value).split())[:_LONGEST] for value in shown]
    return "\x1f".join(("worklist", run_id, fingerprint, *texts))
