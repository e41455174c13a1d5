"""What the numbers of a case come to: can the debtor be reached, and through whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import (
    FOUND,
    LOOK_UPS,
    MINUTES,
    MOBILES,
    NO_VOICE,
    POOLS,
    UNDATED,
    Asked,
    e164,
)
from dq.enrich.contacts.places import spread
from dq.model.contacts import ContactSettings
from dq.model.enums import Party
from dq.text.days import iso_of
from dq.text.filled import filled

VERDICTS: Final = ("reachable", "stale_only", "third_party_only", "no_callable_number")
"""A usable own number of which there is some trust; only ones that are stale; only other people's; none at all."""

STATES: Final = (
    "dead", "suspended", "reassigned", "superseded", "wrong_party", "opted_out", "stale", "never_verified",
    "unconsented",
)  # fmt: skip
"""What a rule may find of a number that stands in the case file."""

_TRUSTED: Final = ("current", "ageing")
_OWN: Final = Party.SELF.value


def verdicts(lines: pl.DataFrame, cases: pl.Series) -> pl.DataFrame:
    """For each case ``case``, ``verdict``, ``own`` (it has a number of its own that may be called), ``fresh`` (and a
    current one), ``any`` (any number that may be called), ``wished`` (its own numbers are not to be called by the
    debtor's wish, all of them)."""
    mine = pl.col("party") == _OWN
    own, wish = mine & pl.col("callable"), pl.col("state") == "opted_out"
    told = lines.group_by("case").agg(
        own.any().alias("own"),
        (own & (pl.col("band") == "current")).any().alias("fresh"),
        (own & pl.col("band").is_in(_TRUSTED)).any().alias("trusted"),
        pl.col("callable").any().alias("any"),
        ((mine & wish).any() & ~(mine & ~wish).any()).alias("wished"),
    )
    places = told["case"] - int(cases[0])
    told = cases.to_frame("case").with_columns(
        spread(places, values, len(cases)).fill_null(value=False)
        for values in told.drop("case").iter_columns()
    )
    verdict = (
        pl.when("trusted").then(pl.lit("reachable"))
        .when("own").then(pl.lit("stale_only"))
        .when("any").then(pl.lit("third_party_only"))
        .otherwise(pl.lit("no_callable_number"))
    )  # fmt: skip
    return told.select("case", verdict.alias("verdict"), "own", "fresh", "any", "wished")


def before(mentions: pl.DataFrame, as_of: date, settings: ContactSettings) -> pl.DataFrame:
    """What the case file alone tells: ``case``, ``own_before`` (a valid own number), ``fresh_before`` (given or
    verified so recently that it would be current)."""
    age = (pl.lit(as_of) - pl.max_horizontal("since", "verified_on")).dt.total_days().clip(0)
    lives = settings.half_lives
    life = pl.when(pl.col("kind") == "fixed_line").then(lives.landline).otherwise(lives.mobile)
    trust = 100 * pl.lit(0.5).pow(age.fill_null(settings.undated_days) / life)
    valid = (
        (pl.col("party") == _OWN)
        & (pl.col("phone_state") == "ok")
        & pl.col("signal").is_null()
        & ~pl.col("kind").is_in(NO_VOICE).fill_null(value=False)
    )
    return mentions.group_by("case").agg(
        valid.any().alias("own_before"),
        (valid & (trust.round(0) >= settings.bands.current)).any().alias("fresh_before"),
    )


def found(mentions: pl.DataFrame, lines: pl.DataFrame, states: Collection[str]) -> pl.DataFrame:
    """Which cells of the case file hold a number in one of the states: ``field``, ``state``, ``id``, ``told``.

    ``mentions``: the cells, with ``id``, the row in which each stands. One that says so itself (``13800000000空号``) is
    told by other rules.
    """
    cells = mentions.filter(
        pl.col("number").is_not_null(), pl.col("signal").is_null(), pl.col("slot").is_not_null()
    )
    keys = ["case", "number", "party"]
    places = lines.filter(pl.col("number").is_not_null()).select(keys)
    there = cells.select(*keys, "slot", "id").join(
        places.with_columns(lines.select(pl.arg_where(pl.col("number").is_not_null())).to_series().alias("line")),
        on=keys, maintain_order="left",
    )  # fmt: skip
    parts = [pl.DataFrame(schema=FOUND)]
    for state, (where, told) in _told().items():
        if state not in states:
            continue
        holds = lines.select(where.fill_null(value=False).alias("holds"))["holds"]
        mine = there.filter(holds.gather(there["line"]))
        words = lines.lazy().select(pl.all().gather(mine["line"])).select(told.alias("told")).collect()
        parts.append(
            mine.select(
                pl.col("slot").alias("field"),
                pl.lit(state).alias("state"),
                "id",
                words["told"],
            )
        )
    return pl.concat(parts)


