"""Fillers of single parts of a name go, and that is told; what may be a name stays."""

import polars as pl
import pytest

from dq.clean.texts import clean_joined_name, clean_text

CASES = [
    ("JOHN NULL SMITH", "JOHN SMITH", "text.placeholder"),
    ("N/A N/A Smith", "Smith", "text.placeholder"),
    ("John  NMN   Smith", "John Smith", "text.space+text.placeholder"),
    ("John - Smith .", "John Smith", "text.placeholder"),
    ("N/A N/A", None, "text.placeholder"),
    ("NULL", None, "text.placeholder"),
    ("LI NA", "LI NA", None),
    ("Mary-Ann O'Neil Jr.", "Mary-Ann O'Neil Jr.", None),
    ("A/B Smith", "A/B Smith", None),
    ("王小明", "王小明", None),
    ("  van Dyke", "van Dyke", "text.space"),
    (None, None, None),
]


@pytest.mark.parametrize(("cell", "value", "step"), CASES)
def test_a_filler_is_no_part_of_a_name(cell, value, step):
    made = clean_joined_name(pl.Series([cell, "Ann Lee"], dtype=pl.String))
    assert (made["value"][0], made["step"][0]) == (value, step)
    assert (made["value"][1], made["step"][1]) == ("Ann Lee", None)


def test_names_in_one_column_are_as_they_were():
    made = clean_text(pl.Series(["JOHN NULL SMITH"]))
    assert made["value"].to_list() == ["JOHN NULL SMITH"]
