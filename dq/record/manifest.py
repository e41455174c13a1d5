"""``run.json``: what came in, by which rules, what came out; no clock, no path, no value of a person."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable, Mapping
from datetime import date
from importlib.metadata import version
from typing import Any

LIBRARIES = ("polars", "phonenumbers", "pandera", "python-calamine", "xlsxwriter")


def run_id(as_of: date, facts: Mapping[str, Any]) -> str:
    """The name of a run: its as-of date and a hash of everything that determines its outputs."""
    text = json.dumps(facts, sort_keys=True, ensure_ascii=False, default=str)
    return f"{as_of:%Y%m%d}-{hashlib.sha256(text.encode()).hexdigest()[:12]}"


def versions(dq_version: str) -> dict[str, str]:
    """The versions that a result depends on."""
    return {
        "dq": dq_version,
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def outputs(written: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Name -> SHA-256, bytes and rows of the files of a run."""
    return {
        item.name: {"sha256": item.sha256, "bytes": item.bytes, "rows": item.rows}
        for item in sorted(written, key=lambda item: item.name)
    }
