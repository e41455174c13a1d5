"""The fast way of each cleaner takes only what the slow way would read alike and leave as it is."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.clean.dates import date_cleaner
from dq.clean.ids import clean_resident_id
from dq.clean.numbers import clean_integer, clean_percent, money_cleaner

LIKE_NUMBERS = st.text("0123456789.-+, 万%eE", min_size=1, max_size=12)
LIKE_DATES = st.one_of(
    st.text("0123456789-/ 年", min_size=1, max_size=11),
    st.builds("{:04}-{:02}-{:02}".format, st.integers(1, 2200), st.integers(0, 13), st.integers(0, 32)),
)
LIKE_IDS = st.one_of(
    st.text("0123456789Xx ", min_size=1, max_size=19),
    st.builds(
        "{:06}{:04}{:02}{:02}{:03}{}".format,
        st.integers(0, 999999),
        st.integers(1840, 2110),
        st.integers(0, 13),
        st.integers(0, 32),
        st.integers(0, 999),
        st.sampled_from("0123456789Xx"),
    ),
)
CLEANERS = {
    "money": (money_cleaner(None, "CN"), LIKE_NUMBERS),
    "percent": (clean_percent, LIKE_NUMBERS),
    "integer": (clean_integer, LIKE_NUMBERS),
    "date": (date_cleaner(None), LIKE_DATES),
    "resident id": (clean_resident_id, LIKE_IDS),
}


@pytest.mark.parametrize("name", CLEANERS)
@given(data=st.data())
def test_both_ways_agree(name, data):
    cleaner, texts = CLEANERS[name]
    cells = pl.Series(data.draw(st.lists(texts, min_size=1, max_size=20)), dtype=pl.String)
    taken, others = cleaner.fast(cells)
    fast = taken.filter(~others)
    slow = cleaner.slow(cells).filter(~others)
    for column in slow.columns:
        differing = ~fast[column].eq_missing(slow[column].cast(fast[column].dtype))
        assert not differing.any(), (column, cells.filter(~others).filter(differing).to_list())
