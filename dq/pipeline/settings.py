"""What a run is told besides its files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dq.model.errors import UsageError
from dq.model.rules import Lang
from dq.route.tasks import DEFAULT_BUDGET

FORMATS = ("csv", "parquet", "xlsx")
FAIL_ON = ("error", "warning", "never")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is told besides its files; all of it is in the run's id."""

    as_of: date
    lang: Lang = "en"
    formats: tuple[str, ...] = ("csv", "parquet")
    fail_on: str = "error"
    mask: bool = False
    budget: int = DEFAULT_BUDGET
    region: str | None = None


def day(as_of: str | date) -> date:
    """The as-of date; raises :class:`UsageError` if the text is none."""
    if isinstance(as_of, date):
        return as_of
    try:
        return date.fromisoformat(as_of)
    except ValueError:
        raise UsageError(f"'{as_of}' is no date", "Give the as-of date as YYYY-MM-DD.") from None
