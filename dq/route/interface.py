"""What routing takes: the judged rows that failed something, and where each column stood in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from dq.model.companions import CASES
from dq.model.rules import Lang, Rule


@dataclass(frozen=True, slots=True)
class Judgement:
    """A rule's judgement of a field, as a column of the failing rows.

    ``column`` is the Boolean column that is True where the rule found something; ``detail`` and ``suggestion``
    are expressions over the same rows. ``explain`` takes those rows instead and returns, row by row, ``field`` (where
    the finding stands), ``detail``, ``suggestion`` and ``cause`` (what findings with one cause share), all text.
    """

    rule: Rule
    field: str
    column: str
    detail: pl.Expr | None
    suggestion: pl.Expr | None
    explain: Callable[[pl.DataFrame], pl.DataFrame] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a field stood in a file: the column's header, and its letter, or those of the parts of a name."""

    column: str
    letters: tuple[str, ...]


CELLS = ","
"""Between the cells of a finding on a name that stands in several columns, as spreadsheets write it."""

DETAIL = " – "
"""Between what a message says is wrong and the evidence."""

Places = Mapping[tuple[str, str], Mapping[str, Place]]
"""(file, sheet or "") -> field -> place."""

FINDING_COLUMNS: Sequence[str] = (
    "fingerprint", "case_no", "file", "sheet", "row", "column", "cell", "field", "rule", "severity", "value",
    "suggestion", "message", "fix", "disposition", "state", "evidence_code",
)  # fmt: skip
"""The columns of the exception list. ``message`` is in words; ``evidence_code`` is what they say as a code, such as
``too_short``, in every language the same; null where the evidence is none, as with figures."""


@dataclass(frozen=True, slots=True)
class Wording:
    """In which language sentences are made, and whose findings they are (for fingerprints).

    ``identity``: the fields that name a row of a companion ``table`` from run to run. ``evidence``: what is said for
    evidence that is a code, such as ``impossible_date``.
    """

    lang: Lang
    source: str
    table: str = CASES
    identity: tuple[str, ...] = ()
    evidence: Mapping[str, str] = field(default_factory=dict)
