"""Dates as text, as polars itself would write them."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_series_equal

from dq.text.days import iso


@given(st.lists(st.none() | st.dates(date(1890, 1, 1), date(2110, 12, 31))))
def test_a_date_is_written_as_polars_writes_it(days):
    series = pl.Series("on", days, pl.Date)
    assert_series_equal(iso(series), series.cast(pl.String))