def _told() -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """For each state the lines that it holds of, and the evidence, free of any language."""
    state, ok = pl.col("state"), pl.col("state") == "ok"
    cut = filled("×{} {}..{}", "cuts", _on("cut_at"), _on("cut_last"))
    vacant = _on("dead_at")
    age = filled("{} / 100, {} d", "stale_score", pl.col("age").cast(pl.String).fill_null("?"))
    return {
        "dead": (state == "dead", pl.coalesce(vacant, cut)),
        "suspended": (pl.col("suspended"), cut),
        "reassigned": (state == "reassigned", iso_of(pl.col("recycled_on"))),
        "superseded": (ok & pl.col("superseded"), iso_of(pl.col("superseded_on"))),
        "wrong_party": (state == "wrong_party", _on("wrong_at")),
        "opted_out": (state == "opted_out", _wished_on()),
        "stale": (pl.col("band").is_in(["stale", "likely_dead"]), age),
        "unconsented": (pl.col("unconsented"), iso_of(pl.col("since"))),
        "never_verified": (ok & pl.col("proof_of_life").is_null(), iso_of(pl.col("since"))),
    }


def _wished_on() -> pl.Expr:
    day = pl.col("opted_out_on")
    told = pl.when(day == UNDATED).then(pl.lit("undated")).otherwise(iso_of(day))
    return pl.coalesce(pl.col("out_for").str.split("+").list.first(), told)


def _on(minute: str) -> pl.Expr:
    return iso_of(pl.col(minute) // MINUTES)


def worth_a_check(
    lines: pl.DataFrame, verdict: pl.DataFrame, as_of: date, settings: ContactSettings
) -> pl.DataFrame:
    """Own mobiles of cases without a current own number, that nobody knows anything recent of.

    ``number``, ``case``, ``stale_score``, ``known_on`` (the last day on which the number is known, or told, to be the
    debtor's: what a check for reassignment asks for), ``consent_on`` (what the check of the United States asks for). A
    number that a newer one replaced is not worth it.
    """
    wanted = verdict.filter(~pl.col("fresh")).select("case")
    known = pl.max_horizontal("checked_on", "proof_of_life")
    recent = ((pl.lit(as_of) - known).dt.total_days() <= settings.look_ups.recheck_days).fill_null(
        value=False
    )
    mobile = pl.col("kind").is_in(MOBILES).fill_null(value=False)
    return (
        lines.filter(
            (pl.col("party") == _OWN) & pl.col("callable") & mobile & ~recent & ~pl.col("superseded")
        )
        .join(wanted, on="case", how="semi")
        .select(
            "number",
            "case",
            "stale_score",
            "consent_on",
            pl.max_horizontal("proof_of_life", "since").alias("known_on"),
        )
    )


def look_ups(candidates: pl.DataFrame, case_nos: pl.Series, asked: Asked) -> pl.DataFrame:
    """Of what is worth a check one line a number, the most doubtful first; with its day of consent where the region's
    rules ask for one. ``case_nos``: the numbers of the cases."""
    rules = asked.jurisdiction
    schema = (
        dict(LOOK_UPS) if rules is None or rules.consent is None else {**LOOK_UPS, "consent_on": pl.Date()}
    )
    line = pl.col("number") // POOLS * POOLS  # a check tells of the line, whichever client asks
    grouped = candidates.group_by(line).agg(
        pl.col("case").min(),
        pl.col("case").n_unique().alias("cases"),
        pl.col("stale_score", "known_on", "consent_on").max(),
    )
    grouped = grouped.sort("stale_score", "number")
    return grouped.with_columns(
        e164(pl.col("number")).alias("phone"), case_nos.gather(grouped["case"]).alias("case_no")
    ).select(pl.col(name).cast(dtype) for name, dtype in schema.items())
