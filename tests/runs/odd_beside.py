"""Odd companion tables over the whole road: what is beside the cases never costs the run, and all files say the same.

``python -m tests.runs.odd_beside [--trials N] [--seed S] [--keep FOLDER]`` tries N seeds from S on; what breaks is told
with its seed and the commands up to there. The ordinary suite tries a few seeds.
"""

import json
import random
import sys
from contextlib import ExitStack
from unittest.mock import patch

import polars as pl
import yaml

from dq.demo import HEADERS
from tests.runs.odd_companions import REGIONS, headers_of, odd_company, odd_earlier, odd_people
from tests.runs.odd_files import Table, write, write_book
from tests.runs.odd_laws import hold_beside, hold_wishes
from tests.runs.odd_trials import ANSWERED, AS_OF, LATER, Trial, hold, seeds

_LESS = (
    "dq.clean.plan.SLICE", "dq.pipeline.companions.SLICE", "dq.enrich.contacts.listing.SLICE",
    "dq.pipeline.coding.LEAST",
)  # fmt: skip
"""How many rows are looked at at a time, and how many are too few for codes."""
_OPTIONS = (
    ("--mask", 0.1, ()),
    ("--format", 0.3, ("csv", "parquet", "csv,parquet,xlsx")),
    ("--budget", 0.3, ("1", "20", "3h")),
    ("--split", 0.3, ("assignee", "who")),
    ("--per-person", 0.2, ("1", "60")),
)
_STRANGE = (
    ("calls", "gone.csv"), ("calls", None), ("optouts", "beside.xlsx"), ("contacts", "beside.xlsx#没有"),
    ("checks", "."), ("repayments", "odd_bank.yml"), ("promises", "cases.csv#案件"), ("earlier", None),
    ("contacts", None),
)  # fmt: skip
"""A table and a file that is not one of it: the cases themselves for None."""
_TURNED = ("contacts.parquet", "cleaned.parquet", "lookups.csv", "shared_numbers.csv", "quarantined.csv")
"""What hangs on no order of companion rows."""
_LOCAL = {"scope": ("same_case", "same_client", "all"), "fill": (True, False)}


class Beside(Trial):
    """What a seed draws: cases, companion tables, and where each of these stands."""

    def draw(self, rows=None):
        """Files, source and options."""
        rnd = self.rnd
        self.region, self.lang = rnd.choice(REGIONS), rnd.choice(("en", "zh"))
        self.people, table = odd_people(rnd, self.region, rows or rnd.choice((20, 20, 20, 60, 60, 150)))
        self.cases, self.company = table, {}
        for name, fields, made in odd_company(rnd, self.people):
            self.company[name] = [made] if rnd.random() < 0.6 else _parts(rnd, made, fields)
            self.told.append(f"{name}: {' '.join(fields)}; {' '.join(made.notes)}")
        if rnd.random() < 0.3:
            self.company["earlier"] = [odd_earlier(rnd, self.people)]
        self.kinds = {
            name: rnd.choice(("file",) * 5 + ("source",) * 2 + ("sheet", "own")) for name in self.company
        }
        if "earlier" in self.kinds:
            self.kinds["earlier"] = rnd.choice(("file", "source"))
        self.forms, self.strange = rnd.random(), rnd.choice(_STRANGE) if rnd.random() < 0.25 else None
        self.settings = self._source() if {"source", "own"} & set(self.kinds.values()) else None
        self.options = []
        for name, share, values in _OPTIONS:
            if rnd.random() < share:
                self.options += [name, *([rnd.choice(values)] if values else [])]
        if self.settings is None:
            self.options += ["--region", self.region]
        self.place("in")

    def _source(self):
        rnd = self.rnd
        fields = {header: name for name, header in HEADERS.items() if header in self.cases.header}
        contacts = {name: rnd.choice(values) for name, values in _LOCAL.items()}
        contacts["look_ups"] = rnd.choice(({}, {"price": 0.02}, {"digest": "md5"}))
        return {"id": "odd_bank", "region": self.region, "columns": fields, "contacts": contacts}

    def place(self, name, *, turned=False):
        """Write all files into a folder of this name: the arguments of a run. ``turned``: the files of a table are
        named from the last to the first."""
        folder, rnd = self.folder / name, random.Random(self.forms)
        folder.mkdir()
        named, given, sheets, own = {}, [], {}, {}
        for table, parts in self.company.items():
            kind, files = self.kinds[table], []
            for number, part in enumerate(parts):
                title = f"{table}{number or ''}"
                if kind in ("sheet", "own"):
                    (sheets if kind == "sheet" else own)[title] = part
                    files.append(f"{folder / 'beside.xlsx'}#{title}")
                else:
                    files.append(write(part, folder / title, rnd))
            if turned:
                files.reverse()
            if kind == "own":
                named[table] = {"sheet": table}
            elif kind == "source":
                named[table] = {"files": [path.name for path in files]}
            else:
                given += [word for file in files for word in (f"--{table}", file)]
        if sheets:
            write_book(sheets, folder / "beside.xlsx", rnd)
        if own:
            self.paths = [write_book({"案件": self.cases, **own}, folder / "cases.xlsx", rnd)]
        else:
            self.paths = [write(self.cases, folder / "cases", rnd)]
        self.source = []
        if self.settings is not None:
            path = folder / "odd_bank.yml"
            settings = self.settings | {"companions": named} | ({"read": {"sheet": "案件"}} if own else {})
            path.write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
            self.source = ["--source", path]
        if self.strange is not None:
            table, file = self.strange
            given += [f"--{table}", str(folder / file) if file else self.paths[0]]
        self.given = given

    def run(self, as_of, out=None, lang=None):
        """Run the cases; the folder of the run, None if they were refused, and the exit code."""
        out = out or self.out
        words = [
            *self.paths,
            *self.given,
            *self.source,
            *self.options,
            "--as-of",
            as_of,
            "--lang",
            lang or self.lang,
        ]
        code, _ = self.command("run", *words, "--out", out)
        if code > 1:
            return None, code
        (folder,) = out.glob(as_of.replace("-", "") + "-*")
        hold(folder)
        if out == self.out:
            self.command("verify", folder, "--input", *self.paths, *self.source, codes=(0,))
        hold_beside(folder)
        return folder, code

    def less(self):
        """A context in which rows are looked at a few at a time."""
        stack = ExitStack()
        for name in _LESS:
            stack.enter_context(patch(name, self.rnd.choice((9, 23))))
        return stack


