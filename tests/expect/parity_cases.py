"""The same data for polars and for pandas, and the expectations that both must judge alike."""

import random
from datetime import date, datetime, timedelta
from decimal import Decimal

import pandas as pd
import polars as pl

ROWS = 240
WORDS = ["逾期", "结清", "Open", "open", "closed ", "", "a\n", "12", "x1"]


def _holes(rng, values, share):
    return [None if rng.random() < share else value for value in values]


def columns(seed=7):
    """Column name -> (polars type, values, pandas type)."""
    rng = random.Random(seed)
    days = [date(2025, 1, 1) + timedelta(rng.randint(0, 400)) for _ in range(ROWS)]
    moments = [datetime(2025, 1, 1) + timedelta(minutes=rng.randint(0, 500_000)) for _ in range(ROWS)]
    whole = [rng.randint(-50, 500) for _ in range(ROWS)]
    money = [Decimal(rng.randint(0, 9_999_99)) / 100 for _ in range(ROWS)]
    return {
        "key": (pl.Int64, list(range(1000, 1000 + ROWS)), "int64"),
        "whole": (pl.Int64, whole, "int64"),
        "part": (pl.Int64, _holes(rng, [rng.randint(0, 9) for _ in range(ROWS)], 0.2), "float64"),
        "real": (
            pl.Float64,
            [
                rng.choice([rng.gauss(100, 20), float("nan"), 1e6])
                if rng.random() < 0.1
                else rng.gauss(100, 20)
                for _ in range(ROWS)
            ],
            "float64",
        ),
        "word": (pl.String, _holes(rng, [rng.choice(WORDS) for _ in range(ROWS)], 0.15), "object"),
        "phone": (
            pl.String,
            [
                f"1{rng.randint(30, 99)}{rng.randint(0, 99_999_999):08}"[: rng.choice([10, 11, 11])]
                for _ in range(ROWS)
            ],
            "object",
        ),
        "day": (pl.Date, days, "datetime64[ns]"),
        "moment": (pl.Datetime("ns"), _holes(rng, moments, 0.1), "datetime64[ns]"),
        "later": (
            pl.Datetime("ns"),
            [m + timedelta(days=rng.randint(-2, 30)) for m in moments],
            "datetime64[ns]",
        ),
        "money": (pl.Decimal(12, 2), _holes(rng, money, 0.1), "object"),
        "fee": (pl.Decimal(12, 2), money, "object"),
        "flag": (pl.Boolean, [rng.random() < 0.7 for _ in range(ROWS)], "bool"),
        "a": (pl.Int64, [rng.randint(0, 3) for _ in range(ROWS)], "int64"),
        "b": (pl.Int64, [rng.randint(0, 3) for _ in range(ROWS)], "int64"),
        "c": (pl.Int64, _holes(rng, [rng.randint(0, 3) for _ in range(ROWS)], 0.3), "float64"),
        "up": (pl.Int64, sorted(rng.randint(0, 300) for _ in range(ROWS)), "int64"),
        "blank": (pl.String, [None] * ROWS, "object"),
        "json": (
            pl.String,
            [rng.choice(['{"a": 1}', "[1, 2]", "nope", '{"a": "x"}', "3"]) for _ in range(ROWS)],
            "object",
        ),
        "text_day": (
            pl.String,
            [rng.choice(["2026-01-31", "31/01/2026", "2026-02-30", "n/a"]) for _ in range(ROWS)],
            "object",
        ),
        "one": (pl.Int64, [5] * ROWS, "int64"),
    }


def polars_frame(data):
    return pl.DataFrame(
        {name: pl.Series(values, dtype=dtype, strict=False) for name, (dtype, values, _) in data.items()}
    )


def pandas_frame(data):
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=kind if kind != "int64" else "int64")
            for name, (_, values, kind) in data.items()
        }
    )


def _case(kind, **kwargs):
    return kind, kwargs


