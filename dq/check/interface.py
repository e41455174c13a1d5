"""What a check is given and what it gives back.

A check is a function ``build(rule, context)`` that returns its probes: one for each judgement, as polars
expressions over the working frame (:mod:`dq.model.columns`). It sees no data. Group rules first ask for what
they must know of all rows (``needs``), which is measured in one scan and comes back in :class:`Measured`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Protocol

import polars as pl

from dq.model.companions import CASES
from dq.model.rules import Lang, Rule

Explain = Callable[[pl.DataFrame], pl.DataFrame]
"""Says more of failing rows than an expression can. Takes them (the working frame), returns as many rows in the same
order: ``field`` (where the finding stands), ``detail``, ``suggestion`` and ``cause``, a stable name that findings with
one common cause share (null: none is known); all text."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One judgement: a rule on one field, or on several together.

    ``failing`` is Boolean: True is a finding, False is none, null could not be judged (an input is missing or
    unreadable; then the row is counted as skipped). ``detail`` is the evidence as text, free of any language
    (``1,000.00 + 20.00 = 1,020.00 ≠ 1,200.00``), ``suggestion`` a value that would mend it; both are evaluated
    on failing rows only. ``inputs`` are the fields read; a finding stands on ``field``.

    ``explain``: instead of ``detail`` and ``suggestion``, for rules that look for the cause of a finding.

    ``custom``: what of the file's was learned and is held against its rows (``left``, ``annual_percent 30/360``).

    ``silenced_by``: places of other probes of the run; where one of them fails, this one is not judged, because
    what it would say follows from that finding (set by the engine, never by a check).
    """

    rule: Rule
    field: str
    inputs: tuple[str, ...]
    failing: pl.Expr
    detail: pl.Expr | None = None
    suggestion: pl.Expr | None = None
    explain: Explain | None = None
    custom: str | None = None
    silenced_by: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Skipped:
    """A rule that can't be judged on this file at all; ``reason`` is a short stable name."""

    rule: Rule
    reason: str


@dataclass(frozen=True, slots=True)
class KeyNeed:
    """A number for each row that stands for a value or a combination of values (UInt64; null: no value).

    Group rules compare such keys over all rows; their probes then name the failing rows by ``_id``. ``rule`` is the
    id of the rule that asks; ``name`` is unique within the run. ``other`` is a second key, compared within the first.
    """

    rule: str
    name: str
    key: pl.Expr
    other: pl.Expr | None = None


@dataclass(frozen=True, slots=True)
class ShareNeed:
    """A custom that a file may follow, such as one way to add up amounts: True, False, or null (not judged).

    A check asks for the share of rows that follow it, so that a file with another custom gets no finding a row.
    """

    name: str
    follows: pl.Expr


Tables = Mapping[str, pl.LazyFrame]
"""The tables of a run by name: ``cases`` with a few facts, companion tables with every field; ``_id`` and ``_case``."""


@dataclass(frozen=True, slots=True)
class LinkNeed:
    """Rows that fail by what other rows or other tables say.

    ``find`` gives ``id`` (UInt32, the ``_id`` in the rule's own table; may repeat) and ``told`` (text) of each.
    """

    name: str
    find: Callable[[Tables], pl.LazyFrame]


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured over all rows before the rules are judged.

    ``keys``: for each :class:`KeyNeed` a frame of the rows whose key stands in more than one row (counted over all
    keys of the rule): ``id`` (UInt32, the ``_id`` of the row), ``row`` (UInt32, as the spreadsheet shows it), ``key``
    (UInt64, never null) and ``other`` (UInt64, if asked), in the order of ``id``.
    ``medians``: of each money field, over non-null values, with the number of values.
    ``days_offset``: (reference field or ``as_of``, constant offset, share of rows that follow it), or None.
    ``shares``: for each :class:`ShareNeed` (share of the judged rows that follow it, number of judged rows).
    ``found``: for each :class:`LinkNeed` the failing rows: ``id`` (UInt32, each once) and ``told`` (evidence as text).
    ``cases``: facts of all cases in the order of their ``_id``, for rules on companion tables.
    ``sample``: the first rows with the fields of :func:`dq.check.measure.sampled`, for what no count can say.
    """

    keys: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    medians: Mapping[str, tuple[Decimal, int]] = field(default_factory=dict)
    days_offset: tuple[str, int, float] | None = None
    shares: Mapping[str, tuple[float, int]] = field(default_factory=dict)
    sample: pl.DataFrame = field(default_factory=pl.DataFrame)
    found: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    cases: pl.DataFrame = field(default_factory=pl.DataFrame)


KnownBad = Callable[[pl.Series], pl.Series]
"""From numbers (E.164) to what is known against each from earlier batches (text); null where nothing is."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns and files stand.

    ``order``: the fields as their columns stand in the file, from left to right. ``others``: the columns that no field
    took and that may tell rows apart (:data:`dq.model.columns.OTHERS`), with whether they name the period of a loan.
    ``places``: the working columns that a row's number needs beside it to say where it stands; none of a single file.
    """

    order: tuple[str, ...] = ()
    others: Mapping[str, bool] = field(default_factory=dict)
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What a check may know besides the row: the date, the region, the fields that the file has, measurements.

    ``filled``: those of ``present`` that the file does not have, told by its ids alone. ``lang``: that of explanations.
    ``second``: for fields with further columns, the names of those in the frame (``total_due@2``).
    ``table``: whose rows are judged, ``cases`` or a companion table; ``linked``: the other tables that are there, with
    their fields. ``known_bad``: None if no number is known to be bad.
    """

    as_of: date
    region: str
    present: frozenset[str]
    measured: Measured = Measured()
    filled: frozenset[str] = frozenset()
    layout: Layout = Layout()
    lang: Lang = "en"
    second: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    table: str = CASES
    linked: Mapping[str, frozenset[str]] = field(default_factory=dict)
    known_bad: KnownBad | None = None


class Needs(Protocol):
    """The first function of a group check: which keys it must know of all rows."""

    def __call__(self, rule: Rule, context: Context) -> list[KeyNeed]:
        """The keys, with names that are unique within the run."""
        ...


class Customs(Protocol):
    """The first function of a check that learns what the file follows."""

    def __call__(self, rule: Rule, context: Context) -> list[ShareNeed]:
        """The customs in order of preference, with names that start with the rule's id."""
        ...


class Links(Protocol):
    """The first function of a check that looks into other rows or tables."""

    def __call__(self, rule: Rule, context: Context) -> list[LinkNeed]:
        """What must be found, with names that are unique within the run; nothing if a table is not there."""
        ...


class Check(Protocol):
    """The function of a check."""

    def __call__(self, rule: Rule, context: Context) -> list[Probe] | Skipped:
        """The probes of the rule, or why it can't be judged here (``column_absent``)."""
        ...