def _parts(rnd, table, fields):
    """The table as several files, the columns of the later one in another order, one less, or under other headers."""
    cut = rnd.randint(0, len(table.rows))
    parts = [Table(table.header, table.rows[:cut], table.notes), Table(list(table.header), table.rows[cut:])]
    if len(table.header) == len(fields) and rnd.random() < 0.5:
        parts[1].header[:] = headers_of(rnd, fields)
        if rnd.random() < 0.2:
            parts[1].header[:] = [name.replace("(元)", "(万元)") for name in parts[1].header]
    order = list(range(len(table.header)))
    rnd.shuffle(order)
    order = order[rnd.choice((0, 0, 1)) :]
    if all(len(row) == len(table.header) for row in table.rows):
        parts[1].rows[:] = [[row[at] for at in order] for row in parts[1].rows]
        parts[1].header[:] = [parts[1].header[at] for at in order]
    return parts


def _same(one, other, *, but=()):
    """Whether two runs left the same bytes, but for these files; names the first that differ."""
    files = [
        {path.name: path.read_bytes() for path in folder.iterdir() if path.name not in but}
        for folder in (one, other)
    ]
    assert files[0].keys() == files[1].keys()
    assert not [name for name in files[0] if files[0][name] != files[1][name]]


def again(trial, folder, code):
    """The run once more, with rows looked at a few at a time: the same bytes."""
    with trial.less():
        other, same = trial.run(AS_OF, trial.folder / "again")
    assert code == same
    _same(folder, other, but=("run.json",))


def in_other_words(trial, folder):
    """The run in the other language: the same findings and contacts."""
    other, _ = trial.run(AS_OF, trial.folder / "words", "en" if trial.lang == "zh" else "zh")
    for name, words in (
        ("contacts", ("reasons",)),
        ("exceptions", ("message", "fix", "title", "suggestion")),
    ):
        frames = [
            pl.read_parquet(one / f"{name}.parquet").drop(words, strict=False) for one in (folder, other)
        ]
        assert frames[0].equals(frames[1]), name
    for name in ("cleaned.parquet", "lookups.csv", "changes.parquet", "rejected_companions.csv"):
        files = [(one / name).read_bytes() if (one / name).exists() else None for one in (folder, other)]
        assert files[0] == files[1], name


def turned(trial, folder):
    """The rows of the tables in another order, and their files: the same contacts."""
    before = json.loads((folder / "run.json").read_text("utf-8"))["companions"]["tables"]
    for parts in trial.company.values():
        for part in parts:
            trial.rnd.shuffle(part.rows)
    trial.place("turned", turned=True)
    other, _ = trial.run(AS_OF, trial.folder / "other")
    after = json.loads((other / "run.json").read_text("utf-8"))["companions"]["tables"]
    for one in (before, after):
        for facts in one.values():
            facts["mapping"]["mapped"].sort(key=str)
    alike = [[(name, facts["mapping"]["mapped"], facts["counts"], facts["learned"]) for name, facts in one.items()]
             for one in (before, after)]  # fmt: skip
    if alike[0] != alike[1]:
        return  # what is the header, a column or a repetition may hang on what stands first
    for name in _TURNED:
        files = [(one / name).read_bytes() if (one / name).exists() else None for one in (folder, other)]
        assert files[0] == files[1], name


def follow(trial, folder):
    """What comes after a run: the worklist as it is, the next run, the comparison, the pages."""
    out = trial.out
    for path in sorted(folder.glob("worklist*.xlsx"))[:2]:
        trial.command(
            "apply", path, "--out", out, "--as-of", ANSWERED, "--person", "甲", *trial.source, codes=(0, 1)
        )
    later, _ = trial.run(LATER)
    for command in (("runs",), ("report", folder, "--to", trial.folder / "a.html")):
        trial.command(*command, "--out", out, codes=(0,))
    if later is not None:
        trial.command("diff", folder.name, later.name, "--out", out, codes=(0,))


def try_one(seed, folder, rows=None, *, whole=None):
    """Try a seed in an empty folder. ``whole``: with all that follows (None: by chance)."""
    trial = Beside(seed, folder)
    try:
        trial.draw(rows)
        made, code = trial.run(AS_OF)
        if made is None:
            return None
        hold_wishes(trial, made)
        for what in (again, in_other_words, turned, follow):
            if trial.rnd.random() < 0.35 if whole is None else whole:
                what(trial, made, *([code] if what is again else []))
    except BaseException as error:
        error.add_note("\n".join((f"seed {seed}", *trial.told)))
        raise
    return made


if __name__ == "__main__":
    sys.exit(seeds(try_one))
