"""What a cell without a number may be instead, and what its writer may have meant."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from dq.phones.verdicts import verdict

_LETTERS: Final = re.compile(r"(?<![A-Za-z])[\dOoQDIl|]{7,}(?![A-Za-z])")
_FOR_DIGITS: Final = str.maketrans({"O": "0", "o": "0", "Q": "0", "D": "0", "I": "1", "l": "1", "|": "1"})
_DATE: Final = re.compile(
    r"(?:19|20)\d\d[-/.年](?:0?[1-9]|1[0-2])[-/.月](?:0?[1-9]|[12]\d|3[01])日?.*"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])",
    re.DOTALL,
)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]+")
_RESIDENT_ID: Final = re.compile(r"\d{17}[\dXx]")


def glued_numbers(text: str, region: str) -> str | None:
    """Two mobiles written without anything between them, joined with ``;``."""
    digits = re.sub(r"\D", "", text)
    if len(digits) != 22:
        return None
    halves = [verdict(half, region) for half in (digits[:11], digits[11:])]
    return ";".join(str(half.e164) for half in halves) if all(half.accepted for half in halves) else None


def letters_for_digits(clean: str, region: str) -> str | None:
    """The number that a text is if letters stand for digits in it (O for 0, l for 1)."""
    for match in _LETTERS.finditer(clean.replace(" ", "").replace("-", "")):
        text = match[0]
        if sum(char in "0123456789" for char in text) >= 7 and not re.fullmatch(r"[0-9]+", text):
            found = verdict(text.translate(_FOR_DIGITS), region)
            if found.accepted:
                return found.e164
    return None


def other_thing(clean: str) -> str | None:
    """The word for what a text plainly is: ``date, email, id_number, card_number``."""
    bare = clean.replace(" ", "")
    if _DATE.fullmatch(bare):
        return "date"
    if _EMAIL.search(clean):
        return "email"
    if _RESIDENT_ID.fullmatch(bare) and _id_checks(bare):
        return "id_number"
    if re.fullmatch(r"[0-9]+", bare) and 15 < len(bare) < 20 and _luhn(bare):
        return "card_number"
    return None


@cache
def _weights() -> tuple[int, ...]:
    return tuple(pow(2, 17 - position, 11) for position in range(17))


def _id_checks(text: str) -> bool:
    total = sum(int(digit) * weight for digit, weight in zip(text, _weights(), strict=False))
    return "10X98765432"[total % 11] == text[17].upper()


def _luhn(text: str) -> bool:
    digits = [int(char) for char in reversed(text)]
    return sum(d if i % 2 == 0 else sum(divmod(2 * d, 10)) for i, d in enumerate(digits)) % 10 == 0
