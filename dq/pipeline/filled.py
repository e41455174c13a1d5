"""A filled worklist as it comes back: its lines, read by the same reader as case files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from dq.model.columns import ROW
from dq.model.errors import RefusedError
from dq.read import Reading, ReadOptions, Refused, read_many
from dq.route.answers import CHOICES, Given
from dq.text.headers import normalise_header
from dq.write.worklist_keys import split_key
from dq.write.worklist_words import ANSWERS, COLUMNS, DECISIONS, KEY, VERIFIED_BY

_NAMES = {column.label(lang): column.name for column in COLUMNS for lang in ("zh", "en")}
_KNOWN = frozenset(normalise_header(label) for label in _NAMES)
_AROUND = ("blank", "preamble", "repeated_header")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list: where it stands, what it shows (by column name), its key, and the answer.

    ``lost`` is the text of a line that is none of the table's: the reader took it for a total or a note.
    """

    sheet: str
    row: int
    shown: Mapping[str, str | None] = field(default_factory=dict)
    key: tuple[str, str, str] | None = None
    given: Given = field(default_factory=Given)
    lost: str | None = None


def read_filled(path: Path, work: Path) -> list[Line]:
    """The lines of all sheets that have the hidden key column, in their order.

    Raises :class:`RefusedError` if the file can't be read or has no such sheet.
    """
    found = read_many([path], ReadOptions(sheet="*"), known_headers=_KNOWN, work_dir=work)
    readings = [item for item in found if isinstance(item, Reading)]
    with ExitStack() as stack:
        for reading in readings:
            stack.callback(reading.close)
        refused = [item for item in found if isinstance(item, Refused)]
        if not readings and refused:
            raise refused[0].error()
        sheets = [reading for reading in readings if KEY in _named(reading).values()]
        if not sheets:
            raise RefusedError(
                "no_worklist",
                f"{path.name}: is no worklist: no sheet has the hidden column {KEY}",
                "Hand in the workbook that dq wrote, with all its columns.",
            )
        return [line for reading in sheets for line in _lines(reading)]


def _named(reading: Reading) -> dict[str, str]:
    """The columns of a reading by our names."""
    return {
        column.name: _NAMES[label] for column in reading.columns if (label := column.header.strip()) in _NAMES
    }


def _lines(reading: Reading) -> Iterator[Line]:
    sheet, names = reading.sheet or "", _named(reading)
    marks: dict[int, set[str]] = {}
    for row, column, mark in reading.marks.select("row", "column", "mark").iter_rows():
        if names.get(column) == "new_value":
            marks.setdefault(row, set()).add(mark)
    for row in reading.frame.select(ROW, *names).collect().iter_rows(named=True):
        shown = {name: row[column] for column, name in names.items()}
        yield Line(
            sheet,
            row[ROW],
            shown,
            split_key(shown.get(KEY)),
            _given(shown, frozenset(marks.get(row[ROW], ()))),
        )
    for row, reason, text in reading.rejected.select("row", "reason", "text").iter_rows():
        if reason not in _AROUND:
            yield Line(sheet, row, lost=text)


def _given(shown: Mapping[str, str | None], marks: frozenset[str]) -> Given:
    cells = {name: _stripped(shown.get(name)) for name in ANSWERS}
    return Given(
        decision=next((code for code in CHOICES if code == _code(cells["decision"], DECISIONS)), None),
        said=cells["decision"],
        new_value=cells["new_value"],
        verified_by=_code(cells["verified_by"], VERIFIED_BY),
        way=cells["verified_by"],
        verified_on=cells["verified_on"],
        note=cells["note"],
        marks=marks,
    )


def _stripped(text: str | None) -> str | None:
    return (text.strip() or None) if text is not None else None


def _code(text: str | None, table: Mapping[str, tuple[str, str]]) -> str | None:
    """The code of a choice in either language; None if the text is on no list."""
    plain = " ".join((text or "").split()).casefold()
    return next((code for code, pair in table.items() if plain in (word.casefold() for word in pair)), None)
