"""Checks on dates, alone and against one another, and on what is counted in days."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from dq.check.inputs import absent, compared, decimal, for_each, integer, present, shown, texts
from dq.check.interface import Context, Probe, Skipped
from dq.model.columns import part, raw
from dq.model.enums import Kind
from dq.model.errors import ConfigError
from dq.model.rules import Rule
from dq.model.schema import field
from dq.text.filled import filled

_MONTH_IN_THOUSANDTHS = 30_437
_MONTH_ERROR_IN_THOUSANDTHS = 3_500


def after_as_of(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The date is later than the as-of date."""
    as_of = pl.lit(context.as_of)

    def probe(name: str) -> Probe:
        detail = filled("{} > {}", shown(name), pl.lit(context.as_of.isoformat()))
        moment = field(name).kind is Kind.MOMENT
        day = pl.col(name).dt.date() if moment else pl.col(name)
        return Probe(rule, name, (name,), day > as_of, detail=detail)

    return for_each(rule, context, probe)


def older_than(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The date is more than so many days before the as-of date."""
    oldest = context.as_of - timedelta(days=integer(rule, "days"))
    return for_each(rule, context, lambda n: Probe(rule, n, (n,), pl.col(n) < pl.lit(oldest)))


def wrong_order(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """Dates that must not come before others, as ``pairs`` such as ``placed_on >= overdue_on``.

    One wrong date often breaks several pairs: the finding stands on the date that breaks most of them, and if two
    are as bad, on the one that the pair names first.
    """
    pairs = [pair for pair in _pairs(rule) if set(pair) <= context.present]
    broken = {pair: pl.col(pair[0]) < pl.col(pair[1]) for pair in pairs}
    counts = {
        name: pl.sum_horizontal([_one(broken[pair]) for pair in pairs if name in pair])
        for name in {name for pair in pairs for name in pair}
    }
    probes = []
    for name in present(rule.fields, context):
        mine = [pair for pair in pairs if name in pair]
        if mine:
            others = [pair[1] if pair[0] == name else pair[0] for pair in mine]
            blamed = [broken[pair] & _blamed(name, pair, counts) for pair in mine]
            judged = pl.any_horizontal([broken[pair].is_not_null() for pair in mine])
            failing = pl.when(judged).then(pl.any_horizontal(blamed).fill_null(value=False))
            detail = pl.concat_str(
                [pl.when(broken[pair]).then(compared(pair[0], "<", pair[1])) for pair in mine],
                separator="; ",
                ignore_nulls=True,
            )
            probes.append(Probe(rule, name, (name, *others), failing, detail=detail))
    return probes or absent(rule)


def _pairs(rule: Rule) -> list[tuple[str, str]]:
    pairs = []
    for text in texts(rule, "pairs"):
        later, _, earlier = text.partition(" >= ")
        if not {later, earlier} <= set(rule.fields):
            raise ConfigError(
                f"rule '{rule.id}', pairs: '{text}' is not '<field> >= <field>' with fields of the rule"
            )
        pairs.append((later, earlier))
    return pairs


def _blamed(name: str, pair: tuple[str, str], counts: dict[str, pl.Expr]) -> pl.Expr:
    other = pair[1] if pair[0] == name else pair[0]
    return counts[name] >= counts[other] if pair[0] == name else counts[name] > counts[other]


def _one(condition: pl.Expr) -> pl.Expr:
    return condition.fill_null(value=False).cast(pl.UInt8)


def age_outside(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The birth date of the file gives an age outside the range; of a child whose id says so too, the id is told."""

    def probe(name: str) -> Probe:
        young, old = ages_outside(pl.col(name), rule, context.as_of)
        if name == "birth_date" and "id_no" in context.present:
            young = young & (pl.col(name) != pl.col(part("id_no", "birth"))).fill_null(value=True)
        given = pl.col(raw(name)).is_not_null()
        return Probe(rule, name, (name,), pl.when(given).then(young | old))

    return for_each(rule, context, probe)


def ages_outside(birth: pl.Expr, rule: Rule, as_of: date) -> tuple[pl.Expr, pl.Expr]:
    """Whether a birth date gives an age (in completed years) below ``min``, and whether one above ``max``."""
    youngest = _years_before(as_of, integer(rule, "min"))
    oldest = _years_before(as_of, integer(rule, "max") + 1)
    return birth > pl.lit(youngest), birth <= pl.lit(oldest)


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier; who is born on 29 February has a birthday on 28 February."""
    month_end = 28 if (day.month, day.day) == (2, 29) else day.day
    return date(day.year - years, day.month, month_end)


def months_differ(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The first date is not the second plus so many periods, whether these are months, weeks or days.

    Months count with their mean length, at most three and a half days off; a few more are allowed for holidays.
    """
    if set(rule.fields) - context.present:
        return absent(rule)
    end, start, periods = rule.fields
    fits = spans(days_between(end, start), pl.col(periods), integer(rule, "tolerance_days"))
    detail = filled("{} + {} ≠ {}", shown(start), shown(periods), shown(end))
    return [Probe(rule, end, rule.fields, ~fits, detail=detail)]


def days_between(end: str, start: str) -> pl.Expr:
    """The number of days from one date to another."""
    return _days(pl.col(end)) - _days(pl.col(start))


def spans(days: pl.Expr, periods: pl.Expr, tolerance_days: int) -> pl.Expr:
    """Whether so many days are so many months, weeks or days; months may be ``tolerance_days`` off."""
    slack = tolerance_days * 1000 + _MONTH_ERROR_IN_THOUSANDTHS
    off = days * 1000 - periods * _MONTH_IN_THOUSANDTHS
    by_months = off.is_between(-slack, slack)
    return pl.any_horizontal(by_months, *((days - periods * n).is_between(-1, 1) for n in (1, 7)))


def _days(value: pl.Expr) -> pl.Expr:
    """A date as its number of days since 1970: differences of these are plain integers."""
    return value.cast(pl.Int32)


def days_differ(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The days overdue do not follow from the date overdue since and the file's reference date.

    Files count to different days and some count both ends: the reference date and the constant offset that most
    rows follow are learned; a file in which no offset is common is not judged.
    """
    if set(rule.fields) - context.present:
        return absent(rule)
    learned = context.measured.days_offset
    if learned is None:
        return Skipped(rule, "nothing_learned")
    reference, offset, share = learned
    if share < float(decimal(rule, "min_share")):
        return Skipped(rule, "not_followed")
    days, since = rule.fields
    slack = integer(rule, "tolerance_days")
    to = pl.col(reference) if reference in context.present else pl.lit(context.as_of)
    expected = _days(to) - _days(pl.col(since)) + offset
    failing = ~(pl.col(days) - expected.clip(lower_bound=0)).is_between(-slack, slack)
    inputs = tuple(dict.fromkeys((*rule.fields, *present((reference,), context))))
    sign = f" {'+' if offset > 0 else '−'} {abs(offset)}" if offset else ""
    detail = filled("{} − {}" + sign + " = {} ≠ {}", to.cast(pl.String), shown(since), expected, shown(days))
    suggestion = pl.when(expected >= 0).then(expected.cast(pl.String))
    return [Probe(rule, days, inputs, failing, detail=detail, suggestion=suggestion)]
