"""The files of the contact stage: the ranked list, numbers worth a check, numbers that tie debtors together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import polars as pl

from dq.enrich.contacts import CONTACTS_SCHEMA, Survey
from dq.enrich.contacts.checks import digested
from dq.model.contacts import LookUps
from dq.pipeline.intake import Intake
from dq.pipeline.settings import Settings
from dq.write.files import Written, write_csv
from dq.write.stream import write_slices


@dataclass
class ContactList:
    """The files of the contact list, written while it is made."""

    parquet: Path
    csv: Path | None
    written: list[Written] = field(default_factory=list)

    @classmethod
    def of(cls, settings: Settings, staged: Path) -> ContactList:
        """Plan the files; the Parquet file is always made."""
        csv = staged / "contacts.csv" if "csv" in settings.formats else None
        return cls(staged / "contacts.parquet", csv)

    def keep(self, slices: Iterator[pl.DataFrame]) -> None:
        """Write the list. Raises ``OutputError``; errors of ``slices`` pass through."""
        schema = pl.Schema(CONTACTS_SCHEMA)
        with_header = chain([next(slices, pl.DataFrame(schema=schema))], slices)
        self.written = write_slices(with_header, schema, self.parquet, self.csv, bom=True)


def write_contacts(listed: ContactList, found: Survey | None, intake: Intake, staged: Path) -> list[Written]:
    """The files of the list, an empty one if none was made, and ``lookups.csv`` and ``shared_numbers.csv`` where there
    are any."""
    if not listed.written:
        listed.keep(iter(()))
    written = list(listed.written)
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
