"""What stands beside a number, and counts it in another unit."""

import polars as pl
import pytest

from dq.clean.numbers import clean_percent, integer_cleaner, money_cleaner


def test_nothing_is_nothing_in_every_unit():
    told = money_cleaner("万元", "CN")(pl.Series(["0.00", "0", "-0", "0万", "1.2", "0.5元"]))

    assert told["value"].cast(pl.String).to_list()[:5] == ["0.00", "0.00", "0.00", None, "12000.00"]
    assert told["step"].to_list()[:3] == [None, None, None]
    assert told["step"][4] == "money.unit"


def test_amounts_in_words():
    told = money_cleaner(None, "CN")(pl.Series(["壹万贰仟叁佰元整", "三万五", "结清"]))

    assert told["value"].cast(pl.String).to_list() == ["12300.00", None, None]
    assert told["step"].to_list() == ["money.words", None, None]
    assert told["bad"].to_list() == [None, "unreadable", "unreadable"]
    assert money_cleaner("万元", "CN")(pl.Series(["三万"]))["bad"].to_list() == ["unreadable"]


@pytest.mark.parametrize(
    ("name", "text", "number"),
    [
        ("days_overdue", "15 天", 15), ("days_overdue", "M3", None), ("days_overdue", "3期", None),
        ("days_overdue", "2个月", None), ("overdue_periods", "M3", 3), ("term_periods", "12个月", 12),
        ("term_periods", "12天", None), ("repay_day", "每月15日", 15), ("age", "35周岁", 35), ("age", "35期", None),
        ("hand", "第2手", 2), ("overdue_times", "4次", 4),
    ],
)  # fmt: skip
def test_a_number_of_something_else_is_no_value(name, text, number):
    told = integer_cleaner(name)(pl.Series([text]))

    assert told["value"].to_list() == [number]
    assert told["bad"].to_list() == [None if number is not None else "unreadable"]


def test_rates_that_say_that_they_are_of_a_year():
    told = clean_percent(pl.Series(["年化24%", "年利率 15.4", "月息2%", "24"]))

    assert told["value"].cast(pl.String).to_list() == ["24.0000", "15.4000", None, "24.0000"]
    assert told["step"].to_list() == ["percent.sign", "percent.sign", None, None]


def test_digits_that_a_large_unit_turns_into_cents_are_no_noise():
    told = money_cleaner("万元", "CN")(pl.Series(["1.20005", "1.2000500000001", "1.2345678"]))

    assert told["value"].cast(pl.String).to_list() == ["12000.50", "12000.50", None]
    assert told["step"].to_list() == ["money.unit", "money.float_noise+money.unit", None]
    assert told["bad"][2] == "fraction_of_cent"
    plain = money_cleaner(None, "CN")(pl.Series(["12.300000001", "12.30000000000000001", "1.20005万"]))
    assert plain["step"].to_list() == ["money.float_noise", "money.float_noise", "money.unit"]


def test_a_currency_may_stand_before_the_parentheses_of_a_negative_amount():
    told = money_cleaner(None, "US")(pl.Series(["$(12.00)", "$ (1,012.50)", "(USD 3)", "$$5", "$(5", "¥(5)"]))

    assert told["value"].cast(pl.String).to_list() == ["-12.00", "-1012.50", "-3.00", None, None, None]
    assert told["step"].to_list()[:3] == ["money.parentheses"] * 3
    assert told["bad"].to_list()[3:] == ["unreadable", "unreadable", "foreign_currency"]
