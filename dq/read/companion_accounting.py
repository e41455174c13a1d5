"""Whether a run accounts for every line of its companion tables, from its folder alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

_AROUND = ("preamble", "blank")


def companion_problems(
    manifest: Mapping[str, Any], rejected: pl.DataFrame, exceptions: pl.DataFrame
) -> list[str]:
    """What does not add up in the companion tables of a run; an empty list means that nothing was lost.

    Rows that are used are written nowhere again, so they are known by their number; the others stand in a file:
    ``rejected`` (``table``, ``reason``) and ``exceptions`` (``file``, ``sheet``, ``row``, ``disposition``), or were
    purged and stood where the manifest says.
    """
    problems = []
    for name, table in manifest.get("companions", {}).get("tables", {}).items():
        counts = table["counts"]
        mine = rejected.filter(pl.col("table") == name)["reason"]
        found = {
            "lines": sum(item["lines"] for item in table["inputs"]),
            "header": sum(len(item["facts"].get("header", {}).get("rows", [])) for item in table["reading"]),
            **{reason: int((mine == reason).sum()) for reason in _AROUND},
            "rejected": len(mine) - int(mine.is_in(_AROUND).sum()),
            "quarantined": _held(table, exceptions),
        }
        for kind, lines in manifest.get("purged_beside", {}).get(name, {}).items():
            found[kind] += len(lines)
        found["read"] = found["lines"] - found["header"] - found["preamble"] - found["blank"]
        found["accepted"] = found["read"] - found["rejected"] - found["quarantined"]
        problems += [
            f"{name}, {part}: run.json says {counts.get(part)}, the files have {number}"
            for part, number in found.items()
            if counts.get(part) != number
        ]
    return problems


def _held(table: Mapping[str, Any], exceptions: pl.DataFrame) -> int:
    """The rows of a table's files that an error holds back."""
    inputs = pl.DataFrame(
        [(item["file"], item["sheet"]) for item in table["inputs"]],
        schema={"file": pl.String, "sheet": pl.String},
        orient="row",
    )
    held = exceptions.filter(pl.col("disposition") == "quarantined").select("file", "sheet", "row").unique()
    return held.join(inputs, on=["file", "sheet"], how="semi", nulls_equal=True).height
