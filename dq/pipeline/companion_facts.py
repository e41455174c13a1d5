"""What the manifest says of companion tables: where their rows came from, and where each line went."""

from __future__ import annotations

from typing import Any

from dq.model.companions import GIVEN
from dq.model.errors import InternalError
from dq.pipeline.companions import Companion, Companions
from dq.pipeline.facts import mapping_facts

_COUNTS = ("lines", "header", "preamble", "blank", "read", "rejected")


def companion_facts(companions: Companions) -> dict[str, Any]:
    """``tables``: the tables by name; ``refused``: files that could not be read; ``absent``: tables not given.

    Raises :class:`InternalError` if the lines of a table do not reconcile.
    """
    return {
        "tables": {name: _table(table) for name, table in companions.tables.items()},
        "refused": [
            {"table": name, "file": item.file, "reason": item.reason, "message": item.message}
            for name, items in companions.beside.refused.items()
            for item in items
        ],
        "absent": [name for name in GIVEN if name not in companions.tables],
    }


def _table(companion: Companion) -> dict[str, Any]:
    readings = [table.reading for table in companion.intake.tables]
    counts = {name: sum(getattr(reading.counts, name) for reading in readings) for name in _COUNTS}
    counts |= {"accepted": companion.rows}
    if (
        counts["lines"] != counts["header"] + counts["preamble"] + counts["blank"] + counts["read"]
        or counts["read"] != counts["accepted"] + counts["rejected"]
    ):
        raise InternalError(f"the lines do not add up: {counts}", "Nothing was published. Please report it.")
    return {
        "inputs": [
            {
                "file": reading.file,
                "sheet": reading.sheet,
                "lines": reading.counts.lines,
                "sha256": reading.sha256,
                "bytes": reading.bytes,
            }
            for reading in readings
        ],
        "reading": [
            {"file": reading.file, "sheet": reading.sheet, "facts": reading.facts} for reading in readings
        ],
        "mapping": mapping_facts(companion.intake),
        "learned": {
            name: {"order": order, "cells": cells} for name, (order, cells) in companion.orders.items()
        },
        "counts": counts,
        "of_known_cases": companion.tied,
    }
