"""Deleting from a folder of runs: whole runs before a date, or one subject's lines from every run.

Each file is replaced as a whole, the manifest last; what tells which other lines are the subject's goes after these. If
the process is killed between, the same purge again does the rest.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import OutputError
from dq.pipeline.purged_places import with_purged
from dq.record.ledger import Ledger
from dq.record.ledger.forget import forget_before, forget_cases
from dq.record.publish import MANIFEST, discard, read_manifest, rewrite_manifest, sweep
from dq.write.files import write_csv, write_parquet, write_text

_TELLING = ("message", "suggestion", "_reasons", "explanation")
"""Columns in which a line of one case may name another."""
_GONE = "‹purged›"
_BOM = b"\xef\xbb\xbf"


@dataclass
class Purged:
    """What was deleted, or would be: run -> file -> rows (None: the file as a whole); table of the ledger -> rows.

    ``kept``: files in run folders that no manifest names; they may hold the subject too, and are left to the user.
    """

    runs: dict[str, dict[str, int | None]] = field(default_factory=dict)
    ledger: dict[str, int] = field(default_factory=dict)
    hashes: dict[str, dict[str, str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)

    def receipt(self, what: Mapping[str, Any], person: str, day: str) -> dict[str, Any]:
        """What proves the deletion without telling what was deleted: counts, and hashes of the files before."""
        return {
            "what": dict(what),
            "person": person,
            "day": day,
            "runs": {
                run: {
                    name: {"rows": rows, "sha256_before": self.hashes[run][name]}
                    for name, rows in files.items()
                }
                for run, files in self.runs.items()
            },
            "ledger": self.ledger,
        }


def purge_before(ledger: Ledger, day: date, *, really: bool) -> Purged:
    """Delete the folders of the runs with an earlier as-of date, and what was over before it in the ledger.

    ``really``: the caller holds the folder's lock.
    """
    done = Purged()
    if really:
        sweep(ledger.out)
    for folder, manifest in _runs(ledger.out):
        if date.fromisoformat(manifest["as_of"]) >= day:
            continue
        done.runs[folder.name] = dict.fromkeys(sorted(path.name for path in folder.iterdir()))
        done.hashes[folder.name] = {name: _sha256(folder / name) for name in done.runs[folder.name]}
        if really:
            discard(folder)
    done.ledger = forget_before(ledger, day.isoformat(), really=really)
    return done


def purge_cases(ledger: Ledger, cases: Sequence[str], *, really: bool) -> Purged:
    """Delete the lines of cases from every table of every run, and all that the ledger remembers of them.

    Workbooks and pages of such a run can't be edited line by line: they are deleted as a whole.
    """
    done = Purged()
    numbers: set[str] = set()
    touched_runs: list[Path] = []
    for folder, manifest in _runs(ledger.out):
        for left in folder.glob(".*") if really else ():
            left.unlink()
        edits = _edits(folder, manifest, cases)
        if not any(edit.touches for edit in edits) and not manifest.get("purging"):
            continue
        numbers.update(_numbers(edits))
        touched: dict[str, int | None] = {edit.name: edit.lines.height for edit in edits if edit.touches}
        done.runs[folder.name] = touched | dict.fromkeys(_whole(folder, manifest))
        done.hashes[folder.name] = {name: _sha256(folder / name) for name in done.runs[folder.name]}
        known = {*manifest["outputs"], MANIFEST}
        done.kept += [str(path) for path in sorted(folder.iterdir()) if path.name not in known]
        touched_runs.append(folder)
    # The ledger first: only the runs know the subject's numbers.
    done.ledger = forget_cases(ledger, cases, numbers, really=really)
    for folder in touched_runs if really else ():
        manifest = read_manifest(folder)
        _carry_out(folder, manifest, _edits(folder, manifest, cases))
    return done


def _whole(folder: Path, manifest: Mapping[str, Any]) -> list[str]:
    """The files of a run that can't be edited line by line."""
    tables = (".csv", ".parquet")
    return [
        name for name in manifest["outputs"] if Path(name).suffix not in tables and (folder / name).exists()
    ]


def write_receipt(out: Path, receipt: Mapping[str, Any]) -> Path:
    """Write the receipt beside the runs, named by its own hash."""
    text = json.dumps(receipt, ensure_ascii=False, indent=2) + "\n"
    path = out / f"purged-{hashlib.sha256(text.encode()).hexdigest()[:12]}.json"
    if not path.exists():
        write_text(text, path)
    return path


@dataclass(frozen=True)
class _Edit:
    """A table of a run, the lines that go, and those that stay; ``unnamed``: some of these named the subject."""

    name: str
    lines: pl.DataFrame
    rest: pl.DataFrame
    unnamed: bool

    @property
    def touches(self) -> bool:
        """Whether the table is no longer what it was."""
        return self.unnamed or self.lines.height > 0


def _runs(out: Path) -> Iterable[tuple[Path, dict[str, Any]]]:
    for path in sorted(out.glob("[0-9]*-*/" + MANIFEST)):
        try:
            yield path.parent, read_manifest(path.parent)
        except ValueError:
            raise OutputError(f"{path} can't be read", "Run the file again, or delete the folder.") from None


