"""The cleaning of a whole case file as part of one lazy plan."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dq.clean.dates import date_cleaner
from dq.clean.enums import enum_cleaner
from dq.clean.ids import clean_card, clean_id, clean_resident_id
from dq.clean.interface import TYPES, Cleaner, FieldPlan
from dq.clean.numbers import clean_integer, clean_percent, money_cleaner
from dq.clean.phones import phone_cleaner
from dq.clean.texts import clean_text, normal_form
from dq.model import columns
from dq.model.enums import Kind


def cleaner(plan: FieldPlan, region: str) -> Cleaner:
    """The cleaner of a field."""
    match plan.kind:
        case Kind.TEXT:
            base: Cleaner = clean_text
        case Kind.ID if columns.is_resident_id(plan.field):
            base = clean_resident_id
        case Kind.ID if plan.field == "card_no":
            base = clean_card
        case Kind.ID:
            base = clean_id
        case Kind.MONEY:
            base = money_cleaner(plan.unit, region)
        case Kind.PERCENT:
            base = clean_percent
        case Kind.DATE:
            base = date_cleaner(plan.dates)
        case Kind.INTEGER:
            base = clean_integer
        case Kind.ENUM:
            base = enum_cleaner(plan.words) if plan.words else clean_text
        case Kind.PHONE:
            base = phone_cleaner(region)
    return _looked_up(base, plan) if plan.lookup else base


def _looked_up(base: Cleaner, plan: FieldPlan) -> Cleaner:
    """A cleaner that first replaces known bad texts by the good ones of the source's look-up."""
    lookup = dict(plan.lookup)

    def clean(cells: pl.Series) -> pl.DataFrame:
        known = normal_form(cells)["value"].replace_strict(lookup, default=None, return_dtype=pl.String)
        found = known.is_not_null()
        if not found.any():
            return base(cells)
        frame = base(pl.select(pl.coalesce(known, cells)).to_series())
        steps = pl.concat_str(
            pl.when(pl.lit(found)).then(pl.lit("lookup")), pl.col("step"), separator="+", ignore_nulls=True
        )
        return frame.with_columns(step=pl.when(steps != "").then(steps))

    return clean


def parts_of(plan: FieldPlan) -> dict[str, pl.DataType]:
    """The further columns beside a field, with their types."""
    if plan.kind is Kind.PHONE:
        return {name: pl.String() for name in columns.PHONE_PARTS}
    if plan.kind is Kind.ID and columns.is_resident_id(plan.field):
        return {name: pl.Date() if name == "birth" else pl.String() for name in columns.ID_PARTS}
    return {}


def clean(frame: pl.LazyFrame, plans: Sequence[FieldPlan], region: str) -> pl.LazyFrame:
    """Add to a frame with ``raw:<field>`` columns the clean value, ``step:``, ``bad:`` and the parts of each field.

    Elementwise over the rows, so it streams.
    """
    structs = []
    for plan in plans:
        dtype = pl.Struct(
            {"value": TYPES[plan.kind], "step": pl.String(), "bad": pl.String(), **parts_of(plan)}
        )
        structs.append(
            pl.col(columns.raw(plan.field))
            .map_batches(_as_struct(cleaner(plan, region), dtype), return_dtype=dtype, is_elementwise=True)
            .alias(f"clean:{plan.field}")
        )
    values = []
    for plan in plans:
        struct = pl.col(f"clean:{plan.field}").struct
        values += [
            struct.field("value").alias(plan.field),
            struct.field("step").alias(columns.step(plan.field)),
            struct.field("bad").alias(columns.bad(plan.field)),
            *(struct.field(name).alias(columns.part(plan.field, name)) for name in parts_of(plan)),
        ]
    return frame.with_columns(structs).with_columns(values).drop(f"clean:{plan.field}" for plan in plans)


class _as_struct:  # noqa: N801 - reads as a function
    """A cleaner whose frame comes back as one struct series of the declared type."""

    def __init__(self, cleaner: Cleaner, dtype: pl.Struct) -> None:
        self.cleaner = cleaner
        self.dtype = dtype

    def __call__(self, cells: pl.Series) -> pl.Series:
        frame = self.cleaner(cells)
        schema = self.dtype.to_schema()
        return frame.select(pl.col(name).cast(dtype) for name, dtype in schema.items()).to_struct(cells.name)
