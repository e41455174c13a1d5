"""The ways in which a rate may be meant and an instalment worked out: what :mod:`dq.loans.fit` tries."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import polars as pl

from dq.loans.cents import WIDE
from dq.loans.schedule import Method


class Unit(StrEnum):
    """What a rate is counted in."""

    ANNUAL_PERCENT = "annual_percent"  # 7.2 means 7.2 % a year
    ANNUAL_FRACTION = "annual_fraction"  # 0.072 means 7.2 % a year
    MONTHLY_PERCENT = "monthly_percent"  # 0.6 means 0.6 % a month
    MONTHLY_FRACTION = "monthly_fraction"  # 0.006 means 0.6 % a month
    MONTHLY_PERMILLE = "monthly_permille"  # 6 means 6 厘, 0.6 % a month
    DAILY_PERCENT = "daily_percent"  # 0.02 means 0.02 % a day
    DAILY_PERMYRIAD = "daily_permyriad"  # 2 means 万分之二, 0.02 % a day
    DAILY_FRACTION = "daily_fraction"  # 0.0002 means 0.02 % a day


class DayCount(StrEnum):
    """How many days of interest a period bears."""

    THIRTY_360 = "30/360"  # a twelfth of the annual rate each month
    ACT_365 = "act/365"  # the month's days, of a year of 365: on average nearly a twelfth
    ACT_360 = "act/360"  # the month's days, of a year of 360: 365/360 of that on average


class Rounding(StrEnum):
    """How the instalment was rounded to cents."""

    HALF_UP = "half_up"
    DOWN = "down"
    UP = "up"
    NEAR = "near"  # a cent off all of them


class Meaning(StrEnum):
    """Which instalment the file gives, where they differ from period to period."""

    FIRST = "first"
    NEXT = "next"  # the first that is not paid yet
    FIRST_ADJUSTED = "first_adjusted"  # the first, and it absorbs what the rounding of the others leaves


PERCENT: Mapping[Unit, tuple[int, int]] = {
    Unit.ANNUAL_PERCENT: (1, 1),
    Unit.ANNUAL_FRACTION: (100, 1),
    Unit.MONTHLY_PERCENT: (12, 1),
    Unit.MONTHLY_FRACTION: (1200, 1),
    Unit.MONTHLY_PERMILLE: (12, 10),
    Unit.DAILY_PERCENT: (360, 1),
    Unit.DAILY_PERMYRIAD: (36, 10),
    Unit.DAILY_FRACTION: (36000, 1),
}
"""Times what (numerator, denominator) a rate of the unit is a rate in percent a year of 360 days."""

LEAST_PERCENT, MOST_PERCENT = 1, 200
"""Outside of this many percent a year a unit is not believed; a rate of zero has no unit."""

ACT_365_OFF = 10_000
ACT_360_OFF = 2_500
"""An instalment by days is off the average month's by less than one part in so many."""


def hypotheses() -> pl.DataFrame:
    """Every combination of method, unit and day count: ``method``, ``unit``, ``day_count``, ``times``, ``over``.

    The rate in percent a year is the stated rate times ``times`` / ``over``. ``place`` orders them: the plainer
    first. ``act/365`` has no line of its own, since its average month is that of ``30/360``.
    """
    rows = [
        (method.value, unit.value, days.value, times * longer[0], over * longer[1])
        for days, longer in ((DayCount.THIRTY_360, (1, 1)), (DayCount.ACT_360, (365, 360)))
        for unit, (times, over) in PERCENT.items()
        for method in Method
    ]
    text = pl.String()
    columns: dict[str, pl.DataType] = {
        "method": text,
        "unit": text,
        "day_count": text,
        "times": WIDE,
        "over": WIDE,
    }
    return pl.DataFrame(rows, schema=columns, orient="row").with_row_index("place")
