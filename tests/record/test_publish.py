"""All or nothing: a run is renamed into place whole, and what was killed leaves nothing that counts."""

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from dq.model.errors import OutputError
from dq.record.manifest import run_id
from dq.record.publish import is_whole, locked, locked_early, publish, staging, write_manifest

ROOT = Path(__file__).parents[2]


def stage(staged, text="a"):
    (staged / "f.csv").write_text(text, encoding="utf-8")
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    write_manifest(staged, {"outputs": {"f.csv": {"sha256": sha256}}})


def published(out, text="a"):
    with staging(out) as (staged, _):
        stage(staged, text)
        return publish(staged, out, "r1")


def names(out):
    return sorted(path.name for path in out.iterdir())


def test_a_run_is_published_and_the_staging_removed(tmp_path):
    folder = published(tmp_path / "out")

    assert folder == tmp_path / "out" / "r1"
    assert is_whole(folder)
    assert names(tmp_path / "out") == [".lock", "r1"]


def test_a_whole_run_stays_as_it_is(tmp_path):
    inode = published(tmp_path).stat().st_ino
    assert published(tmp_path).stat().st_ino == inode


def test_another_content_replaces_it(tmp_path):
    published(tmp_path, "a")
    folder = published(tmp_path, "b")

    assert (folder / "f.csv").read_text() == "b"
    assert names(tmp_path) == [".lock", "r1"]


@pytest.mark.parametrize("damage", ["changed", "missing", "no manifest", "torn manifest"])
def test_a_damaged_run_is_replaced(tmp_path, damage):
    folder = published(tmp_path)
    if damage == "changed":
        (folder / "f.csv").write_text("x")
    elif damage == "missing":
        (folder / "f.csv").unlink()
    elif damage == "no manifest":
        (folder / "run.json").unlink()
    else:
        (folder / "run.json").write_text('{"outputs": {')
    assert not is_whole(folder)

    assert is_whole(published(tmp_path))


def test_what_fails_leaves_nothing(tmp_path):
    with pytest.raises(RuntimeError), staging(tmp_path / "out") as (staged, _):
        stage(staged)
        raise RuntimeError

    assert names(tmp_path / "out") == [".lock"]


def test_only_one_run_writes_to_a_folder(tmp_path):
    with (tmp_path / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(OutputError, match="another run is writing"), staging(tmp_path):
            pass
    assert published(tmp_path)


def test_a_folder_locked_early_is_free_for_one_run_inside_and_for_nobody_else(tmp_path):
    published(tmp_path)
    with locked_early(tmp_path):
        with ThreadPoolExecutor(1) as other, pytest.raises(OutputError, match="another run is writing"):
            other.submit(published, tmp_path).result()
        with staging(tmp_path), pytest.raises(OutputError, match="another run is writing"):
            published(tmp_path)
    with ThreadPoolExecutor(1) as other:
        assert other.submit(published, tmp_path).result()


def test_a_folder_that_no_run_was_in_is_not_made_for_the_lock(tmp_path):
    with locked_early(tmp_path / "out"):
        pass
    assert names(tmp_path) == []


def test_a_start_that_has_to_wait_loads_no_heavy_library(tmp_path):
    code = (
        "import sys; from dq.cli.main import main; "
        "code = main(['run', 'x.csv', '--out', sys.argv[1]]); sys.exit(9 if 'polars' in sys.modules else code)"
    )
    with locked(tmp_path):
        done = subprocess.run(
            [sys.executable, "-c", code, tmp_path], env={**os.environ, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, encoding="utf-8", check=False,
        )  # fmt: skip
    assert (done.returncode, "another run is writing" in done.stderr) == (2, True)


def test_an_out_that_is_a_file_is_told(tmp_path):
    (tmp_path / "out").write_text("x")
    for out in (tmp_path / "out", tmp_path / "out" / "deeper"):
        with pytest.raises(OutputError, match="can't be written"), staging(out):
            pass
    assert (tmp_path / "out").read_text() == "x"


KILLED = """
import os, signal, sys
from dq.pipeline import road
def killed(*_):
    os.kill(os.getpid(), signal.SIGKILL)
road.{where} = killed
road.run(sys.argv[1], as_of="2026-01-31", out=sys.argv[2])
"""


@pytest.mark.parametrize("where", ["write_manifest", "publish"])
def test_a_killed_run_leaves_no_half_run_and_the_next_one_repairs(tmp_path, where):
    from dq.pipeline.road import run

    cases = ROOT / "fixtures" / "runs" / "mixed" / "cases.csv"
    killed = subprocess.run(
        [sys.executable, "-c", KILLED.format(where=where), cases, tmp_path / "out"],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert not list((tmp_path / "out").glob("2*"))

    result = run(cases, as_of="2026-01-31", out=tmp_path / "out")

    assert is_whole(result.folder)
    assert names(tmp_path / "out") == [".lock", result.folder.name, "ledger.sqlite"]


def test_the_id_of_a_run_is_its_date_and_what_determines_it():
    one = run_id(date(2026, 1, 31), {"a": 1, "b": [1, 2]})

    assert one == run_id(date(2026, 1, 31), {"b": [1, 2], "a": 1})
    assert one.startswith("20260131-")
    assert one != run_id(date(2026, 1, 31), {"a": 1, "b": [2, 1]})
