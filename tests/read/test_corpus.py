"""The nasty files of fixtures/files: every line accounted for, every cell and fact as the truth says."""

import json
from pathlib import Path
from typing import Any

import pytest

from dq.model.errors import RefusedError
from dq.read import Reading, ReadOptions, read

FILES = Path(__file__).resolve().parent.parent.parent / "fixtures" / "files"
TRUTH: dict[str, dict[str, Any]] = json.loads((FILES / "truth.json").read_text(encoding="utf-8"))


def fact(facts: dict[str, Any], path: str) -> Any:
    found: Any = facts
    for part in path.split("."):
        found = found[part]
    return found


def check_accounts(reading: Reading, rows: list[int]) -> None:
    counts = reading.counts
    assert counts.lines == counts.header + counts.preamble + counts.blank + counts.read
    seen = [*rows, *reading.rejected["row"], *reading.facts["header"]["rows"]]
    assert sorted(seen) == list(range(1, counts.lines + 1))


def test_the_corpus_is_whole() -> None:
    files = {
        path.name for path in FILES.iterdir() if path.name not in ("make.py", "truth.json", "__pycache__")
    }
    assert files == set(TRUTH)
    assert len(TRUTH) >= 60


@pytest.mark.parametrize("name", TRUTH)
def test_file(name: str, tmp_path: Path) -> None:
    truth = TRUTH[name]
    options = ReadOptions(**truth["options"])
    known = frozenset(truth["known"])
    if "refused" in truth:
        with pytest.raises(RefusedError) as caught:
            read(FILES / name, options, known_headers=known)
        assert caught.value.reason == truth["refused"]
        assert name in caught.value.message
        assert caught.value.next_step
        return
    with read(FILES / name, options, known_headers=known, work_dir=tmp_path) as reading:
        rows = [list(row) for row in reading.frame.collect().rows()]
        check_accounts(reading, [row[0] for row in rows])
        if truth.get("only_last_row"):
            rows = rows[-1:]
        assert [column.name for column in reading.columns] == truth["columns"]
        assert rows == truth["rows"]
        assert {str(row): reason for row, reason in reading.rejected.select("row", "reason").rows()} == truth[
            "rejected"
        ]
        assert [list(row) for row in reading.marks.select("row", "column", "mark").rows()] == sorted(
            truth["marks"]
        )
        for path, value in truth["facts"].items():
            assert fact(reading.facts, path) == value, path
        json.dumps(reading.facts)
