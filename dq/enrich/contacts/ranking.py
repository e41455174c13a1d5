"""The order in which the numbers of a case are called."""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.enrich.contacts.history import WEIGHT
from dq.enrich.contacts.interface import MOBILES
from dq.model.contacts import ContactSettings
from dq.model.enums import Party

_OWN_REACHED: Final = {"current": 0.45, "ageing": 0.35, "stale": 0.2, "likely_dead": 0.05}
"""What share of calls reaches the person, before any call tells: own numbers, by band."""

_OTHERS_REACHED: Final = 0.6
"""The same of other persons' numbers, relative to own ones."""


_LANDLINES_REACHED: Final = 0.5
"""The same of landlines, which somebody else may answer, relative to mobiles."""

_MILLION: Final = 1_000_000
_LATEST: Final = 1 << 17
_SPENT: Final = (
    "person", "digits", "their_alive_at", "their_dead_at", "their_answer_at", "their_wrong_at", "check_dead_at",
    "check_cut_at", "flagged_on", "marked_on", "number_out_on", "case_out_on", "case_out_for", "thirds_out_on",
    "opted_out_at", "first_at", "points", "silence", "tried", "reached", "reached_third", "third_at", "thirds",
    "said_dead_at", "said_cut_at", "said_wrong_at", "cuts_here", "cut_at_here", "cut_last_here", "freshness",
    "told_points", "given", "called", "fault", "sound",
)  # fmt: skip
"""Evidence that nothing asks for once the lines are ranked."""


def ranked(lines: pl.DataFrame, settings: ContactSettings) -> pl.DataFrame:
    """The lines in order, with ``rank`` from 1 in each case.

    Numbers that may be called come first; then the party; then the chance that a call reaches the person, from the
    number's own calls and its state; then the newer source, mobiles, and the number itself.
    """
    own = pl.when(pl.col("party") == Party.SELF.value).then(1.0).otherwise(_OTHERS_REACHED)
    mobile = pl.col("kind").is_in(MOBILES).fill_null(value=False).alias("mobile")
    line = pl.when(mobile).then(1.0).otherwise(_LANDLINES_REACHED)
    prior = pl.col("band").replace_strict(_OWN_REACHED, default=0.0, return_dtype=pl.Float64) * own * line
    weight = settings.prior
    smoothed = (pl.col("reached") / WEIGHT + weight * prior) / (pl.col("tried") / WEIGHT + weight)
    expected = (smoothed * pl.col("stale_score").fill_null(0) / 100).alias("expected")
    order = _order(lines.select("case", "callable", "party", "since", "order", "line", expected, mobile))
    place = pl.int_range(len(order), dtype=pl.UInt32, eager=True)
    kept = lines.select(pl.col(*(name for name in lines.columns if name not in _SPENT)).gather(order))
    first = pl.when(pl.col("case").ne_missing(pl.col("case").shift(1))).then(place).forward_fill()
    return kept.with_columns((place - first + 1).cast(pl.UInt32).alias("rank"))


def _order(keys: pl.DataFrame) -> pl.Series:
    """The places of the lines in their order; the keys are packed into two numbers, which sort a good deal faster."""
    u64 = pl.UInt64()
    chance = (_MILLION - pl.col("expected") * _MILLION).clip(0, _MILLION).cast(u64)
    barred, still = (~pl.col("callable")).cast(u64), (~pl.col("mobile")).cast(u64)
    first = (
        (pl.col("case").cast(u64) * 2 + barred) * 16 + pl.col("party").to_physical().cast(u64)
    ) * 2**20 + chance
    age = (_LATEST - pl.col("since").cast(pl.Int32).fill_null(0)).cast(u64)
    second = (age * 2 + still) * 2**16 + pl.col("order").cast(u64)
    packed = keys.select(first.alias("first"), second.alias("second"), "line")
    return packed.select(pl.arg_sort_by("first", "second", "line")).to_series()
