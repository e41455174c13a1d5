"""A person's answer to a task, and whether it is one: chosen from the lists, complete, undamaged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from dq.model.enums import Kind
from dq.model.schema import field as field_of
from dq.route.refusals import Refusal

Choice = Literal["accept", "correct", "keep", "return", "unknown", "stop"]
CHOICES: Sequence[Choice] = ("accept", "correct", "keep", "return", "unknown", "stop")
CHANGING = ("accept", "correct")
"""The choices that put a value into the cell."""

_DAY = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]00:00(?::00(?:\.0+)?)?)?")
_SCIENTIFIC = re.compile(r"[-+]?\d(?:[.,]\d+)?[eE]\+?\d+")
_DATE_CELL = re.compile(r"\d{4}-\d\d-\d\d(?: 00:00:00)?|\d{1,2}月\d{1,2}日|\d{1,2}-[A-Z][a-z]{2}")
_ERRORS = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!")
_DIGITS = (Kind.ID, Kind.PHONE)


@dataclass(frozen=True, slots=True)
class Given:
    """The answer cells of a line as they were read.

    ``decision`` and ``verified_by`` are codes (None: empty, or on no list), ``said`` is the text of the decision and
    ``way`` that of how it was verified. ``marks`` is what reading knows of the cell of the new value
    (``precision_lost``, ``error``).
    """

    decision: Choice | None = None
    said: str | None = None
    new_value: str | None = None
    verified_by: str | None = None
    way: str | None = None
    verified_on: str | None = None
    note: str | None = None
    marks: frozenset[str] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was filled in."""
        return not any((self.said, self.new_value, self.way, self.verified_on, self.note))


@dataclass(frozen=True, slots=True)
class Task:
    """What was asked: the field, the value as exported, the suggestion."""

    field: str
    value: str | None
    suggestion: str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A complete answer. ``value`` is what is to stand in the cell (None unless the choice changes it)."""

    choice: Choice
    value: str | None
    verified_by: str | None
    verified_on: str | None
    note: str | None


def understood(given: Given, task: Task, today: date) -> Answer | Refusal:
    """The answer, or why it is none. ``today`` is the day of the import: nothing is verified after it."""
    choice = given.decision
    if given.said is None:
        return Refusal.of("no_decision")
    if choice is None:
        return Refusal.of("unknown_decision", text=given.said)
    value = _value(choice, given, task)
    if isinstance(value, Refusal):
        return value
    if given.way is not None and given.verified_by is None:
        return Refusal.of("unknown_way", text=given.way)
    day = _day(given.verified_on, today)
    if isinstance(day, Refusal):
        return day
    if choice in CHANGING and given.way is None:
        return Refusal.of("no_way")
    if choice in CHANGING and day is None:
        return Refusal.of("no_day")
    return Answer(choice, value, given.verified_by, day, given.note)


def _value(choice: Choice, given: Given, task: Task) -> str | Refusal | None:
    new = given.new_value
    if choice == "accept":
        if task.suggestion is None:
            return Refusal.of("no_suggestion")
        return (
            task.suggestion
            if new in (None, task.suggestion)
            else Refusal.of("not_wanted", text=given.said or "")
        )
    if choice != "correct":
        return None if new is None else Refusal.of("not_wanted", text=given.said or "")
    if new is None:
        return Refusal.of("no_value")
    return _damage(new, given.marks, task) or new


def _damage(new: str, marks: frozenset[str], task: Task) -> Refusal | None:
    """What a spreadsheet did to the new value, if it did."""
    kind = field_of(task.field).kind
    if "error" in marks or new in _ERRORS:
        return Refusal.of("cell_error", text=new)
    if "precision_lost" in marks and kind in (*_DIGITS, Kind.TEXT):
        return Refusal.of("digits_lost", text=new)
    if kind is not Kind.TEXT and _SCIENTIFIC.fullmatch(new):
        return Refusal.of("scientific", text=new)
    if kind is not Kind.DATE and _DATE_CELL.fullmatch(new):
        return Refusal.of("became_date", text=new)
    for known in (task.value, task.suggestion) if kind in _DIGITS else ():
        if known is not None and known.startswith("0") and known.lstrip("0") == new:
            return Refusal.of("zeros_lost", text=new)
    return None


def _day(text: str | None, today: date) -> str | Refusal | None:
    """The day as ISO text."""
    if text is None:
        return None
    found = _DAY.fullmatch(text.strip())
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        day = None
    if day is None:
        return Refusal.of("bad_day", text=text)
    return Refusal.of("future_day", text=day.isoformat()) if day > today else day.isoformat()
