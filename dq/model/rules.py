"""What a rule, a pack and a check are, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from dq.model.companions import CASES
from dq.model.enums import Kind, Severity

Lang = Literal["en", "zh"]
LANGUAGES: tuple[Lang, ...] = ("en", "zh")

Param = str | int | bool | Decimal | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence in both languages."""

    en: str
    zh: str

    def get(self, lang: Lang) -> str:
        """The sentence in ``lang``."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Rule:
    """A check on fields, with severity, reason and remedy; its id names the defect.

    ``source`` names the authority (a standard, a law, a measurement), or is empty for house rules. ``table``: whose
    rows it judges, ``cases`` or a companion table.
    """

    id: str
    pack: str
    check: str
    fields: tuple[str, ...]
    params: Mapping[str, Param]
    severity: Severity
    title: Words
    why: Words
    fix: Words
    source: str = ""
    table: str = CASES


@dataclass(frozen=True, slots=True)
class Pack:
    """A file of rules. ``sha256`` is that of the file's bytes."""

    id: str
    title: Words
    sha256: str
    rules: tuple[Rule, ...]


ParamType = Literal[
    "integer", "decimal", "text", "texts", "fields", "field", "boolean", "regex", "sql", "table"
]
REQUIRED = object()


@dataclass(frozen=True, slots=True)
class ParamSpec:
    """A parameter of a check: its type, and its default (``REQUIRED`` if there is none)."""

    type: ParamType
    default: Param | object = REQUIRED
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckSpec:
    """What a check needs: how it takes its fields, of what kinds, and with which parameters.

    ``takes``: ``each`` judges every field on its own; ``together`` judges all of them at once, and its
    finding stands on the first. ``scope``: ``row`` sees one row, ``group`` all rows with equal keys.
    ``doubts``: a finding says that the value itself can't be right, so rules that take it together with other
    fields are not judged on that row (one wrong cell is one finding). ``yields`` orders the others: a rule is not
    judged where one with a smaller number, which takes several fields and one of its own among them, has a finding.
    ``looks_at``: companion tables that it looks at, as far as they are given, besides the one whose rows it judges.
    """

    takes: Literal["each", "together"]
    doc: str
    scope: Literal["row", "group"] = "row"
    kinds: frozenset[Kind] | None = None
    params: Mapping[str, ParamSpec] = field(default_factory=dict)
    min_fields: int = 1
    max_fields: int | None = None
    doubts: bool = False
    yields: int = 0
    looks_at: tuple[str, ...] = ()
