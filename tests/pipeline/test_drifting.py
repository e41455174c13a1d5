"""Drift over real runs: a source's later file against its earlier runs, from the run folders alone."""

import pytest

from dq.demo import write_demo
from dq.pipeline.road import run

CASES = 300


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folders = [tmp_path_factory.mktemp(f"demo{seed}") for seed in (1, 2)]
    return [write_demo(folder, CASES, seed=seed).csv for seed, folder in enumerate(folders, 1)]


def test_a_later_batch_is_held_against_earlier_ones_of_its_source(files, tmp_path):
    first = run(files[0], "demo_bank", "2026-01-31", tmp_path)
    assert first.manifest["drift"]["against"] == []

    second = run(files[1], "demo_bank", "2026-02-01", tmp_path)
    assert second.manifest["drift"]["against"] == [first.manifest["run_id"]]
    assert second.manifest["drift"]["compared"] > 50
    assert second.manifest["drift"]["told"] == []
    assert second.manifest["drift"]["history"][0]["counts"]["read"] == first.counts["read"]

    aged = run(files[1], "demo_bank", "2026-06-30", tmp_path)
    told = {(item["aspect"], item["name"]) for item in aged.manifest["drift"]["told"]}
    assert ("distribution", "placed_on") in told
    unmet = [entry for entry in aged.manifest["expectations"] if entry["kind"] == "drift"]
    assert unmet
    assert not any(entry["met"] for entry in unmet)


def test_the_same_run_again_meets_the_same_earlier_runs(files, tmp_path):
    run(files[0], "demo_bank", "2026-01-31", tmp_path)
    once = run(files[1], "demo_bank", "2026-02-01", tmp_path)
    run(files[0], "demo_bank", "2026-02-02", tmp_path)
    again = run(files[1], "demo_bank", "2026-02-01", tmp_path)
    assert again.folder == once.folder


def test_a_damaged_earlier_run_and_one_of_another_source_do_not_count(files, tmp_path):
    whole = run(files[0], "demo_bank", "2026-01-31", tmp_path)
    (whole.folder / "run.json").write_text("{", encoding="utf-8")
    run(files[0], None, "2026-01-30", tmp_path)
    assert run(files[1], "demo_bank", "2026-02-01", tmp_path).manifest["drift"]["against"] == []


def test_a_file_without_a_source_has_nothing_to_be_held_against(files, tmp_path):
    assert "drift" not in run(files[0], None, "2026-01-31", tmp_path).manifest
