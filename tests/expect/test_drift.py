"""Drift: what is seeded is told, what is stable is not, and each comparison says what moved."""

from datetime import date, timedelta
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from dq.expect.drift import Batch, compare, facts
from dq.expect.profile import bucket, edge, shape
from dq.model.gate import DriftSpec

AS_OF = date(2026, 1, 31)
PROVINCES = [f"省{n}" for n in range(25)]
COLUMNS = frozenset({"委案金额", "产品名称"})


def cents(values):
    whole = pl.Series(np.round(np.maximum(values, 0) * 100).astype(np.int64))
    return (whole.cast(pl.Decimal(38, 2)) / pl.Series([Decimal(100)])).cast(pl.Decimal(18, 2))


def batch(seed, rows=1_500, *, run_id="", **drift):
    """A batch like every other, but for what ``drift`` says."""
    rng = np.random.default_rng(seed)
    products = drift.get("products", [0.5, 0.3, 0.15, 0.05])
    ages = rng.integers(30, 900, rows) + drift.get("older", 0)
    frame = pl.DataFrame(
        {
            "total_due": cents(rng.lognormal(9, 0.8, rows) * drift.get("times", 1)),
            "loan_amount": cents(np.round(rng.lognormal(9.5, 0.6, rows), -2)),
            "days_overdue": pl.Series(rng.gamma(2, 60 * drift.get("longer", 1), rows).astype(np.int32)),
            "term_periods": pl.Series(rng.choice(drift.get("terms", [6, 12, 24]), rows).astype(np.int32)),
            "product_name": rng.choice(["现金分期", "信用贷款", "周转贷", "新品"], rows, p=products),
            "province": rng.choice(PROVINCES[drift.get("moved", 0) :], rows),
            "sex": rng.choice(["男", "女"], rows, p=[drift.get("men", 0.5), 1 - drift.get("men", 0.5)]),
            "loan_date": [AS_OF - timedelta(days=int(age)) for age in ages],
        }
    )
    filled = int(rng.binomial(rows, drift.get("filled", 0.9)))
    columns = COLUMNS - {drift.get("without")} | ({drift["with_"]} if "with_" in drift else set())
    return Batch(run_id, rows, columns, {"self_mobile": filled}, shape(frame.lazy(), rows, AS_OF))


@pytest.fixture(scope="module")
def earlier():
    return [batch(seed, run_id=f"run{seed}") for seed in range(1_000, 1_006)]


SEEDED = {
    "distribution: total_due": [{"times": 2}, {"times": 0.0001}, {"times": 1.5}],
    "distribution: days_overdue": [{"longer": 2}, {"longer": 0.5}],
    "distribution: term_periods": [{"terms": [6, 12]}, {"terms": [6, 12, 24, 36]}],
    "distribution: product_name": [{"products": [0.2, 0.3, 0.15, 0.35]}, {"products": [0.8, 0.2, 0, 0]}],
    "distribution: province": [{"moved": 8}],
    "distribution: sex": [{"men": 0.75}],
    "distribution: loan_date": [{"older": 200}],
    "filled: self_mobile": [{"filled": 0.75}, {"filled": 1.0}],
    "column_missing: 产品名称": [{"without": "产品名称"}],
    "column_new: 罚息2": [{"with_": "罚息2"}],
    "rows": [{"rows": 4_000}, {"rows": 600}],
}


def told(now, earlier, spec=None):
    compared = compare(now, earlier, spec or DriftSpec())
    return {item.expectation().name for item in compared if item.severity}


def test_seeded_drifts_are_told(earlier):
    cases = [(name, drift) for name, drifts in SEEDED.items() for drift in drifts]
    found = sum(name in told(batch(seed, **drift), earlier) for name, drift in cases for seed in range(5))
    print(f"\nseeded drifts told: {found} of {5 * len(cases)}")
    assert found >= 0.95 * 5 * len(cases)


def test_of_a_hundred_stable_batches_at_most_one_is_told(earlier):
    false = [seed for seed in range(100) if told(batch(seed), earlier)]
    print(f"\nstable batches told: {len(false)} of 100")
    assert len(false) <= 1


