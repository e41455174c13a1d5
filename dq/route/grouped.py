"""Findings on rows of companion tables as tasks: one for all findings of a rule on a case.

A log says the same of many rows, and none of them can be changed any more: a person is asked once. What belongs to no
case of the run is one task of its rule.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import polars as pl

from dq.model.columns import CASE, ID
from dq.model.rules import Lang
from dq.model.worklist import WorklistSpec
from dq.route.interface import Judgement
from dq.route.naming import named_beside
from dq.route.priority import points
from dq.route.tasks import CASE_NO, PLACE, Budget, most_worthwhile, tasks_of
from dq.text.filled import filled

_MERGED_AT = 500_000
_MOST = 100_000
"""Tasks that are made at the most, whatever the hours allow."""
_NO_CASE = 2**32 - 1
"""``_id`` of what belongs to no case: behind those of all cases."""
_SHOWN = 3
_STATE = {CASE: pl.UInt32, "rule": pl.UInt16, "rows": pl.UInt32, "part": pl.UInt32, "at": pl.UInt32}
_OF_CASE = {"zh": "该案件共 {} 行", "en": "{} rows of this case"}
_OF_NONE = {"zh": "附表中共 {} 行，如第 {} 行", "en": "{} rows of the table, such as {}"}


class Groups:
    """The findings on companion rows, counted by case and rule; of each group its first finding is known again.

    It holds 18 bytes for each case and rule that have a finding, however many rows there are.
    """

    def __init__(self) -> None:
        self._rules: dict[str, int] = {}
        self._tables: dict[str, str] = {}
        self._judgements: list[Judgement] = []
        self._told: list[pl.DataFrame] = []
        self._shown: dict[int, list[int]] = {}

    def add(
        self, found: pl.DataFrame, cases: pl.DataFrame, judgements: Sequence[Judgement], part: int
    ) -> None:
        """Count findings (with ``_id`` of their row); ``cases``: ``_id`` and ``_case``; ``part``: their number."""
        for judgement in judgements:
            if judgement.rule.id not in self._rules:
                self._rules[judgement.rule.id] = len(self._rules)
                self._tables[judgement.rule.id] = judgement.rule.table
                self._judgements.append(judgement)
        coded = found.select(ID, "rule", "file", "row").with_columns(
            pl.col("rule").replace_strict(self._rules, default=None, return_dtype=pl.UInt16),
            at=pl.int_range(pl.len(), dtype=pl.UInt32),
        )
        placed = coded.join(cases, on=ID, how="left", maintain_order="left")
        counted = placed.group_by(CASE, "rule", maintain_order=True).agg(
            rows=pl.len().cast(pl.UInt32), part=pl.lit(part, pl.UInt32), at=pl.first("at")
        )
        self._told.append(counted.select(pl.col(name).cast(dtype) for name, dtype in _STATE.items()))
        loose = placed.filter(pl.col(CASE).is_null()).group_by("rule", maintain_order=True)
        for (rule,), rows in loose.agg(pl.col("row").head(_SHOWN)).partition_by("rule", as_dict=True).items():
            known = self._shown.setdefault(int(str(rule)), [])
            known += rows["row"][0].to_list()[: _SHOWN - len(known)]
        if sum(told.height for told in self._told) > _MERGED_AT:
            self._told = [self._merged()]

    def _merged(self) -> pl.DataFrame:
        whole = pl.concat([pl.DataFrame(schema=_STATE), *self._told])
        return whole.group_by(CASE, "rule", maintain_order=True).agg(
            pl.col("rows").sum(), pl.col("part", "at").first()
        )

    def cases(self) -> pl.Series:
        """The cases that have a task."""
        return self._merged()[CASE].drop_nulls().unique()

    def tasks(
        self,
        facts: pl.DataFrame,
        fetch: Callable[[int, Sequence[int]], pl.DataFrame],
        spec: WorklistSpec,
        as_of: date,
        budget: Budget,
        lang: Lang,
        source: str,
        repeats: pl.DataFrame,
    ) -> tuple[pl.DataFrame, int]:
        """The most worthwhile tasks (with ``task_id``, ``more``: of how many rows), and how many there are.

        ``facts``: :func:`~dq.route.tasks.case_facts` of the cases. ``fetch`` gives the findings of a part at places.
        ``repeats``: see :func:`~dq.route.naming.named_beside`.
        """
        whole = self._merged().with_columns(pl.col(CASE).fill_null(_NO_CASE).alias(ID))
        if whole.is_empty():
            return pl.DataFrame(), 0
        chosen = self._chosen(whole, facts, spec, budget)
        if chosen.is_empty():
            return pl.DataFrame(), whole.height
        parts = []
        for (part,), mine in chosen.partition_by("part", as_dict=True, maintain_order=True).items():
            found = fetch(int(str(part)), mine["at"].to_list())
            parts.append(found.hstack(mine.select(ID, "rows", "table")))
        listed = tasks_of(pl.concat(parts), facts, self._judgements, spec, as_of)
        shown = {
            rule: ", ".join(map(str, self._shown[code]))
            for rule, code in self._rules.items()
            if code in self._shown
        }
        loose = pl.col(ID) == _NO_CASE
        count = pl.col("rows").cast(pl.String)
        examples = pl.col("rule").replace_strict(shown, default="", return_dtype=pl.String)
        more = (
            pl.when(pl.col("rows") == 1)
            .then(None)
            .when(loose)
            .then(filled(_OF_NONE[lang], count, examples))
            .otherwise(filled(_OF_CASE[lang], count))
        )
        listed = listed.with_columns(more=more, case_no=pl.when(~loose).then(CASE_NO))
        return named_beside(listed, source, PLACE, repeats).drop(
            "rows", "table", CASE_NO, PLACE
        ), whole.height

    def _chosen(
        self, whole: pl.DataFrame, facts: pl.DataFrame, spec: WorklistSpec, budget: Budget
    ) -> pl.DataFrame:
        """The groups that may come into the workbook, in the order of their worth."""
        names = list(self._rules)
        severities = {code: self._judgements[code].rule.severity.value for code in self._rules.values()}
        rated = (
            whole.join(facts.select(ID, "at_stake", "_points"), on=ID, how="left", maintain_order="left")
            .with_columns(
                severity=pl.col("rule").replace_strict(severities, return_dtype=pl.String),
                table=pl.col("rule").replace_strict(
                    {code: self._tables[name] for name, code in self._rules.items()}, return_dtype=pl.String
                ),
                field=pl.lit(""),
            )
            .with_columns(
                points=points(pl.col("_points").fill_null(0), spec),
                rule=pl.col("rule").replace_strict(dict(enumerate(names)), return_dtype=pl.String),
            )
        )
        most = budget.tasks if budget.tasks is not None else min(budget.minutes or _MOST, _MOST)
        return most_worthwhile(rated, Budget(most)).select(ID, "rule", "rows", "table", "part", "at")
