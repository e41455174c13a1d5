"""State and score of a number: hard states in their order, else 0 to 100 points, each with what speaks for it."""

from __future__ import annotations

from datetime import date
from typing import Final

import polars as pl

from dq.enrich.contacts.history import WEIGHT
from dq.enrich.contacts.interface import MINUTES, NO_VOICE, day_of, minutes_of
from dq.model.contacts import ContactSettings
from dq.model.enums import Party

UNUSABLE: Final = ("malformed", "masked", "placeholder", "precision_lost", "ambiguous", "service")
HARD: Final = ("opted_out", *UNUSABLE, "plan_changed", "retired", "reassigned", "dead", "wrong_party")
"""The hard states, the strongest first; other numbers are ``ok`` and have a score."""

BANDS: Final = ("current", "ageing", "stale", "likely_dead")
_BOUGHT: Final = ("repair", "third_party", "address_book", "other")
_LANDLINES: Final = ("fixed_line",)
_RETIRED: Final = "rewrite_unknown"


def with_state(lines: pl.DataFrame, as_of: date, settings: ContactSettings) -> pl.DataFrame:
    """Add ``fault`` (the state whatever was wished), ``state``, ``stale_score`` (0 in a hard state, null where there is
    no number), ``band`` (null in a hard state), ``proof_of_life``, ``last_sign_on``, ``age``, ``suspended``, and the
    points that the reasons tell."""
    lines = lines.with_columns(
        pl.max_horizontal(day_of(pl.col("answer_at")), "verified_on", "held_on").alias("proof_of_life"),
        day_of(pl.col("alive_at")).alias("last_sign_on"),
    )
    lines = lines.with_columns(
        _dead(as_of, settings).alias("dead"),
        _wrong().alias("wrong"),
        _reassigned().alias("reassigned"),
        (pl.col("superseded_on").is_not_null() & _not_after("proof_of_life", "superseded_on")).alias(
            "superseded"
        ),
        (pl.lit(as_of) - pl.max_horizontal("proof_of_life", "since")).dt.total_days().clip(0).alias("age"),
    ).with_columns(_fault().alias("fault"))
    opted_out = pl.col("opted_out_on").is_not_null()
    lines = lines.with_columns(pl.when(opted_out).then(pl.lit("opted_out")).otherwise("fault").alias("state"))
    lines = lines.with_columns(
        _freshness(settings).alias("freshness"), (_calls(settings) + _others(settings)).alias("told_points")
    )
    score = (100 * pl.col("freshness") + pl.col("told_points")).round(0).clip(0, 100).cast(pl.Int32)
    hard = pl.col("state") != "ok"
    lines = lines.with_columns(
        pl.when(pl.col("number").is_null())
        .then(None)
        .when(hard)
        .then(0)
        .otherwise(score)
        .alias("stale_score")
    )
    return lines.with_columns(
        pl.when(~hard).then(_band(settings)).alias("band"),
        (~hard & (pl.col("cuts") > 0)).alias("suspended"),
    )


def _not_after(day: str, other: str) -> pl.Expr:
    return (pl.col(day) <= pl.col(other)).fill_null(value=True)


def _dead(as_of: date, settings: ContactSettings) -> pl.Expr:
    """Nothing has spoken since the line was found dead, or was suspended too often or too long ago."""
    vacant = pl.col("dead_at").is_not_null() & (pl.col("alive_at") <= pl.col("dead_at")).fill_null(value=True)
    spread = (pl.col("cut_last") - pl.col("cut_at")) // MINUTES >= settings.suspended_spread
    often = (pl.col("cuts") >= settings.suspended_times) & spread
    long = (minutes_of(pl.lit(as_of)) - pl.col("cut_at")) // MINUTES >= settings.suspended_days
    return vacant | often.fill_null(value=False) | long.fill_null(value=False)


def _wrong() -> pl.Expr:
    """A stranger answered after the person was last known to have the number."""
    wrong = pl.col("wrong_at")
    cured = (pl.col("answer_at") > wrong).fill_null(value=False) | (
        pl.col("verified_on") > day_of(wrong)
    ).fill_null(value=False)
    return wrong.is_not_null() & ~cured


def _reassigned() -> pl.Expr:
    """The number was given out again after the last day on which it was known, or told, to be the person's."""
    last = pl.max_horizontal("proof_of_life", "since")
    return pl.col("recycled_on").is_not_null() & (last <= pl.col("recycled_on")).fill_null(value=True)


