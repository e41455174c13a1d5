"""Checks on single cells that the examples of the rules do not reach."""

import polars as pl
from frames import evidence, rule, verdicts, working

from dq.model.columns import part, raw


def test_an_oddity_is_told_where_cleaning_saw_it():
    frame = working({"home_address": ["北京市", "上海市", None]}).with_columns(
        pl.Series(raw("home_address"), ["北京\x07市", "上海市", None]),
        pl.Series(part("home_address", "odd"), ["control+formula", "formula", None]),
    )
    control = rule("odd", ["home_address"], oddity="control")

    assert verdicts(frame, control) == [True, False, None]
    assert evidence(frame, control) == ["U+0007"]
    assert verdicts(frame, rule("odd", ["home_address"], oddity="formula")) == [True, True, None]


def test_required_takes_an_unreadable_cell_for_filled():
    frame = working({"total_due": [None, None, "1"]}, {"total_due": ["unreadable", None, None]})

    assert verdicts(frame, rule("required", ["total_due"])) == [False, True, False]
