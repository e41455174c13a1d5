"""Killed at any moment, folder and ledger agree on the next start: the same command again ends where it would have."""

import re
import shutil

import openpyxl
import polars as pl
import pytest

from dq.pipeline.road import run
from dq.record.ledger import Ledger
from dq.record.ledger.decisions import decisions_in_force
from dq.record.publish import is_whole
from tests.pipeline.killing import KILLED, command

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"
FIRST = (
    "B-1,欧阳铁柱,11010519491231002X,139-1115-4321,10.00",
    "B-2,司马光,34052419800101001X,1391115,20.00",
    "B-3,诸葛亮,11010519491231002X,13911154323,x",
    "B-4,令狐冲,110101199003071178,1391115,很多",
)
SECOND = (*FIRST[:1], "B-2,司马光,34052419800101001X,13911154328,20.00", *FIRST[2:])
_RUN = re.compile(r"\d{8}-[0-9a-f]{12}")
_TABLES = ("runs", "kinds", "findings", "suppressions", "undone", "numbers")


def filled(workbook, path):
    """The worklist as CSV with two answers, one of which will be refused."""
    header, *rows = openpyxl.load_workbook(workbook)["任务"].iter_rows(values_only=True)
    place = {
        name: header.index(name) for name in ("处理决定", "新值", "核实方式", "核实日期", "字段", "案件编号")
    }
    lines = [list(row) for row in rows]
    for line in lines:
        if line[place["字段"]] == "本人手机":
            good = line[place["案件编号"]] == "B-2"
            for name, text in zip(
                place,
                ("手工修正", "13911154329" if good else "10086", "通话确认", "2026-02-01"),
                strict=False,
            ):
                line[place[name]] = text
    texts = [[None if cell is None else str(cell) for cell in line] for line in lines]
    pl.DataFrame(texts, schema=dict.fromkeys(header, pl.String), orient="row").write_csv(path)


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """A folder with two files of a source, a run on the first, and its worklist filled in."""
    folder = tmp_path_factory.mktemp("world")
    for name, lines in (("first.csv", FIRST), ("second.csv", SECOND)):
        (folder / name).write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    made = run(folder / "first.csv", as_of="2026-01-31", out=folder / "out", lang="zh")
    filled(made.folder / "worklist.xlsx", folder / "filled.csv")
    return folder


COMMANDS = {
    "first": ("run", "first.csv", "--as-of", "2026-01-31", "--out", "new", "--quiet"),
    "run": ("run", "second.csv", "--as-of", "2026-02-10", "--out", "out", "--quiet"),
    "apply": ("apply", "filled.csv", "--out", "out", "--as-of", "2026-02-02", "--person", "甲", "--quiet"),
    "purge": ("purge", "--case", "B-3", "--out", "out", "--yes", "--person", "甲"),
    "old": ("purge", "--before", "2026-02-01", "--out", "out", "--yes", "--person", "甲"),
}


def start(world, folder, name, kill=0):
    """The command in a folder, which is made as the world is if it is not there."""
    if not folder.exists():
        shutil.copytree(world, folder)
    arguments = [
        folder / word if word in ("out", "new") or word.endswith(".csv") else word for word in COMMANDS[name]
    ]
    return command(*arguments, kill=kill)


def state(folder):
    """All files but the ledger and receipts (which tell of one deletion each), and what the ledger knows."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("ledger.sqlite", "purged-", ".lock"))
    }
    known = {}
    for out in (folder / "new", folder / "out"):
        if out.exists():
            with Ledger.open(out) as ledger:
                for name in _TABLES:
                    rows = ledger.connection.execute(f"SELECT * FROM {name}").fetchall()
                    known[out.name, name] = sorted(rows, key=str)
                known[out.name, "decisions"] = decisions_in_force(ledger, "proposed")
    return files, known


def trial(world, folder, name, kill, wanted):
    """Kill the command at a point, start it again, and hold what is there against what is wanted."""
    code, _, told = start(world, folder, name, kill)
    assert code == KILLED, told
    for path in folder.glob("*/*"):
        if _RUN.fullmatch(path.name) and name not in ("purge", "old"):
            assert is_whole(path), (kill, path)
    code, _, told = start(world, folder, name)
    assert code == wanted[0], (kill, told)
    files, known = state(folder)
    assert files.keys() == wanted[1][0].keys(), kill
    assert [path for path in files if files[path] != wanted[1][0][path]] == [], kill
    assert known == wanted[1][1], kill
    shutil.rmtree(folder)


def undisturbed(world, folder, name):
    """The command run to its end: exit code and state, and the number of its points."""
    code, points, told = start(world, folder, name)
    assert code in (0, 1), told
    assert points > 5
    return (code, state(folder)), points


@pytest.mark.parametrize(
    ("name", "shares"),
    [("run", (0.5, 0.8, 0.95)), ("apply", (0.6,)), ("purge", (0.7,))],
)
def test_killed_somewhere(world, tmp_path, name, shares):
    wanted, points = undisturbed(world, tmp_path / "whole", name)
    for share in shares:
        trial(world, tmp_path / "trial", name, max(1, round(points * share)), wanted)


@pytest.mark.exact
@pytest.mark.parametrize("name", COMMANDS)
def test_killed_anywhere(world, tmp_path, name):
    wanted, points = undisturbed(world, tmp_path / "whole", name)
    for kill in range(1, points + 1):
        trial(world, tmp_path / "trial", name, kill, wanted)
    print(f"\n{name}: killed at each of {points} points")
