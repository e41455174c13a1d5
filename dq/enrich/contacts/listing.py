"""The contact stage: all numbers of all cases, put together, judged and ranked, slice by slice of cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dq.enrich.contacts.again import cells_again, first_of, of_firsts, repeating
from dq.enrich.contacts.checks import check_facts
from dq.enrich.contacts.consents import Consents, consents, with_consents
from dq.enrich.contacts.crossing import Crossing, crossing, nothing
from dq.enrich.contacts.evidence import called_only, described, with_evidence
from dq.enrich.contacts.groups import shared_numbers
from dq.enrich.contacts.halts import halts, quiet, with_halts
from dq.enrich.contacts.history import Meaning, history
from dq.enrich.contacts.interface import (
    CALLS,
    CONTACTS_SCHEMA,
    MENTIONS,
    Asked,
    Given,
    Keep,
    Survey,
    day_of,
    e164,
)
from dq.enrich.contacts.merge import merge
from dq.enrich.contacts.optouts import OptOuts, marks, named_in_log, opt_outs, with_names_barred
from dq.enrich.contacts.people import people
from dq.enrich.contacts.permission import with_permission
from dq.enrich.contacts.places import numbered, spread
from dq.enrich.contacts.ranking import ranked
from dq.enrich.contacts.sentences import own_evidence, with_reasons
from dq.enrich.contacts.siblings import sibling_cases, sibling_mentions, sibling_rows
from dq.enrich.contacts.state import with_state
from dq.enrich.contacts.tables import (
    from_calls,
    from_contacts,
    of_earlier,
    part_of,
    stored,
    whole,
)
from dq.enrich.contacts.times import segments, with_best_time
from dq.enrich.contacts.verdict import before, found, look_ups, verdicts, worth_a_check
from dq.enrich.contacts.wide import mentions, numbers
from dq.enrich.contacts.zones import with_zones
from dq.model.columns import ID
from dq.model.enums import Party
from dq.model.known_by import case_number
from dq.packs.jurisdictions import stopping
from dq.packs.outcomes import outcomes
from dq.packs.tables import words_of

SLICE = 25_000
"""Cases whose numbers are put together at a time; several slices of the list are in memory while it is written."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows in the form of the case file that tell of its cases: from other cases, from an earlier batch."""

    folder: Path
    headers: Mapping[str, str]
    source: str


@dataclass(frozen=True, slots=True)
class _Evidence:
    """All that the slices share. ``again``: the rows whose case stands before them, if there are any."""

    rows: tuple[_Rows, ...]
    again: Path | None
    mentions: tuple[Path, ...]
    calls: Path
    known: pl.DataFrame
    crossing: Crossing
    checked: pl.DataFrame
    wishes: OptOuts
    marked: pl.DataFrame
    consents: Consents
    halted: pl.DataFrame
    segments: pl.DataFrame
    meaning: Meaning


def survey(cases: Path, given: Given, asked: Asked, work: Path, keep: Keep) -> Survey:
    """List the contacts of all cases; ``keep`` is given the list, a frame a slice of cases. A case that stands in
    several rows is listed once, in the place of the first.

    ``cases``: a Parquet file with the columns of :func:`dq.enrich.contacts.wide.case_columns`, in the order of
    ``_id``. Files are written to ``work``.
    """
    evidence = _gather(cases, given, asked, work)
    pieces: dict[str, list[pl.DataFrame]] = {}
    keep(_slices(cases, evidence, asked, pieces))
    result = Survey()
    if not pieces:
        return result
    told = pl.concat(pieces["verdicts"])
    firsts = evidence.known["first"]
    result.verdicts, result.best_own = (told[name].gather(firsts) for name in ("verdict", "best_own"))
    result.found = pl.concat([*pieces["found"], quiet(told, evidence.halted, firsts)])
    result.states = dict(
        pl.concat(pieces["states"]).group_by("state").agg(pl.col("len").sum()).sort("state").iter_rows()
    )
    case_nos = _case_nos(cases)
    result.look_ups = look_ups(pl.concat(pieces["look_ups"]), case_nos, asked)
    offices = pl.concat(pieces["offices"])["number"].unique()
    result.shared = shared_numbers(evidence.crossing, offices, case_nos, asked.settings.many, asked.lang)
    result.counts = _counts(told.filter(told["case"] == firsts), result)
    return result


