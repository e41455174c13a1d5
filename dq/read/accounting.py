"""Whether a run's outputs account for every line that came in, from its folder alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.companions import CASES
from dq.read.companion_accounting import companion_problems
from dq.read.outputs import manifest_of, output_table

_BLOCK = 1 << 20
_AROUND = ("preamble", "blank")
_SHOWN = 5


def verify_run(folder: Path) -> list[str]:
    """What does not add up in the run folder; an empty list means that nothing was lost.

    Checked: each output file has the hash of the manifest; lines = header + preamble + blank + read and
    read = accepted + quarantined + rejected, with the counts of the files themselves; each row number of
    each input
    and sheet stands in exactly one place (header, cleaned, quarantined or rejected).
    The lines of companion tables add up likewise (:mod:`dq.read.companion_accounting`), and the changed cells are as
    many of each table and step as the manifest counts.
    Lines that were purged count where the manifest says that they stood.
    Raises UsageError if the folder is no finished run.
    """
    manifest = manifest_of(folder)
    problems = _changed_files(folder, manifest.get("outputs", {}))
    rejected = output_table(folder, "rejected", "row", "reason")
    around = rejected.filter(pl.col("reason").is_in(_AROUND))
    purged = {name: len(lines) for name, lines in manifest.get("purged", {}).items()}
    found = {
        "accepted": output_table(folder, "cleaned", "row").height + purged.get("accepted", 0),
        "quarantined": output_table(folder, "quarantined", "_row").height + purged.get("quarantined", 0),
        "rejected": rejected.height - around.height + purged.get("rejected", 0),
        "preamble": around.filter(pl.col("reason") == "preamble").height + purged.get("preamble", 0),
        "blank": around.filter(pl.col("reason") == "blank").height + purged.get("blank", 0),
        "header": sum(len(rows) for rows in _header_rows(manifest)),
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
    told = output_table(folder, "rejected_companions", "table", "reason")
    exceptions = output_table(folder, "exceptions", "file", "sheet", "row", "disposition")
    problems += companion_problems(manifest, told, exceptions)
    problems += _uncounted_changes(folder, manifest)
    return problems + _misplaced_rows(folder, manifest)


def _uncounted_changes(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    """The tables whose changed cells are not as many as the manifest says; purged cells are counted no more."""
    path = folder / "changes.parquet"
    if manifest.get("purged") or not path.is_file():
        return
    changes = pl.scan_parquet(path, glob=False)
    if (
        "table" not in changes.collect_schema()
    ):  # a run of an older version, without those of companion tables
        return
    found: dict[str, dict[str, int]] = {}
    for table, step, cells in changes.group_by("table", "step").len().collect().iter_rows():
        found.setdefault(table, {})[step] = cells
    counted = {name: facts["changes"] for name, facts in manifest["companions"]["tables"].items()}
    counted[CASES] = manifest["changes"]
    for table in sorted(found.keys() | counted.keys()):
        if found.get(table, {}) != counted.get(table, {}):
            yield f"changes.parquet: the cells of '{table}' are not those that run.json counts"


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


def _header_rows(manifest: dict[str, Any]) -> list[list[int]]:
    """The header's rows of each input."""
    return [item["facts"].get("header", {}).get("rows", []) for item in manifest["reading"]]


def _misplaced_rows(folder: Path, manifest: dict[str, Any]) -> list[str]:
    """Row numbers that stand nowhere or twice in their file and sheet."""
    inputs = pl.DataFrame(
        [(n, item["file"], item.get("sheet"), item["lines"]) for n, item in enumerate(manifest["inputs"])],
        schema={"input": pl.UInt32, "file": pl.String, "sheet": pl.String, "lines": pl.UInt32},
        orient="row",
    )
    purged = [line for lines in manifest.get("purged", {}).values() for line in lines]
    gone = pl.DataFrame(
        purged, schema={"file": pl.String, "sheet": pl.String, "row": pl.UInt32}, orient="row"
    )
    headers = [(n, row) for n, rows in enumerate(_header_rows(manifest)) for row in rows]
    seen = pl.concat(
        [
            *(
                _of_inputs(
                    output_table(folder, name, mark + "row", maybe=(mark + "file", mark + "sheet")), inputs
                )
                for name, mark in (("cleaned", ""), ("quarantined", "_"), ("rejected", ""))
            ),
            _of_inputs(gone, inputs),
            pl.DataFrame(headers, schema={"input": pl.UInt32, "row": pl.UInt32}, orient="row"),
        ]
    )
    wanted = inputs.select(
        "input", pl.int_ranges(1, pl.col("lines") + 1, dtype=pl.UInt32).alias("row")
    ).explode("row", empty_as_null=False)
    key = ["input", "row"]
    wrong = (
        wanted.group_by(key)
        .agg(pl.len().alias("wanted"))
        .join(
            seen.group_by(key).agg(pl.len().alias("seen")),
            on=key,
            how="full",
            coalesce=True,
            nulls_equal=True,
        )
        .filter(pl.col("wanted").fill_null(0) != pl.col("seen").fill_null(0))
        .sort(key)
    )
    if not wrong.height:
        return []
    rows = ", ".join(map(str, wrong["row"].head(_SHOWN)))
    return [f"{wrong.height} row numbers stand nowhere or more than once (first: {rows})"]


def _of_inputs(rows: pl.DataFrame, inputs: pl.DataFrame) -> pl.DataFrame:
    """The row numbers of an output with the number of the input that each came from; null if of none."""
    rows = rows.rename({name: name.removeprefix("_") for name in rows.columns})
    if "file" not in rows.columns:
        first = pl.lit(0 if inputs.height == 1 else None, dtype=pl.UInt32)
        return rows.select(first.alias("input"), pl.col("row").cast(pl.UInt32))
    key = [name for name in ("file", "sheet") if name in rows.columns]
    places = inputs.select("input", *key).unique(key, keep="first", maintain_order=True)
    found = rows.with_columns(pl.col(key).cast(pl.String)).join(places, on=key, how="left", nulls_equal=True)
    return found.select("input", pl.col("row").cast(pl.UInt32))
