import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.text.width import cut, pad, width, wrap


@pytest.mark.parametrize(
    ("text", "columns"),
    [("", 0), ("abc", 3), ("电话", 4), ("ａ", 2), ("a\u0301", 1), ("\u200b", 0), ("￥1", 3)],
)
def test_known_widths(text, columns):
    assert width(text) == columns


@given(st.text(), st.integers(0, 40))
def test_cut_never_exceeds_and_keeps_what_fits(text, columns):
    assert width(cut(text, columns)) <= columns
    if width(text) <= columns:
        assert cut(text, columns) == text


@given(st.text(), st.integers(1, 40), st.sampled_from(["left", "right"]))
def test_pad_is_exact(text, columns, align):
    assert width(pad(text, columns, align)) == columns


def test_a_cut_inside_a_wide_character_is_filled():
    assert pad("电话号码", 6) == "电话… "


@given(st.text(alphabet="ab 电话，。1", max_size=80), st.integers(4, 30))
def test_wrap_loses_no_character_but_blanks(text, columns):
    lines = wrap(text, columns)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line) <= columns for line in lines)


def test_wrap_keeps_words_whole_and_closes_a_line_with_its_stop():
    assert wrap("call the debtor again", 10) == ["call the", "debtor", "again"]
    assert wrap("电话格式不对，请核实。", 12) == ["电话格式不", "对，请核实。"]
