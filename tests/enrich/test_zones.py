"""Where a person may be, and when every such place permits a call."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.enrich.contacts.interface import POOLS
from dq.enrich.contacts.zones import with_zones
from dq.packs.jurisdictions import jurisdiction
from dq.packs.time_zones import zones_of_places
from dq.pipeline.road import run

NEW_YORK, BOISE, TOLL_FREE, PHOENIX = 2125550100, 2085550100, 8005550100, 6025550100
STATES = sorted(word for word in zones_of_places("US") if len(word) == 2)


def told(number, state=None, address=None, party="self", as_of=date(2026, 1, 31)):
    lines = pl.DataFrame(
        {"case": [3], "number": [(10**10 + number) * POOLS if number else None], "party": [party]},
        schema={"case": pl.UInt32, "number": pl.UInt64, "party": pl.String},
    )
    rows = pl.DataFrame(
        {"province": [state], "home_address": [address]},
        schema=dict.fromkeys(("province", "home_address"), pl.String),
    )
    found = with_zones(lines, rows, 3, jurisdiction("US"), as_of).row(0, named=True)
    return found["time_zones"], found["time_zones_basis"], found["call_hours"]


@pytest.mark.parametrize(
    ("number", "state", "address", "expected"),
    [
        (NEW_YORK, None, None, ("America/New_York", "number", "08:00-21:00 America/New_York")),
        (NEW_YORK, "ny", None, ("America/New_York", "both", "08:00-21:00 America/New_York")),
        (BOISE, None, None, ("America/Boise;America/Los_Angeles", "number", "09:00-21:00 America/Boise")),
        (TOLL_FREE, "Tennessee", None, ("America/New_York;America/Chicago", "both", "09:00-21:00 America/New_York")),
        (None, "HI", None, ("Pacific/Honolulu", "address", "08:00-21:00 Pacific/Honolulu")),
        (
            NEW_YORK, None, "1 Oak St, Los Angeles, CA 90012-1234, USA",
            ("America/New_York;America/Los_Angeles", "conflict", "11:00-21:00 America/New_York"),
        ),
        (NEW_YORK, "Ontario", "Flat 3, IN 46201 Road", ("America/New_York", "number", "08:00-21:00 America/New_York")),
        (None, None, None, (None, None, None)),
    ],
)  # fmt: skip
def test_zones_come_from_the_number_and_the_address(number, state, address, expected):
    assert told(number, state, address) == expected


def test_the_debtors_address_says_nothing_of_others():
    assert told(NEW_YORK, "CA", party="friend")[:2] == ("America/New_York", "number")


def test_the_gap_between_zones_is_that_of_the_season():
    winter, summer = date(2026, 1, 31), date(2026, 7, 31)

    assert told(PHOENIX, "CA", as_of=winter)[2] == "09:00-21:00 America/Phoenix"
    assert told(PHOENIX, "CA", as_of=summer)[2].startswith("08:00-21:00 ")


@given(
    st.sampled_from([None, NEW_YORK, BOISE, PHOENIX, 9075550100, 8085550100]),
    st.sampled_from([None, *STATES]),
    st.dates(date(2026, 1, 2), date(2026, 12, 30)),
)
def test_the_hours_are_just_those_that_all_zones_permit(number, state, as_of):
    zones, _, hours = told(number, state, as_of=as_of)
    if zones is None:
        assert hours is None
        return
    places = [ZoneInfo(zone) for zone in zones.split(";")]
    start, _, end = (hours or "00:00-00:00 UTC").split()[0].partition("-")
    noon = datetime(as_of.year, as_of.month, as_of.day, 12, tzinfo=places[0])
    for minute in range(-12 * 60, 12 * 60, 15):
        at = noon + timedelta(minutes=minute)
        clocks = [at.astimezone(place) for place in places]
        permitted = all(8 <= clock.hour < 21 for clock in clocks)
        named = start <= f"{at:%H:%M}" < end
        if at.utcoffset() == noon.utcoffset():
            assert permitted or not named
            assert named or not permitted or hours is None
    if hours is None:  # beyond the Pacific it is another day
        assert any(zone.startswith("Pacific/") for zone in zones.split(";"))


def test_the_best_time_lies_within_the_hours_of_all_zones(tmp_path):
    days = [date(2026, 1, 30) - timedelta(days=days) for days in range(70)]
    calls = [
        f"{case},{day} {at},2125550143,self,{outcome}"
        for case in ("NY", "CA")
        for day in days
        if day.weekday() < 5
        for at, outcome in (("08:30:00", "RPC"), ("15:30:00", "no answer"))
    ]
    (tmp_path / "calls.csv").write_text(
        "\n".join(["case_no,called at,phone,party,outcome", *calls]), encoding="utf-8"
    )
    (tmp_path / "cases.csv").write_text(
        "case_no,debtor name,mobile,state\nNY,John Miller,2125550143,NY\nCA,Ann Lee,2125550143,CA\n",
        encoding="utf-8",
    )
    made = run(
        tmp_path / "cases.csv",
        as_of="2026-01-31",
        out=tmp_path / "out",
        region="US",
        companions={"calls": tmp_path / "calls.csv"},
    )

    listed = pl.read_csv(made.folder / "contacts.csv").filter(callable=True)
    assert dict(listed.select("case_no", "best_time").iter_rows()) == {"NY": "Mon-Fri 08-10", "CA": None}
