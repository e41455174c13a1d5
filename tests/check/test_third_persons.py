"""Calls to third persons, against every order that a log with days and no times leaves open."""

from datetime import date, datetime, time, timedelta
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from dq.packs.rules import load_packs
from dq.pipeline.examples import judge_rows

(RULE,) = [rule for pack in load_packs(["calls"]) for rule in pack.rules if rule.id == "call.third_person"]
OWN, FRIEND = "13800000001", "13900000001"
SPOKE, FAILED, FIRST = "本人接听", "无人接听", date(2026, 2, 2)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from([OWN, OWN, OWN, FRIEND]),
        st.integers(0, 2),
        st.sampled_from([None, 9, 12, 15]),
        st.sampled_from([FAILED, FAILED, FAILED, SPOKE]),
    ),
    min_size=2,
    max_size=6,
)


def found(rows, beside, region="CN", as_of=date(2026, 2, 28)):
    return judge_rows(rows, [RULE], as_of, region, "calls", beside)["row"].to_list()


def moments(day, hour):
    """When a call of which the log may know the day alone can have been."""
    start = datetime.combine(FIRST + timedelta(days=day), time())
    if hour is not None:
        return [start + timedelta(hours=hour)]
    return [
        start + timedelta(hours=hour, minutes=minute) for hour, minute in product((8, 10, 13, 16), (1, 2))
    ]


def permitted(events, place):
    """Whether in some order three attempts on the own number had failed since somebody last spoke there."""
    own = [(moments(day, hour), outcome) for phone, day, hour, outcome in events if phone == OWN]
    for order in product(*(when for when, _ in own), moments(*events[place][1:3])):
        *times, now = order
        spoken = [at for at, (_, outcome) in zip(times, own, strict=True) if outcome == SPOKE and at < now]
        last = max(spoken, default=datetime.min)
        failed = [at for at, (_, outcome) in zip(times, own, strict=True) if outcome == FAILED]
        if sum(last <= at <= now for at in failed) >= 3:
            return True
    return False


@settings(max_examples=40, deadline=None)
@given(st.lists(EVENTS, min_size=1, max_size=6))
def test_a_call_is_told_only_if_no_order_of_the_log_permits_it(worlds):
    worlds = [events for events in worlds if sum(hour is None for _, _, hour, _ in events) <= 2]
    rows, wrong, open_ = [], [], []
    for number, events in enumerate(worlds):
        for place, (phone, day, hour, outcome) in enumerate(events):
            at = f"{FIRST + timedelta(days=day)}" + ("" if hour is None else f" {hour:02d}:00")
            rows.append(
                {
                    "case_no": f"A{number}",
                    "phone": phone,
                    "called_at": at,
                    "outcome": outcome,
                    "party": "朋友",
                }
            )
            if phone == FRIEND and not permitted(events, place):
                (open_ if hour is None else wrong).append(len(rows))
    cases = [{"case_no": f"A{number}", "self_mobile": OWN} for number in range(len(worlds))]
    told = found(rows, {"cases": cases}) if rows else []

    assert set(wrong) <= set(told) <= {*wrong, *open_}


OWN_CALLS = st.lists(
    st.tuples(
        st.sampled_from(["2026-02-02", "2026-02-03", "2026-02-03 09:00", "2026-02-03 11:00"]),
        st.sampled_from([FAILED, "关机", "空号", "占线", SPOKE, "非本人", "外呼失败", ""]),
    ),
    max_size=6,
)


@settings(max_examples=15, deadline=None)
@given(st.lists(OWN_CALLS, min_size=1, max_size=8), st.sampled_from([FAILED, "关机", "空号", "非本人", ""]))
def test_one_more_failed_attempt_on_an_own_number_never_forbids_what_was_permitted(worlds, outcome):
    """Each case stands for itself, so that one run judges many."""
    asked = ["2026-02-03", "2026-02-03 10:00", "2026-02-04 10:00"]

    def call(number, phone, at, outcome, party):
        return {
            "case_no": f"A{number}", "phone": phone, "called_at": at, "outcome": outcome, "party": party,
        }  # fmt: skip

    rows = [call(n, f"1390000{n:04d}", at, FAILED, "朋友") for n in range(len(worlds)) for at in asked] + [
        call(n, f"1380000{n:04d}", at, what, "") for n, events in enumerate(worlds) for at, what in events
    ]
    more = [call(n, f"1380000{n:04d}", "2026-02-03 09:30", outcome, "") for n in range(len(worlds))]
    beside = {"cases": [{"case_no": f"A{n}", "self_mobile": f"1380000{n:04d}"} for n in range(len(worlds))]}

    assert set(found([*rows, *more], beside)) <= set(found(rows, beside))


def test_in_the_united_states_a_third_person_is_spoken_to_once():
    def call(at, outcome):
        return {"case_no": "A1", "phone": "2125550100", "called_at": at, "outcome": outcome, "party": "朋友"}

    rows = [
        call("2026-01-05 10:00", "no answer"),
        call("2026-01-06 10:00", "message taken"),
        call("2026-01-07 10:00", "no answer"),
    ]

    assert found(rows, {"cases": [{"case_no": "A1", "self_mobile": "2125550199"}]}, "US") == [3]


def test_without_rules_of_the_region_nothing_is_told():
    rows = [
        {
            "case_no": "A1",
            "phone": "030 1234567",
            "called_at": "2026-01-07 10:00",
            "outcome": FAILED,
            "party": "朋友",
        }
    ]

    assert found(rows, {"cases": [{"case_no": "A1"}]}, "DE") == []
