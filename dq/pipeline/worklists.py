"""The worklist as a run writes it: one workbook, or one for each person or each kind of knowledge."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from dq.model.worklist import WHO
from dq.pipeline.intake import Intake
from dq.pipeline.settings import Settings
from dq.record.ledger import Key
from dq.route.days import planned
from dq.route.priority import explain
from dq.write.files import Written
from dq.write.worklist import Heading, write_worklist
from dq.write.worklist_keys import Sign

WORKLIST = "worklist.xlsx"


_ALL_BITS = 2**64 - 1


def signer(key: Key) -> Sign:
    """What signs the lines of worklists: the ledger's key, as sixteen hexadecimal digits."""
    return lambda text: f"{key.hash(text) & _ALL_BITS:016x}"


def write_worklists(
    tasks: pl.DataFrame,
    intake: Intake,
    settings: Settings,
    run_id: str,
    staged: Path,
    whole: int | None,
    sign: Sign,
) -> list[Written]:
    """Write the workbooks into the staged folder; ``whole`` is the number of all tasks.

    Split by who can answer they are named for it (``worklist-client.xlsx``); split by assignee they are numbered, in
    the order of names, since a name from a file is never a path.
    """
    per_person = settings.per_person or intake.source.worklist.per_person
    if per_person is not None:
        tasks = planned(tasks, per_person, settings.as_of)
    heading = Heading(
        run_id=run_id,
        as_of=settings.as_of,
        lang=settings.lang,
        masked=settings.mask,
        priority_note=explain(intake.source.worklist, settings.lang),
        whole=whole,
        per_person=per_person,
    )
    if settings.split is None:
        return [write_worklist(tasks, staged / WORKLIST, heading, sign)]
    heading = replace(heading, whole=None)
    if settings.split == "who":
        parts = [(who, tasks.filter(pl.col("who") == who)) for who in WHO]
        return [
            write_worklist(part, staged / f"worklist-{who}.xlsx", heading, sign)
            for who, part in parts
            if part.height
        ]
    people = tasks["assignee"].unique().sort(nulls_last=True).to_list()
    return [
        write_worklist(
            tasks.filter(pl.col("assignee").eq_missing(pl.lit(person, pl.String))),
            staged / f"worklist-{number:02d}.xlsx",
            replace(heading, assignee=person or ""),
            sign,
        )
        for number, person in enumerate(people, start=1)
    ]
