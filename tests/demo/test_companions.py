"""The demo's companion tables against their truth: every seeded defect is found, and nothing else is."""

import polars as pl
import pytest

from dq.demo import write_demo
from dq.pipeline.road import run

PLACE = ["file", "row", "rule"]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    made = write_demo(folder, 400)
    result = run(made.csv, as_of=made.as_of, out=folder / "runs", companions=made.companions)
    truth = pl.read_csv(made.companions_truth, infer_schema=False).with_columns(pl.col("row").cast(pl.UInt32))
    return truth, result, result.exceptions.filter(pl.col("file") != made.csv.name)


def test_every_seeded_defect_is_found(played):
    truth, _, found = played

    assert truth.height > 60
    assert truth["rule"].n_unique() > 20
    assert truth.join(found, on=PLACE, how="anti").rows() == []


def test_nothing_else_is_found(played):
    truth, _, found = played

    assert found.join(truth, on=PLACE, how="anti").select(*PLACE, "value", "message").rows() == []


def test_a_finding_stands_in_the_column_that_was_damaged(played):
    truth, _, found = played
    both = truth.join(found.select(*PLACE, told="column"), on=PLACE)
    apart = both.filter((pl.col("column") != pl.col("told")) & (pl.col("kind") != "before_made"))

    assert apart.select(*PLACE, "column", "told").rows() == []


def test_every_line_of_every_table_is_accounted_for(played):
    _, result, _ = played

    tables = result.manifest["companions"]["tables"]
    assert set(tables) == {"contacts", "calls", "repayments", "promises", "optouts", "checks"}
    for table in tables.values():
        counts = table["counts"]
        assert counts["read"] == counts["accepted"] + counts["quarantined"] + counts["rejected"]


def test_the_same_seed_gives_the_same_tables(tmp_path):
    first, again = write_demo(tmp_path / "a", 60), write_demo(tmp_path / "b", 60)

    for name, path in first.companions.items():
        assert path.read_bytes() == again.companions[name].read_bytes()
