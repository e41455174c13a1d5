"""Findings become tasks for people: one finding a task, the tasks of a case together, the worthwhile first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from dq.model.columns import FILE, ID, ROW
from dq.model.known_by import case_number
from dq.model.worklist import WHO, WorklistSpec
from dq.route.interface import DETAIL, Judgement
from dq.route.naming import place_of
from dq.route.priority import at_stake, points, points_of_case, priority

DEFAULT_BUDGET = 2_000
"""So many tasks go into the workbook; the exception list has every finding."""

_WHO: Mapping[str, str] = {
    "phone": "collector", "contact": "collector", "address": "collector", "name": "client", "id": "client",
    "amount": "client", "rate": "legal", "fee": "legal", "loan": "client", "overdue": "client", "case": "client",
    "card": "client", "field": "client", "date": "client", "call": "collector", "promise": "collector",
    "contact_row": "collector", "optout": "collector", "repayment": "client",
}  # fmt: skip
"""Subject of a rule -> who can answer; everything else is for the data team."""

_OTHERWISE = "data"
_VALUE_NOT_NEEDED = frozenset({
    "repeated_row", "repeated_key", "several_values", "shared_value", "same_value", "repeats_earlier", "phone_signal",
    "phone_kind", "age_outside", "id_age_outside",
})  # fmt: skip
"""Checks whose findings are not about how the value is written: a person can answer without seeing all of it."""

_FACTS = ("debtor_name", "client", "batch_no", "days_overdue", "recall_due_on")
CASE_NO = "_case_no"
"""Column: the number of a case as its own row has it."""
PLACE = "_place"
"""Column: file and row of a case that has no number."""
_BEFORE_RECALL = 3
_MINUTES_OF_HOUR = 60


@dataclass(frozen=True, slots=True)
class Budget:
    """How much goes into the workbook: so many tasks, or so many minutes of work (None: without limit)."""

    tasks: int | None = DEFAULT_BUDGET
    minutes: int | None = None

    @classmethod
    def parse(cls, text: str | int) -> Budget | None:
        """``500`` tasks or ``40h`` of work; None if the text is neither."""
        number, unit = (str(text), "") if not str(text).endswith("h") else (str(text)[:-1], "h")
        if not (number.isascii() and number.isdigit() and len(number) < 10):
            return None
        return cls(None, int(number) * _MINUTES_OF_HOUR) if unit else cls(int(number))

    def __str__(self) -> str:
        return str(self.tasks) if self.minutes is None else f"{self.minutes // _MINUTES_OF_HOUR}h"


def tasks(
    found: pl.DataFrame,
    failing: pl.DataFrame,
    judgements: Sequence[Judgement],
    spec: WorklistSpec,
    as_of: date,
    *,
    judged_contacts: bool = False,
) -> pl.DataFrame:
    """The tasks of a slice: its findings with what the case's row says of money, reach and dates.

    ``judged_contacts``: as for :func:`~dq.route.priority.points_of_case`.

    Columns as the worklist takes them but for ``task_id`` (:func:`dq.route.naming.named`), plus ``_id``.
    ``needs_value`` says whether the value itself must be seen.
    """
    facts = case_facts(failing, spec, as_of, judged_contacts=judged_contacts)
    return tasks_of(found, facts, judgements, spec, as_of).drop(CASE_NO, PLACE)


def case_facts(
    failing: pl.DataFrame, spec: WorklistSpec, as_of: date, *, judged_contacts: bool = False
) -> pl.DataFrame:
    """What tasks say of their cases, row by row of the working frame: ``_id``, :data:`CASE_NO`, :data:`PLACE`, facts.

    ``judged_contacts``: as for :func:`~dq.route.priority.points_of_case`.
    """
    present = set(failing.columns)
    number = case_number(present)
    return failing.select(
        ID,
        number.alias(CASE_NO),
        pl.when(number.is_null()).then(place_of(FILE, ROW)).alias(PLACE),
        *(pl.col(name) if name in present else pl.lit(None).alias(name) for name in _FACTS),
        (pl.col("collector") if "collector" in present else pl.lit(None, pl.String)).alias("assignee"),
        at_stake(present).alias("at_stake"),
        points_of_case(present, spec, as_of, judged_contacts=judged_contacts).alias("_points"),
    )


def tasks_of(
    found: pl.DataFrame,
    facts: pl.DataFrame,
    judgements: Sequence[Judgement],
    spec: WorklistSpec,
    as_of: date,
) -> pl.DataFrame:
    """The tasks of findings with ``_id`` (that of their case) from the :func:`case_facts` of these; see :func:`tasks`.

    :data:`CASE_NO` and :data:`PLACE` are columns too. A finding that belongs to no case has the points of its severity.
    """
    joined = found.join(facts, on=ID, how="left", maintain_order="left").with_columns(
        pl.col("recall_due_on").cast(pl.Date)
    )
    parts = pl.col("message").str.splitn(DETAIL, 2)
    hidden = {judgement.rule.id for judgement in judgements if judgement.rule.check in _VALUE_NOT_NEEDED}
    listed = joined.with_columns(
        points=points(pl.col("_points").fill_null(0), spec),
        problem=parts.struct.field("field_0"),
        evidence=parts.struct.field("field_1"),
        who=_who(found["rule"], spec),
        needs_value=~pl.col("rule").is_in(hidden),
        due_on=_due_on(spec, as_of),
        assignee=_assignee(spec),
    )
    return listed.with_columns(
        priority=priority(pl.col("points"), spec),
        minutes=pl.col("who").replace_strict(dict(spec.minutes), return_dtype=pl.Int32),
    ).drop("_points")


def most_worthwhile(listed: pl.DataFrame, budget: Budget) -> pl.DataFrame:
    """The first tasks: cases by the points of their best task, then by money, then in file order."""
    ordered = listed.with_columns(_first=pl.col("points").max().over(ID)).sort(
        "_first", "at_stake", ID, "points", "rule", "field",
        descending=[True, True, False, True, False, False], nulls_last=True, maintain_order=True,
    ).drop("_first")  # fmt: skip
    if budget.tasks is not None:
        ordered = ordered.head(budget.tasks)
    if budget.minutes is not None:
        ordered = ordered.filter(pl.col("minutes").cum_sum() <= budget.minutes)
    return ordered


def _who(rules: pl.Series, spec: WorklistSpec) -> pl.Expr:
    table = {}
    for rule in rules.unique().to_list():
        subject = rule.partition(".")[0]
        table[rule] = spec.who.get(rule) or spec.who.get(subject) or _WHO.get(subject, _OTHERWISE)
    assert set(table.values()) <= set(WHO)
    return pl.col("rule").replace_strict(table, default=_OTHERWISE, return_dtype=pl.String)


def _due_on(spec: WorklistSpec, as_of: date) -> pl.Expr:
    """The day by severity, but three working days before the case goes back, and never before the as-of date."""
    days = pl.col("severity").replace_strict(
        dict(spec.due_days), default=spec.due_days["warning"], return_dtype=pl.Int64
    )
    usual = pl.lit(as_of) + pl.duration(days=days)
    before = pl.col("recall_due_on").dt.add_business_days(-_BEFORE_RECALL, roll="backward")
    return pl.max_horizontal(pl.min_horizontal(usual, before), pl.lit(as_of)).cast(pl.Date)


def _assignee(spec: WorklistSpec) -> pl.Expr:
    """The file's collector, else one of the source's people: cases are dealt to them in turn."""
    if not spec.assignees:
        return pl.col("assignee")
    people = pl.Series(spec.assignees, dtype=pl.String)
    return pl.coalesce("assignee", pl.lit(people).gather(pl.col(ID) % len(people)))
