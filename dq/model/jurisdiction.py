"""What a region's rules say of calling debtors, as data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from dq.model.rules import Words

What = Literal["effective", "unanswered", "attempts"]
Per = Literal["case", "number"]
Condition = Literal["no_own_number", "own_attempts_failed"]


@dataclass(frozen=True, slots=True)
class Hours:
    """Contact is allowed from ``start`` (inclusive) to ``end`` (exclusive), local time; judged from ``since`` on."""

    start: time
    end: time
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``at_most`` calls of a kind within ``days`` calendar days, for a case or a number.

    ``what``: ``effective`` (someone bound by the debt spoke), ``unanswered`` (nobody spoke), ``attempts`` (all but
    failures of our own). ``after_conversation``: counted are calls after the debtor was spoken to, within ``days``
    days of which that day is the first.
    """

    id: str
    what: What
    per: Per
    days: int
    at_most: int
    after_conversation: bool
    since: date
    title: Words
    source: str


@dataclass(frozen=True, slots=True)
class ThirdPersons:
    """Whether persons other than the debtor may be called, and what must be so first (one condition is enough).

    A log is held against it from ``since`` on. ``conversations``: with one person, at the most (None: not limited).
    """

    allowed: bool
    conditions: tuple[Condition, ...]
    failed_attempts: int
    stops_on_refusal: bool
    conversations: int | None
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Consent:
    """Calls need the person's consent, with its day: on numbers of these ``kinds``, as of ``since`` and later."""

    kinds: tuple[str, ...]
    since: date
    source: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """The rules of one region. ``utc_offset``: minutes east of UTC, None where a region has several times.

    ``address_book``: whether numbers harvested from an address book may be called. ``stopping``: kinds of opt-outs
    that end contact. ``consent``: None where the rules ask for none. ``sha256`` is that of the data file.
    """

    region: str
    name: Words
    utc_offset: int | None
    hours: Hours
    limits: tuple[Limit, ...]
    third_persons: ThirdPersons
    address_book: bool
    address_book_source: str
    stopping: tuple[str, ...]
    stopping_source: str
    consent: Consent | None
    sha256: str
