"""Companion rows at rest come back as they were, whatever was left out of the files."""

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dq.pipeline.storing import Store

DAYS = st.none() | st.dates(date(1900, 1, 1), date(2100, 12, 31))
TEXTS = st.none() | st.sampled_from(["a", "b", "2026-01-31", "7"])


def rows_of(first, cells):
    """A slice: a text, a date and a number, each beside the text that it came as."""
    words, days, numbers = zip(*((word, day, n) for word, day, n, _ in cells), strict=True)
    other = [as_it_came for *_, as_it_came in cells]
    frame = pl.DataFrame(
        {"word": words, "day": days, "n": numbers, "other": other},
        schema={"word": pl.String, "day": pl.Date, "n": pl.Int32, "other": pl.String},
    )
    written = pl.col("word", "day", "n").cast(pl.String).name.prefix("raw:")
    mended = pl.coalesce("other", "raw:word")
    place = pl.int_range(first, first + pl.len(), dtype=pl.UInt32)
    return (
        frame.with_columns(written)
        .with_columns(mended.alias("raw:word"), place.alias("_id"), (place // 2).alias("_case"))
        .with_columns(pl.lit("calls.csv").alias("_file"))
    )


CELLS = st.lists(st.tuples(TEXTS, DAYS, st.none() | st.integers(-9, 9), TEXTS), min_size=1, max_size=4)


@given(st.lists(CELLS, min_size=1, max_size=4), st.booleans())
def test_rows_at_rest_come_back_as_they_were(tmp_path_factory, slices, tell_apart):
    store = Store(tmp_path_factory.mktemp("store") / "rows")
    frames = []
    for place, cells in enumerate(slices):
        rows = rows_of(10 * place, cells)
        if tell_apart and place:
            rows = rows.with_columns(pl.lit(f"calls {place}.csv").alias("_file"))
        store.add(rows)
        frames.append(rows)
    whole = pl.concat(frames)
    assert store.frame().collect().equals(whole)
    assert store.rows == whole.height
    assert {name: store.count(name) for name in whole.columns} == whole.select(pl.all().count()).row(
        0, named=True
    )


def test_what_is_known_without_is_not_stored(tmp_path):
    store = Store(tmp_path / "rows")
    store.add(rows_of(0, [("a", date(2026, 1, 31), 7, None), ("b", date(2026, 2, 1), 8, None)]))
    stored = pl.read_parquet_schema(next((tmp_path / "rows").glob("*.parquet")))
    assert {"raw:word", "raw:day", "raw:n", "_file"}.isdisjoint(stored)
    assert {"word", "day", "n", "_id", "_case"} <= stored.keys()
