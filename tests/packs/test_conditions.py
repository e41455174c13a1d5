"""Patterns and SQL conditions are refused when the pack is loaded, with file, line and reason."""

from datetime import date

import pytest

from dq.check import engine
from dq.check.interface import Context
from dq.model.errors import ConfigError
from dq.packs.rules import load_pack
from dq.pipeline.examples import judge_rows

AS_OF = date(2026, 1, 31)

PACK = """title: {{en: a, zh: 甲}}
rules:
  - id: test.rule
    check: {check}
    fields: [{fields}]
    params: {{{params}}}
    severity: error
    title: {{en: a, zh: 甲}}
    why: {{en: a, zh: 甲}}
    fix: {{en: a, zh: 甲}}
"""


def pack(folder, check, fields, params):
    path = folder / "own.yml"
    path.write_text(PACK.format(check=check, fields=fields, params=params), encoding="utf-8")
    load_pack.cache_clear()
    return load_pack(str(path))


def condition(folder, fields, sql):
    return pack(folder, "holds", fields, f'sql: "{sql}"')


@pytest.mark.parametrize(
    ("fields", "sql"),
    [
        ("total_due", "total_due > 0"),
        ("total_due", "total_due >= 0.01 AND total_due IS NOT NULL"),
        ("placed_on, loan_date", "placed_on >= loan_date"),
        ("loan_date", "loan_date > DATE '2010-01-01'"),
        ("bank", "bank IN ('中国银行', '农业银行') OR bank LIKE '%信用社'"),
        ("term_periods, paid_periods", "term_periods - coalesce(paid_periods, 0) >= 0"),
        ("remarks", "remarks <> 'now()'"),
        ("loan_amount, annual_rate", "CASE WHEN loan_amount > 1000 THEN annual_rate < 24 ELSE TRUE END"),
    ],
)
def test_a_condition_over_one_row_is_taken(tmp_path, fields, sql):
    (rule,) = condition(tmp_path, fields, sql).rules

    assert rule.params["sql"] == sql


@pytest.mark.parametrize(
    ("fields", "sql", "said"),
    [
        ("total_due", "total_due >", "no valid SQL condition"),
        ("total_due", "total_due > 0; drop", "no valid SQL condition"),
        ("total_due", "total_dew > 0", "unknown field 'total_dew'.*did you mean 'total_due'"),
        ("total_due", "total_due + 1", "not true or false"),
        ("total_due", "total_due > '100'", "compares a number with a text"),
        ("term_periods", "term_periods > '100'", "does not fit the fields"),
        ("loan_date", "loan_date > 'x'", "does not fit the fields"),
        ("total_due", "total_due > 0 AND paid_total > 0", "'paid_total' is not among the rule's fields"),
        ("total_due, paid_total", "total_due > 0", "'paid_total' is not in the condition"),
        ("total_due", "sum(total_due) > 0", "may not use 'sum'"),
        ("total_due", "total_due > (SELECT 1)", "may not use 'SELECT'"),
        ("total_due", "rank() OVER (ORDER BY total_due) > 1", "may not use 'rank'"),
        ("loan_date", "loan_date < CURRENT_DATE", "may not use 'CURRENT_DATE'"),
        ("loan_date", "loan_date < now()", "may not use 'now'"),
        ("bank", "bank = read_csv('/etc/passwd')", "may not use 'read_csv'"),
    ],
)
def test_a_condition_that_could_not_be_judged_row_by_row_is_refused(tmp_path, fields, sql, said):
    with pytest.raises(ConfigError, match=said) as caught:
        condition(tmp_path, fields, sql)

    assert "own.yml:6: rule 'test.rule', sql" in caught.value.message


def test_a_condition_judges_null_as_not_judged(tmp_path):
    rules = condition(tmp_path, "paid_total, total_due", "paid_total <= total_due").rules
    rows = [
        {"paid_total": "5", "total_due": "10"},
        {"paid_total": "50", "total_due": "10"},
        {"paid_total": "", "total_due": "10"},
    ]
    found = judge_rows(rows, rules, AS_OF)

    assert found.select("row", "field").rows() == [(2, "paid_total")]


def test_a_condition_without_its_columns_is_skipped(tmp_path):
    rules = condition(tmp_path, "paid_total, total_due", "paid_total <= total_due").rules
    _, skipped = engine.probes(rules, Context(AS_OF, "CN", frozenset({"total_due"})))

    assert [item.reason for item in skipped] == ["column_absent"]


@pytest.mark.parametrize("pattern", ["(", "(?=a)b", r"(a)\\1", "[z-a]"])
def test_a_pattern_that_does_not_compile_is_refused(tmp_path, pattern):
    with pytest.raises(ConfigError, match=r"own.yml:6: rule 'test.rule', pattern: no valid pattern"):
        pack(tmp_path, "matches", "bank", f'pattern: "{pattern}"')


def test_a_field_of_another_kind_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="field 'loan_date' holds date, the check takes"):
        pack(tmp_path, "matches", "loan_date", "pattern: a")


def test_pairs_of_dates_must_be_fields_of_the_rule(tmp_path):
    rules = pack(tmp_path, "wrong_order", "loan_date, placed_on", "pairs: [loan_date > placed_on]").rules
    context = Context(AS_OF, "CN", frozenset({"loan_date", "placed_on"}))

    with pytest.raises(ConfigError, match="'loan_date > placed_on' is not '<field> >= <field>'"):
        engine.probes(rules, context)