def cases():
    """Expectation type and keyword arguments; every one is judged on both engines."""
    listed = []
    add = listed.append
    for column in ("key", "part", "real", "word", "day", "moment", "money", "flag", "blank"):
        add(_case("expect_column_values_to_not_be_null", column=column, mostly=0.85))
        add(_case("expect_column_values_to_be_null", column=column))
    for column, low, high in (("whole", 0, 300), ("part", 1, 8), ("real", 60.5, 140), ("one", 5, 5)):
        add(_case("expect_column_values_to_be_between", column=column, min_value=low, max_value=high))
        add(_case("expect_column_values_to_be_between", column=column, min_value=low, strict_min=True))
        add(
            _case(
                "expect_column_values_to_be_between",
                column=column,
                max_value=high,
                strict_max=True,
                mostly=0.9,
            )
        )
    add(
        _case(
            "expect_column_values_to_be_between",
            column="day",
            min_value="2025-02-01T00:00:00",
            max_value="2025-12-31T00:00:00",
        )
    )
    add(_case("expect_column_values_to_be_between", column="moment", min_value="2025-03-01T12:30:00"))
    add(_case("expect_column_values_to_be_between", column="word", min_value=1, max_value=2))
    add(_case("expect_column_values_to_be_between", column="whole", min_value=9, max_value=2))
    add(_case("expect_column_values_to_be_between", column="money", min_value=100, max_value=5000))
    for column, values in (
        ("whole", [1, 2, 3, "4"]),
        ("part", [1, 2, 3, 4.0]),
        ("word", ["逾期", "结清", "Open", 5]),
        ("flag", [True]),
        ("blank", ["x"]),
        ("one", [5]),
    ):
        add(_case("expect_column_values_to_be_in_set", column=column, value_set=values))
        add(_case("expect_column_values_to_not_be_in_set", column=column, value_set=values))
        add(_case("expect_column_distinct_values_to_be_in_set", column=column, value_set=values))
        add(_case("expect_column_distinct_values_to_contain_set", column=column, value_set=values))
        add(_case("expect_column_distinct_values_to_equal_set", column=column, value_set=values))
    for pattern in (
        r"^1\d{10}$",
        r"^\w+$",
        r"(?i)OPEN",
        r"[^\s]+\s$",
        r"^(逾期|结清)$",
        r"(.)\1",
        r"^(?!1[38])",
        r"\d\Z",
        "[",
    ):
        for column in ("word", "phone"):
            add(_case("expect_column_values_to_match_regex", column=column, regex=pattern, mostly=0.5))
            add(_case("expect_column_values_to_not_match_regex", column=column, regex=pattern))
    add(_case("expect_column_values_to_match_regex", column="whole", regex=r"^\d+$"))
    add(
        _case(
            "expect_column_values_to_match_regex_list",
            column="word",
            regex_list=["^逾", "^[a-z]+$"],
            match_on="any",
        )
    )
    add(
        _case(
            "expect_column_values_to_match_regex_list", column="word", regex_list=["o", "p"], match_on="all"
        )
    )
    add(_case("expect_column_values_to_not_match_regex_list", column="word", regex_list=["^逾", r"\d"]))
    for column in ("word", "phone", "whole"):
        add(_case("expect_column_value_lengths_to_be_between", column=column, min_value=2, max_value=6))
        add(_case("expect_column_value_lengths_to_be_between", column=column, max_value=4, strict_max=True))
        add(_case("expect_column_value_lengths_to_equal", column=column, value=2))
    for column in ("key", "part", "word", "moment", "one", "blank"):
        add(_case("expect_column_values_to_be_unique", column=column))
        add(_case("expect_column_unique_value_count_to_be_between", column=column, min_value=1, max_value=9))
        add(_case("expect_column_proportion_of_unique_values_to_be_between", column=column, min_value=0.1))
        add(_case("expect_column_proportion_of_non_null_values_to_be_between", column=column, min_value=0.9))
    for column in ("up", "part", "key", "moment", "one", "word"):
        add(_case("expect_column_values_to_be_increasing", column=column))
        add(_case("expect_column_values_to_be_increasing", column=column, strictly=True))
        add(_case("expect_column_values_to_be_decreasing", column=column, mostly=0.5))
    for column in ("whole", "real", "one", "part", "word"):
        add(
            _case(
                "expect_column_value_z_scores_to_be_less_than", column=column, threshold=2, double_sided=True
            )
        )
        add(
            _case(
                "expect_column_value_z_scores_to_be_less_than", column=column, threshold=1, double_sided=False
            )
        )
        add(_case("expect_column_values_to_not_be_outliers", column=column, method="iqr", multiplier=1.5))
        add(_case("expect_column_values_to_not_be_outliers", column=column, method="std", multiplier=2))
    for column in ("whole", "part", "real", "fee", "one"):
        add(_case("expect_column_mean_to_be_between", column=column, min_value=0, max_value=200))
        add(_case("expect_column_sum_to_be_between", column=column, min_value=1, max_value=60000))
        add(_case("expect_column_stdev_to_be_between", column=column, min_value=0, max_value=100))
    for column in ("whole", "part", "real", "one"):
        add(_case("expect_column_median_to_be_between", column=column, min_value=0, max_value=200))
        add(_case("expect_column_min_to_be_between", column=column, min_value=-10, max_value=200))
        add(_case("expect_column_max_to_be_between", column=column, min_value=-10, max_value=200))
        for interpolation in (False, "linear", "lower", "higher", "midpoint"):
            ranges = {
                "quantiles": [0.05, 0.25, 0.5, 0.9],
                "value_ranges": [[-99, 400], [0, 200], [None, 110], [0, None]],
            }
            add(
                _case(
                    "expect_column_quantile_values_to_be_between",
                    column=column,
                    quantile_ranges=ranges,
                    allow_relative_error=interpolation,
                )
            )
    add(
        _case(
            "expect_column_min_to_be_between",
            column="moment",
            min_value="2024-12-31T00:00:00",
            max_value="2025-02-01T00:00:00",
        )
    )
    add(_case("expect_column_max_to_be_between", column="moment", max_value="2025-02-01"))
    for column, values in (("part", [1, 2, 3]), ("one", [5]), ("flag", [True])):
        add(_case("expect_column_most_common_value_to_be_in_set", column=column, value_set=values))
        add(
            _case(
                "expect_column_most_common_value_to_be_in_set",
                column=column,
                value_set=values,
                ties_okay=True,
            )
        )
    for ignored in ("both_values_are_missing", "either_value_is_missing", "neither"):
        add(_case("expect_column_pair_values_to_be_equal", column_A="a", column_B="c", ignore_row_if=ignored))
        add(
            _case(
                "expect_column_pair_values_a_to_be_greater_than_b",
                column_A="a",
                column_B="c",
                ignore_row_if=ignored,
            )
        )
        add(
            _case(
                "expect_column_pair_values_to_be_in_set",
                column_A="a",
                column_B="c",
                ignore_row_if=ignored,
                value_pairs_set=[(1, 1), (2, 3), (0, None)],
            )
        )
    add(
        _case(
            "expect_column_pair_values_a_to_be_greater_than_b",
            column_A="later",
            column_B="moment",
            or_equal=True,
        )
    )
    add(_case("expect_column_pair_values_a_to_be_greater_than_b", column_A="word", column_B="a"))
    for ignored in ("all_values_are_missing", "any_value_is_missing", "never"):
        kwargs = {"column_list": ["a", "b", "c"], "ignore_row_if": ignored}
        add(_case("expect_multicolumn_sum_to_equal", sum_total=4, mostly=0.1, **kwargs))
        add(_case("expect_multicolumn_values_to_be_equal", **kwargs))
        add(_case("expect_select_column_values_to_be_unique_within_record", mostly=0.3, **kwargs))
        add(_case("expect_compound_columns_to_be_unique", **kwargs))
    add(_case("expect_compound_columns_to_be_unique", column_list=["key", "word"]))
    for column in ("json", "text_day", "word"):
        add(_case("expect_column_values_to_be_json_parseable", column=column, mostly=0.2))
        add(_case("expect_column_values_to_be_dateutil_parseable", column=column, mostly=0.4))
        add(_case("expect_column_values_to_match_strftime_format", column=column, strftime_format="%Y-%m-%d"))
    add(_case("expect_table_row_count_to_equal", value=ROWS))
    add(_case("expect_table_row_count_to_be_between", min_value=10, max_value=20))
    add(_case("expect_table_column_count_to_equal", value=3))
    add(_case("expect_table_column_count_to_be_between", min_value=3))
    add(_case("expect_table_columns_to_match_set", column_set=["a", "b"], exact_match=False))
    add(_case("expect_table_columns_to_match_ordered_list", column_list=["a", "b"]))
    add(_case("expect_column_to_exist", column="a"))
    add(_case("expect_column_to_exist", column="nothing"))
    add(_case("expect_column_values_to_not_be_null", column="nothing"))
    add(_case("expect_column_max_to_be_between", column="nothing", max_value=1))
    for kind in ("int64", "float64", "datetime64"):
        for column in ("key", "real"):
            add(_case("expect_column_values_to_be_of_type", column=column, type_=kind))
            add(_case("expect_column_values_to_be_in_type_list", column=column, type_list=[kind, "bool"]))
    partition = {"values": [0, 1, 2, 3], "weights": [0.25, 0.25, 0.25, 0.25]}
    add(
        _case(
            "expect_column_kl_divergence_to_be_less_than",
            column="a",
            partition_object=partition,
            threshold=0.2,
        )
    )
    return listed


