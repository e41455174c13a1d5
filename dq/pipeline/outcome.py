"""The last stages: one pass over the judged plan fills the files, then the failing rows become lists for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from dq.check.engine import silenced
from dq.enrich.contacts import contact_columns, contacts
from dq.model import columns
from dq.model.columns import FILE, ID, ROW, SHEET
from dq.model.enums import Kind, Severity
from dq.model.gate import GateSpec
from dq.model.schema import field as field_of
from dq.pipeline.gating import gate_counts
from dq.pipeline.intake import Intake
from dq.pipeline.judging import TOLD, Judged, cleaned_fields
from dq.route.causes import Tally
from dq.route.findings import CAUSE, QUARANTINED, findings
from dq.route.interface import Place, Places, Wording
from dq.route.tasks import Budget, most_worthwhile, named, tasks

CHUNK = 100_000
LEFT_OUT = "left_out"
"""Step of a cell of an accepted case that can't be read: the cleaned dataset has no value for it."""

DECISION = "decision"
"""Step of a cell that a person decided."""

Progress = Callable[[int], None]


@dataclass
class Passed:
    """What the one pass left in the work folder, and its counts (a frame of one row)."""

    failing: Path
    changes: list[Path]
    contacts: Path | None
    counts: dict[str, Any]


@dataclass
class Lists:
    """What was made of the failing rows: parts on disk, tallies in memory."""

    findings: list[Path] = field(default_factory=list)
    hushed: list[Path] = field(default_factory=list)
    quarantined: list[Path] = field(default_factory=list)
    contacts: list[Path] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    tasks: pl.DataFrame | None = None
    phone_states: dict[str, int] = field(default_factory=dict)
    coverage: dict[str, int] = field(default_factory=dict)


def one_pass(
    judged: Judged, sinks: Sequence[pl.LazyFrame], gate: GateSpec, work: Path, progress: Progress | None
) -> Passed:
    """Run the plan once: the given sinks, the failing rows, the changes of each field, the contacts, the counts."""
    frame = judged.frame
    failing = work / "failing.parquet"
    outputs = list(sinks)
    outputs.append(_temporary(frame.filter(TOLD), failing))
    changes = []
    for name in cleaned_fields(judged):
        path = work / f"changes-{name}.parquet"
        outputs.append(_temporary(_changes(frame, name, judged), path))
        changes.append(path)
    listed: Path | None = None
    wanted = contact_columns(judged.present)
    if any(name in judged.present and field_of(name).kind is Kind.PHONE for name in judged.present):
        listed = work / "contacts.parquet"
        outputs.append(_temporary(frame.select(wanted), listed))
    if progress is not None:
        outputs.append(_ticking(frame, progress))
    outputs.append(frame.select(_counts(judged) + gate_counts(gate, judged.present)))
    results = pl.collect_all(outputs, engine="streaming")
    return Passed(failing, changes, listed, results[-1].row(0, named=True))