def _slices(
    cases: Path, evidence: _Evidence, asked: Asked, pieces: dict[str, list[pl.DataFrame]]
) -> Iterator[pl.DataFrame]:
    """The contact list slice by slice; what else is found of a slice goes to ``pieces``, by name."""
    for place, first in enumerate(range(0, evidence.known.height, SLICE)):
        rows = pl.scan_parquet(cases).slice(first, SLICE).collect()
        listed, found = _slice(rows, place, evidence, asked)
        for name, frame in found.items():
            pieces.setdefault(name, []).append(frame)
        yield listed


def _gather(cases: Path, given: Given, asked: Asked, work: Path) -> _Evidence:
    settings, scanned = asked.settings, pl.scan_parquet(cases)
    known = people(scanned, settings.scope)
    meaning = Meaning(tuple(outcomes().values()), asked.as_of, settings.half_lives.outcomes)
    listed, called = work / "mentions", work / "calls"
    rows, sinks = [], []
    repeated = repeating(known)
    again = None if repeated is None else work / "again"
    firsts = scanned
    if repeated is not None and again is not None:
        given, firsts = of_firsts(given, known), scanned.filter(~repeated)
        told = scanned.filter(repeated).with_columns(first_of(ID, known).alias("case"))
        sinks.append(stored(told, again, SLICE))
    if given.contacts is not None:
        sinks.append(
            stored(from_contacts(given.contacts, known, words_of("contact1_relation")), listed, SLICE)
        )
    if given.calls is not None:
        sinks.append(stored(from_calls(given.calls, known, meaning.outcomes, asked.as_of), called, SLICE))
    for place, batch in enumerate(given.earlier):
        rows.append(_Rows(work / f"earlier-{place}", batch.headers, "earlier"))
        sinks.append(stored(of_earlier(batch, known, firsts), rows[-1].folder, SLICE))
    pairs = sibling_cases(firsts, known)
    if pairs.height:
        rows.append(_Rows(work / "siblings", asked.headers, "other_case"))
        sinks.append(
            stored(sibling_rows(scanned.with_columns(first_of(ID, known)), pairs), rows[-1].folder, SLICE)
        )
    if sinks:
        # What two branches have in common would wait in memory for the second, whole.
        pl.collect_all(sinks, engine="streaming", optimizations=pl.QueryOptFlags(comm_subplan_elim=False))
    beside = work / "told"
    if pairs.height:
        more = sibling_mentions(whole(listed, MENTIONS), whole(called, CALLS), pairs, meaning)
        stored(more, beside, SLICE).collect(engine="streaming")
    alone = settings.scope == "same_case"
    batches = [more.folder for more in rows if more.source == "earlier"]
    crossed = nothing() if alone else crossing(scanned, (listed, beside), called, batches, known, meaning)
    all_numbers = pl.concat([
        numbers(scanned, known).select("number"),
        *(whole(folder, schema).select("number") for folder, schema in ((listed, MENTIONS), (called, CALLS))),
    ])  # fmt: skip
    wishes = opt_outs(given, scanned, known, stopping(asked.region), asked.as_of)
    marked = [
        marks(whole(listed, MENTIONS), whole(called, CALLS), known, meaning),
        named_in_log(given.calls, wishes.names, known),
    ]
    return _Evidence(
        rows=tuple(rows),
        again=again,
        mentions=(listed, beside),
        calls=called,
        known=known,
        crossing=crossed,
        checked=check_facts(given.checks, all_numbers, asked.as_of),
        wishes=wishes,
        marked=pl.concat(marked).group_by("case", "number").agg(pl.col("marked_on").min()),
        consents=consents(given, asked.jurisdiction.consent if asked.jurisdiction else None, asked.as_of),
        halted=halts(scanned, known),
        segments=segments(whole(called, CALLS), meaning),
        meaning=meaning,
    )


