"""Rules over rows with equal keys, against plain Python."""

from collections import defaultdict
from dataclasses import replace

import polars as pl
from frames import context_of, evidence, judge, measured_keys, rule, verdicts, working
from hypothesis import given
from hypothesis import strategies as st

from dq.check import engine
from dq.check.differences import Differences
from dq.model import columns
from dq.model.schema import field

CASES = st.lists(
    st.tuples(st.sampled_from(["A1", "A2", "A3", None]), st.sampled_from(["王伟", "李娜", None])),
    min_size=1,
    max_size=12,
)


def frame_of(rows):
    return working({"case_no": [case for case, _ in rows], "debtor_name": [name for _, name in rows]})


@given(CASES)
def test_a_repeated_row_is_any_but_the_first_of_its_kind(rows):
    found = verdicts(frame_of(rows), rule("repeated_row", ["case_no"]))

    assert found == [row in rows[:place] for place, row in enumerate(rows)]


@given(CASES)
def test_a_repeated_key_fails_on_each_distinct_row_of_the_case(rows):
    kinds = defaultdict(set)
    for row in rows:
        kinds[row[0]].add(row)
    expected = [
        None if row[0] is None else len(kinds[row[0]]) > 1 and row not in rows[:place]
        for place, row in enumerate(rows)
    ]

    assert verdicts(frame_of(rows), rule("repeated_key", ["case_no"])) == expected


@given(CASES)
def test_several_values_fail_wherever_a_value_stands(rows):
    names = defaultdict(set)
    for case, name in rows:
        if name is not None:
            names[case].add(name)
    found = verdicts(frame_of(rows), rule("several_values", ["case_no", "debtor_name"]))

    assert [value is True for value in found] == [
        case is not None and name is not None and len(names[case]) > 1 for case, name in rows
    ]


def test_a_name_with_spaces_is_the_same_name():
    frame = frame_of([("A1", "王 伟"), ("A1", "王伟")])

    assert verdicts(frame, rule("several_values", ["case_no", "debtor_name"])) == [False, False]


def test_the_evidence_names_the_rows_as_the_spreadsheet_shows_them():
    frame = frame_of([("A1", "王伟"), ("A2", "李娜"), ("A1", "李娜")])

    assert evidence(frame, rule("repeated_key", ["case_no"])) == ["rows 2, 4", "rows 2, 4"]


def test_many_rows_are_cut_short_in_the_evidence():
    frame = frame_of([("A1", f"王{chr(0x4E00 + n)}") for n in range(9)])

    assert set(evidence(frame, rule("repeated_key", ["case_no"]))) == {"rows 2, 3, 4, 5, 6, …"}


def test_a_number_is_counted_once_a_debtor_over_all_fields():
    cells = {
        "id_no": ["1", "1", "2", "3", "4", None],
        "self_mobile": ["+8613812345679"] * 3 + [None] * 3,
        "contact1_mobile": [None, None, None, "+8613812345679", "+8613912345678", "+8613812345679"],
    }
    shared = rule("shared_value", ["self_mobile", "contact1_mobile"], more_than=2, of="id_no")
    frame = working(cells)

    assert judge(frame, [shared]) == {
        (shared.id, "self_mobile"): [True, True, True, None, None, None],
        (shared.id, "contact1_mobile"): [None, None, None, True, False, None],
    }


def test_nothing_is_found_where_no_row_has_the_key():
    frame = working(
        {"case_no": pl.Series([None, None], dtype=pl.String).to_list(), "debtor_name": ["王伟"] * 2}
    )

    assert verdicts(frame, rule("repeated_key", ["case_no"])) == [None, None]


def test_only_repeated_keys_are_kept():
    frame = frame_of([("A1", "王伟"), ("A2", "王伟"), ("A1", "李娜"), (None, "王伟"), (None, "李娜")])
    repeated = rule("repeated_key", ["case_no"])
    keys = measured_keys(frame, [repeated]).keys[repeated.id]

    assert keys.select("id", "place").rows() == [(0, "2"), (2, "4")]
    assert keys["key"].n_unique() == 1
    assert keys["other"].n_unique() == 2


