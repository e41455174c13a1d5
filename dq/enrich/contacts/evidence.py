"""Lines and all that is known of their numbers, side by side."""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.enrich.contacts.crossing import Crossing
from dq.enrich.contacts.history import Meaning, suspensions
from dq.enrich.contacts.interface import (
    MENTIONS,
    PARTY,
    POOLS,
    SOURCE,
    day_of,
    e164,
    minutes_of,
)
from dq.enrich.contacts.optouts import OptOuts
from dq.model.enums import LIABLE, Party
from dq.phones import judge

_PARTIES: Final = pl.Series(PARTY.categories, dtype=PARTY)
_COUNTS: Final = (
    "attempts", "answers", "thirds", "silences", "points", "silence", "tried", "reached", "reached_third"
)  # fmt: skip


def called_only(own: pl.DataFrame, listed: pl.DataFrame) -> pl.DataFrame:
    """Numbers that stand in the call log of a case and nowhere else, as mentions.

    ``own``: the history of each case and number. Whose a number is is what the log says; else the debtor's if the
    debtor answered there, else somebody's.
    """
    found = own.join(listed.select("case", "number"), on=["case", "number"], how="anti")
    if found.is_empty():
        return pl.DataFrame(schema=MENTIONS)
    whose = pl.when(pl.col("answers") > 0).then(pl.lit(Party.SELF.value)).otherwise(pl.lit(Party.OTHER.value))
    found = found.select(
        "case", "number", "first_at",
        pl.coalesce(pl.lit(_PARTIES).gather(pl.col("party")), whose.cast(PARTY)).alias("party"),
        e164(pl.col("number")).alias("cell"),
    )  # fmt: skip
    nothing = {name: pl.lit(None, dtype).alias(name) for name, dtype in MENTIONS.items()}
    known = {
        "liable": pl.col("party").is_in([party.value for party in LIABLE]),
        "order": pl.lit(2000, pl.Int32),
        "source": pl.lit("calls", SOURCE),
        "origin": pl.lit("calls"),
        "since": day_of(pl.col("first_at")),
    }
    left = [nothing[name] for name in MENTIONS if name not in known and name not in found.columns]
    found = found.with_columns(*(expr.alias(name) for name, expr in known.items()), *left)
    return found.select(pl.col(name).cast(dtype) for name, dtype in MENTIONS.items())


def described(mentions: pl.DataFrame, region: str) -> pl.DataFrame:
    """Fill in what kind of number it is where the place that names it did not say: second numbers of a cell, numbers of
    a call log."""
    bare = mentions.select(
        pl.arg_where(pl.col("kind").is_null() & pl.col("number").is_not_null())
    ).to_series()
    named = mentions["number"].gather(bare)
    numbers = named.unique().sort()
    if numbers.is_empty():
        return mentions
    facts = judge(pl.select(e164(pl.lit(numbers)).alias("e164")).to_series(), region).select(
        numbers.alias("number"), "kind", "region", "operator", pl.col("state").alias("phone_state")
    )
    found = named.to_frame().join(facts, on="number", how="left", maintain_order="left").drop("number")
    return mentions.with_columns(
        mentions[column.name].clone().scatter(bare, column) for column in found.iter_columns()
    )


