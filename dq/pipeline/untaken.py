"""Answers that a task on companion rows does not take are refused, whatever else is right about them."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from dq.model.schema import field as field_of
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
        masked = bool(past.manifest.get("masked"))
        asked = [(r.question.task.field, r.question.task.value, r.question.case_no) for r in mine]
        tasks = pl.DataFrame(
            asked, schema=dict.fromkeys(("field", "value", "case_no"), pl.String), orient="row"
        )
        taken = with_takes(tasks, past.manifest["region"], masked=masked).select(TAKES).to_dicts()
        for result, takes in zip(mine, taken, strict=True):
            result.takes = takes
            _refuse(result, masked=masked)


def _refuse(result: Result, *, masked: bool) -> None:
    asked, choice = result.question, result.line.given.decision
    if choice in CHANGING:
        result.refuse("beside")
    elif choice not in ("keep", "stop") or result.takes["keeps" if choice == "keep" else "stops"]:
        return
    elif masked and field_of(asked.task.field).private:
        result.refuse("beside_masked")
    elif choice == "keep":
        result.refuse("beside_no_case", rule=asked.rule)
    else:
        result.refuse("beside_no_number")
