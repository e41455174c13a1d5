"""What stage 1 hands over: the text of a case file as a lazy frame, with coordinates and accounts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

import polars as pl

from dq.model.errors import RefusedError, UsageError
from dq.model.looks import Looks
from dq.model.source import is_sign, is_text_encoding
from dq.read.limits import START_ROWS
from dq.text.letters import letter
from dq.text.visible import visible

REJECTED_SCHEMA = {
    "file": pl.String,
    "sheet": pl.String,
    "row": pl.UInt32,
    "reason": pl.String,
    "text": pl.String,
}
MARKS_SCHEMA = {"row": pl.UInt32, "column": pl.String, "mark": pl.String, "value": pl.String}

OWN_NAMES = ("_id", "_row", "_file", "_sheet", "_rules", "_reasons")
"""Columns that dq adds to the rows of a file, in its frame or in ``quarantined.csv``."""


@dataclass(frozen=True)
class ReadOptions:
    """What the user or the source's YAML fixes about a file; None means: decide from the file.

    ``encoding`` is a Python codec name, ``delimiter`` and ``quote`` one character each (``quote=""``: none),
    ``sheet`` a sheet's name, ``header_row`` the 1-based row of the header (0: the file has none). Raises UsageError
    where one of them can't be that.
    """

    encoding: str | None = None
    delimiter: str | None = None
    quote: str | None = None
    sheet: str | None = None
    header_row: int | None = None

    def __post_init__(self) -> None:
        if self.encoding is not None and not is_text_encoding(self.encoding):
            raise UsageError(
                f"there is no text encoding {self.encoding!r}", "Try utf-8, gb18030, big5 or utf-16."
            )
        for name, sign in (("delimiter", self.delimiter), ("quote", self.quote or None)):
            if sign is not None and not is_sign(sign):
                raise UsageError(f"{sign!r} is no {name}", "Give one sign, such as a comma.")
        if self.header_row is not None and self.header_row < 0:
            raise UsageError(f"there is no row {self.header_row}", "Rows begin with 1; 0 is for no header.")


@dataclass(frozen=True)
class Column:
    """A column of the file: 1-based ``position``, unique ``name`` in the frame and in all that a run writes,
    ``header`` as in the file, ``letter`` as a spreadsheet shows it (``AC``)."""

    position: int
    name: str
    header: str
    letter: str


@dataclass(frozen=True)
class Counts:
    """Where each line went: ``lines = header + preamble + blank + read``; ``read`` includes ``rejected``.

    A line is a row as a spreadsheet shows it: a quoted cell with line breaks does not make a new one.
    """

    lines: int
    header: int
    preamble: int
    blank: int
    read: int
    rejected: int

    @property
    def cases(self) -> int:
        """Rows of the frame."""
        return self.read - self.rejected


@dataclass(frozen=True)
class Rejection:
    """A line that is neither header nor case, with its text as it was."""

    row: int
    reason: str
    text: str


@dataclass
class Reading:
    """One table of one file, read.

    ``frame`` has one String column for each column of the file (null where the cell is empty) and ``_row``
    (UInt32, 1-based, as the user's spreadsheet shows it), in file order. ``rejected`` has the columns of
    ``REJECTED_SCHEMA``; its reasons ``preamble`` and ``blank`` are not cases that failed but lines around
    them. ``start`` scans the first rows of ``frame`` alone; see :meth:`head`.
    ``marks`` (``MARKS_SCHEMA``) lists single cells whose text is known to be untrue to what was typed:
    mark ``precision_lost`` (a number of 16 or more digits that a spreadsheet has rounded) and ``error``
    (``#N/A``).
    ``sha256`` and ``bytes`` are those of the file (of an archive's member: of the member).
    ``facts`` says how the file was read, with evidence; it is JSON-able and holds no personal values.
    ``header`` has the cells of each row of the header as they stand there: of two rows, a column's ``header`` is both.
    ``looks`` tells how these rows (ascending) look in the file; None where a format has no look, or it is not known.

    The frame reads from files that :meth:`close` removes, so close (or leave the ``with``) after the last
    use.
    """

    file: str
    sheet: str | None
    frame: pl.LazyFrame
    columns: tuple[Column, ...]
    rejected: pl.DataFrame
    facts: dict[str, Any]
    counts: Counts
    marks: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=MARKS_SCHEMA))
    sha256: str = ""
    bytes: int = 0
    start: pl.LazyFrame | None = None
    header: tuple[tuple[str, ...], ...] = ()
    looks: Callable[[Collection[int]], Looks | None] | None = None
    on_close: Callable[[], None] | None = None

    def head(self) -> pl.DataFrame:
        """The first rows, up to ``START_ROWS``, without a scan of the others."""
        frame = self.frame if self.start is None else self.start
        return frame.head(START_ROWS).collect(engine="streaming")

    @property
    def delimiter(self) -> str:
        """What stands between the cells of the texts of ``rejected``."""
        dialect = self.facts.get("dialect")
        return str(dialect["delimiter"]) if isinstance(dialect, dict) else "\t"

    def close(self) -> None:
        """Remove the temporary files behind ``frame``; safe to call twice."""
        if self.on_close is not None:
            self.on_close()
            self.on_close = None

    def __enter__(self) -> Reading:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@dataclass(frozen=True)
class Refused:
    """A file (or sheet, or member of an archive) of several that can't be read, with the reason's stable
    name."""

    file: str
    reason: str
    message: str
    next_step: str = ""

    @classmethod
    def of(cls, file: str, error: RefusedError) -> Refused:
        """The refusal that ``error`` stands for."""
        return cls(file, error.reason, error.message, error.next_step)

    def error(self) -> RefusedError:
        """The refusal as an error to raise."""
        return RefusedError(self.reason, self.message, self.next_step)


def rejected_frame(file: str, sheet: str | None, items: Iterable[Rejection]) -> pl.DataFrame:
    """The ``rejected`` table of a reading, in the order of the rows."""
    ordered = sorted(items, key=lambda item: item.row)
    return pl.DataFrame(
        {
            "file": [file] * len(ordered),
            "sheet": [sheet] * len(ordered),
            "row": [item.row for item in ordered],
            "reason": [item.reason for item in ordered],
            "text": [item.text for item in ordered],
        },
        schema=REJECTED_SCHEMA,
    )


def make_columns(headers: Iterable[str]) -> tuple[Column, ...]:
    """Columns with unique frame names: a second ``电话`` is ``电话 (2)``, an empty header ``column 7``.

    White space around a header is not part of the name, a line break in it is a blank there, and characters that
    can't be seen or that steer a screen are marks such as ``‹U+001B›``: names stand in every file of a run. A column
    is never named as those that dq adds to rows (:data:`OWN_NAMES`), even where ``quarantined.csv`` of an earlier run
    is read again.
    """
    used = set(OWN_NAMES)
    columns = []
    for position, header in enumerate(headers, start=1):
        base = visible(" ".join(header.split())) or f"column {position}"
        name, number = base, 1
        while name in used:
            number += 1
            name = f"{base} ({number})"
        used.add(name)
        columns.append(Column(position, name, header, letter(position)))
    return tuple(columns)
