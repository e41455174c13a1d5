"""The cleaning of a whole case file as part of one lazy plan."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import polars as pl
from polars.io.plugins import register_io_source

from dq.clean.clocks import clean_clock
from dq.clean.dates import date_cleaner
from dq.clean.enums import enum_cleaner, flag_cleaner
from dq.clean.ids import clean_card, clean_id, clean_resident_id
from dq.clean.interface import Cleaner, FieldPlan, clean_columns, in_texts
from dq.clean.moments import moment_cleaner
from dq.clean.numbers import clean_percent, clean_seconds, integer_cleaner, money_cleaner
from dq.clean.phones import phone_cleaner
from dq.clean.texts import clean_joined_name, clean_text, normal_form
from dq.model import columns
from dq.model.columns import WORDS
from dq.model.enums import Kind
from dq.packs.expressions import TYPES
from dq.packs.jurisdictions import jurisdiction

SLICE = 524_288
"""Rows of a slice of a case file of :data:`_COLUMNS` columns, none of them a phone: a fixed cost is paid for each, and
memory for all that is in use."""
_COLUMNS = 24
_ID_PARTS: Mapping[str, pl.DataType] = {"birth": pl.Date(), "state": WORDS, "sex": WORDS}


def cleaner(plan: FieldPlan, region: str) -> Cleaner:
    """The cleaner of a field; a second column for it is cleaned in the same way."""
    name = columns.first(plan.field)
    match plan.kind:
        case Kind.TEXT:
            base = clean_joined_name if plan.joined else clean_text
        case Kind.ID if columns.is_resident_id(name):
            base = clean_resident_id
        case Kind.ID if name == "card_no":
            base = clean_card
        case Kind.ID:
            base = clean_id
        case Kind.MONEY:
            base = money_cleaner(plan.unit, region)
        case Kind.PERCENT:
            base = clean_percent
        case Kind.DATE:
            base = date_cleaner(plan.dates, assumed=plan.assumed)
        case Kind.INTEGER if name == "duration_s":
            base = clean_seconds
        case Kind.INTEGER:
            base = integer_cleaner(name)
        case Kind.ENUM:
            base = enum_cleaner(plan.words) if plan.words else clean_text
        case Kind.PHONE:
            base = phone_cleaner(region, rewrite=plan.rewrite)
        case Kind.MOMENT:
            rules = jurisdiction(region)
            offset = None if rules is None else rules.utc_offset
            base = moment_cleaner(plan.dates, offset, assumed=plan.assumed)
        case Kind.CLOCK:
            base = clean_clock
        case Kind.FLAG:
            base = flag_cleaner(plan.words)
    return _looked_up(base, plan) if plan.lookup else base


def _looked_up(base: Cleaner, plan: FieldPlan) -> Cleaner:
    """A cleaner that first replaces known bad texts by the good ones of the source's look-up."""
    lookup = dict(plan.lookup)

    def clean(cells: pl.Series) -> pl.DataFrame:
        known = normal_form(cells)["value"].replace_strict(lookup, default=None, return_dtype=pl.String)
        found = known.is_not_null()
        frame = base(pl.select(pl.coalesce(known, cells)).to_series())
        steps = pl.concat_str(
            pl.when(pl.lit(found)).then(pl.lit("lookup")), pl.col("step"), separator="+", ignore_nulls=True
        )
        return frame.with_columns(step=pl.when(steps != "").then(steps))

    return Cleaner(lambda cells: (clean(cells), pl.Series([False])), clean, ("lookup", plan.field))


def parts_of(plan: FieldPlan) -> dict[str, pl.DataType]:
    """The further columns beside a field, with their types."""
    if plan.kind is Kind.PHONE:
        return {part: pl.String() for part in columns.PHONE_PARTS}
    name = columns.first(plan.field)
    if plan.kind is Kind.ID and columns.is_resident_id(name):
        return {part: _ID_PARTS.get(part, pl.String()) for part in columns.ID_PARTS}
    if columns.has_oddities(name, plan.kind):
        return dict.fromkeys(columns.TEXT_PARTS, WORDS)
    return {}


