"""Suites are read strictly, from a source's YAML and from Great Expectations' JSON, without loading that library."""

import json

import pytest

from dq.model.errors import ConfigError
from dq.packs.strict_yaml import loads
from dq.packs.suites import load_suite, suite_of_source


def of_yaml(text, tmp_path):
    return suite_of_source(loads(text, str(tmp_path / "bank.yml")), "bank")


def test_the_compact_form_takes_values_in_the_kind_of_their_column(tmp_path):
    suite = of_yaml(
        """
        - {expect: column_values_to_be_between, column: total_due, min_value: 0.01, mostly: 0.99, severity: warning}
        - {expect: column_values_to_be_in_set, column: id_no, value_set: [110, 007]}
        - {expect: expect_column_values_to_be_between, column: placed_on, max_value: 2026-01-31}
        - {expect: column_pair_values_to_be_in_set, column_A: hand, column_B: sex, value_pairs_set: [[1, 男]]}
        - {expect: table_row_count_to_be_between, min_value: 1, strict_min: true}
        - {expect: unexpected_rows, unexpected_rows_query: "SELECT * FROM {batch}"}
        - {expect: column_values_to_be_unique, column: case_no, row_condition: 'col("hand") > 1'}
        """,
        tmp_path,
    )
    first, second, third, fourth, fifth, sixth, seventh = suite.statements

    assert (first.kind, first.severity) == ("expect_column_values_to_be_between", "warning")
    assert first.kwargs == {"column": "total_due", "min_value": 0.01, "mostly": 0.99}
    assert second.kwargs["value_set"] == ["110", "007"]
    assert third.kwargs["max_value"] == "2026-01-31"
    assert fourth.kwargs["value_pairs_set"] == [[1, "男"]]
    assert fifth.kwargs == {"min_value": 1, "strict_min": True}
    assert sixth.kind == "unexpected_rows_expectation"
    assert seventh.kwargs["condition_parser"] == "great_expectations"
    assert suite.name == "bank"
    assert len(suite.sha256) == 64


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "- {expect: column_values_to_be_uniqe, column: case_no}",
            "did you mean 'expect_column_values_to_be_unique'",
        ),
        ("- {expect: column_values_to_be_unique, column: caseno}", "did you mean 'case_no'"),
        ("- {expect: column_values_to_be_unique}", "key 'column' is missing"),
        ("- {expect: column_values_to_be_unique, column: case_no, value: 1}", "unknown key 'value'"),
        ("- {expect: column_values_to_be_unique, column: case_no, severity: bad}", "unknown value 'bad'"),
        ("- {expect: compound_columns_to_be_unique, column_list: [case_no, sexx]}", "did you mean 'sex'"),
        (
            "- {expect: table_row_count_to_equal_other_table}",
            "is not judged by dq: it compares with another table",
        ),
        ("- {column: case_no}", "key 'expect' is missing"),
        ("[]", "no expectation stands here"),
        ("nothing.json", "can't be read"),
        (
            "{suite: [{expect: column_to_exist, column: sex}], actions: [{type: update_data_docs}]}",
            "no Data Docs",
        ),
        ("{history: true}", "key 'suite' is missing"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, message, tmp_path):
    with pytest.raises(ConfigError) as told:
        of_yaml(text, tmp_path)

    assert message in str(told.value)


def test_history_and_actions_stand_beside_the_suite(tmp_path):
    suite = of_yaml(
        "{suite: [{expect: column_to_exist, column: sex}], history: true, "
        "actions: [{type: slack, slack_webhook: 'https://example.org/x', notify_on: failure}]}",
        tmp_path,
    )

    assert suite.history
    assert suite.actions == (
        {"name": "slack", "type": "slack", "slack_webhook": "https://example.org/x", "notify_on": "failure"},
    )


@pytest.mark.parametrize("old", [False, True])
def test_gx_s_own_json_is_read_in_both_forms(tmp_path, old):
    kind, name = ("expectation_type", "expectation_suite_name") if old else ("type", "name")
    item = {
        kind: "expect_column_to_exist",
        "kwargs": {"column": "a", "batch_id": "x"},
        "meta": {"owner": "ops"},
    }
    (tmp_path / "s.json").write_text(json.dumps({name: "mine", "expectations": [item]}), encoding="utf-8")
    suite = of_yaml("s.json", tmp_path)

    assert suite.name == "mine"
    assert suite.statements[0].kwargs == {"column": "a"}
    assert suite.statements[0].meta == {"owner": "ops"}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "no valid JSON"),
        ("[]", "no suite of Great Expectations"),
        ('{"expectations": [1]}', "expectation 1: a mapping is expected"),
        ('{"expectations": [{"kwargs": {}}]}', "expectation 1: 'type' or 'kwargs' is missing"),
        ('{"expectations": [{"type": "expect_colum_to_exist"}]}', "did you mean 'expect_column_to_exist'"),
        ('{"expectations": [{"type": "expect_column_to_exist", "severity": "x"}]}', "unknown severity 'x'"),
    ],
)
def test_json_that_is_no_suite_is_refused(tmp_path, content, message):
    (tmp_path / "s.json").write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError) as told:
        load_suite(tmp_path / "s.json")

    assert message in str(told.value)
    assert "s.json" in str(told.value)
