"""The tables of ``rules/data`` on numbers, read once: segments, area codes, service lines, placeholders."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from dq.packs.folder import data_file


@dataclass(frozen=True, slots=True)
class Segment:
    """What a range of Chinese mobile numbers was assigned for; ``operator`` is the original one or ``""``."""

    prefix: str
    digits: int
    operator: str
    kind: str


@dataclass(frozen=True, slots=True)
class Area:
    """A Chinese area code (with its 0): lengths of its local numbers and the cities that it serves."""

    code: str
    local_digits: tuple[int, ...]
    province: str
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Service:
    """A service line's pattern and name."""

    pattern: re.Pattern[str]
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A cell text that stands for "no number", what it means and what it says about the number."""

    meaning: str
    signal: str | None


def _rows(name: str) -> list[dict[str, str]]:
    with data_file(name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def segments() -> dict[str, Segment]:
    """Chinese mobile segments by prefix (3 to 5 digits)."""
    return {
        row["prefix"]: Segment(row["prefix"], int(row["digits"]), row["operator"], row["kind"])
        for row in _rows("cn_mobile_segments.csv")
    }


def segment_of(digits: str) -> Segment | None:
    """The segment of a Chinese mobile number (national digits), by its longest prefix and its length."""
    table = segments()
    for size in (5, 4, 3):
        found = table.get(digits[:size])
        if found is not None and found.digits == len(digits):
            return found
    return None


@cache
def areas() -> dict[str, Area]:
    """Chinese area codes, by code with its 0."""
    return {
        row["area"]: Area(
            row["area"],
            tuple(int(n) for n in row["local_digits"].split("/")),
            row["province"],
            tuple(row["cities"].split("/")),
        )
        for row in _rows("cn_area_codes.csv")
    }


def area_of(digits: str) -> Area | None:
    """The area whose code (with or without its 0) begins these digits."""
    national = digits[1:] if digits.startswith("0") else digits
    table = areas()
    return table.get("0" + national[:2]) or table.get("0" + national[:3])


@cache
def services() -> tuple[Service, ...]:
    """Chinese service lines, the more specific patterns first."""
    return tuple(
        Service(re.compile(row["pattern"]), row["name_zh"], row["name_en"])
        for row in _rows("cn_service_numbers.csv")
    )


def service_of(digits: str) -> Service | None:
    """The service line that these digits are, if they are one."""
    return next((service for service in services() if service.pattern.fullmatch(digits)), None)


@cache
def placeholders() -> dict[str, Placeholder]:
    """Texts that stand for "no number", lower case."""
    return {
        row["text"]: Placeholder(row["meaning"], row["signal"] or None)
        for row in _rows("phone_placeholders.csv")
    }
