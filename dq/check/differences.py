"""What rows that claim to be one case say differently, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of

import polars as pl

from dq.check.cells import read_for, said
from dq.model.columns import ID, kept, of_kept, raw
from dq.model.repeats import PERIODS
from dq.model.rules import Lang
from dq.model.schema import field, in_schema_order
from dq.text.filled import filled

_SHOWN_FIELDS = 8
_SHOWN_VALUES = 3
_GROUP = "_group"
_EMPTY = {"en": "(empty)", "zh": "（空）"}


@dataclass(frozen=True, slots=True)
class Differences:
    """Tells failing rows that agree in ``keys`` apart, as ``explain`` of a probe on the field ``on``.

    ``groups`` has the ``id`` and ``key`` of all rows that are compared, those of a key with one another; ``others`` are
    those of them that the rows to be told need and are not among. ``unmapped``: the columns that no field took, with
    whether they name the period of a loan.
    """

    on: str
    keys: tuple[str, ...]
    detail: pl.Expr
    lang: Lang
    groups: pl.DataFrame
    unmapped: Mapping[str, bool] = of(default_factory=dict)
    others: pl.DataFrame | None = None

    def missing(self, here: pl.Series) -> pl.Series:
        """The ``_id`` of the rows that those ``here`` are compared with, and that are not here."""
        ids = here.to_frame("id")
        mine = self.groups.join(ids, on="id", how="semi")
        return self.groups.join(mine, on="key", how="semi").join(ids, on="id", how="anti")["id"]

    def reads(self, present: Iterable[str]) -> list[str]:
        """The columns that are looked at of each row."""
        cells = self._cells(present)
        read = (name for cell in cells for name in read_for(cell))
        return list(dict.fromkeys((ID, *self.keys, *read, *self._unmapped(present))))

    def _cells(self, present: Iterable[str]) -> list[str]:
        there = set(present)
        own = (self.on,) if field(self.on).private else ()
        return [
            name for name in in_schema_order(there) if name not in (*self.keys, *own) and raw(name) in there
        ]

    def _unmapped(self, present: Iterable[str]) -> list[str]:
        there = set(present)
        return [kept(name) for name in self.unmapped if kept(name) in there]

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        """For each row ``field``, ``detail``, ``suggestion``, ``cause``.

        The evidence names the other rows, then each cell in which they differ with its values in the order of rows; of
        private fields, and of columns that are no field's, only the name is told. The cause is ``periods:<column>``
        where a column says that each of the rows is about another period of the loan.
        """
        cells, unmapped, reads = (
            of_rows(rows.columns) for of_rows in (self._cells, self._unmapped, self.reads)
        )
        compared = rows.select(reads)
        if self.others is not None:
            compared = pl.concat([compared, self.others.select(reads)])
        compared = compared.with_row_index(_GROUP).with_columns(pl.col(_GROUP).first().over(self.keys))
        group = compared[_GROUP].head(rows.height)
        if self.others is not None:
            compared = compared.sort(ID)
        differing = _differing(compared.select(_GROUP, *map(said, cells), *unmapped), self.lang)
        periods = [name for name in unmapped if self.unmapped[of_kept(name)]]
        told = rows.select(*self.keys, self.detail.cast(pl.String).alias("detail")).with_columns(group)
        for table in (differing, _by_period(compared, periods)):
            told = told.join(table, on=_GROUP, how="left", maintain_order="left")
        more = pl.when(pl.col("cells").list.len() > _SHOWN_FIELDS).then(
            filled("… {}", pl.col("cells").list.len() - _SHOWN_FIELDS)
        )
        shown = pl.col("cells").list.head(_SHOWN_FIELDS).list.join("; ")
        return told.select(
            pl.lit(self.on).alias("field"),
            pl.concat_str("detail", shown, more, separator="; ", ignore_nulls=True).alias("detail"),
            pl.lit(None, pl.String).alias("suggestion"),
            "cause",
        )


def _by_period(rows: pl.DataFrame, columns: Sequence[str]) -> pl.DataFrame:
    """For each group ``cause``: ``periods:<column>`` with the first column that has another period in each row."""
    apart = {
        name: (pl.col(name).n_unique() == pl.len()) & (pl.col(name).null_count() == 0) for name in columns
    }
    causes = [pl.when(holds).then(pl.lit(f"{PERIODS}:{of_kept(name)}")) for name, holds in apart.items()]
    return rows.group_by(_GROUP).agg(pl.coalesce(*causes, pl.lit(None, pl.String)).alias("cause"))


def _differing(cells: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """For each group with rows that differ ``cells``: a list of ``label: first / second``, in the order of fields.

    One table of all cells, since a window for each column would cost a hundred times as much.
    """
    fields = [name for name in cells.columns if name != _GROUP and of_kept(name) == name]
    labels = {name: of_kept(name) for name in cells.columns} | {
        name: field(name).label(lang) for name in fields
    }
    values = pl.col("value").fill_null(_EMPTY[lang])
    told = [name for name in fields if not field(name).private]
    private = ~pl.col("field").is_in(told)
    label = pl.col("field").replace_strict(labels, return_dtype=pl.String)
    return (
        cells.unpivot(index=_GROUP, variable_name="field")
        .with_columns(values)
        .unique(maintain_order=True)
        .group_by(_GROUP, "field", maintain_order=True)
        .agg(pl.len(), pl.col("value").head(_SHOWN_VALUES).str.join(" / "))
        .filter(pl.col("len") > 1)
        .with_columns(cell=pl.when(private).then(label).otherwise(filled("{}: {}", label, "value")))
        .group_by(_GROUP, maintain_order=True)
        .agg(cells="cell")
    )
