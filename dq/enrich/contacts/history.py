"""What the call log says of a number: when it last reached its person, and what spoke against it since.

All sums are of whole numbers, so that the order of the calls can't change a last digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import MINUTES
from dq.packs.outcomes import Outcome

WEIGHT: Final = 10_000
"""The weight of a call of today in points; older calls weigh less."""

_OLDEST: Final = 36_500
_COUNTED: Final = ("alive", "suspended", "dead", "unknown")
_ANSWERED: Final = ("rpc", "third_party", "wrong_party", "unknown")
_SILENT: Final = "no_answer"


@dataclass(frozen=True)
class Meaning:
    """What each outcome says, by its place in the list, as columns to gather from."""

    outcomes: Sequence[Outcome]
    as_of: date
    half_life: int

    @cached_property
    def places(self) -> dict[str, int]:
        """The place of each outcome."""
        return {outcome.code: place for place, outcome in enumerate(self.outcomes)}

    def is_(
        self, *, line: Sequence[str] = (), reached: Sequence[str] = (), codes: Sequence[str] = ()
    ) -> pl.Expr:
        """Whether the outcome of a call says one of these things; False for an unknown outcome."""
        truths = [
            outcome.line_state in line or outcome.party in reached or outcome.code in codes
            for outcome in self.outcomes
        ]
        return pl.lit(pl.Series(truths, dtype=pl.Boolean)).gather(pl.col("outcome")).fill_null(value=False)

    @property
    def counted(self) -> pl.Expr:
        """Whether the call was tried at all: our own faults and searches are no attempts."""
        tried = [
            o.line_state in _COUNTED and o.party != "any" and o.code != "search_invalid"
            for o in self.outcomes
        ]
        return pl.lit(pl.Series(tried, dtype=pl.Boolean)).gather(pl.col("outcome")).fill_null(value=False)

    @property
    def answered(self) -> pl.Expr:
        """Whether somebody spoke."""
        return self.is_(reached=_ANSWERED)

    @property
    def points(self) -> pl.Expr:
        """The points of a call, times :data:`WEIGHT`, less for an older one."""
        points = pl.Series([outcome.points for outcome in self.outcomes], dtype=pl.Int32)
        return pl.lit(points).gather(pl.col("outcome")).fill_null(0) * self.weight

    @cached_property
    def weight(self) -> pl.Expr:
        """What is left of a call's weight on ``as_of``."""
        weights = [round(WEIGHT * 0.5 ** (age / self.half_life)) for age in range(self.half_life * 20)]
        age = pl.lit(self.as_of).cast(pl.Int32) - pl.col("at") // MINUTES
        return pl.lit(pl.Series(weights, dtype=pl.Int32)).gather(age.clip(0, len(weights) - 1))


def history(calls: pl.DataFrame | pl.LazyFrame, keys: Sequence[str], meaning: Meaning) -> pl.LazyFrame:
    """The calls of each ``keys`` as one line: counts, sums, and the last minute of what matters.

    ``answers`` reached the debtor, ``thirds`` somebody who knows them; ``answer_at``, ``alive_at``, ``dead_at``,
    ``wrong_at``, ``silent_at``, ``third_at`` are the last minutes of what they name, ``opted_out_at`` and ``first_at``
    the first; ``party`` is the first of the parties named (its place in ``PARTIES``). ``points``, ``silence`` (the
    points of unanswered calls), ``tried``, ``reached`` and ``reached_third`` are weighed by age, in units of
    :data:`WEIGHT`.
    """
    at, says = pl.col("at"), meaning.is_
    rpc, silent, counted = says(reached=("rpc",)), says(codes=(_SILENT,)), meaning.counted
    third = says(reached=("third_party",))
    weight, points = meaning.weight, meaning.points
    last = {
        "answer_at": rpc,
        "alive_at": says(line=("alive",)),
        "dead_at": says(line=("dead",)),
        "wrong_at": says(reached=("wrong_party",)),
        "silent_at": silent,
        "third_at": third,
    }
    sums = {
        "attempts": counted.cast(pl.UInt32),
        "answers": rpc.cast(pl.UInt32),
        "thirds": third.cast(pl.UInt32),
        "silences": silent.cast(pl.UInt32),
        "points": pl.when(silent).then(0).otherwise(points),
        "silence": pl.when(silent).then(points).otherwise(0),
        "tried": pl.when(counted).then(weight).otherwise(0),
        "reached": pl.when(rpc).then(weight).otherwise(0),
        "reached_third": pl.when(third).then(weight).otherwise(0),
    }
    marked = calls.lazy().select(
        *keys,
        *(pl.when(true).then(at).alias(name) for name, true in last.items()),
        pl.when(says(codes=("dnc_request",))).then(at).alias("opted_out_at"),
        at.alias("first_at"),
        pl.col("party").to_physical(),
        *(value.alias(name) for name, value in sums.items()),
    )
    return marked.group_by(keys).agg(
        pl.col(*last).max(), pl.col("opted_out_at", "first_at", "party").min(), pl.col(*sums).sum()
    )


def suspensions(
    calls: pl.DataFrame, lines: pl.DataFrame, keys: Sequence[str], meaning: Meaning
) -> pl.DataFrame:
    """Of each ``keys`` the suspensions after its last sign of life: ``cuts``, ``cut_at`` (first), ``cut_last``.

    ``lines`` has the keys and ``alive_at`` (null: never).
    """
    cut = calls.filter(meaning.is_(line=("suspended",))).select(*keys, "at")
    alive = lines.select(*keys, "alive_at").drop_nulls().join(cut.select(keys), on=keys, how="semi")
    alive = alive.group_by(keys).agg(pl.col("alive_at").max())
    return (
        cut.join(alive, on=keys, how="left")
        .filter(pl.col("alive_at").is_null() | (pl.col("at") > pl.col("alive_at")))
        .group_by(keys)
        .agg(pl.len().alias("cuts"), pl.col("at").min().alias("cut_at"), pl.col("at").max().alias("cut_last"))
    )
