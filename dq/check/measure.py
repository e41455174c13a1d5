"""What the rules must know of all rows: measured in one scan before they are judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

import polars as pl

from dq.check.interface import Context, KeyNeed, Measured, ShareNeed
from dq.model.columns import ID, ROW
from dq.model.enums import Kind
from dq.model.schema import field, in_schema_order

SAMPLE = 20_000
_REFERENCES = ("due_as_of", "placed_on")
"""Dates that a file's days overdue may be counted to, besides the as-of date; see ``days_offset``."""


def measure(
    frame: pl.LazyFrame,
    needs: Sequence[KeyNeed],
    customs: Sequence[ShareNeed],
    outliers: Sequence[str],
    context: Context,
    evidence: Mapping[str, tuple[pl.Expr, pl.Expr]],
) -> tuple[Measured, dict[str, tuple[int, int]]]:
    """Measure keys, customs, medians of the ``outliers`` fields, the offset of days overdue, and the order of dates.

    ``evidence`` gives for a date field two Boolean expressions: the cell can only be day first, only month first;
    their counts come back beside the measurements.
    """
    keys = _Keys(needs)
    wanted: list[pl.Expr] = [pl.col(ID), pl.col(ROW), *keys.wanted()]
    wanted += [
        (pl.col(name).cast(pl.Decimal(38, 2)) * 100).cast(pl.Int64).alias(f"cents:{name}")
        for name in outliers
    ]
    wanted += [need.follows.alias(f"custom{place}") for place, need in enumerate(customs)]
    references = _references(context)
    wanted += [
        (pl.col("days_overdue") - (date.cast(pl.Int32) - pl.col("overdue_on").cast(pl.Int32))).alias(
            f"days:{name}"
        )
        for name, date in references.items()
    ]
    for name, (day_first, month_first) in evidence.items():
        wanted += [day_first.alias(f"dmy:{name}"), month_first.alias(f"mdy:{name}")]
    sample = _sample(frame, context)
    if len(wanted) == 2:
        return Measured(sample=sample), {}
    rows = frame.select(wanted).collect(engine="streaming")
    orders = {name: (int(rows[f"dmy:{name}"].sum()), int(rows[f"mdy:{name}"].sum())) for name in evidence}
    return (
        Measured(
            keys=keys.repeated(rows),
            medians={name: _median(rows[f"cents:{name}"]) for name in outliers},
            days_offset=_offset(rows, list(references)),
            shares={need.name: _share(rows[f"custom{place}"]) for place, need in enumerate(customs)},
            sample=sample,
        ),
        orders,
    )


def _sample(frame: pl.LazyFrame, context: Context) -> pl.DataFrame:
    names = [pl.col(name) for name in sampled(context)]
    return frame.select(names).head(SAMPLE).collect(engine="streaming") if names else pl.DataFrame()


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

    def __init__(self, needs: Sequence[KeyNeed]) -> None:
        self.needs = needs
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
        for names in self._by_rule().values():
            columns = dict.fromkeys(self.columns[name][0] for name in names)
            ordered = pl.concat([rows[column] for column in columns]).drop_nulls().sort()
            repeated = ordered.filter(ordered == ordered.shift(1)).unique()
            for name in names:
                found[name] = self._rows(rows, name, repeated)
        return found

    def _by_rule(self) -> dict[str, list[str]]:
        by_rule: dict[str, list[str]] = {}
        for need in self.needs:
            by_rule.setdefault(need.rule, []).append(need.name)
        return by_rule

    def _rows(self, rows: pl.DataFrame, name: str, repeated: pl.Series) -> pl.DataFrame:
        key, other = self.columns[name]
        table = rows.select(
            id=pl.col(ID), row=pl.col(ROW), key=pl.col(key), **({"other": pl.col(other)} if other else {})
        )
        return table.join(repeated.to_frame("key"), on="key", how="semi", maintain_order="left")


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
