"""What companion tables must know of the cases: which row a case is, and a few of its facts."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import polars as pl

from dq.check.third_persons import OWN_MOBILES
from dq.model.columns import CASE, ID, part
from dq.model.companions import NAMING
from dq.model.enums import Kind
from dq.model.known_by import known_by
from dq.model.schema import field as field_of
from dq.packs.expressions import TYPES

FACTS = (
    "case_no", "card_no", "contract_no", "customer_no", "placed_on", "loan_date", "recalled_on", "case_status",
    "total_due", "current_due", "paid_total", "last_paid_on", "debtor_name", *OWN_MOBILES,
)  # fmt: skip
"""The fields of a case that rules on companion tables, or on what they say of the case, may look at."""


@dataclass(frozen=True)
class CaseIndex:
    """Facts of all cases, a row a case in the order of ``_id``; every field of :data:`FACTS` is a column.

    Its look-ups are made when the first table asks for them, and serve all others. ``known_by``: the field that names
    the cases.
    """

    facts: pl.DataFrame
    known_by: str | None = "case_no"

    def numbers(self) -> pl.Series:
        """What names each case (:mod:`dq.model.known_by`), in the order of ``_id``."""
        return self.facts[self.known_by or "case_no"]

    @cached_property
    def by_case_no(self) -> Finder:
        """Finds the first row that has a case number."""
        rows = self._rows("case_no").unique("value", keep="first", maintain_order=True)
        return Finder(rows, "case_no")

    @cached_property
    def by_contract_no(self) -> Finder:
        """Finds the row of a contract number that stands with one case only."""
        return self._alone("contract_no")

    @cached_property
    def by_customer_no(self) -> Finder:
        """The same for a number of the client's for the debtor."""
        return self._alone("customer_no")

    @cached_property
    def by_card_no(self) -> Finder:
        """The same for the number of a card."""
        return self._alone("card_no")

    @cached_property
    def by_own_number(self) -> Finder:
        """The same for a number of the debtor's own."""
        return self._single(pl.concat([self._rows(name) for name in OWN_MOBILES]), "self_mobile")

    def _rows(self, name: str) -> pl.DataFrame:
        return self.facts.select(pl.col(name).alias("value"), pl.col(ID).alias(CASE)).drop_nulls()

    def _alone(self, name: str) -> Finder:
        """Finds the first row of a value that stands with one case only, in however many rows."""
        return self._single(self._rows(name), name)

    def _single(self, rows: pl.DataFrame, name: str) -> Finder:
        case = pl.coalesce(self.numbers().gather(rows[CASE]), rows[CASE].cast(pl.String)).alias("_number")
        rows = rows.with_columns(case).unique(["value", "_number"], keep="first", maintain_order=True)
        return Finder(rows.unique("value", keep="none", maintain_order=True), name)


def case_index(cases: Iterable[pl.DataFrame], present: Collection[str]) -> CaseIndex:
    """Look through the cleaned cases, slice by slice, for the facts that companion tables need."""
    wanted = [
        _fact(name) if name in present else pl.lit(None, TYPES[field_of(name).kind]).alias(name)
        for name in FACTS
    ]
    none = pl.DataFrame(schema={ID: pl.UInt32, **{name: TYPES[field_of(name).kind] for name in FACTS}})
    return CaseIndex(pl.concat([none, *(rows.select(ID, *wanted) for rows in cases)]), known_by(present))


def fact_columns(columns: Collection[str]) -> list[str]:
    """The columns of a cleaned slice that :func:`case_index` looks at."""
    signals = (part(name, "signal") for name in FACTS if field_of(name).kind is Kind.PHONE)
    return [name for name in (ID, *FACTS, *signals) if name in columns]


def _fact(name: str) -> pl.Expr:
    """The field; of a phone only what the cell does not itself say is out of service (``13800000000空号``)."""
    if field_of(name).kind is not Kind.PHONE:
        return pl.col(name)
    return pl.when(pl.col(part(name, "signal")).is_null()).then(pl.col(name)).alias(name)


class Ties:
    """Finds the case of each row of a companion table, slice by slice: by the case number, else by the number of a
    contract or a customer (what a table without case numbers has in their place) or a card that one case alone has. Two
    cases with one number stand for one: the first.
    """

    def __init__(
        self, cases: CaseIndex | None, present: Collection[str], *, by_number_called: bool = False
    ) -> None:
        """``cases``: None if there are none to tie to; ``present``: the fields of the table. ``by_number_called``: of
        a row that names no case, the number called does, where it is the own number of one debtor alone, in one case.
        """
        self._by: list[tuple[str, Finder]] = []
        if cases is not None and "case_no" in present:
            self._by.append(("case_no", cases.by_case_no))
            if cases.by_contract_no.size:
                self._by.append(("case_no", cases.by_contract_no))
            if cases.by_customer_no.size:
                self._by.append(("case_no", cases.by_customer_no))
        if cases is not None and "card_no" in present:
            self._by.append(("card_no", cases.by_card_no))
        if cases is not None and by_number_called and "phone" in present:
            self._by.append(("phone", cases.by_own_number))

    @property
    def by_number(self) -> bool:
        """Whether rows are tied by the number that names their case, and by nothing else."""
        return [finder.name for _, finder in self._by] == ["case_no"]

    @property
    def fields(self) -> frozenset[str]:
        """The fields that name the case."""
        return frozenset(name for name, _ in self._by)

    def add_to(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with ``_case``."""
        found = [pl.lit(finder.find(rows[name])) for name, finder in self._by]
        naming = [rows[name].is_null() for name in NAMING if name in self.fields]
        if naming and "phone" in self.fields:  # a number of a case that is not known is no call on another
            found[-1] = pl.when(pl.all_horizontal(naming)).then(found[-1])
        return rows.with_columns(pl.coalesce([*found, pl.lit(None, pl.UInt32)]).alias(CASE))


class Finder:
    """A look-up that outlives a slice: the categories are the one index of polars that need not be built anew."""

    def __init__(self, places: pl.DataFrame, name: str) -> None:
        """``places``: ``value`` (unique, never null) and its ``_case``; ``name``: the field of the cases."""
        self.name = name
        self.size = places.height
        self._dtype = pl.Categorical(pl.Categories.random())
        self._values = places["value"].cast(self._dtype)  # polars forgets categories that no series has
        codes = self._values.to_physical()
        last = -1 if codes.is_empty() else int(cast("int", codes.max()))
        self._end = last + 1
        nowhere = pl.Series([None], dtype=pl.UInt32).new_from_index(0, self._end + 1)
        self._places = nowhere.scatter(codes, places[CASE])

    def find(self, values: pl.Series) -> pl.Series:
        """The ``_case`` of each value, null where it has none."""
        codes = values.cast(self._dtype).to_physical()
        return self._places.gather(codes.clip(upper_bound=self._end))
