import pytest

from dq.write.causes import by_rule


def cause(rule, column, findings, severity="error", example=""):
    words = {"en": rule, "zh": rule}
    return {
        "rule": rule, "severity": severity, "field": column, "column": column, "findings": findings,
        "cases": findings, "example": example, "title": words, "fix": words,
    }  # fmt: skip


@pytest.fixture
def merged():
    return by_rule(
        {
            "causes": [
                cause("date.future", "a", 90, "warning"),
                cause("date.unreadable", "a", 2),
                cause("date.unreadable", "b", 5, example="2026年"),
                cause("date.unreadable", "c", 1, example="x"),
                cause("id.masked", "d", 30),
            ],
            "findings": {
                "date.unreadable": {"cases": 6},
                "id.masked": {"cases": 30},
                "date.future": {"cases": 90},
            },
        }
    )


def test_errors_come_first_then_the_most_cases(merged):
    assert [(item.rule, item.cases, item.findings) for item in merged] == [
        ("id.masked", 30, 30),
        ("date.unreadable", 6, 8),
        ("date.future", 90, 90),
    ]


def test_places_are_ordered_and_the_first_example_stays(merged):
    assert merged[1].places == [("b", "b", 5), ("a", "a", 2), ("c", "c", 1)]
    assert merged[1].example == "2026年"


def test_without_a_count_of_the_rule_the_cases_are_added_up():
    (only,) = by_rule({"causes": [cause("a.b", "x", 2), cause("a.b", "y", 3)], "findings": {}})
    assert only.cases == 5
