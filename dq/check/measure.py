"""What the rules must know of all rows: measured in one scan before they are judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

import polars as pl

from dq.check.interface import Context, KeyNeed, Measured, ShareNeed
from dq.model.columns import ID, ROW
from dq.model.enums import Kind
from dq.model.repeats import repeated
from dq.model.schema import field, in_schema_order

SAMPLE = 20_000
_REFERENCES = ("due_as_of", "placed_on")
"""Dates that a file's days overdue may be counted to, besides the as-of date; see ``days_offset``."""


def measure(
    slices: Iterable[pl.DataFrame],
    needs: Sequence[KeyNeed],
    customs: Sequence[ShareNeed],
    outliers: Sequence[str],
    context: Context,
) -> Measured:
    """Measure keys, customs, medians of the ``outliers`` fields and the offset of days overdue.

    ``slices``: the whole file, in order, as slices of the working frame; each is seen once.
    """
    places = (*context.layout.places, ROW)
    keys, references = _Keys(needs, places), _references(context)
    asked = [
        *keys.wanted(),
        *(_cents(name).alias(f"cents:{name}") for name in outliers),
        *(need.follows.alias(f"custom{place}") for place, need in enumerate(customs)),
        *(_days_off(reference).alias(f"days:{name}") for name, reference in references.items()),
    ]
    sample = _Sample(context)
    parts = []
    for rows in slices:
        sample.add(rows)
        if asked:
            parts.append(rows.select(ID, *places, *asked))
    if not parts:
        return Measured(sample=sample.rows())
    whole = pl.concat(parts)
    return Measured(
        keys=keys.repeated(whole),
        medians={name: _median(whole[f"cents:{name}"]) for name in outliers},
        days_offset=_offset(whole, list(references)),
        shares={need.name: _share(whole[f"custom{place}"]) for place, need in enumerate(customs)},
        sample=sample.rows(),
    )


def _cents(name: str) -> pl.Expr:
    """An amount as a whole number of cents."""
    return (pl.col(name).cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64)


def _days_off(reference: pl.Expr) -> pl.Expr:
    """How far the days overdue are from those counted to a reference date."""
    return pl.col("days_overdue") - (reference.cast(pl.Int32) - pl.col("overdue_on").cast(pl.Int32))


class _Sample:
    """The first :data:`SAMPLE` rows with the fields of :func:`sampled`."""

    def __init__(self, context: Context) -> None:
        self._names = sampled(context)
        self._parts: list[pl.DataFrame] = []
        self._room = SAMPLE if self._names else 0

    def add(self, rows: pl.DataFrame) -> None:
        if self._room:
            self._parts.append(rows.select(self._names).head(self._room))
            self._room -= self._parts[-1].height

    def rows(self) -> pl.DataFrame:
        return pl.concat(self._parts) if self._parts else pl.DataFrame()


def sampled(context: Context) -> list[str]:
    """The fields of the sample: amounts, rates, counts of periods, and how the loan is repaid."""
    return [
        name
        for name in in_schema_order(context.present)
        if field(name).kind in (Kind.MONEY, Kind.PERCENT, Kind.INTEGER) or name == "repay_method"
    ]


def _references(context: Context) -> dict[str, pl.Expr]:
    if not {"days_overdue", "overdue_on"} <= context.present:
        return {}
    named = {name: pl.col(name) for name in _REFERENCES if name in context.present}
    return {**named, "as_of": pl.lit(context.as_of)}


class _Keys:
    """The keys that rules ask for, each expression measured once though several rules may ask for it."""

    def __init__(self, needs: Sequence[KeyNeed], places: Sequence[str]) -> None:
        """``places``: the columns that tell where a row stands."""
        self.needs = needs
        self.places = places
        self._place = pl.concat_str(
            [pl.col(name).cast(pl.String) for name in places], separator=" ", ignore_nulls=True
        )
        self.distinct: list[pl.Expr] = []
        self.columns = {
            need.name: (self._column(need.key), None if need.other is None else self._column(need.other))
            for need in needs
        }

    def _column(self, key: pl.Expr) -> str:
        for place, known in enumerate(self.distinct):
            if known.meta.eq(key):
                return f"key{place}"
        self.distinct.append(key)
        return f"key{len(self.distinct) - 1}"

    def wanted(self) -> list[pl.Expr]:
        return [key.alias(f"key{place}") for place, key in enumerate(self.distinct)]

    def repeated(self, rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """For each need the rows whose key stands in more than one row, over all needs of the same rule."""
        found: dict[str, pl.DataFrame] = {}
        known: dict[tuple[str, ...], pl.Series] = {}
        for names in self._by_rule().values():
            columns = tuple(dict.fromkeys(self.columns[name][0] for name in names))
            if columns not in known:
                known[columns] = repeated(pl.concat([rows[column] for column in columns]))
            for name in names:
                found[name] = self._rows(rows, name, known[columns])
        return found

    def _by_rule(self) -> dict[str, list[str]]:
        by_rule: dict[str, list[str]] = {}
        for need in self.needs:
            by_rule.setdefault(need.rule, []).append(need.name)
        return by_rule

    def _rows(self, rows: pl.DataFrame, name: str, repeated: pl.Series) -> pl.DataFrame:
        key, other = self.columns[name]
        table = rows.select(
            *self.places, id=pl.col(ID), key=pl.col(key), **({"other": pl.col(other)} if other else {})
        )
        found = table.filter(pl.col("key").is_in(repeated.implode()))
        return found.with_columns(place=self._place).drop(self.places)


def _share(follows: pl.Series) -> tuple[float, int]:
    judged = follows.count()
    return (int(follows.sum()) / judged if judged else 0.0), judged


def _median(cents: pl.Series) -> tuple[Decimal, int]:
    """The lower median of the amounts, exact."""
    values = cents.drop_nulls().sort()
    if values.is_empty():
        return Decimal(0), 0
    return Decimal(int(values[(len(values) - 1) // 2])) / 100, len(values)


def _offset(rows: pl.DataFrame, references: Sequence[str]) -> tuple[str, int, float] | None:
    """The reference date and constant that most rows' days overdue follow; the first named wins a tie."""
    best: tuple[str, int, float] | None = None
    for name in references:
        differences = rows[f"days:{name}"].drop_nulls()
        if differences.is_empty():
            continue
        counts = differences.value_counts(sort=False).sort("count", f"days:{name}", descending=[True, False])
        share = int(counts["count"][0]) / len(differences)
        if best is None or share > best[2]:
            best = (name, int(counts[f"days:{name}"][0]), share)
    return best
