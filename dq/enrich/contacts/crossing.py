"""What the other cases know of a number: whose it is there, and whether the line is in service."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dq.enrich.contacts.history import Meaning, history, suspensions
from dq.enrich.contacts.interface import CALLS, MENTIONS
from dq.enrich.contacts.places import marked
from dq.enrich.contacts.tables import whole
from dq.enrich.contacts.wide import numbers
from dq.model.columns import ID
from dq.model.enums import Party

_OWNERS = {"number": pl.UInt64, "owners": pl.UInt32, "surnames": pl.UInt32, "debtors": pl.UInt32}
_LINE = {"number": pl.UInt64, "their_alive_at": pl.Int32, "their_dead_at": pl.Int32, "cuts": pl.UInt32,
         "cut_at": pl.Int32, "cut_last": pl.Int32}  # fmt: skip
_PERSON = {"number": pl.UInt64, "person": pl.UInt64, "their_answer_at": pl.Int32, "their_wrong_at": pl.Int32,
           "answered_cases": pl.UInt32, "answered_case": pl.UInt32}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Crossing:
    """Facts on numbers that stand in several cases of a pool; a number that is in none of the frames is one case's.

    ``pairs``: ``number``, ``case``, ``person``, ``own`` of the shared numbers. ``owners``: ``owners`` persons whose
    own number it is, with ``surnames``, and ``debtors`` for whom it is somebody else's. ``lines``: the last sign of
    life and of death in any case, and the suspensions after it. ``persons``: when the number reached this person
    in any of their cases, in how many, and one of them.
    """

    pairs: pl.DataFrame
    owners: pl.DataFrame
    lines: pl.DataFrame
    persons: pl.DataFrame


def nothing() -> Crossing:
    """No case knows of another."""
    pairs = {"number": pl.UInt64, "case": pl.UInt32, "own": pl.Boolean, "person": pl.UInt64}
    return Crossing(*(pl.DataFrame(schema=schema) for schema in (pairs, _OWNERS, _LINE, _PERSON)))


def crossing(
    cases: pl.LazyFrame,
    mentions: tuple[Path, Path],
    calls: Path,
    earlier: Sequence[Path],
    known: pl.DataFrame,
    meaning: Meaning,
) -> Crossing:
    """Find the numbers that several cases share, and gather what each case knows of them.

    ``mentions``: the folders of what tables say, and of what is told of the debtor's other cases. ``earlier``: those of
    the cases' rows in earlier batches. A number may stand in one case and merely be called in another.
    """
    declared, told = mentions
    own = (pl.col("party") == Party.SELF.value).alias("own")
    listed = whole(declared, MENTIONS).filter(pl.col("number").is_not_null()).select("number", "case", own)
    pairs = pl.concat([numbers(cases, known), listed])
    batches = (numbers(whole(folder, {ID: pl.UInt32()}), known) for folder in earlier)
    elsewhere = [whole(told, MENTIONS), whole(calls, CALLS), *batches]
    shared = _shared([frame.select("number", "case") for frame in (pairs, *elsewhere)], known)
    if shared.is_empty():
        return nothing()
    pairs = pairs.join(shared.lazy(), on="number", how="semi")
    standing = pairs.collect(engine="streaming").unique()
    standing = standing.with_columns(known["person"].gather(standing["case"])).sort("number", "case", "own")
    log = whole(calls, CALLS).join(shared.lazy(), on="number", how="semi").collect(engine="streaming")
    log = log.with_columns(known["person"].gather(log["case"]))
    lines = (
        history(log, ["number"], meaning)
        .select(
            "number", pl.col("alive_at").alias("their_alive_at"), pl.col("dead_at").alias("their_dead_at")
        )
        .collect()
    )
    cut = suspensions(log, lines.rename({"their_alive_at": "alive_at"}), ["number"], meaning)
    answered = (
        log.filter(meaning.is_(reached=("rpc",)))
        .group_by("number", "person")
        .agg(
            pl.col("at").max().alias("their_answer_at"),
            pl.col("case").n_unique().cast(pl.UInt32).alias("answered_cases"),
            pl.col("case").min().alias("answered_case"),
        )
    )
    wrong = (
        log.filter(meaning.is_(reached=("wrong_party",)))
        .group_by("number", "person")
        .agg(pl.col("at").max().alias("their_wrong_at"))
    )
    persons = answered.join(wrong, on=["number", "person"], how="full", coalesce=True)
    return Crossing(
        standing,
        _owners(standing, known),
        lines.join(cut, on="number", how="left").select(pl.col(n).cast(t) for n, t in _LINE.items()),
        persons.select(pl.col(n).cast(t) for n, t in _PERSON.items()),
    )


def _shared(places: Sequence[pl.LazyFrame], known: pl.DataFrame) -> pl.DataFrame:
    """The numbers that stand in several cases, or in one of a debtor who has several."""
    firsts = known.filter(pl.col("case") == pl.col("first"))
    several = marked(firsts.filter(pl.col("person").is_duplicated())["case"], known.height)
    placed = pl.concat(places).with_columns(pl.lit(several).gather(pl.col("case")).alias("several"))
    shared = placed.group_by("number").agg(
        pl.col("case").min(), pl.col("case").max().alias("other"), pl.col("several").any()
    )
    shared = shared.filter((pl.col("case") != pl.col("other")) | pl.col("several"))
    return shared.select("number").collect(engine="streaming")


def _owners(pairs: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    named = pairs.with_columns(known["surname"].gather(pairs["case"]))
    own, other = pl.col("own"), ~pl.col("own")
    return named.group_by("number").agg(
        pl.col("person").filter(own).n_unique().cast(pl.UInt32).alias("owners"),
        pl.col("surname").filter(own).n_unique().cast(pl.UInt32).alias("surnames"),
        pl.col("person").filter(other).n_unique().cast(pl.UInt32).alias("debtors"),
    )
