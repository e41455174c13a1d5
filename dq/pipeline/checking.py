"""Judging without writing: the road up to the verdict, light enough for small files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from dq import __version__
from dq.check.interface import KnownBad
from dq.enrich.contacts import Survey
from dq.model.errors import InternalError, UsageError
from dq.model.evidence import words_in
from dq.model.rules import Lang
from dq.model.source import Source
from dq.model.undone import NOTHING, Undone
from dq.packs.rules import load_packs
from dq.packs.source import default_source, load_source
from dq.pipeline import facts
from dq.pipeline.accepting import Accepted
from dq.pipeline.beside import Beside, GivenFiles, overruled, read_companions, wanted
from dq.pipeline.beside_tasks import add_tasks
from dq.pipeline.companion_facts import companion_facts, list_company, skipped_rules
from dq.pipeline.company import Company
from dq.pipeline.contacting import Contacting, look_up_facts
from dq.pipeline.controls import needed_columns, totals_row
from dq.pipeline.drifting import Drift
from dq.pipeline.framing import field_plans, frame, second_plans
from dq.pipeline.gating import judged_gate
from dq.pipeline.identity import name_of, refused, region_of
from dq.pipeline.intake import Intake, take_in
from dq.pipeline.judging import Agreed, Judged, judge
from dq.pipeline.outcome import Lists, Passed, Progress, make_lists, one_pass
from dq.pipeline.overlay import Overlay, Rows
from dq.pipeline.settings import Settings, day
from dq.pipeline.slices import LESS_ROOM, ROOM
from dq.pipeline.verdict import judge_verdict
from dq.record import manifest as record
from dq.route.interface import Wording


@dataclass
class Run:
    """A finished run: its manifest, the folder of its files (None for a check), and what the source was taken for.

    ``cleaned``, ``exceptions``, ``contacts`` and ``changes`` are read from the folder as polars frames. ``repeated``:
    the run was there already and was not made again. ``notes``: what went wrong after it was published.
    ``companions``: the companion tables as they were read, by name.
    """

    manifest: dict[str, Any]
    folder: Path | None
    intake: Intake = field(repr=False)
    repeated: bool = False
    notes: list[str] = field(default_factory=list)
    companions: Mapping[str, Intake] = field(default_factory=dict, repr=False)

    @property
    def counts(self) -> dict[str, int]:
        """The reconciliation in lines."""
        return dict(self.manifest["counts"])

    def __getattr__(self, name: str) -> pl.DataFrame:
        if name not in ("cleaned", "exceptions", "contacts", "changes"):
            raise AttributeError(name)
        if self.folder is None:
            raise UsageError("a check writes no files", "Use run() to get the frames.")
        return pl.read_parquet(self.folder / f"{name}.parquet")


def check(
    files: Sequence[str | Path],
    source: str | Source | None = None,
    as_of: str | date = "",
    *,
    region: str | None = None,
    lang: Lang | None = None,
    fail_on: str = "error",
    progress: Progress | None = None,
    told: Callable[[Intake], None] | None = None,
    companions: GivenFiles | None = None,
) -> Run:
    """The same judgement as :func:`run`, without any file of a run."""
    known = load_source(source) if isinstance(source, str) else source
    chosen = lang or (known.lang if known is not None and known.lang else "en")
    settings = Settings(day(as_of), chosen, (), fail_on, region=region)
    paths = [Path(name) for name in files]
    with (
        TemporaryDirectory(prefix="dq-") as work,
        closing(take_in(paths, known, default_source, Path(work), settings.lang)) as intake,
    ):
        if told is not None:
            told(intake)
        with closing(beside_of(companions, paths, intake, Path(work), settings.lang)) as beside:
            company = company_of(beside, intake, settings, Path(work))
            contacts = Contacting(
                company, intake.source, intake, settings.lang, region_of(intake, settings), Path(work)
            )
            judged = judge_intake(intake, settings, contacts)
            passed = one_pass(judged, intake.source, Path(work), progress)
            lists = lists_of(passed, judged, intake, company, settings, Path(work), contacts.found)
            run_id = name_of(intake, settings, beside=beside)
            manifest = facts_of(run_id, intake, judged, passed, lists, company, settings)
            return Run(manifest, None, intake, companions=beside.intakes)


def rows_of(intake: Intake, settings: Settings) -> Rows:
    """What was read as one table, for decisions to be laid over."""
    return Rows(frame(intake), field_plans(intake), region_of(intake, settings), intake.marked)


def judge_intake(
    intake: Intake,
    settings: Settings,
    contacts: Contacting,
    overlay: Overlay | None = None,
    agreed: Agreed | None = None,
    undone: Undone = NOTHING,
    known_bad: KnownBad | None = None,
) -> Judged:
    """Plan the judging of what was read, with people's decisions laid over it.

    ``contacts`` ties the companion tables, which are judged as well, and lists the numbers of the cases.
    ``agreed``, ``undone``, ``known_bad``: see :func:`dq.pipeline.judging.judge`.
    """
    rows, listed = frame(intake), contacts.has_numbers(intake.fields)
    judged = judge(
        rows if overlay is None else overlay.lay(rows, intake.marked),
        field_plans(intake),
        intake.source.rules,
        settings.as_of,
        region_of(intake, settings),
        intake.marked,
        intake.layout,
        settings.lang,
        agreed,
        second_plans(intake),
        undone,
        contacts.watch if listed else iter,
        contacts,
        known_bad=known_bad,
        room=LESS_ROOM if listed else ROOM,
        work=contacts.work,
    )
    return contacts.added_to(judged)


def beside_of(
    given: GivenFiles | None, case_files: Sequence[Path], intake: Intake, work: Path, lang: Lang
) -> Beside:
    """Read the companion files that are given or that the source names."""
    asked = given or {}
    files = wanted(asked, intake.source, case_files)
    taken = [(table.reading.file, table.reading.sheet) for table in intake.tables]
    beside = read_companions(files, intake.source, work, lang, taken)
    return replace(beside, overruled=overruled(asked, intake.source, case_files))


def company_of(
    beside: Beside, intake: Intake, settings: Settings, work: Path, agreed: Agreed | None = None
) -> Company:
    """The companion tables, to be tied and judged while the cases are."""
    return Company(beside, intake.source.rules, work, settings.lang, agreed)


def lists_of(
    passed: Passed,
    judged: Judged,
    intake: Intake,
    company: Company,
    settings: Settings,
    work: Path,
    found: Survey | None,
) -> Lists:
    """The lists for people."""
    wording = Wording(settings.lang, intake.source.id, evidence=words_in(settings.lang))
    lists = make_lists(passed, judged, intake, wording, work, settings.budget)
    lists.contacts = found
    groups = list_company(company, lists, wording, work)
    add_tasks(lists, groups, passed, intake, settings)
    return lists


def facts_of(
    run_id: str,
    intake: Intake,
    judged: Judged,
    passed: Passed,
    lists: Lists,
    company: Company,
    settings: Settings,
    drift: Drift | None = None,
    accepted: Accepted | None = None,
) -> dict[str, Any]:
    """The manifest but for the outputs; raises :class:`InternalError` if the lines do not reconcile."""
    counts = facts.reconciliation(intake, passed)
    if (
        counts["lines"] != counts["header"] + counts["preamble"] + counts["blank"] + counts["read"]
        or counts["read"] != counts["accepted"] + counts["quarantined"] + counts["rejected"]
    ):
        raise InternalError(f"the lines do not add up: {counts}", "Nothing was published. Please report it.")
    rules = facts.findings_by_rule(judged, passed, lists)
    for one in company.judged.values():
        rules |= facts.findings_by_rule(one.judged, one.passed, lists)
    rules = dict(sorted(rules.items()))
    severities = {
        name: sum(entry["findings"] for entry in rules.values() if entry["severity"] == name)
        for name in ("error", "warning", "info")
    }
    expected = judged_gate(intake.source.gate, judged.present, passed.counts, counts, rules, settings.as_of)
    expected += drift.expectations() if drift is not None else []
    if accepted is not None:
        expected = [*expected, *accepted.statements]
    expected += totals_row(intake, passed.counts.get("money"), int(passed.counts.get("money_unreadable", 0)))
    expected += needed_columns(judged.present)
    left = refused(intake)
    verdict = judge_verdict(settings.fail_on, severities, expected, left)
    packs = load_packs(intake.source.packs)
    inputs = _inputs(intake)
    beside = companion_facts(company)
    told = {
        "status": "complete" if not intake.refused else "partial",
        "verdict": verdict.word,
        "reasons": verdict.reasons,
        "exit_code": verdict.exit_code,
        "as_of": settings.as_of.isoformat(),
        "region": judged.context.region,
        "lang": settings.lang,
        "fail_on": settings.fail_on,
        "masked": settings.mask,
        "inputs": inputs,
        "refused": left,
        "source": None if intake.proposed else {"id": intake.source.id, "sha256": intake.source.sha256},
        "packs": [{"id": pack.id, "sha256": pack.sha256, "rules": len(pack.rules)} for pack in packs],
        "versions": record.versions(__version__),
        "reading": [
            {"file": table.reading.file, "sheet": table.reading.sheet, "facts": table.reading.facts}
            for table in intake.tables
        ],
        "mapping": facts.mapping_facts(intake),
        "learned": {
            "date_orders": {
                name: {"order": order, "cells": cells} for name, (order, cells) in judged.orders.items()
            },
            "days_overdue": judged.context.measured.days_offset,
            "customs": {probe.rule.id: probe.custom for probe in judged.probes if probe.custom is not None},
        },
        "counts": counts,
        "money": facts.money(passed),
        "expectations": facts.expectation_facts(expected),
        "severities": severities,
        "findings": rules,
        "skipped": skipped_rules(judged, passed, company),
        "causes": facts.causes(lists, int(passed.counts["rows"])),
        "enriched": facts.enriched(judged, passed),
        "completeness": facts.completeness(judged, intake, passed, lists.tally.flagged),
        "phones": {} if lists.contacts is None else lists.contacts.states,
        "phone_engine": facts.phone_engine(judged.asked),
        "contacts": {} if lists.contacts is None else lists.contacts.counts,
        "look_ups": look_up_facts(lists.contacts, intake.source.contacts.look_ups),
        **({} if drift is None else {"shape": drift.shape, "drift": drift.facts()}),
        "companions": beside,
    }
    if accepted is not None:
        told["suite"] = accepted.facts
    return {"run_id": run_id, **told}


def _inputs(intake: Intake) -> list[dict[str, Any]]:
    return [
        {
            "file": table.reading.file,
            "sheet": table.reading.sheet,
            "lines": table.reading.counts.lines,
            "sha256": table.reading.sha256,
            "bytes": table.reading.bytes,
        }
        for table in intake.tables
    ]
