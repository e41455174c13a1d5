"""Odd case files over the whole road and back: no command ends in an error of ours, and all files say the same.

``python -m tests.runs.odd_trials [--trials N] [--seed S] [--keep FOLDER]`` tries N seeds from S on; what breaks is told
with its seed and the commands up to there. The ordinary suite tries a few seeds.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import sys
import tempfile
import traceback
from pathlib import Path

import openpyxl
import polars as pl
import polars.selectors as cs

from dq.cli.main import main as dq
from dq.write.worklist_words import COLUMNS, DECISIONS, VERIFIED_BY
from tests.runs.odd_files import odd_cases, odd_companions, write

AS_OF, LATER, ANSWERED = "2026-01-31", "2026-02-28", "2026-02-03"
SAID = (0, 1, 2, 3)
_LABELS = {label: column.name for column in COLUMNS for label in (column.zh, column.en)}
_GIVEN = ("13912345678", "2024-01-01", "100.00", "张三", "无", "", "x" * 300, "-1")


class Trial:
    """What a seed draws, in a folder of its own; ``told``: the commands up to now."""

    def __init__(self, seed, folder):
        self.rnd = random.Random(seed)
        self.folder = folder
        self.out = folder / "out"
        self.told = []

    def command(self, *arguments, codes=SAID):
        """The output of a command that must end with one of these codes."""
        arguments = [str(argument) for argument in arguments]
        self.told.append(" ".join(arguments))
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = dq(arguments)
        assert code in codes, (code, out.getvalue()[-400:], err.getvalue()[-400:])
        return code, out.getvalue()

    def draw(self, rows=None):
        """Odd files and options: case files, tables and the arguments of the run."""
        rnd = self.rnd
        self.paths, self.tables, options, made = [], [], [], None
        for number in range(rnd.choice((1, 1, 1, 2, 3))):
            table, first = odd_cases(rnd, rows if number == 0 else rnd.choice((1, 20)))
            made = made or first
            place = self.folder / f"in{number}"
            place.mkdir()
            self.paths.append(write(table, place / rnd.choice(("cases", "案件")), rnd))
            self.tables.append(table)
        if rnd.random() < 0.5:
            place = self.folder / "beside"
            place.mkdir()
            for name, path in odd_companions(rnd, made, place):
                options += [f"--{name}", path]
        if rnd.random() < 0.2:
            options += ["--earlier", write(odd_cases(rnd, 20)[0], self.folder / "earlier", rnd)]
        for name, share, values in _OPTIONS:
            if rnd.random() < share:
                options += [name, *([rnd.choice(values)] if values else [])]
        self.options = options

    def run(self, as_of, out=None):
        """Run the case files; the folder of the run, None if they were refused, and the exit code."""
        code, _ = self.command("run", *self.paths, *self.options, "--as-of", as_of, "--out", out or self.out)
        if code > 1:
            return None, code
        (folder,) = (out or self.out).glob(as_of.replace("-", "") + "-*")
        hold(folder)
        self.verify(folder, self.paths)
        return folder, code

    def verify(self, folder, paths=()):
        """A run's folder is whole; with its case files, true to them."""
        self.command("verify", folder, *(["--input", *paths] if paths else []), codes=(0,))

    def mend(self):
        """The case files as they come a month later: some cells mended, some spoilt."""
        for number, table in enumerate(self.tables):
            for at in self.rnd.sample(range(len(table.header)), min(5, len(table.header))):
                for row in table.rows:
                    if at < len(row) and self.rnd.random() < 0.3:
                        row[at] = self.rnd.choice((row[at], *_GIVEN, None))
            self.paths[number] = write(table, self.paths[number].with_suffix(""), self.rnd)


_OPTIONS = (
    ("--lang", 0.5, ("zh", "en")),
    ("--region", 0.3, ("CN", "US")),
    ("--mask", 0.2, ()),
    ("--format", 0.4, ("csv", "parquet", "csv,parquet,xlsx")),
    ("--budget", 0.3, ("1", "20", "3h")),
    ("--split", 0.3, ("assignee", "who")),
    ("--per-person", 0.3, ("1", "60")),
)


