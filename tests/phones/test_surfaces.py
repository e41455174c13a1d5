from __future__ import annotations

import json

import phone_mixes
import polars as pl
import pytest
from polars.testing import assert_frame_equal, assert_series_equal

from dq.phones import complete_landlines, describe, explain, judge, statistics
from dq.phones.words import DESCRIBE

TEXTS = pl.Series("phone", [*phone_mixes.dirty(400, seed=21), None, ""])


@pytest.mark.parametrize("name", list(DESCRIBE))
def test_the_namespace_says_what_describe_says(name):
    frame = pl.DataFrame([TEXTS])
    told = frame.select(getattr(pl.col("phone").phone, name)("CN"))["phone"]
    assert_series_equal(told, describe(TEXTS, "CN")[name].rename("phone"))


def test_the_streaming_plan_says_the_same():
    frame = pl.LazyFrame([TEXTS]).with_columns(
        d=pl.col("phone").phone.describe("CN", lang="zh"), j=pl.col("phone").phone.judge("CN")
    )
    told = frame.collect(engine="streaming")
    assert_frame_equal(told["d"].struct.unnest(), describe(TEXTS, "CN", lang="zh"))
    assert_frame_equal(told["j"].struct.unnest(), judge(TEXTS, "CN"))


def test_landlines_are_completed_from_the_city():
    cells = pl.Series(
        ["26001234", "2600-1234", "6600 1234", "7001234", "13912345679", None, "26001234", "26001234"]
    )
    cities = pl.Series(["深圳市", "广东省深圳", "北京市", "太原市", "深圳市", "深圳市", None, "火星市"])
    assert complete_landlines(cells, cities).to_list() == [
        "+8675526001234", "+8675526001234", "+861066001234", "+863517001234", None, None, None, None,
    ]  # fmt: skip


def test_a_local_number_of_the_wrong_length_is_not_completed():
    assert complete_landlines(pl.Series(["7001234"]), pl.Series(["深圳市"])).to_list() == [None]


def test_explain_can_be_written_as_json():
    for text in ("13912345679", "0551-2345678", "无", "", "+14155552671", "010-66001234转8"):
        assert json.loads(json.dumps(explain(text))) == explain(text)


def test_statistics_count_what_went_the_slow_way():
    before = statistics()
    describe(pl.Series(["13912345679", "x" * 20 + "1"]), "CN")
    judge(pl.Series(["13912345679", "张三1391234567999号"]), "CN")
    after = statistics()
    assert {key: after[key] - before[key] for key in after} == {
        "strings": 2, "to_library": 1, "cells": 2, "to_cell_layer": 1,
    }  # fmt: skip
