"""The columns that the phone benchmarks run on: clean mobiles, a dirty Chinese mix, a world mix."""

from __future__ import annotations

import random
from collections.abc import Callable

import phonenumbers
from phonenumbers import phonenumberutil as util

_MOBILE = [
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
_AREAS = ("010", "021", "020", "0755", "0571", "0512", "028", "0531", "0898")
_NAMES = ("张三", "李四", "王小明", "欧阳丽")


def mobile(rng: random.Random) -> str:
    return f"{rng.choice(_MOBILE)}{rng.randrange(10**8):08d}"


def _landline(rng: random.Random, gap: str = "") -> str:
    return f"{rng.choice(_AREAS)}{gap}{rng.choice('2345678')}{rng.randrange(10**7):07d}"


def _spaced(number: str, gap: str) -> str:
    return f"{number[:3]}{gap}{number[3:7]}{gap}{number[7:]}"


def _wide(text: str) -> str:
    return text.translate({48 + digit: 0xFF10 + digit for digit in range(10)})


_DIRTY: tuple[tuple[int, Callable[[random.Random], str]], ...] = (
    (520, mobile),
    (50, lambda r: _spaced(mobile(r), " ")),
    (40, lambda r: _spaced(mobile(r), "-")),
    (40, lambda r: "+86" + mobile(r)),
    (20, lambda r: "+86 " + _spaced(mobile(r), " ")),
    (15, lambda r: "86" + mobile(r)),
    (10, lambda r: "0086" + mobile(r)),
    (10, lambda r: "86-" + mobile(r)),
    (10, lambda r: "0" + mobile(r)),
    (60, lambda r: _landline(r, "-")),
    (20, _landline),
    (10, lambda r: "(" + _landline(r, ")")),
    (10, lambda r: _landline(r, "-") + f"-{r.randrange(1000)}"),
    (10, lambda r: _landline(r, "-") + f"转{r.randrange(1000)}"),
    (10, lambda r: f"{r.choice('2345678')}{r.randrange(10**7):07d}"),
    (20, lambda r: mobile(r) + " "),
    (10, lambda r: " " + mobile(r)),
    (10, lambda r: "\u202d" + mobile(r) + "\u202c"),
    (10, lambda r: _wide(mobile(r))),
    (10, lambda r: mobile(r) + ".0"),
    (10, lambda r: "电话：" + mobile(r)),
    (10, lambda r: r.choice(_NAMES) + mobile(r)),
    (10, lambda r: mobile(r) + "(本人)"),
    (20, lambda r: mobile(r) + "、" + mobile(r)),
    (10, lambda r: mobile(r) + "/" + mobile(r)),
    (5, lambda r: mobile(r) + ";" + mobile(r)),
    (5, lambda r: mobile(r) + "," + mobile(r)),
    (5, lambda r: mobile(r) + " " + mobile(r)),
    (10, lambda r: mobile(r)[:3] + "****" + mobile(r)[7:]),
    (5, lambda r: mobile(r)[:10]),
    (5, lambda r: mobile(r) + str(r.randrange(10))),
    (10, lambda r: r.choice(("无", "空号", "N/A", "-", "不详", "0"))),
    (3, lambda r: f"1.38{r.randrange(100):02d}E+10"),
    (3, lambda r: "400" + f"{r.randrange(10**7):07d}"),
    (2, lambda r: r.choice(("10086", "95588", "110"))),
    (2, lambda r: "17951" + mobile(r)),
)


def clean(count: int, seed: int = 1) -> list[str]:
    """Eleven-digit mobiles and nothing else."""
    rng = random.Random(seed)
    return [mobile(rng) for _ in range(count)]


def dirty(count: int, seed: int = 2) -> list[str]:
    """What a phone column of a case file looks like; 48 % are not plain mobiles."""
    rng = random.Random(seed)
    weights = [weight for weight, _ in _DIRTY]
    makers = rng.choices([make for _, make in _DIRTY], weights, k=count)
    return [make(rng) for make in makers]


def world(count: int, seed: int = 3) -> list[str]:
    """E.164 numbers of every kind of every country, the last four digits at random."""
    rng = random.Random(seed)
    known = []
    for region in sorted(util.SUPPORTED_REGIONS):
        for kind in phonenumbers.PhoneNumberType.values():
            example = phonenumbers.example_number_for_type(region, kind) if kind not in (2, 99) else None
            if example is not None:
                known.append(phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.E164))
    return [f"{rng.choice(known)[:-4]}{rng.randrange(10_000):04d}" for _ in range(count)]
