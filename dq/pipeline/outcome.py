"""The last stages: one pass over the judged plan fills the files, then the failing rows become lists for people."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import polars as pl

from dq.check import engine
from dq.check.reach import tells_of_numbers
from dq.clean.interface import in_texts
from dq.enrich.contacts import Survey
from dq.model import columns
from dq.model.columns import FILE, ID, SHEET
from dq.model.enums import Severity
from dq.model.source import Source
from dq.pipeline.changing import changes
from dq.pipeline.comparing import batches, comparing
from dq.pipeline.counting import Counts
from dq.pipeline.intake import Intake, Table
from dq.pipeline.judging import TOLD, Judged
from dq.pipeline.slices import Make
from dq.pipeline.takes import takes_of_cases
from dq.route.causes import Tally
from dq.route.findings import QUARANTINED, WORKING, findings
from dq.route.interface import Place, Places, Wording
from dq.route.naming import Repeats, named
from dq.route.tasks import Budget, most_worthwhile, tasks

_TOLD_COLUMNS = engine.LASTING.exclude(r"^step:.*$")
"""Of the failing rows: lists tell nothing of steps, which are in the changes."""

Progress = Callable[[int], None]


@dataclass
class Passed:
    """What the one pass left: folders of Parquet files, each to be read as one table, and counts by name."""

    failing: Path
    changes: Path
    counted: Counts
    facts: Path | None = None
    """What tasks say of the cases that companion tables have findings on."""
    repeats: pl.DataFrame | None = None
    """The rows whose case stands before them already (:meth:`~dq.route.naming.Repeats.found`)."""

    @property
    def counts(self) -> dict[str, Any]:
        """The counts; see :class:`~dq.pipeline.counting.Counts`."""
        return self.counted.values


@dataclass
class Lists:
    """What was made of the failing rows: parts on disk, tallies in memory."""

    findings: list[Path] = field(default_factory=list)
    hushed: list[Path] = field(default_factory=list)
    quarantined: list[Path] = field(default_factory=list)
    contacts: Survey | None = None
    tally: Tally = field(default_factory=Tally)
    beside: list[pl.DataFrame] = field(default_factory=list)
    changes: list[pl.LazyFrame] = field(default_factory=list)
    """The changed cells of companion tables."""
    tasks: pl.DataFrame | None = None
    whole: int = 0
    """How many tasks there are, whatever the budget."""
    tables: Mapping[str, Intake] = field(default_factory=dict)
    """The companion tables as they were read."""
    numbers: pl.Series | None = None
    """What names the cases that these are tied to."""


def one_pass(
    judged: Judged,
    source: Source,
    work: Path,
    progress: Progress | None,
    write: Callable[[Iterator[pl.DataFrame]], None] | None = None,
    told: Make | None = None,
) -> Passed:
    """Judge all rows once: the failing rows and the changes go to the work folder, the rest is counted.

    ``write`` takes the judged slices and uses them up; without it nobody does. ``told``: the facts that are kept of a
    slice for tasks on companion rows.
    """
    facts = None if told is None else work / "case-facts"
    passed = Passed(work / "failing", work / "changes", Counts(judged, source.gate), facts)
    repeats = Repeats(source.id, judged.present)
    slices = _passing(judged, passed, repeats, progress, told)
    if write is None:
        for _ in slices:
            pass
    else:
        write(slices)
    judged.rows.let_go()
    passed.repeats = repeats.found()
    return passed


def _passing(
    judged: Judged, passed: Passed, repeats: Repeats, progress: Progress | None, told: Make | None
) -> Iterator[pl.DataFrame]:
    """The judged slices; what a slice leaves behind is stored before it is passed on, and not kept here meanwhile."""
    numbers = count()
    for rows, rest in judged.light():
        number = next(numbers)
        passed.counted.add(rows, rest)
        repeats.add(rows)
        failing = rows.select(_TOLD_COLUMNS).filter(TOLD)
        _store(in_texts(rest.restored(failing, but=columns.step(""))), passed.failing, number)
        del failing
        _store(changes(rows, rest, judged), passed.changes, number)
        if told is not None and passed.facts is not None:
            _store(told(rows), passed.facts, number)
        if progress is not None:
            progress(rows.height)
        passing = [rows]
        del rows
        yield passing.pop()


def _store(rows: pl.DataFrame, folder: Path, number: int) -> None:
    """Add a part to a folder that is read as one table, in the order of the numbers."""
    folder.mkdir(mode=0o700, exist_ok=True)
    rows.write_parquet(folder / f"{number:06d}.parquet", compression="uncompressed", statistics=False)


def make_lists(
    passed: Passed, judged: Judged, intake: Intake, wording: Wording, work: Path, budget: Budget
) -> Lists:
    """Turn the failing rows, slice by slice, into findings, held-back lines and tasks."""
    lists = Lists()
    places = {table.key: places_of(table) for table in intake.tables}
    told, quiet = judged.judgements(Severity.ERROR, Severity.WARNING), judged.hushed()
    spec = intake.source.worklist
    for number, batch in enumerate(batches(passed.failing)):
        found = findings(batch, comparing(told, batch, passed.failing), places, wording)
        due = pl.col("total_due") if "total_due" in judged.present else pl.lit(0, pl.Decimal(18, 2))
        lists.tally.add(found, told, batch.select(ID, due=due))
        lists.whole += found.height
        lists.findings.append(_part(found.drop(WORKING), work / f"findings-{number}.arrow"))
        if quiet:
            hushed = findings(batch, comparing(quiet, batch, passed.failing), places, wording).drop(WORKING)
            lists.hushed.append(_part(hushed, work / f"hushed-{number}.arrow"))
        held = _held_back(batch, found, intake)
        lists.quarantined.append(_part(held, work / f"quarantined-{number}.arrow"))
        listed = tasks(
            found,
            batch,
            told,
            spec,
            judged.context.as_of,
            judged_contacts=tells_of_numbers(judged.context.linked),
        ).with_columns(*takes_of_cases(intake.fields))
        lists.tasks = most_worthwhile(
            listed if lists.tasks is None else pl.concat([lists.tasks, listed]), budget
        )
    if lists.tasks is not None:
        assert passed.repeats is not None
        lists.tasks = named(lists.tasks, wording.source, passed.repeats)
    return lists


def _part(frame: pl.DataFrame, path: Path) -> Path:
    frame.write_ipc(path)
    return path


def places_of(table: Table) -> dict[str, Place]:
    """Where each field stands in a table: the column by the name that it has in every file of the run."""
    letters = {column.name: column.letter for column in table.reading.columns}
    return {
        name: Place(mapped.column, tuple(letters[column] for column in mapped.columns))
        for name, mapped in table.mapping.fields().items()
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
    as_it_came = [table.as_it_came(batch.columns) for table in intake.tables]
    wanted = {ID, FILE, SHEET, *intake.coordinates, *(old for names in as_it_came for old in names.values())}
    kept = batch.select(name for name in batch.columns if name in wanted)
    rows = kept.filter(batch[QUARANTINED]).join(reasons, on=ID, how="left", maintain_order="left")
    parts = []
    for table, names in zip(intake.tables, as_it_came, strict=True):
        mine = rows.filter(
            (pl.col(FILE) == table.reading.file)
            & pl.col(SHEET).eq_missing(pl.lit(table.reading.sheet, pl.String))
        )
        parts.append(
            mine.select(
                *(pl.col(old).alias(new) for new, old in names.items()),
                *reversed(intake.coordinates),
                "_rules",
                "_reasons",
            )
        )
    return parts[0] if len(parts) == 1 else pl.concat(parts, how="diagonal")


def place_table(intake: Intake) -> Places:
    """Where each field stands in each table."""
    return {table.key: places_of(table) for table in intake.tables}
