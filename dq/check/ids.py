"""Checks on ids: what the cleaner found in resident ids, and the check digits of cards and companies."""

from __future__ import annotations

import polars as pl

from dq.check.dates import ages_outside
from dq.check.inputs import absent, for_each, integer, is_one_of, shown, texts
from dq.check.interface import Context, Probe, Skipped
from dq.check.papers import RESIDENT
from dq.model.columns import part, raw
from dq.model.rules import Rule
from dq.packs.provinces import completed_years
from dq.text.filled import filled

_LONGEST = 19
OTHER_REGION = "other_region"
_ANYWHERE = ("masked", "precision_lost")
"""What can be said of an id whatever country it is of."""


def _is_resident(name: str, context: Context) -> pl.Expr | None:
    """Whether the row's kind of id is the resident id; None if the file does not say."""
    if name != "id_no" or "id_type" not in context.present:
        return None
    return pl.col("id_type").is_null() | (pl.col("id_type") == RESIDENT)


def id_state(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The cleaner found one of these defects in a resident id; other papers are not held to its form, nor are the ids
    of another country."""
    states = texts(rule, "states")
    if context.region != "CN":
        states = tuple(state for state in states if state in _ANYWHERE)
        if not states:
            return Skipped(rule, OTHER_REGION)

    def probe(name: str) -> Probe:
        state = pl.col(part(name, "state"))
        failing = is_one_of(state, states)
        resident = _is_resident(name, context)
        if resident is not None:
            failing = failing & resident
        failing = pl.when(pl.col(name).is_not_null()).then(failing)
        return Probe(rule, name, (name,), failing, suggestion=pl.col(part(name, "suggestion")))

    return for_each(rule, context, probe)


def id_birth_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The birth date is not that of the resident id."""
    return _differs_from_id(rule, context, "birth")


def id_sex_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The sex is not that of the resident id."""
    return _differs_from_id(rule, context, "sex")


def id_age_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The age of the file is more than ``years`` off the one that the resident id gives at the as-of date."""
    if not _comparable(rule, context):
        return absent(rule)
    name, id_field = rule.fields
    told = completed_years(pl.col(part(id_field, "birth")), context.as_of)
    failing = (pl.col(name) - told).abs() > integer(rule, "years")
    detail = filled("{} ≠ {}", shown(name), told)
    return [Probe(rule, name, rule.fields, failing, detail=detail, suggestion=told.cast(pl.String))]


def id_province_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The province is not the one in which the resident id was first issued."""
    if set(rule.fields) - context.present:
        return absent(rule)
    name, told = rule.fields
    failing = pl.col(name).str.slice(0, 2) != pl.col(told).str.slice(0, 2)
    return [Probe(rule, name, rule.fields, failing, detail=filled("{} ≠ {}", shown(name), shown(told)))]


def _comparable(rule: Rule, context: Context) -> bool:
    """Whether the file tells all of the rule's fields itself: what the id alone tells can't differ from it."""
    return set(rule.fields) <= context.present - context.filled


def _differs_from_id(rule: Rule, context: Context, fact: str) -> list[Probe] | Skipped:
    if not _comparable(rule, context):
        return absent(rule)
    name, id_field = rule.fields
    told = pl.col(part(id_field, fact))
    detail = filled("{} ≠ {}", shown(name), told.cast(pl.String))
    failing = pl.col(name) != told
    return [Probe(rule, name, rule.fields, failing, detail=detail, suggestion=told.cast(pl.String))]


def id_age_outside(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The birth date in the resident id gives an age outside the range.

    Where the file's own birth date says the same of somebody too old, that cell has the finding.
    """

    def probe(name: str) -> Probe:
        birth = pl.col(part(name, "birth"))
        young, old = ages_outside(birth, rule, context.as_of)
        if name == "id_no" and "birth_date" in context.present:
            told = pl.col(raw("birth_date")).is_not_null() & (birth == pl.col("birth_date"))
            old = old & ~told.fill_null(value=False)
        return Probe(rule, name, (name,), young | old, detail=birth.cast(pl.String))

    return for_each(rule, context, probe)


def luhn(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The card number fails its check digit (ISO/IEC 7812); what is no card number by its form is not judged."""

    def probe(name: str) -> Probe:
        digits, number = _card(name)
        judged = digits.is_between(13, 19) & ~_zeroed(digits, number)
        return Probe(rule, name, (name,), pl.when(judged).then(_luhn_fails(number)))

    return for_each(rule, context, probe)


def digits_lost(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """A number of 19 digits that fails its check digit and ends in four zeros, as a spreadsheet leaves it.

    Shorter numbers end in as many zeros by chance too often to say so.
    """

    def probe(name: str) -> Probe:
        digits, number = _card(name)
        lost = _zeroed(digits, number) & _luhn_fails(number)
        return Probe(rule, name, (name,), pl.when(digits.is_not_null()).then(lost))

    return for_each(rule, context, probe)


def not_a_card(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The text is not digits only, or has fewer than ``min`` or more than ``max`` of them."""
    low, high = integer(rule, "min"), integer(rule, "max")

    def probe(name: str) -> Probe:
        digits, _ = _card(name)
        fits = digits.is_between(low, high).fill_null(value=False)
        return Probe(rule, name, (name,), pl.when(pl.col(name).is_not_null()).then(~fits))

    return for_each(rule, context, probe)


def _zeroed(digits: pl.Expr, number: pl.Expr) -> pl.Expr:
    return (digits == _LONGEST) & (number % 10_000 == 0)


def _luhn_fails(number: pl.Expr) -> pl.Expr:
    total = _LUHN.gather(number % 10_000)
    for power in (4, 8, 12, 16):
        total = total + _LUHN.gather(number // 10**power % 10_000)
    return total % 10 != 0


def _card(name: str) -> tuple[pl.Expr, pl.Expr]:
    """How many digits a text has, and its number; both null if it is not digits only."""
    number = pl.col(name).cast(pl.UInt64, strict=False)
    return pl.when(number.is_not_null()).then(pl.col(name).str.len_bytes()), number


def _weights() -> pl.Series:
    """The Luhn sum of each group of four digits, the rightmost undoubled."""
    number = pl.int_range(10_000, eager=True)
    units, tens, hundreds, thousands = (number // power % 10 for power in (1, 10, 100, 1000))
    return (units + hundreds + _doubled(tens) + _doubled(thousands)).cast(pl.UInt8)


def _doubled(digit: pl.Series) -> pl.Series:
    """Twice a digit, by the sum of its digits."""
    return digit * 2 - (digit > 4).cast(pl.Int64) * 9


_LUHN = pl.lit(_weights())
