"""What is assumed of a companion file that says little more than whom it is about."""

from __future__ import annotations

from typing import Any

from dq.map.interface import Mapping
from dq.map.mistaken import other_table
from dq.model.companions import COMPANIONS
from dq.pipeline.intake import Intake

UNDATED, BARE = "undated", "bare"
"""No column says since when: all of it holds from always. Not even what: each row is a stop of a kind not known."""


def assumptions(intake: Intake) -> list[dict[str, Any]]:
    """Of each file that leaves something to assume ``file``, ``sheet``, ``assumed`` (:data:`UNDATED`, :data:`BARE`),
    and where the columns that its table does not know are another's, ``looks_like`` with its name and the columns.
    """
    told = []
    for item in intake.tables:
        found = _assumed(intake.table, item.mapping) if item.reading.counts.cases else {}
        if found:
            told.append({"file": item.reading.file, "sheet": item.reading.sheet, **found})
    return told


def _assumed(table: str, mapping: Mapping) -> dict[str, Any]:
    known, fields = COMPANIONS.get(table), mapping.fields().keys()
    if known is None or not known.since or not fields.isdisjoint(known.since):
        return {}
    if not fields.isdisjoint(known.saying):
        return {"assumed": UNDATED}
    other = other_table([column.column for column in mapping.unmapped], table)
    mistaken = {} if other is None else {"looks_like": {"table": other[0], "columns": other[1]}}
    return {"assumed": BARE, **mistaken}
