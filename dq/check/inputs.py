"""What the checks share: parameters by type, the fields that are there, evidence as text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

import polars as pl

from dq.check.interface import Context, Probe, Skipped
from dq.model.enums import Kind
from dq.model.errors import InternalError
from dq.model.rules import Rule
from dq.model.schema import fields_by_name
from dq.packs.expressions import TYPES
from dq.text.filled import filled

COLUMN_ABSENT = "column_absent"
NOTHING = pl.lit(None, pl.Boolean)
_FEW = 8
"""So many words are compared one by one sooner than they are looked up."""
_SOME_ROWS = 5
"""So many rows of a small file tell what its custom is, and are held against none that most of them do not follow."""
_HALF = Decimal("0.5")


def integer(rule: Rule, name: str) -> int:
    """A parameter that is a whole number."""
    value = rule.params[name]
    if not isinstance(value, int):
        raise InternalError(f"rule '{rule.id}': parameter '{name}' is no whole number")
    return value


def decimal(rule: Rule, name: str) -> Decimal:
    """A parameter that is a decimal number."""
    value = rule.params[name]
    if not isinstance(value, Decimal):
        raise InternalError(f"rule '{rule.id}': parameter '{name}' is no decimal")
    return value


def text(rule: Rule, name: str) -> str:
    """A parameter that is a text."""
    value = rule.params[name]
    if not isinstance(value, str):
        raise InternalError(f"rule '{rule.id}': parameter '{name}' is no text")
    return value


def texts(rule: Rule, name: str) -> tuple[str, ...]:
    """A parameter that is a list of texts or fields."""
    value = rule.params[name]
    if not isinstance(value, tuple):
        raise InternalError(f"rule '{rule.id}': parameter '{name}' is no list")
    return value


def present(names: Iterable[str], context: Context) -> tuple[str, ...]:
    """Those of the fields that the file has."""
    return tuple(name for name in names if name in context.present)


def absent(rule: Rule) -> Skipped:
    """The rule can't be judged on a file without its columns."""
    return Skipped(rule, COLUMN_ABSENT)


def for_each(rule: Rule, context: Context, probe: Callable[[str], Probe]) -> list[Probe] | Skipped:
    """One probe for each field of the rule that the file has."""
    return [probe(name) for name in present(rule.fields, context)] or absent(rule)


def is_one_of(value: pl.Expr, words: Iterable[str]) -> pl.Expr:
    """Whether a text is one of some words: up to :data:`_FEW` are compared, which costs a tenth of a look-up."""
    words = list(words)
    if len(words) > _FEW:
        return value.is_in(words)
    tests = [value == word for word in words]
    return tests[0] if len(tests) == 1 else pl.any_horizontal(tests)


def best_custom(names: Sequence[str], rule: Rule, context: Context) -> str | None:
    """The custom that most rows follow, None if fewer than ``min_share`` of the rows it judges do.

    Of a file with fewer than ``min_rows`` rows to learn from half must; one with hardly any is held against the first
    custom that says anything.
    """
    share, least = decimal(rule, "min_share"), integer(rule, "min_rows")
    learned = {name: context.measured.shares.get(name, (0.0, 0)) for name in names}
    judged = max((rows for _, rows in learned.values()), default=0)
    if judged < min(_SOME_ROWS, least):
        return next((name for name, (_, rows) in learned.items() if rows), names[0] if names else None)
    following = {name: follows * rows for name, (follows, rows) in learned.items()}
    if judged < least:
        share = min(share, _HALF)
    fit = [name for name, (follows, _) in learned.items() if follows >= float(share)]
    return max(fit, key=following.__getitem__, default=None)


def exact(number: Decimal | int, kind: Kind = Kind.MONEY) -> pl.Expr:
    """A decimal as a literal of the type of a kind. (``pl.lit`` of a Decimal would import numpy to look at it.)"""
    return pl.lit(f"{Decimal(number):f}").cast(TYPES[kind])


def money(amount: pl.Expr) -> pl.Expr:
    """An amount as people read it: ``-1,234.50``."""
    digits = amount.abs().cast(pl.String).str.split_exact(".", 1)
    whole = digits.struct.field("field_0").str.reverse().str.replace_all("([0-9]{3})", "${1},")
    sign = pl.when(amount < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    return sign + whole.str.reverse().str.strip_prefix(",") + "." + digits.struct.field("field_1")


def shown(field: str) -> pl.Expr:
    """The clean value of a field as text; a moment to the second, as people write it."""
    known, value = fields_by_name().get(field), pl.col(field)
    if known is not None and known.kind is Kind.MOMENT:
        return value.dt.to_string("%Y-%m-%d %H:%M:%S")
    return value.cast(pl.String)


def compared(left: str, sign: str, right: str) -> pl.Expr:
    """Two values and the relation that should not be: ``2026-05-01 > 2026-03-01``."""
    return filled("{} " + sign + " {}", shown(left), shown(right))
