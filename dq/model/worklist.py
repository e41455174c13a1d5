"""What a source says of its worklist: what a task is worth, how long it takes, when it is due, whose it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

PARTS = ("severity", "money", "reach", "recall")
"""The parts of the priority, in the order in which the formula names them."""

WHO = ("client", "collector", "data", "legal")
"""Who can answer: the client, the collector, the data team, the legal department."""

TAKES = ("mends", "keeps", "stops")
"""Columns of a task: an answer may change the cell; may say that the value is right; may stop contact by its number."""

MOST_TASKS = 10_000
"""The highest number of tasks, points or days that can be set."""

SplitBy = Literal["assignee", "who"]


@dataclass(frozen=True, slots=True)
class WorklistSpec:
    """The priority is a sum of points, at the most the sum of ``weights`` (one for each of :data:`PARTS`).

    ``money_full``: a case with so much due gives all points for money, one with less its share. ``recall_days``: a
    case gains points for its recall from so many days before it. ``first``, ``second``: the points from which a task is
    P1 or P2; all others are P3. ``minutes``: of work for a task, by who can answer. ``due_days``: from the as-of date,
    by severity. ``who``: rule id or its subject -> one of :data:`WHO`, where it differs from ours. ``assignees``: the
    people to whom cases are dealt in turn where the file names no collector. ``per_person``: tasks that a person does
    in a day (None: without limit).
    """

    weights: Mapping[str, int] = field(
        default_factory=lambda: {"severity": 30, "money": 25, "reach": 30, "recall": 15}
    )
    money_full: Decimal = Decimal(50_000)
    recall_days: int = 30
    first: int = 55
    second: int = 30
    minutes: Mapping[str, int] = field(
        default_factory=lambda: {"client": 10, "collector": 8, "data": 5, "legal": 20}
    )
    due_days: Mapping[str, int] = field(default_factory=lambda: {"error": 3, "warning": 10})
    who: Mapping[str, str] = field(default_factory=dict)
    assignees: tuple[str, ...] = ()
    per_person: int | None = None
