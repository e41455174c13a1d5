"""Calls to third persons, judged as of the call: whether the region's conditions for them were met by then.

Where the log leaves it open – a day without a time, an attempt without an outcome, a number without a date – what
speaks for the caller counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dq.check.conduct import known_by_now, made, timed, voice
from dq.check.interface import Context, LinkNeed, Tables
from dq.check.linked import linked
from dq.model.columns import CASE, ID
from dq.model.companions import CASES
from dq.model.enums import LIABLE, Party
from dq.model.jurisdiction import Jurisdiction, ThirdPersons
from dq.model.rules import Lang, Rule
from dq.packs.jurisdictions import jurisdiction
from dq.packs.outcomes import attempts, codes_where
from dq.text.filled import filled

OWN_MOBILES = ("self_mobile", "self_mobile2", "self_mobile3")
"""The fields of a case that hold numbers of the debtor alone."""
_LIABLE = [party.value for party in LIABLE]
_SPOKE = ("rpc", "third_party", "unknown")
_BOOK = "address_book"
_CUT_CHECKS = ("vacant", "suspended", "absent", "recycled", "risk")
_FIRST = pl.datetime(1900, 1, 1)
_DAY_END = pl.duration(hours=23, minutes=59, seconds=59)
_TOLD: dict[Lang, dict[str, str]] = {
    "en": {
        "gate": "own numbers not known to be dead: {}; attempts there that failed in a row before: {}",
        "book": "the number is from an address book",
        "again": "spoken to before, {}",
    },
    "zh": {
        "gate": "本人未见失效的号码 {} 个；此前连续未联系上 {} 次",
        "book": "号码来自通讯录",
        "again": "此前已通话：{}",
    },
}


def third_person_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Calls to third persons that the region's rules did not permit when they were made."""
    rules = jurisdiction(context.region)
    whose = "party" in context.present or linked(context, "contacts", "party", "phone")
    if rules is None or {"called_at", "phone", "outcome"} - context.present or not whose:
        return []
    return [LinkNeed(rule.id, lambda tables: _not_permitted(tables, rules, context))]


def _not_permitted(tables: Tables, rules: Jurisdiction, context: Context) -> pl.LazyFrame:
    calls = _calls(tables, context)
    cases = _asked(calls, rules)
    if cases.is_empty():
        return pl.LazyFrame(schema={"id": pl.UInt32, "told": pl.String})
    every, calls = calls, calls.join(cases.lazy(), on=CASE, how="semi")
    listed = _listed(tables, context).join(cases.lazy(), on=CASE, how="semi")
    own = _own_numbers(tables, calls, listed, context)
    third = _to_third_persons(calls.filter(pl.col("at") >= pl.lit(rules.third_persons.since)), listed, own)
    words, found = _TOLD[context.lang], []
    if not rules.address_book:
        found.append(third.filter("book").select("id", told=pl.lit(words["book"])))
    third = third.filter(~pl.col("book"))
    if rules.third_persons.conversations is not None:
        found.append(_spoken_again(third, calls, rules.third_persons.conversations, words["again"]))
    if rules.third_persons.allowed and rules.third_persons.conditions:
        judged = _with_own_numbers(_with_failed(third, calls, own), tables, every, own, context)
        unmet = judged.filter(~_met(rules.third_persons))
        found.append(unmet.select("id", told=filled(words["gate"], "valid", "failed")))
    return pl.concat(found) if found else third.select("id", told=pl.lit("")).head(0)


def _asked(calls: pl.LazyFrame, rules: Jurisdiction) -> pl.DataFrame:
    """The cases (``_case``) with a call that may have been to a third person: the log names nobody who owes the debt.
    Most logs have few, and what follows looks at their calls alone."""
    owing = pl.col("party").is_in(_LIABLE).fill_null(value=False)
    third = calls.filter(pl.col("at") >= pl.lit(rules.third_persons.since), ~owing)
    return third.select(CASE).unique().collect(engine="streaming")


def _met(rules: ThirdPersons) -> pl.Expr:
    conditions = {
        "no_own_number": pl.col("valid") == 0,
        "own_attempts_failed": pl.col("failed") >= rules.failed_attempts,
    }
    return pl.any_horizontal([conditions[name] for name in rules.conditions])


def _calls(tables: Tables, context: Context) -> pl.LazyFrame:
    """The calls on known cases. ``at`` and ``until``: the earliest and the latest moment that a call can have been."""
    party = pl.col("party") if "party" in context.present else pl.lit(None, pl.String)
    whole = pl.col(CASE).is_not_null() & pl.col("phone").is_not_null() & known_by_now("called_at", context)
    return (
        tables["calls"]
        .filter(whole & made(context) & voice())
        .select(
            pl.col(ID).alias("id"),
            CASE,
            "phone",
            "outcome",
            party.alias("party"),
            pl.col("called_at").alias("at"),
            pl.when(timed(context))
            .then("called_at")
            .otherwise(pl.col("called_at") + _DAY_END)
            .alias("until"),
        )
    )


