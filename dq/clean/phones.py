"""Phone cells, through the phone library."""

from __future__ import annotations

import polars as pl

from dq.clean.interface import Cleaner
from dq.model.columns import PHONE_PARTS
from dq.phones import judge


def phone_cleaner(region: str) -> Cleaner:
    """A cleaner for phone cells whose numbers belong to ``region`` unless they say otherwise.

    The value is the E.164 form of the first acceptable number of the cell, null if there is none; what the cell
    held beside it, and why a number is none, is in :data:`dq.model.columns.PHONE_PARTS`.
    """

    def judged(cells: pl.Series) -> pl.DataFrame:
        return judge(cells, region).select(
            value="e164",
            step="steps",
            bad=pl.lit(None, pl.String),
            **{name: pl.col(name) for name in PHONE_PARTS},
        )

    return Cleaner(lambda cells: (judged(cells), pl.Series([False])), judged, ("phone", region))
