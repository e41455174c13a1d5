"""Phone cells: a number of an earlier plan is changed only where the source allows it and the new form is certain."""

import polars as pl

from dq.clean.phones import REWRITTEN, phone_cleaner

CELLS = pl.Series(
    ["0853-3123456", "+225 07123456", "+241 06123456", "0851-5123456", "13812345671", None, "0853-3123456"]
)
SURE, LIKELY = "+8685133123456", "+2250707123456"


def test_without_leave_the_new_form_is_a_suggestion():
    found = phone_cleaner("CN")(CELLS)
    assert found["value"].to_list() == [
        None,
        None,
        "+24106123456",
        "+868515123456",
        "+8613812345671",
        None,
        None,
    ]
    assert found["suggestion"][0] == SURE


def test_with_leave_only_what_is_certain_is_changed():
    found = phone_cleaner("CN", rewrite=True)(CELLS)
    # Ivory Coast by the old operator, Gabon and Guiyang, whose old forms are still called valid, stay as they are.
    assert found["value"].to_list() == [
        SURE,
        None,
        "+24106123456",
        "+868515123456",
        "+8613812345671",
        None,
        SURE,
    ]
    assert found["suggestion"].to_list() == [None, LIKELY, "+24166123456", "+8685185123456", None, None, None]
    assert found["step"].to_list()[0] == REWRITTEN
    assert found["state"].to_list()[:2] == ["ok", "plan_changed"]
    assert found["kind"][0] == "fixed_line"
    assert "2014-12-20" in found["note"][0]
