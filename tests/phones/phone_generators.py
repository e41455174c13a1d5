"""Strings that phone engines get wrong: every test and benchmark draws from here."""

from __future__ import annotations

import random
from collections.abc import Iterator

import phonenumbers
from phonenumbers import phonenumberutil as util

TYPES = tuple(kind for kind in phonenumbers.PhoneNumberType.values() if kind not in (2, 99))
MOBILE_STARTS = [
    f"1{n}"
    for n in (
        *range(30, 40),
        *range(50, 54),
        *range(55, 60),
        66,
        73,
        *range(75, 79),
        *range(80, 90),
        91,
        98,
        99,
    )
]
AREAS = ("010", "021", "020", "0755", "0571", "0512", "0851", "0433", "0551", "028", "0898")

SEPARATORS = (
    "",
    " ",
    "-",
    ".",
    "/",
    "、",
    ",",
    ";",
    "，",
    "；",
    "|",
    "\t",
    "\n",
    "\u3000",
    "\u00a0",
    "\u200b",
    "\u2060",
    "~",
    "x",
    "*",
    "#",
    "(",
    ")",
    "（",
    "）",
    "[",
    "]",
    "—",
    "－",
    ":",
    "+",
    "\\",
)
WORDS = (
    "电话",
    "手机:",
    "张三",
    "(本人)",
    "转",
    "分机",
    "ext",
    "ext. ",
    "extn",
    "x",
    "#",
    "tel:",
    "Tel: ",
    ";ext=",
    ";isub=",
    ";phone-context=",
    ";phone-context=+86",
    "int",
    "доб",
    "anexo",
    "EXT",
    "X",
    "空号",
    "QQ",
    "元",
    "E+10",
    "ｅｘｔ",
)
ODD = (
    "\x00",
    "²",
    "Ⅷ",
    "①",
    "٣",
    "९",
    "߁",
    "𝟏",
    "０",
    "９",
    "＋",
    "é",
    "İ",
    "ß",
    "_",
    "'",
    '"',
    "=",
    "%",
    "€",
    "😀",
    "\u0301",
    "\u202e",
    "\ufeff",
    "\u00ad",
    "〇",
    "一",
    "\u2053",
    "\u223c",
    "～",
    "．",
    "＃",
    "ｘ",
    "\r\n",
    "\x1c",
    "\u2028",
    "\ua620",
    "\U0001d7ce",
)


def examples(region: str) -> list[str]:
    """National digits of the region's example numbers."""
    numbers = [phonenumbers.example_number_for_type(region, kind) for kind in TYPES]
    return [phonenumbers.national_significant_number(number) for number in numbers if number is not None]


def digits(rng: random.Random, low: int, high: int) -> str:
    return "".join(rng.choice("0123456789") for _ in range(rng.randint(low, high)))


def chinese(rng: random.Random) -> str:
    """A Chinese number in national digits, as a person would write it."""
    pick = rng.random()
    if pick < 0.65:
        return rng.choice(MOBILE_STARTS) + digits(rng, 8, 8)
    if pick < 0.85:
        return rng.choice(AREAS) + rng.choice("2345678") + digits(rng, 6, 7)
    if pick < 0.9:
        return rng.choice(("400", "800")) + digits(rng, 7, 7)
    if pick < 0.95:
        return rng.choice(("10086", "95588", "110", "12345", "10000", "1010" + digits(rng, 4, 4)))
    return digits(rng, 1, 25)


def adversarial(rng: random.Random, region: str, known: list[str]) -> str:
    """A number of the region, prefixed, cut, joined and dirtied at random."""
    code = str(util.country_code_for_region(region))
    trunk = phonenumbers.PhoneMetadata.metadata_for_region(region).national_prefix or ""

    def number() -> str:
        if region == "CN" and rng.random() < 0.7:
            return chinese(rng)
        if known and rng.random() < 0.7:
            base = list(rng.choice(known))
            for _ in range(rng.choice((0, 0, 1, 3, 6))):
                base[rng.randrange(len(base))] = rng.choice("0123456789")
            return "".join(base)
        return digits(rng, 0, 24)

    prefixes = (
        "",
        "",
        "",
        "0",
        "00",
        "011",
        "1",
        code,
        "+" + code,
        "+",
        "00" + code,
        "0" + code,
        trunk + code,
        code + trunk,
        "+" + code + trunk,
        trunk,
        "17951",
        "+1",
        "00852",
        "++" + code,
        "＋" + code,
        "(" + code + ")",
        "+" + code + "(0)",
    )
    text = rng.choice(prefixes) + number()
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 4))):
        at = rng.randint(0, len(text))
        piece = rng.choice(
            (rng.choice(SEPARATORS), rng.choice(SEPARATORS), rng.choice(WORDS), rng.choice(ODD))
        )
        text = text[:at] + piece + text[at:]
    if rng.random() < 0.15:
        text += rng.choice((*SEPARATORS, *WORDS)) + (number() if rng.random() < 0.5 else digits(rng, 1, 11))
    if rng.random() < 0.1:
        text = rng.choice((*SEPARATORS, *WORDS, *ODD)) + text + rng.choice((*SEPARATORS, *WORDS, *ODD))
    if rng.random() < 0.05:
        text = text.translate({48 + d: rng.choice((0xFF10, 0x660, 0x966)) + d for d in range(10)})
    if rng.random() < 0.03:
        text = text[: rng.randint(0, len(text))]
    if rng.random() < 0.002:
        text += rng.choice((" ", "1", "-")) * 250
    return text


def strings(rng: random.Random, region: str, count: int) -> Iterator[str]:
    known = examples(region)
    return (adversarial(rng, region, known) for _ in range(count))
