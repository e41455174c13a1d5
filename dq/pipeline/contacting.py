"""The contact stage seen from the road: the cases' own numbers are stored while they pass, then all tables are put
together, and the rules are told what came of it."""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Protocol

import polars as pl

from dq.check.interface import Context
from dq.check.reach import asked_states, found_in
from dq.enrich.contacts import Asked, Earlier, Given, Keep, Survey, case_columns, has_zones, survey
from dq.enrich.contacts.filling import VERDICT, filled, reads
from dq.enrich.contacts.wide import PHONE_FIELDS
from dq.model.columns import ID
from dq.model.companions import TELLING
from dq.model.contacts import QUIET, LookUps
from dq.model.enums import Kind
from dq.model.rules import Lang
from dq.model.schema import field as field_of
from dq.model.source import Source
from dq.packs.jurisdictions import jurisdiction
from dq.pipeline.intake import Intake
from dq.pipeline.judging import Judged
from dq.pipeline.linking import fact_columns
from dq.pipeline.stopping import marked, of_marks


class Beside(Protocol):
    """The companion tables of a run, tied to the cases by being called with them."""

    def __call__(self, rows: Iterable[pl.DataFrame], context: Context, names: pl.LazyFrame) -> Context:
        """Tie the tables; the context with what rules on cases must know of them. ``names``: who stands in the cases,
        with the columns of :func:`dq.enrich.contacts.wide.case_columns`."""
        ...

    def frames(self) -> dict[str, pl.LazyFrame]:
        """The typed tables by name."""
        ...

    def given(self) -> Collection[str]:
        """The names of the tables, known before they are tied."""
        ...

    def earlier(self) -> Intake | None:
        """What the earlier batches were read as, None if there are none."""
        ...


def _unkept(slices: Iterator[pl.DataFrame]) -> None:
    """Have the contact list made, and keep none of it."""
    deque(slices, maxlen=0)


@dataclass
class Contacting:
    """The link from the cases to all that is known of their numbers; ``found`` is what came of it.

    ``intake``: the case file as it was read, None for rows that no file has. ``stops``: opt-outs besides those of the
    companion table (:func:`dq.pipeline.stopping.stopped`). ``keep``: what writes the contact list while it is made.
    """

    beside: Beside
    source: Source
    intake: Intake | None
    lang: Lang
    region: str
    work: Path
    stops: pl.LazyFrame | None = None
    keep: Keep = _unkept
    found: Survey | None = field(default=None, init=False)
    _facts: list[pl.DataFrame] = field(default_factory=list, init=False)

    @property
    def _folder(self) -> Path:
        return self.work / "cases"

    def has_numbers(self, fields: Iterable[str]) -> bool:
        """Whether the case file with these fields, or a companion table, tells of any number."""
        own = any(field_of(name).kind is Kind.PHONE for name in fields)
        return own or not set(TELLING).isdisjoint(self.beside.given())

    def watch(self, slices: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """The same slices; the columns that tell of numbers are stored as they pass, in place of an earlier pass.

        What companion tables must know of the cases stays in memory, which saves them a pass of their own.
        """
        self._facts.clear()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(mode=0o700)
        place = ["home_address"] if has_zones(self.region) else []
        for number, rows in enumerate(slices):
            wanted = case_columns(frozenset(rows.columns))
            part = rows.select(*wanted, *(name for name in place if name in rows.columns))
            part = part.with_columns(rows.select(marked(rows)).iter_columns())
            part.write_parquet(self._folder / f"{number:06d}.parquet", compression="lz4", statistics=False)
            if self.beside.given():
                self._facts.append(rows.select(fact_columns(rows.columns)))
            yield rows

    def __call__(self, rows: Iterable[pl.DataFrame], context: Context) -> Context:
        """Tie the companion tables, list the contacts, and add to the context what rules on numbers look at."""
        seen = any(self._folder.glob("*.parquet"))
        names = pl.scan_parquet(self._folder) if seen else pl.LazyFrame(schema={ID: pl.UInt32})
        context = self.beside(self._facts or rows, context, names)
        self._facts.clear()
        if not self.has_numbers(context.present) or not seen:
            return context
        frames = {name: frame for name, frame in self.beside.frames().items() if name in TELLING}
        folder = self.work / "contacts"
        folder.mkdir(mode=0o700)
        asked = Asked(
            as_of=context.as_of,
            region=context.region,
            lang=self.lang,
            settings=self.source.contacts,
            jurisdiction=jurisdiction(context.region),
            headers=headers_of(self.intake),
            states=asked_states(self.source.rules) if frames else (),
        )
        self.found = survey(self._folder, self._given(frames, names), asked, folder, self.keep)
        present = context.present | {VERDICT}
        if not frames:
            return replace(context, present=present)
        told = found_in(self.found.found, (*asked.states, QUIET), present)
        measured = replace(context.measured, found={**context.measured.found, **told})
        return replace(context, present=present, measured=measured)

    def _given(self, frames: Mapping[str, pl.LazyFrame], cases: pl.LazyFrame) -> Given:
        earlier = []
        if "earlier" in frames:
            headers = headers_of(self.beside.earlier())
            earlier = [Earlier(_with_phones(frames["earlier"], headers), headers)]
        tables = {name: frame for name, frame in frames.items() if name not in ("earlier", "optouts")}
        optouts = _together(frames.get("optouts"), self.stops, of_marks(cases))
        return Given(**tables, optouts=optouts, earlier=earlier)

    def added_to(self, judged: Judged) -> Judged:
        """The judged cases with what the contact stage adds to them."""
        found, fill = self.found, self.source.contacts.fill
        if found is None:
            return judged
        return replace(judged, added=lambda rows: filled(rows, found, fill=fill), reads=reads(fill=fill))


def _with_phones(batch: pl.LazyFrame, fields: Collection[str]) -> pl.LazyFrame:
    """A batch with those phone fields alone; typed, it has all that a case can have, hundreds of empty columns."""
    missing = set(PHONE_FIELDS).difference(fields)
    names = batch.collect_schema().names()
    return batch.select(n for n in names if n.rpartition(":")[2].partition(".")[0] not in missing)


def _together(*tables: pl.LazyFrame | None) -> pl.LazyFrame | None:
    given = [table for table in tables if table is not None]
    return pl.concat(given, how="diagonal_relaxed") if given else None


def look_up_facts(found: Survey | None, settings: LookUps) -> dict[str, Any]:
    """What the manifest says of the numbers worth a paid check: how many, and what they cost at the given price."""
    count = found.look_ups.height if found is not None else 0
    if settings.price is None:
        return {"numbers": count}
    cost = (settings.price * count).quantize(Decimal("0.01"))
    return {"numbers": count, "price": str(settings.price), "currency": settings.currency, "cost": str(cost)}


def headers_of(intake: Intake | None) -> dict[str, str]:
    """Field -> its column in the first table that has it."""
    if intake is None:
        return {}
    return {
        name: mapped.column
        for table in reversed(intake.tables)
        for name, mapped in table.mapping.fields().items()
    }
