"""The words of the contact list: its columns, and the working columns of the frames in between.

*Mentions* say that a number stands somewhere (a cell of the case file, a line of a companion table). *Lines* are the
mentions put together: one for each case, number and party. Both hold the number as one integer, ``number``: the digits
of E.164 times :data:`POOLS` plus the pool of the case, that is, within which evidence on a number counts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import polars as pl

from dq.model.contacts import ContactSettings
from dq.model.enums import Party
from dq.model.jurisdiction import Jurisdiction
from dq.model.rules import Lang
from dq.text.filled import filled

POOLS: Final = 1 << 14
MINUTES: Final = 1440

PARTIES: Final = (
    Party.SELF, Party.GUARANTOR, Party.CO_BORROWER, Party.SPOUSE, Party.EMERGENCY, Party.PARENT, Party.CHILD,
    Party.RELATIVE, Party.FRIEND, Party.COLLEAGUE, Party.EMPLOYER, Party.OTHER,
)  # fmt: skip
"""The parties in the order in which they are called."""
PARTY: Final = pl.Enum([party.value for party in PARTIES])

SOURCES: Final = (
    "case", "earlier", "self_declared", "app", "batch", "other_case", "calls", "third_party", "repair", "other",
    "address_book",
)  # fmt: skip
"""Where a number may stand, the most telling first."""
SOURCE: Final = pl.Enum(SOURCES)

PARTY_OF_WORD: Mapping[str, Party] = {
    "配偶": Party.SPOUSE, "父母": Party.PARENT, "子女": Party.CHILD, "兄弟姐妹": Party.RELATIVE, "亲戚": Party.RELATIVE,
    "朋友": Party.FRIEND, "同学": Party.FRIEND, "邻居": Party.OTHER, "同事": Party.COLLEAGUE, "担保人": Party.GUARANTOR,
    "共同借款人": Party.CO_BORROWER, "本人": Party.SELF, "其他": Party.OTHER,
    "单位": Party.EMPLOYER, "紧急联系人": Party.EMERGENCY,
}  # fmt: skip
"""The words of ``enums.yml`` for a relation, and the party that each means."""

UNDATED: Final = date(9999, 12, 31)
"""In place of the day of a wish that has none that can be read: the wish holds all the same."""

MOBILES: Final = ("mobile", "mvno", "fixed_line_or_mobile")
NO_VOICE: Final = ("iot", "data_card", "satellite", "pager", "voicemail")

MENTIONS: Mapping[str, pl.DataType] = {
    "case": pl.UInt32(), "number": pl.UInt64(), "cell": pl.String(), "party": PARTY, "liable": pl.Boolean(),
    "order": pl.Int32(), "name": pl.String(), "relation": pl.String(), "kind": pl.String(), "region": pl.String(),
    "operator": pl.String(), "phone_state": pl.String(), "reason": pl.String(), "signal": pl.String(), "source": SOURCE,
    "slot": pl.String(), "origin": pl.String(), "since": pl.Date(), "batch_on": pl.Date(), "verified_on": pl.Date(),
    "opted_out_on": pl.Date(),
}  # fmt: skip
"""The columns of mentions. ``number`` is null where the cell holds no usable number; ``since`` is the date at which
the number was given, ``batch_on`` that of the table; ``slot`` is the place in the case that holds one number at a
time; ``signal`` is what the cell itself says of the number (``vacant``, ``wrong_number`` …)."""

CALLS: Mapping[str, pl.DataType] = {
    "case": pl.UInt32(), "number": pl.UInt64(), "at": pl.Int32(), "outcome": pl.UInt8(), "party": PARTY,
}  # fmt: skip
"""The call log: ``at`` in minutes since 1970 (local), ``outcome`` the place in the list of outcomes."""

CONTACTS_SCHEMA: Mapping[str, pl.DataType] = {
    "case_no": pl.String(), "rank": pl.UInt32(), "phone": pl.String(), "party": pl.String(), "name": pl.String(),
    "relation": pl.String(), "kind": pl.String(), "region": pl.String(), "operator": pl.String(),
    "state": pl.String(), "band": pl.String(), "stale_score": pl.Int32(), "reasons": pl.String(),
    "callable": pl.Boolean(), "calls_left": pl.Int32(), "best_time": pl.String(), "best_time_rate": pl.Float64(),
    "best_time_calls": pl.UInt32(), "best_time_basis": pl.String(), "time_zones": pl.String(),
    "time_zones_basis": pl.String(), "call_hours": pl.String(), "proof_of_life": pl.Date(),
    "last_sign_on": pl.Date(), "since": pl.Date(), "attempts": pl.UInt32(), "answers": pl.UInt32(),
    "last_answer_on": pl.Date(), "sources": pl.UInt32(), "origin": pl.String(), "cell": pl.String(), "row": pl.UInt32(),
}  # fmt: skip
"""The columns of the contact list. ``phone`` is E.164, null where the cell holds no usable number (``cell`` has its
text). ``proof_of_life`` is the last day on which the number is known to have reached its person, ``last_sign_on`` that
of any sign that the line is in service, ``answers`` counts calls that reached the person, ``sources`` places that
name the number, all listed with their dates in ``origin``. Where a region has several times,
``call_hours`` are those that all ``time_zones`` in which the person may be permit (see ``zones.py``)."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier batch of the same client: its typed cases, and the header of each phone field in its file."""

    rows: pl.LazyFrame
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Given:
    """The companion tables at hand, typed; what is None was not given."""

    contacts: pl.LazyFrame | None = None
    calls: pl.LazyFrame | None = None
    optouts: pl.LazyFrame | None = None
    checks: pl.LazyFrame | None = None
    earlier: Sequence[Earlier] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """What the stage is told besides the tables. ``headers``: phone field -> header of its column in the case file;
    ``states``: what rules want to find of the numbers there."""

    as_of: date
    region: str
    lang: Lang
    settings: ContactSettings
    jurisdiction: Jurisdiction | None
    headers: Mapping[str, str]
    states: Collection[str] = ()


