"""The name of a person that stands in several columns, as one text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

NAME_PARTS: Final = ("given", "middle", "family", "suffix")
"""The parts of a name, in the order of Latin script."""

_HAN = r"^[\p{Han}·\s]+$"
_HAN_ORDER = ("family", "middle", "given", "suffix")


def title_of(parts: Mapping[str, str]) -> str:
    """What the columns (column -> part, in file order) are called together: ``First Name + Last Name``."""
    return " + ".join(parts)


def joined_name(parts: Mapping[str, str]) -> pl.Expr:
    """The name that text columns (column -> part) make: each cell as it came, empty ones left out; null if all are.

    ``Mary Ann Smith Jr.`` with one blank between the cells; in Chinese script the family name first and none, 王小明.
    """
    column_of = {part: pl.col(column) for column, part in parts.items()}
    latin, han = (
        [column_of[part] for part in order if part in column_of] for order in (NAME_PARTS, _HAN_ORDER)
    )
    text = pl.concat_str(latin, separator=" ", ignore_nulls=True)
    return (
        pl.when(text == "")
        .then(None)
        .when(text.str.contains(_HAN))
        .then(pl.concat_str(han, ignore_nulls=True))
        .otherwise(text)
    )
