"""Outcomes of calls: ``rules/data/call_outcomes.csv``, one code a line, with what it says of the number."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from dq.model.errors import ConfigError
from dq.packs.folder import data_file

LINE_STATES = ("alive", "unknown", "suspended", "dead", "n/a")
PARTIES = ("rpc", "third_party", "wrong_party", "unknown", "any", "none")
_COLUMNS = ["code", "synonyms", "line_state", "party", "stale_points", "note"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One code. ``line_state``: what it says of the line (``n/a``: the failure was our own); ``party``: who spoke.

    ``party``: ``rpc`` the debtor, ``third_party`` someone else who knows the debtor, ``wrong_party`` a stranger,
    ``unknown`` someone, ``any`` whoever it was, ``none`` nobody. ``points`` raise or lower the number's score.
    """

    code: str
    synonyms: tuple[str, ...]
    line_state: str
    party: str
    points: int
    note: str


@cache
def outcomes() -> Mapping[str, Outcome]:
    """All codes, in the order of the table; a mistake in it is a ``ConfigError``."""
    path = data_file("call_outcomes.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows or list(rows[0]) != _COLUMNS:
        raise ConfigError(f"{path.name}: the columns are not {', '.join(_COLUMNS)}")
    found: dict[str, Outcome] = {}
    for number, row in enumerate(rows, start=2):
        if row["line_state"] not in LINE_STATES or row["party"] not in PARTIES or row["code"] in found:
            raise ConfigError(
                f"{path.name}:{number}: code '{row['code']}' is repeated or has an unknown word"
            )
        found[row["code"]] = Outcome(
            row["code"],
            tuple(word for word in row["synonyms"].split(";") if word),
            row["line_state"],
            row["party"],
            int(row["stale_points"]),
            row["note"],
        )
    return found


@cache
def outcome_words() -> Mapping[str, str]:
    """What may be written (lower case) -> the code."""
    words: dict[str, str] = {}
    for outcome in outcomes().values():
        for word in (outcome.code, *outcome.synonyms):
            if words.setdefault(word.lower(), outcome.code) != outcome.code:
                raise ConfigError(f"call_outcomes.csv: '{word}' stands for two codes")
    return words


NO_CALL = ("search_invalid",)
"""Codes that tell of no call at all."""


def attempts() -> tuple[str, ...]:
    """The codes of calls that were made: not our own failures, and not what is no call."""
    return tuple(code for code, one in outcomes().items() if one.line_state != "n/a" and code not in NO_CALL)


def codes_where(*, parties: tuple[str, ...] = (), line_states: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The codes whose party and line state are among those given (none given: any)."""
    return tuple(
        one.code
        for one in outcomes().values()
        if (not parties or one.party in parties) and (not line_states or one.line_state in line_states)
    )
