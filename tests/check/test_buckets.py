"""Overdue buckets under the scheme that a file follows."""

import pytest
from frames import context_of, rule, verdicts, working

from dq.check import engine
from dq.check.buckets import schemes
from dq.check.interface import Measured

BUCKET = rule("bucket_differs", ["bucket", "days_overdue"], min_rows=50)


def learned(**shares):
    return Measured(shares={f"{BUCKET.id}:{name}": share for name, share in shares.items()})


def test_each_bucket_of_each_scheme_fits_its_own_days():
    for name, scheme in schemes().items():
        fixed = rule("bucket_differs", ["bucket", "days_overdue"], scheme=name)
        for bucket in scheme:
            labels = [*bucket.labels, *bucket.labels]
            days = [bucket.first] * len(bucket.labels) + [min(bucket.last, 9999)] * len(bucket.labels)
            frame = working({"bucket": labels, "days_overdue": days})

            assert verdicts(frame, fixed) == [False] * len(labels), f"{name}: {bucket.labels[0]}"


def test_no_label_stands_twice_in_a_scheme():
    for name, scheme in schemes().items():
        labels = [label for bucket in scheme for label in bucket.labels]

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
