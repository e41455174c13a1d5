"""A name in several columns as one text."""

import polars as pl
import pytest

from dq.text.name_parts import joined_name, title_of

PARTS = {"Last": "family", "First": "given", "MI": "middle", "Jr": "suffix"}


@pytest.mark.parametrize(
    ("cells", "name"),
    [
        (("Smith", "Mary", "Ann", "Jr."), "Mary Ann Smith Jr."),
        (("de la cruz", "anna-lee", None, None), "anna-lee de la cruz"),
        (("O'Brien-Jones", None, None, None), "O'Brien-Jones"),
        ((None, "Rosa", None, "III"), "Rosa III"),
        ((" van Dyke ", "Peter  Paul", None, None), "Peter  Paul  van Dyke "),
        (("王", "小明", None, None), "王小明"),
        (("阿凡提·买买提", "艾合买提", None, None), "阿凡提·买买提艾合买提"),
        ((None, "小明", None, None), "小明"),
        (("王", "David", None, None), "David 王"),
        ((None, None, None, None), None),
    ],
)
def test_the_cells_stay_as_they_came_in_the_order_of_their_script(cells, name):
    rows = pl.DataFrame([cells], schema=dict.fromkeys(PARTS, pl.String), orient="row")
    assert rows.select(joined_name(PARTS)).item() == name


def test_a_family_name_alone_is_a_name():
    rows = pl.DataFrame({"Last": ["Smith", None]})
    assert rows.select(joined_name({"Last": "family"})).to_series().to_list() == ["Smith", None]


def test_together_they_are_called_by_their_columns():
    assert title_of(PARTS) == "Last + First + MI + Jr"
