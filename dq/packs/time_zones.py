"""Tables of the time zones that a place may lie in: ``rules/data/<region>_time_zones.csv``, a state a line."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dq.model.errors import ConfigError
from dq.packs.folder import data_file

_COLUMNS = ["code", "name", "zones"]


@cache
def zones_of_places(region: str) -> Mapping[str, tuple[str, ...]] | None:
    """The code and the name of each state (lower case) -> its zones (IANA), None if a region has no such table.

    A mistake in the table is a ``ConfigError``.
    """
    path = data_file(f"{region.lower()}_time_zones.csv")
    if not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or list(rows[0]) != _COLUMNS:
        raise ConfigError(f"{path.name}: the columns are not {', '.join(_COLUMNS)}")
    found: dict[str, tuple[str, ...]] = {}
    for number, row in enumerate(rows, start=2):
        zones = tuple(row["zones"].split(";"))
        try:
            for zone in zones:
                ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ConfigError(f"{path.name}:{number}: '{row['zones']}' names an unknown time zone") from None
        for word in (row["code"].lower(), row["name"].lower()):
            if found.setdefault(word, zones) != zones:
                raise ConfigError(f"{path.name}:{number}: '{word}' is repeated")
    return found
