"""What the rules cost: CPU seconds of measuring and judging a million cleaned rows, pack by pack, side by side."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from dq.check import engine
from dq.check.interface import Context, Measured
from dq.check.measure import measure
from dq.demo import BENCHMARK_WITHOUT_PHONES, generate, write_csv
from dq.model.rules import Rule
from dq.packs.rules import load_packs
from dq.packs.source import default_source
from dq.pipeline.framing import field_plans, frame
from dq.pipeline.intake import take_in
from dq.pipeline.judging import judge

pytestmark = pytest.mark.bench

ROWS = 1_000_000
ROUNDS = 5
FIRST = ("core",)
FIGURES = ("ids", "dates", "amounts")
CHOSEN = ("cn_consumer_loan",)
"""What a source chooses besides; the limit is on all of them together."""


def rules_of(packs: Sequence[str]) -> list[Rule]:
    return [rule for pack in load_packs(packs) for rule in pack.rules]


def cost(slices: Sequence[pl.DataFrame], rules: Sequence[Rule], bare: Context) -> float:
    """CPU seconds of what is measured for the rules and of their judgements, on rows that are clean already."""
    start = time.process_time()
    outliers = sorted(
        {n for rule in rules if rule.check == "outlier" for n in rule.fields if n in bare.present}
    )
    measured = measure(slices, engine.needs(rules, bare), engine.customs(rules, bare), outliers, bare)
    probes, _ = engine.probes(rules, replace(bare, measured=measured))
    names = [engine.fail(place) for place in range(len(probes))]
    for rows in slices:
        engine.judged(rows.lazy(), probes).select(pl.col(names).sum()).collect()
    return time.process_time() - start


def test_the_rules_on_ids_dates_and_amounts_cost_at_most_twice_those_of_the_first_pack(
    tmp_path: Path,
) -> None:
    case_file = tmp_path / "cases.csv"
    write_csv(generate(ROWS, 7, BENCHMARK_WITHOUT_PHONES), case_file, "utf-8")
    intake = take_in([case_file], None, default_source, tmp_path)
    judged = judge(
        frame(intake),
        field_plans(intake),
        [],
        date(2026, 1, 31),
        "CN",
        marked=intake.marked,
        layout=intake.layout,
    )
    slices = list(judged.rows)
    bare = replace(judged.context, measured=Measured())
    rounds = [
        [cost(slices, rules_of(packs), bare) for packs in (FIRST, FIGURES, CHOSEN)] for _ in range(ROUNDS)
    ]
    intake.close()
    first, figures, chosen = (sorted(column)[ROUNDS // 2] for column in zip(*rounds, strict=True))
    print(f"\ncore {first:.2f}, {', '.join(FIGURES)} {figures:.2f} CPU s: {figures / first:.2f} times")
    print(f"with {', '.join(CHOSEN)} {(figures + chosen) / first:.2f} times")
    assert figures + chosen <= 2 * first
