"""The tasks on rows of companion tables: the cases that they are of leave their facts in the one pass."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dq.check.reach import tells_of_numbers
from dq.model.columns import CASE, ID
from dq.pipeline.company import Company
from dq.pipeline.identity import region_of
from dq.pipeline.intake import Intake
from dq.pipeline.judging import TOLD, Judged
from dq.pipeline.outcome import Lists, Passed
from dq.pipeline.settings import Settings
from dq.pipeline.slices import Make
from dq.pipeline.takes import with_takes
from dq.route.grouped import Groups
from dq.route.tasks import case_facts, most_worthwhile


def facts_for_tasks(company: Company, judged: Judged, intake: Intake) -> Make | None:
    """What keeps, of a slice, the facts of cases that companion tables have findings on; None without such tables."""
    failing = [pl.scan_parquet(one.passed.failing) for one in company.judged.values()]
    if not failing:
        return None
    tied = pl.concat([rows.filter(TOLD).select(CASE) for rows in failing]).drop_nulls().unique()
    wanted = tied.collect()[CASE].sort().rename(ID)
    judged_contacts = tells_of_numbers(judged.context.linked)

    def facts(rows: pl.DataFrame) -> pl.DataFrame:
        mine = rows.filter(pl.col(ID).is_in(wanted.implode()))
        spec, as_of = intake.source.worklist, judged.context.as_of
        return case_facts(mine, spec, as_of, judged_contacts=judged_contacts)

    return facts


def add_tasks(lists: Lists, groups: Groups, passed: Passed, intake: Intake, settings: Settings) -> None:
    """Put the tasks on companion rows among those of the cases, within the budget."""
    if passed.facts is None or passed.repeats is None:
        return
    facts = pl.read_parquet(passed.facts / "*.parquet")

    def fetch(part: int, places: Sequence[int]) -> pl.DataFrame:
        return pl.read_ipc(lists.findings[part])[list(places)]

    listed, whole = groups.tasks(
        facts,
        fetch,
        intake.source.worklist,
        settings.as_of,
        settings.budget,
        settings.lang,
        intake.source.id,
        passed.repeats,
    )
    lists.whole += whole
    if listed.height:
        listed = with_takes(listed, region_of(intake, settings))
        both = [listed] if lists.tasks is None else [lists.tasks, listed]
        lists.tasks = most_worthwhile(pl.concat(both, how="diagonal_relaxed"), settings.budget)