def _edits(folder: Path, manifest: Mapping[str, Any], cases: Sequence[str]) -> list[_Edit]:
    """The tables of a run, each in two parts."""
    tables = {
        name: _read(folder / name)
        for name in manifest["outputs"]
        if Path(name).suffix in (".csv", ".parquet") and (folder / name).exists()
    }
    named = pl.DataFrame(manifest["inputs"]).select(pl.col("file", "sheet").cast(pl.String))
    listed = tables["exceptions.parquet"].filter(pl.col("case_no").is_in(cases))
    mine = listed.join(named, on=["file", "sheet"], how="semi", nulls_equal=True)  # not on companion rows
    held = mine.select("file", "sheet", "row").unique().sort("file", "sheet", "row")
    edits: list[_Edit] = []
    for name, table in sorted(tables.items()):
        hit = table.select(_hit(table.columns, cases, held)).to_series()
        if Path(name).stem == "lookups":
            # The list of numbers to look up names each number once, under the first case that has it.
            theirs = [edit.lines["phone"] for edit in edits if Path(edit.name).stem == "contacts"]
            hit |= table["phone"].is_in(pl.concat(theirs).drop_nulls().implode()) if theirs else False
        rest = table.filter(~hit)
        unnamed = _unnamed(rest, cases)
        edits.append(_Edit(name, table.filter(hit), unnamed, unnamed=not unnamed.equals(rest)))
    return edits


def _unnamed(table: pl.DataFrame, cases: Sequence[str]) -> pl.DataFrame:
    """The lines of other cases with the subject's number taken out of what they tell, such as whom they repeat."""
    names = "|".join(re.escape(case) for case in cases)
    told = [name for name in _TELLING if name in table.columns]
    mark = r"(^|[^\w-])(?:" + names + r")($|[^\w-])"
    return table.with_columns(pl.col(told).str.replace_all(mark, f"${{1}}{_GONE}${{2}}"))


def _numbers(edits: Sequence[_Edit]) -> list[str]:
    """The phone numbers of the lines that go."""
    return [
        number
        for edit in edits
        if edit.name == "contacts.parquet"
        for number in edit.lines["phone"].drop_nulls()
    ]


def _hit(columns: Sequence[str], cases: Sequence[str], held: pl.DataFrame) -> pl.Expr:
    """Where a line of a table belongs to one of the cases; ``held``: where their lines with findings stood."""
    if "case_no" in columns:
        own = pl.col("case_no").is_in(cases)
        return (own | _known_from(cases) if "origin" in columns else own).fill_null(value=False)
    if "_row" in columns:
        names = [name for name in held.columns if f"_{name}" in columns]
        place = pl.struct(pl.col(f"_{name}").cast(held.schema[name]).alias(name) for name in names)
        return place.is_in(held.select(pl.struct(names)).to_series().implode())
    if "contract_no" in columns:  # of a file without case numbers
        return pl.col("contract_no").is_in(cases).fill_null(value=False)
    if "text" in columns:
        return pl.col("text").str.contains_any(list(cases)).fill_null(value=False)
    return pl.lit(value=False)


def _known_from(cases: Sequence[str]) -> pl.Expr:
    """Whether a number of another case is known from one of these: its origin says ``… @ case B-3``."""
    names = "|".join(re.escape(case) for case in cases)
    return pl.col("origin").str.contains(rf"@ case (?:{names})(?:[\s;,]|$)").fill_null(value=False)


def _read(path: Path) -> pl.DataFrame:
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    return pl.read_csv(path, infer_schema=False)


def _carry_out(folder: Path, manifest: dict[str, Any], edits: Sequence[_Edit]) -> None:
    """Say which lines go, let them go, and name what is left; what is killed between can be done again."""
    told = with_purged(manifest, {edit.name: edit.lines for edit in edits})
    rewrite_manifest(folder, told | {"purging": True})
    for name in _whole(folder, manifest):
        (folder / name).unlink()
    for edit in sorted(edits, key=_telling):
        if edit.touches:
            _replace(folder / edit.name, edit.rest)
    rows = {edit.name: edit.rest.height for edit in edits}
    outputs = {
        name: {
            "sha256": _sha256(folder / name),
            "bytes": (folder / name).stat().st_size,
            "rows": rows.get(name, facts["rows"]),
        }
        for name, facts in manifest["outputs"].items()
        if (folder / name).exists()
    }
    causes = [cause | {"example": ""} for cause in manifest["causes"]]
    done = told | {"outputs": outputs, "causes": causes}
    rewrite_manifest(folder, {name: value for name, value in done.items() if name != "purging"})


def _telling(edit: _Edit) -> tuple[bool, bool]:
    """What comes last: the tables by which :func:`_edits` knows the subject's lines in the others."""
    path = Path(edit.name)
    return path.stem in ("contacts", "exceptions"), path.suffix == ".parquet"


def _replace(path: Path, table: pl.DataFrame) -> None:
    """Put another table in the place of a file, whole or not at all."""
    other = path.with_name(f".{path.name}")
    other.unlink(missing_ok=True)
    if path.suffix == ".csv":
        write_csv(table, other, bom=path.read_bytes()[:3] == _BOM)
    else:
        write_parquet(table, other)
    other.replace(path)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
