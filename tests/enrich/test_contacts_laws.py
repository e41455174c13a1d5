"""What holds whatever the tables say: later good news never hurts, later bad news never helps, order never matters."""

from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dq.enrich.contacts.filling import STEP, filled
from dq.enrich.contacts.verdict import STATES
from tests.enrich.contacts_drawn import CONTACT, OWN, PHONES, shift, surveyed_worlds, worlds
from tests.enrich.contacts_world import call_table, case_table, contact_table, surveyed

LAW = settings(
    max_examples=5,
    phases=set(Phase) - {Phase.explain},
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example],
)
"""Each example is some fifty worlds, and so is large even where nothing is said in any of them."""
LATER = datetime(2026, 1, 30, 10)
ARRANGED = {
    "backwards": lambda rows: rows[::-1],
    "riffled": lambda rows: rows[::2] + rows[1::2],
    "cut": lambda rows: rows[len(rows) // 2 :] + rows[: len(rows) // 2],
}


def surveyed_now(drawn, **asked):
    with TemporaryDirectory() as folder:
        return surveyed_worlds(drawn, Path(folder), **asked)


def scores_around(drawn, outcome):
    """Scores of numbers by world, case, number and party, without and with a later call.

    The world with the call stands beside the one without.
    """
    after = {f"{name}+": with_call(world, outcome) for name, world in drawn.items()}
    listed = surveyed_now(drawn | after)[2].filter(pl.col("phone").is_not_null())
    found = {False: {}, True: {}}
    for case, phone, party, score in listed.select("case_no", "phone", "party", "stale_score").iter_rows():
        name, case_no = case.split(" ")
        found[name.endswith("+")][name[:3], case_no, phone, party] = score
    return found[False], found[True]


def with_call(world, outcome):
    call = {**world["later"], "called_at": LATER, "outcome": outcome, "party": None}
    return {**world, "calls": [*world["calls"], call]}


@LAW
@given(worlds)
def test_a_later_answer_of_the_debtor_never_lowers_a_score(drawn):
    before, after = scores_around(drawn, "answered_debtor")

    assert {key: (old, after[key]) for key, old in before.items() if key in after and after[key] < old} == {}
    # The number of whom the log does not say may now be the debtor's own, in another case of the debtor as well; it
    # then stands under that party, and no other number loses its line.
    lost = set(before) - set(after)
    called = {name: f"+86{world['later']['phone'] + shift(name)}" for name, world in drawn.items()}
    assert {key for key in lost if key[2] != called[key[0]]} == set()
    assert {key[:3] for key in lost} <= {key[:3] for key in after}


@LAW
@given(worlds)
def test_a_later_vacant_never_raises_a_score(drawn):
    before, after = scores_around(drawn, "vacant")

    assert {key: (old, after[key]) for key, old in before.items() if key in after and after[key] > old} == {}
    assert set(before) <= set(after)


@LAW
@given(worlds, st.sampled_from(sorted(ARRANGED)))
def test_the_order_of_rows_and_files_never_matters(drawn, order):
    assert_same(results(drawn), results(drawn, arranged=ARRANGED[order]))


@LAW
@given(worlds)
def test_a_case_that_stands_in_several_rows_is_one_case(drawn):
    once, thrice = results(drawn), results(drawn, times=3)

    for name in ("cases", "cells"):
        once[name] = pl.concat([once[name]] * 3).sort(once[name].columns)
        thrice[name] = thrice[name].sort(thrice[name].columns)
    assert_same(once, thrice)


def assert_same(one, other):
    for name, frame in one.items():
        rows, others = frame.rows(), other[name].rows()
        assert [(name, *row) for row in rows if row not in others] == []
        assert rows == others


def results(drawn, **arranged):
    """All that a survey tells, by case; what only names a row of the file, or the first cases of many, is left out."""
    cases, found, listed = surveyed_now(drawn, states=STATES, **arranged)
    case_nos = cases["case_no"]
    cells = found.found.with_columns(case_nos.gather(found.found["id"]).alias("case_no")).drop("id")
    return {
        "list": listed.drop("row").sort("case_no", maintain_order=True),
        "cases": pl.DataFrame([case_nos, found.verdicts, found.best_own]).sort("case_no"),
        "cells": cells.sort(cells.columns),
        "look_ups": found.look_ups.drop("case_no"),
        "shared": found.shared.drop("case_nos"),
        "counts": pl.DataFrame([found.counts | found.states]),
    }


@LAW
@given(worlds)
def test_nothing_of_the_case_file_is_lost_or_overwritten(drawn):
    """Each cell of the file is a line of its case, under the party that the file gives it, and stays as it is."""
    cases, found, listed = surveyed_now(drawn)

    kept = listed.select("case_no", "cell", "party", "phone").rows()
    for field, party in ((OWN, "self"), (CONTACT, "friend")):
        cells = cases.filter(pl.col(f"raw:{field}").is_not_null())
        named = cells.select("case_no", f"raw:{field}", pl.lit(party), field).rows()
        assert set(named) - set(kept) == set()
    assert len(kept) == len(set(kept))
    assert_filled(cases, found, own_numbers(listed))


def own_numbers(listed):
    """By case, the debtor's own numbers that may be called."""
    own = listed.filter(pl.col("callable"), pl.col("party") == "self")
    return dict(own.group_by("case_no").agg("phone").iter_rows())


def assert_filled(cases, found, own):
    """An empty own mobile has one of the own numbers, if asked for; every other cell stays as it was."""
    assert filled(cases, found, fill=False).select(cases.columns).equals(cases)
    asked = filled(cases, found, fill=True)
    touched = [OWN, f"{OWN}.state", f"step:{OWN}"]
    assert asked.select(cases.columns).drop(touched).equals(cases.drop(touched))
    empty = pl.col(f"raw:{OWN}").is_null()
    assert asked.filter(~empty).select(touched).equals(cases.filter(~empty).select(touched))
    for case_no, phone, step in asked.filter(empty).select("case_no", OWN, f"step:{OWN}").iter_rows():
        numbers = own.get(case_no, [None])
        assert phone in numbers and step == (STEP if phone else None), case_no
    told = cases.with_columns(pl.lit("by hand").alias("contact_verdict"))
    assert filled(told, found, fill=True)["contact_verdict"].unique().to_list() == ["by hand"]


def test_dates_ahead_are_no_evidence(tmp_path):
    """A clock that runs ahead neither proves life nor makes a number fresh."""
    cases = case_table([{"case_no": "A1", "placed_on": date(2025, 6, 1), OWN: PHONES[0]}])
    call = {
        "case_no": "A1",
        "phone": PHONES[0],
        "called_at": datetime(2027, 1, 1),
        "outcome": "answered_debtor",
    }
    contact = {"case_no": "A1", "phone": PHONES[0], "source_kind": "app", "source_date": date(2027, 1, 1)}
    _, plain = surveyed(cases, tmp_path / "plain")
    _, ahead = surveyed(
        cases, tmp_path / "ahead", calls=call_table([call]), contacts=contact_table([contact])
    )

    told = ["phone", "answers", "since", "proof_of_life"]
    assert ahead.select(told).rows() == plain.select(told).rows()
