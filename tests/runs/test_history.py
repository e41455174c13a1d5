"""What runs know of one another: a file, its correction, and a later state, by states, files, and commands."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from dq.cli.main import main
from dq.pipeline.road import run
from dq.record.ledger import LEDGER, Ledger
from dq.record.ledger.compare import compare
from dq.record.ledger.reconcile import reconcile
from dq.record.ledger.runs import runs
from dq.record.publish import is_whole
from dq.text.width import width
from tests.runs.overlapping import round_of

ROOT = Path(__file__).parents[2]
HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"
PERSON = "欧阳铁柱,11010519491231002X"
FIRST = {
    "B-1": ("13911154321", "10.00"),
    "B-2": ("1391115", "10.00"),
    "B-3": ("13911154323", "x"),
    "B-4": ("13911154324", "y"),
}
SECOND = {"B-1": ("1391115", "10.00"), "B-2": ("1391115", "10.00"), "B-3": ("13911154323", "10.00")}
THIRD = {"B-1": ("1391115", "10.00"), "B-2": ("139111", "10.00"), "B-3": ("13911154323", "x")}
DAYS = (("2026-01-31", FIRST), ("2026-02-03", SECOND), ("2026-02-10", THIRD))


def write(folder, cases):
    folder.mkdir(exist_ok=True, parents=True)
    path = folder / "a.csv"
    lines = [f"{number},{PERSON},{phone},{due}" for number, (phone, due) in cases.items()]
    path.write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The three runs, and the folder that they are in."""
    folder = tmp_path_factory.mktemp("history")
    return [run(write(folder, cases), as_of=day, out=folder / "out") for day, cases in DAYS], folder / "out"


def states(result):
    return {(row["case_no"], row["rule"]): row["state"] for row in result.exceptions.iter_rows(named=True)}


def test_each_finding_has_its_state(played):
    first, second, third = played[0]

    assert set(states(first).values()) == {"new"}
    assert states(second)["B-1", "phone.wrong_length"] == "new"
    assert states(second)["B-2", "phone.wrong_length"] == "open"
    assert states(third)["B-2", "phone.wrong_length"] == "changed"
    assert states(third)["B-3", "amount.unreadable"] == "reopened"


def test_what_is_over_stands_in_its_own_file(played):
    over = pl.read_parquet(played[0][1].folder / "resolved.parquet")

    assert over.select("case_no", "rule", "state", "since").rows() == [
        ("B-3", "amount.unreadable", "fixed", "2026-01-31"),
        (None, "amount.unreadable", "vanished", "2026-01-31"),
    ]
    assert not (played[0][0].folder / "resolved.csv").exists()


def test_the_manifest_says_which_file_was_mended_and_how(played):
    history = played[0][1].manifest["history"]

    assert history["base"] == {"run_id": played[0][0].manifest["run_id"], "as_of": "2026-01-31"}
    assert history["rules"]["amount.unreadable"] == {"fixed": 1, "vanished": 1}
    assert history["rules"]["phone.wrong_length"] == {"new": 1, "open": 1}
    assert history["fixed_after_days"] == {"3": 1}
    assert [line["cases"] for line in history["scorecard"]["runs"]] == [4, 3]
    assert history["scorecard"]["median_days_to_fix"] == 3


def test_the_same_run_again_is_not_made_again_unless_it_is_forced(played, tmp_path):
    for made, (day, cases) in zip(played[0], DAYS, strict=True):
        path = write(tmp_path, cases)
        before = {item.name: (item.read_bytes(), item.stat().st_mtime_ns) for item in made.folder.iterdir()}
        again = run(path, as_of=day, out=played[1])
        assert again.repeated
        assert again.manifest == json.loads((made.folder / "run.json").read_text(encoding="utf-8"))
        assert not run(path, as_of=day, out=played[1], force=True).repeated
        assert {
            item.name: (item.read_bytes(), item.stat().st_mtime_ns) for item in made.folder.iterdir()
        } == before
    with Ledger.open(played[1]) as ledger:
        assert len(runs(ledger)) == 3


def test_the_same_history_elsewhere_gives_the_same_bytes(played, tmp_path):
    for made, (day, cases) in zip(played[0], DAYS, strict=True):
        again = run(write(tmp_path, cases), as_of=day, out=tmp_path / "out")
        for path in made.folder.iterdir():
            assert path.read_bytes() == (again.folder / path.name).read_bytes(), path.name
    assert (tmp_path / "out" / LEDGER).read_bytes() == (played[1] / LEDGER).read_bytes()


def test_the_ledger_has_no_value_of_a_person(played):
    content = (played[1] / LEDGER).read_bytes()
    for value in ("13911154321", "1391115", "11010519491231002X", "欧阳铁柱", "B-1"):
        assert value.encode() not in content


def rows(path):
    with sqlite3.connect(path) as connection:
        found = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in ("runs", "kinds", "findings")
        }
    connection.close()
    return found


