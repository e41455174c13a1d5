"""What a file must have as a whole: the sum of its own totals row, and the columns that every case needs."""

from __future__ import annotations

import csv
from collections.abc import Collection, Sequence
from decimal import Decimal

import polars as pl

from dq.clean.plan import Cleaning
from dq.expect.interface import Expectation
from dq.model import columns
from dq.pipeline.framing import field_plans
from dq.pipeline.intake import Intake, Table
from dq.read.lines import is_total_of_all

FIELD = "total_due"
_NEEDED = (("debtor_name",), ("case_no", "contract_no", "card_no", "account_no", "customer_no"))
"""Fields of which a file of cases has one at least: whose case it is, and which."""


def totals_row(intake: Intake, total: Decimal | None, unreadable: int) -> list[Expectation]:
    """Whether the sum of total due in the file's last totals row is that of its cases; nothing if there is none.

    ``total``: the sum over the cases read, None if the file has no such field. With several tables, or where cells that
    can't be read are missing in the sum, nothing is compared.
    """
    if total is None or unreadable or len(intake.tables) != 1:
        return []
    stated = _stated(intake, intake.tables[0])
    if stated is None:
        return []
    value, row = stated
    return [Expectation(f"totals_row: {FIELD}", f"= {value:.2f} (row {row})", f"{total:.2f}", value == total)]


def needed_columns(present: Collection[str]) -> list[Expectation]:
    """The fields that every case needs and for which the file has no column; nothing if there are none.

    Rules skip a field without a column, so that nothing else would hold such a file back.
    """
    return [
        Expectation(f"columns: {names[0]}", "≥ 1", "0", met=False)
        for names in _NEEDED
        if not set(names) & set(present)
    ]


def _stated(intake: Intake, table: Table) -> tuple[Decimal, int] | None:
    """The amount in the column of total due of the last totals row, and that row's number."""
    mapped = table.mapping.fields().get(FIELD)
    rows = table.reading.rejected.filter(pl.col("reason") == "total").sort("row", descending=True)
    if mapped is None:
        return None
    place = [column.name for column in table.reading.columns].index(mapped.column)
    for line in rows.to_dicts():
        cells = _cells(line["text"], table)
        if not is_total_of_all(cells) or len(cells) <= place or not cells[place].strip():
            continue
        value = _amount(cells[place], intake)
        return None if value is None else (value, int(line["row"]))
    return None


def _cells(text: str, table: Table) -> Sequence[str]:
    return next(csv.reader([text], delimiter=table.reading.delimiter), [])


def _amount(cell: str, intake: Intake) -> Decimal | None:
    """The cell read as the column's cells are, in its unit."""
    plans = [plan for plan in field_plans(intake) if plan.field == FIELD]
    raw = pl.DataFrame({columns.raw(FIELD): [cell]}, schema={columns.raw(FIELD): pl.String})
    value: Decimal | None = Cleaning(plans, intake.source.region).add_to(raw)[FIELD].item()
    return value
