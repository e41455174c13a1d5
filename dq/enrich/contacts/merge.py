"""Mentions become lines: one for each case, number and party, with all that its mentions say."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import SOURCES, UNDATED, minutes_of
from dq.text.days import iso_of

LINE: Final = "line"
"""Stands for the number, or for the cell's text where it holds no usable number."""

_KEYS: Final = ["case", LINE, "party"]
_FILES: Final = ("case", "earlier", "batch", "other_case")
_DECLARED: Final = ("self_declared", "app")
_FIRST: Final = (
    "number", "cell", "name", "relation", "kind", "region", "operator", "phone_state", "reason"
)  # fmt: skip
_SAME: Final = (
    "case", "party", "liable", "order", "source", "since", "verified_on", "opted_out_on", "superseded_on"
)  # fmt: skip
_SIGNALS: Final = {"said_dead_at": "vacant", "said_cut_at": "suspended", "said_wrong_at": "wrong_number"}
_NOW: Final = "_now"


def merge(mentions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    """The lines of a slice's mentions, in no promised order; the order of the mentions does not matter.

    Adds to the mentions' own columns ``line`` (see :data:`LINE`), ``source`` (the most telling), ``sources``
    (independent places), ``given`` (not only in an address book), ``since`` and ``verified_on`` (the latest),
    ``opted_out_on`` (the first), ``superseded_on`` (if no mention is current), and ``said_dead_at``, ``said_cut_at``,
    ``said_wrong_at``: when a cell said so itself, in minutes. Dates after ``as_of`` are no evidence and are left out;
    what a file without dates says of a number holds as of ``as_of``.
    """
    undated = pl.col("batch_on").is_null() & pl.col("since").is_null()
    mentions = mentions.with_columns(pl.when(undated).then(pl.lit(as_of)).alias(_NOW))
    marked = _superseded(_not_ahead(mentions, as_of)).select(
        *_SAME,
        *_FIRST,
        pl.coalesce("number", pl.col("cell").fill_null("").hash(seed=6)).alias(LINE),
        _independent().alias("sources"),
        (pl.col("source") != "address_book").alias("given"),
        pl.concat_str("origin", iso_of(pl.col("since")), separator=" ", ignore_nulls=True).alias("origin"),
        *(
            pl.when(pl.col("signal") == word)
            .then(minutes_of(pl.coalesce("batch_on", "since", _NOW)))
            .alias(name)
            for name, word in _SIGNALS.items()
        ),
    )
    key = (
        pl.col("case")
        .hash(seed=1)
        .xor(pl.col(LINE).hash(seed=2))
        .xor(pl.col("party").to_physical().hash(seed=3))
    )
    several = marked.select(key.is_duplicated().alias("several"))["several"]
    single = marked.filter(~several).with_columns(pl.lit(1, pl.UInt32).alias("sources"))
    return pl.concat([single, _joined(marked.filter(several)).select(single.columns)])


def _joined(mentions: pl.DataFrame) -> pl.DataFrame:
    """The mentions of numbers that have several, one line each."""
    named = ("name", "relation", "kind", "operator")
    ordered = mentions.sort(
        "case", LINE, "party", "order", "since", "origin", "name", "relation", "cell", nulls_last=True
    )
    return ordered.group_by(_KEYS, maintain_order=True).agg(
        *((pl.col(c).drop_nulls() if c in named else pl.col(c)).first() for c in _FIRST),
        pl.col("liable", "given").any(),
        pl.col("order", "source", "opted_out_on").min(),
        pl.col("since", "verified_on", *_SIGNALS).max(),
        pl.col("sources").n_unique().cast(pl.UInt32),
        pl.when(pl.col("superseded_on").is_not_null().all()).then(pl.col("superseded_on").max()),
        pl.col("origin").unique(maintain_order=True).str.join("; "),
    )


def _independent() -> pl.Expr:
    """A number for the place that a mention comes from; places that may have copied from one another have one."""
    alike = {**dict.fromkeys(_FILES, 100), **dict.fromkeys(_DECLARED, 101)}
    numbers = pl.Series([alike.get(source, place) for place, source in enumerate(SOURCES)], dtype=pl.UInt32)
    return pl.lit(numbers).gather(pl.col("source").to_physical())


def _not_ahead(mentions: pl.DataFrame, as_of: date) -> pl.DataFrame:
    dates = ("since", "batch_on", "verified_on", "opted_out_on")
    return mentions.with_columns(
        pl.when((pl.col(name) <= as_of) | (pl.col(name) == UNDATED)).then(pl.col(name)) for name in dates
    )


def _superseded(mentions: pl.DataFrame) -> pl.DataFrame:
    """Add ``superseded_on``: a later table has another number in the same place of the case.

    The number that took the place was not known before that table: it is known since then.
    """
    nothing = mentions.with_columns(pl.lit(None, pl.Date).alias("superseded_on"))
    placed = mentions.filter(
        pl.col("slot").is_not_null() & pl.col("batch_on").is_not_null() & pl.col("number").is_not_null()
    )
    place = pl.col("case").hash(seed=1).xor(pl.col("slot").hash(seed=2))
    placed = placed.filter(place.is_duplicated())
    if placed.is_empty():
        return nothing
    keys = ["case", "slot", "party"]
    latest = placed.group_by(keys).agg(
        pl.col("batch_on").max().alias("latest"),
        pl.col("batch_on").min().alias("first"),
        pl.col("number").n_unique().alias("numbers"),
    )
    latest = latest.filter(pl.col("first") < pl.col("latest"), pl.col("numbers") > 1).drop("first", "numbers")
    if latest.is_empty():
        return nothing
    now = (
        placed.join(latest, left_on=[*keys, "batch_on"], right_on=[*keys, "latest"], how="semi")
        .select(*keys, "number", pl.lit(value=True).alias("now"))
        .unique()
    )
    return (
        mentions.join(latest, on=keys, how="left", maintain_order="left")
        .join(now, on=[*keys, "number"], how="left", maintain_order="left")
        .with_columns(
            pl.when(
                (pl.col("batch_on") < pl.col("latest"))
                & pl.col("now").is_null()
                & pl.col("number").is_not_null()
            )
            .then("latest")
            .alias("superseded_on"),
            pl.when("now").then(pl.max_horizontal("since", "latest")).otherwise("since").alias("since"),
        )
        .drop("latest", "now")
    )
