"""From the key of a worklist's line to the task that it stands for, and to the run in which its case stands today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import ConfigError
from dq.model.source import Source
from dq.packs.source import default_source, load_source
from dq.pipeline.past import PastRun
from dq.pipeline.stands import Stand
from dq.record.ledger import Ledger
from dq.record.ledger.runs import run_of, runs
from dq.record.ledger.sealing import unsealed
from dq.record.publish import MANIFEST, is_whole
from dq.route.answers import Task
from dq.text.mask import mask, mask_of
from dq.text.visible import visible

Place = tuple[str, str | None, int]
"""File, sheet and row."""

_PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Asked:
    """A task of a worklist: the finding of a run that it was made of. ``hidden``: its value was shown masked.

    ``beside``: it stands for rows of a companion table, whose cells are no case's: answers can't change them. Without
    ``case_no`` these are the rows that belong to no case.
    """

    past: PastRun
    source: str
    number: int
    fingerprint: str
    case_no: str | None
    place: Place
    rule: str
    task: Task
    hidden: bool
    beside: bool

    def show(self, text: str | None) -> str:
        """A value of the cell as the list may show it."""
        if text is None:
            return ""
        return visible(mask(text, mask_of(self.task.field)) if self.hidden else text)


class Runs:
    """The runs of a folder, by id; each is looked up once.

    ``folders``: where runs may be: their own folders, or those that hold them. ``source``: the source as the user named
    it; without it the one that the run names is taken from ``rules/sources``. ``wanted``: the fingerprints that will be
    asked for; of a run's findings no others are loaded.
    """

    def __init__(
        self, ledger: Ledger, folders: Sequence[Path], source: Source | None, wanted: Iterable[str]
    ) -> None:
        self._ledger = ledger
        self._folders = folders
        self._source = source
        self._wanted = sorted(set(wanted))
        self._known: dict[str, PastRun | None] = {}
        self._findings: dict[str, dict[str, list[dict[str, Any]]]] = {}
        self._beside: dict[str, dict[tuple[str | None, str], list[Mapping[str, Any]]]] = {}

    def find(self, run_id: str) -> PastRun | None:
        """The run, None if no folder has it whole. Raises :class:`ConfigError` if its source is not known here."""
        if run_id not in self._known:
            places = [
                place
                for folder in self._folders
                for place in (folder, folder / Path(run_id).name)
                if place.name == run_id and (place / MANIFEST).is_file()
            ]
            whole = next((place for place in places if is_whole(place)), None)
            self._known[run_id] = None if whole is None else PastRun(whole, self._source_of(whole))
        return self._known[run_id]

    def _source_of(self, folder: Path) -> Source:
        used = PastRun(folder, default_source()).manifest["source"]
        wanted = _PROPOSED if used is None else used["id"]
        if self._source is not None:
            if self._source.id != wanted:
                raise ConfigError(
                    f"the run {folder.name} was made with the source '{wanted}', not '{self._source.id}'",
                    "Give the source that the run was made with.",
                )
            return self._source
        if used is None:
            return default_source()
        try:
            return load_source(wanted)
        except ConfigError:
            raise ConfigError(
                f"the run {folder.name} was made with a source file of its own, '{wanted}'",
                "Name its YAML with --source.",
            ) from None

    def asked(self, past: PastRun, fingerprint: str, shown: Mapping[str, str | None]) -> Asked | None:
        """The task of this fingerprint that stands where the line says."""
        run_id = past.folder.name
        if run_id not in self._findings:
            by_print: dict[str, list[dict[str, Any]]] = {}
            mine = past.findings.filter(pl.col("fingerprint").is_in(self._wanted)).collect()
            for finding in unsealed(mine, self._ledger.key).iter_rows(named=True):
                by_print.setdefault(finding["fingerprint"], []).append(finding)
            self._findings[run_id] = by_print
        for finding in self._findings[run_id].get(fingerprint, []):
            where = (visible(finding["file"]), visible(finding["sheet"] or ""), str(finding["row"]))
            if where == (shown.get("file"), shown.get("sheet") or "", shown.get("row")):
                return self._asked(past, finding, shown)
        return None

    def rows_of(self, asked: Asked) -> list[Mapping[str, Any]]:
        """The findings that a task on companion rows stands for: those of its rule on its case."""
        run_id = asked.past.folder.name
        if run_id not in self._beside:
            self._beside[run_id] = {}
            listed = unsealed(_on_companions(asked.past).collect(), self._ledger.key)
            for finding in listed.iter_rows(named=True):
                self._beside[run_id].setdefault((finding["case_no"], finding["rule"]), []).append(finding)
        return self._beside[run_id][asked.case_no, asked.rule]

    def _asked(self, past: PastRun, finding: Mapping[str, Any], shown: Mapping[str, str | None]) -> Asked:
        value = finding["value"]
        beside = (finding["file"], finding["sheet"]) not in past.inputs
        return Asked(
            past=past,
            source=past.manifest["history"]["source"],
            number=self.number(past.folder.name),
            fingerprint=finding["fingerprint"],
            case_no=finding["case_no"] if not beside or shown.get("case_no") else None,
            place=(finding["file"], finding["sheet"], finding["row"]),
            rule=finding["rule"],
            task=Task(finding["field"], value, finding["suggestion"]),
            hidden=value is not None and _one_text(shown.get("value")) != _one_text(visible(value)),
            beside=beside,
        )

    def number(self, run_id: str) -> int:
        """The run's place in the order of recording; 0 if the ledger does not know it."""
        known = run_of(self._ledger, run_id)
        return known.number if known is not None else 0

    def current(
        self, source: str, tasks: Iterable[Asked], newest: Stand | None = None
    ) -> Iterator[tuple[Stand, list[Asked]]]:
        """For each stand in which cases of the tasks are today, those tasks.

        It is ``newest`` where that has the case, else the latest run that has it. A task whose case is in no later one,
        or has no number, stands in the run that asked it.
        """
        left = {(task.past.folder.name, task.fingerprint, task.place): task for task in tasks}
        if newest is not None:
            there = newest.cases({task.case_no for task in left.values() if task.case_no is not None})
            found = [task for task in left.values() if task.case_no in there]
            if found:
                yield newest, found
                left = {place: task for place, task in left.items() if task.case_no not in there}
        for later in reversed(runs(self._ledger, source)):
            mine = [task for task in left.values() if later.number > task.number and task.case_no is not None]
            past = self.find(later.run_id) if mine else None
            if past is None:
                continue
            there = past.cases({task.case_no for task in mine if task.case_no is not None})
            found = [task for task in mine if task.case_no in there]
            if found:
                yield past, found
                for task in found:
                    del left[task.past.folder.name, task.fingerprint, task.place]
        for run_id in sorted({name for name, *_ in left}):
            rest = [task for task in left.values() if task.past.folder.name == run_id]
            yield rest[0].past, rest


def _on_companions(past: PastRun) -> pl.LazyFrame:
    """The findings on rows of companion tables."""
    cases = pl.LazyFrame(past.inputs, schema={"file": pl.String, "sheet": pl.String}, orient="row")
    return past.findings.join(
        cases, on=["file", "sheet"], how="anti", nulls_equal=True, maintain_order="left"
    )


def _one_text(text: str | None) -> str:
    return " ".join((text or "").split())
