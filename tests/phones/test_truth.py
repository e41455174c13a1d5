"""The hand-checked cells: what is split, refused, suggested and changed."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from dq.phones import judge

TRUTH = Path(__file__).parents[2] / "fixtures" / "phones" / "cells.jsonl"
CASES = [json.loads(line) for line in TRUTH.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def judged():
    return judge(pl.Series([case["cell"] for case in CASES], dtype=pl.String), "CN").to_dicts()


@pytest.mark.parametrize("number", range(len(CASES)), ids=[repr(case["cell"]) for case in CASES])
def test_each_cell_is_read_as_a_person_would(number, judged):
    case, row = CASES[number], judged[number]
    numbers = [part for part in [row["e164"], *(row["others"] or "").split(";")] if part]
    told = {"cell": case["cell"], "state": row["state"]} | ({"numbers": numbers} if numbers else {})
    told |= {key: row[key] for key in ("reason", "ext", "kind", "suggestion", "signal") if row[key]}
    assert told == case


def test_no_digit_is_invented(judged):
    """Every accepted number consists of digits of its cell, in their order, +86 apart."""
    for case, row in zip(CASES, judged, strict=True):
        digits = "".join(str(int(char)) for char in case["cell"] if char.isdecimal())
        for number in [row["e164"], *(row["others"] or "").split(";")]:
            if number and row["state"] in ("ok", "service") and "scientific" not in (row["steps"] or ""):
                assert number.removeprefix("+86").removeprefix("+") in digits
