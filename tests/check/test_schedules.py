"""Loans whose figures do not follow from their terms, and what is told of them."""

from datetime import date
from decimal import Decimal

import pytest
from frames import context_of, rule, working

from dq.check import engine
from dq.check.interface import Measured
from dq.loans import Method, instalments
from dq.packs.rules import load_pack
from dq.pipeline import judge_rows

RULE = next(rule for rule in load_pack("amounts").rules if rule.id == "loan.schedule_mismatch")
FIGURES = ("instalment", "left_principal", "left_interest", "paid_principal", "paid_interest", "paid_total")
METHODS = [method for method in Method if method is not Method.SINGLE]


def loan(number, **cells):
    """A loan as text, its figures by the schedule of :mod:`dq.loans.schedule`."""
    method = METHODS[number % 4]
    principal, percent = Decimal(3_000 + 370 * number), Decimal(("7.2", "12", "18", "23.9")[number // 4 % 4])
    periods, paid = (6, 12, 24, 36)[number // 16 % 4], number % 5
    lines = instalments(principal, percent, periods, method)
    left, done = lines[paid:], lines[:paid]
    figures = {
        "instalment": lines[0].principal + lines[0].interest,
        "left_principal": sum(line.principal for line in left),
        "left_interest": sum(line.interest for line in left),
        "paid_principal": sum((line.principal for line in done), Decimal("0.00")),
        "paid_interest": sum((line.interest for line in done), Decimal("0.00")),
        "paid_total": sum((line.principal + line.interest for line in done), Decimal("0.00")),
    }
    terms = {"loan_amount": f"{principal:.2f}", "annual_rate": f"{percent}", "repay_method": method.zh}
    counts = {"term_periods": f"{periods}", "paid_periods": f"{paid}"}
    return terms | counts | {name: f"{figure:.2f}" for name, figure in figures.items()} | cells


FILE = [loan(number) for number in range(200)]


def told(rows):
    found = judge_rows(rows, [RULE], date(2026, 1, 31))
    return found.select("row", "field", "value", "suggestion", "message").rows(named=True)


def test_loans_that_follow_their_terms_get_nothing():
    assert told(FILE) == []


@pytest.mark.parametrize(
    ("number", "damage", "field", "right"),
    [
        (4, {"instalment": "99.00"}, "instalment", None),
        (5, {"left_principal": "1.00"}, "left_principal", None),
        (7, {"paid_total": "9999.99"}, "paid_total", None),
        (8, {"repay_method": "等额本金"}, "repay_method", "等额本息"),
        (37, {"term_periods": "48"}, "term_periods", "24"),
        (9, {"loan_amount": "633000.00"}, "loan_amount", "6330.00"),
        (9, {"annual_rate": "1.8"}, "annual_rate", "18"),
    ],
)
def test_the_figure_that_is_wrong_is_named_with_what_it_should_be(number, damage, field, right):
    rows = list(FILE)
    rows[number] = FILE[number] | damage
    (line,) = told(rows)

    assert (line["row"], line["field"]) == (number + 1, field)
    wanted = FILE[number][field] if right is None else right
    if field == "repay_method":
        assert line["suggestion"] == wanted
    else:
        assert abs(Decimal(line["suggestion"]) - Decimal(wanted)) <= Decimal("0.02") * 36


def test_terms_that_fit_nothing_are_said_to_fit_none():
    rows = [*FILE, loan(9, instalment="777.77", left_principal="3333.33", left_interest="1.00")]
    (line,) = told(rows)

    assert line["suggestion"] is None
    assert line["message"].endswith("no method, unit, rate or term at hand fits them")


def test_the_unit_of_a_file_is_learned():
    monthly = [row | {"annual_rate": f"{Decimal(row['annual_rate']) / 12:.4f}"} for row in FILE]
    monthly[3] = FILE[3]
    (line,) = told(monthly)

    assert (line["row"], line["field"]) == (4, "annual_rate")
    assert "percent a year" in line["message"]


def test_a_figure_that_hardly_ever_follows_is_not_held_against_the_terms():
    rows = [row | {"paid_total": f"{number}.17"} for number, row in enumerate(FILE)]
    rows[3] = rows[3] | {"left_principal": "17.00"}

    assert [line["field"] for line in told(rows)] == ["left_principal"]


def test_a_file_whose_figures_follow_nothing_is_not_judged():
    cells = {name: [row[name] for row in FILE] for name in (*FIGURES, "loan_amount", "annual_rate")}
    cells |= {name: [int(row[name]) for row in FILE] for name in ("term_periods", "paid_periods")}
    cells |= {name: [f"{n * n + 11}.13" for n in range(200)] for name in FIGURES}
    frame = working(cells)
    one = rule("schedule_differs", FIGURES)
    _, skipped = engine.probes([one], context_of(frame, Measured(sample=frame)))

    assert [item.reason for item in skipped] == ["not_followed"]


def test_methods_that_no_row_names_are_learned():
    rows = [
        {k: v for k, v in row.items() if k != "repay_method"}
        for row in FILE
        if row["repay_method"] == "等额本息"
    ]
    assert told(rows) == []
    rows[2] = rows[2] | {"instalment": "5.00"}

    assert [line["field"] for line in told(rows)] == ["instalment"]


def test_judging_is_by_row():
    """The same loans in another order and other company get the same verdicts."""
    rows = list(FILE)
    rows[5] = FILE[5] | {"left_principal": "1.00"}
    assert [line["row"] for line in told(rows[::-1])] == [195]
