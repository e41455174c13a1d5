"""Whether a companion file may have been given as the wrong table: its strange columns are those of another."""

from __future__ import annotations

from collections.abc import Iterable

from dq.map.names import read_header
from dq.model.companions import CASES, COMPANIONS
from dq.model.schema import fields_of

_ENOUGH = 2
"""So many columns must speak for the other table: one may stand in any list."""


def other_table(headers: Iterable[str], table: str) -> tuple[str, list[str]] | None:
    """The table to which most of the headers belong that ``table`` does not know, with these; None if few do."""
    strange = [header for header in headers if not read_header(header, table).known_other]
    own = fields_of(table)
    found = {
        other: [header for header in strange if _names(header, other, own)]
        for other in (*COMPANIONS, CASES)
        if other != table
    }
    best = max(found, key=lambda other: len(found[other]))
    return (best, found[best]) if len(found[best]) >= _ENOUGH else None


def _names(header: str, table: str, apart: Iterable[str]) -> bool:
    """Whether a header is known to name a field of a table that is not among others."""
    named = read_header(header, table).fields
    return any(one.how == "alias" and one.field not in apart for one in named)
