"""A run folder proves from its files that nothing was lost; a line less or twice is seen."""

import hashlib
import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from dq.model.errors import UsageError
from dq.read.accounting import verify_run


def run_folder(folder: Path, cleaned: list[int], **counts: int) -> Path:
    """Ten lines: row 1 the header, 2 blank, 3 to 8 cases (3 and 4 held back), 9 a total, 10 a note."""
    folder.mkdir(exist_ok=True)
    pl.DataFrame({"case_no": ["x"] * len(cleaned), "row": cleaned}).write_parquet(folder / "cleaned.parquet")
    pl.DataFrame({"编号": ["a", "b"], "_row": [3, 4]}).write_csv(folder / "quarantined.csv")
    pl.DataFrame(
        {"row": [2, 9, 10], "reason": ["blank", "total", "note"], "text": ["", "合计", "注"]}
    ).write_csv(folder / "rejected.csv")
    right = {
        "lines": 10,
        "header": 1,
        "preamble": 0,
        "blank": 1,
        "read": 8,
        "accepted": 4,
        "quarantined": 2,
        "rejected": 2,
    }
    manifest: dict[str, Any] = {
        "status": "complete",
        "inputs": [{"file": "a.csv", "lines": 10}],
        "reading": [{"facts": {"header": {"rows": [1]}}}],
        "counts": right | counts,
        "outputs": {
            path.name: {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
            for path in folder.iterdir()
            if path.name != "run.json"
        },
    }
    (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    return folder


def test_all_accounted_for(tmp_path: Path) -> None:
    assert verify_run(run_folder(tmp_path / "run", [5, 6, 7, 8])) == []


def test_a_lost_line(tmp_path: Path) -> None:
    problems = verify_run(run_folder(tmp_path / "run", [5, 6, 8]))
    assert any("accepted" in text for text in problems)
    assert any("first: 7" in text for text in problems)


def test_a_line_twice_and_one_lost(tmp_path: Path) -> None:
    assert verify_run(run_folder(tmp_path / "run", [5, 6, 6, 8])) == [
        "2 row numbers stand nowhere or more than once (first: 6, 7)"
    ]


def test_counts_that_lie(tmp_path: Path) -> None:
    assert verify_run(run_folder(tmp_path / "run", [5, 6, 7, 8], blank=2)) == [
        "blank: run.json says 2, the files have 1"
    ]


def test_a_changed_and_a_missing_file(tmp_path: Path) -> None:
    folder = run_folder(tmp_path / "run", [5, 6, 7, 8])
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    manifest["outputs"]["report.html"] = {"sha256": "0"}
    manifest["outputs"]["cleaned.parquet"]["sha256"] = "0"
    (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert sorted(verify_run(folder)) == [
        "cleaned.parquet: was changed after the run",
        "report.html: is missing",
    ]


def test_no_run(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        verify_run(tmp_path)


def test_a_line_lost_in_one_file_and_doubled_in_another(tmp_path: Path) -> None:
    folder = run_folder(tmp_path / "run", [5, 6, 7, 8])
    two = {"file": ["a.csv"] * 4 + ["b.csv"] * 2, "row": [5, 6, 7, 8, 2, 2]}
    pl.DataFrame(two).write_parquet(folder / "cleaned.parquet")
    pl.DataFrame({"编号": ["a", "b"], "_file": ["a.csv"] * 2, "_row": [3, 4]}).write_csv(
        folder / "quarantined.csv"
    )
    pl.DataFrame(
        {"file": ["a.csv"] * 3, "sheet": [None] * 3, "row": [2, 9, 10], "reason": ["blank", "total", "note"]},
        schema_overrides={"sheet": pl.String},
    ).write_csv(folder / "rejected.csv")
    manifest = json.loads((folder / "run.json").read_text(encoding="utf-8"))
    manifest["status"] = "partial"
    manifest["inputs"] += [{"file": "b.csv", "sheet": None, "lines": 3}]
    manifest["reading"] += [{"facts": {"header": {"rows": [1]}}}]
    manifest["outputs"] = {}
    manifest["counts"] |= {"lines": 13, "header": 2, "read": 10, "accepted": 6}
    (folder / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert verify_run(folder) == ["2 row numbers stand nowhere or more than once (first: 2, 3)"]
