"""Thirty expectations judged in a process of its own, on polars or on pandas: prints counts, CPU seconds and peak.

``python -m tests.bench.gx_suite polars|pandas FOLDER``: FOLDER has ``cases.parquet`` and ``cases.csv``. The time counts
from the moment at which Great Expectations is loaded; pandas' frame is read before that, polars scans its file in it.
"""

import json
import resource
import sys
import time
import warnings
from pathlib import Path

import polars as pl

ROWS = 1_000_000


def make(folder: Path) -> None:
    """A million rows of 24 columns with gaps, repeats and values out of range, from arithmetic alone."""
    n = pl.int_range(ROWS, eager=True).alias("n").to_frame().lazy()
    i = pl.col("n")

    def digits(factor: int, width: int) -> pl.Expr:
        return ((i * factor + 7) % 10**width).cast(pl.String).str.zfill(width)

    texts = {
        "case_no": "C-" + digits(1, 9),
        "mobile": "1" + digits(7_919_777, 10),
        "mobile2": pl.when(i % 3 == 0).then("13" + digits(104_729, 9)),
        "name": pl.when(i % 50 > 0).then("客户" + digits(31, 4)),
        "city": pl.format("城市{}", i % 300),
        "status": pl.when(i % 97 == 0).then(pl.lit("unknown")).otherwise(pl.format("S{}", i % 5)),
        "email": pl.format("u{}@example.org", i % 70_000),
        "address": pl.format("某市某区某路{}号", i % 9_000),
        "product": pl.format("P{}", i % 12),
        "client": pl.format("client {}", i % 40),
        "opened": pl.date(2024, 1, 1).dt.offset_by(pl.format("{}d", i % 700)).cast(pl.String),
        "note": pl.when(i % 7 == 0).then(pl.lit("please call back")),
    }
    numbers = {
        "key": i,
        "age": (i * 13) % 90,
        "days": pl.when(i % 11 > 0).then((i * 17) % 1_200),
        "periods": (i % 36) + 1,
        "paid": i % 30,
        "left": (i % 36) + 1 - (i % 30),
        "score": ((i * 7_919) % 100_003).cast(pl.Float64) / 1_000,
        "loan": ((i * 31) % 5_000_000).cast(pl.Float64) / 100,
        "principal": ((i * 29) % 4_000_000).cast(pl.Float64) / 100,
        "interest": ((i * 3) % 90_000).cast(pl.Float64) / 100,
        "penalty": pl.when(i % 5 > 0).then(((i * 3) % 9_000).cast(pl.Float64) / 100),
        "rate": ((i * 7) % 360).cast(pl.Float64) / 10,
    }
    frame = n.select(**texts, **numbers).collect()
    assert frame.width == 24
    frame.write_parquet(folder / "cases.parquet")
    frame.write_csv(folder / "cases.csv")


CASES = [
    ("expect_table_row_count_to_be_between", {"min_value": 1}),
    ("expect_column_values_to_not_be_null", {"column": "case_no"}),
    ("expect_column_values_to_not_be_null", {"column": "name", "mostly": 0.9}),
    ("expect_column_values_to_not_be_null", {"column": "days", "mostly": 0.95}),
    ("expect_column_values_to_be_unique", {"column": "case_no"}),
    ("expect_column_values_to_be_unique", {"column": "email"}),
    ("expect_column_values_to_match_regex", {"column": "mobile", "regex": r"^1[3-9]\d{9}$"}),
    ("expect_column_values_to_match_regex", {"column": "mobile2", "regex": r"^1[3-9]\d{9}$"}),
    ("expect_column_values_to_match_regex", {"column": "email", "regex": r"^[^@\s]+@[^@\s]+\.org$"}),
    ("expect_column_values_to_not_match_regex", {"column": "name", "regex": r"[A-Za-z]"}),
    ("expect_column_values_to_be_in_set", {"column": "status", "value_set": ["S0", "S1", "S2", "S3", "S4"]}),
    ("expect_column_values_to_be_in_set", {"column": "product", "value_set": [f"P{n}" for n in range(11)]}),
    ("expect_column_values_to_not_be_in_set", {"column": "city", "value_set": ["城市7", "城市8"]}),
    ("expect_column_values_to_be_between", {"column": "age", "min_value": 18, "max_value": 75}),
    ("expect_column_values_to_be_between", {"column": "days", "min_value": 0, "max_value": 1000}),
    ("expect_column_values_to_be_between", {"column": "loan", "min_value": 1, "max_value": 49_000}),
    (
        "expect_column_values_to_be_between",
        {"column": "rate", "min_value": 0, "max_value": 24, "mostly": 0.6},
    ),
    ("expect_column_values_to_be_between", {"column": "penalty", "min_value": 1}),
    ("expect_column_value_lengths_to_equal", {"column": "mobile", "value": 11}),
    ("expect_column_value_lengths_to_be_between", {"column": "address", "min_value": 8, "max_value": 11}),
    ("expect_column_pair_values_a_to_be_greater_than_b", {"column_A": "loan", "column_B": "principal"}),
    ("expect_column_pair_values_to_be_equal", {"column_A": "paid", "column_B": "left"}),
    ("expect_compound_columns_to_be_unique", {"column_list": ["key", "city"]}),
    ("expect_select_column_values_to_be_unique_within_record", {"column_list": ["paid", "left", "periods"]}),
    ("expect_column_max_to_be_between", {"column": "loan", "max_value": 50_000}),
    ("expect_column_mean_to_be_between", {"column": "score", "min_value": 40, "max_value": 60}),
    ("expect_column_median_to_be_between", {"column": "principal", "min_value": 1, "max_value": 40_000}),
    ("expect_column_stdev_to_be_between", {"column": "interest", "min_value": 1}),
    ("expect_column_sum_to_be_between", {"column": "interest", "min_value": 1}),
    (
        "expect_column_unique_value_count_to_be_between",
        {"column": "client", "min_value": 40, "max_value": 40},
    ),
]


def main(engine: str, folder: Path) -> None:
    """Judge, and print one line of JSON."""
    from dq.expect.load import load_gx

    gx = load_gx()
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    warnings.simplefilter("ignore")
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    suite = gx.ExpectationSuite("thirty")
    suite.expectations = [
        ExpectationConfiguration(type=kind, kwargs=kwargs, meta={"n": place}).to_domain_obj()
        for place, (kind, kwargs) in enumerate(CASES)
    ]
    if engine == "pandas":
        import pandas as pd

        asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("cases")
        kinds = {"mobile": str, "mobile2": str}  # numbers with gaps would become floating: 1.39e10
        options = {"dataframe": pd.read_csv(folder / "cases.csv", dtype=kinds)}
        definition = asset.add_batch_definition_whole_dataframe("all")
    else:
        asset = context.data_sources.add_polars("polars").add_parquet_asset("cases", folder / "cases.parquet")
        options, definition = None, asset.add_batch_definition("all")
    start = time.process_time()
    batch = definition.get_batch(options)
    results = batch.validate(suite, result_format="BASIC").results
    spent = time.process_time() - start
    counts = {r.expectation_config.meta["n"]: [r.success, r.result.get("unexpected_count")] for r in results}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": spent, "peak": peak, "counts": sorted(counts.items())}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
