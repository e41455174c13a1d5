"""Checks on single cells that the examples of the rules do not reach."""

import polars as pl
from frames import rule, verdicts, working

from dq.model.columns import raw, step


def test_a_control_character_is_looked_for_in_changed_cells_only():
    frame = working({"home_address": ["北京市朝阳区建国路1号"] * 3})
    frame = frame.with_columns(
        pl.Series(raw("home_address"), ["北京\x07市", "北京\x07市", None]),
        pl.Series(step("home_address"), ["text.invisible", None, None]),
    )

    assert verdicts(frame, rule("control_characters", ["home_address"])) == [True, False, None]


def test_a_formula_needs_more_than_a_sign():
    cells = ["=1", "-5", "+86 138", "@home", "-1+cmd|x", "+SUM(1)", "-已还款", "王伟", None]
    frame = working({"remarks": cells})

    assert verdicts(frame, rule("formula", ["remarks"])) == [
        True, False, False, False, True, True, False, False, None,
    ]  # fmt: skip


def test_required_takes_an_unreadable_cell_for_filled():
    frame = working({"total_due": [None, None, "1"]}, {"total_due": ["unreadable", None, None]})

    assert verdicts(frame, rule("required", ["total_due"])) == [False, True, False]
