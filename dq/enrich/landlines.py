"""Local numbers without an area code: completed from the case's city, as a suggestion only."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from dq.model import columns
from dq.phones import complete_landlines

NO_AREA_CODE = "no_area_code"


def suggest_area_codes(frame: pl.DataFrame, phones: Iterable[str], present: frozenset[str]) -> pl.DataFrame:
    """Fill the suggestion of phone cells that lack an area code, where the case has a city.

    A suggestion that the cell itself gave stays. Nothing else is changed.
    """
    if "city" not in present:
        return frame
    filled = []
    for name in phones:
        suggestion = pl.col(columns.part(name, "suggestion"))
        given = pl.struct(
            cell=pl.col(columns.raw(name)), city=pl.col("city"), reason=pl.col(columns.part(name, "reason"))
        )
        found = given.map_batches(_complete, return_dtype=pl.String, is_elementwise=True)
        filled.append(pl.coalesce(suggestion, found).alias(columns.part(name, "suggestion")))
    return frame.with_columns(filled) if filled else frame


def _complete(cells: pl.Series) -> pl.Series:
    frame = cells.struct.unnest()
    lacking = frame["reason"].eq_missing(NO_AREA_CODE)
    result = pl.Series(cells.name, [None], dtype=pl.String).new_from_index(0, len(frame))
    if not lacking.any():
        return result
    rows = frame.filter(lacking)
    return result.scatter(lacking.arg_true(), complete_landlines(rows["cell"], rows["city"]))
