"""What a run is told besides its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from dq.model.errors import UsageError
from dq.model.rules import Lang
from dq.model.worklist import MOST_TASKS, SplitBy
from dq.phones import known_region
from dq.route.tasks import Budget

FORMATS = ("csv", "parquet", "xlsx")
FAIL_ON = ("error", "warning", "never")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told besides its files; all of it is in the run's id.

    Raises UsageError for a region that is none, before a file is opened.
    """

    as_of: date
    lang: Lang = "en"
    formats: tuple[str, ...] = ("csv", "parquet")
    fail_on: str = "error"
    mask: bool = False
    budget: Budget = field(default_factory=Budget)
    region: str | None = None
    split: SplitBy | None = None
    per_person: int | None = None

    def __post_init__(self) -> None:
        if self.region is not None:
            known_region(self.region)


def day(as_of: str | date) -> date:
    """The as-of date; raises :class:`UsageError` if the text is none."""
    if isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise UsageError(f"'{as_of}' is no date", "Give the as-of date as YYYY-MM-DD.") from None


def budget_of(budget: str | int) -> Budget:
    """The worklist's budget; raises :class:`UsageError` if it is neither a number of tasks nor of hours."""
    known = Budget.parse(budget)
    if known is None:
        raise UsageError(f"'{budget}' is no budget", "Give a number of tasks (500) or hours of work (40h).")
    return known


def per_person_of(number: str | int | None) -> int | None:
    """The tasks of a person's day; raises :class:`UsageError` if the text is no number from 1 on."""
    if number is None:
        return None
    text = str(number)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= MOST_TASKS):
        raise UsageError(
            f"'{number}' is no number of tasks a day", "Give a whole number from 1 on, such as 60."
        )
    return int(text)
