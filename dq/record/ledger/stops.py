"""Whether a stop list that an earlier run had is missing now: what it stopped counts as callable again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dq.record.ledger.runs import RunRecord

_TABLE = "optouts"


def stop_list_gone(manifest: Mapping[str, Any], earlier: Sequence[RunRecord]) -> dict[str, Any] | None:
    """The last of the earlier runs that had stops (``run_id``, ``as_of``, ``rows``: None if it did not keep their
    number), if this run has no stop list; None if it has one, or none ever was there."""
    if _TABLE in manifest.get("companions", {}).get("tables", {}):
        return None
    last = next((item for item in reversed(earlier) if _had_stops(item)), None)
    if last is None:
        return None
    return {"run_id": last.run_id, "as_of": last.as_of, "rows": last.facts.get("stops")}


def alike(earlier: Sequence[RunRecord], manifest: Mapping[str, Any], batch: int | None) -> list[RunRecord]:
    """Those of the runs without a source that are of this run's cases: an earlier state of its batch, or a file of the
    same name."""
    files = {item["file"] for item in manifest["inputs"]}
    return [
        item
        for item in earlier
        if item.batch == batch or not files.isdisjoint(entry["file"] for entry in item.facts["inputs"])
    ]


def _had_stops(item: RunRecord) -> bool:
    stops = item.facts.get("stops")
    return stops > 0 if stops is not None else _TABLE in item.facts.get("companions", ())
