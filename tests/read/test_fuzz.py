"""A slice of the fuzz run: mutated files end in a reading whose accounts hold, or in a named refusal."""

from pathlib import Path

import pytest

from tests.read.fuzz import mutant, try_one


@pytest.mark.parametrize("start", range(0, 200, 20))
def test_mutated_text(tmp_path: Path, start: int) -> None:
    for number in range(start, start + 20):
        name, content = mutant(number, 7, "text")
        path = tmp_path / name
        path.write_bytes(content)
        work = tmp_path / "work"
        work.mkdir(exist_ok=True)
        assert try_one(path, work), number


@pytest.mark.parametrize("number", range(6))
def test_mutated_workbooks(tmp_path: Path, number: int) -> None:
    name, content = mutant(number, 7, "book")
    (tmp_path / name).write_bytes(content)
    work = tmp_path / "work"
    work.mkdir()
    assert try_one(tmp_path / name, work)
