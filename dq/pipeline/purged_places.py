"""Where the lines of a purged subject stood, so that their run still accounts for every line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

_AROUND = ("preamble", "blank")
Place = tuple[str, str | None, int]
"""File, sheet and row."""
Places = dict[str, set[Place]]
"""By what the lines were: accepted, quarantined, rejected, preamble or blank."""
Inputs = Sequence[Mapping[str, Any]]


def with_purged(manifest: Mapping[str, Any], gone: Mapping[str, pl.DataFrame]) -> dict[str, Any]:
    """The manifest with the places of more lines that go, by the file that they stood in.

    ``purged`` has those of the cases, ``purged_beside`` those of each companion table.
    """
    places = _known(manifest.get("purged", {}))
    tables = manifest.get("companions", {}).get("tables", {})
    beside = {table: _known(manifest.get("purged_beside", {}).get(table, {})) for table in tables}
    for name, lines in gone.items():
        _add(places, _of_cases(name, lines, manifest["inputs"]))
        for table, facts in tables.items():
            _add(beside[table], _of_companion(name, lines, table, facts["inputs"]))
    told = {table: _sorted(found) for table, found in beside.items() if any(found.values())}
    return {**manifest, "purged": _sorted(places), **({"purged_beside": told} if told else {})}


def _of_cases(name: str, lines: pl.DataFrame, inputs: Inputs) -> Places:
    if name == "cleaned.parquet":
        return {"accepted": _coordinates(lines, inputs)}
    if name == "quarantined.csv":
        return {"quarantined": _coordinates(lines, inputs, "_")}
    return _by_reason(lines, inputs) if name == "rejected.csv" else {}


def _of_companion(name: str, lines: pl.DataFrame, table: str, inputs: Inputs) -> Places:
    """Rows that are used stand in no file; those that an error holds back are known by it."""
    if name == "exceptions.parquet":
        files = pl.DataFrame(
            [(item["file"], item["sheet"]) for item in inputs],
            schema={"file": pl.String, "sheet": pl.String},
            orient="row",
        )
        held = lines.filter(pl.col("disposition") == "quarantined")
        return {
            "quarantined": _coordinates(
                held.join(files, on=["file", "sheet"], how="semi", nulls_equal=True), inputs
            )
        }
    if name == "rejected_companions.csv":
        return _by_reason(lines.filter(pl.col("table") == table), inputs)
    return {}


def _by_reason(lines: pl.DataFrame, inputs: Inputs) -> Places:
    reason = pl.col("reason")
    kinds = {kind: lines.filter(reason == kind) for kind in _AROUND}
    kinds["rejected"] = lines.filter(~reason.is_in(_AROUND))
    return {kind: _coordinates(rows, inputs) for kind, rows in kinds.items()}


def _coordinates(lines: pl.DataFrame, inputs: Inputs, mark: str = "") -> set[Place]:
    """A table tells of which file a line is where there are several, and of which sheet where a file has several."""
    file, sheet = f"{mark}file", f"{mark}sheet"
    files = lines[file] if file in lines.columns else [inputs[0]["file"]] * lines.height
    sheets = {item["file"]: item["sheet"] for item in inputs}
    told = lines[sheet] if sheet in lines.columns else [sheets[name] for name in files]
    return set(zip(files, told, lines[f"{mark}row"].cast(pl.Int64), strict=True))


def _known(told: Mapping[str, Any]) -> Places:
    return {kind: set(map(tuple, lines)) for kind, lines in told.items()}


def _add(places: Places, more: Places) -> None:
    for kind, lines in more.items():
        places.setdefault(kind, set()).update(lines)


def _sorted(places: Places) -> dict[str, list[Place]]:
    return {kind: sorted(lines, key=str) for kind, lines in sorted(places.items())}
