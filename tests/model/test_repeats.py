from collections import Counter

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dq.model.repeats import repeated


@given(st.lists(st.none() | st.integers(0, 12) | st.integers(0, 2**64 - 1)))
def test_what_occurs_more_than_once_is_told_once_in_order(numbers):
    counts = Counter(number for number in numbers if number is not None)

    found = repeated(pl.Series("key", numbers, dtype=pl.UInt64))

    assert found.to_list() == sorted(number for number, times in counts.items() if times > 1)
    assert (found.name, found.dtype) == ("key", pl.UInt64)
