"""What rows that claim to be one case say differently, cell by cell."""

from __future__ import annotations

import polars as pl

from dq.check.inputs import money
from dq.model.columns import raw
from dq.model.enums import Kind
from dq.model.rules import Lang
from dq.model.schema import field, in_schema_order

_SHOWN_FIELDS = 8
_SHOWN_VALUES = 3
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
    counts = rows.group_by(keys).agg(_as_it_came(name).n_unique().alias(name) for name in others)
    differing = [name for name in others if counts[name].max() != 1]
    cells = [_cell(name, keys, lang) for name in differing]
    listed = (
        pl.concat_list(cells).list.drop_nulls()
        if cells
        else pl.lit(pl.Series([[]], dtype=pl.List(pl.String)))
    )
    more = pl.when(listed.list.len() > _SHOWN_FIELDS).then(
        pl.format("… {}", listed.list.len() - _SHOWN_FIELDS)
    )
    shown = listed.list.head(_SHOWN_FIELDS).list.join("; ").replace("", None)
    return rows.select(
        pl.lit(on).alias("field"),
        pl.concat_str(detail.cast(pl.String), shown, more, separator="; ", ignore_nulls=True).alias("detail"),
        pl.lit(None, pl.String).alias("suggestion"),
        pl.lit(None, pl.String).alias("cause"),
    )


def _as_it_came(name: str) -> pl.Expr:
    """The clean value of a cell that came with one: what was derived differs by itself."""
    return pl.when(pl.col(raw(name)).is_not_null()).then(pl.col(name))


def _cell(name: str, keys: tuple[str, ...], lang: Lang) -> pl.Expr:
    """``label: first / second``, null where the rows of the group agree."""
    known = field(name)
    came = _as_it_came(name)
    value = money(came) if known.kind is Kind.MONEY else came.cast(pl.String)
    value = value.fill_null(_EMPTY[lang])
    differs = value.n_unique().over(keys) > 1
    label = known.label(lang)
    if known.private:
        return pl.when(differs).then(pl.lit(label))
    values = value.unique(maintain_order=True).head(_SHOWN_VALUES).str.join(" / ").over(keys)
    return pl.when(differs).then(pl.format("{}: {}", pl.lit(label), values))
