"""The cleaned rows of a run, in slices, for as many passes as are needed."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path

import polars as pl

from dq.clean.plan import slices
from dq.model.columns import ID
from dq.pipeline.packing import Packed

ROOM = 896 * 1024 * 1024
"""So many bytes of cleaned slices stay in memory between the passes."""
LESS_ROOM = 320 * 1024 * 1024
"""The same where the contact list is made between the passes, which takes much itself."""

SPARED = 2 * 1024**3
"""So many bytes of the disk are left to what a run writes, and four times what lies there already."""

Make = Callable[[pl.DataFrame], pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Rest:
    """What a slice left out: the columns ``names``, which ``packed`` has."""

    names: tuple[str, ...] = ()
    packed: Packed | None = None

    def filled(self, rows: pl.DataFrame, name: str) -> int:
        """In how many rows of the slice ``rows`` a column has a value."""
        return (
            self.packed.filled(name) if self.packed is not None and name in self.names else rows[name].count()
        )

    def restored(self, rows: pl.DataFrame, but: str = "") -> pl.DataFrame:
        """Some rows of the slice with all of its columns, except those whose name begins with ``but``."""
        wanted = [name for name in self.names if not but or not name.startswith(but)]
        return rows if self.packed is None or not wanted else self.packed.restored(rows, wanted)

    def odd(self) -> pl.Expr:
        """Which rows may have other values in the columns left out than go without saying: some text of a step, or a
        text that is not how its value is written."""
        if self.packed is None or not self.names:
            return pl.lit(value=False)
        return pl.col(ID).is_in(self.packed.rare().implode())


class Slices:
    """The rows of a case file, cleaned, in file order and in slices; each iteration is a pass over all of them.

    The slices of the first pass are kept in memory while there is room, then on disk; without a folder for that, those
    behind them are read and made again in each pass. So memory does not grow with the file.
    """

    def __init__(
        self,
        rows: pl.LazyFrame,
        make: Make,
        room: int = ROOM,
        size: int | None = None,
        folder: Path | None = None,
    ) -> None:
        """``rows``: as they came; ``make``: cleans a slice of them, of ``size`` rows. ``folder`` need not exist."""
        self._rows = rows
        self._make = make
        self._given = self._room = room
        self._size = size
        self._folder = folder
        self._kept: list[Callable[[], Packed]] = []
        self._full = False
        self._whole = False

    def __iter__(self) -> Iterator[pl.DataFrame]:
        return (rows for rows, _ in self.light(lambda _: False))

    def light(self, spared: Callable[[str], bool]) -> Iterator[tuple[pl.DataFrame, Rest]]:
        """The same slices; of those that are kept, columns that may be ``spared`` are left to the rest."""
        kept = len(self._kept)
        for again in self._kept:
            packed = again()
            names = tuple(name for name in packed.seldom() if spared(name))
            yield packed.frame(names), Rest(names, packed)
            del packed
        if self._whole:
            return
        numbers = count()
        for rows in slices(self._rows, self._size):
            if next(numbers) >= kept:
                made = [self._make(rows)]
                del rows  # a slice takes much room: it is not kept while what was made of it is in use
                self._keep(made[0])
                yield made.pop(), Rest()
        self._whole = not self._full
        self._full = True

    def let_go(self) -> None:
        """Keep no slice any more: a later pass makes all of them again."""
        self._kept.clear()
        self._full, self._whole = True, False
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    def mended(self, mend: Make, make: Make) -> Slices:
        """The slices that ``make`` makes of the rows; those that are kept are mended, not made again."""
        other = Slices(self._rows, make, self._given, self._size, _beside(self._folder))
        for again in self._kept:
            other._keep(mend(again().frame()))
        other._whole = self._whole and not other._full
        other._full = other._full or self._full
        self.let_go()
        return other

    def _keep(self, frame: pl.DataFrame) -> None:
        if self._full:
            return
        packed = Packed.of(frame)
        self._room -= packed.size()
        if self._room >= 0:
            self._kept.append(partial(_itself, packed))
        elif self._folder is None:
            self._full = True
        else:
            self._stow(packed, self._folder)

    def _stow(self, packed: Packed, folder: Path) -> None:
        """Keep a slice on disk; where that has little room, it is made again when it is asked for."""
        stem = folder / f"{len(self._kept):06d}"
        try:
            folder.mkdir(mode=0o700, exist_ok=True)
            lying = sum(file.stat().st_size for file in folder.iterdir())
            if shutil.disk_usage(folder).free < SPARED + 4 * lying:
                self._full = True
                return
            self._kept.append(packed.stowed(stem))
        except OSError:
            self._full = True
            for file in folder.glob(f"{stem.name}-*"):
                file.unlink(missing_ok=True)


def _beside(folder: Path | None) -> Path | None:
    return None if folder is None else folder.with_name(f"{folder.name}-mended")


def _itself(packed: Packed) -> Packed:
    return packed
