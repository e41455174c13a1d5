"""Workbooks and Parquet: opened in a child process, then one sheet becomes a reading."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import InternalError, RefusedError
from dq.model.looks import Ascending, Looks, Number
from dq.read.grid import survey_grid
from dq.read.interface import Column, Reading, ReadOptions, Refused
from dq.read.layout import find_layout
from dq.read.tables import reading_of
from dq.read.work import WorkFolder
from dq.read.xlsx_looks import xlsx_looks
from dq.text.headers import without_unit
from dq.text.visible import one_line

ALL_SHEETS = "*"
VISIBLE = "visible"
_WALL_SECONDS = 900
_HEAD = 50
_PACKAGE_PARENT = Path(__file__).resolve().parent.parent.parent


def read_workbook(
    path: Path, name: str, kind: str, options: ReadOptions, known_headers: frozenset[str], work: WorkFolder
) -> list[Reading | Refused]:
    """The sheet named in the options; with ``*`` all visible ones; else the one that looks most like cases, and
    every other one, hidden or not, that has its header and lines below it.

    ``kind`` is xlsx, xlsb, ods, xls or parquet. A visible sheet of several that can't be read is a refusal among
    the readings. Raises RefusedError if none can be read.
    """
    named = None if options.sheet == ALL_SHEETS else options.sheet
    # The parsers go by the ending of the name, so they get one that is true.
    link = work.new(f".{kind}")
    link.symlink_to(path.resolve())
    answer = _ask({"path": str(link), "name": name, "kind": kind, "sheet": named, "folder": str(work.path)})
    sheets = answer["sheets"]
    refused = [
        Refused(name, sheet["refused"], sheet["message"], sheet["next_step"])
        for sheet in sheets
        if "refused" in sheet and sheet["state"] == VISIBLE
    ]
    filled = [sheet for sheet in sheets if sheet.get("rows") and sheet.get("columns")]
    if not filled and refused:
        raise refused[0].error()
    if options.sheet == ALL_SHEETS:
        chosen = [sheet for sheet in filled if sheet["state"] == VISIBLE]
    else:
        chosen = filled if len(filled) < 2 else _alike(filled, known_headers)
    if not chosen:
        raise RefusedError(
            "empty_file", f"{name}: the workbook has no cells", "Ask the source for the file again."
        )
    readings = [
        _reading(name, kind, sheet, [_outline(other, chosen) for other in sheets], options, known_headers)
        for sheet in chosen
    ]
    for place, (sheet, reading) in enumerate(zip(chosen, readings, strict=True)):
        if kind == "xlsx":
            reading.looks = partial(xlsx_looks, link, name, sheet["name"], reading.columns)
        elif kind != "parquet":
            request = {"path": str(link), "name": name, "sheet": sheet["name"], "folder": str(work.path)}
            reading.looks = partial(_typed_looks, {**request, "sheet_number": place}, reading.columns)
    work.close_after(readings)
    return [*readings, *refused]


def _alike(sheets: list[dict[str, Any]], known: frozenset[str]) -> list[dict[str, Any]]:
    """The sheet that looks most like cases, and those with the same headers, in whatever unit and order; in the order
    of the workbook.

    Most like cases: visible with known headers, the most known headers, visible, the most rows, the first.
    """
    layouts = [
        find_layout(pl.scan_ipc(sheet["cells"]).head(_HEAD).collect().rows(), known) for sheet in sheets
    ]

    def score(place: int) -> tuple[bool, int, bool, int]:
        sheet, found = sheets[place], layouts[place].known
        visible = sheet["state"] == VISIBLE
        return visible and found > 1, found, visible, sheet["rows"]

    best = max(range(len(sheets)), key=score)
    headers = [sorted(map(without_unit, layout.headers)) for layout in layouts]
    return [
        sheet
        for place, (sheet, layout) in enumerate(zip(sheets, layouts, strict=True))
        if place == best
        or (len(headers[best]) > 1 and headers[place] == headers[best] and sheet["rows"] > layout.data_start)
    ]


def _ask(request: dict[str, Any]) -> dict[str, Any]:
    """Let a child process do it; its death is a refusal."""
    paths = [str(_PACKAGE_PARENT), os.environ.get("PYTHONPATH", "")]
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
        "POLARS_MAX_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    name = request["name"]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "dq.read.child"],
            input=json.dumps(request).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a parser's last words may quote cells
            env=environment,
            timeout=_WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise RefusedError(
            "too_slow", f"{name}: was not read in {_WALL_SECONDS} s", "Ask for it as CSV."
        ) from error
    if done.returncode != 0:
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
        raise RefusedError(
            "parser_died", f"{name}: the parser gave up on it ({how})", "Save it anew, or as CSV."
        )
    answer = json.loads(done.stdout)
    if not isinstance(answer, dict):
        raise InternalError(f"{name}: the reading process answered nonsense")
    if "refused" in answer:
        raise RefusedError(answer["refused"], answer["message"], answer.get("next_step", ""))
    return answer


def _typed_looks(request: dict[str, Any], columns: Collection[Column], rows: Collection[int]) -> Looks:
    """The look of these rows of a sheet whose number formats are not known."""
    names = {column.position: column.name for column in columns}
    found = pl.read_ipc(_ask({**request, "rows": sorted(rows)})["numbers"])
    kept = (cell for cell in found.iter_rows() if cell[1] in names)
    cells = (
        (row, {names[column]: Number(digits, form) for _, column, digits, form in mine})
        for row, mine in groupby(kept, key=itemgetter(0))
    )
    return Looks({}, Ascending(cells).at)


def _reading(
    name: str,
    kind: str,
    sheet: dict[str, Any],
    outline: list[dict[str, Any]],
    options: ReadOptions,
    known: frozenset[str],
) -> Reading:
    stored = Path(sheet["cells"])
    grid = survey_grid(pl.scan_ipc(stored).collect(), known, options.header_row, sheet.get("headers"))
    facts: dict[str, Any] = {"format": kind}
    if kind != "parquet":
        facts |= {
            "sheet": sheet["name"],
            "sheets": outline,
            "hidden": {
                "rows": sheet.get("hidden_rows", 0),
                "first_rows": sheet.get("hidden_row_list", []),
                "columns": sheet.get("hidden_columns", []),
                "sheets": [other["name"] for other in outline if other["state"] != VISIBLE],
            },
            "merged_cells": sheet.get("merged", 0),
        }
    return reading_of(
        name, one_line(sheet["name"]) or None, pl.scan_ipc(stored), grid, facts, sheet.get("marks", {})
    )


def _outline(sheet: dict[str, Any], chosen: list[dict[str, Any]]) -> dict[str, Any]:
    """What the facts say of each sheet of the workbook."""
    read = any(sheet is other for other in chosen)
    return {"name": sheet["name"], "state": sheet["state"], "rows": sheet.get("rows"), "read": read}
