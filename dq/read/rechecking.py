"""Whether a run's folder holds what its input files say: they are read again and compared line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.companions import CASES
from dq.read.interface import OWN_NAMES, Reading, Refused
from dq.read.outputs import manifest_of, output_table
from dq.read.retelling import manifest_fields, untold_changes

_SHOWN = 5


def recheck_inputs(folder: Path, readings: Sequence[Reading | Refused]) -> list[str]:
    """What differs between a run's folder and its case files; an empty list means that nothing does.

    ``readings`` are those of the files, read again the way the run read them. Reading holds by itself that the
    records, one behind the other, are the decoded text; here each file must have the hash of the manifest, and its
    text too. Of its lines each case must stand in ``cleaned``, its cells as they are or with a change told in
    ``changes``, or in ``quarantined`` with the same cells, and every other line in ``rejected`` with the same text.
    Texts are not compared in a folder from which a subject was purged.
    Raises UsageError if the folder is no finished run.
    """
    manifest = manifest_of(folder)
    again = {(item.file, item.sheet): item for item in readings if isinstance(item, Reading)}
    refused = {item.file: item.message for item in readings if isinstance(item, Refused)}
    problems = []
    for item, told in zip(manifest["inputs"], manifest["reading"], strict=True):
        key = item["file"], item.get("sheet")
        title = key[0] if key[1] is None else f"{key[0]}, sheet {key[1]!r}"
        reading = again.pop(key, None)
        if reading is None:
            problems.append(refused.get(key[0], f"{title}: is an input of the run, and is not given"))
        elif reading.sha256 != item["sha256"]:
            problems.append(f"{title}: is not the file that the run read (its SHA-256 is another)")
        else:
            several = len(manifest["inputs"]) > 1
            found = _differences(folder, manifest, reading, told["facts"], several=several)
            problems += [f"{title}: {problem}" for problem in found]
    problems += [f"{file}: is not an input of the run" for file, _ in again]
    return problems


def _differences(
    folder: Path, manifest: dict[str, Any], reading: Reading, facts: dict[str, Any], *, several: bool
) -> Iterator[str]:
    for name, what in (("text_sha256", "decoded text"), ("header", "header"), ("encoding", "encoding")):
        if reading.facts.get(name) != facts.get(name):
            yield f"its {what} is another than the run read; was it read with the same source?"
            return
    purged = {
        row
        for lines in manifest.get("purged", {}).values()
        for *place, row in lines
        if _is_of(place, reading)
    }
    cases = set(reading.frame.select("_row").collect()["_row"].to_list()) - purged
    held = _of(folder, "quarantined", "_", reading, several=several)
    kept = _of(folder, "cleaned", "", reading, several=several, columns=("row",))
    stand = [int(row) for row in (*held["_row"], *kept["row"])]
    if wrong := cases.symmetric_difference(stand):
        yield f"{len(wrong)} cases stand in one and not in the other (rows {_first(wrong)})"
    if manifest.get("purged"):
        return
    rejected = _of(folder, "rejected", "", reading, several=several)
    mine = {
        row: (reason, text or "")
        for row, reason, text in reading.rejected.select("row", "reason", "text").rows()
    }
    theirs = {
        int(row): (reason, text or "")
        for row, reason, text in rejected.select("row", "reason", "text").rows()
    }
    if wrong := {row for row in mine.keys() | theirs.keys() if mine.get(row) != theirs.get(row)}:
        yield f"{len(wrong)} rejected lines are told otherwise (rows {_first(wrong)})"
    if wrong := _other_cells(reading, held):
        yield f"{len(wrong)} quarantined lines have other cells (rows {_first(wrong)})"
    if "changes.parquet" in manifest["outputs"]:
        changes = _of(folder, "changes", "", reading, several=several)
        if "table" in changes.columns:  # older runs told the cells of the case file only
            changes = changes.filter(pl.col("table") == CASES)
        cleaned = _of(folder, "cleaned", "", reading, several=several).cast(pl.String)
        for column, rows in untold_changes(reading, manifest_fields(manifest, reading), cleaned, changes):
            yield (
                f"column {column!r}: {len(rows)} accepted lines have another value without a change that tells it "
                f"(rows {_first(set(rows))})"
            )


def _of(
    folder: Path, name: str, mark: str, reading: Reading, *, several: bool, columns: Sequence[str] = ()
) -> pl.DataFrame:
    """The lines of an output that are of one table."""
    table = output_table(folder, name, *columns, maybe=(f"{mark}file", f"{mark}sheet") if columns else ())
    for column, value in ((f"{mark}file", reading.file), (f"{mark}sheet", reading.sheet)):
        if several and column in table.columns:
            table = table.filter(pl.col(column).cast(pl.String).eq_missing(pl.lit(value, dtype=pl.String)))
    return table if table.width else pl.DataFrame(schema={f"{mark}row": pl.UInt32})


def _is_of(place: Sequence[str | None], reading: Reading) -> bool:
    return tuple(place) == (reading.file, reading.sheet)


def _other_cells(reading: Reading, held: pl.DataFrame) -> set[int]:
    """The rows of quarantined lines that do not have the cells of the file."""
    names = [column.name for column in reading.columns if column.name in held.columns]
    rows = held.select(pl.col("_row").cast(pl.UInt32), *names).sort("_row")
    same = reading.frame.filter(pl.col("_row").is_in(rows["_row"].implode())).select("_row", *names).collect()
    same = same.sort("_row")
    if same["_row"].to_list() != rows["_row"].to_list():
        return set()  # told already
    texts = [name for name in names if name not in OWN_NAMES]
    differs = pl.any_horizontal(
        pl.lit(False),
        *(pl.col(name).fill_null("").ne(pl.col(f"{name} again").fill_null("")) for name in texts),
    )
    both = pl.concat([rows, same.select(pl.col(texts).name.suffix(" again"))], how="horizontal")
    return set(both.filter(differs)["_row"].to_list())


def _first(rows: set[int]) -> str:
    return ", ".join(map(str, sorted(rows)[:_SHOWN])) + (", …" if len(rows) > _SHOWN else "")
