"""Who may be called: wishes, third persons, and what is left of the day's and week's calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from dq.enrich.contacts.history import Meaning
from dq.enrich.contacts.interface import MINUTES, NO_VOICE, minutes_of
from dq.enrich.contacts.places import marked, spread
from dq.model.enums import Party
from dq.model.jurisdiction import Jurisdiction, Limit

_SPOKE: Final = ("rpc", "third_party", "unknown")


def with_permission(
    lines: pl.DataFrame, calls: pl.DataFrame, rules: Jurisdiction | None, meaning: Meaning
) -> pl.DataFrame:
    """Add ``usable``, ``callable``, ``barred`` (why a usable number may not be called), ``sound`` (in use
    and the person's, whatever was wished), ``failed`` and ``own_sound`` (of the case: failed attempts in a row on the
    debtor's own numbers, sound own numbers), and ``calls_left``.

    A number that the debtor asked not to call is still one of their own: the wish lets nobody else be called.
    Where a region has no rules, third persons may be called only if the debtor has no number of their own.
    """
    book = rules is not None and rules.address_book
    sound = (
        (pl.col("fault") == "ok")
        & pl.col("number").is_not_null()
        & ~pl.col("kind").is_in(NO_VOICE).fill_null(value=False)
    )
    usable = sound & (pl.col("state") == "ok")
    lines = lines.with_columns(sound.alias("sound"), usable.alias("usable"))
    own = pl.col("party") == Party.SELF.value
    cases = _Cases.of(lines)
    own_sound = lines.group_by("case").agg((pl.col("sound") & own).sum().alias("own_sound"))
    lines = lines.with_columns(
        cases.of_lines(own_sound), cases.of_lines(_failed(lines, calls, meaning)).fill_null(0)
    )
    harvested = ~pl.col("given") & pl.lit(not book)
    barred = (
        pl.when(~pl.col("usable"))
        .then(None)
        .when(harvested)
        .then(pl.lit("address_book"))
        .when(~pl.col("liable") & ~_third_persons(rules))
        .then(pl.lit("third_person"))
    )
    lines = lines.with_columns(barred.alias("barred"))
    lines = lines.with_columns((pl.col("usable") & pl.col("barred").is_null()).alias("callable"))
    return _with_calls_left(lines, calls, cases, () if rules is None else rules.limits, meaning)


def _third_persons(rules: Jurisdiction | None) -> pl.Expr:
    """Whether third persons of the case may be called."""
    none_own = pl.col("own_sound") == 0
    if rules is None:
        return none_own
    third = rules.third_persons
    if not third.allowed:
        return pl.lit(value=False)
    failed = pl.col("failed") >= third.failed_attempts
    met = {"no_own_number": none_own, "own_attempts_failed": failed}
    return (
        pl.any_horizontal([met[name] for name in third.conditions])
        if third.conditions
        else pl.lit(value=True)
    )


@dataclass(frozen=True, slots=True)
class _Cases:
    """The places of the lines' cases among all cases from the first to the last of them."""

    first: int
    places: pl.Series
    size: int

    @classmethod
    def of(cls, lines: pl.DataFrame) -> _Cases:
        bounds = lines.select(pl.col("case").min().alias("first"), pl.col("case").max().alias("last")).row(0)
        first, last = (int(bound or 0) for bound in bounds)
        return cls(first, lines["case"] - first, last - first + 1)

    def of_lines(self, table: pl.DataFrame) -> pl.Series:
        """For each line what a table has for its ``case`` in its other column."""
        table = table.filter(pl.col("case").is_between(self.first, self.first + self.size - 1))
        cases, values = table["case"], table.drop("case").to_series()
        return spread(cases - self.first, values, self.size).gather(self.places)


def _failed(lines: pl.DataFrame, calls: pl.DataFrame, meaning: Meaning) -> pl.DataFrame:
    """Of each case the attempts on the debtor's own numbers since somebody last spoke there: ``failed``."""
    own = lines.filter(pl.col("party") == Party.SELF.value)["called"]
    tried = calls.filter(marked(own, calls.height).gather(calls["called"])).select(
        "case", "at", meaning.counted.alias("counted"), meaning.is_(reached=_SPOKE).alias("spoke")
    )
    spoken = tried.filter("spoke").group_by("case").agg(pl.col("at").max().alias("spoke_at"))
    return (
        tried.filter("counted")
        .join(spoken, on="case", how="left")
        .filter(pl.col("spoke_at").is_null() | (pl.col("at") > pl.col("spoke_at")))
        .group_by("case")
        .agg(pl.len().alias("failed"))
    )


def _with_calls_left(
    lines: pl.DataFrame, calls: pl.DataFrame, cases: _Cases, limits: tuple[Limit, ...], meaning: Meaning
) -> pl.DataFrame:
    """Add ``calls_left`` on the as-of date: the least that any limit leaves, null without limits or permission."""
    if not limits:
        return lines.with_columns(pl.lit(None, pl.Int32).alias("calls_left"))
    left = [_left(lines, calls, cases, limit, meaning) for limit in limits]
    least = pl.min_horizontal(pl.lit(series) for series in left)
    return lines.with_columns(pl.when("callable").then(least).cast(pl.Int32).alias("calls_left"))


def _left(
    lines: pl.DataFrame, calls: pl.DataFrame, cases: _Cases, limit: Limit, meaning: Meaning
) -> pl.Series:
    """What one limit leaves on each line, null where it leaves all."""
    key = "case" if limit.per == "case" else "called"
    recent = _recent(calls, limit, meaning).group_by(key).agg(pl.len().cast(pl.Int32).alias("used"))
    if key == "case":
        used = cases.of_lines(recent)
    else:
        used = spread(recent[key], recent["used"], calls.height).gather(lines[key])
    left = (limit.at_most - used.fill_null(0)).clip(0)
    if not limit.after_conversation:
        return left
    within = _within(calls, limit, meaning.as_of).filter(meaning.is_(reached=("rpc",)))
    spoken = cases.of_lines(within.select("case", pl.lit(value=True).alias("spoken")).unique())
    return left.zip_with(spoken.fill_null(value=False), pl.Series([None], dtype=left.dtype))


def _within(calls: pl.DataFrame, limit: Limit, as_of: date) -> pl.DataFrame:
    """The calls of the last days that a limit looks at, the as-of date the last of them."""
    first = minutes_of(pl.lit(as_of)) - (limit.days - 1) * MINUTES
    return calls.filter(pl.col("at") >= first)


def _recent(calls: pl.DataFrame, limit: Limit, meaning: Meaning) -> pl.DataFrame:
    kinds = {
        "effective": meaning.is_(reached=("rpc",)),
        "unanswered": meaning.counted & ~meaning.answered,
        "attempts": meaning.counted,
    }
    return _within(calls, limit, meaning.as_of).filter(kinds[limit.what])
