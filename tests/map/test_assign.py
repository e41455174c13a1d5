"""The assignment is the best there is, as trying all of them shows."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from dq.map.assign import assign

scores = st.lists(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 20).map(lambda n: n / 20), max_size=4), max_size=5
)


def total(rows, chosen):
    return sum(row[name] for row, name in zip(rows, chosen, strict=True) if name is not None)


@given(scores)
def test_no_other_assignment_is_worth_more(rows):
    chosen = assign(rows)
    taken = [name for name in chosen if name is not None]
    assert len(set(taken)) == len(taken)
    best = max(
        total(rows, tried)
        for tried in product(*([*row, None] for row in rows))
        if len({name for name in tried if name}) == sum(name is not None for name in tried)
    )
    assert abs(total(rows, chosen) - best) < 1e-9


def test_a_column_gives_way_where_it_has_another_field():
    assert assign([{"mobile": 0.9, "home": 0.6}, {"mobile": 1.0}]) == ["home", "mobile"]


def test_of_equal_columns_the_first_is_taken():
    assert assign([{"a": 0.5}, {"a": 0.5}, {}]) == ["a", None, None]


def test_many_columns_for_one_field_are_quick():
    chosen = assign([{"remarks": 0.5, "notes": 0.4}] * 5000)
    assert set(chosen[:2]) == {"remarks", "notes"}
    assert set(chosen[2:]) == {None}
