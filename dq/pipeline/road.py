"""The road, top to bottom: read, map, clean, enrich, check, expect, route, write, record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from dq.model.rules import Lang
from dq.model.source import Source
from dq.model.worklist import SplitBy
from dq.packs.source import default_source, load_source
from dq.pipeline.accepting import accept, settle
from dq.pipeline.beside import GivenFiles
from dq.pipeline.beside_tasks import facts_for_tasks
from dq.pipeline.checking import (
    Run,
    beside_of,
    company_of,
    facts_of,
    judge_intake,
    lists_of,
    rows_of,
)
from dq.pipeline.contact_files import ContactList
from dq.pipeline.contacting import Contacting
from dq.pipeline.contracting import hold_mapped
from dq.pipeline.drifting import earlier_batches, judge_drift
from dq.pipeline.hushing import agreed_in
from dq.pipeline.identity import name_of, region_of
from dq.pipeline.intake import Intake, take_in
from dq.pipeline.outcome import Progress, one_pass
from dq.pipeline.output import Cleaned, write_all
from dq.pipeline.overlay import overlay_of
from dq.pipeline.remembering import note, remember
from dq.pipeline.returning import SentBack
from dq.pipeline.settings import Settings, budget_of, day, per_person_of
from dq.pipeline.stopping import stopped
from dq.record import manifest as record
from dq.record.ledger import Ledger
from dq.record.ledger.memory import recall
from dq.record.ledger.reconcile import reconcile
from dq.record.ledger.runs import run_of
from dq.record.publish import is_whole, publish, read_manifest, staging, write_manifest
from dq.route.tasks import DEFAULT_BUDGET


def run(
    files: str | Path | Sequence[str | Path],
    source: str | Source | None = None,
    as_of: str | date = "",
    out: str | Path = "dq-out",
    *,
    region: str | None = None,
    lang: Lang | None = None,
    formats: Sequence[str] = ("csv", "parquet"),
    fail_on: str = "error",
    mask: bool = False,
    budget: str | int = DEFAULT_BUDGET,
    split: SplitBy | None = None,
    per_person: str | int | None = None,
    progress: Progress | None = None,
    told: Callable[[Intake, Mapping[str, Intake]], None] | None = None,
    force: bool = False,
    companions: GivenFiles | None = None,
) -> Run:
    """Run case files over the whole road and publish ``out/<run_id>``.

    ``source`` is an id of ``rules/sources``, the path of a YAML, or None (columns are proposed). ``as_of`` is the
    date that rules compare with; it must be given. ``told`` is called once the columns are known, with what cases and
    companion tables were read as. A run that is there already, whole, is not made again unless ``force`` is set.
    ``companions``: files of companion tables, such as ``{"calls": "calls.csv", "repayments": ["may.xlsx",
    "june.xlsx#还款"]}``; a sheet stands behind ``#``. Raises the errors of :mod:`dq.model.errors`; nothing is published
    then.
    """
    known = load_source(source) if isinstance(source, str) else source
    settings = Settings(
        as_of=day(as_of),
        lang=lang or (known.lang if known is not None and known.lang else "en"),
        formats=tuple(dict.fromkeys(formats)),
        fail_on=fail_on,
        mask=mask,
        budget=budget_of(budget),
        region=region,
        split=split,
        per_person=per_person_of(per_person),
    )
    paths = [Path(files)] if isinstance(files, str | Path) else [Path(name) for name in files]
    out = Path(out)
    with (
        staging(out) as (staged, work),
        closing(take_in(paths, known, default_source, work, settings.lang)) as intake,
        closing(beside_of(companions, paths, intake, work, settings.lang)) as beside,
        Ledger.open(out) as ledger,
    ):
        if told is not None:
            told(intake, beside.intakes)
        hold_mapped(intake)
        reconcile(ledger)
        memory = recall(ledger, intake.source.id, settings.as_of.isoformat())
        earlier = earlier_batches(intake, out, settings)
        run_id = name_of(intake, settings, memory.sha256, earlier, beside)
        if not force and run_of(ledger, run_id) is not None and is_whole(out / run_id):
            made = read_manifest(out / run_id)
            return Run(made, out / run_id, intake, repeated=True, companions=beside.intakes)
        rows = rows_of(intake, settings)
        overlay = overlay_of(rows, memory.decisions, intake.source.id, ledger.key)
        agreed = agreed_in(memory, ledger.key)
        company = company_of(beside, intake, settings, work, agreed)
        listed = ContactList.of(settings, staged)
        contacts = Contacting(
            company,
            intake.source,
            intake,
            settings.lang,
            region_of(intake, settings),
            work,
            stopped(rows, memory.decisions, settings.as_of),
            listed.keep,
        )
        judged = judge_intake(
            intake,
            settings,
            contacts,
            overlay,
            agreed,
            memory.undone,
            known_bad=memory.numbers.known(ledger.key),
        )
        cleaned = Cleaned.of(judged, staged, settings.formats, intake.coordinates)
        told_of = facts_for_tasks(company, judged, intake)
        passed = one_pass(judged, intake.source, work, progress, cleaned.write, told_of)
        lists = lists_of(passed, judged, intake, company, settings, work, contacts.found)
        drift = judge_drift(intake, judged, passed, cleaned.parquet, earlier, settings)
        accepted = accept(intake.source.expectations, cleaned.parquet)
        manifest = facts_of(run_id, intake, judged, passed, lists, company, settings, drift, accepted)
        tables = [judged, *(one.judged for one in company.judged.values())]
        remembered = remember(ledger, memory, manifest, intake, tables, lists, cleaned.parquet)
        manifest["history"] = remembered.facts
        if memory.decisions:
            manifest["decisions"] = dict(overlay.fates)
        written = write_all(
            cleaned,
            listed,
            passed,
            lists,
            intake,
            manifest,
            settings,
            staged,
            remembered,
            ledger.key,
            SentBack.of(memory.decisions),
        )
        manifest["outputs"] = record.outputs(written)
        write_manifest(staged, manifest)
        folder = publish(staged, out, run_id)
        note(ledger, manifest, remembered.settled)
    notes = settle(accepted, out, run_id, settings.lang)
    return Run(manifest, folder, intake, notes=notes, companions=beside.intakes)
