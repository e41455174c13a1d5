"""Which answers a task takes, for its dropdown and for when it comes back."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from dq.clean.interface import FieldPlan
from dq.clean.plan import cleaner
from dq.model.enums import Kind
from dq.model.schema import field as field_of
from dq.model.schema import fields_by_name
from dq.route.findings import READ


def takes_of_cases(fields: Collection[str]) -> list[pl.Expr]:
    """:data:`~dq.model.worklist.TAKES` of the tasks on cases (columns of tasks, and :data:`~dq.route.findings.READ`).

    ``fields``: those that have a column. What we added has none, and no answer changes it. A value is right that is
    there, of a case that is known again. Contact is stopped by a number that can be read, else with the case's debtor.
    """
    phones = [field.name for field in fields_by_name().values() if field.kind is Kind.PHONE]
    named = pl.col("case_no").is_not_null()
    return [
        pl.col("field").is_in(list(fields)).alias("mends"),
        (pl.col(READ) & named).alias("keeps"),
        (named | (pl.col("field").is_in(phones) & pl.col(READ))).alias("stops"),
    ]


def with_takes(tasks: pl.DataFrame, region: str) -> pl.DataFrame:
    """The tasks on companion rows (``field``, ``value``, ``case_no``) with :data:`~dq.model.worklist.TAKES`.

    No answer changes a cell of a companion table. That a value is right is agreed to for a case, so it must have one;
    contact is stopped by a number, so there must be one that can be read.
    """
    return tasks.with_columns(
        pl.lit(value=False).alias("mends"),
        pl.col("case_no").is_not_null().alias("keeps"),
        _is_number(tasks, region).alias("stops"),
    )


def _is_number(tasks: pl.DataFrame, region: str) -> pl.Expr:
    """Whether the value is a phone number of a phone field."""
    phones = [name for name in tasks["field"].unique().sort() if field_of(name).kind is Kind.PHONE]
    return pl.any_horizontal(
        pl.lit(value=False),
        *(
            pl.lit(cleaner(FieldPlan(name, Kind.PHONE), region)(tasks["value"])["value"].is_not_null())
            & (pl.col("field") == name)
            for name in phones
        ),
    )
