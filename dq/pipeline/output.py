"""Stage ``write`` seen from the road: which files a run makes, and of which frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl
import polars.selectors as cs

from dq.contracts.hold import held
from dq.contracts.promises import Promise
from dq.model.columns import FILE, ROW, SHEET
from dq.model.companions import CASES
from dq.model.schema import field as field_of
from dq.packs.expressions import TYPES
from dq.pipeline.changing import LEFT_OUT
from dq.pipeline.contact_files import ContactList, write_contacts
from dq.pipeline.contracting import promises
from dq.pipeline.facts import with_validity
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged, cleaned_fields
from dq.pipeline.outcome import Lists, Passed
from dq.pipeline.remembering import Remembered, resolved
from dq.pipeline.returning import SentBack, returned
from dq.pipeline.settings import Settings
from dq.pipeline.worklists import signer, write_worklists
from dq.record import manifest as record
from dq.record.ledger import Key
from dq.record.ledger.sealing import sealed
from dq.route.findings import QUARANTINED
from dq.route.interface import FINDING_COLUMNS
from dq.write.cleaned import write_cleaned
from dq.write.files import Written, write_csv, write_parquet
from dq.write.private import mask_private, mask_told
from dq.write.report import write_report
from dq.write.returned import write_return
from dq.write.samples import samples
from dq.write.stream import write_slices

FINDINGS_SCHEMA = {**dict.fromkeys(FINDING_COLUMNS, pl.String), "row": pl.UInt32}
_PLACES = {FILE: pl.String(), SHEET: pl.String(), ROW: pl.UInt32()}
_NO_CHANGES = pl.DataFrame(
    schema={"table": pl.String, "field": pl.String, "step": pl.String, "len": pl.UInt32}
)
REJECTED_COLUMNS = ("file", "sheet", "row", "reason", "text")


@dataclass
class Cleaned:
    """The cleaned dataset's files, filled while the rows pass by, and held against the contract before that."""

    fields: tuple[str, ...]
    parquet: Path
    csv: Path | None
    places: tuple[str, ...]
    promises: tuple[Promise, ...]
    written: list[Written] = field(default_factory=list)

    @classmethod
    def of(cls, judged: Judged, staged: Path, formats: Sequence[str], places: Sequence[str]) -> Cleaned:
        """Plan the files; the Parquet file is always made.

        ``places``: the working columns that say where a line stands.
        """
        csv = staged / "cleaned.csv" if "csv" in formats else None
        fields = tuple(cleaned_fields(judged))
        return cls(fields, staged / "cleaned.parquet", csv, tuple(places), promises(judged))

    def write(self, slices: Iterator[pl.DataFrame]) -> None:
        """Write the accepted of the judged rows; raises :class:`InternalError` if the contract breaks."""
        accepted = held(map(self._accepted, slices), self.fields, self.promises)
        self.written = write_slices(accepted, self._schema(), self.parquet, self.csv)

    def _accepted(self, rows: pl.DataFrame) -> pl.DataFrame:
        origin = (pl.col(place).alias(place.removeprefix("_")) for place in self.places)
        return rows.select(*self.fields, *origin).filter(~rows[QUARANTINED])

    def _schema(self) -> pl.Schema:
        types = {name: TYPES[field_of(name).kind] for name in self.fields}
        return pl.Schema(types | {place.removeprefix("_"): _PLACES[place] for place in self.places})


def write_all(
    cleaned: Cleaned,
    listed: ContactList,
    passed: Passed,
    lists: Lists,
    intake: Intake,
    manifest: dict[str, Any],
    settings: Settings,
    staged: Path,
    remembered: Remembered,
    key: Key,
    sent: SentBack,
) -> list[Written]:
    """Write every other file of the run into the staged folder; returns all of them. ``key``: the ledger's."""
    written = list(cleaned.written)
    found = remembered.with_states(_parts(lists.findings, FINDINGS_SCHEMA))
    if settings.mask:
        found = sealed(found, key).with_columns(_masked())
    written += _both(found, staged, "exceptions", settings)
    if remembered.hushed.height:
        quiet = remembered.hushed
        if settings.mask:
            quiet = quiet.with_columns(_masked())
        written += _both(quiet.lazy(), staged, "suppressed", settings)
    over = resolved(remembered.settled)
    if over.height:
        written += _both(over.lazy(), staged, "resolved", settings)
    written.append(write_csv(_held(lists.quarantined), staged / "quarantined.csv"))
    rejected = pl.concat([table.reading.rejected for table in intake.tables])
    written.append(write_csv(rejected.select(REJECTED_COLUMNS), staged / "rejected.csv"))
    if lists.beside:
        beside = pl.concat(lists.beside).select("table", *REJECTED_COLUMNS)
        written.append(write_csv(beside, staged / "rejected_companions.csv"))
    changes = pl.concat([pl.scan_parquet(passed.changes), *lists.changes])
    written.append(write_parquet(changes, staged / "changes.parquet"))
    by_cell = pl.scan_parquet(staged / "changes.parquet").group_by("table", "field", "step")
    counted = {
        str(table): part
        for (table,), part in by_cell.len().collect().partition_by("table", as_dict=True).items()
    }
    of_cases = counted.get(CASES, _NO_CHANGES)
    manifest["changes"] = _sums(of_cases, "step")
    for table, facts in manifest["companions"]["tables"].items():
        facts["changes"] = _sums(counted.get(table, _NO_CHANGES), "step")
    changed = _sums(of_cases.filter(pl.col("step") != LEFT_OUT), "field")
    manifest["completeness"] = with_validity(manifest["completeness"], changed)
    written += write_contacts(listed, lists.contacts, intake, staged)
    if lists.tasks is not None:
        tasks = remembered.with_states(lists.tasks.lazy()).collect()
        written += write_worklists(
            tasks, intake, settings, manifest["run_id"], staged, lists.whole, signer(key)
        )
    back = returned(passed, lists, intake, sent, settings.lang)
    if back.sheets:
        written.append(write_return(back.sheets, staged / "return.xlsx", lang=settings.lang))
    if back.too_many:
        manifest["not_returned"] = back.left_out()
    if "xlsx" in settings.formats:
        written.append(write_cleaned(pl.read_parquet(cleaned.parquet), staged / "cleaned.xlsx"))
    manifest["outputs"] = record.outputs(written)
    written.append(write_report(manifest, samples(staged), staged / "report.html", lang=settings.lang))
    return written


def _sums(counted: pl.DataFrame, name: str) -> dict[str, int]:
    return dict(counted.group_by(name).agg(pl.col("len").sum()).sort(name).iter_rows())


def _both(frame: pl.LazyFrame, staged: Path, name: str, settings: Settings) -> list[Written]:
    files = [write_parquet(frame, staged / f"{name}.parquet")]
    if "csv" in settings.formats:
        files.append(write_csv(frame.select(cs.exclude(cs.binary())), staged / f"{name}.csv"))
    return files


def _parts(paths: Sequence[Path], schema: dict[str, Any]) -> pl.LazyFrame:
    return pl.scan_ipc(list(paths)) if paths else pl.LazyFrame(schema=schema)


def _masked() -> list[pl.Expr]:
    return [mask_private("value"), mask_private("suggestion"), mask_told("message")]


def _held(paths: Sequence[Path]) -> pl.LazyFrame:
    if not paths:
        return pl.LazyFrame(schema={ROW: pl.UInt32, "_rules": pl.String, "_reasons": pl.String})
    return pl.scan_ipc(list(paths))