def test_a_lost_ledger_is_made_again_from_the_folders(played, tmp_path):
    out = shutil.copytree(played[1], tmp_path / "out")
    (out / LEDGER).unlink()
    with Ledger.open(out) as ledger:
        assert reconcile(ledger) == [made.manifest["run_id"] for made in played[0]]
        assert reconcile(ledger) == []

    assert rows(out / LEDGER) == rows(played[1] / LEDGER)


KILLED = """
import importlib, os, signal, sys
from dq.pipeline import road
module, name = sys.argv[3].split(":")
def killed(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(importlib.import_module(module), name, killed)
road.run(sys.argv[1], as_of="2026-02-03", out=sys.argv[2])
"""


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A folder with the first run only."""
    folder = tmp_path_factory.mktemp("begun")
    run(write(folder, FIRST), as_of="2026-01-31", out=folder / "out")
    return folder / "out"


@pytest.mark.parametrize(
    ("point", "published"),
    [
        ("dq.pipeline.road:remember", False),
        ("dq.pipeline.road:publish", False),
        ("dq.record.publish:_sync", True),
        ("dq.pipeline.road:note", True),
        ("dq.record.ledger.runs:_keep", True),  # in the middle of the ledger's transaction
    ],
)
def test_killed_at_any_step_ledger_and_outputs_agree_at_the_next_start(
    played, begun, tmp_path, point, published
):
    out = shutil.copytree(begun, tmp_path / "out")
    second = write(tmp_path, SECOND)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, second, out, point],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=120,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    assert [is_whole(path) for path in out.glob("2*")] == [True] * (1 + published)

    result = run(second, as_of="2026-02-03", out=out)

    assert result.repeated is published
    assert states(result) == states(played[0][1])
    with Ledger.open(out) as ledger:
        assert [item.run_id for item in runs(ledger)] == [made.manifest["run_id"] for made in played[0][:2]]
    ended = [row for row in rows(played[1] / LEDGER)["findings"] if row[1] <= 2]
    assert len(rows(out / LEDGER)["findings"]) == len(ended)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_commands_tell_it_in_80_columns(played, capfd, monkeypatch, lang):
    monkeypatch.chdir(played[1].parent)
    for arguments in (["runs"], ["diff", "1", "-1"], ["sources"], ["sources", "proposed"]):
        assert main([*arguments, "--out", "out", "--lang", lang]) == 0
        shown = capfd.readouterr().out
        assert shown
        assert max(map(width, shown.splitlines())) <= 80


def test_runs_diff_and_sources_as_data(played, capfd):
    out = str(played[1])

    def told(*arguments):
        assert main([*arguments, "--out", out, "--json"]) == 0
        return json.loads(capfd.readouterr().out)

    assert [item["number"] for item in told("runs")] == [1, 2, 3]
    assert told("diff", "1", "2")["rules"]["amount.unreadable"] == {
        "fixed": 1, "unchanged": 0, "changed": 0, "vanished": 1, "newly_broken": 0, "skipped": 0,
    }  # fmt: skip
    assert told("diff", "2", played[0][2].folder.name)["rules"]["phone.wrong_length"]["changed"] == 1
    assert told("sources")["proposed"]["fixed"] == 1


def test_a_diff_as_a_table(played, tmp_path, capfd):
    assert main(["diff", "1", "2", "--out", str(played[1]), "--csv", str(tmp_path / "d.csv")]) == 0
    listed = pl.read_csv(tmp_path / "d.csv")
    assert listed.filter(state="newly_broken")["case_no"].to_list() == ["B-1"]


def test_a_diff_agrees_with_the_states_of_the_run(played):
    with Ledger.open(played[1]) as ledger:
        known = runs(ledger)
    counts = compare(played[1], known[0], known[1]).counts()
    for rule, told in played[0][1].manifest["history"]["rules"].items():
        assert counts[rule]["fixed"] == told.get("fixed", 0)
        assert counts[rule]["vanished"] == told.get("vanished", 0)
        assert counts[rule]["newly_broken"] == told.get("new", 0) + told.get("reopened", 0)
        assert counts[rule]["unchanged"] == told.get("open", 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["diff", "1", "9"], "no run '9'"),
        (["diff", "2026", "1"], "several runs"),
        (["sources", "x"], "no run of source 'x'"),
    ],
)
def test_what_is_not_there_is_told(played, capfd, arguments, message):
    assert main([*arguments, "--out", str(played[1])]) == 2
    assert message in capfd.readouterr().err


def test_a_folder_without_a_ledger_is_told(tmp_path, capfd):
    assert main(["runs", "--out", str(tmp_path)]) == 2
    assert "has no ledger" in capfd.readouterr().err


def test_the_summary_says_what_became_of_the_earlier_file(played, capfd, tmp_path):
    shutil.copytree(played[1], tmp_path / "out")
    main(["run", str(write(tmp_path, SECOND)), "--as-of", "2026-02-03", "--out", str(tmp_path / "out")])
    shown = capfd.readouterr()

    assert "This run is there already" in shown.err
    assert "Since 20260131-" in shown.out
    assert "newly broken" in shown.out


def test_of_several_starts_at_once_one_run_is_published(tmp_path):
    round_of(tmp_path, 1, 4)
    round_of(tmp_path, 2, 2, killed_after=0.8)