@pytest.mark.parametrize("rows", [60, 300])
def test_small_batches_differ_by_chance_and_are_not_told(rows):
    earlier = [batch(seed, rows) for seed in range(2_000, 2_003)]
    assert [seed for seed in range(30) if told(batch(seed, rows), earlier)] == []


def test_what_moved_is_said_in_shares(earlier):
    compared = compare(batch(1, products=[0.2, 0.3, 0.15, 0.35]), earlier, DriftSpec())
    (item,) = [entry for entry in facts(compared) if entry["name"] == "product_name"]
    assert [shift["label"] for shift in item["shifts"]] == ["现金分期", "新品"] or [
        shift["label"] for shift in item["shifts"]
    ] == ["新品", "现金分期"]
    new = next(shift for shift in item["shifts"] if shift["label"] == "新品")
    assert Decimal(new["before"]) < Decimal("0.1") < Decimal("0.3") < Decimal(new["now"])


def test_a_source_that_varies_by_nature_is_not_told():
    """Batches that alternate between two products differ from each other as much as this one does."""
    shares = [[0.9, 0.1, 0, 0], [0.2, 0.8, 0, 0]]
    earlier = [batch(seed, products=shares[seed % 2]) for seed in range(6)]
    assert "distribution: product_name" not in told(batch(99, products=shares[0]), earlier)


def test_drift_fails_only_where_the_source_says_so(earlier):
    drifted = batch(1, times=3)
    warned = {item.name: item.severity for item in compare(drifted, earlier, DriftSpec())}
    failed = compare(drifted, earlier, DriftSpec(fail=Decimal("0.25")))
    assert warned["total_due"] == "warning"
    assert {item.name: item.severity for item in failed}["total_due"] == "error"


def test_ignored_fields_and_a_first_batch_are_not_compared(earlier):
    drifted = batch(1, times=3)
    assert told(drifted, earlier, DriftSpec(ignore=("total_due",))) == set()
    assert compare(drifted, [], DriftSpec()) == []


def test_a_shape_names_no_word_that_few_share():
    frame = pl.DataFrame({"product_name": ["现金分期"] * 30 + ["张三 13800138000"] * 19 + [None]})
    made = shape(frame.lazy(), 50, AS_OF)
    assert made["fields"]["product_name"]["names"] == {bucket("现金分期"): "现金分期"}
    assert made["fields"]["product_name"]["counts"] == {
        bucket("现金分期"): 30,
        bucket("张三 13800138000"): 19,
    }


def test_bins_are_a_quarter_of_an_octave_and_mirror_below_zero():
    values = [0, 1, 3, 4, 7, 8, 9, 10, 1_000, -1, -1_000]
    frame = pl.DataFrame({"days_overdue": pl.Series(values, dtype=pl.Int32)})
    counts = shape(frame.lazy(), len(values), AS_OF)["fields"]["days_overdue"]["counts"]
    assert counts == {"-35": 1, "-1": 1, "0": 1, "1": 1, "3": 1, "4": 1, "7": 1, "8": 2, "9": 1, "35": 1}
    assert [edge(place, "integer") for place in (0, 3, 4, 8, 9, 35, -35)] == [0, 3, 4, 8, 10, 896, -896]
    assert edge(35, "money") == Decimal("8.96")


def test_the_age_of_a_date_is_shared_out_between_two_ages():
    ages = [0, 15, 60, 90, -30, 20_000]
    frame = pl.DataFrame({"loan_date": [AS_OF - timedelta(days=age) for age in ages] * 4})
    counts = shape(frame.lazy(), 24, AS_OF)["fields"]["loan_date"]["counts"]
    assert counts == {"-60": 2, "0": 4 + 3 + 2, "60": 1 + 4 + 2, "120": 2, "11520": 4}


def test_of_many_cases_every_nth_is_counted():
    frame = pl.DataFrame({"days_overdue": pl.Series(range(120_000), dtype=pl.Int32)})
    made = shape(frame.lazy(), 120_000, AS_OF)
    assert made["rows"] == 40_000