class Cleaning:
    """How the ``raw:<field>`` columns of a case file are cleaned, a slice of rows at a time."""

    def __init__(self, plans: Sequence[FieldPlan], region: str) -> None:
        self.plans = {plan.field: plan for plan in plans}
        self._cleaners = {plan.field: cleaner(plan, region) for plan in plans if not plan.ways}
        self._cleaners |= {
            _column(plan.field, way): cleaner(one, region) for plan in plans for way, one in plan.ways.items()
        }
        self._made = {plan.field: _made(plan) for plan in plans}
        self.columns = {new: dtype for made in self._made.values() for new, (_, dtype) in made.items()}
        """The columns that cleaning adds: the clean value, ``step:``, ``bad:`` and the parts of each field."""

    def fields(self, wanted: Iterable[str]) -> list[str]:
        """The fields of which one of these columns is made."""
        names = set(wanted)
        return [field for field, made in self._made.items() if not made.keys().isdisjoint(names)]

    def add_to(self, rows: pl.DataFrame, fields: Iterable[str] | None = None) -> pl.DataFrame:
        """The rows with the columns of these fields (default: all). A column without a value takes no memory."""
        chosen = list(self._made if fields is None else fields)
        cells = {name: cell for field in chosen for name, cell in self._cells(rows, field).items()}
        frames = clean_columns(cells, self._cleaners)
        frames |= {field: self._joined(frames, field) for field in chosen if self.plans[field].ways}
        return rows.with_columns(
            column for field in chosen for column in _columns(frames[field], self._made[field])
        )

    def _cells(self, rows: pl.DataFrame, field: str) -> dict[str, pl.Series]:
        """The cells of a field, as many columns of them as there are ways to write it."""
        cells, ways = rows[columns.raw(field)], self.plans[field].ways
        if not ways:
            return {field: cells}
        mine = rows[columns.way(field)]
        nothing = pl.Series([None], dtype=pl.String)
        return {_column(field, way): cells.zip_with((mine == way).fill_null(False), nothing) for way in ways}

    def _joined(self, frames: Mapping[str, pl.DataFrame], field: str) -> pl.DataFrame:
        """What was made of the cells of a field, each in its own way."""
        made = [frames[_column(field, way)] for way in self.plans[field].ways]
        return pl.DataFrame(
            pl.select(pl.coalesce(part[name] for part in made)).to_series().alias(name)
            for name in made[0].columns
        )


def needs(plans: Sequence[FieldPlan]) -> list[str]:
    """The columns that the fields are made of."""
    differing = [plan.field for plan in plans if plan.ways]
    return [*(columns.raw(plan.field) for plan in plans), *map(columns.way, differing)]


def slice_of(plans: Collection[FieldPlan]) -> int:
    """How many rows a slice has: fewer of a wide file, and a quarter where there are phones, which make a dozen columns
    each."""
    if any(plan.kind is Kind.PHONE for plan in plans):
        return SLICE // 4
    return SLICE * _COLUMNS // max(len(plans), _COLUMNS)


def slices(rows: pl.LazyFrame, size: int | None = None) -> Iterator[pl.DataFrame]:
    """The rows in order, in slices of ``size`` (default: :data:`SLICE`).

    The cleaners cost a little for each call, and the engine's own slices of a CSV have but a few thousand rows; every
    operation on a slice that is patched together of those would cost twice.
    """
    for batch in rows.collect_batches(chunk_size=size or SLICE, maintain_order=True):
        whole = [batch.rechunk()]
        del batch  # it takes as much room as its copy, all the while that this is in use
        yield whole.pop()


def clean(frame: pl.LazyFrame, plans: Sequence[FieldPlan], region: str) -> pl.LazyFrame:
    """Add to a frame with ``raw:<field>`` columns the columns of :class:`Cleaning`.

    Streams in slices. Only the columns that are asked for are cleaned.
    """
    cleaning = Cleaning(plans, region)
    made = {name: pl.String() if dtype == WORDS else dtype for name, dtype in cleaning.columns.items()}
    schema = pl.Schema({**frame.collect_schema(), **made})

    def cleaned(
        columns_: list[str] | None, predicate: pl.Expr | None, rows: int | None, _batch: int | None
    ) -> Iterator[pl.DataFrame]:
        wanted = list(schema) if columns_ is None else columns_
        fields = cleaning.fields(wanted)
        needed = [name for name in wanted if name not in cleaning.columns]
        needed += [name for name in needs([cleaning.plans[field] for field in fields]) if name not in needed]
        part = frame.select(needed) if rows is None else frame.select(needed).head(rows)
        for batch in slices(part):
            whole = in_texts(cleaning.add_to(batch, fields)).select(wanted)
            yield whole if predicate is None else whole.filter(predicate)

    return register_io_source(cleaned, schema=schema, validate_schema=False, is_pure=True)


def _column(field: str, way: str) -> str:
    """The name of the cells of a field that are written in one of its ways."""
    return f"{field}/{way}"


def _made(plan: FieldPlan) -> dict[str, tuple[str, pl.DataType]]:
    """The columns that cleaning a field makes: name -> column of the cleaner's frame, type."""
    return {
        plan.field: ("value", TYPES[plan.kind]),
        columns.step(plan.field): ("step", WORDS),
        columns.bad(plan.field): ("bad", WORDS),
        **{columns.part(plan.field, name): (name, dtype) for name, dtype in parts_of(plan).items()},
    }


def _columns(
    frame: pl.DataFrame, names: Mapping[str, tuple[str, pl.DataType]]
) -> Iterator[pl.Expr | pl.Series]:
    for new, (old, dtype) in names.items():
        series = frame[old]
        if series.null_count() == len(series):
            yield pl.lit(None, dtype).alias(new)
        else:
            yield series.cast(dtype).alias(new)
