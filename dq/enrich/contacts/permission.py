"""Who may be called: wishes, third persons, and what is left of the day's and week's calls."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from dq.enrich.contacts.history import Meaning
from dq.enrich.contacts.interface import MINUTES, NO_VOICE, minutes_of
from dq.model.enums import Party
from dq.model.jurisdiction import Jurisdiction, Limit

_SPOKE: Final = ("rpc", "third_party", "unknown")


def with_permission(
    lines: pl.DataFrame, calls: pl.DataFrame, rules: Jurisdiction | None, meaning: Meaning
) -> pl.DataFrame:
    """Add ``usable``, ``callable``, ``barred`` (why a usable number may not be called), ``failed`` and ``own_usable``
    (of the case: failed attempts in a row on the debtor's own numbers, usable own numbers), and ``calls_left``.

    Where a region has no rules, third persons may be called only if the debtor has no number of their own.
    """
    book = rules is not None and rules.address_book
    usable = (
        (pl.col("state") == "ok")
        & pl.col("number").is_not_null()
        & ~pl.col("kind").is_in(NO_VOICE).fill_null(value=False)
    )
    lines = lines.with_columns(usable.alias("usable"))
    own = pl.col("party") == Party.SELF.value
    cases = lines.group_by("case").agg((pl.col("usable") & own).sum().alias("own_usable"))
    cases = cases.join(_failed(lines, calls, meaning), on="case", how="left").with_columns(
        pl.col("failed").fill_null(0)
    )
    lines = lines.join(cases, on="case", how="left")
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
    return _with_calls_left(lines, calls, () if rules is None else rules.limits, meaning)


def _third_persons(rules: Jurisdiction | None) -> pl.Expr:
    """Whether third persons of the case may be called."""
    none_own = pl.col("own_usable") == 0
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


def _failed(lines: pl.DataFrame, calls: pl.DataFrame, meaning: Meaning) -> pl.DataFrame:
    """Of each case the attempts on the debtor's own numbers since somebody last spoke there: ``failed``."""
    own = (
        lines.filter(pl.col("party") == Party.SELF.value, pl.col("number").is_not_null())
        .select("case", "number")
        .unique()
    )
    tried = calls.join(own, on=["case", "number"], how="semi").select(
        "case", "at", meaning.counted.alias("counted"), meaning.is_(reached=_SPOKE).alias("spoke")
    )
    spoken = tried.filter("spoke").group_by("case").agg(pl.col("at").max().alias("spoke_at"))
    return (
        tried.join(spoken, on="case", how="left")
        .filter(pl.col("counted"), pl.col("spoke_at").is_null() | (pl.col("at") > pl.col("spoke_at")))
        .group_by("case")
        .agg(pl.len().alias("failed"))
    )


def _with_calls_left(
    lines: pl.DataFrame, calls: pl.DataFrame, limits: tuple[Limit, ...], meaning: Meaning
) -> pl.DataFrame:
    """Add ``calls_left`` on the as-of date: the least that any limit leaves, null without limits or permission."""
    left = [f"left{place}" for place in range(len(limits))]
    for name, limit in zip(left, limits, strict=True):
        keys = ["case"] if limit.per == "case" else ["case", "number"]
        recent = _recent(calls, limit, meaning)
        counted = recent.group_by(keys).agg(pl.len().cast(pl.Int32).alias(name))
        lines = lines.join(counted, on=keys, how="left")
        used = pl.col(name).fill_null(0)
        if limit.after_conversation:
            spoken = (
                _within(calls, limit, meaning.as_of)
                .filter(meaning.is_(reached=("rpc",)))
                .select("case")
                .unique()
            )
            lines = lines.join(spoken.with_columns(pl.lit(value=True).alias("spoken")), on="case", how="left")
            rest = pl.when("spoken").then(pl.lit(limit.at_most, pl.Int32) - used).otherwise(None)
        else:
            rest = pl.lit(limit.at_most, pl.Int32) - used
        lines = lines.with_columns(rest.clip(0).alias(name)).drop("spoken", strict=False)
    if not limits:
        return lines.with_columns(pl.lit(None, pl.Int32).alias("calls_left"))
    least = pl.min_horizontal(left)
    return lines.with_columns(pl.when("callable").then(least).cast(pl.Int32).alias("calls_left")).drop(left)


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
