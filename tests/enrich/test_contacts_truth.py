"""The score and the ranking against a world whose truth is known: better than age, and than any single signal."""

import polars as pl
import pytest

from tests.enrich.contacts_world import AS_OF, surveyed, world

SEEDS = (5, 6)
SINGLE_SIGNALS = {
    "the newest source": pl.col("since"),
    "most answers": pl.col("answers"),
    "the best share of answers": pl.when(pl.col("attempts") > 0).then(pl.col("answers") / pl.col("attempts")),
    "the latest answer": pl.col("last_answer_on"),
    "the latest sign of life": pl.col("last_sign_on"),
}


def auc(score, truth):
    """The chance that a reaching number has the higher score than one that does not reach, ties counting half."""
    ranks = score.cast(pl.Float64).rank("average")
    good = int(truth.sum())
    return (ranks.filter(truth).sum() - good * (good + 1) / 2) / (good * (len(truth) - good))


def hits(numbers, key):
    """How often the number with the highest key in its case reaches the debtor; ties go to the lower number."""
    best = numbers.sort("case_no", key, "phone", descending=[False, True, False], nulls_last=True)
    return best.unique("case_no", keep="first", maintain_order=True)["reaches"].mean()


@pytest.fixture(scope="module", params=SEEDS)
def numbers(request, tmp_path_factory):
    made = world(2500, request.param)
    tables = {"contacts": made.contacts, "calls": made.calls, "checks": made.checks}
    _, listed = surveyed(made.cases, tmp_path_factory.mktemp("world"), **tables)
    known = listed.filter(party="self").join(made.truth, on=["case_no", "phone"])
    assert known.height == made.truth.height
    return known


def test_the_score_tells_reaching_numbers_better_than_their_age(numbers):
    age = -(pl.Series([AS_OF]).first() - numbers["since"]).dt.total_days()
    by_score, by_age = auc(numbers["stale_score"], numbers["reaches"]), auc(age, numbers["reaches"])
    print(f"\nAUC: score {by_score:.3f}, age alone {by_age:.3f}")

    assert by_score >= by_age + 0.10


def test_the_first_number_reaches_more_often_than_by_any_single_signal(numbers):
    first = numbers.with_columns(pl.col("rank").cast(pl.Int64) * -1)
    ranked = hits(first, "rank")
    single = {name: hits(numbers, key) for name, key in SINGLE_SIGNALS.items()}
    possible = numbers.group_by("case_no").agg(pl.col("reaches").any())["reaches"].mean()
    told = ", ".join(f"{name} {share:.3f}" for name, share in single.items())
    print(f"\nthe first number reaches in {ranked:.3f} of cases (possible {possible:.3f}); by {told}")

    assert ranked >= max(single.values()) + 0.05
