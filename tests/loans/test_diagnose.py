"""The diagnosis against cases with a known slip, against consistent cases, and against differences of chance."""

import random
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import pairwise

import polars as pl
import pytest

from dq.loans import Cause, Identity, Sure, diagnose, learned
from tests.loans.damaged import IDENTITY, NOISES, PARTS, consistent, damaged_cases, frame, known_identity

EACH = 60
MONEY = pl.Decimal(18, 2)


@pytest.fixture(scope="module")
def identity():
    return known_identity(99)


@pytest.fixture(scope="module")
def measured(identity):
    """For each damaged case the place of the true explanation among those named, None if it is not there."""
    cases, truths, _ = damaged_cases(EACH, 3)
    named = defaultdict(list)
    for line in diagnose(frame(cases), identity).iter_rows(named=True):
        named[line["row"]].append(line)
    places = [
        next((i for i, line in enumerate(named[row]) if is_truth(line, truth)), None)
        for row, truth in enumerate(truths)
    ]
    return truths, places


def is_truth(line, truth):
    if (line["cause"], line["field"], line["other"]) != (truth.cause, truth.field, truth.other):
        return False
    if truth.right is None:
        return line["suggestion"] is None
    return abs(line["suggestion"] - Decimal(truth.right) / 100) <= IDENTITY.tolerance


def test_the_true_cause_is_named_first(measured):
    truths, places = measured
    assert len(truths) >= 3000
    assert sum(place == 0 for place in places) >= 0.95 * len(truths)
    assert sum(place is not None for place in places) >= 0.99 * len(truths)


def test_no_cause_is_hard_to_find(measured):
    seen, first = Counter(), Counter()
    for truth, place in zip(*measured, strict=True):
        seen[truth.cause] += 1
        first[truth.cause] += place == 0
    assert set(seen) == set(Cause)
    assert {cause for cause in seen if first[cause] < 0.85 * seen[cause]} == set()


def test_consistent_cases_get_no_explanation(identity):
    rng = random.Random(8)
    cases = [consistent(rng, NOISES[n % len(NOISES)]) for n in range(3000)]
    assert diagnose(frame(cases), identity).is_empty()


def test_a_difference_of_chance_is_hardly_ever_explained_surely(identity):
    rng = random.Random(9)
    cases = [consistent(rng, "none") for _ in range(2000)]
    for case in cases:
        case["total_due"] += rng.choice((-1, 1)) * rng.randint(3, case["total_due"] // 2)
    told = diagnose(frame(cases), identity)
    assert told["row"].n_unique() < 0.05 * len(cases)
    assert told.filter(pl.col("sure") == Sure.HIGH)["row"].n_unique() < 0.02 * len(cases)


def told(total, parts, identity=None, **others):
    """The explanations for one case, amounts as text."""
    amounts = {"total": total, **parts, **others}
    rows = pl.DataFrame({n: [v] for n, v in amounts.items()}, schema=dict.fromkeys(amounts, pl.String))
    return diagnose(rows.cast(MONEY), identity or Identity("total", tuple(parts))).to_dicts()


def test_what_an_explanation_says():
    assert told("1180.00", {"principal": "1000.00", "interest": "100.00", "fee": "80.00"}) == []
    assert told("1260.00", {"principal": "1000.00", "interest": "100.00", "fee": "80.00"}) == [
        {
            "row": 0,
            "rank": 1,
            "cause": "part_twice",
            "field": "total",
            "value": Decimal("1260.00"),
            "suggestion": Decimal("1180.00"),
            "other": "fee",
            "difference": Decimal("80.00"),
            "sure": "high",
        }
    ]


def test_explanations_that_are_equally_good_are_all_named():
    lines = told("1100.00", {"principal": "1000.00", "interest": "100.00", "fee": "100.00"})
    assert {(line["cause"], line["other"]) for line in lines if line["rank"] == 1} == {
        ("part_missing", "interest"),
        ("part_missing", "fee"),
    }
    assert {line["sure"] for line in lines if line["rank"] == 1} == {"medium"}


def test_a_difference_that_fits_nothing_gets_no_explanation():
    assert told("1311.37", {"principal": "1000.00", "interest": "100.00"}) == []


def test_less_than_a_yuan_is_never_sure():
    lines = told("1100.53", {"principal": "1000.00", "interest": "100.00", "fee": "0.53", "tax": "0.53"})
    assert {line["sure"] for line in lines} == {"low"}


def test_other_evidence_decides():
    parts = {"principal": "1234.00", "interest": "2145.00"}
    # Both could have two digits the wrong way round: 1243 would fit as well as 2154.
    assert {line["field"] for line in told("3388.00", parts) if line["rank"] == 1} == {
        "principal",
        "interest",
    }
    known = Identity("total", ("principal", "interest"), likely={"principal": "by_schedule"})
    first = told("3388.00", parts, known, by_schedule="1243.00")[0]
    assert (first["field"], first["suggestion"], first["sure"]) == ("principal", Decimal("1243.00"), "high")


def test_an_empty_cell_is_explained_only_where_the_file_usually_has_the_part():
    rows = [["1100.00", "1000.00", "100.00"]] * 200 + [["1100.00", "1000.00", None]]
    frame = pl.DataFrame(
        rows, schema=dict.fromkeys(("total", "principal", "interest"), pl.String), orient="row"
    )
    frame = frame.cast(MONEY)
    plain = Identity("total", ("principal", "interest"))
    assert diagnose(frame, plain).is_empty()
    line = diagnose(frame, learned(frame, plain)).row(0, named=True)
    assert (line["cause"], line["field"], line["suggestion"]) == ("part_blank", "interest", Decimal("100.00"))


def test_few_rows_teach_nothing():
    rows = frame([consistent(random.Random(n), "none") for n in range(50)])
    assert learned(rows, IDENTITY) == IDENTITY


def test_rows_without_a_total_and_empty_frames_are_not_judged(identity):
    case = consistent(random.Random(1), "none") | {"total_due": None}
    assert diagnose(frame([case]), identity).is_empty()
    assert diagnose(frame([]), identity).is_empty()


def test_the_largest_amounts_are_exact():
    huge = "9999999999999999.99"
    lines = told(huge, {"principal": huge, "interest": "12345678901.23"})
    assert lines[0]["cause"] == "part_missing"
    assert lines[0]["difference"] == Decimal("-12345678901.23")


@pytest.mark.parametrize("name", PARTS)
def test_a_value_beside_its_column_is_found(name):
    identity = Identity("total_due", PARTS, order=("deposit", *PARTS, "total_due"))
    case = consistent(random.Random(4), "none")
    if not case["other_fee"]:
        case["total_due"] += 3000
        case["other_fee"] = 3000
    # The columns up to the empty one stand one to the left of where they should.
    pushed = ("deposit", *PARTS[: PARTS.index(name) + 1])
    case |= {left: case[right] for left, right in pairwise(pushed)} | {name: None}
    lines = diagnose(frame([case]), identity)
    assert ("shifted", name, "deposit") in lines.select("cause", "field", "other").rows()