def _temporary(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    sink = frame.sink_parquet(path, compression="lz4", statistics=False, lazy=True)
    assert sink is not None
    return sink


def _ticking(frame: pl.LazyFrame, progress: Progress) -> pl.LazyFrame:
    def tick(batch: pl.DataFrame) -> None:
        progress(batch.height)

    sink = frame.select(ID).sink_batches(tick, chunk_size=CHUNK, lazy=True)
    assert sink is not None
    return sink


def _changes(frame: pl.LazyFrame, name: str, judged: Judged) -> pl.LazyFrame:
    value, step = pl.col(name), pl.col(columns.step(name))
    raw = pl.col(columns.raw(name))
    if columns.decided(name) in frame.collect_schema():
        raw = pl.col(columns.was(name))
        step = pl.when(columns.decided(name)).then(pl.lit(DECISION)).otherwise(step)
    lost = raw.is_not_null() & value.is_null() & ~pl.col(QUARANTINED)
    case_no = pl.col("case_no") if "case_no" in judged.present else pl.lit(None, pl.String).alias("case_no")
    return frame.filter(step.is_not_null() | lost).select(
        case_no,
        pl.col(FILE).alias("file"),
        pl.col(SHEET).alias("sheet"),
        pl.col(ROW).alias("row"),
        pl.lit(name).alias("field"),
        raw.alias("before"),
        value.cast(pl.String).alias("after"),
        pl.coalesce(step, pl.lit(LEFT_OUT)).alias("step"),
    )


def _counts(judged: Judged) -> list[pl.Expr]:
    accepted = ~pl.col(QUARANTINED)
    wanted = [pl.len().alias("rows"), accepted.sum().alias("accepted")]
    for place, probe in enumerate(judged.probes):
        failed = pl.col(judged.fail(place))
        bad = [pl.col(columns.bad(name)).is_not_null() for name in probe.inputs if name in judged.present]
        unread = failed.is_null() & (pl.any_horizontal(bad) if bad else pl.lit(False))
        wanted += [
            failed.sum().alias(f"found:{place}"),
            failed.null_count().alias(f"null:{place}"),
            unread.sum().alias(f"unreadable:{place}"),
        ]
        if probe.silenced_by:
            doubtful = failed.is_null() & ~unread & silenced(probe)
            wanted.append(doubtful.sum().alias(f"silenced:{place}"))
    for name in sorted(judged.present):
        wanted += [
            pl.col(columns.raw(name)).count().alias(f"before:{name}"),
            pl.col(name).count().alias(f"after:{name}"),
        ]
    if "total_due" in judged.present:
        wanted += [
            pl.col("total_due").sum().alias("money"),
            pl.col("total_due").filter(accepted).sum().alias("money_accepted"),
            pl.col(columns.bad("total_due")).count().alias("money_unreadable"),
        ]
    return wanted


def make_lists(
    passed: Passed, judged: Judged, intake: Intake, wording: Wording, work: Path, budget: Budget
) -> Lists:
    """Turn the failing rows, slice by slice, into findings, held-back lines and tasks; and list the contacts."""
    lists = Lists()
    places = {table.key: _places(table.mapping.fields(), table.reading.columns) for table in intake.tables}
    told, quiet = judged.judgements(Severity.ERROR, Severity.WARNING), judged.hushed()
    spec = intake.source.worklist
    for number, batch in enumerate(
        pl.scan_parquet(passed.failing).collect_batches(chunk_size=CHUNK, maintain_order=True)
    ):
        found = findings(batch, told, places, wording)
        lists.tally.add(found, told)
        lists.findings.append(_part(found.drop(ID, CAUSE), work / f"findings-{number}.arrow"))
        if quiet:
            hushed = findings(batch, quiet, places, wording).drop(ID, CAUSE)
            lists.hushed.append(_part(hushed, work / f"hushed-{number}.arrow"))
        held = _held_back(batch, found, intake)
        lists.quarantined.append(_part(held, work / f"quarantined-{number}.arrow"))
        listed = tasks(found, batch, told, spec, judged.context.as_of)
        lists.tasks = most_worthwhile(
            listed if lists.tasks is None else pl.concat([lists.tasks, listed]), budget
        )
    if lists.tasks is not None:
        lists.tasks = named(lists.tasks, wording.source)
    if passed.contacts is not None:
        _list_contacts(passed.contacts, lists, intake, work)
    return lists


def _part(frame: pl.DataFrame, path: Path) -> Path:
    frame.write_ipc(path)
    return path


def _places(fields: Any, file_columns: Any) -> dict[str, Place]:
    letters = {column.name: column for column in file_columns}
    return {
        name: Place(letters[mapped.column].header or mapped.column, letters[mapped.column].letter)
        for name, mapped in fields.items()
    }


def _held_back(batch: pl.DataFrame, found: pl.DataFrame, intake: Intake) -> pl.DataFrame:
    """The quarantined lines of a slice as they came, with the rules that hold them and why."""
    reasons = (
        found.filter(pl.col("severity") == Severity.ERROR)
        .group_by(ID, maintain_order=True)
        .agg(
            pl.col("rule").unique(maintain_order=True).str.join("; ").alias("_rules"),
            pl.col("message").str.join("; ").alias("_reasons"),
        )
    )
    rows = batch.filter(QUARANTINED).join(reasons, on=ID, how="left", maintain_order="left")
    parts = []
    for table in intake.tables:
        mine = rows.filter(
            (pl.col(FILE) == table.reading.file)
            & pl.col(SHEET).eq_missing(pl.lit(table.reading.sheet, pl.String))
        )
        parts.append(
            mine.select(
                *(pl.col(old).alias(new) for new, old in table.as_it_came(rows.columns).items()),
                *reversed(intake.coordinates),
                "_rules",
                "_reasons",
            )
        )
    return parts[0] if len(parts) == 1 else pl.concat(parts, how="diagonal")


def _list_contacts(path: Path, lists: Lists, intake: Intake, work: Path) -> None:
    headers = {
        name: mapped.column
        for table in reversed(intake.tables)
        for name, mapped in table.mapping.fields().items()
    }
    own = reached = cases = 0
    for number, batch in enumerate(
        pl.scan_parquet(path).collect_batches(chunk_size=CHUNK, maintain_order=True)
    ):
        listed = contacts(batch, headers)
        lists.contacts.append(_part(listed, work / f"contacts-{number}.arrow"))
        for state, count in listed.group_by("state").len().sort("state").iter_rows():
            lists.phone_states[state] = lists.phone_states.get(state, 0) + count
        own += listed.filter((pl.col("party") == "self") & pl.col("callable"))["row"].n_unique()
        reached += listed.filter("callable")["row"].n_unique()
        cases += batch.height
    lists.coverage = {
        "numbers": sum(lists.phone_states.values()),
        "cases": cases,
        "cases_with_own_number": own,
        "cases_with_callable_number": reached,
    }


def place_table(intake: Intake) -> Places:
    """Where each field stands in each table."""
    return {table.key: _places(table.mapping.fields(), table.reading.columns) for table in intake.tables}
