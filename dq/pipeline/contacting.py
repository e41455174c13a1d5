"""The contact stage seen from the road: the cases' own numbers are stored while they pass, then all tables are put
together."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from dq.enrich.contacts import Asked, Earlier, Given, Survey, case_columns, survey
from dq.enrich.contacts.filling import VERDICT, filled
from dq.model.contacts import LookUps
from dq.model.enums import Kind
from dq.model.schema import field as field_of
from dq.packs.jurisdictions import jurisdiction
from dq.pipeline.company import Company
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged
from dq.pipeline.settings import Settings

TELLING = ("contacts", "calls", "optouts", "checks", "earlier")
"""The companion tables that tell of numbers."""


class Spill:
    """The columns of the cases that tell of their numbers, as a folder of Parquet parts in file order."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def watch(self, slices: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The same slices; stored as they pass. A second pass takes the place of the first."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(mode=0o700)
        for number, rows in enumerate(slices):
            part = rows.select(case_columns(frozenset(rows.columns)))
            part.write_parquet(self.folder / f"{number:06d}.parquet", compression="lz4", statistics=False)
            yield rows


def contacts_of(
    intake: Intake,
    judged: Judged,
    tables: Company,
    settings: Settings,
    spill: Spill,
    work: Path,
    stops: pl.LazyFrame | None = None,
) -> Survey | None:
    """List the contacts of all cases; None if neither the case file nor a companion table has any number.

    ``stops``: opt-outs besides those of the companion table (:func:`dq.pipeline.stopping.stopped`).
    """
    numbers = any(field_of(name).kind is Kind.PHONE for name in judged.present)
    if not numbers and not set(TELLING) & set(tables.tables):
        return None
    folder = work / "contacts"
    folder.mkdir(mode=0o700)
    frames = tables.frames()
    given = Given(
        contacts=frames.get("contacts"),
        calls=frames.get("calls"),
        optouts=_together(frames.get("optouts"), stops),
        checks=frames.get("checks"),
        earlier=_earlier(tables),
    )
    asked = Asked(
        as_of=settings.as_of,
        region=judged.context.region,
        lang=settings.lang,
        settings=intake.source.contacts,
        jurisdiction=jurisdiction(judged.context.region),
        headers=_headers(intake),
    )
    return survey(spill.folder, given, asked, folder)


def _earlier(tables: Company) -> list[Earlier]:
    """The earlier batches, with the headers of their own columns."""
    table = tables.tables.get("earlier")
    if table is None or table.intake is None:
        return []
    return [Earlier(table.typed(), _headers(table.intake))]


def _together(*tables: pl.LazyFrame | None) -> pl.LazyFrame | None:
    given = [table for table in tables if table is not None]
    return pl.concat(given, how="diagonal_relaxed") if given else None


def with_contacts(judged: Judged, found: Survey | None, intake: Intake) -> Judged:
    """The judged cases with what the contact stage adds to them."""
    if found is None:
        return judged
    fill = intake.source.contacts.fill
    return replace(
        judged, added=lambda rows: filled(rows, found, fill=fill), present=judged.present | {VERDICT}
    )


def look_up_facts(found: Survey | None, settings: LookUps) -> dict[str, Any]:
    """What the manifest says of the numbers worth a paid check: how many, and what they cost at the given price."""
    count = found.look_ups.height if found is not None else 0
    if settings.price is None:
        return {"numbers": count}
    cost = (settings.price * count).quantize(Decimal("0.01"))
    return {"numbers": count, "price": str(settings.price), "currency": settings.currency, "cost": str(cost)}


def _headers(intake: Intake) -> dict[str, str]:
    """Field -> its column in the first table that has it."""
    return {
        name: mapped.column
        for table in reversed(intake.tables)
        for name, mapped in table.mapping.fields().items()
    }
