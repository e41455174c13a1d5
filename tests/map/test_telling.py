"""Columns that are no field: those that number the rows, those that say which period of a loan a row is about."""

import polars as pl
import pytest

from dq.map.telling import numbers_rows, says_period


def texts(*values):
    return pl.Series(values, dtype=pl.String)


COUNTED = texts(*map(str, range(1, 31)))


@pytest.mark.parametrize("header", ["序号", "行号", "No.", "Row No", "seq"])
def test_a_known_header_numbers_the_rows_whatever_stands_below(header):
    assert numbers_rows(header, texts("7", "3", None))


def test_an_unknown_column_that_counts_the_rows_numbers_them():
    assert numbers_rows("导出号", COUNTED)
    assert numbers_rows("", texts(*map(str, range(30))))


@pytest.mark.parametrize(
    "cells",
    [
        COUNTED.head(12),  # may be the periods of one loan
        COUNTED.tail(25),
        texts(*map(str, range(20251103000123, 20251103000153))),  # transactions of one day
        COUNTED.extend_constant(None, 1),
        texts(*["1"] * 30),
        texts(*(f"T{n}" for n in range(30))),
        texts(),
    ],
)
def test_what_does_not_count_from_the_start_tells_rows_apart(cells):
    assert not numbers_rows("流水号", cells)


@pytest.mark.parametrize(
    "header", ["期次", "第几期", "账单月份", "Instalment No", "installment_number", "Due Date"]
)
def test_headers_of_periods(header):
    assert says_period(header)
    assert not numbers_rows(header, texts("1", "2"))


@pytest.mark.parametrize("header", ["备注", "期数", "录音文件", ""])
def test_other_headers_say_no_period(header):
    assert not says_period(header)