def with_evidence(
    lines: pl.DataFrame,
    own: pl.DataFrame,
    calls: pl.DataFrame,
    known: pl.DataFrame,
    crossing: Crossing,
    checked: pl.DataFrame,
    wishes: OptOuts,
    marked: pl.DataFrame,
    meaning: Meaning,
) -> pl.DataFrame:
    """Join to each line its calls (``own``: their history by case and number), what other cases say, checks and wishes
    (``marked``: see :func:`~dq.enrich.contacts.optouts.marks`).

    Adds ``answer_at`` (the person was reached), ``alive_at``, ``dead_at``, ``wrong_at``: the last minute of each from
    all there is; ``cuts``, ``cut_at``, ``cut_last``: suspensions after the last sign of life; ``opted_out_on``,
    and ``out_for`` where nobody asked for that (:data:`~dq.enrich.contacts.optouts.BARS`, joined with ``+``);
    the counts of :func:`dq.enrich.contacts.history.history`, never null.
    """
    facts = lines.select("case", "number", (pl.col("number") // POOLS).alias("digits")).with_columns(
        known["person"].gather(lines["case"] - int(known["case"][0]))
    )
    for table, keys in (
        (own.drop("party"), ["case", "number"]),
        (crossing.owners, ["number"]),
        (crossing.lines, ["number"]),
        (crossing.persons, ["number", "person"]),
        (checked, ["digits"]),
        (_flagged(lines), ["case", "number"]),
        (marked, ["case", "number"]),
        (wishes.numbers, ["digits"]),
        (wishes.cases, ["case"]),
        (wishes.thirds, ["case"]),
    ):
        facts = _joined(facts, table, keys)
    lines = lines.hstack(facts.drop("case", "number")).with_columns(pl.col(*_COUNTS).fill_null(0))
    self_ = pl.col("party") == Party.SELF.value
    sure = minutes_of(pl.max_horizontal("verified_on", "held_on"))
    third = pl.when(~self_).then(pl.col("third_at"))
    asked = [
        *(pl.col(name) for name in ("opted_out_on", "flagged_on", "marked_on", "number_out_on")),
        day_of(pl.col("opted_out_at")),
        pl.when(~pl.col("liable")).then("thirds_out_on"),
    ]
    lines = lines.with_columns(
        pl.max_horizontal("answer_at", pl.when(self_).then("their_answer_at"), third).alias("answer_at"),
        pl.max_horizontal("wrong_at", pl.when(self_).then("their_wrong_at"), "said_wrong_at").alias(
            "wrong_at"
        ),
        pl.max_horizontal("dead_at", "their_dead_at", "check_dead_at", "said_dead_at").alias("dead_at"),
        pl.max_horizontal("alive_at", "their_alive_at", "check_alive_at", sure).alias("alive_at"),
        pl.min_horizontal(*asked, "case_out_on").alias("opted_out_on"),
        pl.when(pl.all_horizontal(wish.is_null() for wish in asked)).then("case_out_for").alias("out_for"),
        pl.when(self_).then("answers").otherwise(pl.col("answers") + pl.col("thirds")).alias("answers"),
        pl.when(self_)
        .then("reached")
        .otherwise(pl.col("reached") + pl.col("reached_third"))
        .alias("reached"),
    )
    return _suspended(lines, calls, meaning)


def _flagged(lines: pl.DataFrame) -> pl.DataFrame:
    """The first day, ``flagged_on``, of each number of a case that a mention flags, whoever it is said to be of."""
    flagged = lines.filter(pl.col("opted_out_on").is_not_null() & pl.col("number").is_not_null())
    return flagged.group_by("case", "number").agg(pl.col("opted_out_on").min().alias("flagged_on"))


def _joined(facts: pl.DataFrame, table: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """A left join that keeps the order; one with nothing costs nothing."""
    if table.is_empty():
        return facts.with_columns(
            pl.lit(None, dtype).alias(name) for name, dtype in table.schema.items() if name not in keys
        )
    return facts.join(table, on=keys, how="left", maintain_order="left")


def _suspended(lines: pl.DataFrame, calls: pl.DataFrame, meaning: Meaning) -> pl.DataFrame:
    """The suspensions that nothing has contradicted since, from calls, checks and the cells' own words.

    The calls are those of the case; what other cases know of a number is ``cuts`` and the like already.
    """
    keys = ["case", "number"]
    mine = suspensions(calls, lines, keys, meaning)
    lines = lines.hstack(
        _joined(
            lines.select(keys), mine.select(*keys, pl.all().exclude(keys).name.suffix("_here")), keys
        ).drop(keys)
    )
    counted = {name: pl.coalesce(name, f"{name}_here") for name in ("cuts", "cut_at", "cut_last")}
    lines = lines.with_columns(expr.alias(name) for name, expr in counted.items())

    def open_(name: str) -> pl.Expr:
        later = pl.col("alive_at").is_null() | (pl.col(name) > pl.col("alive_at"))
        return pl.when(later).then(pl.col(name))

    parts = [open_(name) for name in ("cut_at", "cut_last", "check_cut_at", "said_cut_at")]
    whole = open_("cut_at").is_not_null()
    logged = pl.when(whole).then("cuts").when(open_("cut_last").is_not_null()).then(1).otherwise(0)
    return lines.with_columns(
        (logged.fill_null(0) + open_("check_cut_at").is_not_null() + open_("said_cut_at").is_not_null())
        .cast(pl.UInt32)
        .alias("cuts"),
        pl.min_horizontal(parts).alias("cut_at"),
        pl.max_horizontal(parts).alias("cut_last"),
    )
