"""How the slices of a companion table are cleaned: a column of few distinct cells by these, all others cell by cell.

What is made of a cell depends on nothing but the cell. The phones, case numbers and words of a call log repeat many
times: each is cleaned once, and a row keeps the code of its cell (:class:`dq.clean.lexicon.Lexicon`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

import polars as pl

from dq.clean.interface import FieldPlan, in_texts
from dq.clean.joined import join_clocks
from dq.clean.lexicon import Lexicon
from dq.clean.marks import distrust
from dq.clean.plan import Cleaning
from dq.enrich.companions import SOURCES, derive_companion, derived_companion_fields
from dq.model import columns
from dq.model.companions import COMPANIONS
from dq.model.enums import Kind
from dq.phones.statistics import count
from dq.pipeline.linking import Ties
from dq.pipeline.slices import Make

LEAST: Final = 1_000
"""Rows of a slice from which on codes are worth their while."""
_FEW: Final = 2
"""A column has few distinct cells where each stands so many times, on average."""


def cleaner_of(
    table: str,
    plans: Sequence[FieldPlan],
    ties: Ties | None,
    region: str,
    marked: Sequence[str] = (),
    *,
    claimed: pl.Expr | None = None,
) -> Make:
    """What cleans a slice of a companion table: ``raw:<field>`` columns become the working frame, tied to the cases.

    ``ties``: None for a frame without ``_case``. ``claimed``: whether a row's payment is a claim not yet
    confirmed (:func:`dq.enrich.companions.derive_companion`).
    """
    cleaning = Cleaning(plans, region)
    present = {plan.field for plan in plans}

    def cleaned(rows: pl.DataFrame) -> pl.DataFrame:
        sound = join_clocks(distrust(in_texts(cleaning.add_to(rows)), marked), clocks_of(table), present)
        frame = derive_companion(sound, table, present, claimed=claimed)
        return frame if ties is None else ties.add_to(frame)

    return cleaned


def clocks_of(table: str) -> Mapping[str, str]:
    """The moments of a table that may have their time of day in a column of its own, with the field of that."""
    return COMPANIONS[table].clocks if table in COMPANIONS else {}


class TableCleaner:
    """Cleans a table slice by slice and ties it to the cases.

    ``schema``: the columns of the working frame, in order, once a slice was cleaned.
    """

    def __init__(
        self,
        table: str,
        plans: Sequence[FieldPlan],
        ties: Ties,
        region: str,
        marked: Sequence[str] = (),
        *,
        claimed: pl.Expr | None = None,
    ) -> None:
        """See :func:`cleaner_of`."""
        self._table, self._ties, self._region = table, ties, region
        self._plans = {plan.field: plan for plan in plans}
        self._marked, self._claimed = marked, claimed
        self._coded: dict[str, Lexicon] = {}
        self._plain: Make | None = None
        self._rows = 0
        self.schema = pl.Schema()

    def __call__(self, rows: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, Lexicon]]:
        """The cleaned slice, with the codes alone (``code:<field>``) of the fields that come with a lexicon."""
        if self._plain is None:
            whole = cleaner_of(
                self._table, list(self._plans.values()), self._ties, self._region, self._marked,
                claimed=self._claimed,
            )  # fmt: skip
            self.schema = whole(rows.clear()).schema
            self._code(self._few(rows))
        assert self._plain is not None
        used = dict(self._coded)
        codes = [self._codes(rows, name) for name in used]
        cleaned = self._plain(rows.drop(map(columns.raw, used))).with_columns(codes)
        self._rows += rows.height
        few = [name for name, lexicon in used.items() if lexicon.size * _FEW <= self._rows]
        if len(few) < len(used):
            self._code(few)
        return cleaned, used

    def _few(self, rows: pl.DataFrame) -> list[str]:
        """The fields that are given by codes: none that another field of the row may fill, or that files write in
        different ways."""
        if rows.height < LEAST:
            return []
        apart = {*self._marked, *(name for name, plan in self._plans.items() if plan.ways)}
        if len(self._ties.fields) > 1:
            apart.update(self._ties.fields)
        for target in derived_companion_fields(self._table, self._plans):
            sources = [name for name in SOURCES.get(target, ()) if name in self._plans]
            if target in self._plans or len(sources) > 1:
                apart.update((target, *sources))
        for target, source in clocks_of(self._table).items():
            if target in self._plans and source in self._plans:
                apart.update((target, source))
        raws = {name: rows[columns.raw(name)] for name in self._plans if name not in apart}
        return [name for name, cells in raws.items() if cells.n_unique() * _FEW <= rows.height]

    def _code(self, fields: Iterable[str]) -> None:
        """From the next slice on, give these fields by codes, and no others."""
        known = self._coded
        self._coded = {name: known.get(name) or Lexicon(name, self._maker(name)) for name in fields}
        ties = None if self._coded.keys() & self._ties.fields else self._ties
        plain = [plan for name, plan in self._plans.items() if name not in self._coded]
        self._plain = cleaner_of(self._table, plain, ties, self._region, self._marked, claimed=self._claimed)

    def _codes(self, rows: pl.DataFrame, name: str) -> pl.Series:
        lexicon = self._coded[name]
        before = lexicon.size
        codes = lexicon.codes(rows[columns.raw(name)])
        if self._plans[name].kind is Kind.PHONE:
            count(cells=rows.height - (lexicon.size - before))
        return codes.alias(columns.code(name))

    def _maker(self, name: str) -> Callable[[pl.Series], pl.DataFrame]:
        """What is made of cells of a field, with what is derived from it and, if it names the case, ``_case``."""
        ties = self._ties if name in self._ties.fields else None
        clean = cleaner_of(self._table, [self._plans[name]], ties, self._region)
        others = [n for n in derived_companion_fields(self._table, [name]) if name not in SOURCES.get(n, ())]
        other = [made for n in others for made in (n, columns.raw(n), columns.step(n), columns.bad(n))]
        return lambda cells: clean(cells.alias(columns.raw(name)).to_frame()).drop(other)
