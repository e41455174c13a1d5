"""A source: who sends the case file, and how to read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from dq.model.contacts import ContactSettings
from dq.model.gate import DriftSpec, GateSpec
from dq.model.rules import Lang, Rule
from dq.model.suite import Suite
from dq.model.worklist import WorklistSpec


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """What a source says of one column: the field, the unit of its amounts, the format of its dates.

    ``unit``: 元, 千, 万, cents. ``dates``: ``ymd``, ``dmy`` or ``mdy``, the order of day, month and year. ``part``:
    which part of a person's name it holds (:data:`~dq.text.name_parts.NAME_PARTS`), None for the whole.
    """

    field: str
    unit: str | None = None
    dates: str | None = None
    part: str | None = None


def is_sign(text: str) -> bool:
    """Whether a text can tell cells apart or quote them: one ASCII sign that is no letter, digit or line end."""
    return len(text) == 1 and text.isascii() and not text.isalnum() and text not in "\r\n\0"


def is_text_encoding(name: str) -> bool:
    """Whether Python knows a text encoding of that name."""
    try:
        b"a".decode(name, "ignore")
    except (LookupError, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class ReadSpec:
    """How the source's files are to be read; what is None is decided from the file."""

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    header_row: int | None = None


@dataclass(frozen=True, slots=True)
class PhoneSpec:
    """What a source allows to be done to phone numbers.

    ``rewrite_old_plans``: a number of an earlier numbering plan is changed to its new form where old and new form
    determine each other; without it the new form is a suggestion.
    """

    rewrite_old_plans: bool = False


@dataclass(frozen=True, slots=True)
class CompanionSpec:
    """What a source says of a companion table.

    ``files``: where its rows are, if the source says so. ``sheet``: the sheet of these files, or of the case
    workbook if there are none. Without ``columns`` they are proposed.
    """

    files: tuple[str, ...] = ()
    sheet: str | None = None
    read: ReadSpec = ReadSpec()
    columns: Mapping[str, ColumnSpec] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    lookups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """A source's YAML as an object; ``sha256`` is that of the file's bytes, empty for a proposal.

    ``outcomes``: the source's own words (lower case) for outcomes of calls -> code.
    """

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
    gate: GateSpec = field(default_factory=GateSpec)
    drift: DriftSpec | None = field(default_factory=DriftSpec)
    worklist: WorklistSpec = field(default_factory=WorklistSpec)
    companions: Mapping[str, CompanionSpec] = field(default_factory=dict)
    outcomes: Mapping[str, str] = field(default_factory=dict)
    phones: PhoneSpec = PhoneSpec()
    expectations: Suite | None = None
    contacts: ContactSettings = field(default_factory=ContactSettings)
