"""The name of a run, known once its files are read: a hash of everything that determines what it writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dq import __version__
from dq.packs.folder import data_digest
from dq.packs.rules import load_packs
from dq.phones import known_region
from dq.pipeline.beside import Beside
from dq.pipeline.intake import Intake
from dq.pipeline.settings import Settings
from dq.record import manifest as record


def region_of(intake: Intake, settings: Settings) -> str:
    """The region of the run's phone numbers; raises :class:`UsageError` if it is none."""
    return known_region(settings.region or intake.source.region)


def name_of(
    intake: Intake,
    settings: Settings,
    memory: str = "",
    earlier: Sequence[Mapping[str, Any]] = (),
    beside: Beside | None = None,
) -> str:
    """The run's id. ``memory`` is the hash of what the ledger said at the start, empty if nothing.

    ``earlier``: the manifests of the runs that this one is held against. ``beside``: the companion tables.
    """
    determined: dict[str, Any] = {
        "inputs": [(item.reading.file, item.reading.sheet, item.reading.sha256) for item in intake.tables],
        "refused": refused(intake),
        "settings": [str(settings.as_of), settings.lang, *settings.formats, settings.fail_on, settings.mask,
                     str(settings.budget), settings.split, region_of(intake, settings)],
        "source": intake.source.sha256,
        "data": data_digest(),
        "packs": [pack.sha256 for pack in load_packs(intake.source.packs)],
        "versions": record.versions(__version__),
    }  # fmt: skip
    if settings.per_person is not None:
        determined["per_person"] = settings.per_person
    if beside is not None and beside.determining():
        determined["companions"] = beside.determining()
    if intake.source.expectations is not None:
        determined["expectations"] = intake.source.expectations.sha256
    if memory:
        determined["memory"] = memory
    if earlier:
        determined["earlier"] = [manifest["run_id"] for manifest in earlier]
    return record.run_id(settings.as_of, determined)


def refused(intake: Intake) -> list[dict[str, str]]:
    """The files that could not be read, and why."""
    return [
        {"file": item.file, "reason": item.reason, "message": item.message, "next_step": item.next_step}
        for item in intake.refused
    ]
