"""A DAG that judges the day's file and loads the accepted cases only if it passes."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path

from airflow.decorators import dag, task
from airflow.exceptions import AirflowFailException

CASES = "/srv/cases"


@dag(schedule="@daily", start_date=datetime(2026, 1, 1), catchup=False, max_active_runs=1)
def case_files():
    """Gate, then load."""

    @task
    def gate(ds: str = "") -> str:
        """Run dq as of the logical date; return the folder of the run. A fail is final: another try changes nothing."""
        done = subprocess.run(
            ["dq", "run", f"{CASES}/{ds}.csv", "--source", "bank", "--as-of", ds, "--out", f"{CASES}/runs", "--json"],
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if done.returncode not in (0, 1):
            raise RuntimeError(done.stderr)
        manifest = json.loads(done.stdout)
        if manifest["verdict"] == "fail":
            reasons = "; ".join(f"{reason['kind']} {reason['name']}" for reason in manifest["reasons"])
            raise AirflowFailException(f"{manifest['run_id']}: {reasons}")
        return str(Path(CASES, "runs", manifest["run_id"]))

    @task
    def load(folder: str) -> None:
        """Hand the accepted cases to the target system."""
        print(f"load {folder}/cleaned.parquet")

    load(gate())


case_files()
