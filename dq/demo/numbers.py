"""Arithmetic on many numbers at once: distinct draws, ids, cards and telephone numbers."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import numpy.typing as npt
import polars as pl

from dq.demo.words import MOBILE_PREFIXES, PLACES

Ints = npt.NDArray[np.int64]

ID_CHECK = "10X98765432"
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FIRST_BIRTH = date(1961, 1, 1)
LAST_BIRTH = date(2000, 12, 31)

# Numbers of different slots (own, first contact, …) never meet: each slot has its own residue.
SLOTS = 8
_BIRTHS = (LAST_BIRTH - FIRST_BIRTH).days + 1
_BIRTH_DATES = [FIRST_BIRTH + timedelta(days=n) for n in range(_BIRTHS)]
BIRTH_TEXT = pl.Series([day.isoformat() for day in _BIRTH_DATES])
_BIRTH_NUMBER = np.array([int(f"{day:%Y%m%d}") for day in _BIRTH_DATES], dtype=np.int64)
# No order number ends in 00: such an id could be taken for one that a spreadsheet cut after 15 digits.
_ORDERS = np.array([n for n in range(1, 1000) if n % 100], dtype=np.int64)
_ID_AREAS = np.array([place.id_area for place in PLACES], dtype=np.int64)
# Local numbers begin so in every place; 80, for one, is not in use everywhere.
_LOCAL_STARTS = np.array([52, 56, 58, 62, 63, 66, 82, 83, 85, 86, 87], dtype=np.int64)
_PREFIXES = np.array(MOBILE_PREFIXES, dtype=np.int64)


def distinct(rng: np.random.Generator, population: int, count: int) -> Ints:
    """``count`` different whole numbers below ``population``, in random order."""
    return np.asarray(rng.choice(population, size=count, replace=False), dtype=np.int64)


def draw_ids(rng: np.random.Generator, count: int) -> tuple[Ints, Ints, Ints, Ints]:
    """Distinct ids: first 17 digits as a number, place and day of birth (as indices), sex (1 male)."""
    drawn = distinct(rng, len(_ID_AREAS) * _BIRTHS * len(_ORDERS), count)
    drawn, order_at = np.divmod(drawn, len(_ORDERS))
    place, birth = np.divmod(drawn, _BIRTHS)
    order = _ORDERS[order_at]
    body = (_ID_AREAS[place] * 10**8 + _BIRTH_NUMBER[birth]) * 1000 + order
    return body, place, birth, order % 2


def id_text(body: Ints) -> pl.Series:
    """Complete ids (GB 11643) from their first 17 digits."""
    total = np.zeros(len(body), dtype=np.int64)
    rest = body
    for weight in reversed(ID_WEIGHTS):
        rest, digit = np.divmod(rest, 10)
        total += weight * digit
    check = pl.Series(list(ID_CHECK)).gather(total % 11)
    return pl.Series(body).cast(pl.String) + check


def id_check(body: str) -> str:
    """The check character of an id's first 17 digits."""
    return ID_CHECK[sum(weight * int(digit) for weight, digit in zip(ID_WEIGHTS, body, strict=True)) % 11]


def luhn_sum(card: str) -> int:
    """The weighted digit sum of a card number; a multiple of ten if the number is right (ISO/IEC 7812-1)."""
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(card))]
    return sum(digit - 9 * (digit > 9) for digit in digits)


def card_text(rng: np.random.Generator, prefix: Ints) -> pl.Series:
    """Distinct 19-digit card numbers with these six first digits and a Luhn check digit."""
    body = prefix * 10**12 + distinct(rng, 10**12, len(prefix))
    total = np.zeros(len(body), dtype=np.int64)
    rest = body
    for place in range(18):
        rest, digit = np.divmod(rest, 10)
        if place % 2 == 0:
            digit = digit * 2
            digit -= 9 * (digit > 9)
        total += digit
    return pl.Series(body).cast(pl.String) + pl.Series(-total % 10).cast(pl.String)


def mobiles(rng: np.random.Generator, count: int, slot: int) -> Ints:
    """Distinct 11-digit mobile numbers that no other slot has, none of them looking like a filler."""
    space = len(_PREFIXES) * 7 * 10**7
    drawn = distinct(rng, space // SLOTS, count) * SLOTS + slot
    drawn, last = np.divmod(drawn, 7)
    prefix, line = np.divmod(drawn, 10**7)
    return np.asarray(_PREFIXES[prefix] * 10**8 + line * 10 + _unlike(line, last))


def locals_of(rng: np.random.Generator, digits: Ints) -> Ints:
    """Local telephone numbers of the given lengths (7 or 8)."""
    first = _LOCAL_STARTS[rng.integers(0, len(_LOCAL_STARTS), len(digits))]
    scale = np.where(digits == 8, 10**5, 10**4)
    line = first * scale + rng.integers(0, 10**5, len(digits)) % scale
    return line * 10 + _unlike(line, rng.integers(0, 7, len(digits)))


def _unlike(line: Ints, choice: Ints) -> Ints:
    # A last digit neither equal to its neighbour nor next to it: no 111…, 123…, 987… and no 000 at the end.
    return (line % 10 + 2 + choice) % 10
