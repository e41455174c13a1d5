"""What mapping takes and gives: the vendor's columns on one side, our fields on the other."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as Table
from dataclasses import dataclass
from typing import Literal, Protocol

How = Literal["source", "alias", "fuzzy", "shape"]
"""Why a column means a field: the source says so; a known header; a near one; the values alone."""

Change = Literal["new", "missing", "moved", "renamed", "shape", "unit"]
"""How a file's layout differs from its source: see :class:`Difference`."""


class ColumnLike(Protocol):
    """A column of the text frame: ``name`` in the frame, ``header`` as it stands in the file."""

    @property
    def name(self) -> str:
        """The unique name of the column in the frame."""

    @property
    def header(self) -> str:
        """The header as in the file; empty if there is none."""


class SpecLike(Protocol):
    """What a source says of a column."""

    @property
    def field(self) -> str:
        """The canonical field."""

    @property
    def unit(self) -> str | None:
        """The unit of its amounts."""

    @property
    def dates(self) -> str | None:
        """The order of day, month and year in its dates."""

    @property
    def part(self) -> str | None:
        """The part of a person's name that it holds."""


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column that means a field.

    ``unit`` is the unit of its amounts (``万``, ``千``, ``分``; None for the plain unit), ``score`` is between
    0 and 1, ``evidence`` are short sentences without any value of the file, ``runner_up`` is the field that
    came next, with its score. ``dates`` is the order of day, month and year that the source tells for the column.
    ``parts``: the columns of a name that stands in several (column -> part, in file order), ``column`` is then
    what they are called together.
    """

    column: str
    field: str
    how: How
    unit: str | None
    score: float
    evidence: tuple[str, ...]
    runner_up: tuple[str, float] | None
    dates: str | None = None
    parts: Table[str, str] = dataclasses.field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the file that it is made of."""
        return tuple(self.parts) or (self.column,)


@dataclass(frozen=True, slots=True)
class UnmappedColumn:
    """A column without a field, why, and the field that came nearest, with its score.

    ``empty``: it has neither a header nor, as far as the sample goes, a value, as delimiters at the end of lines make
    it.
    """

    column: str
    reason: str
    runner_up: tuple[str, float] | None
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which a file's layout is not what the source says.

    ``new``: a column that the source does not name. ``missing``: a column of the source that is not there, nor
    another one for its field. ``moved``: a column in another order than in the source. ``renamed``: a missing column
    that probably is the new column ``suggestion``. ``shape``: the values contradict the field. ``unit``: the header or
    a line above it tells the unit ``suggestion`` for amounts that the source has read in another one.
    """

    change: Change
    column: str
    field: str | None
    suggestion: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Mapping:
    """What each column of a file means; every column is in exactly one of the first four.

    ``mapped``: in file order, one column a field, or the parts of a name together. ``second``: columns for a field that
    another column has already; their values are compared with it and never overwrite it. ``ignored``: left out by name.
    ``missing_required``: required fields without a column. ``differences`` only with a source. ``unit_above``: the unit
    that lines above the header tell, if any column's amounts are taken to be in it.
    """

    mapped: tuple[MappedColumn, ...]
    ignored: tuple[str, ...]
    unmapped: tuple[UnmappedColumn, ...]
    second: tuple[MappedColumn, ...]
    missing_required: tuple[str, ...]
    differences: tuple[Difference, ...] = ()
    unit_above: str | None = None

    def fields(self) -> dict[str, MappedColumn]:
        """The mapped columns by field."""
        return {column.field: column for column in self.mapped}

    def held(self) -> dict[str, str]:
        """Column -> field, of the columns whose text is all that their field has: the parts of a name are not."""
        return {column.column: column.field for column in self.mapped if not column.parts}