def _fault() -> pl.Expr:
    """The state of a number that nobody asked not to call."""
    unusable = pl.col("phone_state").is_in([*UNUSABLE, "plan_changed"])
    retired = (pl.col("phone_state") == "plan_changed") & (pl.col("reason") == _RETIRED)
    return (
        pl.when(retired)
        .then(pl.lit("retired"))
        .when(unusable)
        .then("phone_state")
        .when("reassigned")
        .then(pl.lit("reassigned"))
        .when("dead")
        .then(pl.lit("dead"))
        .when("wrong")
        .then(pl.lit("wrong_party"))
        .otherwise(pl.lit("ok"))
    )


def _freshness(settings: ContactSettings) -> pl.Expr:
    lives = settings.half_lives
    life = (
        pl.when(pl.col("kind").is_in(_LANDLINES))
        .then(lives.landline)
        .when(pl.col("source").is_in(_BOUGHT))
        .then(lives.repair)
        .otherwise(lives.mobile)
    )
    return pl.lit(0.5).pow(pl.col("age").fill_null(settings.undated_days) / life)


def _calls(settings: ContactSettings) -> pl.Expr:
    silence = pl.max_horizontal("silence", pl.lit(settings.points.no_answer_floor * WEIGHT))
    return (pl.col("points") + silence) / WEIGHT


def _others(settings: ContactSettings) -> pl.Expr:
    """All other points; each may be asked for by :func:`contested`."""
    points = settings.points
    return (
        conflict(settings)
        + pl.when("superseded").then(points.superseded).otherwise(0)
        + pl.when(pl.col("kind") == "mvno").then(points.virtual_operator).otherwise(0)
        + pl.when(pl.col("kind").is_in(NO_VOICE)).then(points.no_voice).otherwise(0)
        + pl.when(bought()).then(points.bought).otherwise(0)
        + pl.when(elsewhere()).then(points.other_case).otherwise(0)
        + pl.when(pl.col("sources") >= 2).then(points.agreement).otherwise(0)
        + pl.when(_open_check("check_alive_at")).then(points.check_active).otherwise(0)
        + pl.when(doubtful()).then(points.check_doubtful).otherwise(0)
    )


def conflict(settings: ContactSettings) -> pl.Expr:
    """Points for a number that others have too: another debtor's own, or a contact of many debtors."""
    points = settings.points
    shared_line = pl.col("kind").is_in(_LANDLINES) | (pl.col("party") == Party.EMPLOYER.value)
    own = (pl.col("party") == Party.SELF.value) & (pl.col("owners") >= 2)
    many = pl.col("debtors") >= settings.many
    family = own & (pl.col("surnames") == 1)
    return (
        pl.when(shared_line.fill_null(value=False))
        .then(0)
        .otherwise(
            pl.when(family)
            .then(points.owner_conflict_family)
            .when(own)
            .then(points.owner_conflict)
            .otherwise(0)
            + pl.when(many).then(points.many_debtors).otherwise(0)
        )
    )


def bought() -> pl.Expr:
    """Whether the number is known from a vendor only, and nobody has confirmed it."""
    return pl.col("source").is_in(_BOUGHT) & pl.col("proof_of_life").is_null()


def elsewhere() -> pl.Expr:
    """Whether the number reached the same debtor in another case."""
    other = (pl.col("answered_cases") > 1) | (pl.col("answered_case") != pl.col("case"))
    return ((pl.col("party") == Party.SELF.value) & other).fill_null(value=False)


def doubtful() -> pl.Expr:
    """Whether a check found the line silent or risky, and nothing has spoken since."""
    return (pl.col("doubtful_on").is_not_null() & _not_after("last_sign_on", "doubtful_on")).fill_null(
        value=False
    )


def _open_check(name: str) -> pl.Expr:
    return pl.col(name).is_not_null()


def _band(settings: ContactSettings) -> pl.Expr:
    bands, score = settings.bands, pl.col("stale_score")
    return (
        pl.when(score >= bands.current)
        .then(pl.lit("current"))
        .when(score >= bands.ageing)
        .then(pl.lit("ageing"))
        .when(score >= bands.stale)
        .then(pl.lit("stale"))
        .otherwise(pl.lit("likely_dead"))
    )
