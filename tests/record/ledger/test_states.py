"""States of findings over a history, against a plain model of the words' definitions."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dq.record.ledger import Ledger
from dq.record.ledger.found import FOUND_SCHEMA, digits_of, number_of
from dq.record.ledger.looked import Looked, Looks
from dq.record.ledger.runs import record, runs
from dq.record.ledger.states import Found, settle

FIELDS = [("r.a", "x"), ("r.a", "y"), ("r.b", "x")]


def found(ledger, cases, findings, judged=FIELDS, hushed=(), rules=(), whole=()):
    """A run on ``cases`` (numbers) that found ``findings``: (case, kind) -> value.

    ``rules``: rule -> whether it judges cases, and the companion tables that it looks at; ``whole``: the tables read.
    """
    rows = [(case * 10 + kind, *FIELDS[kind], str(case), value) for (case, kind), value in findings.items()]
    frame = pl.DataFrame(rows, schema=FOUND_SCHEMA, orient="row")
    named = [str(case) for case in cases]
    listed = pl.DataFrame(
        {"case": named, "case_hash": [ledger.key.hash(name) for name in named]},
        schema={"case": pl.String, "case_hash": pl.Int64},
    )
    looks = {rule: Looks(of_case, frozenset(tables)) for rule, (of_case, tables) in dict(rules).items()}
    looked = Looked(set(judged), looks, frozenset(whole))
    return Found(frame, pl.Series(list(hushed), dtype=pl.Int64), lambda: listed, looked)


def play(ledger, name, told, as_of="2026-01-31"):
    """Settle and record a run; returns (fingerprint -> state, fingerprint -> ended, batch)."""
    settled = settle(ledger, "bank", told)
    record(ledger, name, "bank", as_of, {"history": None, "companions": sorted(told.looked.whole)}, settled)
    return states(settled), dict(settled.over.select("fingerprint", "ended").iter_rows()), settled.batch


def states(settled):
    return dict(settled.findings.select("fingerprint", "state").iter_rows())


def test_new_open_changed_fixed_reopened(ledger):
    assert play(ledger, "1", found(ledger, [1, 2], {(1, 0): 5, (2, 0): 7})) == (
        {10: "new", 20: "new"},
        {},
        None,
    )
    assert play(ledger, "2", found(ledger, [1, 2], {(1, 0): 5, (2, 0): 8})) == (
        {10: "open", 20: "changed"},
        {},
        1,
    )
    assert play(ledger, "3", found(ledger, [1, 2], {(1, 0): 5})) == ({10: "open"}, {20: "fixed"}, 1)
    assert play(ledger, "4", found(ledger, [1, 2], {(1, 0): 5, (2, 0): 8})) == (
        {10: "open", 20: "reopened"},
        {},
        1,
    )


def test_a_case_that_is_not_in_the_file_stays_as_it_was_unless_it_is_the_same_batch(ledger):
    first = {(case, 0): 1 for case in range(1, 5)}
    play(ledger, "1", found(ledger, range(1, 5), first))

    other = play(ledger, "2", found(ledger, [7, 8], {(7, 0): 1}))
    assert other == ({70: "new"}, {}, None)
    again = play(ledger, "3", found(ledger, [1, 2, 3], {(1, 0): 1}))
    assert again == ({10: "open"}, {20: "fixed", 30: "fixed", 40: "vanished"}, 1)
    assert play(ledger, "4", found(ledger, [7], {(7, 0): 1})) == ({70: "open"}, {}, 2)


def test_a_rule_that_was_turned_off_fixes_nothing(ledger):
    play(ledger, "1", found(ledger, [1, 2], {(1, 0): 5, (2, 2): 5}))

    told = play(ledger, "2", found(ledger, [1, 2], {(1, 0): 5}, judged=FIELDS[:2]))
    assert told == ({10: "open"}, {22: "vanished"}, 1)


OF_CASE = {"r.a": (True, ()), "r.b": (True, ())}


def test_what_could_not_be_judged_stays_as_it_was(ledger):
    play(ledger, "1", found(ledger, [1, 2], {(1, 0): 5, (2, 1): 5, (2, 2): 5}, rules=OF_CASE))

    told = found(ledger, [1, 2], {(1, 0): 5}, judged=FIELDS[:1], rules=OF_CASE)
    assert settle(ledger, "bank", told).counts() == {
        "r.a": {"open": 1, "skipped": 1},
        "r.b": {"skipped": 1},
    }
    assert play(ledger, "2", told) == ({10: "open"}, {}, 1)
    third = play(ledger, "3", found(ledger, [1, 2], {(1, 0): 5, (2, 1): 6}, rules=OF_CASE))
    assert third == ({10: "open", 21: "changed"}, {22: "fixed"}, 1)


def test_a_case_that_is_gone_is_gone_whatever_was_judged(ledger):
    play(ledger, "1", found(ledger, [1, 2], {(1, 0): 5, (2, 2): 5}, rules=OF_CASE))

    told = play(ledger, "2", found(ledger, [1], {(1, 0): 5}, judged=FIELDS[:2], rules=OF_CASE))
    assert told == ({10: "open"}, {22: "vanished"}, 1)


@pytest.mark.parametrize(("whole", "state"), [({"calls", "checks"}, "fixed"), ({"calls"}, "skipped")])
def test_what_a_table_showed_is_not_fixed_where_the_table_is_missing(ledger, whole, state):
    rules = {"r.a": (True, {"calls", "checks", "optouts"})}
    play(ledger, "1", found(ledger, [1], {(1, 0): 5}, rules=rules, whole={"calls", "checks"}))

    told = found(ledger, [1], {}, rules=rules, whole=whole)
    assert settle(ledger, "bank", told).counts() == {"r.a": {state: 1}}
    assert settle(ledger, "bank", told).over["ended"].to_list() == ([state] if state == "fixed" else [])


def test_a_table_that_came_later_is_not_missed(ledger):
    rules = {"r.a": (True, {"calls", "checks"})}
    play(ledger, "1", found(ledger, [1], {(1, 0): 5}, rules=rules, whole={"calls"}))
    play(ledger, "2", found(ledger, [1], {(1, 0): 5}, rules=rules, whole={"calls", "checks"}))

    assert play(ledger, "3", found(ledger, [1], {}, rules=rules, whole={"calls"}))[1] == {10: "fixed"}


def test_rows_of_no_case_are_not_gone_with_a_table_that_is_missing(ledger):
    rules = {"r.a": (True, ()), "r.b": (False, {"calls"})}
    play(ledger, "1", found(ledger, [1, 9], {(1, 0): 5, (9, 2): 5}, rules=rules, whole={"calls"}))

    told = found(ledger, [1], {(1, 0): 5}, judged=FIELDS[:2], rules=rules)
    assert settle(ledger, "bank", told).counts() == {"r.a": {"open": 1}, "r.b": {"skipped": 1}}
    assert play(ledger, "2", told)[1] == {}
    again = found(ledger, [1], {(1, 0): 5}, rules=rules, whole={"calls"})
    assert play(ledger, "3", again)[1] == {92: "vanished"}


def test_another_batch_says_nothing_of_rows_of_no_case(ledger):
    rules = {"r.b": (False, {"calls"})}
    play(ledger, "1", found(ledger, [9], {(9, 2): 5}, rules=rules, whole={"calls"}))

    assert settle(ledger, "bank", found(ledger, [1], {}, judged=(), rules=rules)).counts() == {}


def test_a_suppressed_finding_is_over_and_comes_back_as_reopened(ledger):
    play(ledger, "1", found(ledger, [1], {(1, 0): 5}))

    assert play(ledger, "2", found(ledger, [1], {}, hushed=[10]))[1] == {10: "suppressed"}
    assert play(ledger, "3", found(ledger, [1], {(1, 0): 5}))[0] == {10: "reopened"}


def test_a_run_that_is_known_comes_out_as_it_did_and_is_recorded_once(ledger):
    told = [
        found(ledger, [1, 2], {(1, 0): 5, (2, 0): 7}),
        found(ledger, [1, 2], {(1, 0): 6}),
        found(ledger, [1, 2], {(1, 0): 6, (2, 0): 7}),
    ]
    played = [play(ledger, str(number), item)[0] for number, item in enumerate(told, 1)]
    for number, item in enumerate(told, 1):
        settled = settle(ledger, "bank", item, before=number)
        assert states(settled) == played[number - 1]
        assert record(ledger, str(number), "bank", "2026-01-31", {}, settled) == number
    assert len(runs(ledger)) == 3


def test_sources_do_not_mix(ledger):
    play(ledger, "1", found(ledger, [1], {(1, 0): 5}))
    settled = settle(ledger, "another", found(ledger, [1], {}))
    assert settled.over.is_empty()


def test_fingerprints_are_numbers_and_back():
    digits = pl.DataFrame({"fingerprint": ["0" * 16, "f" * 16, "8000000000000000", "00ff00ff00ff00ff"]})
    numbers = digits.select(number_of()).to_series()
    assert numbers.to_list() == [0, -1, -(2**63), 0x00FF00FF00FF00FF]
    assert digits_of(numbers).to_list() == digits["fingerprint"].to_list()


RUN = st.tuples(
    st.sets(st.integers(1, 4), min_size=1),
    st.dictionaries(st.tuples(st.integers(1, 4), st.integers(0, 2)), st.integers(1, 2)),
)


@settings(max_examples=60)
@given(st.lists(RUN, min_size=1, max_size=6))
def test_any_history_is_told_as_the_words_are_defined(tmp_path_factory, history):
    out = tmp_path_factory.mktemp("ledger")
    is_open, ever = {}, set()
    with Ledger.open(out) as ledger:
        for number, (cases, findings) in enumerate(history, 1):
            findings = {key: value for key, value in findings.items() if key[0] in cases}
            got, over, batch = play(ledger, str(number), found(ledger, cases, findings))
            expected = {}
            for key, value in findings.items():
                state = ("open" if is_open[key] == value else "changed") if key in is_open else None
                expected[key[0] * 10 + key[1]] = state or ("reopened" if key in ever else "new")
            assert got == expected
            gone = {key for key in is_open if key not in findings}
            fixed = {key for key in gone if key[0] in cases}
            assert {name for name, ended in over.items() if ended == "fixed"} == {
                c * 10 + k for c, k in fixed
            }
            vanished = {name for name, ended in over.items() if ended == "vanished"}
            assert vanished <= {c * 10 + k for c, k in gone - fixed}
            assert batch is not None or not vanished
            is_open = {k: v for k, v in is_open.items() if k[0] * 10 + k[1] not in over} | findings
            ever |= set(findings)


@pytest.mark.parametrize("rows", [0, 1])
def test_an_empty_run_is_recorded(ledger, rows):
    assert play(ledger, "1", found(ledger, range(rows), {})) == ({}, {}, None)
    assert [item.batch for item in runs(ledger)] == [1]
