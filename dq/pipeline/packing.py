"""A slice of cleaned rows at rest: in a fraction of the room that it takes in use, and back as it was."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import polars as pl

from dq.model import columns
from dq.text.days import iso

_SPARSE = 8
"""What one row in so many has is kept for those rows alone."""
_PLACE = "_place"
_VIEW = 16
"""Bytes of the view of a text."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A slice of which only what differs is kept.

    ``dense``: columns as they are. ``sparse``: with its place, each row that has one of the rarer values. ``alike``:
    texts as they came that are how their value is written, but in the sparse rows. ``constant``: one row, of columns
    with one text throughout. ``words``: columns of few words, kept as categories, which take a quarter of their room.
    """

    dense: pl.DataFrame
    sparse: pl.DataFrame
    alike: tuple[str, ...]
    constant: pl.DataFrame
    words: tuple[str, ...]
    order: tuple[str, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Packed:
        """Pack a slice of the working frame."""
        few = [s.name for s in frame.iter_columns() if _is_few(len(s) - s.null_count(), len(s))]
        differing = dict(_differing(frame, few))
        some = [pl.col(few).is_not_null()] if few else []
        rare = pl.any_horizontal(pl.lit(value=False), *some, *(pl.lit(other) for other in differing.values()))
        place = pl.int_range(pl.len(), dtype=pl.UInt32).alias(_PLACE)
        sparse = frame.select(place, *few, *differing).filter(rare)
        dense = frame.drop(few, *differing)
        same = [series.name for series in dense.iter_columns() if _is_constant(series)]
        rest = dense.drop(same)
        words = tuple(series.name for series in rest.iter_columns() if _is_words(series))
        few_words = pl.Categorical(pl.Categories.random())
        return cls(
            rest.cast(dict.fromkeys(words, few_words)),
            sparse,
            tuple(differing),
            frame.select(same).head(1),
            words,
            tuple(frame.columns),
        )

    def stowed(self, stem: Path) -> Callable[[], Packed]:
        """Write the slice to two files whose names begin with ``stem``, for their owner alone; what reads it again.

        Raises ``OSError`` where the disk takes no more.
        """
        files = [Path(f"{stem}-{part}.arrow") for part in ("dense", "sparse")]
        for file, frame in zip(files, (self.dense, self.sparse), strict=True):
            frame.write_ipc(file, compression="lz4")
        empty = replace(self, dense=self.dense.clear(), sparse=self.sparse.clear())
        return partial(_read_again, empty, *files)

    def size(self) -> int:
        """Bytes, roughly."""
        return _size(self.dense) + _size(self.sparse)

    def frame(self, without: Collection[str] = ()) -> pl.DataFrame:
        """The slice as it was, but for the columns ``without``."""
        height = self.dense.height
        once = [series.new_from_index(0, height) for series in self.constant.iter_columns()]
        dense = self.dense.cast(dict.fromkeys(self.words, pl.String)).hstack(once)
        rare = self.sparse.drop(_PLACE, *self.alike, *(name for name in without if name in self.sparse))
        empty = [column for column in rare.iter_columns() if column.null_count() == len(column)]
        spread = [
            self._spread(column) for column in rare.drop(series.name for series in empty).iter_columns()
        ]
        texts = [self._text(dense[columns.of_raw(name)], name) for name in self.alike if name not in without]
        # A column without a value takes no memory as a literal.
        nothing = (pl.lit(None, series.dtype).alias(series.name) for series in empty)
        whole = dense.with_columns(nothing).hstack([*spread, *texts])
        return whole.select(name for name in self.order if name in whole.columns)

    def seldom(self) -> list[str]:
        """The columns that :meth:`frame` can leave out at a gain: :meth:`restored` makes them for single rows."""
        return [name for name in self.sparse.columns if name != _PLACE]

    def rare(self) -> pl.Series:
        """The ``_id`` of each row that has one of the rarer values."""
        return self.dense[columns.ID].gather(self.sparse[_PLACE])

    def filled(self, name: str) -> int:
        """In how many rows a column of :meth:`seldom` has a value."""
        rare = self.sparse[name]
        if name not in self.alike:
            return rare.count()
        value = columns.of_raw(name)
        read = self.dense.height if value in self.constant.columns else self.dense[value].count()
        return read - self._values(name, self.sparse[_PLACE]).count() + rare.count()

    def restored(self, rows: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
        """Rows of the slice with these columns of :meth:`seldom`, which they lack."""
        places = self.dense[columns.ID].search_sorted(rows[columns.ID])
        rare = self.sparse.select(_PLACE, *names).with_columns(rare=True)
        found = pl.DataFrame({_PLACE: places}).join(rare, on=_PLACE, how="left", maintain_order="left")
        alike = [name for name in self.alike if name in names]
        usual = {f"usual:{name}": _written(self._values(name, places)) for name in alike}
        texts = {name: pl.when("rare").then(name).otherwise(f"usual:{name}") for name in alike}
        told = found.with_columns(**usual).with_columns(**texts)
        whole = rows.hstack(told.select(names).get_columns())
        return whole.select(*(name for name in self.order if name in whole.columns), pl.exclude(self.order))

    def _values(self, raw: str, places: pl.Series) -> pl.Series:
        """What is read of a text as it came, in these rows."""
        name = columns.of_raw(raw)
        if name in self.constant.columns:
            return self.constant[name].new_from_index(0, len(places))
        return self.dense[name].gather(places)

    def _text(self, values: pl.Series, name: str) -> pl.Series:
        """The text as it came. (A when-then over texts would cost twenty times as much.)"""
        written = _written(values)
        place, texts = self.sparse[_PLACE], self.sparse[name]
        differs = written.gather(place).ne_missing(texts)
        if not differs.any():
            return written.alias(name)
        return written.clone().alias(name).scatter(place.filter(differs), texts.filter(differs))

    def _spread(self, column: pl.Series) -> pl.Series:
        empty = pl.Series(column.name, [None], column.dtype).new_from_index(0, self.dense.height)
        return empty.scatter(self.sparse[_PLACE], column)


def _read_again(empty: Packed, dense: Path, sparse: Path) -> Packed:
    return replace(empty, dense=pl.read_ipc(dense), sparse=pl.read_ipc(sparse))


def _is_few(count: int, height: int) -> bool:
    return count * _SPARSE < height


def _differing(frame: pl.DataFrame, few: Sequence[str]) -> Iterator[tuple[str, pl.Series]]:
    """Each text as it came that is mostly how its value is written, and in which rows it is not."""
    for name in frame.columns:
        field = columns.of_raw(name)
        if field in frame.columns and {name, field}.isdisjoint(few) and _is_written(frame[field].dtype):
            differs = _differs(frame, field)
            if _is_few(int(differs.sum()), frame.height):
                yield name, differs


def _differs(frame: pl.DataFrame, field: str) -> pl.Series:
    """In which rows the text that came is not how the value of a field is written.

    A text or a date that is written otherwise has a step, or a fault, which few have; a number may have zeros in front,
    and a phone that can't be called has neither.
    """
    came, values = frame[columns.raw(field)], frame[field]
    told = [frame[name] for name in (columns.step(field), columns.bad(field)) if name in frame.columns]
    phone = columns.part(field, "operator") in frame.columns
    if len(told) < len((columns.step, columns.bad)) or values.dtype.is_integer() or phone:
        return _written(values).ne_missing(came)
    differs = told[0].is_not_null() | told[1].is_not_null()
    places = differs.arg_true()
    if len(places):
        same = _written(values.gather(places)).eq_missing(came.gather(places))
        differs = differs.scatter(places.filter(same), values=False)
    return differs


def _is_constant(series: pl.Series) -> bool:
    return (
        series.dtype == pl.String
        and series.null_count() == 0 < len(series)
        and bool((series == series[0]).all())
    )


def _is_words(series: pl.Series) -> bool:
    """Whether a column is of a phone, and of few words."""
    return series.dtype == pl.String and series.name.rpartition(".")[2] in columns.PHONE_WORDS


def _is_written(dtype: pl.DataType) -> bool:
    return dtype in (pl.String, pl.Date) or dtype.is_integer()


def _written(values: pl.Series) -> pl.Series:
    """How a text, a date or a whole number is written."""
    if values.dtype == pl.Date:
        return iso(values)
    return values if values.dtype == pl.String else values.cast(pl.String)


def _size(frame: pl.DataFrame) -> int:
    return sum(_bytes(series) for series in frame.iter_columns() if series.null_count() < len(series))


def _bytes(series: pl.Series) -> int:
    """A text takes a view beside its bytes, which are all that polars counts; short ones, held in it, count twice."""
    return int(series.estimated_size()) + (_VIEW * len(series) if series.dtype == pl.String else 0)
