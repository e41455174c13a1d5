"""Rows that come in slices stand in the files as any writer of CSV and Parquet would put them down."""

import csv
import io
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dq.write.stream import write_slices

SCHEMA = pl.Schema({"text": pl.String, "day": pl.Date, "amount": pl.Decimal(18, 2), "row": pl.UInt32})
TEXTS = st.none() | st.text(alphabet="a1,\"\r\n\t'= 张", max_size=6)
ROWS = st.lists(
    st.tuples(
        TEXTS,
        st.none() | st.dates(date(1850, 1, 1), date(2150, 1, 1)),
        st.none() | st.decimals(-(10**9), 10**9, places=2),
    ),
    max_size=20,
)


def written(slices: list[pl.DataFrame]) -> tuple[bytes, pl.DataFrame]:
    with TemporaryDirectory() as folder:
        parquet, text = Path(folder, "a.parquet"), Path(folder, "a.csv")
        write_slices(iter(slices), SCHEMA, parquet, text)
        return text.read_bytes(), pl.read_parquet(parquet)


def frame(rows: list[tuple[object, ...]], start: int = 0) -> pl.DataFrame:
    numbered = [(*row, start + number) for number, row in enumerate(rows)]
    return pl.DataFrame(numbered, schema=SCHEMA, orient="row")


@given(ROWS, ROWS)
def test_the_files_hold_what_came(first, second):
    slices = [frame(first), frame(second, len(first))]
    text, parquet = written(slices)
    whole = pl.concat(slices)
    assert parquet.equals(whole)
    by_polars = io.BytesIO()
    whole.write_csv(by_polars, line_terminator="\r\n", quote_style="necessary")
    assert text == by_polars.getvalue()


def test_a_column_of_few_words_and_one_of_many_are_quoted_alike():
    words = ["平安,分期", 'a "b"', "", None, "plain", "two\nlines"]
    many = [f"{number}{words[number % 6] or ''}" for number in range(3_000)]
    for texts in (words * 500, many):
        text, parquet = written([frame([(cell, None, None) for cell in texts])])
        assert parquet["text"].to_list() == texts
        assert [row[0] for row in csv.reader(io.StringIO(text.decode(), newline=""))][1:] == [
            cell or "" for cell in texts
        ]


def test_nothing_and_an_empty_text_differ():
    text, _ = written([frame([("", None, None), (None, None, None)])])
    assert text == b'text,day,amount,row\r\n"",,,0\r\n,,,1\r\n'
