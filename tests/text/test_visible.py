import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dq.text.visible import one_line, visible, visible_expr


def test_hidden_and_steering_characters_get_a_mark():
    assert visible("138\u200b0013\u202e8000\x1b[2J") == "138‹U+200B›0013‹U+202E›8000‹U+001B›[2J"
    assert visible("a\tb\nc 张三") == "a\tb\nc 张三"


def test_one_line_has_no_line_ends():
    assert one_line("a\r\nb\nc\td\re") == "a⏎b⏎c d⏎e"


@given(st.text(max_size=20))
def test_polars_marks_as_python_does(text):
    shown = pl.DataFrame({"value": [text]}).select(visible_expr(pl.col("value"))).item()
    assert shown == visible(text)
