"""Everything known about one number, and why: what ``dq phone`` prints."""

from __future__ import annotations

from typing import Any

import phonenumbers

from dq.phones.cells import Cell, Part, read_cell
from dq.phones.describe import verified
from dq.phones.oracle import answer
from dq.phones.tables import segment_of
from dq.phones.words import DESCRIBE


def explain(number: str, region: str = "CN") -> dict[str, Any]:
    """Read a text as a cell and tell all about each number in it.

    Returns a JSON-able dict: ``text, region, state, reason, suggestion, signal, notes`` of the cell, what
    the library says of the text as it stands under ``library``, its version and whether that was verified under
    ``engine``, and for each number found, under ``numbers``:
    ``text, e164, state, reason, kind, region, operator, extension, steps, suggestion, plan_change, segment``
    and ``library`` (its answers to the number, with operator and place in English and Chinese).
    """
    cell = read_cell(number, region)
    return {
        "text": number,
        "region": region,
        **_summary(cell),
        "library": _library(number, region),
        "engine": {"phonenumbers": phonenumbers.__version__, "verified": verified()},
        "numbers": [_number(part, region) for part in cell.parts],
    }


def _summary(cell: Cell) -> dict[str, Any]:
    return {
        "state": cell.state,
        "reason": cell.reason,
        "suggestion": cell.suggestion,
        "signal": cell.signal,
        "notes": list(cell.notes),
    }


def _number(part: Part, region: str) -> dict[str, Any]:
    found = part.found
    change = found.change
    segment = segment_of(found.e164[3:]) if found.e164 and found.e164.startswith("+86") else None
    return {
        "text": part.text,
        "e164": found.e164,
        "state": found.state,
        "reason": found.reason,
        "kind": found.kind,
        "region": found.region,
        "operator": found.operator,
        "extension": part.extension,
        "steps": list(part.steps),
        "suggestion": found.suggestion,
        "plan_change": None
        if change is None
        else {
            "old": change.old,
            "new": change.new,
            "date": change.date or None,
            "sure": change.sure,
            "note": change.note,
            "source": change.source,
        },
        "segment": None if segment is None else {"prefix": segment.prefix, "kind": segment.kind},
        "library": _library(found.e164 or part.text, region),
    }


def _library(text: str, region: str) -> dict[str, Any]:
    english = answer(text, region, "en", tuple(DESCRIBE))
    chinese = answer(text, region, "zh", ("operator", "place"))
    return {**english, "operator_zh": chinese["operator"], "place_zh": chinese["place"]}
