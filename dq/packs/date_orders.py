"""In which order the people of a region write dates with numbers only (``rules/data/date_orders.yml``)."""

from __future__ import annotations

from functools import cache

from dq.packs import reader
from dq.packs.columns import DATE_ORDERS
from dq.packs.folder import data_file
from dq.packs.strict_yaml import load


@cache
def date_order(region: str) -> str | None:
    """``mdy``, ``dmy`` or ``ymd``; None for a region without such a custom."""
    path = data_file("date_orders.yml")
    pairs = reader.mapping(load(path), path.name)
    return reader.choice(pairs[region], path.name, DATE_ORDERS) if region in pairs else None
