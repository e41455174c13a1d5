"""Overdue buckets under the scheme that a file follows."""

from datetime import date

import pytest
from frames import context_of, rule, verdicts, working

from dq.check import engine
from dq.check.buckets import schemes
from dq.check.interface import Measured

FIELDS = ("bucket", "days_overdue", "overdue_periods", "overdue_on", "placed_on")
BUCKET = rule("bucket_differs", FIELDS, min_rows=50)


def learned(**shares):
    return Measured(shares={f"{BUCKET.id}:{name}": share for name, share in shares.items()})


def test_each_bucket_of_each_scheme_fits_what_it_covers():
    for name, scheme in schemes().items():
        if scheme.counts == "months":
            continue
        column = "days_overdue" if scheme.counts == "days" else "overdue_periods"
        fixed = rule("bucket_differs", FIELDS, scheme=name)
        for bucket in scheme.buckets:
            labels = [*bucket.labels, *bucket.labels]
            counts = [bucket.first] * len(bucket.labels) + [min(bucket.last, 9999)] * len(bucket.labels)
            frame = working({"bucket": labels, column: counts})

            assert verdicts(frame, fixed) == [False] * len(labels), f"{name}: {bucket.labels[0]}"


def test_no_label_stands_twice_in_a_scheme():
    for name, scheme in schemes().items():
        labels = [label for bucket in scheme.buckets for label in bucket.labels]

        assert len(labels) == len(set(labels)), name


@pytest.mark.parametrize(
    ("shares", "found"),
    [
        ({"cn_30_days": (0.95, 100), "cn_30_days_from_m0": (0.02, 100)}, [True]),
        ({"cn_30_days": (0.02, 100), "cn_30_days_from_m0": (0.95, 100)}, [False]),
    ],
)
def test_the_scheme_is_the_one_that_most_rows_follow(shares, found):
    frame = working({"bucket": ["M1"], "days_overdue": [45]})

    assert verdicts(frame, BUCKET, learned(**shares)) == found


def test_a_scheme_with_few_of_the_labels_does_not_win_by_being_right_where_it_speaks():
    frame = working({"bucket": ["M1"], "days_overdue": [45]})
    measured = learned(cn_30_days=(0.95, 1000), cn_stages=(1.0, 10))

    assert verdicts(frame, BUCKET, measured) == [True]


def test_a_file_that_follows_no_scheme_is_not_judged():
    frame = working({"bucket": ["M1"], "days_overdue": [45]})
    measured = learned(cn_30_days=(0.4, 100), cn_30_days_from_m0=(0.4, 100))
    _, skipped = engine.probes([BUCKET], context_of(frame, measured))

    assert [item.reason for item in skipped] == ["not_followed"]


def test_a_day_more_or_less_and_small_letters_are_allowed():
    frame = working({"bucket": ["m1", "M1", "M1", "坏账"], "days_overdue": [31, 0, 32, 500]})

    assert verdicts(frame, BUCKET) == [False, False, True, None]


def test_calendar_months_are_those_that_the_overdue_time_touches():
    frame = working(
        {
            "bucket": ["M1", "M2", "M2", "M3"],
            "overdue_on": [date(2025, 9, 1), date(2025, 9, 30), date(2025, 9, 30), date(2025, 12, 31)],
            "placed_on": [date(2025, 9, 30), date(2025, 10, 1), date(2025, 11, 1), date(2026, 2, 1)],
        }
    )

    assert verdicts(frame, rule("bucket_differs", FIELDS, scheme="calendar_months")) == [
        False, False, True, False,
    ]  # fmt: skip