def hold(folder):
    """Everything that a run says in several places is the same in all of them, and no line is without its reason."""
    manifest = json.loads((folder / "run.json").read_text("utf-8"))
    counts, found = manifest["counts"], pl.read_parquet(folder / "exceptions.parquet")
    assert counts["read"] == counts["accepted"] + counts["quarantined"] + counts["rejected"]
    assert pl.read_parquet(folder / "cleaned.parquet").height == counts["accepted"]
    for name, facts in manifest["outputs"].items():
        path = folder / name
        if path.suffix in (".csv", ".parquet"):
            read = pl.read_parquet(path) if path.suffix == ".parquet" else _csv(path)
            assert read.height == facts["rows"], name
            exact = path.with_suffix(".parquet")
            if path.suffix == ".csv" and exact.exists():
                sealed = cs.binary()  # the private values of a masked list
                assert _texts(read) == _texts(pl.read_parquet(exact).select(~sealed)), name
    first = manifest["inputs"][0]["file"]
    files = {(item["file"], item["sheet"]) for item in manifest["inputs"]}
    of_cases = found.filter([place in files for place in found.select("file", "sheet").iter_rows()])
    failing = of_cases.filter(pl.col("severity") == "error").select("file", "row").unique()
    held = _csv(folder / "quarantined.csv")
    stand = held["_file"].to_list() if "_file" in held.columns else [first] * held.height
    assert sorted(zip(stand, map(int, held["_row"]), strict=True)) == sorted(failing.iter_rows())
    assert held.height == counts["quarantined"]
    for severity in ("error", "warning"):
        assert found.filter(pl.col("severity") == severity).height == manifest["severities"][severity]
    by_rule = dict(found.group_by("rule").len().iter_rows())
    told = {
        rule: facts["findings"] for rule, facts in manifest["findings"].items() if facts["severity"] != "info"
    }
    assert by_rule == {rule: number for rule, number in told.items() if number}
    changes = pl.read_parquet(folder / "changes.parquet")
    left = pl.col("step") == "left_out"
    assert changes.filter(pl.col("before").eq_missing(pl.col("after")) & ~left).height == 0
    quiet = folder / "suppressed.parquet"
    told = pl.concat([found, pl.read_parquet(quiet)], how="diagonal") if quiet.exists() else found
    lost = changes.filter(left, pl.col("table") == "cases").join(
        told, on=["file", "row", "field"], how="anti"
    )
    assert lost.height == 0, ("left out without a finding", lost.select("field", "before").rows()[:5])


def _csv(path):
    return pl.read_csv(path, infer_schema=False)


def _texts(frame):
    return frame.columns, frame.select(pl.all().cast(pl.String).fill_null("")).rows()


def fill(path, target, rnd):
    """A worklist with answers at random; how many."""
    book = openpyxl.load_workbook(path)
    (sheet,) = (sheet for sheet in book.worksheets if sheet.cell(1, 1).value in _LABELS)
    at = {_LABELS.get(cell.value): cell.column for cell in sheet[1]}
    lang = 0 if sheet.cell(1, at["priority"]).value == "优先级" else 1
    rows = [row for row in range(2, sheet.max_row + 1) if rnd.random() < 0.5]
    for row in rows:
        choice = rnd.choice(list(DECISIONS))
        sheet.cell(row, at["decision"]).value = DECISIONS[choice][lang]
        if choice in ("accept", "correct"):
            sheet.cell(row, at["new_value"]).value = rnd.choice(_GIVEN) if choice == "correct" else None
            sheet.cell(row, at["verified_by"]).value = rnd.choice(list(VERIFIED_BY.values()))[lang]
            sheet.cell(row, at["verified_on"]).value = "2026-02-01"
    book.save(target)
    return len(rows)


