"""A Dagster asset: the cleaned cases of the day's file, with the verdict as its asset check."""

from __future__ import annotations

import polars as pl
from dagster import AssetCheckResult, AssetCheckSpec, DailyPartitionsDefinition, Definitions, Output, asset

import dq

CASES = "/srv/cases"


@asset(
    partitions_def=DailyPartitionsDefinition(start_date="2026-01-01"),
    check_specs=[AssetCheckSpec("gate", asset="cleaned_cases")],
)
def cleaned_cases(context):
    """The accepted cases; the check says why a file failed."""
    day = context.partition_key
    run = dq.run(f"{CASES}/{day}.csv", source="bank", as_of=day, out=f"{CASES}/runs")
    cleaned: pl.DataFrame = run.cleaned
    counts = {name: run.counts[name] for name in ("read", "accepted", "quarantined", "rejected")}
    yield Output(cleaned, metadata={**counts, "run_id": run.manifest["run_id"]})
    yield AssetCheckResult(
        check_name="gate",
        passed=run.manifest["verdict"] == "pass",
        metadata={"reasons": [f"{reason['kind']} {reason['name']}" for reason in run.manifest["reasons"]]},
    )


definitions = Definitions(assets=[cleaned_cases])
