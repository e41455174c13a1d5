"""What rows that claim to be one case say differently, cell by cell."""

from __future__ import annotations

import polars as pl

from dq.check.inputs import money
from dq.model.columns import raw
from dq.model.enums import Kind
from dq.model.rules import Lang
from dq.model.schema import field, in_schema_order
from dq.text.filled import filled

_SHOWN_FIELDS = 8
_SHOWN_VALUES = 3
_GROUP = "_group"
_EMPTY = {"en": "(empty)", "zh": "（空）"}


def told_apart(
    rows: pl.DataFrame, on: str, keys: tuple[str, ...], detail: pl.Expr, lang: Lang
) -> pl.DataFrame:
    """For rows that agree in ``keys`` (all of a slice) ``field``, ``detail``, ``suggestion``, ``cause``.

    The evidence names the other rows, then each cell in which they differ with its values in the order of rows; of
    private fields only the name is told. Rows of a group that lie in another slice are named, not compared.
    """
    own = (on,) if field(on).private else ()
    others = [
        name
        for name in in_schema_order(rows.columns)
        if name not in (*keys, *own) and raw(name) in rows.columns
    ]
    told = rows.select(*keys, detail.cast(pl.String).alias("detail")).with_row_index(_GROUP)
    group = told.select(pl.col(_GROUP).first().over(keys)).to_series()
    differing = _differing(rows.select(group, *map(_cell, others)), lang)
    told = told.with_columns(group).join(differing, on=_GROUP, how="left", maintain_order="left")
    more = pl.when(pl.col("cells").list.len() > _SHOWN_FIELDS).then(
        filled("… {}", pl.col("cells").list.len() - _SHOWN_FIELDS)
    )
    shown = pl.col("cells").list.head(_SHOWN_FIELDS).list.join("; ")
    return told.select(
        pl.lit(on).alias("field"),
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
