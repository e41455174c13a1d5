"""Phone cells, through the phone library."""

from __future__ import annotations

import polars as pl

from dq.clean.interface import Cleaner, join_steps, put_back
from dq.model.columns import PHONE_PARTS
from dq.phones import judge

REWRITTEN = "plan_rewritten"
"""Step of a number of an earlier numbering plan that became its new form."""

_OLD, _CERTAIN = "plan_changed", "rewrite_known"


def phone_cleaner(region: str, *, rewrite: bool = False) -> Cleaner:
    """A cleaner for phone cells whose numbers belong to ``region`` unless they say otherwise.

    The value is the E.164 form of the first acceptable number of the cell, null if there is none; what the cell
    held beside it, and why a number is none, is in :data:`dq.model.columns.PHONE_PARTS`. With ``rewrite`` a number of
    an earlier numbering plan becomes its new form where the two determine each other.
    """

    def judged(cells: pl.Series) -> pl.DataFrame:
        found = _columns(judge(cells, region))
        return _rewritten(found, region) if rewrite else found

    return Cleaner(lambda cells: (judged(cells), pl.Series([False])), judged, ("phone", region, rewrite))


def _columns(judged: pl.DataFrame) -> pl.DataFrame:
    """A cleaner's frame of what the library says."""
    return judged.select(
        value="e164",
        step="steps",
        bad=pl.lit(None, pl.String),
        **{name: pl.col(name) for name in PHONE_PARTS},
    )


def _rewritten(found: pl.DataFrame, region: str) -> pl.DataFrame:
    """The frame with certain new forms in the place of old ones; their note still tells the change and its source."""
    old = (
        found.select((pl.col("state") == _OLD) & (pl.col("reason") == _CERTAIN)).to_series().fill_null(False)
    )
    if not old.any():
        return found
    before = found.filter(old)
    after = _columns(judge(before["suggestion"], region)).with_columns(
        step=pl.select(join_steps(pl.lit(before["step"]), pl.lit(REWRITTEN))).to_series(),
        note=before["note"],
        ext=before["ext"],
        signal=before["signal"],
    )
    return put_back(found, old, after)
