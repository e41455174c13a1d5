"""Whether a run's outputs account for every line that came in, from its folder alone."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import UsageError

_BLOCK = 1 << 20
_AROUND = ("preamble", "blank")
_SHOWN = 5


def verify_run(folder: Path) -> list[str]:
    """What does not add up in the run folder; an empty list means that nothing was lost.

    Checked: each output file has the hash of the manifest; lines = header + preamble + blank + read and
    read = accepted + quarantined + rejected, with the counts of the files themselves; each row number of
    each input
    stands in exactly one place (header, cleaned, quarantined or rejected).
    Raises UsageError if the folder is no finished run.
    """
    manifest = _manifest(folder)
    problems = _changed_files(folder, manifest.get("outputs", {}))
    rejected = _table(folder, "rejected", "row", "reason")
    around = rejected.filter(pl.col("reason").is_in(_AROUND))
    found = {
        "accepted": _table(folder, "cleaned", "row").height,
        "quarantined": _table(folder, "quarantined", "_row").height,
        "rejected": rejected.height - around.height,
        "preamble": around.filter(pl.col("reason") == "preamble").height,
        "blank": around.filter(pl.col("reason") == "blank").height,
        "header": len(_header_rows(manifest)),
        "lines": sum(item["lines"] for item in manifest["inputs"]),
    }
    found["read"] = found["accepted"] + found["quarantined"] + found["rejected"]
    counts = manifest["counts"]
    problems += [
        f"{name}: run.json says {counts.get(name)}, the files have {number}"
        for name, number in found.items()
        if counts.get(name) != number
    ]
    parts = found["header"] + found["preamble"] + found["blank"] + found["read"]
    if parts != found["lines"]:
        problems.append(f"{found['lines']} lines came in, {parts} are accounted for")
    return problems + _misplaced_rows(folder, manifest)


def _manifest(folder: Path) -> dict[str, Any]:
    path = folder / "run.json"
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder}: is not the folder of a run", "Name a folder with a run.json.") from error
    # A partial run has lines of every file that could be read; those of the others it never saw.
    if not isinstance(manifest, dict) or manifest.get("status") not in ("complete", "partial"):
        raise UsageError(f"{folder}: the run is not complete", "Run it again.")
    return manifest


def _header_rows(manifest: dict[str, Any]) -> list[int]:
    return [row for item in manifest["reading"] for row in item["facts"].get("header", {}).get("rows", [])]


def _changed_files(folder: Path, outputs: dict[str, Any]) -> list[str]:
    problems = []
    for name, facts in outputs.items():
        path = folder / name
        if not path.is_file():
            problems.append(f"{name}: is missing")
        elif _sha256(path) != facts["sha256"]:
            problems.append(f"{name}: was changed after the run")
    return problems


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _table(folder: Path, name: str, *columns: str) -> pl.DataFrame:
    """Some columns of an output, from Parquet if there is one, else from CSV; empty if there is neither."""
    parquet, text = folder / f"{name}.parquet", folder / f"{name}.csv"
    if parquet.is_file():
        return pl.scan_parquet(parquet, glob=False).select(columns).collect()
    if not text.is_file():
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String))
    return pl.scan_csv(text, infer_schema=False, glob=False).select(columns).collect()


def _misplaced_rows(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Row numbers that stand nowhere or twice, over all inputs together."""
    parts = [
        _table(folder, name, column).get_column(column).cast(pl.UInt32)
        for name, column in (("cleaned", "row"), ("quarantined", "_row"), ("rejected", "row"))
    ]
    seen = pl.concat([*parts, pl.Series("row", _header_rows(manifest), dtype=pl.UInt32)]).alias("row")
    wanted = pl.concat(
        [pl.int_range(1, item["lines"] + 1, dtype=pl.UInt32, eager=True) for item in manifest["inputs"]]
    ).alias("row")
    joined = (
        wanted.value_counts(name="wanted")
        .join(seen.value_counts(name="seen"), on="row", how="full", coalesce=True)
        .filter(pl.col("wanted").fill_null(0) != pl.col("seen").fill_null(0))
        .sort("row")
    )
    if not joined.height:
        return []
    rows = ", ".join(map(str, joined["row"].head(_SHOWN)))
    return [f"{joined.height} row numbers stand nowhere or more than once (first: {rows})"]
