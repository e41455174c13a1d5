"""Sums: in which form a file adds up, what breaks it, and what is told of the breakers."""

from datetime import date
from decimal import Decimal

import pytest
from frames import context_of, rule, verdicts, working
from hypothesis import given
from hypothesis import strategies as st

from dq.check import engine
from dq.check.interface import Measured
from dq.model.errors import ConfigError
from dq.packs.rules import load_pack
from dq.pipeline import judge_rows

CENTS = st.decimals(-(10**12), 10**12, places=2)
FORMS = ("overdue: overdue_principal + others", "left: left_principal + others")
TOTAL = next(rule for rule in load_pack("amounts").rules if rule.id == "amount.total_mismatch")


@given(st.lists(CENTS, min_size=2, max_size=6), st.decimals(-1, 1, places=2))
def test_a_total_differs_exactly_if_it_is_off_by_more_than_the_tolerance(parts, off):
    names = ["overdue_principal", "overdue_interest", "overdue_penalty", "late_fee", "mgmt_fee", "annual_fee"]
    cells = dict(zip(names, ([part] for part in parts), strict=False))
    frame = working({"total_due": [sum(parts) + off], **cells})
    total = rule("sum_differs", ["total_due", *cells], tolerance=Decimal("0.02"))

    assert verdicts(frame, total) == [abs(off) > Decimal("0.02")]


def test_float_rounding_never_enters():
    frame = working({"total_due": ["0.30"], "overdue_principal": ["0.10"], "overdue_interest": ["0.20"]})
    total = rule(
        "sum_differs", ["total_due", "overdue_principal", "overdue_interest"], tolerance=Decimal("0.00")
    )

    assert verdicts(frame, total) == [False]


def test_blank_parts_count_as_zero_only_beside_two_that_have_a_value():
    frame = working(
        {
            "total_due": ["120", "120", "120"],
            "overdue_principal": ["100", "100", "100"],
            "overdue_interest": [None, "20", None],
            "other_fee": [None, None, None],
        },
        {"overdue_interest": [None, None, "unreadable"], "other_fee": [None] * 3},
    )
    total = rule("sum_differs", ["total_due", "overdue_principal", "overdue_interest", "other_fee"])

    assert verdicts(frame, total) == [None, False, None]


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        ({"overdue": (0.97, 100), "left": (0.10, 100)}, [True]),
        ({"overdue": (0.10, 100), "left": (0.97, 100)}, [False]),
        ({"overdue": (0.94, 100), "left": (0.40, 100)}, None),
        ({"overdue": (0.00, 10), "left": (1.00, 10)}, [False]),  # a small file
        ({"overdue": (0.00, 40), "left": (0.50, 40)}, [False]),  # with many errors
        ({"overdue": (0.20, 40), "left": (0.40, 40)}, None),  # with a part that has no column
        ({"overdue": (0.00, 4), "left": (1.00, 4)}, [True]),  # too few rows to learn from
    ],
)
def test_the_form_is_the_one_that_most_rows_follow(shares, found):
    total = rule("sum_differs", ["total_due", "overdue_interest"], forms=FORMS)
    measured = Measured(shares={f"{total.id}:{name}": share for name, share in shares.items()}, sample=ONE)
    probes, skipped = engine.probes([total], context_of(ONE, measured))

    if found is None:
        assert [item.reason for item in skipped] == ["not_followed"]
    else:
        assert ONE.select(probes[0].failing).to_series().to_list() == found


ONE = working(
    {
        "total_due": ["520"],
        "overdue_principal": ["100"],
        "left_principal": ["500"],
        "overdue_interest": ["20"],
    }
)


def test_a_source_may_fix_the_form():
    total = rule("sum_differs", ["total_due", "overdue_interest"], forms=FORMS, follows="left")
    measured = Measured(shares={f"{total.id}:left": (0.01, 100)})

    assert verdicts(ONE, total, measured) == [False]


@pytest.mark.parametrize(
    "params",
    [
        {"forms": ("overdue_principal + others",)},
        {"forms": ("overdue: debtor_name + others",)},
        {"forms": FORMS, "follows": "total"},
    ],
)
def test_a_form_that_says_nothing_is_refused(params):
    with pytest.raises(ConfigError, match=r"test\.sum_differs"):
        engine.customs([rule("sum_differs", ["total_due", "overdue_interest"], **params)], context_of(ONE))


def test_customs_are_counted_over_the_rows_that_can_be_judged():
    frame = working(
        {"total_due": ["3", "9", None], "overdue_principal": ["1", "1", "1"], "overdue_interest": ["2"] * 3}
    )
    total = rule("sum_differs", ["total_due", "overdue_interest"], forms=FORMS[:1])
    (need,) = engine.customs([total], context_of(frame))

    assert need.name == f"{total.id}:overdue"
    assert frame.select(need.follows).to_series().to_list() == [True, False, None]


def told(rows, lang="en"):
    """The findings of the rule of total due on rows of text cells."""
    found = judge_rows(rows, [TOTAL], date(2026, 1, 31))
    return found.select("row", "field", "suggestion", "message", "fingerprint").rows(named=True)


def case(number, **cells):
    principal, interest = 1_000_000 + 7_919 * number, 20_000 + 613 * number
    amounts = {"overdue_principal": principal, "overdue_interest": interest, "other_fee": 1500}
    amounts["total_due"] = sum(amounts.values())
    return {name: f"{cents / 100:.2f}" for name, cents in amounts.items()} | cells


def test_of_a_file_without_any_form_nothing_is_told():
    rows = [case(n, total_due=f"{9_000 + 37 * n}.13") for n in range(100)]

    assert told(rows) == []


def test_a_part_that_is_never_counted_belongs_to_no_form():
    rows = [case(n, late_fee=f"{n + 5}.00") for n in range(100)]
    rows[4]["other_fee"] = "51.00"

    (line,) = told(rows)
    assert (line["row"], line["field"]) == (5, "total_due") or line["field"] == "other_fee"
    assert "Late fee" not in line["message"]


def test_a_unit_of_a_whole_column_is_told_of_every_row_with_one_cause():
    rows = [case(n, overdue_interest=f"{20_000 + 613 * n}") for n in range(100)]
    lines = told(rows)

    assert len(lines) == 100
    assert {line["field"] for line in lines} == {"overdue_interest"}
    assert all("unit cents" in line["message"] for line in lines)


def test_a_finding_keeps_its_fingerprint_wherever_it_stands():
    rows = [case(n) for n in range(100)]
    rows[7]["overdue_interest"] = "2429.10"
    on_part = told(rows)[0]
    rows[7] |= {"overdue_interest": rows[8]["overdue_interest"], "total_due": "77777.77"}
    on_total = told(rows)[0]

    assert (on_part["field"], on_total["field"]) == ("overdue_interest", "total_due")
    assert on_part["fingerprint"] == on_total["fingerprint"]
