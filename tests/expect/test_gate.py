"""Thresholds on the whole file: each kind, met and not met, edges included."""

from datetime import date
from decimal import Decimal

import pytest

from dq.expect.gate import FileFacts, judge_gate
from dq.model.gate import GateSpec

FACTS = FileFacts(
    counts={"read": 200, "quarantined": 20, "rejected": 2},
    as_of=date(2026, 1, 31),
    findings={"error": 30, "warning": 0, "phone.malformed": 10},
    null_shares={"self_mobile": Decimal("0.05")},
    totals={"total_due": Decimal("1234.50")},
    newest={"placed_on": date(2026, 1, 24), "due_as_of": None},
)


@pytest.mark.parametrize(
    ("gate", "name", "expected", "found", "met"),
    [
        (GateSpec(min_rows=200), "min_rows", ">= 200", "200", True),
        (GateSpec(min_rows=201), "min_rows", ">= 201", "200", False),
        (GateSpec(max_rows=199), "max_rows", "<= 199", "200", False),
        (GateSpec(rows=200), "rows", "= 200", "200", True),
        (GateSpec(rows=199), "rows", "= 199", "200", False),
        (
            GateSpec(max_quarantined_share=Decimal("0.1")),
            "max_quarantined_share",
            "<= 0.1",
            "0.100000",
            True,
        ),
        (
            GateSpec(max_rejected_share=Decimal("0.009")),
            "max_rejected_share",
            "<= 0.009",
            "0.010000",
            False,
        ),
        (GateSpec(max_findings={"error": 29}), "max_findings: error", "<= 29", "30", False),
        (
            GateSpec(max_findings={"phone.masked": 0}),
            "max_findings: phone.masked",
            "<= 0",
            "0",
            True,
        ),
        (
            GateSpec(max_findings_share={"phone.malformed": Decimal("0.04")}),
            "max_findings_share: phone.malformed",
            "<= 0.04",
            "0.050000",
            False,
        ),
        (
            GateSpec(max_null_share={"self_mobile": Decimal("0.05")}),
            "max_null_share: self_mobile",
            "<= 0.05",
            "0.050000",
            True,
        ),
        (
            GateSpec(max_null_share={"id_no": Decimal("0.99")}),
            "max_null_share: id_no",
            "<= 0.99",
            "1.000000",
            False,
        ),
        (
            GateSpec(totals={"total_due": Decimal("1234.5")}),
            "totals: total_due",
            "= 1234.50",
            "1234.50",
            True,
        ),
        (
            GateSpec(totals={"total_due": Decimal("1234.51")}),
            "totals: total_due",
            "= 1234.51",
            "1234.50",
            False,
        ),
        (
            GateSpec(totals={"loan_amount": Decimal(1)}),
            "totals: loan_amount",
            "= 1.00",
            "no such field",
            False,
        ),
        (GateSpec(max_age_days={"placed_on": 7}), "max_age_days: placed_on", "<= 7", "7 (2026-01-24)", True),
        (GateSpec(max_age_days={"placed_on": 6}), "max_age_days: placed_on", "<= 6", "7 (2026-01-24)", False),
        (GateSpec(max_age_days={"due_as_of": 6}), "max_age_days: due_as_of", "<= 6", "no such field", False),
    ],
)
def test_each_threshold_says_what_it_expected_and_found(gate, name, expected, found, met):
    (result,) = judge_gate(gate, FACTS)
    assert (result.name, result.expected, result.found, result.met, result.severity) == (
        name,
        expected,
        found,
        met,
        "error",
    )


def test_a_threshold_may_warn_below_the_one_that_fails():
    gate = GateSpec(
        max_quarantined_share=Decimal("0.2"), warn=GateSpec(max_quarantined_share=Decimal("0.05"))
    )
    assert [(r.name, r.met, r.severity) for r in judge_gate(gate, FACTS)] == [
        ("max_quarantined_share", True, "error"),
        ("max_quarantined_share", False, "warning"),
    ]


def test_a_source_without_thresholds_expects_nothing():
    assert judge_gate(GateSpec(), FACTS) == []


def test_a_file_without_rows_has_no_share_to_exceed():
    empty = FileFacts({"read": 0, "quarantined": 0, "rejected": 0}, date(2026, 1, 31))
    (result,) = judge_gate(GateSpec(max_quarantined_share=Decimal(0)), empty)
    assert result.met
