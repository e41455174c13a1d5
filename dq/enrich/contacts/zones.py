"""In which time zones a person may be, by the number and by the address, and when all of them permit a call.

Only regions with more than one time ask for it (12 CFR 1006.6(b)(1): the time at the consumer's location). A number
alone does not tell it: a mobile moves with its owner, and some area codes lie in two zones.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo

import polars as pl

from dq.enrich.contacts.interface import e164
from dq.model.enums import Party
from dq.model.jurisdiction import Hours, Jurisdiction
from dq.packs.time_zones import zones_of_places
from dq.phones import describe

ZONES: Final = {"time_zones": pl.String(), "time_zones_basis": pl.String(), "call_hours": pl.String()}
"""IANA names, the eastmost first; ``number``, ``address``, ``both`` (they agree) or ``conflict`` (they don't: all of
both); the hours in which every one of them permits a call, as the clock of the first shows them."""

APART: Final = "apart"
"""Minutes between the eastmost and the westmost of the zones."""

_STATE_BEFORE_ZIP: Final = (
    r"\b([A-Za-z]{2})[ ,]+[0-9]{5}(?:-[0-9]{4})?\s*(?:,?\s*(?i:USA?|U\.S\.A?\.|United States))?$"
)
_UNKNOWN: Final = "Etc/Unknown"


def has_zones(region: str) -> bool:
    """Whether a region has a table of the time zones of its states."""
    return zones_of_places(region) is not None


def with_zones(
    lines: pl.DataFrame, rows: pl.DataFrame, first: int, rules: Jurisdiction | None, as_of: date
) -> pl.DataFrame:
    """Add the columns of :data:`ZONES` and :data:`APART`; null and 0 where the region has one time.

    ``rows``: the cases of the slice in their order, ``first`` the number of the first one. The address is the
    debtor's, so it speaks for the debtor's own numbers only.
    """
    places = None if rules is None else zones_of_places(rules.region)
    if rules is None or places is None:
        nothing = [pl.lit(None, dtype).alias(name) for name, dtype in ZONES.items()]
        return lines.with_columns(*nothing, pl.lit(0, pl.Int32).alias(APART))
    own = pl.col("party") == Party.SELF.value
    lived = _by_address(rows, places).gather(lines["case"] - first)
    lines = lines.with_columns(
        _by_number(lines["number"], rules.region).alias("_number"),
        pl.when(own).then(pl.lit(lived)).alias("_address"),
    )
    pairs = lines.select("_number", "_address").unique()
    told = [_told(number, address, rules.hours, as_of) for number, address in pairs.iter_rows()]
    schema = {**ZONES, APART: pl.Int32()}
    table = pairs.hstack(pl.DataFrame(told, schema=schema, orient="row"))
    lines = lines.join(table, on=["_number", "_address"], how="left", nulls_equal=True, maintain_order="left")
    return lines.drop("_number", "_address")


def _by_number(numbers: pl.Series, region: str) -> pl.Series:
    """The zones of each number, joined with ``;``; null if it tells none."""
    distinct = numbers.drop_nulls().unique().sort()
    zones = describe(pl.select(e164(pl.lit(distinct))).to_series(), region, columns=["time_zone"])[
        "time_zone"
    ]
    zones = zones.replace(_UNKNOWN, None)
    return numbers.replace_strict(distinct, zones, default=None, return_dtype=pl.String)


def _by_address(rows: pl.DataFrame, places: Mapping[str, tuple[str, ...]]) -> pl.Series:
    """The zones of the debtor's state, joined with ``;``: of its own field, else of what stands before the ZIP code."""
    words = []
    if "province" in rows.columns:
        words.append(pl.col("province").str.strip_chars().str.to_lowercase())
    if "home_address" in rows.columns:
        words.append(pl.col("home_address").str.extract(_STATE_BEFORE_ZIP).str.to_lowercase())
    known = {word: ";".join(zones) for word, zones in places.items()}
    found = [word.replace_strict(known, default=None, return_dtype=pl.String) for word in words]
    nothing = pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    return rows.select(pl.coalesce([*found, pl.lit(nothing)]).alias("zones")).to_series()


def _told(
    number: str | None, address: str | None, hours: Hours, as_of: date
) -> tuple[str | None, str | None, str | None, int]:
    """What a line says of its zones: the values of :data:`ZONES`, and how far apart they are."""
    by_number, by_address = ((text or "").split(";") if text else [] for text in (number, address))
    same = {_clock(zone, as_of) for zone in by_number}
    agreed = [zone for zone in by_address if _clock(zone, as_of) in same]
    if not by_number and not by_address:
        return None, None, None, 0
    if not by_number or not by_address:
        zones, basis = by_number or by_address, "number" if by_number else "address"
    elif agreed:
        zones, basis = agreed, "both"
    else:
        zones, basis = [*by_number, *by_address], "conflict"
    offset = {zone: _offset(zone, as_of) for zone in dict.fromkeys(zones)}
    ordered = sorted(offset, key=lambda zone: (-offset[zone], zone))
    apart = offset[ordered[0]] - offset[ordered[-1]]
    start, end = (clock.hour * 60 + clock.minute for clock in (hours.start, hours.end))
    window = f"{_hhmm(start + apart)}-{_hhmm(end)} {ordered[0]}" if start + apart < end else None
    return ";".join(ordered), basis, window, apart


@cache
def _clock(zone: str, as_of: date) -> tuple[int, int]:
    """What tells zones apart whose names differ: their offsets in winter and in summer."""
    return _offset(zone, as_of.replace(month=1, day=15)), _offset(zone, as_of.replace(month=7, day=15))


@cache
def _offset(zone: str, day: date) -> int:
    """Minutes east of UTC at noon of a day."""
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC).astimezone(ZoneInfo(zone))
    shift = noon.utcoffset()
    assert shift is not None
    return int(shift.total_seconds()) // 60


def _hhmm(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
