from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from dq.model.enums import Severity
from dq.model.rules import Rule, Words
from dq.model.worklist import WorklistSpec
from dq.route.interface import Judgement
from dq.route.naming import Repeats, named
from dq.route.priority import explain
from dq.route.tasks import Budget, most_worthwhile, tasks

AS_OF = date(2026, 1, 30)  # a Friday
NOBODY = Words("", "")


def rule(name, check="unreadable"):
    return Judgement(
        Rule(name, "p", check, (), {}, Severity.ERROR, NOBODY, NOBODY, NOBODY), "f", "c", None, None
    )


def made(cases, findings, spec=None, source="s", judged_contacts=False):
    """Tasks of cases (working columns) and findings (``_id``, rule, field, severity)."""
    working = pl.DataFrame(
        [{"_id": number, "_file": "f.csv", "_row": number + 2, **case} for number, case in enumerate(cases)],
        schema_overrides={
            "_id": pl.UInt32, "total_due": pl.Decimal(18, 2), "recall_due_on": pl.Date, "self_mobile": pl.String,
            "self_home_tel": pl.String,
        },
    )  # fmt: skip
    found = pl.DataFrame(
        [
            {
                "_id": number, "rule": name, "field": "self_mobile", "severity": severity,
                "message": "Own: wrong – why – x", "case_no": f"C{number}", "file": "f.csv", "row": number + 2,
            }
            for number, name, severity in findings
        ],
        schema_overrides={"_id": pl.UInt32, "row": pl.UInt32},
    )  # fmt: skip
    judgements = [rule(name, "shared_value" if "shared" in name else "unreadable") for _, name, _ in findings]
    listed = tasks(found, working, judgements, spec or WorklistSpec(), AS_OF, judged_contacts=judged_contacts)
    return named(listed, source, Repeats(source, []).found())


CASE = {
    "total_due": Decimal("1000.00"),
    "recall_due_on": None,
    "self_mobile": "+8613800138000",
    "self_home_tel": None,
}


@pytest.mark.parametrize(
    ("case", "severity", "points"),
    [
        ({}, "error", 30),
        ({}, "warning", 10),
        ({"total_due": Decimal("50000")}, "error", 55),
        ({"total_due": Decimal("1e15")}, "error", 55),
        ({"total_due": Decimal("25000")}, "error", 42),
        ({"total_due": None}, "error", 30),
        ({"total_due": Decimal("-5")}, "error", 30),
        ({"self_mobile": None}, "error", 60),
        ({"self_mobile": None, "self_home_tel": "+861088888888"}, "error", 45),
        ({"recall_due_on": AS_OF}, "error", 45),
        ({"recall_due_on": date(2026, 2, 14)}, "error", 37),
        ({"recall_due_on": date(2026, 1, 29)}, "error", 30),
    ],
)
def test_points_are_the_sum_that_the_guide_tells(case, severity, points):
    (task,) = made([CASE | case], [(0, "a.b", severity)]).to_dicts()
    assert task["points"] == points
    assert task["priority"] == (1 if points >= 55 else 2 if points >= 30 else 3)


def test_a_source_may_set_the_formula_and_the_guide_tells_it():
    spec = WorklistSpec(weights={"severity": 90, "money": 10, "reach": 0, "recall": 0}, first=95, second=90)
    assert made([CASE | {"total_due": Decimal("50000")}], [(0, "a.b", "error")], spec)["points"][0] == 100
    for lang in ("zh", "en"):
        assert all(number in explain(spec, lang) for number in ("90", "10", "95", "50,000", "30"))


def test_cases_stay_together_and_the_best_comes_first():
    rich = CASE | {"total_due": Decimal("60000")}
    listed = made(
        [CASE, rich, CASE],
        [(0, "a.x", "error"), (1, "a.y", "warning"), (1, "a.x", "error"), (2, "a.x", "warning")],
    )
    assert most_worthwhile(listed, Budget())["case_no"].to_list() == ["C1", "C1", "C0", "C2"]