def _listed(tables: Tables, context: Context) -> pl.LazyFrame:
    """Each number of a case in the contact table, once: ``listed`` (a party), ``liable``, ``book``, ``dead``, ``known``
    (since when it is the debtor's own, if it is and a row tells)."""
    if not linked(context, "contacts", "phone", "party"):
        return pl.LazyFrame(
            schema={CASE: pl.UInt32, "phone": pl.String, "listed": pl.String, "liable": pl.Boolean,
                    "book": pl.Boolean, "dead": pl.Boolean, "known": pl.Datetime("us")}
        )  # fmt: skip
    own, cut = Party.SELF.value, codes_where(line_states=("dead", "suspended"))
    party = pl.col("party")
    whose = pl.when((party == own).any()).then(pl.lit(own)).otherwise(party.min())
    owing = pl.coalesce("liable", party.is_in(_LIABLE)).fill_null(value=False)
    return (
        tables["contacts"]
        .filter(pl.col(CASE).is_not_null() & pl.col("phone").is_not_null())
        .group_by(CASE, "phone")
        .agg(
            whose.alias("listed"),
            owing.any().alias("liable"),
            (pl.col("source_kind") == _BOOK).fill_null(value=False).all().alias("book"),
            pl.col("outcome").is_in(cut).fill_null(value=False).any().alias("dead"),
            pl.col("source_date").filter(party == own).min().cast(pl.Datetime("us")).alias("known"),
        )
    )


def _own_numbers(tables: Tables, calls: pl.LazyFrame, listed: pl.LazyFrame, context: Context) -> pl.LazyFrame:
    """The debtor's own numbers: of the case, the contact table, and the log itself.

    ``_case``, ``phone``, ``dead`` (by a contact or check without a date), ``known`` (since when; null: nobody tells).
    """
    self_ = Party.SELF.value
    answered = pl.col("outcome").is_in(codes_where(parties=("rpc",))) & pl.col("party").is_null()
    parts = [
        listed.filter(pl.col("listed") == self_).select(CASE, "phone", "dead", "known"),
        calls.filter((pl.col("party") == self_) | answered).select(
            CASE, "phone", dead=pl.lit(value=False), known="until"
        ),
    ]
    parts += [
        tables[CASES].select(
            pl.col(ID).alias(CASE), pl.col(name).alias("phone"), dead=pl.lit(value=False), known=_FIRST
        )
        for name in OWN_MOBILES
        if linked(context, CASES, name)
    ]
    rows = pl.concat(parts).drop_nulls("phone")
    own = rows.group_by(CASE, "phone").agg(pl.col("dead").any(), pl.col("known").min())
    if not linked(context, "checks", "phone", "result"):
        return own
    undated = tables["checks"].filter(pl.col("checked_on").is_null() & pl.col("result").is_in(_CUT_CHECKS))
    cut = undated.select("phone", cut=pl.lit(value=True)).unique()
    return own.join(cut, on="phone", how="left").select(
        CASE, "phone", pl.col("dead") | pl.col("cut").fill_null(value=False), "known"
    )


def _to_third_persons(calls: pl.LazyFrame, listed: pl.LazyFrame, own: pl.LazyFrame) -> pl.LazyFrame:
    """The calls to someone who does not owe the debt, by the log or else by the contact table."""
    known = calls.join(listed, on=[CASE, "phone"], how="left").join(
        own.select(CASE, "phone"), on=[CASE, "phone"], how="anti"
    )
    party = pl.coalesce("party", "listed")
    owing = pl.col("liable").fill_null(value=False) | party.is_in(_LIABLE)
    return known.filter(party.is_not_null() & ~owing).select(
        "id", CASE, "phone", "at", "until", pl.col("book").fill_null(value=False)
    )


def _spoken_again(third: pl.LazyFrame, calls: pl.LazyFrame, most: int, words: str) -> pl.LazyFrame:
    """Calls to a person after as many conversations with them as are permitted."""
    spoke = calls.filter(pl.col("outcome").is_in(codes_where(parties=_SPOKE))).select(CASE, "phone", "until")
    ends = (
        spoke.group_by(CASE, "phone")
        .agg(pl.col("until").sort().slice(most - 1, 1).first().alias("spoken"))
        .drop_nulls()
    )
    late = third.join(ends, on=[CASE, "phone"]).filter(pl.col("at") > pl.col("spoken"))
    return late.select("id", told=filled(words, pl.col("spoken").dt.date().cast(pl.String)))


