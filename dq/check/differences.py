"""What rows that claim to be one case say differently, cell by cell."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from dq.check.inputs import money
from dq.model.columns import ID, raw
from dq.model.enums import Kind
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
    those of them that the rows to be told need and are not among.
    """

    on: str
    keys: tuple[str, ...]
    detail: pl.Expr
    lang: Lang
    groups: pl.DataFrame
    others: pl.DataFrame | None = None

    def missing(self, here: pl.Series) -> pl.Series:
        """The ``_id`` of the rows that those ``here`` are compared with, and that are not here."""
        ids = here.to_frame("id")
        mine = self.groups.join(ids, on="id", how="semi")
        return self.groups.join(mine, on="key", how="semi").join(ids, on="id", how="anti")["id"]

    def reads(self, present: Iterable[str]) -> list[str]:
        """The columns that are looked at of each row."""
        cells = self._cells(present)
        return list(dict.fromkeys((ID, *self.keys, *cells, *map(raw, cells))))

    def _cells(self, present: Iterable[str]) -> list[str]:
        there = set(present)
        own = (self.on,) if field(self.on).private else ()
        return [
            name for name in in_schema_order(there) if name not in (*self.keys, *own) and raw(name) in there
        ]

    def __call__(self, rows: pl.DataFrame) -> pl.DataFrame:
        """For each row ``field``, ``detail``, ``suggestion``, ``cause``.

        The evidence names the other rows, then each cell in which they differ with its values in the order of rows; of
        private fields only the name is told.
        """
        cells, reads = self._cells(rows.columns), self.reads(rows.columns)
        compared = rows.select(reads)
        if self.others is not None:
            compared = pl.concat([compared, self.others.select(reads)])
        compared = compared.with_row_index(_GROUP).with_columns(pl.col(_GROUP).first().over(self.keys))
        group = compared[_GROUP].head(rows.height)
        if self.others is not None:
            compared = compared.sort(ID)
        differing = _differing(compared.select(_GROUP, *map(_cell, cells)), self.lang)
        told = rows.select(*self.keys, self.detail.cast(pl.String).alias("detail")).with_columns(group)
        told = told.join(differing, on=_GROUP, how="left", maintain_order="left")
        more = pl.when(pl.col("cells").list.len() > _SHOWN_FIELDS).then(
            filled("… {}", pl.col("cells").list.len() - _SHOWN_FIELDS)
        )
        shown = pl.col("cells").list.head(_SHOWN_FIELDS).list.join("; ")
        return told.select(
            pl.lit(self.on).alias("field"),
            pl.concat_str("detail", shown, more, separator="; ", ignore_nulls=True).alias("detail"),
            pl.lit(None, pl.String).alias("suggestion"),
            pl.lit(None, pl.String).alias("cause"),
        )


def _cell(name: str) -> pl.Expr:
    """The clean value of a cell that came with one, as text: what was derived differs by itself."""
    came = pl.when(pl.col(raw(name)).is_not_null()).then(pl.col(name))
    return (money(came) if field(name).kind is Kind.MONEY else came.cast(pl.String)).alias(name)


def _differing(cells: pl.DataFrame, lang: Lang) -> pl.DataFrame:
    """For each group with rows that differ ``cells``: a list of ``label: first / second``, in the order of fields.

    One table of all cells, since a window for each column would cost a hundred times as much.
    """
    labels = {name: field(name).label(lang) for name in cells.columns if name != _GROUP}
    values = pl.col("value").fill_null(_EMPTY[lang])
    private = pl.col("field").is_in([name for name in labels if field(name).private])
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