def test_the_order_does_not_depend_on_how_the_findings_were_sliced():
    cases = [CASE | {"total_due": Decimal(number * 997 % 60_000)} for number in range(50)]
    listed = made(cases, [(number % 50, f"r.{number % 3}", "error") for number in range(120)])
    whole = most_worthwhile(listed, Budget(30))
    first = most_worthwhile(listed.filter(pl.col("_id") < 20), Budget(30))
    rest = listed.filter(pl.col("_id") >= 20)
    assert most_worthwhile(pl.concat([first, rest]), Budget(30)).equals(whole)


@pytest.mark.parametrize(
    ("verdict", "reach"),
    [("reachable", 0), ("stale_only", 15), ("third_party_only", 30), ("no_callable_number", 30)],
)
def test_the_verdict_on_the_contacts_counts_where_more_than_the_case_file_tells_of_them(verdict, reach):
    nobody = CASE | {"self_mobile": None, "contact_verdict": verdict}
    judged = [
        made([nobody], [(0, "a.b", "error")], judged_contacts=known)["points"][0] for known in (True, False)
    ]
    assert judged == [30 + reach, 60]


@pytest.mark.parametrize(
    ("text", "budget"),
    [
        ("500", Budget(500)),
        (0, Budget(0)),
        ("40h", Budget(None, 2400)),
        ("-1", None),
        ("x", None),
        ("1.5h", None),
        ("h", None),
    ],
)
def test_a_budget_is_a_number_of_tasks_or_of_hours(text, budget):
    assert Budget.parse(text) == budget


def test_hours_are_reckoned_by_who_can_answer():
    listed = made([CASE] * 20, [(number, "phone.x", "error") for number in range(20)])
    assert set(listed["who"]) == {"collector"}
    assert most_worthwhile(listed, Budget(None, 60)).height == 7  # of 8 minutes
    spec = WorklistSpec(who={"phone": "legal"})
    assert (
        most_worthwhile(made([CASE] * 20, [(0, "phone.x", "error")] * 9, spec), Budget(None, 60)).height == 3
    )


def test_the_name_of_a_task_is_that_of_client_case_field_and_rule():
    one = made([CASE], [(0, "a.b", "error")])
    again = made([CASE | {"total_due": Decimal(9)}], [(0, "a.b", "warning")])
    assert one["task_id"].to_list() == again["task_id"].to_list()
    others = [
        made([CASE], [(0, "a.c", "error")]), made([CASE, CASE], [(1, "a.b", "error")]),
        made([CASE | {"client": "Z"}], [(0, "a.b", "error")]), made([CASE], [(0, "a.b", "error")], source="t"),
    ]  # fmt: skip
    assert len({frame["task_id"][0] for frame in (one, *others)}) == 5


def test_due_by_severity_but_three_working_days_before_the_recall_and_never_in_the_past():
    cases = [CASE, CASE | {"recall_due_on": date(2026, 2, 9)}, CASE | {"recall_due_on": date(2026, 2, 2)}]
    due = made(cases, [(0, "a.b", "error"), (1, "a.b", "warning"), (2, "a.b", "error")])["due_on"].to_list()
    assert due == [date(2026, 2, 2), date(2026, 2, 4), AS_OF]


def test_cases_without_a_collector_are_dealt_out_in_turn():
    cases = [CASE | {"collector": name} for name in ("钱", None, None, None)]
    listed = made(
        cases, [(number, "a.b", "error") for number in range(4)], WorklistSpec(assignees=("甲", "乙"))
    )
    assert listed["assignee"].to_list() == ["钱", "乙", "甲", "乙"]


def test_what_is_not_about_the_writing_of_a_value_needs_no_value():
    listed = made([CASE], [(0, "phone.shared", "error"), (0, "phone.malformed", "error")])
    assert listed["needs_value"].to_list() == [False, True]
    assert listed.select("problem", "evidence").row(0) == ("Own: wrong", "why – x")
