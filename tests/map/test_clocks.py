"""Columns of days and columns of times of day are told apart by header and values together."""

import polars as pl
import pytest

from dq.map.companion_headers import vocabulary_of
from dq.map.propose import propose
from dq.read.interface import Column

DAYS = [f"2026-01-{day:02}" for day in range(5, 17)]
CLOCKS = [f"{hour}:05" for hour in range(8, 20)]
MOMENTS = [f"{day} {clock}:00" for day, clock in zip(DAYS, CLOCKS, strict=True)]
LENGTHS = [f"00:0{minute % 10}:20" for minute in range(12)]
MIDNIGHTS = [f"{day} 00:00:00" for day in DAYS]
FRACTIONS = [str(hour / 24) for hour in range(8, 20)]

PAIRS = pytest.mark.parametrize(
    ("day", "clock"),
    [
        ("拨打日期", "拨打时间"), ("通话日期", "开始时间"), ("通话日期", "通话时间"), ("日期", "时间"),
        ("call date", "call time"), ("Call_Date", "Start_Time"), ("Date", "Time"), ("联络日期", "时刻"),
        ("拨打时间", "拨打时刻"),
    ],
)  # fmt: skip


def mapped(columns, lang="en"):
    """Field by header, of a call log with these columns beside case, number and result."""
    rows = len(next(iter(columns.values())))
    whole = {"案件号": [f"A{n}" for n in range(rows)], **columns, "联络电话": ["13800000001"] * rows}
    found = propose(
        [Column(place, name, name, "A") for place, name in enumerate(whole, 1)],
        pl.DataFrame(whole, schema=dict.fromkeys(whole, pl.String)),
        lang=lang,
        table="calls",
    )
    return {column.column: column.field for column in found.mapped if column.column in columns}, found


@PAIRS
@pytest.mark.parametrize("days", [DAYS, MIDNIGHTS, ["46027"] * 12])
@pytest.mark.parametrize(
    "clocks", [CLOCKS, FRACTIONS, ["下午3:20"] * 12, ["９：０５：３３"] * 12, ["090533"] * 12]
)
def test_a_column_of_days_and_one_of_clocks_are_one_moment(day, clock, days, clocks):
    for columns in ({day: days, clock: clocks}, {clock: clocks, day: days}):
        assert mapped(columns)[0] == {day: "called_at", clock: "called_clock"}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"拨打日期": DAYS, "拨打时间": MOMENTS}, {"拨打时间": "called_at"}),
        ({"联络时间": MOMENTS, "开始时间": CLOCKS}, {"联络时间": "called_at"}),
        ({"拨打日期": DAYS, "通话时间": LENGTHS}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "通话时长": CLOCKS}, {"拨打日期": "called_at", "通话时长": "duration_s"}),
        ({"拨打日期": DAYS, "结束时间": CLOCKS}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "拨打时间": [None] * 12}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "拨打时间": ["00:00:00"] * 12}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "时刻": ["00:00:00"] * 11 + [None]}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "几点": ["0:00"] * 12}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "几点": LENGTHS}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "几点": CLOCKS[:8] + ["忙"] * 4}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "几点": ["00:00"] * 7 + CLOCKS[:5]}, {"拨打日期": "called_at"}),
        ({"拨打日期": DAYS, "几点": CLOCKS, "到几点": CLOCKS}, {"拨打日期": "called_at"}),
        ({"拨打时间": MOMENTS, "几点": CLOCKS}, {"拨打时间": "called_at"}),
        ({"几点": CLOCKS}, {}),
    ],
    ids=[
        "moments beside days", "clocks beside moments", "lengths", "a length by name", "the end", "nothing",
        "midnights", "midnights by name", "midnights without a name", "lengths without a name", "other things",
        "more midnights than clocks",
        "two columns of clocks without a name", "moments, and clocks without a name", "no days",
    ],
)  # fmt: skip
def test_no_other_pair_of_columns_is_taken_for_a_moment(columns, expected):
    assert mapped(columns)[0] == expected


@pytest.mark.parametrize("name", ["几点", "Column 7", ""])
@pytest.mark.parametrize("clocks", [CLOCKS, ["00:00:00"] * 4 + CLOCKS[4:], FRACTIONS])
def test_the_only_column_of_clocks_without_a_known_header_is_told_by_its_values(name, clocks):
    found, mapping = mapped({"拨打日期": DAYS, name: clocks})
    assert found == {"拨打日期": "called_at", name: "called_clock"}
    (clock,) = [column for column in mapping.mapped if column.field == "called_clock"]
    assert clock.how == "shape"
    assert clock.evidence[0] == "the only column of times of day"


def test_why_a_column_of_midnights_is_no_clock_is_told():
    _, found = mapped({"拨打日期": DAYS, "时刻": ["00:00:00"] * 12}, "zh")
    (told,) = [column.reason for column in found.unmapped if column.column == "时刻"]
    assert "时刻全为 00:00" in told


@PAIRS
@pytest.mark.parametrize("values", [[], [None] * 12], ids=["no rows", "no values"])
def test_where_there_are_no_values_the_headers_tell(day, clock, values):
    for columns in ({day: values, clock: values}, {clock: values, day: values}):
        assert mapped(columns)[0] == {day: "called_at", clock: "called_clock"}


@pytest.mark.parametrize(
    "names", [("联络时间", "开始时间"), ("拨打日期", "通话日期"), ("拨打日期", "日期时间")]
)
def test_headers_that_tell_no_day_from_a_clock_are_one_field(names):
    found, _ = mapped({name: [] for name in names})
    assert list(found.values()) == ["called_at"]


def test_the_evidence_names_the_column_of_the_days():
    for lang, word in (("en", "one moment"), ("zh", "合为一个时间")):
        _, found = mapped({"拨打日期": DAYS, "拨打时间": CLOCKS}, lang)
        (clock,) = [column for column in found.mapped if column.field == "called_clock"]
        assert any("拨打日期" in told and word in told for told in clock.evidence)
        assert clock.how == "alias"


def test_headers_of_clocks_name_no_other_field():
    known = vocabulary_of("calls")
    assert all(fields == ("called_clock",) for fields in known.aliases.values() if "called_clock" in fields)
