"""The call log under the rules of regions: hours, limits within days, quiet after a conversation, no rules at all."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dq.packs.rules import load_packs
from dq.pipeline.examples import judge_rows

RULES = [
    rule
    for pack in load_packs(["calls"])
    for rule in pack.rules
    if rule.id in ("call.over_frequency", "call.outside_hours")
]


def found(rows, region, as_of=date(2026, 3, 31)):
    listed = judge_rows(rows, RULES, as_of, region, "calls", {"cases": [{"case_no": "A1"}]})
    return listed.select("row", "rule").rows()


def calls(*moments, outcome="无人接听", phone="2125550100"):
    return [{"case_no": "A1", "called_at": at, "outcome": outcome, "phone": phone} for at in moments]


def test_seven_attempts_in_seven_days_are_allowed_and_the_eighth_is_not():
    steady = calls(*(f"2026-01-{day:02d} 10:00" for day in range(5, 19)))
    crowded = calls(*(f"2026-01-{day:02d} 10:00" for day in range(5, 12)), "2026-01-11 11:00")

    assert found(steady, "US") == []
    assert found(crowded, "US") == [(8, "call.over_frequency")]


def test_no_call_within_seven_days_after_a_conversation():
    rows = calls("2026-01-05 10:00", outcome="本人接听") + calls(
        "2026-01-08 10:00", "2026-01-11 10:00", "2026-01-12 10:00"
    )

    assert found(rows, "US") == [(2, "call.over_frequency"), (3, "call.over_frequency")]


def test_six_unanswered_tries_of_one_number_a_day_are_allowed():
    seven = calls(*(f"2026-02-02 {hour:02d}:00" for hour in range(9, 16)), phone="13800000001")

    assert found(seven[:6], "CN") == []
    assert found(seven, "CN") == [(7, "call.over_frequency")]
    assert found(calls(*(row["called_at"] for row in seven), outcome="外呼失败"), "CN") == []


@pytest.mark.parametrize(("region", "row"), [("US", [1]), ("CN", []), ("DE", [])])
def test_hours_are_those_of_the_region_and_none_are_judged_without_rules(region, row):
    rows = calls("2026-01-05 21:00", "2026-01-05 20:59", outcome="", phone="")

    assert [number for number, rule in found(rows, region) if rule == "call.outside_hours"] == row


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(6)))
def test_the_order_of_the_rows_does_not_matter(order):
    rows = calls(
        *(f"2026-01-05 {9 + hour:02d}:00" for hour in range(6)), outcome="本人接听", phone="13800000001"
    )
    late = {order.index(place) + 1 for place in (3, 4, 5)}

    assert {row for row, _ in found([rows[place] for place in order], "CN")} == late
