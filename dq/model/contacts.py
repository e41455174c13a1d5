"""How contacts are judged: the half-lives, points and limits that a source may set."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Scope = Literal["same_case", "same_client", "all"]
Digest = Literal["md5", "sha256"]

QUIET = "quiet"
"""The state under which the rows are found of cases that nobody is to be called about: no number is looked for."""


@dataclass(frozen=True, slots=True)
class HalfLives:
    """Days after which half of the trust in a number is gone; ``outcomes`` is that of a call's points."""

    mobile: int = 730
    landline: int = 1460
    repair: int = 365
    outcomes: int = 180


@dataclass(frozen=True, slots=True)
class Points:
    """What else moves the score of 0 to 100. ``bought``: a vendor's number that has never been confirmed."""

    owner_conflict: int = -30
    owner_conflict_family: int = -10
    many_debtors: int = -20
    superseded: int = -25
    virtual_operator: int = -5
    no_voice: int = -40
    other_case: int = 20
    agreement: int = 10
    bought: int = -30
    no_answer_floor: int = -15
    check_active: int = 10
    check_doubtful: int = -20


@dataclass(frozen=True, slots=True)
class Bands:
    """Lowest scores of ``current``, ``ageing`` and ``stale``; below is ``likely_dead``."""

    current: int = 70
    ageing: int = 45
    stale: int = 20


@dataclass(frozen=True, slots=True)
class LookUps:
    """What a paid check costs, and which numbers are worth one.

    ``recheck_days``: a number that was checked or answered within so many days needs none. ``digest``: the digest
    of the national number that the provider takes, none if it takes the number itself.
    """

    price: Decimal | None = None
    currency: str = "CNY"
    digest: Digest | None = None
    recheck_days: int = 90


@dataclass(frozen=True, slots=True)
class ContactSettings:
    """The ``contacts:`` section of a source.

    ``scope``: across which cases evidence on a number counts. ``undated_days``: the age of a number of which no
    date is known. ``many``: so many debtors with one contact number make it an agent's. A number that was
    suspended ``suspended_times`` times over ``suspended_spread`` days, or once ``suspended_days`` days ago, with no
    sign of life since, is dead. ``prior``: the weight, in calls, of what is expected of a number without history.
    ``bin_prior`` and ``own_attempts``: the same for an hour of the day, and the calls without which it is not
    judged on its own. ``fill``: put the best own number found into an empty ``self_mobile``.
    """

    scope: Scope = "same_client"
    half_lives: HalfLives = HalfLives()
    points: Points = Points()
    bands: Bands = Bands()
    undated_days: int = 730
    many: int = 5
    suspended_times: int = 3
    suspended_spread: int = 30
    suspended_days: int = 90
    prior: int = 4
    bin_prior: int = 10
    own_attempts: int = 3
    fill: bool = False
    look_ups: LookUps = LookUps()