Keep = Callable[[Iterator[pl.DataFrame]], None]
"""Takes the contact list (:data:`CONTACTS_SCHEMA`), a frame a slice of cases, and asks for all of them."""


@dataclass
class Survey:
    """What the stage found.

    ``verdicts``: by ``_id``, in order. ``best_own``: the best own number that may be called (E.164, may be null), the
    same. ``found``: cells of the case file that hold a number in a certain state: ``field``, ``state``, ``id``,
    ``told``. ``look_ups``: numbers worth a check. ``shared``: numbers that tie debtors together. ``counts``: numbers,
    and coverage before and after; ``states``: lines by state.
    """

    verdicts: pl.Series = field(default_factory=lambda: pl.Series("verdict", [], pl.String))
    best_own: pl.Series = field(default_factory=lambda: pl.Series("best_own", [], pl.String))
    found: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=FOUND))
    look_ups: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=LOOK_UPS))
    shared: pl.DataFrame = field(default_factory=pl.DataFrame)
    counts: dict[str, int] = field(default_factory=dict)
    states: dict[str, int] = field(default_factory=dict)


FOUND: Mapping[str, pl.DataType] = {
    "field": pl.String(), "state": pl.String(), "id": pl.UInt32(), "told": pl.String(),
}  # fmt: skip
LOOK_UPS: Mapping[str, pl.DataType] = {
    "phone": pl.String(), "case_no": pl.String(), "cases": pl.UInt32(), "stale_score": pl.Int32(),
    "known_on": pl.Date(),
}  # fmt: skip
"""A number worth a paid check: a case that it stands in, of how many, its best score there, and the last day on which
it is known, or told, to be the debtor's (what a check for reassignment asks for). Where the region's rules ask for
consent, its day follows as ``consent_on``: the Reassigned Numbers Database of the United States is asked with it."""


def digits(phone: str) -> pl.Expr:
    """A column of E.164 texts as numbers."""
    return pl.col(phone).str.slice(1).cast(pl.UInt64, strict=False)


def e164(number: pl.Expr) -> pl.Expr:
    """The E.164 text of a ``number``."""
    return filled("+{}", number // POOLS)


def day_of(minutes: pl.Expr) -> pl.Expr:
    """The date of minutes since 1970."""
    return (minutes // MINUTES).cast(pl.Int32).cast(pl.Date)


def minutes_of(day: pl.Expr) -> pl.Expr:
    """The first minute of a date."""
    return day.cast(pl.Int32) * MINUTES