WAYS = {
    "total_due": ((1000, "1,000"), (1000, "1000.00"), (None, "很多"), (None, "多"), (None, None)),
    "remarks": (("好", "好 "), ("好", "好"), (None, "无"), (None, None), ("坏", "坏")),
    "self_mobile": (
        ("+8613800138000", "13800138000"),
        ("+8613800138000", "138-0013-8000"),
        (None, "1380"),
        (None, None),
    ),
}


def in_ways(rows):
    """A working frame of cells as (clean value, text that came) by field; an amount without a value is unreadable."""
    frame = working({name: [row[name][0] for row in rows] for name in WAYS} | {"case_no": ["A"] * len(rows)})
    texts = [pl.Series(columns.raw(name), [row[name][1] for row in rows], dtype=pl.String) for name in WAYS]
    unread = (pl.col("total_due").is_null() & pl.col(columns.raw("total_due")).is_not_null()).replace_strict(
        {True: "unreadable", False: None}, return_dtype=pl.String
    )
    return frame.with_columns(texts).with_columns(unread.alias(columns.bad("total_due")))


def differences(frame):
    """What is told of the rows of one case that differ."""
    one = rule("repeated_key", ["case_no"])
    (probe,), _ = engine.probes([one], context_of(frame, measured_keys(frame, [one])))
    return [] if probe.explain is None else probe.explain(frame.filter(probe.failing))["detail"].to_list()


def said(row):
    """What a row says, in plain Python: a text that can't be read is itself, and a filler is nothing but for phones."""
    cells = ((name, *row[name]) for name in WAYS)
    return tuple(value if value is not None or name == "remarks" else text for name, value, text in cells)


@given(
    st.lists(
        st.fixed_dictionaries({name: st.sampled_from(ways) for name, ways in WAYS.items()}),
        min_size=2,
        max_size=6,
    )
)
def test_rows_repeat_one_another_or_differ_in_a_field_that_is_named(rows):
    frame, says = in_ways(rows), [said(row) for row in rows]
    again = [one in says[:place] for place, one in enumerate(says)]
    assert verdicts(frame, rule("repeated_row", ["case_no"])) == again

    told = differences(frame)
    assert len(told) == (len(says) - sum(again) if len(set(says)) > 1 else 0)
    labels = [field(name).label("en") for name in WAYS]
    named = [len({one[place] for one in says}) > 1 for place in range(len(WAYS))]
    assert all([label in text for label in labels] == named for text in told)


def test_what_a_phone_cell_holds_beside_its_number_counts():
    frame = in_ways([{name: ways[0] for name, ways in WAYS.items()}] * 2)
    assert verdicts(frame, rule("repeated_row", ["case_no"])) == [False, True]
    others = pl.Series(columns.part("self_mobile", "others"), [None, "+8613900139000"])
    frame = frame.with_columns(others)
    assert verdicts(frame, rule("repeated_row", ["case_no"])) == [False, False]
    assert differences(frame) == [f"rows 2, 3; {field('self_mobile').label('en')}"] * 2


TWINS = {
    "case_no": ["A", "B", "A", "B", "C", "C"],
    "client": ["east", "west", "north", "west", "south", "south"],
    "debtor_name": ["one", "two", "one", "three", "four", "four"],
}
TOLD = [
    "rows; Client: east / north",
    "rows; Debtor's name",
    "rows; Client: east / north",
    "rows; Debtor's name",
    "rows",
    "rows",
]


def twins():
    rows = working(TWINS)
    groups = rows.select(id=columns.ID, key=pl.col("case_no").hash())
    return rows, Differences("case_no", ("case_no",), pl.lit("rows"), "en", groups)


def test_rows_are_told_apart_within_their_own_group_alone():
    rows, differences = twins()
    assert differences(rows)["detail"].to_list() == TOLD


@given(st.lists(st.booleans(), min_size=6, max_size=6))
def test_rows_that_lie_elsewhere_are_compared_as_if_they_were_here(here):
    rows, differences = twins()
    mine = rows.filter(pl.Series(here))
    elsewhere = differences.missing(mine[columns.ID])
    there = rows.filter(pl.col(columns.ID).is_in(elsewhere.implode()))
    whole = {number for number in range(6) if TWINS["case_no"][number] in set(mine["case_no"])}

    assert set(elsewhere) == whole - set(mine[columns.ID])
    told = replace(differences, others=there.select(differences.reads(rows.columns)))(mine)
    assert told["detail"].to_list() == [TOLD[number] for number in mine[columns.ID]]
