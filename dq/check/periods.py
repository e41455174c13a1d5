"""The check ``periods_differ``: periods paid and periods left that do not make up the term."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

import polars as pl

from dq.check.dates import days_between, spans
from dq.check.inputs import NOTHING, absent, integer, shown
from dq.check.interface import Context, Probe, Skipped
from dq.loans import Method, Unit
from dq.loans.agree import FIGURES, TERMS, WHOLE, Custom, agreement
from dq.loans.conventions import DayCount
from dq.model.rules import Rule
from dq.text.filled import filled

LEFT, PAID, TERM = "left_periods", "paid_periods", "term_periods"
_COUNTS = (LEFT, PAID, TERM)
_SAYING = ("loan_date", "loan_due_on", "overdue_on", "overdue_periods", "repay_method", *TERMS, *FIGURES)
"""What else a row may say of its periods."""
_DUE_DAYS = 5
"""How many days the last due date may be off, besides the lengths of months."""
_OVERDUE_DAYS, _NOT_OVERDUE_DAYS = 12, 28
"""How near the date overdue since must be to the first unpaid period to speak for it; how far off, against it."""
_CUSTOM = Custom(
    tuple((unit, DayCount.THIRTY_360) for unit in (Unit.ANNUAL_PERCENT, Unit.MONTHLY_PERCENT)), tuple(Method)
)
"""By what amounts may follow from the counts: the usual units, any method where the row names none."""
_PLACE = "_place"


def periods_differ(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """Periods paid and periods left do not make up the term.

    Which of the three is wrong is told by the dates of the loan and by its amounts: a count that they speak for is
    suggested; where they tell nothing, that of the periods left. A term above ``longest`` is no term, and nothing
    follows from it.
    """
    if set(_COUNTS) - context.present:
        return absent(rule)
    explain = partial(_explained, longest=integer(rule, "longest"))
    return [Probe(rule, LEFT, _COUNTS, pl.col(LEFT) + pl.col(PAID) != pl.col(TERM), explain=explain)]


def _explained(rows: pl.DataFrame, longest: int) -> pl.DataFrame:
    """For failing rows ``field``, ``detail``, ``suggestion`` and ``cause`` (see ``Probe.explain``)."""
    left, paid, term = (pl.col(name) for name in _COUNTS)
    mended = {LEFT: term - paid, PAID: term - left, TERM: left + paid}
    saying = [name for name in dict.fromkeys((*_COUNTS, *_SAYING)) if name in rows.columns]
    tried = pl.concat(
        rows.select(saying).with_columns(value.alias(name)).with_row_index(_PLACE)
        for name, value in mended.items()
    )
    stands = _stands(tried, longest)
    backed, open_ = (
        {name: stands[kind].slice(place * rows.height, rows.height) for place, name in enumerate(_COUNTS)}
        for kind in ("backed", "open")
    )
    untold = open_[LEFT] & ~backed[PAID] & ~backed[TERM]
    right = (
        pl.when(backed[LEFT] | untold)
        .then(pl.lit(LEFT))
        .when(backed[PAID] & ~backed[TERM])
        .then(pl.lit(PAID))
        .when(backed[TERM] & ~backed[PAID])
        .then(pl.lit(TERM))
    )
    return rows.select(
        field=pl.coalesce(right, pl.when(~term.is_between(1, longest)).then(pl.lit(TERM)), pl.lit(LEFT)),
        detail=filled("{} + {} = {} ≠ {}", shown(LEFT), shown(PAID), left + paid, shown(TERM)),
        suggestion=pl.coalesce(
            pl.when(right == name).then(value.cast(pl.String)) for name, value in mended.items()
        ),
        cause=pl.lit(None, pl.String),
    )


def _stands(tried: pl.DataFrame, longest: int) -> pl.DataFrame:
    """Of rows with one count mended, whether it may be so (``open``) and whether something speaks for it (``backed``).

    ``tried`` has each row once for each count, with its number in :data:`_PLACE`.
    """
    sound = pl.all_horizontal(pl.col(name) >= 0 for name in _COUNTS) & pl.col(TERM).is_between(1, longest)
    evidence = [*_by_dates(tried.columns), _by_amounts(tried)]
    may_be = sound & ~pl.any_horizontal(~said for said in evidence).fill_null(value=False)
    backed = may_be & pl.any_horizontal(evidence).fill_null(value=False)
    return tried.select(open=may_be, backed=backed)


def _by_dates(present: Collection[str]) -> list[pl.Expr]:
    """What dates and overdue periods say of the counts: True for them, False against them, null nothing."""
    said = []
    if {"loan_due_on", "loan_date"} <= set(present):
        said.append(spans(days_between("loan_due_on", "loan_date"), pl.col(TERM), _DUE_DAYS))
    if {"overdue_on", "loan_date"} <= set(present):
        days, unpaid = days_between("overdue_on", "loan_date"), pl.col(PAID) + 1
        near, far = spans(days, unpaid, _OVERDUE_DAYS), ~spans(days, unpaid, _NOT_OVERDUE_DAYS)
        said.append(pl.when(near).then(True).when(far).then(False))
    if "overdue_periods" in present:
        said.append(pl.when(pl.col("overdue_periods") > pl.col(LEFT)).then(False))
    return said


def _by_amounts(tried: pl.DataFrame) -> pl.Expr:
    """Whether the loan's amounts follow from the counts; null where they follow from none that is tried."""
    if not set(TERMS) <= set(tried.columns):
        return NOTHING
    follows = agreement(tried, _CUSTOM)[WHOLE]
    some = follows.to_frame("follows").select(pl.col("follows").any().over(tried[_PLACE])).to_series()
    return pl.lit(pl.select(pl.when(some).then(follows)).to_series())
