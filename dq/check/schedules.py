"""The check ``schedule_differs``: instalments, balances and payments that do not follow from the loan's terms."""

from __future__ import annotations

from functools import partial

import polars as pl

from dq.check.inputs import absent, decimal, integer, present
from dq.check.interface import Context, Probe, Skipped
from dq.check.schedule_words import explained
from dq.loans.agree import FIGURES, TERMS, WHOLE, Custom, agreement, custom
from dq.loans.conventions import DayCount, Unit
from dq.model.rules import Rule

_PLAIN = Custom(((Unit.ANNUAL_PERCENT, DayCount.THIRTY_360),), figures=FIGURES[:3])
"""What a file is held against that is too short to learn from: percent a year, every month a twelfth."""
_ALSO = ("repay_method", "paid_periods", "left_periods")


def schedule_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The figures of a loan do not follow from its amount, rate, term and method, as those of the file do.

    Unit of the rate, day count and the figures that follow at all are learned from the file; a file whose figures
    follow no schedule is not judged. A failing row is told which method, unit, term or figure would make it fit, or
    that none does.
    """
    figures = present(rule.fields, context)
    terms = present((*TERMS, *_ALSO), context)
    if not figures or set(TERMS) - set(terms):
        return absent(rule)
    known = _custom(rule, terms, figures, context)
    if known is None:
        return Skipped(rule, "not_followed")
    held = tuple(name for name in known.figures if name in figures)
    failing = pl.struct(*terms, *held).map_batches(
        partial(_fails, known=known), return_dtype=pl.Boolean, is_elementwise=True
    )
    explain = partial(explained, known=known, figures=held, columns=(*terms, *held), lang=context.lang)
    return [Probe(rule, held[0], (*terms, *held), failing, explain=explain, custom=_told(known))]


def _told(known: Custom) -> str:
    """``annual_percent 30/360: instalment, left_principal``."""
    conventions = " or ".join(f"{unit.value} {days.value}" for unit, days in known.conventions)
    return f"{conventions}: {', '.join(known.figures)}"


def _custom(rule: Rule, terms: tuple[str, ...], figures: tuple[str, ...], context: Context) -> Custom | None:
    sample = context.measured.sample
    if sample.is_empty():
        return _PLAIN
    loans = sample.select(*terms, *figures).filter(
        pl.all_horizontal(pl.col(name).is_not_null() for name in TERMS)
        & pl.any_horizontal(pl.col(name).is_not_null() for name in figures)
    )
    known = (
        custom(loans, decimal(rule, "min_share")) if loans.height >= integer(rule, "learn_from") else _PLAIN
    )
    return known if known is not None and set(known.figures) & set(figures) else None


def _fails(loans: pl.Series, known: Custom) -> pl.Series:
    return ~agreement(loans.struct.unnest(), known)[WHOLE]
