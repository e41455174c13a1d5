"""The best time to call: a smoothed rate of calls that reached the person, by kind of day and hours."""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.enrich.contacts.history import Meaning
from dq.enrich.contacts.interface import MINUTES
from dq.enrich.contacts.places import marked, spread
from dq.enrich.contacts.zones import APART
from dq.model.contacts import ContactSettings
from dq.model.enums import Party
from dq.model.jurisdiction import Hours

STARTS: Final = (8, 10, 12, 14, 17, 19, 22)
"""The first hours of the bins; the last is where the last bin ends."""

_LEAST: Final = 30
"""Fewer calls at a kind of time say nothing of it."""

_BINS: Final = len(STARTS) - 1
_PACK: Final = 16
_TEN_THOUSAND: Final = 10_000
_CALLS: Final = 1 << 32
BEST: Final = {
    "best_time": pl.String, "best_time_rate": pl.Float64, "best_time_calls": pl.UInt32, "best_time_basis": pl.String,
}  # fmt: skip


def bin_of(at: pl.Expr) -> pl.Expr:
    """The bin of a minute since 1970: that of the hours, plus as many for weekends; null outside all bins."""
    minute = at % MINUTES
    weekend = ((at // MINUTES + 3) % 7 >= 5).cast(pl.Int32)  # 1970-01-01 was a Thursday
    place = pl.sum_horizontal([(minute >= start * 60).cast(pl.Int32) for start in STARTS]) - 1
    return pl.when(place.is_between(0, _BINS - 1)).then(place + _BINS * weekend)


def label_of(place: int) -> str:
    """A bin's name, free of any language: ``Mon-Fri 17-19``."""
    days = "Sat-Sun" if place >= _BINS else "Mon-Fri"
    return f"{days} {STARTS[place % _BINS]:02}-{STARTS[place % _BINS + 1]:02}"


def allowed_bins(hours: Hours | None) -> list[int]:
    """The bins that lie wholly within the permitted hours."""
    if hours is None:
        return list(range(2 * _BINS))
    start, end = hours.start.hour * 60 + hours.start.minute, hours.end.hour * 60 + hours.end.minute
    within = [p for p in range(_BINS) if STARTS[p] * 60 >= start and STARTS[p + 1] * 60 <= end]
    return [*within, *(p + _BINS for p in within)]


def segments(calls: pl.LazyFrame, meaning: Meaning) -> pl.DataFrame:
    """Of all calls of the run, by whether they were meant for the debtor and by bin: ``own``, ``bin``, ``all_tried``,
    ``all_reached``. A call of which it is not said counts as meant for the debtor."""
    return (
        _binned(calls, meaning)
        .group_by("own", "bin")
        .agg(pl.len().alias("all_tried"), pl.col("rpc").sum().alias("all_reached"))
        .collect(engine="streaming")
        .sort("own", "bin")
    )


def with_best_time(
    lines: pl.DataFrame, calls: pl.DataFrame, segment: pl.DataFrame, hours: Hours | None, meaning: Meaning,
    settings: ContactSettings,
) -> pl.DataFrame:  # fmt: skip
    """Add the columns of :data:`BEST` to the lines that may be called.

    The rate of a bin is (reached + k · p) / (calls + k), p being that of all calls of the run in the bin. A number
    with fewer than ``own_attempts`` calls gets the best bin of all calls (basis ``segment``). Where too few calls
    tell of anything there is no best time. Where the person may be in one of several time zones (``apart``: minutes
    between them) the best time is one that all of them permit, whichever the log's clock shows.
    """
    rated = _rated(segment, hours)
    lines = lines.with_columns((pl.col("party") == Party.SELF.value).alias("own"))
    if rated.is_empty():
        return lines.with_columns(pl.lit(None, dtype).alias(name) for name, dtype in BEST.items()).drop("own")
    general = rated.unique("own", keep="first", maintain_order=True)
    best = _own(lines, calls, rated, general, meaning, settings)
    lines = lines.with_columns(best).join(general, on="own", how="left", maintain_order="left")
    mine = pl.col("callable") & pl.col("own_bin").is_not_null()
    theirs = pl.col("callable") & pl.col("own_bin").is_null() & pl.col("bin").is_not_null()
    labels = pl.Series([label_of(place) for place in range(2 * _BINS)])
    best_bin = pl.coalesce("own_bin", "bin")
    best_bin = pl.when(pl.col("callable") & _permitted(best_bin, hours)).then(best_bin)
    mine, theirs = mine & best_bin.is_not_null(), theirs & best_bin.is_not_null()
    return lines.with_columns(
        pl.lit(labels).gather(best_bin).alias("best_time"),
        pl.when(mine).then("own_rate").when(theirs).then("prior").alias("best_time_rate"),
        pl.when(mine).then("own_tried").when(theirs).then("all_tried").cast(pl.UInt32).alias("best_time_calls"),
        pl.when(mine).then(pl.lit("own")).when(theirs).then(pl.lit("segment")).alias("best_time_basis"),
    ).drop("own", "own_bin", "own_rate", "own_tried", "bin", "prior", "all_tried")  # fmt: skip


def _permitted(place: pl.Expr, hours: Hours | None) -> pl.Expr:
    """Whether a bin lies within the hours of all zones of the line."""
    if hours is None:
        return pl.lit(value=True)
    start, end = hours.start.hour * 60 + hours.start.minute, hours.end.hour * 60 + hours.end.minute
    begins, ends = (pl.Series([hour * 60 for hour in some] * 2) for some in (STARTS[:-1], STARTS[1:]))
    early = pl.lit(begins).gather(place) >= start + pl.col(APART)
    return early & (pl.lit(ends).gather(place) <= end - pl.col(APART))


def _binned(calls: pl.LazyFrame, meaning: Meaning, *more: str) -> pl.LazyFrame:
    """Attempts within the bins, with whether the person was reached; ``more``: further columns."""
    own = (pl.col("party") == Party.SELF.value).fill_null(value=True)
    reached = meaning.is_(reached=("rpc",)) | (~own & meaning.is_(reached=("third_party",)))
    marked = calls.filter(meaning.counted).select(
        *more, bin_of(pl.col("at")).alias("bin"), own.alias("own"), reached.alias("rpc")
    )
    return marked.filter(pl.col("bin").is_not_null())


def _rated(segment: pl.DataFrame, hours: Hours | None) -> pl.DataFrame:
    """The bins of all calls that may be called in and have enough calls, with their ``prior``, the best first."""
    bins = segment.filter(pl.col("bin").is_in(allowed_bins(hours)), pl.col("all_tried") >= _LEAST)
    prior = (pl.col("all_reached") / pl.col("all_tried")).round(4)
    return bins.select("own", "bin", "all_tried", prior.alias("prior")).sort(
        "own", "prior", "bin", descending=[False, True, False]
    )


def _own(
    lines: pl.DataFrame, calls: pl.DataFrame, rated: pl.DataFrame, general: pl.DataFrame, meaning: Meaning,
    settings: ContactSettings,
) -> pl.DataFrame:  # fmt: skip
    """For each line the best bin of its number, if that has calls enough of its own: ``own_bin``, ``own_rate``,
    ``own_tried``."""
    enough = lines.select(
        (pl.col("callable") & (pl.col("attempts") >= settings.own_attempts)).alias("enough")
    )
    called = lines["called"].zip_with(enough["enough"], pl.Series([None], dtype=pl.UInt32))
    log = calls.filter(marked(called, calls.height).gather(calls["called"]))
    tried = (
        _binned(log.lazy(), meaning, "called")
        .select((pl.col("called").cast(pl.UInt64) * _PACK + pl.col("bin")).alias("pack"), "rpc")
        .group_by("pack")
        .agg(pl.len().cast(pl.UInt32).alias("tried"), pl.col("rpc").sum().alias("reached"))
        .collect()
    )
    parts = {
        own: _best(tried, rated.filter(own=own), general.filter(own=own), calls.height, settings.bin_prior)
        for own in (True, False)
    }
    mine, others = (parts[own].select(pl.all().gather(called)) for own in (True, False))
    return mine.select(one.zip_with(lines["own"], others[one.name]) for one in mine.iter_columns())


def _best(
    tried: pl.DataFrame, rated: pl.DataFrame, general: pl.DataFrame, size: int, weight: float
) -> pl.DataFrame:
    """The best bin by ``called``, of those that the number was called in and the best of all calls.

    One number holds rate, bin and calls (:func:`_packed`): the greatest is the best, the earlier bin of two alike.
    """
    if general.is_empty():
        schema = {"own_bin": pl.Int32, "own_rate": pl.Float64, "own_tried": pl.UInt32}
        return pl.DataFrame(schema=schema).clear(size)
    best_bin, best_prior = int(general["bin"][0]), float(general["prior"][0])
    rows = tried.select(
        (pl.col("pack") // _PACK).alias("called"), (pl.col("pack") % _PACK).alias("bin"), "tried", "reached"
    )
    prior = pl.lit(spread(rated["bin"], rated["prior"], _PACK)).gather(pl.col("bin"))
    rate = (pl.col("reached") + weight * prior) / (pl.col("tried") + weight)
    found = rows.group_by("called").agg(
        _packed(rate, pl.col("bin"), pl.col("tried")).max().alias("best"),
        (pl.col("bin") == best_bin).any().alias("tried"),
    )
    untried = pl.select(_packed(pl.lit(best_prior), pl.lit(best_bin), pl.lit(0)).alias("best")).item()
    best = pl.when("tried").then("best").otherwise(pl.max_horizontal("best", pl.lit(untried, pl.UInt64)))
    values = spread(found["called"], found.select(best.alias("best"))["best"], size).fill_null(untried)
    bins = values // _CALLS
    return pl.DataFrame(
        {
            "own_bin": (_PACK - 1 - bins % _PACK).cast(pl.Int32),
            "own_rate": (bins // _PACK) / _TEN_THOUSAND,
            "own_tried": (values % _CALLS).cast(pl.UInt32),
        }
    )


def _packed(rate: pl.Expr, place: pl.Expr, tried: pl.Expr) -> pl.Expr:
    """Rate, bin and calls in one number."""
    shown = (rate.round(4) * _TEN_THOUSAND).round(0).cast(pl.UInt64)
    return (shown * _PACK + (_PACK - 1 - place).cast(pl.UInt64)) * _CALLS + tried.cast(pl.UInt64)
