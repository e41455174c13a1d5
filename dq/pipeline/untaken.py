"""Answers that a task on companion rows does not take are refused, whatever else is right about them."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from dq.model.worklist import TAKES
from dq.pipeline.answered import Result, still_open
from dq.pipeline.past import PastRun
from dq.pipeline.takes import with_takes
from dq.route.answers import CHANGING


def refuse_untaken(results: Iterable[Result]) -> None:
    """Refuse them, and note of each such task what it takes (``takes``)."""
    runs: dict[str, tuple[PastRun, list[Result]]] = {}
    for result in still_open(results):
        if result.question.beside:
            past = result.question.past
            runs.setdefault(past.folder.name, (past, []))[1].append(result)
    for past, mine in runs.values():
        asked = [(r.question.task.field, r.question.task.value, r.question.case_no) for r in mine]
        tasks = pl.DataFrame(
            asked, schema=dict.fromkeys(("field", "value", "case_no"), pl.String), orient="row"
        )
        taken = with_takes(tasks, past.manifest["region"]).select(TAKES).to_dicts()
        for result, takes in zip(mine, taken, strict=True):
            result.takes = takes
            _refuse(result)


def _refuse(result: Result) -> None:
    asked, choice = result.question, result.line.given.decision
    if choice in CHANGING:
        result.refuse("beside")
    elif choice not in ("keep", "stop") or result.takes["keeps" if choice == "keep" else "stops"]:
        return
    elif choice == "keep":
        result.refuse("beside_no_case", rule=asked.rule)
    else:
        result.refuse("beside_no_number")
