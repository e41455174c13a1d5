"""Small runs whose outputs are known by heart: fixtures/runs/<scenario>.

After a wanted change: ``DQ_UPDATE_GOLDEN=1 pytest tests/runs/test_golden.py``, and read the difference.
"""

import os
from pathlib import Path

import pytest

from dq.pipeline.road import run

FOLDER = Path(__file__).parents[2] / "fixtures" / "runs"
SCENARIOS = sorted(path.parent.name for path in FOLDER.glob("*/cases.csv"))


def outputs(result):
    """The lists of a run as CSV text, without the fingerprints' hashes."""
    folder = result.folder
    changes = result.changes.select("row", "field", "before", "after", "step").sort("row", "field")
    return {
        "exceptions.csv": result.exceptions.select(
            "case_no", "cell", "field", "rule", "severity", "value", "suggestion", "message", "disposition"
        ).write_csv(),
        "changes.csv": changes.write_csv(),
        "contacts.csv": result.contacts.drop("file", strict=False).write_csv(),
        "cleaned.csv": result.cleaned.write_csv(),
        "quarantined.csv": (folder / "quarantined.csv").read_text(encoding="utf-8-sig"),
        "rejected.csv": (folder / "rejected.csv").read_text(encoding="utf-8-sig"),
    }


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_run_gives_what_it_gave(scenario, tmp_path):
    expected = FOLDER / scenario / "expected"
    made = outputs(run(FOLDER / scenario / "cases.csv", as_of="2026-01-31", out=tmp_path))
    if os.environ.get("DQ_UPDATE_GOLDEN") == "1":
        expected.mkdir(exist_ok=True)
        for name, text in made.items():
            (expected / name).write_text(text, encoding="utf-8", newline="")
    for name, text in made.items():
        with (expected / name).open(encoding="utf-8", newline="") as file:
            assert text.replace("\r\n", "\n") == file.read().replace("\r\n", "\n"), name


def test_there_are_scenarios():
    assert SCENARIOS
