"""How a sheet of the case file looked, for the file that goes back to its source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

GENERAL = "General"
"""The number format of a cell that has none of its own."""


class Number(NamedTuple):
    """A cell that holds a number (a date is one too): its digits as stored, and its number format.

    ``form`` is the id of a format that spreadsheets have built in, or the code of another one.
    """

    digits: str
    form: int | str


@dataclass(frozen=True, slots=True)
class Looks:
    """A sheet's look, by the names that its columns have in the reading.

    ``widths``: in characters, of the columns that have one of their own. ``numbers``: the cells of a row that hold
    numbers; rows are asked in ascending order.
    """

    widths: Mapping[str, float]
    numbers: Callable[[int], Mapping[str, Number]]


class Ascending:
    """Rows looked up in ascending order, while they stream by."""

    def __init__(self, rows: Iterator[tuple[int, Mapping[str, Number]]]) -> None:
        self._rows = rows
        self._row, self._cells = 0, dict[str, Number]()

    def at(self, row: int) -> Mapping[str, Number]:
        """The numbers of a row; none if it has none."""
        while self._row < row:
            self._row, cells = next(self._rows, (row + 1, {}))
            self._cells = dict(cells)
        return self._cells if self._row == row else {}