def first_run(trial, rows=None):
    """Draw files and run them: its folder, None if they were refused."""
    trial.draw(rows)
    folder, code = trial.run(AS_OF)
    if folder is not None and trial.rnd.random() < 0.2:
        again, other = trial.run(AS_OF, trial.folder / "again")
        assert code == other
        assert {path.name: path.read_bytes() for path in folder.iterdir()} == {
            path.name: path.read_bytes() for path in again.iterdir()
        }
    return folder


def follow(trial, folder):
    """What comes after a run: answers, what is taken back, the next file, the comparison, deletion."""
    rnd, out = trial.rnd, trial.out
    found, changes = (
        pl.read_parquet(folder / "exceptions.parquet"),
        pl.read_parquet(folder / "changes.parquet"),
    )
    for path in sorted(folder.glob("worklist*.xlsx"))[:3]:
        filled = trial.folder / f"filled-{path.name}"
        if fill(path, filled, rnd):
            trial.command("apply", filled, "--out", out, "--as-of", ANSWERED, "--person", "甲", codes=(0, 1))
    about = ("--source", "proposed", "--person", "甲", "--out", out)
    steps = changes.filter(pl.col("table") == "cases")["step"].unique().sort()
    if len(steps) and rnd.random() < 0.5:
        trial.command("undo", "--step", rnd.choice(steps.to_list()), *about, codes=(0,))
    if found.height:
        one = found.row(rnd.randrange(found.height), named=True)
        trial.command("undo", "--rule", one["rule"], *about, codes=(0,))
        if "--mask" not in trial.options and one["case_no"]:  # else it can't be known again
            agreed = ("--reason", "已核实", "--person", "甲", "--out", out)
            trial.command("suppress", one["fingerprint"], *agreed)  # a required field can't be
    trial.mend()
    later, _ = trial.run(LATER)
    for command in (("runs",), ("sources",), ("report", folder, "--to", trial.folder / "a.html")):
        trial.command(*command, "--out", out, codes=(0,))
    if later is None:
        return
    trial.command("diff", folder.name, later.name, "--out", out, codes=(0,))
    named = found["case_no"].drop_nulls()
    if len(named):
        trial.command("purge", "--case", named[0], "--yes", "--person", "甲", "--out", out, codes=(0,))
        trial.verify(folder)
        trial.verify(later)
    trial.command("purge", "--before", ANSWERED, "--yes", "--person", "甲", "--out", out, codes=(0,))
    assert not folder.exists()


def try_one(seed, folder, rows=None, *, whole=None):
    """Try a seed in an empty folder. ``whole``: with all that follows (None: by chance)."""
    trial = Trial(seed, folder)
    try:
        made = first_run(trial, rows)
        if made is not None and (trial.rnd.random() < 0.4 if whole is None else whole):
            follow(trial, made)
    except BaseException as error:
        error.add_note("\n".join((f"seed {seed}", *trial.told)))
        raise
    return made


def seeds(attempt):
    """The command: try seeds one after the other, each by ``attempt(seed, folder)``; 1 if any broke."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--trials", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    os.environ["DQ_DEBUG"] = "1"
    broken = 0
    with tempfile.TemporaryDirectory() as base:
        os.environ.setdefault("DQ_KEY_FILE", str(Path(base, "key")))
        for seed in range(arguments.seed, arguments.seed + arguments.trials):
            folder = Path(base, str(seed))
            folder.mkdir()
            try:
                attempt(seed, folder)
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # noqa: BLE001  (whatever it is, it is the finding)
                broken += 1
                notes = "\n".join(error.__notes__)
                at = traceback.extract_tb(error.__traceback__)[-1]
                print(f"BROKEN {type(error).__name__}: {str(error)[:600]}", flush=True)
                print(f"{Path(at.filename).name}:{at.lineno} {at.line}\n{notes}", flush=True)
                if arguments.keep is not None:
                    shutil.copytree(folder, arguments.keep / str(seed), dirs_exist_ok=True)
            shutil.rmtree(folder)
    print(f"{arguments.trials} tried, {broken} broken")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(seeds(try_one))
