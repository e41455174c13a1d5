from __future__ import annotations

import subprocess
import sys

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dq.phones import describe, explain, from_cells, judge
from dq.phones.judge import judge_distinct
from dq.phones.plain import COLUMNS, is_plain, judge_plain


def one(cell, region="CN"):
    return judge(pl.Series([cell], dtype=pl.String), region).row(0, named=True)


def test_each_row_answers_its_own_cell():
    cells = pl.Series(["13912345679", None, "无", "010-66668888", "13912345679", "138****1234", ""])
    found = judge(cells, "CN")
    assert found.columns == list(COLUMNS)
    assert found["e164"].to_list() == [
        "+8613912345679", None, None, "+861066668888", "+8613912345679", None, None,
    ]  # fmt: skip
    assert found["state"].to_list() == ["ok", "empty", "placeholder", "ok", "ok", "masked", "empty"]


def test_an_empty_column_has_the_same_columns():
    for cells in (pl.Series([], dtype=pl.String), pl.Series([None, None], dtype=pl.String)):
        found = judge(cells, "CN")
        assert found.columns == list(COLUMNS)
        assert found.height == len(cells)
        assert set(found.dtypes) == {pl.String}


def test_vector_path_equals_the_cell_layer():
    """Every five-digit prefix, with two tails: the two ways to judge a plain mobile agree in every column."""
    numbers = [f"{prefix}{tail}" for prefix in range(13_000, 20_000) for tail in ("246801", "975318")]
    cells = pl.Series("text", numbers)
    assert is_plain(cells).all()
    assert_frame_equal(judge_plain(cells), judge_distinct(cells, "CN"))


def test_made_up_numbers_do_not_take_the_vector_path():
    assert not is_plain(
        pl.Series(["13800138000", "13888888888", "01381234567", "+1381234567", "1381234567"])
    ).any()


def test_a_canonical_number_has_no_step():
    assert one("+8613912345679")["steps"] is None
    assert one("13912345679")["steps"] == "e164"


def test_operator_place_and_kind():
    row = one("13912345679")
    assert (row["operator"], row["place"], row["kind"], row["region"]) == (
        "中国移动",
        "江苏省常州市",
        "mobile",
        "CN",
    )
    assert one("17061234567")["kind"] == "mvno"
    assert one("010-66668888")["place"] == "北京市"


def test_elsewhere():
    row = one("(415) 555-2671", "US")
    assert (row["e164"], row["state"], row["region"]) == ("+14155552671", "ok", "US")
    assert one("555-2671", "US")["reason"] == "no_area_code"
    assert one("911", "US")["state"] == "service"


@pytest.mark.parametrize(
    ("text", "state", "reason"),
    [("602-555-01", "malformed", "too_short"), ("999-999-9999", "placeholder", "made_up")],
)
def test_groups_of_a_damaged_number_abroad_are_no_short_code(text, state, reason):
    row = one(text, "US")
    assert (row["state"], row["reason"], row["e164"]) == (state, reason, None)


@settings(deadline=None, max_examples=150)
@given(st.text(max_size=40), st.sampled_from(["CN", "US", "IT", "AR"]))
def test_any_text_is_an_answer(text, region):
    row = one(text, region)
    assert row["state"] is not None
    if row["e164"] is not None:
        assert row["state"] in ("ok", "service")
        assert row["e164"].startswith("+")


DIRTY = st.text(alphabet="0123456789138 -/、;,.()+*xX转分机ext无空号张\u3000\u200b０１３\n", max_size=60)


@settings(deadline=None, max_examples=200)
@given(DIRTY)
def test_accepted_digits_stand_in_the_cell(text):
    row = one(text)
    if row["e164"] is not None and "e" not in text:
        digits = "".join(str(int(char)) for char in text if char.isdecimal())
        assert row["e164"].removeprefix("+86").removeprefix("+") in digits


def test_extreme_texts():
    for text in ("1" * 100_000, "\x00" * 300, "138" * 200, "1、" * 200, "+" * 400, "9" * 251, "١٢٣" * 30):
        assert one(text)["state"] in ("malformed", "ambiguous", "placeholder", "empty", "precision_lost")


def test_from_cells_has_one_row_a_number():
    found = from_cells(pl.Series([None, "13912345679、010-66668888转3", "无", "0551-2345678"]), "CN")
    assert found["cell"].to_list() == [1, 1, 3]
    assert found["part"].to_list() == [1, 2, 1]
    assert found["e164"].to_list() == ["+8613912345679", "+861066668888", "+865512345678"]
    assert found["extension"].to_list() == [None, "3", None]
    assert found["valid"].to_list() == [True, True, False]
    assert found["state"].to_list() == ["ok", "ok", "plan_changed"]


def test_describe_speaks_for_the_library():
    found = describe(pl.Series(["13912345679", None, "x", "13912345679"]), "CN")
    assert found["e164"].to_list() == ["+8613912345679", None, None, "+8613912345679"]
    assert found["error"].to_list() == [None, None, "not_a_number", None]
    assert found["valid"].to_list() == [True, None, False, True]


def test_explain_tells_the_plan_change():
    told = explain("0551-2345678", "CN")
    assert told["state"] == "plan_changed"
    assert told["numbers"][0]["plan_change"]["date"] == "2012-12-08"
    assert told["numbers"][0]["plan_change"]["new"] == "+8655162345678"


def test_importing_loads_no_geocoder():
    code = "import sys, dq.phones; sys.exit(any(m.startswith('phonenumbers.geo') for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("lang", ["fr", ""])
def test_unknown_language_is_refused(lang):
    from dq.model.errors import UsageError

    with pytest.raises(UsageError):
        describe(pl.Series(["1"]), "CN", lang=lang)
