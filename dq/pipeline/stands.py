"""Where cases stand today: in a run of the past, or in a case file that is newer than the runs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Protocol

import polars as pl

from dq.check.interface import Layout
from dq.clean import clean
from dq.model import columns
from dq.model.known_by import known_by
from dq.model.rules import Lang
from dq.model.source import Source
from dq.packs.source import default_source
from dq.pipeline.checking import rows_of
from dq.pipeline.intake import Intake, take_in
from dq.pipeline.overlay import Rows
from dq.pipeline.past import PastRun
from dq.pipeline.settings import Settings


class Stand(Protocol):
    """Rows of cases, and by what they are judged: a :class:`~dq.pipeline.past.PastRun` is one."""

    @property
    def source(self) -> Source:
        """How they are read."""

    @property
    def as_of(self) -> date:
        """The date that the rules compare with."""

    @property
    def lang(self) -> Lang:
        """The language of messages."""

    @property
    def layout(self) -> Layout:
        """How columns and files stand."""

    def rows(self) -> Rows:
        """The rows as they came."""

    def cases(self, numbers: Collection[str]) -> set[str]:
        """Which of these cases it has."""


@contextmanager
def new_files(cases: Sequence[Path], past: PastRun, work: Path, today: date) -> Iterator[NewFiles | None]:
    """Newer case files, read as those of a run were, as they stand ``today``; None if there are none.

    Raises :class:`RefusedError` if they can't be read.
    """
    if not cases:
        yield None
        return
    source = None if past.manifest["source"] is None else past.source
    with closing(take_in(cases, source, default_source, work, past.lang)) as intake:
        yield NewFiles(intake, today, past.lang)


@dataclass(frozen=True)
class NewFiles:
    """Case files that no run has been made of yet; ``as_of`` is the day on which they are looked at."""

    intake: Intake
    as_of: date
    lang: Lang

    @property
    def source(self) -> Source:
        """How they are read."""
        return self.intake.source

    @property
    def layout(self) -> Layout:
        """How columns and files stand."""
        return self.intake.layout

    def rows(self) -> Rows:
        """The rows as they came."""
        return rows_of(self.intake, Settings(self.as_of))

    def cases(self, numbers: Collection[str]) -> set[str]:
        """Which of these cases they have."""
        rows = self.rows()
        name = known_by([plan.field for plan in rows.plans])
        if name is None:
            return set()
        plan = [plan for plan in rows.plans if plan.field == name]
        found = clean(rows.frame.select(columns.raw(name)), plan, rows.region)
        return set(found.filter(pl.col(name).is_in(list(numbers))).collect()[name])
