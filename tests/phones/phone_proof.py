"""Hold the engine to the library: the same strings to both, every column compared."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import phonenumbers
import polars as pl
from phone_generators import TYPES
from phonenumbers import phonenumberutil as util

from dq.phones import oracle
from dq.phones.engine.diagrams import Diagram, Diagrams
from dq.phones.engine.run import answer
from dq.phones.words import DESCRIBE

UPSTREAM = Path(__file__).parents[2] / "fixtures" / "phones" / "upstream_asks.jsonl"
NAMES = ("operator", "place", "time_zone")
DIGITS_ONLY = tuple(name for name in DESCRIBE if name not in NAMES)


def differences(
    strings: Iterable[str], region: str | None, lang: str = "en", columns: tuple[str, ...] = tuple(DESCRIBE)
) -> list[tuple[str, str, object, object]]:
    """Where the engine differs from the library: string, column, the engine's answer, the library's."""
    text = pl.Series("text", list(dict.fromkeys(strings)), dtype=pl.String)
    ours = answer(text, region, lang, columns).frame
    schema = {name: DESCRIBE[name] for name in columns}
    theirs = pl.DataFrame([oracle.answer(one, region, lang, columns) for one in text], schema=schema)
    found: list[tuple[str, str, object, object]] = []
    for name in columns:
        wrong = ours[name].ne_missing(theirs[name])
        rows = zip(text.filter(wrong), ours[name].filter(wrong), theirs[name].filter(wrong), strict=True)
        found += [(one, name, mine, library) for one, mine, library in rows]
    return found


def edge_cover(diagrams: Diagrams, root: Diagram, size: int, rng: random.Random) -> Iterator[str]:
    """Strings that together take every edge of a diagram, each edge twice, all else at random."""
    paths: dict[Diagram, dict[int, int]] = {root: {}}
    todo = [root] if root >= 0 else []
    if root < 0:
        yield "".join(str(rng.randrange(10)) for _ in range(size))
    while todo:
        at = todo.pop()
        position = diagrams.positions[at]
        for digit, child in enumerate(diagrams.children[at]):
            path = {**paths[at], position: digit}
            for _ in range(2):
                yield "".join(str(path.get(i, rng.randrange(10))) for i in range(size))
            if child >= 0 and child not in paths:
                paths[child] = path
                todo.append(child)


def example_strings(region: str) -> Iterator[str]:
    """Every example number of the library, in all ways to write it."""
    code = util.country_code_for_region(region)
    for kind in TYPES:
        number = phonenumbers.example_number_for_type(region, kind)
        if number is None:
            continue
        for shape in range(4):
            yield phonenumbers.format_number(number, shape)
        national = phonenumbers.national_significant_number(number)
        yield from (f"{start}{national}" for start in ("", f"00{code}", f"011{code}", code, "0"))


def upstream_asks() -> dict[str | None, list[str]]:
    """The strings that the library's own tests parse, by default region (None: none that it knows)."""
    asks: dict[str | None, list[str]] = {}
    for line in UPSTREAM.read_text("utf-8").splitlines():
        ask = json.loads(line)
        region = ask["region"] if ask["region"] in phonenumbers.SUPPORTED_REGIONS else None
        asks.setdefault(region, []).append(ask["text"])
    return asks
