"""The earlier runs of a source, from the run folders themselves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from dq.record.publish import MANIFEST

_MOST_LOOKED_AT = 1_000


def earlier_runs(out: Path, source: str, before: date, most: int) -> list[dict[str, Any]]:
    """The manifests of the last ``most`` whole runs of a source that stand before a date, the oldest first.

    A run's folder begins with its as-of date, so the newest are looked at first, and not more than a thousand. Runs
    of the same date do not count: the same file again must meet the same earlier runs.
    """
    found: list[dict[str, Any]] = []
    for manifest in _newest_first(out, f"{before:%Y%m%d}"):
        if (manifest.get("source") or {}).get("id") == source and manifest.get("status") == "complete":
            found.append(manifest)
            if len(found) == most:
                break
    return found[::-1]


def _newest_first(out: Path, before: str) -> Iterator[dict[str, Any]]:
    names = sorted((path.name for path in out.glob("[0-9]*-*") if path.name[:8] < before), reverse=True)
    for name in names[:_MOST_LOOKED_AT]:
        try:
            manifest = json.loads((out / name / MANIFEST).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(manifest, dict):
            yield manifest
