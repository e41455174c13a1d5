"""Workbooks and Parquet: opened in a child process, then one sheet becomes a reading."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl

from dq.model.errors import InternalError, RefusedError
from dq.read.grid import survey_grid
from dq.read.interface import Reading, ReadOptions
from dq.read.layout import find_layout
from dq.read.tables import reading_of
from dq.read.work import WorkFolder

ALL_SHEETS = "*"
_WALL_SECONDS = 900
_HEAD = 50
_PACKAGE_PARENT = Path(__file__).resolve().parent.parent.parent


def read_workbook(
    path: Path, name: str, kind: str, options: ReadOptions, known_headers: frozenset[str], work: WorkFolder
) -> list[Reading]:
    """The sheet named in the options, else the one that looks most like cases; with ``*`` all visible ones.

    ``kind`` is xlsx, xlsb, ods, xls or parquet. Raises RefusedError if none can be read.
    """
    named = None if options.sheet == ALL_SHEETS else options.sheet
    # The parsers go by the ending of the name, so they get one that is true.
    link = work.new(f".{kind}")
    link.symlink_to(path.resolve())
    answer = _ask({"path": str(link), "name": name, "kind": kind, "sheet": named, "folder": str(work.path)})
    sheets = answer["sheets"]
    filled = [sheet for sheet in sheets if sheet.get("rows") and sheet.get("columns")]
    if not filled:
        raise RefusedError(
            "empty_file", f"{name}: the workbook has no cells", "Ask the source for the file again."
        )
    if named is None and options.sheet is None:
        filled = [_best(filled, known_headers)]
    readings = [_reading(name, kind, sheet, sheets, options, known_headers) for sheet in filled]
    work.close_after(readings)
    return readings


def _best(sheets: list[dict[str, Any]], known: frozenset[str]) -> dict[str, Any]:
    """The sheet with the most known headers, then the most rows, then the first."""
    if len(sheets) == 1:
        return sheets[0]

    def score(sheet: dict[str, Any]) -> tuple[int, int]:
        head = pl.scan_ipc(sheet["cells"]).head(_HEAD).collect().rows()
        return find_layout(head, known).known, sheet["rows"]

    return max(sheets, key=score)


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


def _reading(
    name: str,
    kind: str,
    sheet: dict[str, Any],
    sheets: list[dict[str, Any]],
    options: ReadOptions,
    known: frozenset[str],
) -> Reading:
    stored = Path(sheet["cells"])
    grid = survey_grid(pl.scan_ipc(stored).collect(), known, options.header_row, sheet.get("headers"))
    facts: dict[str, Any] = {"format": kind}
    if kind != "parquet":
        facts |= {
            "sheet": sheet["name"],
            "sheets": [_outline(other, other is sheet) for other in sheets],
            "hidden": {
                "rows": sheet.get("hidden_rows", 0),
                "first_rows": sheet.get("hidden_row_list", []),
                "columns": sheet.get("hidden_columns", []),
                "sheets": [other["name"] for other in sheets if other["state"] != "visible"],
            },
            "merged_cells": sheet.get("merged", 0),
        }
    return reading_of(name, sheet["name"] or None, pl.scan_ipc(stored), grid, facts, sheet.get("marks", {}))


def _outline(sheet: dict[str, Any], chosen: bool) -> dict[str, Any]:
    return {"name": sheet["name"], "state": sheet["state"], "rows": sheet.get("rows"), "read": chosen}
