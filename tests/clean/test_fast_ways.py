"""The fast way of each cleaner takes only what the slow way would read alike and leave as it is."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.clean.dates import date_cleaner
from dq.clean.enums import enum_cleaner
from dq.clean.ids import clean_card, clean_id, clean_resident_id
from dq.clean.numbers import clean_percent, integer_cleaner, money_cleaner
from dq.clean.texts import clean_text

LIKE_NUMBERS = st.text("0123456789.-+, 万%eECRD/", min_size=1, max_size=12)
LIKE_DATES = st.one_of(
    st.text("0123456789-/ 年", min_size=1, max_size=11),
    st.builds("{:04}-{:02}-{:02}".format, st.integers(1, 2200), st.integers(0, 13), st.integers(0, 32)),
    st.sampled_from(("0000-00-00", "1900-01-00", "0001-01-01", "1900-01-01")),
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
LIKE_TEXTS = st.one_of(
    st.text("张三 0-=\"'\u3000\u200b()Ａ*男mM.eE", min_size=1, max_size=8), st.text(min_size=1, max_size=6)
)
CLEANERS = {
    "money": (money_cleaner(None, "CN"), LIKE_NUMBERS),
    "percent": (clean_percent, LIKE_NUMBERS),
    "integer": (integer_cleaner("days_overdue"), LIKE_NUMBERS),
    "periods": (integer_cleaner("paid_periods"), LIKE_NUMBERS),
    "date": (date_cleaner(None), LIKE_DATES),
    "resident id": (clean_resident_id, LIKE_IDS),
    "text": (clean_text, LIKE_TEXTS),
    "id": (clean_id, LIKE_TEXTS),
    "card": (clean_card, LIKE_TEXTS),
    "enum": (enum_cleaner({"男": "男", "m": "男"}), LIKE_TEXTS),
}


@pytest.mark.parametrize("name", ["date", "resident id", "text", "id", "card", "enum"])
@given(data=st.data())
def test_a_value_is_written_as_it_came_unless_a_step_or_a_fault_is_told(name, data):
    """What is packed between the passes rests on it."""
    cleaner, texts = CLEANERS[name]
    cells = pl.Series(data.draw(st.lists(texts, min_size=1, max_size=20)), dtype=pl.String)
    told = cleaner(cells)
    quiet = told["step"].is_null() & told["bad"].is_null()
    assert told["value"].cast(pl.String).filter(quiet).to_list() == cells.filter(quiet).to_list()


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


@pytest.mark.parametrize("written", ["0.E0", "1.E2", "5.e1"])
def test_an_amount_in_powers_of_ten_is_none_in_two_decimals(written):
    cells = pl.Series(["100.50", written])
    _, others = CLEANERS["money"][0].fast(cells)
    assert others.to_list() == [False, True]
