"""How a source does over time: defects per thousand cases, what is open, and how long a fix takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dq.record.ledger.runs import RunRecord

SHOWN_RUNS = 12


def scorecard(history: Sequence[RunRecord]) -> dict[str, Any]:
    """The scorecard of one source from its runs, in their order.

    ``runs``: the last :data:`SHOWN_RUNS`, each with cases read, findings (errors and warnings) per 1,000 cases, share
    quarantined, and the numbers of findings by state. ``fixed``: findings that were fixed, over all runs;
    ``median_days_to_fix``: from the as-of date of the first run that had the finding to that of the run that no
    longer had it (None if there is none).
    """
    days: dict[int, int] = {}
    for item in history:
        for told, count in item.facts["history"]["fixed_after_days"].items():
            days[int(told)] = days.get(int(told), 0) + count
    return {
        "runs": [_line(item) for item in history[-SHOWN_RUNS:]],
        "fixed": sum(days.values()),
        "median_days_to_fix": _median(days),
    }


def _line(item: RunRecord) -> dict[str, Any]:
    cases = item.facts["counts"]["accepted"] + item.facts["counts"]["quarantined"]
    found = item.facts["severities"]["error"] + item.facts["severities"]["warning"]
    return {
        "run_id": item.run_id,
        "as_of": item.as_of,
        "cases": cases,
        "per_thousand": round(1000 * found / cases, 1) if cases else 0.0,
        "quarantined": item.facts["counts"]["quarantined"],
        "states": item.facts["history"]["states"],
    }


def _median(days: Mapping[int, int]) -> int | None:
    """The lower median of a histogram."""
    half, seen = (sum(days.values()) + 1) // 2, 0
    for value in sorted(days):
        seen += days[value]
        if seen >= half:
            return value
    return None
