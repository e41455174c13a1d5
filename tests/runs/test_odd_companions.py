"""Companion tables of which a large share is damaged: a few seeds of what ``make fuzz`` tries at length."""

import pytest

from tests.runs.odd_beside import try_one


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_odd_companion_tables_cost_themselves_and_all_files_agree(seed, tmp_path, monkeypatch):
    monkeypatch.setenv("DQ_DEBUG", "1")
    try_one(seed, tmp_path, rows=12, whole=False)


@pytest.mark.parametrize("seed", [7])
def test_pieces_words_and_the_order_of_rows_change_nothing(seed, tmp_path, monkeypatch):
    monkeypatch.setenv("DQ_DEBUG", "1")
    try_one(seed, tmp_path, rows=12, whole=True)
