"""A plain XLSX sheet: the cells of its pieces become a table of texts."""

from __future__ import annotations

import numpy as np
import polars as pl

from dq.read.xlsx_cells import SHARED, Cells, cells_of
from dq.read.xlsx_dates import Styles
from dq.read.xlsx_tags import split_texts
from dq.read.xlsx_values import is_long, value_texts

_HEAD_END = b"<sheetData>"


class PlainSheet:
    """Takes the XML of a sheet piece by piece, and is given up (``plain`` is False) where it is not plain."""

    def __init__(self) -> None:
        self.plain = True
        self._started = False
        self._texts = 0
        self._pieces: list[Cells] = []

    def take(self, data: bytes) -> None:
        """The next piece, which ends with a row."""
        if not self.plain:
            return
        if not self._started:
            start = data.find(_HEAD_END) + len(_HEAD_END)
            if start < len(_HEAD_END):
                self.plain = False
                return
            data, self._started = data[start:], True
        cells = cells_of(data, self._texts)
        if cells is None:
            self.plain, self._pieces = False, []
        else:
            self._pieces.append(cells)
            self._texts += int(np.count_nonzero(cells.kind != SHARED))

    def end(self, data: bytes) -> None:
        """What stands behind the last row."""
        self.plain = self.plain and b"<c " not in data and b"<c>" not in data

    @property
    def size(self) -> tuple[int, int, int]:
        """Last row, last column and number of the filled cells."""
        pieces = [piece for piece in self._pieces if len(piece.row)]
        return (
            max((int(piece.row.max()) for piece in pieces), default=0),
            max((int(piece.column.max()) for piece in pieces), default=0),
            sum(len(piece.row) for piece in pieces),
        )

    def table(
        self, strings: pl.Series, styles: Styles, *, system_1904: bool
    ) -> tuple[pl.DataFrame, list[tuple[int, int, str]]] | None:
        """One String column ``c1``, ``c2``, … for each column, and the numbers (row, column, text) with more digits
        than a spreadsheet keeps; None if the sheet turns out not to be plain."""
        height, width, _ = self.size
        if not height:
            return pl.DataFrame(), []
        pieces, self._pieces = self._pieces, []
        kind, style, row, column, index = (
            np.concatenate([getattr(piece, name) for piece in pieces])
            for name in ("kind", "style", "row", "column", "index")
        )
        shared = kind == SHARED
        try:
            own = split_texts(b"".join(piece.texts for piece in pieces))
        except UnicodeDecodeError:
            return None
        del pieces
        if shared.any() and int(index[shared].max()) >= len(strings):
            return None
        own = value_texts(own, kind[~shared], styles.take(style[~shared]), system_1904=system_1904)
        index[shared] += 1
        index[~shared] += 1 + len(strings)
        # Place 0 of all texts is for the cells that are empty.
        texts = pl.concat([pl.Series([None], dtype=pl.String), strings, own], rechunk=True)
        if (texts == "").any():
            texts = texts.replace("", None)
        order = np.argsort(column, kind="stable")
        ends = np.searchsorted(column[order], np.arange(1, width + 2))
        series = []
        for number in range(1, width + 1):
            mine = order[ends[number - 1] : ends[number]]
            places = np.zeros(height, dtype=np.uint32)
            places[row[mine] - 1] = index[mine]
            series.append(texts.gather(places).alias(f"c{number}"))
        long = np.flatnonzero(~shared)[is_long(own, kind[~shared])]
        lost = zip(
            row[long].tolist(), column[long].tolist(), texts.gather(index[long]).to_list(), strict=True
        )
        return pl.DataFrame(series), list(lost)
