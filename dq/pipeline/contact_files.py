"""The files of the contact stage: the ranked list, numbers worth a check, numbers that tie debtors together."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dq.enrich.contacts import CONTACTS_SCHEMA, Survey
from dq.enrich.contacts.checks import digested
from dq.model.contacts import LookUps
from dq.pipeline.intake import Intake
from dq.pipeline.settings import Settings
from dq.write.files import Written, write_csv
from dq.write.stream import write_slices


def write_contacts(found: Survey | None, intake: Intake, settings: Settings, staged: Path) -> list[Written]:
    """Write ``contacts``, and ``lookups.csv`` and ``shared_numbers.csv`` where there are any."""
    schema = pl.Schema(CONTACTS_SCHEMA)
    parts = () if found is None else found.parts
    slices = map(pl.read_ipc, parts) if parts else iter([pl.DataFrame(schema=schema)])
    csv = staged / "contacts.csv" if "csv" in settings.formats else None
    written = write_slices(slices, schema, staged / "contacts.parquet", csv, bom=True)
    if found is not None and found.look_ups.height:
        asked = look_ups(found.look_ups, intake.source.contacts.look_ups)
        written.append(write_csv(asked, staged / "lookups.csv"))
    if found is not None and found.shared.height:
        written.append(write_csv(found.shared, staged / "shared_numbers.csv"))
    return written


def look_ups(found: pl.DataFrame, settings: LookUps) -> pl.DataFrame:
    """The numbers worth a paid check; as their digests alone, without the case, where the provider takes digests."""
    if settings.digest is None:
        return found
    numbers = found["phone"].str.slice(1).cast(pl.UInt64)
    digest = digested(numbers, settings.digest).alias(f"phone_{settings.digest}")
    return found.select(digest, "known_on").sort(digest.name)
