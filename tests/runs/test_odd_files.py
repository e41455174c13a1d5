"""Files of which a large share is damaged, in whatever way: a few seeds of what ``make fuzz`` tries at length."""

import pytest

from tests.runs.odd_trials import try_one


@pytest.mark.parametrize("seed", range(16, 27))
def test_an_odd_file_comes_to_a_run_that_agrees_with_itself_or_to_a_refusal(seed, tmp_path, monkeypatch):
    monkeypatch.setenv("DQ_DEBUG", "1")
    try_one(seed, tmp_path, rows=12, whole=False)


@pytest.mark.parametrize("seed", [41, 45])
def test_what_follows_such_a_run_holds_as_well(seed, tmp_path, monkeypatch):
    monkeypatch.setenv("DQ_DEBUG", "1")
    try_one(seed, tmp_path, rows=12, whole=True)
