"""What the engine makes of rules: probes, silence, skipped rules."""

from datetime import date
from decimal import Decimal

import polars as pl
from frames import context_of, judge, rule, working

from dq.check import engine
from dq.model.columns import raw
from dq.model.enums import Severity

MONEY = ("total_due", "overdue_principal", "overdue_interest")


def amounts(*rows):
    return working({name: [row[place] for row in rows] for place, name in enumerate(MONEY)})


def test_a_rule_without_its_columns_is_skipped_with_the_reason():
    frame = working({"case_no": ["A1"]})
    probes, skipped = engine.probes(
        [rule("zero", ["total_due"]), rule("sum_differs", MONEY)], context_of(frame)
    )

    assert probes == []
    assert [(item.rule.check, item.reason) for item in skipped] == [
        ("zero", "column_absent"),
        ("sum_differs", "column_absent"),
    ]


def test_only_the_fields_that_the_file_has_are_judged():
    frame = working({"total_due": [None, Decimal(0)]})

    assert judge(frame, [rule("zero", ["total_due", "paid_total"])]) == {
        ("test.zero", "total_due"): [None, True]
    }


def test_a_missing_or_unreadable_input_is_not_judged():
    frame = working(
        {"loan_date": [None, date(2025, 1, 1)], "loan_due_on": [date(2024, 1, 1), None]},
        {"loan_due_on": [None, "unreadable"]},
    )
    order = rule("wrong_order", ["loan_date", "loan_due_on"], pairs=("loan_due_on >= loan_date",))

    assert judge(frame, [order]) == {
        ("test.wrong_order", "loan_date"): [None, None],
        ("test.wrong_order", "loan_due_on"): [None, None],
    }


def test_a_value_that_cannot_be_right_silences_the_rules_that_take_it_with_others():
    frame = amounts(("-5", "3", "2"), ("6", "3", "2"))
    negative = rule("out_of_range", ["total_due"], min=Decimal(0))
    total = rule("sum_differs", MONEY)

    found = judge(frame, [negative, total])

    assert found[("test.out_of_range", "total_due")] == [True, False]
    assert found[("test.sum_differs", "total_due")] == [None, True]


def test_info_does_not_silence():
    frame = amounts(("-5", "3", "2"))
    negative = rule("out_of_range", ["total_due"], Severity.INFO, min=Decimal(0))

    assert judge(frame, [negative, rule("sum_differs", MONEY)])[("test.sum_differs", "total_due")] == [True]


def test_the_order_of_rules_does_not_decide_who_is_silent():
    frame = amounts(("-5", "3", "2"), ("6", "3", "2"), ("5", "3", "2"))
    rules = [rule("sum_differs", MONEY), rule("out_of_range", ["total_due"], min=Decimal(0))]

    assert judge(frame, rules) == judge(frame, rules[::-1])


def test_a_vaguer_rule_yields_to_a_sharper_one():
    frame = working(
        {
            "total_due": ["1020", "1020"],
            "overdue_principal": ["9000", "1000"],
            "overdue_interest": ["20", "20"],
            "loan_amount": ["5000", "500"],
        }
    )
    beside = rule("greater_than", ["overdue_principal"], than="loan_amount")

    found = judge(frame, [beside, rule("sum_differs", MONEY)])

    assert found[("test.sum_differs", "total_due")] == [True, False]
    assert found[("test.greater_than", "overdue_principal")] == [None, True]


def test_silenced_says_why_a_row_was_not_judged():
    frame = amounts(("-5", "3", "2"), (None, "3", "2"))
    rules = [rule("out_of_range", ["total_due"], min=Decimal(0)), rule("sum_differs", MONEY)]
    probes, _ = engine.probes(rules, context_of(frame))
    judged = engine.judged(frame.lazy(), probes).select(engine.silenced(probes[1])).collect()

    assert judged.to_series().to_list() == [True, False]


def test_judging_keeps_the_columns_and_the_order_of_the_rows():
    frame = working({"case_no": [str(n) for n in range(1000)]})
    probes, _ = engine.probes([rule("required", ["case_no"])], context_of(frame))
    judged = engine.judged(frame.lazy(), probes).collect(engine="streaming")

    assert judged.select(frame.columns).equals(frame)
    assert judged[engine.fail(0)].to_list() == [False] * 1000
    assert judged.schema[engine.fail(0)] == pl.Boolean
    assert raw("case_no") in judged.columns
