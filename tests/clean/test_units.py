"""Amounts of a column that is in another unit."""

import polars as pl

from dq.clean.numbers import money_cleaner


def test_nothing_is_nothing_in_every_unit():
    told = money_cleaner("万元", "CN")(pl.Series(["0.00", "0", "-0", "0万", "1.2", "0.5元"]))

    assert told["value"].cast(pl.String).to_list()[:5] == ["0.00", "0.00", "0.00", None, "12000.00"]
    assert told["step"].to_list()[:3] == [None, None, None]
    assert told["step"][4] == "money.unit"
