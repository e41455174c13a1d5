"""A source: who sends the case file, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from dq.model.rules import Lang, Rule


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """What a source says of one column: the field, the unit of its amounts, the format of its dates.

    ``unit``: 元, 千, 万, cents. ``dates``: ``ymd``, ``dmy`` or ``mdy``, the order of day, month and year.
    """

    field: str
    unit: str | None = None
    dates: str | None = None


@dataclass(frozen=True, slots=True)
class ReadSpec:
    """How the source's files are to be read; what is None is decided from the file."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class GateSpec:
    """Thresholds on the whole file; what is None is not judged. Shares are between 0 and 1."""

    min_rows: int | None = None
    max_rows: int | None = None
    max_quarantined_share: Decimal | None = None
    max_rejected_share: Decimal | None = None
    max_findings: Mapping[str, int] = field(default_factory=dict)
    max_null_share: Mapping[str, Decimal] = field(default_factory=dict)
    total_due: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A source's YAML as an object; ``sha256`` is that of the file's bytes, empty for a proposal."""

    id: str
    sha256: str = ""
    region: str = "CN"
    lang: Lang | None = None
    packs: tuple[str, ...] = ()
    read: ReadSpec = ReadSpec()
    columns: Mapping[str, ColumnSpec] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    lookups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    gate: GateSpec = GateSpec()
