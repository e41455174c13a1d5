"""Checks on the call log: what the rules of the region (``rules/data/jurisdictions``) say of calling."""

from __future__ import annotations

import polars as pl

from dq.check.inputs import absent
from dq.check.interface import Context, LinkNeed, Probe, Skipped, Tables
from dq.check.linked import day, found_rows, linked
from dq.model.columns import CASE, ID, part
from dq.model.companions import CASES, COMPANIONS
from dq.model.jurisdiction import Jurisdiction, Limit
from dq.model.rules import Rule
from dq.packs.jurisdictions import jurisdiction
from dq.packs.outcomes import attempts, codes_where
from dq.text.filled import filled
from dq.text.names import is_debtor, name_key

NO_JURISDICTION = "no_jurisdiction"
_NO_VOICE = r"(?i)短信|微信|信函|邮件|外访|上门|\bsms\b|\btext\b|\bletter\b|\be-?mail\b|\bvisit\b"
_SPOKEN = ("rpc", "any")
_SELF = "self"
_MINUTE = 60_000_000
_DAY = 1440 * _MINUTE
"""In microseconds, as times are held."""


def outside_hours(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The call was made outside the hours that the region's rules allow.

    A call is judged if its time of day is known (:func:`timed`).
    """
    (name,) = rule.fields
    rules = jurisdiction(context.region)
    if name not in context.present:
        return absent(rule)
    if rules is None:
        return Skipped(rule, NO_JURISDICTION)
    at, hours = pl.col(name), rules.hours
    into_day = at.dt.epoch("us") % _DAY
    minute = into_day // _MINUTE
    start, end = (clock.hour * 60 + clock.minute for clock in (hours.start, hours.end))
    judged = timed(context) & (at >= pl.lit(hours.since)) & made(context) & known_by_now(name, context)
    failing = pl.when(judged).then((minute < start) | (minute >= end))
    told = f" ∉ {hours.start:%H:%M}–{hours.end:%H:%M}"
    detail = filled("{}" + told, at.dt.to_string("%H:%M"))
    return [Probe(rule, name, (name,), failing, detail=detail)]


def known_by_now(name: str, context: Context) -> pl.Expr:
    """Whether a day or moment is not after the as-of date: what comes later is told once, and known to nobody yet."""
    return day(name) <= pl.lit(context.as_of)


def timed(context: Context) -> pl.Expr:
    """Whether the time of day of a call is known.

    A midnight is one only where a column of clocks says it: exports write a day without a time so.
    """
    at, clock = pl.col("called_at"), COMPANIONS["calls"].clocks["called_at"]
    known = at != at.dt.truncate("1d")
    return known | pl.col(clock).is_not_null() if clock in context.present else known


def made(context: Context) -> pl.Expr:
    """Whether someone was called or written to at all: no failure of our own, no search."""
    if "outcome" not in context.present:
        return pl.lit(value=True)
    none = [code for code in codes_where() if code not in attempts()]
    return ~pl.col("outcome").is_in(none).fill_null(value=False)


def frequency_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Calls above a limit of the region's rules."""
    rules = jurisdiction(context.region)
    if "called_at" not in context.present or rules is None:
        return []

    def find(tables: Tables) -> pl.LazyFrame:
        return pl.concat([_above(tables["calls"], limit, context) for limit in rules.limits])

    return [LinkNeed(rule.id, find)]


def _above(calls: pl.LazyFrame, limit: Limit, context: Context) -> pl.LazyFrame:
    """``id`` and ``told`` of the calls above one limit: each but the first ``at_most`` within so many days."""
    key = pl.col(CASE).cast(pl.UInt64) if limit.per == "case" else pl.col("phone").hash(seed=1)
    counted = _counted(limit)
    conversation = pl.col("outcome").is_in(codes_where(parties=_SPOKEN)).fill_null(value=False)
    day = pl.col("called_at").dt.date()
    rows = (
        calls.filter(counted & (day >= pl.lit(limit.since)) & voice() & known_by_now("called_at", context))
        .filter(pl.col(CASE if limit.per == "case" else "phone").is_not_null())
        .select(
            pl.col(ID).alias("id"), key.alias("key"), "called_at", day.cast(pl.Int32).alias("day"),
            conversation.alias("spoken"),
        )
    )  # fmt: skip
    title = limit.title.get(context.lang)
    if limit.after_conversation:
        return _after_conversation(rows, limit, title)
    groups = ["key", "day"] if limit.days == 1 else ["key"]
    many = rows.group_by(groups).len().filter(pl.col("len") > limit.at_most).select(groups)
    ordered = rows.join(many, on=groups, how="semi").sort("key", "called_at", "id")
    before = limit.at_most
    same = pl.col("key") == pl.col("key").shift(before)
    near = (pl.col("day") - pl.col("day").shift(before)) < limit.days
    told = pl.lit(f"> {limit.at_most}: {title}")
    return ordered.filter(same & near).select("id", told=told)


def _after_conversation(rows: pl.LazyFrame, limit: Limit, title: str) -> pl.LazyFrame:
    """Calls within so many days after the debtor was spoken to, the day of it the first."""
    place = pl.int_range(pl.len(), dtype=pl.UInt32)
    spoken = rows.filter("spoken").select("key").unique()
    ordered = rows.join(spoken, on="key", how="semi").sort("key", "called_at", "id")
    ordered = ordered.with_columns(
        first=pl.when((pl.col("key") != pl.col("key").shift(1)).fill_null(value=True))
        .then(place)
        .forward_fill(),
        last=pl.when("spoken").then(place).forward_fill().shift(1),
    )
    mine = pl.col("last") >= pl.col("first")
    since = pl.col("day").gather(pl.col("last"))
    late = mine & ((pl.col("day") - since) < limit.days)
    told = filled("{} + {}: {}", since.cast(pl.Date).cast(pl.String), pl.lit(limit.days), pl.lit(title))
    return ordered.with_columns(told=told, late=late).filter("late").select("id", "told")


def _counted(limit: Limit) -> pl.Expr:
    outcome = pl.col("outcome")
    if limit.what == "effective":
        return outcome.is_in(codes_where(parties=_SPOKEN))
    if limit.what == "unanswered":
        silent = [code for code in codes_where(parties=("none",)) if code in attempts()]
        return outcome.is_in(silent)
    return outcome.is_null() | outcome.is_in(attempts())


def voice() -> pl.Expr:
    """Whether the row is a call, as far as the measure says."""
    return ~pl.col("measure").str.contains(_NO_VOICE).fill_null(value=False)


def under_rules(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The rows that break the region's rules, as the rule's need found them."""
    if jurisdiction(context.region) is None:
        return Skipped(rule, NO_JURISDICTION)
    return found_rows(rule, context)


def opt_out_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Calls of numbers and persons after they asked for an end of it."""
    rules = jurisdiction(context.region)
    if "called_at" not in context.present or rules is None:
        return []
    return [LinkNeed(rule.id, lambda tables: _after_opt_out(tables, rules, context))]


def _after_opt_out(tables: Tables, rules: Jurisdiction, context: Context) -> pl.LazyFrame:
    calls = tables["calls"].filter(made(context) & known_by_now("called_at", context)).select(
        pl.col(ID).alias("id"), CASE, "phone", "party", "called_at", pl.col("called_at").dt.date().alias("day"),
        "contact_name",
    )  # fmt: skip
    asked = pl.col("outcome") == "dnc_request"
    in_log = tables["calls"].filter(asked).select("phone", pl.col("called_at").alias("from"), until=_never())
    numbers, found = [in_log.with_columns(kind=pl.lit("dnc_request"))], []
    if linked(context, "contacts", "dnc", "dnc_on"):
        marked = tables["contacts"].filter(pl.col("dnc").fill_null(value=False))
        numbers.append(
            marked.select("phone", _end_of("dnc_on").alias("from"), until=_never(), kind=pl.lit("dnc"))
        )
    if linked(context, "optouts"):
        stops = _stops(tables, rules)
        numbers.append(stops.filter("of_number").select("phone", "from", "until", "kind"))
        persons = stops.filter("of_case").select(CASE, "scope", "from", "until", "kind")
        whose = (pl.col("scope") != "third_person").fill_null(value=True) | (pl.col("party") != _SELF)
        found.append(_later(calls, persons, CASE).filter(whose))
        named = stops.filter("of_name").select(CASE, "name", "from", "until", "kind")
        theirs = calls.join(named.select(CASE).unique(), on=CASE, how="semi")
        found.append(_later(theirs.with_columns(name=name_key(pl.col("contact_name"))), named, CASE, "name"))
    found.append(_later(calls, pl.concat(numbers), "phone"))
    told = filled(
        "{} > {} {}", pl.col("day").cast(pl.String), pl.col("from").dt.date().cast(pl.String), "kind"
    )
    return pl.concat([rows.select("id", told=told) for rows in found])


def _stops(tables: Tables, rules: Jurisdiction) -> pl.LazyFrame:
    """The opt-outs that end contact, each with what it bars: a number, a case's debtor (or all its third persons, by
    ``scope``), or the person of a case that it names. The debtor's own name says no more than the case."""
    facts = tables[CASES].select(pl.col(ID).alias(CASE), "debtor_name")
    stops = each_number(tables["optouts"])
    stops = stops.filter(pl.col("kind").is_in(rules.stopping) | pl.col("kind").is_null())
    number, person = pl.col("phone").is_not_null(), pl.col("scope").eq_missing("person")
    debtors_name = is_debtor(pl.col("name"), pl.col("debtor"))
    return (
        stops.join(facts, on=CASE, how="left")
        .with_columns(
            _end_of("opted_out_on").alias("from"),
            name=name_key(pl.col("person_name")),
            debtor=name_key(pl.col("debtor_name")),
            kind=pl.coalesce("kind", pl.lit("opt_out")),
        )
        .with_columns(
            of_number=number & ~person,
            of_case=person | (~number & debtors_name),
            of_name=~debtors_name & ~person & ~(number & pl.col("scope").eq_missing("number")),
        )
    )


def each_number(rows: pl.LazyFrame) -> pl.LazyFrame:
    """The rows, those that hold several numbers once for each."""
    others = part("phone", "others")
    more = rows.filter(pl.col(others).is_not_null()).with_columns(phone=pl.col(others).str.split(";"))
    return pl.concat([rows, more.explode("phone")])


def _later(calls: pl.LazyFrame, stops: pl.LazyFrame, *keys: str) -> pl.LazyFrame:
    """The calls after a wish of the same keys, as long as it holds."""
    stops = stops.drop_nulls([*keys, "from"]).unique()
    holds = pl.col("until").is_null() | (pl.col("day") <= pl.col("until"))
    return calls.join(stops, on=keys).filter((pl.col("called_at") > pl.col("from")) & holds)


def _never() -> pl.Expr:
    return pl.lit(None, pl.Date)


def _end_of(name: str) -> pl.Expr:
    """The end of a day: a wish of a day holds from the next one on."""
    return pl.col(name).cast(pl.Datetime("us")) + pl.duration(hours=23, minutes=59, seconds=59)


def conflict_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Numbers that a contact table says may be called, and an opt-out says may not."""
    rules = jurisdiction(context.region)
    if {"phone", "dnc"} - context.present or rules is None or not linked(context, "optouts", "phone"):
        return []

    def find(tables: Tables) -> pl.LazyFrame:
        optouts = each_number(tables["optouts"]).filter(
            (pl.col("kind").is_in(rules.stopping) | pl.col("kind").is_null())
            & (pl.col("until").is_null() | (pl.col("until") >= pl.lit(context.as_of)))
            & known_by_now("opted_out_on", context).fill_null(value=True)
        )
        since = optouts.group_by("phone").agg(pl.col("opted_out_on").min().alias("since"))
        allowed = tables["contacts"].filter(~pl.col("dnc")).select(pl.col(ID).alias("id"), "phone")
        return allowed.join(since, on="phone").select(
            "id", told=pl.col("since").cast(pl.String).fill_null("undated")
        )

    return [LinkNeed(rule.id, find)]
