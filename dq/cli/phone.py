"""``dq phone``: everything known about a number, and why."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping
from typing import Any

_WIDTH, _LABEL = 80, 18
_OF_CELL = ("state", "reason", "signal", "suggestion", "notes")
_OF_NUMBER = (
    "state",
    "reason",
    "kind",
    "region",
    "operator",
    "extension",
    "steps",
    "suggestion",
    "plan_change",
    "segment",
)
_OF_LIBRARY = (
    "national",
    "international",
    "operator_zh",
    "place_zh",
    "place",
    "time_zone",
    "possible",
    "error",
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of the command."""
    parser.add_argument("numbers", nargs="+", metavar="NUMBER", help="a number as it stands in a cell")
    parser.add_argument(
        "--region", metavar="CC", default="CN", help="region of national numbers (default: CN)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")


def execute(options: argparse.Namespace) -> int:
    """Explain each number; exit 0 if all hold a usable number, else 1."""
    from dq.cli.main import say
    from dq.cli.notes import engine_notes
    from dq.phones import explain, known_region

    region = known_region(options.region)
    known = [explain(number, region) for number in options.numbers]
    if options.json:
        print(json.dumps(known, ensure_ascii=False, indent=2, default=str))
    else:
        print("\n\n".join("\n".join(_told(facts)) for facts in known))
    engine = known[0]["engine"]
    for line in engine_notes(engine["verified"], engine["phonenumbers"], "en"):
        say(line)
    return 0 if all(facts["state"] in ("ok", "service") for facts in known) else 1


def _told(facts: Mapping[str, Any]) -> Iterable[str]:
    yield from _line("cell", facts["text"], 0)
    yield from (line for name in _OF_CELL for line in _line(name, facts.get(name), 2))
    for number in facts["numbers"]:
        yield from _line("number", number["e164"] or number["text"], 2)
        yield from (line for name in _OF_NUMBER for line in _line(name, number.get(name), 4))
        yield from (line for name in _OF_LIBRARY for line in _line(name, number["library"].get(name), 4))


def _line(name: str, value: object, indent: int) -> Iterable[str]:
    """A name and its value, which goes on below itself where it does not fit into 80 columns."""
    from dq.text.visible import one_line
    from dq.text.width import pad, wrap

    if value in (None, "", [], (), {}):
        return
    label = name.replace("_zh", " (zh)").replace("_", " ")
    for line in wrap(one_line(_plain(value)), _WIDTH - _LABEL):
        yield " " * indent + pad(label, _LABEL - indent) + line
        label = ""


def _plain(value: object) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(item)}" for name, item in value.items() if item not in (None, ""))
    return str(value)