def conditioned(gx_columns):
    """Expectations under row conditions, in GX's objects; ``gx_columns`` is GX's Column class."""
    col = gx_columns
    conditions = [
        col("whole") > 100,
        col("word") == "逾期",
        col("word") != "逾期",
        col("part").is_in([1, 2, 3]),
        col("part").is_not_in([1, 2, 3]),
        col("c").is_null(),
        col("c").is_not_null() & (col("a") >= 2),
        (col("a") == 1) | (col("b") == 1),
        col("whole") > 10_000,
    ]
    listed = []
    for condition in conditions:
        listed += [
            _case("expect_column_values_to_be_between", column="part", min_value=2, row_condition=condition),
            _case("expect_column_values_to_be_unique", column="phone", row_condition=condition),
            _case("expect_column_mean_to_be_between", column="whole", max_value=150, row_condition=condition),
            _case(
                "expect_column_pair_values_to_be_equal", column_A="a", column_B="c", row_condition=condition
            ),
            _case("expect_compound_columns_to_be_unique", column_list=["a", "b"], row_condition=condition),
            _case(
                "expect_column_value_z_scores_to_be_less_than",
                column="whole",
                threshold=1.5,
                double_sided=True,
                row_condition=condition,
            ),
            _case("expect_table_row_count_to_be_between", max_value=100, row_condition=condition),
        ]
    for text in ('col("whole") > 100', 'col("word") == "Open"', 'col("c").notnull()'):
        listed.append(
            _case(
                "expect_column_values_to_be_between",
                column="part",
                min_value=2,
                row_condition=text,
                condition_parser="great_expectations",
            )
        )
    for text in (
        "whole > 100",
        "word == '逾期' and a in [1, 2]",
        "not (a == 1) or c.isnull()",
        "a != 1 & b == 2",
    ):
        listed.append(
            _case(
                "expect_column_values_to_be_between",
                column="part",
                min_value=2,
                row_condition=text,
                condition_parser="pandas",
            )
        )
    return listed