def _with_failed(third: pl.LazyFrame, calls: pl.LazyFrame, own: pl.LazyFrame) -> pl.LazyFrame:
    """Add ``failed``: attempts on own numbers before the call, since somebody last spoke there, at the most."""
    mine = calls.join(own.select(CASE, "phone"), on=[CASE, "phone"], how="semi").join(
        third.select(CASE), on=CASE, how="semi"
    )
    outcome = pl.col("outcome")
    spoke = outcome.is_in(codes_where(parties=_SPOKE)).fill_null(value=False)
    spoken = mine.filter(spoke).select(CASE, "until", pl.col("at").alias("since"))
    tried = mine.filter(~spoke & (outcome.is_null() | outcome.is_in(attempts())))
    spoken = spoken.sort("until", "since", descending=[False, True])
    third = _last(third.sort("at"), spoken, "at", "until", exact=False).with_columns(
        pl.col("since").fill_null(_FIRST)
    )
    for name, left, right, exact in (("before", "until", "at", True), ("over", "since", "until", False)):
        counted = tried.sort(right).select(
            CASE, pl.col(right).alias("_by"), (pl.int_range(pl.len()).over(CASE) + 1).alias(name)
        )
        counted = counted.sort("_by", name)
        third = _last(third.sort(left), counted, left, "_by", exact=exact).drop("_by")
    return third.with_columns(
        (pl.col("before").fill_null(0) - pl.col("over").fill_null(0)).alias("failed")
    ).drop("before", "over", "since")


def _last(
    rows: pl.LazyFrame, events: pl.LazyFrame, left: str, right: str, *, exact: bool, by: str = CASE
) -> pl.LazyFrame:
    """``rows`` (in the order of ``left``) with the last event up to ``left``, or before it.

    ``events``: in the order of ``right``, and of several at one moment the one that counts last.
    """
    return rows.join_asof(
        events, left_on=left, right_on=right, by=by, strategy="backward",
        allow_exact_matches=exact, check_sortedness=False, coalesce=False,
    ).drop([f"{right}_right"] if right in ("at", "until") else [])  # fmt: skip


def _with_own_numbers(
    third: pl.LazyFrame, tables: Tables, calls: pl.LazyFrame, own: pl.LazyFrame, context: Context
) -> pl.LazyFrame:
    """Add ``valid``: how many own numbers were known, and not known to be dead or a stranger's, when the call was
    made."""
    asked = third.select("id", CASE, "at", "until").join(own, on=CASE)
    last = asked.filter(pl.col("known") <= pl.col("at")).sort("until")
    for name, events in (("gone", _line_events(tables, calls, context)), ("lost", _stranger_events(calls))):
        mine = pl.concat(events).join(own.select("phone"), on="phone", how="semi").sort("_by", "gone")
        last = _last(last, mine.rename({"gone": name}), "until", "_by", exact=True, by="phone").drop("_by")
    alive = ~(pl.col("dead") | pl.col("gone").fill_null(value=False) | pl.col("lost").fill_null(value=False))
    valid = last.group_by("id").agg(alive.sum().alias("valid"))
    return third.join(valid, on="id", how="left").with_columns(pl.col("valid").fill_null(0))


def _stranger_events(calls: pl.LazyFrame) -> Sequence[pl.LazyFrame]:
    """When a stranger answered at the earliest (``gone``), and when the debtor did again at the latest."""
    stranger, debtor = codes_where(parties=("wrong_party",)), codes_where(parties=("rpc",))
    outcome = pl.col("outcome")
    return [
        calls.filter(outcome.is_in(stranger)).select("phone", _by="at", gone=pl.lit(value=True)),
        calls.filter(outcome.is_in(debtor)).select("phone", _by="until", gone=pl.lit(value=False)),
    ]


def _line_events(tables: Tables, calls: pl.LazyFrame, context: Context) -> Sequence[pl.LazyFrame]:
    """What is known of a line and since when (``_by``): ``gone`` at the earliest, alive again at the latest."""

    def of(rows: pl.LazyFrame, at: str, *, gone: bool) -> pl.LazyFrame:
        return rows.select("phone", pl.col(at).alias("_by"), pl.lit(gone).alias("gone"))

    state = pl.col("outcome")
    dead, alive = codes_where(line_states=("dead", "suspended")), codes_where(line_states=("alive",))
    events = [
        of(calls.filter(state.is_in(dead)), "at", gone=True),
        of(calls.filter(state.is_in(alive)), "until", gone=False),
    ]
    if linked(context, "checks", "phone", "result", "checked_on"):
        day = pl.col("checked_on").cast(pl.Datetime("us"))
        checks = tables["checks"].select("phone", "result", at=day, until=day + _DAY_END).drop_nulls()
        events.append(of(checks.filter(pl.col("result").is_in(_CUT_CHECKS)), "at", gone=True))
        events.append(of(checks.filter(pl.col("result") == "active"), "until", gone=False))
    return events