def _slice(
    rows: pl.DataFrame, place: int, evidence: _Evidence, asked: Asked
) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    """The contacts of a slice, and what is gathered over all slices."""
    settings, meaning, as_of = asked.settings, evidence.meaning, asked.as_of
    known = evidence.known.slice(place * SLICE, rows.height)
    firsts = rows.with_columns(known["pool"]).filter(known["first"] == known["case"])
    own = mentions(firsts, asked.headers).with_columns(pl.col("case").alias("id"))
    again = pl.DataFrame() if evidence.again is None else part_of(evidence.again, place)
    if again.height:
        own = pl.concat([own, cells_again(again.drop("case"), evidence.known, asked.headers)])
    listed = [own.drop("id"), *(part_of(folder, place, MENTIONS) for folder in evidence.mentions)]
    for more in evidence.rows:
        cases = part_of(more.folder, place)
        if cases.height:
            cases = cases.drop("case").join(known.select(pl.col("case").alias("_id"), "pool"), on="_id")
            listed.append(mentions(cases, more.headers, more.source))
    calls, called = numbered(part_of(evidence.calls, place, CALLS))
    named = with_names_barred(pl.concat(listed), evidence.wishes.names)
    log = history(calls, ["called"], meaning).collect()
    log = log.hstack(called.select(pl.all().gather(log["called"])))
    lines = merge(described(pl.concat([named, called_only(log, named)]), asked.region), as_of)
    lines = with_evidence(
        lines,
        log,
        calls,
        known,
        evidence.crossing,
        evidence.checked,
        evidence.wishes,
        evidence.marked,
        meaning,
    )
    lines = with_permission(with_state(lines, as_of, settings), calls, asked.jurisdiction, meaning)
    lines = with_consents(lines, evidence.consents)
    hours = None if asked.jurisdiction is None else asked.jurisdiction.hours
    lines = with_zones(lines, rows, int(known["case"][0]), asked.jurisdiction, as_of)
    lines = with_best_time(lines, calls, evidence.segments, hours, meaning, settings)
    lines = lines.join(own_evidence(lines, asked.lang), on="case", how="left")
    lines = with_reasons(ranked(lines, settings), as_of, settings, asked.lang)
    told = _told(lines, own, known, asked)
    # That a case is halted says nothing of its numbers: neither the verdict nor the rules on numbers look at it.
    now = with_halts(lines, evidence.halted, asked.lang)
    office = (pl.col("kind") == "fixed_line") & pl.col("number").is_not_null()
    found_here = {
        "verdicts": told,
        "found": found(own, lines, asked.states),
        "states": lines.group_by("state").len(),
        "look_ups": worth_a_check(now, told, as_of, settings),
        "offices": lines.filter(office).select("number").unique(),
    }
    return _listed(now, rows, known), found_here


def _told(lines: pl.DataFrame, own: pl.DataFrame, known: pl.DataFrame, asked: Asked) -> pl.DataFrame:
    """One line a case in the order of the cases: verdict, coverage before and after, best own number.

    ``lines``: ranked.
    """
    best = lines.filter((pl.col("party") == Party.SELF.value) & pl.col("callable"))
    best = best.filter(pl.col("case").ne_missing(pl.col("case").shift(1)))
    best_own = best.select("case", e164(pl.col("number")).alias("best_own"))
    told = verdicts(lines, known["case"])
    first = int(told["case"][0])
    for table in (before(own, asked.as_of, asked.settings), best_own):
        places = table["case"] - first
        told = told.with_columns(
            spread(places, values, told.height) for values in table.drop("case").iter_columns()
        )
    return told.with_columns(pl.col("own_before", "fresh_before").fill_null(value=False))


def _listed(lines: pl.DataFrame, rows: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The lines in the columns of the contact list."""
    case_nos = rows.select(pl.col(ID), case_number(rows.columns).alias("case_no"))["case_no"]
    places = lines["case"] - int(known["case"][0])
    return (
        lines.with_columns(column.gather(places) for column in (known["row"], case_nos))
        .with_columns(
            e164(pl.col("number")).alias("phone"), day_of(pl.col("answer_at")).alias("last_answer_on")
        )
        .select(pl.col(name).cast(dtype) for name, dtype in CONTACTS_SCHEMA.items())
    )


def _case_nos(cases: Path) -> pl.Series:
    """The case number of each case, in the order of ``_id``."""
    scanned = pl.scan_parquet(cases)
    number = case_number(scanned.collect_schema().names()).alias("case_no")
    return scanned.select(pl.col(ID), number).collect()["case_no"]


def _counts(told: pl.DataFrame, result: Survey) -> dict[str, int]:
    """Coverage in cases, before (the case file alone) and after, and the cases of each verdict."""
    cases = {
        "cases": told.height,
        "cases_with_own_number_before": int(told["own_before"].sum()),
        "cases_with_own_number": int(told["own"].sum()),
        "cases_with_fresh_number_before": int(told["fresh_before"].sum()),
        "cases_with_fresh_number": int(told["fresh"].sum()),
        "cases_with_callable_number": int(told["any"].sum()),
    }
    verdict = dict(told.group_by("verdict").len().sort("verdict").iter_rows())
    return {"numbers": sum(result.states.values()), **cases, **verdict}
