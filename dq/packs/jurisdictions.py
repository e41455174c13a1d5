"""Jurisdictions: ``rules/data/jurisdictions/<region>.yml`` become :class:`Jurisdiction` objects."""

from __future__ import annotations

import hashlib
import re
from datetime import time
from functools import cache

from dq.model.jurisdiction import Condition, Consent, Hours, Jurisdiction, Limit, Per, ThirdPersons, What
from dq.packs import reader
from dq.packs.folder import data_file
from dq.packs.rules import words
from dq.packs.strict_yaml import Node, load

_WHAT: tuple[What, ...] = ("effective", "unanswered", "attempts")
_PER: tuple[Per, ...] = ("case", "number")
_CONDITIONS: tuple[Condition, ...] = ("no_own_number", "own_attempts_failed")
_STOPPING = ("opt_out", "attorney", "bankruptcy")
_OFFSET = re.compile(r"([+-])([01][0-9]):([0-5][0-9])")


def regions() -> list[str]:
    """The regions that have a jurisdiction."""
    return sorted(path.stem for path in data_file("jurisdictions").glob("*.yml"))


@cache
def jurisdiction(region: str) -> Jurisdiction | None:
    """The rules of a region (such as ``CN``), None if there is no file for it; mistakes are a ``ConfigError``."""
    path = data_file("jurisdictions") / f"{region}.yml"
    if region not in regions():
        return None
    root = load(path)
    owner = f"jurisdiction '{region}'"
    needed = ("name", "hours", "limits", "third_persons", "address_book", "opt_out")
    pairs = reader.mapping(root, owner, (*needed, "utc_offset", "consent"))
    reader.require(root, pairs, needed, owner)
    book = _section(pairs["address_book"], f"{owner}, address_book", ("allowed", "source"))
    stop = _section(pairs["opt_out"], f"{owner}, opt_out", ("kinds", "source"))
    return Jurisdiction(
        region=region,
        name=words(pairs["name"], owner),
        utc_offset=_offset(pairs["utc_offset"], owner) if "utc_offset" in pairs else None,
        hours=_hours(pairs["hours"], f"{owner}, hours"),
        limits=tuple(_limit(node, f"{owner}, limits") for node in reader.sequence(pairs["limits"], owner)),
        third_persons=_third_persons(pairs["third_persons"], f"{owner}, third_persons"),
        address_book=reader.boolean(book["allowed"], owner),
        address_book_source=reader.text(book["source"], owner),
        stopping=reader.texts(stop["kinds"], owner),
        stopping_source=reader.text(stop["source"], owner),
        consent=_consent(pairs["consent"], f"{owner}, consent") if "consent" in pairs else None,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
    )


def stopping(region: str) -> tuple[str, ...]:
    """The kinds of opt-outs that end contact in a region, also in one without a jurisdiction."""
    rules = jurisdiction(region)
    return _STOPPING if rules is None else rules.stopping


def _section(
    node: Node, owner: str, required: tuple[str, ...], optional: tuple[str, ...] = ()
) -> dict[str, Node]:
    pairs = reader.mapping(node, owner, (*required, *optional))
    reader.require(node, pairs, required, owner)
    return pairs


def _offset(node: Node, owner: str) -> int:
    word = reader.text(node, owner)
    match = _OFFSET.fullmatch(word)
    if match is None:
        raise reader.fail(node, owner, f"an offset such as +08:00 is expected, not '{word}'")
    minutes = int(match[2]) * 60 + int(match[3])
    return -minutes if match[1] == "-" else minutes


def _clock(node: Node, owner: str) -> time:
    word = reader.text(node, owner)
    try:
        return time.fromisoformat(word)
    except ValueError:
        raise reader.fail(node, owner, f"a time such as 08:00 is expected, not '{word}'") from None


def _hours(node: Node, owner: str) -> Hours:
    pairs = _section(node, owner, ("from", "to", "since", "source"))
    start, end = _clock(pairs["from"], owner), _clock(pairs["to"], owner)
    if not start < end:
        raise reader.fail(pairs["to"], owner, "'to' must be later than 'from'")
    return Hours(start, end, reader.day(pairs["since"], owner), reader.text(pairs["source"], owner))


def _consent(node: Node, owner: str) -> Consent:
    pairs = _section(node, owner, ("kinds", "since", "source"))
    return Consent(
        kinds=reader.texts(pairs["kinds"], owner),
        since=reader.day(pairs["since"], owner),
        source=reader.text(pairs["source"], owner),
    )


def _limit(node: Node, owner: str) -> Limit:
    required = ("id", "what", "per", "days", "at_most", "since", "title", "source")
    pairs = _section(node, owner, required, ("after_conversation",))
    what = reader.choice(pairs["what"], owner, _WHAT)
    per = reader.choice(pairs["per"], owner, _PER)
    return Limit(
        id=reader.text(pairs["id"], owner),
        what=next(word for word in _WHAT if word == what),
        per=next(word for word in _PER if word == per),
        days=reader.integer(pairs["days"], owner),
        at_most=reader.integer(pairs["at_most"], owner),
        after_conversation=reader.optional(pairs, "after_conversation", reader.boolean, owner) or False,
        since=reader.day(pairs["since"], owner),
        title=words(pairs["title"], owner),
        source=reader.text(pairs["source"], owner),
    )


def _third_persons(node: Node, owner: str) -> ThirdPersons:
    required = ("allowed", "conditions", "since", "source")
    pairs = _section(node, owner, required, ("failed_attempts", "stops_on_refusal", "conversations"))
    named = [reader.choice(n, owner, _CONDITIONS) for n in reader.sequence(pairs["conditions"], owner)]
    failed = reader.optional(pairs, "failed_attempts", reader.integer, owner) or 0
    most = reader.optional(pairs, "conversations", reader.integer, owner)
    if most is not None and most < 1:
        raise reader.fail(pairs["conversations"], owner, "'conversations' must be a whole number from 1 on")
    if "own_attempts_failed" in named and failed < 1:
        raise reader.fail(node, owner, "own_attempts_failed needs failed_attempts, a whole number from 1 on")
    return ThirdPersons(
        allowed=reader.boolean(pairs["allowed"], owner),
        conditions=tuple(word for word in _CONDITIONS if word in named),
        failed_attempts=failed,
        stops_on_refusal=reader.optional(pairs, "stops_on_refusal", reader.boolean, owner) or False,
        conversations=most,
        since=reader.day(pairs["since"], owner),
        source=reader.text(pairs["source"], owner),
    )
