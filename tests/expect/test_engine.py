"""Great Expectations on polars: the same judgements as on pandas, in one scan, without a value in any message."""

import json
import warnings
from datetime import date
from decimal import Decimal
from math import isclose

import polars as pl
import pytest

from dq.expect.load import load_gx
from tests.expect import parity_cases

pytestmark = [
    pytest.mark.filterwarnings("ignore:The condition_parser parameter:DeprecationWarning"),
    pytest.mark.filterwarnings("ignore:Passing a string to the row_condition:DeprecationWarning"),
]

COUNTS_ONLY = {"result_format": "BASIC", "partial_unexpected_count": 0}
SHARE = 6
"""One case in so many is compared here; ``make bench`` compares all."""


@pytest.fixture(scope="module")
def gx():
    return load_gx()


@pytest.fixture(scope="module")
def batch(gx):
    """A frame as a batch of the polars engine: ``batch(frame)``."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    definition = (
        context.data_sources.add_polars("polars").add_frame_asset("frame").add_batch_definition("all")
    )
    return lambda frame: definition.get_batch({"dataframe": frame})


def expectations(gx, cases):
    from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

    return [
        ExpectationConfiguration(type=kind, kwargs=kwargs, meta={"case": place}).to_domain_obj()
        for place, (kind, kwargs) in enumerate(cases)
    ]


def judged(gx, batch, cases, result_format=COUNTS_ONLY):
    """The results in the order of the cases."""
    suite = gx.ExpectationSuite("suite")
    suite.expectations = expectations(gx, cases)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = batch.validate(suite, result_format=result_format).results
    return sorted(results, key=lambda result: result.expectation_config.meta["case"])


def raised(result):
    info = result.exception_info or {}
    return info["raised_exception"] if "raised_exception" in info else bool(info)


def message(result):
    info = result.exception_info
    return (info if "exception_message" in info else next(iter(info.values())))["exception_message"]


def same(one, other):
    numbers = (int, float)
    if isinstance(one, numbers) and isinstance(other, numbers):
        return isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def differences(gx, polars_batch, cases, data):
    """The cases that the two engines judge differently, in verdict, exception, counts or figures."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    asset = context.data_sources.add_pandas("pandas").add_dataframe_asset("frame")
    frame = {"dataframe": parity_cases.pandas_frame(data)}
    pandas_batch = asset.add_batch_definition_whole_dataframe("all").get_batch(frame)
    found = []
    for case, ours, theirs in zip(
        cases, judged(gx, polars_batch, cases), judged(gx, pandas_batch, cases), strict=True
    ):
        one, other = ours.to_json_dict()["result"], theirs.to_json_dict()["result"]
        if case[0] in ("expect_column_values_to_be_of_type", "expect_column_values_to_be_in_type_list"):
            one = other = {}  # each engine names its own types
        if ours.success != theirs.success or raised(ours) != raised(theirs) or not same(one, other):
            found.append((case, ours.success, one, theirs.success, other))
    return found


def all_cases():
    from great_expectations.expectations.row_conditions import Column

    return parity_cases.cases() + parity_cases.conditioned(Column)


def test_judges_as_on_pandas(gx, batch):
    data = parity_cases.columns()
    cases = all_cases()[::SHARE]
    assert len(cases) >= 55

    assert differences(gx, batch(parity_cases.polars_frame(data)), cases, data) == []


@pytest.mark.bench
@pytest.mark.parametrize("seed", [7, 8])
def test_judges_every_case_as_on_pandas(gx, batch, seed):
    data = parity_cases.columns(seed)
    cases = all_cases()
    assert len(cases) > 350

    assert differences(gx, batch(parity_cases.polars_frame(data)), cases, data) == []


def test_a_whole_suite_is_one_scan(gx, batch):
    frame = batch(parity_cases.polars_frame(parity_cases.columns()))
    engine = frame.data.execution_engine
    before = engine.scans
    judged(gx, frame, all_cases())

    assert engine.scans == before + 1


FRAME = pl.DataFrame(
    {
        "case_no": ["A1", "A2", "A3", "A4"],
        "name": ["王小明", "Li", None, "13800138000"],
        "due": [Decimal("0.01"), Decimal("0.30"), Decimal("10.00"), None],
        "on": [date(2026, 1, 1), date(2026, 1, 31), None, date(2025, 1, 1)],
        "big": [9007199254740993, 9007199254740992, 1, 2],
    }
)


def counts(result):
    return result.result["unexpected_count"], result.result.get("missing_count")


