"""What holds whatever the tables say: later good news never hurts, later bad news never helps, order never matters."""

from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from dq.packs.outcomes import outcomes
from tests.enrich.contacts_world import (
    AS_OF,
    call_table,
    case_table,
    check_table,
    contact_table,
    surveyed,
    wish_table,
)

LAW = settings(
    max_examples=10, deadline=None, phases=(Phase.generate,), suppress_health_check=[HealthCheck.too_slow]
)
NUMBERS = [13911110001, 13911110002, 13911110003, 13911110004]
CASES = ["A1", "A2", "A3"]
IDS = ["110105199001011234", "110105199001011234", "110105199202025678"]  # the first two are one debtor's
days = st.dates(date(2022, 1, 1), AS_OF - timedelta(days=2))
cases = st.sampled_from(CASES)
numbers = st.sampled_from(NUMBERS)
calls = st.fixed_dictionaries(
    {
        "case_no": cases,
        "phone": numbers,
        "called_at": st.datetimes(datetime(2023, 1, 1), datetime(2026, 1, 29)).map(
            lambda t: t.replace(microsecond=0)
        ),
        "outcome": st.sampled_from([*outcomes(), None]),
        "party": st.sampled_from([None, "self", "friend"]),
    }
)
contacts = st.fixed_dictionaries(
    {
        "case_no": cases,
        "contact_id": st.sampled_from([None, "1", "2"]),
        "phone": numbers,
        "party": st.sampled_from(["self", "friend", "spouse", "employer", None]),
        "relation_raw": st.sampled_from([None, "朋友", "老公", "?"]),
        "contact_name": st.sampled_from([None, "张三", "李四"]),
        "source_kind": st.sampled_from(["app", "repair", "self_declared", "address_book", None]),
        "source_date": st.one_of(st.none(), days),
        "verified_on": st.one_of(st.none(), days),
        "dnc": st.sampled_from([None, False, True]),
    }
)
checks = st.fixed_dictionaries(
    {
        "phone": numbers,
        "checked_on": days,
        "result": st.sampled_from(["active", "vacant", "suspended", "silent", "recycled", "not_recycled"]),
        "recycled_since": st.one_of(st.none(), days),
    }
)
wishes = st.fixed_dictionaries(
    {
        "case_no": st.sampled_from([*CASES, None]),
        "phone": st.one_of(st.none(), numbers),
        "person_name": st.sampled_from([None, "张三"]),
        "scope": st.sampled_from([None, "number", "person", "third_person"]),
        "opted_out_on": days,
        "until": st.one_of(st.none(), days),
        "kind": st.sampled_from([None, "opt_out", "consent", "attorney"]),
    }
)
worlds = st.fixed_dictionaries(
    {
        "calls": st.lists(calls, max_size=12),
        "contacts": st.lists(contacts, max_size=6),
        "checks": st.lists(checks, max_size=3),
        "optouts": st.lists(wishes, max_size=1),
    }
)
TABLES = {"calls": call_table, "contacts": contact_table, "checks": check_table, "optouts": wish_table}
FILE = case_table(
    [
        {
            "case_no": case_no,
            "client": "江南银行",
            "debtor_name": "张三" if place < 2 else "李四",
            "id_no": IDS[place],
            "loan_date": date(2023, 5, 1 + place),
            "placed_on": date(2025, 6, 1),
            "self_mobile": NUMBERS[place % 2],
            "contact1_mobile": NUMBERS[2],
            "contact1_name": "王五",
            "contact1_relation": "朋友",
        }
        for place, case_no in enumerate(CASES)
    ]
)


def listed(world):
    with TemporaryDirectory() as folder:
        return surveyed(FILE, Path(folder), **{name: TABLES[name](rows) for name, rows in world.items()})[1]


def with_call(world, case_no, phone, outcome):
    call = {
        "case_no": case_no,
        "phone": phone,
        "called_at": datetime(2026, 1, 30, 10),
        "outcome": outcome,
        "party": None,
    }
    return {**world, "calls": [*world["calls"], call]}


def scores(frame):
    """Scores by case, number and party; a number without a line has none."""
    return {
        key: score
        for *key_, score in frame.select("case_no", "phone", "party", "stale_score").rows()
        if (key := tuple(key_))
    }


@LAW
@given(worlds, cases, numbers)
def test_a_later_answer_of_the_debtor_never_lowers_a_score(world, case_no, phone):
    before, after = scores(listed(world)), scores(listed(with_call(world, case_no, phone, "answered_debtor")))

    assert {key: (old, after[key]) for key, old in before.items() if key in after and after[key] < old} == {}
    # The number of whom the log does not say may now be the debtor's own, in another case of the debtor as well; it
    # then stands under that party, and no other number loses its line.
    lost = set(before) - set(after)
    assert {number for _, number, _ in lost} <= {f"+86{phone}"}
    assert {key[:2] for key in lost} <= {key[:2] for key in after}


@LAW
@given(worlds, cases, numbers)
def test_a_later_vacant_never_raises_a_score(world, case_no, phone):
    before, after = scores(listed(world)), scores(listed(with_call(world, case_no, phone, "vacant")))

    assert {key: (old, after[key]) for key, old in before.items() if key in after and after[key] > old} == {}


@LAW
@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_the_rows_never_matters(world, random):
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in world.items()}

    assert listed(world).equals(listed(shuffled))


@LAW
@given(worlds)
def test_nothing_of_the_case_file_is_lost_or_changed(world):
    """Each cell of the file is a line of its case, under the party that the file gives it."""
    kept = listed(world).select("case_no", "phone", "party").rows()

    for case in FILE.select("case_no", "self_mobile", "contact1_mobile").iter_rows():
        assert (case[0], case[1], "self") in kept
        assert (case[0], case[2], "friend") in kept
    assert len(kept) == len(set(kept))


def test_dates_ahead_are_no_evidence(tmp_path):
    """A clock that runs ahead neither proves life nor makes a number fresh."""
    call = {
        "case_no": "A1",
        "phone": NUMBERS[0],
        "called_at": datetime(2027, 1, 1),
        "outcome": "answered_debtor",
    }
    contact = {"case_no": "A1", "phone": NUMBERS[0], "source_kind": "app", "source_date": date(2027, 1, 1)}
    _, plain = surveyed(FILE, tmp_path / "plain")
    _, ahead = surveyed(FILE, tmp_path / "ahead", calls=call_table([call]), contacts=contact_table([contact]))

    of = pl.col("case_no") == "A1"
    assert ahead.filter(of).select("phone", "answers", "since", "proof_of_life").rows() == (
        plain.filter(of).select("phone", "answers", "since", "proof_of_life").rows()
    )
