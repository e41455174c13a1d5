"""The expectations of Great Expectations that dq judges, with the arguments that each must and may have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_BETWEEN = "min_value max_value strict_min strict_max"
_ROWS = "row_condition condition_parser"
_MAP = f"mostly {_ROWS}"


@dataclass(frozen=True, slots=True)
class ExpectationType:
    """The arguments that an expectation must have, and those that it may have."""

    required: frozenset[str]
    optional: frozenset[str]


def _type(required: str, optional: str = "") -> ExpectationType:
    return ExpectationType(frozenset(required.split()), frozenset(optional.split()))


EXPECTATIONS: Mapping[str, ExpectationType] = {
    "expect_column_distinct_values_to_be_in_set": _type("column value_set", _ROWS),
    "expect_column_distinct_values_to_contain_set": _type("column value_set", _ROWS),
    "expect_column_distinct_values_to_equal_set": _type("column value_set", _ROWS),
    "expect_column_kl_divergence_to_be_less_than": _type(
        "column",
        f"{_ROWS} partition_object threshold internal_weight_holdout tail_weight_holdout bucketize_data min_value "
        "max_value",
    ),
    "expect_column_max_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_mean_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_median_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_min_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_most_common_value_to_be_in_set": _type("column value_set", f"{_ROWS} ties_okay"),
    "expect_column_pair_values_a_to_be_greater_than_b": _type(
        "column_A column_B", f"{_MAP} or_equal ignore_row_if"
    ),
    "expect_column_pair_values_to_be_equal": _type("column_A column_B", f"{_MAP} ignore_row_if"),
    "expect_column_pair_values_to_be_in_set": _type(
        "column_A column_B value_pairs_set", f"{_MAP} ignore_row_if"
    ),
    "expect_column_proportion_of_non_null_values_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_proportion_of_unique_values_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_quantile_values_to_be_between": _type(
        "column quantile_ranges", f"{_ROWS} allow_relative_error"
    ),
    "expect_column_stdev_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_sum_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_to_exist": _type("column", "column_index"),
    "expect_column_type_to_be": _type("column type_"),
    "expect_column_unique_value_count_to_be_between": _type("column", f"{_ROWS} {_BETWEEN}"),
    "expect_column_value_lengths_to_be_between": _type("column", f"{_MAP} {_BETWEEN}"),
    "expect_column_value_lengths_to_equal": _type("column value", _MAP),
    "expect_column_value_z_scores_to_be_less_than": _type("column threshold double_sided", _MAP),
    "expect_column_values_to_be_between": _type("column", f"{_MAP} {_BETWEEN}"),
    "expect_column_values_to_be_dateutil_parseable": _type("column", _MAP),
    "expect_column_values_to_be_decreasing": _type("column", f"{_MAP} strictly"),
    "expect_column_values_to_be_in_set": _type("column value_set", _MAP),
    "expect_column_values_to_be_in_type_list": _type("column", f"{_MAP} type_list"),
    "expect_column_values_to_be_increasing": _type("column", f"{_MAP} strictly"),
    "expect_column_values_to_be_json_parseable": _type("column", _MAP),
    "expect_column_values_to_be_null": _type("column", _MAP),
    "expect_column_values_to_be_of_type": _type("column type_", _MAP),
    "expect_column_values_to_be_unique": _type("column", _MAP),
    "expect_column_values_to_match_json_schema": _type("column json_schema", _MAP),
    "expect_column_values_to_match_like_pattern": _type("column like_pattern", f"{_MAP} escape"),
    "expect_column_values_to_match_like_pattern_list": _type(
        "column like_pattern_list", f"{_MAP} match_on escape"
    ),
    "expect_column_values_to_match_regex": _type("column", f"{_MAP} regex"),
    "expect_column_values_to_match_regex_list": _type("column regex_list", f"{_MAP} match_on"),
    "expect_column_values_to_match_strftime_format": _type("column strftime_format", _MAP),
    "expect_column_values_to_not_be_in_set": _type("column value_set", _MAP),
    "expect_column_values_to_not_be_null": _type("column", _MAP),
    "expect_column_values_to_not_be_outliers": _type("column", f"{_MAP} method multiplier"),
    "expect_column_values_to_not_match_like_pattern": _type("column like_pattern", f"{_MAP} escape"),
    "expect_column_values_to_not_match_like_pattern_list": _type(
        "column like_pattern_list", f"{_MAP} escape"
    ),
    "expect_column_values_to_not_match_regex": _type("column", f"{_MAP} regex"),
    "expect_column_values_to_not_match_regex_list": _type("column regex_list", _MAP),
    "expect_compound_columns_to_be_unique": _type("column_list", f"{_MAP} ignore_row_if"),
    "expect_multicolumn_sum_to_equal": _type("column_list sum_total", f"{_MAP} ignore_row_if"),
    "expect_multicolumn_values_to_be_equal": _type("column_list", f"{_MAP} ignore_row_if"),
    "expect_select_column_values_to_be_unique_within_record": _type("column_list", f"{_MAP} ignore_row_if"),
    "expect_table_column_count_to_be_between": _type("", "min_value max_value"),
    "expect_table_column_count_to_equal": _type("value"),
    "expect_table_columns_to_match_ordered_list": _type("", "column_list"),
    "expect_table_columns_to_match_set": _type("", "column_set exact_match"),
    "expect_table_row_count_to_be_between": _type("", f"{_BETWEEN} {_ROWS}"),
    "expect_table_row_count_to_equal": _type("value", _ROWS),
    "unexpected_rows_expectation": _type("unexpected_rows_query", _ROWS),
}
"""GX's name of an expectation -> its arguments. What is not here needs a second table or a second data source."""

_NOT_IN_GX = "GX itself has no implementation of it"
OTHERS: Mapping[str, str] = {
    "expect_query_results_to_match_comparison": "it compares with a second data source",
    "expect_table_row_count_to_equal_other_table": "it compares with another table",
    "expect_multicolumn_values_to_be_unique": _NOT_IN_GX,
    "expect_column_bootstrapped_ks_test_p_value_to_be_greater_than": _NOT_IN_GX,
    "expect_column_chisquare_test_p_value_to_be_greater_than": _NOT_IN_GX,
    "expect_column_pair_cramers_phi_value_to_be_less_than": _NOT_IN_GX,
    "expect_column_parameterized_distribution_ks_test_p_value_to_be_greater_than": _NOT_IN_GX,
}
"""Expectations of GX that dq does not judge -> why."""