def test_bounds_and_sets_mean_what_the_suite_writes(gx, batch):
    """Exact where binary fractions are not: 0.01 and 0.3 on decimals, whole numbers above 2**53, ISO dates."""
    results = judged(
        gx,
        batch(FRAME),
        [
            ("expect_column_values_to_be_between", {"column": "due", "min_value": 0.01, "max_value": 0.3}),
            ("expect_column_values_to_be_in_set", {"column": "due", "value_set": [0.3, 10, "x"]}),
            ("expect_column_values_to_be_between", {"column": "on", "min_value": "2026-01-01"}),
            ("expect_column_values_to_be_in_set", {"column": "on", "value_set": ["2026-01-31", "never"]}),
            ("expect_column_sum_to_be_between", {"column": "due", "min_value": 10.31, "max_value": 10.31}),
            ("expect_column_values_to_be_in_set", {"column": "big", "value_set": [9007199254740993, 1, 2]}),
            (
                "expect_column_max_to_be_between",
                {"column": "on", "min_value": "2026-01-31", "max_value": "2026-01-31"},
            ),
        ],
    )

    assert [counts(result) for result in results[:4]] == [(1, 1), (1, 1), (1, 1), (2, 1)]
    assert results[4].success
    assert counts(results[5]) == (1, 0)
    assert results[6].success


def test_patterns_that_polars_does_not_know_are_judged_by_python(gx, batch):
    results = judged(
        gx,
        batch(FRAME),
        [
            ("expect_column_values_to_match_regex", {"column": "name", "regex": r"^(?!138)"}),
            ("expect_column_values_to_match_like_pattern", {"column": "case_no", "like_pattern": "A_"}),
            (
                "expect_column_values_to_not_match_like_pattern_list",
                {"column": "case_no", "like_pattern_list": ["%3"]},
            ),
            (
                "expect_column_values_to_match_json_schema",
                {"column": "name", "json_schema": {"type": "integer"}},
            ),
        ],
    )

    assert [counts(result)[0] for result in results] == [1, 0, 1, 2]


def test_values_places_and_rows_on_request(gx, batch):
    case = ("expect_column_values_to_be_in_set", {"column": "case_no", "value_set": ["A1", "A3"]})
    complete = {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["name"],
        "include_unexpected_rows": True,
    }
    (named,) = judged(gx, batch(FRAME), [case], complete)
    (numbered,) = judged(gx, batch(FRAME), [case], "SUMMARY")
    pair = ("expect_column_pair_values_to_be_equal", {"column_A": "case_no", "column_B": "name"})
    (paired,) = judged(gx, batch(FRAME), [pair], "COMPLETE")

    assert named.result["unexpected_list"] == ["A2", "A4"]
    assert named.result["unexpected_index_list"] == [
        {"case_no": "A2", "name": "Li"},
        {"case_no": "A4", "name": "13800138000"},
    ]
    assert [row["big"] for row in named.result["unexpected_rows"]] == [9007199254740992, 2]
    assert numbered.result["partial_unexpected_index_list"] == [1, 3]
    assert paired.result["unexpected_list"][0] == ("A1", "王小明")


def test_a_misfit_fails_alone_and_says_why(gx, batch):
    frame = batch(FRAME)
    before = frame.data.execution_engine.scans
    results = judged(
        gx,
        frame,
        [
            ("expect_column_values_to_not_be_null", {"column": "nme"}),
            ("expect_column_mean_to_be_between", {"column": "name", "max_value": 1}),
            ("expect_column_values_to_be_between", {"column": "name", "min_value": 1}),
            ("expect_column_values_to_match_regex", {"column": "name", "regex": "("}),
            ("expect_column_values_to_not_be_null", {"column": "on"}),
        ],
    )

    assert [message(result) for result in results[:4]] == [
        "there is no column 'nme'",
        "column 'name' holds String, not numbers",
        "column 'name' holds String, the suite compares it with a float",
        "'(' is no valid pattern: missing ), unterminated subpattern",
    ]
    assert counts(results[4]) == (1, None)
    assert frame.data.execution_engine.scans == before + 1


def test_what_breaks_on_the_data_says_no_value(gx, batch):
    query = "SELECT * FROM {batch} WHERE CAST(name AS INTEGER) > 0"
    (result,) = judged(gx, batch(FRAME), [("unexpected_rows_expectation", {"unexpected_rows_query": query})])

    assert not result.success
    assert raised(result)
    assert "王小明" not in json.dumps(result.to_json_dict(), ensure_ascii=False)


def test_a_frame_of_the_same_name_is_judged_anew(gx, batch):
    case = ("expect_column_values_to_not_be_null", {"column": "on"})
    (first,) = judged(gx, batch(FRAME), [case])
    (second,) = judged(gx, batch(FRAME.head(2)), [case])

    assert (first.success, second.success) == (False, True)


def test_severities_stay(gx, batch):
    from great_expectations.expectations import ExpectColumnValuesToNotBeNull

    result = batch(FRAME).validate(ExpectColumnValuesToNotBeNull(column="on", severity="warning"))

    assert result.expectation_config.severity == "warning"


def test_a_parquet_file_is_a_batch(gx, tmp_path):
    FRAME.write_parquet(tmp_path / "cases.parquet")
    context = gx.get_context(mode="ephemeral")
    asset = context.data_sources.add_polars("files").add_parquet_asset("cases", tmp_path / "cases.parquet")
    batch = asset.add_batch_definition("all").get_batch()

    assert batch.columns() == FRAME.columns
    assert len(batch.head(2).data) == 2
    assert judged(gx, batch, [("expect_table_row_count_to_equal", {"value": 4})])[0].success
    with pytest.raises(Exception, match="takes no parameters"):
        asset.add_batch_definition("other").get_batch({"day": 1})
