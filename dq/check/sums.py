"""The check ``sum_differs``: a total that is not the sum of its parts, in the form in which the file adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from dq.check.diagnosis import explained
from dq.check.inputs import absent, best_custom, decimal, exact, present, text, texts
from dq.check.interface import Context, Probe, ShareNeed, Skipped
from dq.loans import Cause, Identity, diagnose, learned
from dq.model.columns import bad
from dq.model.enums import Kind
from dq.model.errors import ConfigError
from dq.model.rules import Rule
from dq.model.schema import fields_by_name

LEARNED, ANY = "learned", "any"
_OTHERS = "others"
_ZERO = exact(0)
_WHOLE_COLUMN = (Cause.UNIT_WAN, Cause.UNIT_CENTS, Cause.DECIMAL_SHIFT)
"""Slips that happen to a whole column as well as to one figure."""
_TRIED_ROWS = 2_000


@dataclass(frozen=True, slots=True)
class Form:
    """One way to make up the total ``total``: amounts that are added and amounts that are taken off."""

    name: str
    total: str
    plus: tuple[str, ...]
    minus: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """All amounts besides the total."""
        return (*self.plus, *self.minus)

    @property
    def added(self) -> pl.Expr:
        """The sum, an empty part counting as zero."""
        total = pl.col(self.plus[0]).fill_null(_ZERO)
        for name in self.plus[1:]:
            total = total + pl.col(name).fill_null(_ZERO)
        for name in self.minus:
            total = total - pl.col(name).fill_null(_ZERO)
        return total


def sum_customs(rule: Rule, context: Context) -> list[ShareNeed]:
    """One custom for each form whose amounts the file has; one for all of them if any of them will do."""
    known = forms(rule, context)
    if text(rule, "follows") == ANY and known:
        return [ShareNeed(_custom(rule, ANY), ~_differs_from_all(rule, known))]
    return [ShareNeed(_custom(rule, form.name), ~_differs(rule, form)) for form in known]


def sum_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The first amount is not what it is made up of, in the form that the file follows or that the source fixes.

    A part that is absent or blank counts as zero; at least two parts must have a value, or the only one. The form is
    the one that most rows follow; if fewer than ``min_share`` follow any, but a unit that is wrong in a whole column
    or a part that the file never counts explains as many, the file is held against that. The failing rows are told
    what would make them add up.
    """
    known = forms(rule, context)
    if not known:
        return absent(rule)
    follows = text(rule, "follows")
    if follows == ANY:
        chosen = known[0] if best_custom([_custom(rule, ANY)], rule, context) else None
    else:
        chosen = _chosen(rule, known, context)
    if chosen is None:
        return Skipped(rule, "not_followed")
    failing = _differs_from_all(rule, known) if follows == ANY else _differs(rule, chosen)
    identity, sample = _identity(rule, chosen, known, context), context.measured.sample
    if not sample.is_empty():
        identity = learned(_signed(sample, chosen), identity)
    explain = partial(explained, form=chosen, identity=identity, lang=context.lang)
    return [
        Probe(
            rule, chosen.total, (chosen.total, *chosen.parts), failing, explain=explain, custom=_told(chosen)
        )
    ]


def forms(rule: Rule, context: Context) -> list[Form]:
    """The forms of a rule as far as the file has their amounts; no two of them the same.

    A form counts if the file has its first amount and all that it takes off, and two amounts if it names two.
    """
    total, *rest = rule.fields
    if total not in context.present:
        return []
    written = texts(rule, "forms") or (f"parts: {_OTHERS}",)
    read = [_form(line, rule) for line in written]
    named = {name for form in read for name in form.parts}
    others = tuple(name for name in rest if name not in named)
    found: dict[tuple[frozenset[str], frozenset[str]], Form] = {}
    for form in read:
        plus = tuple(name for part in form.plus for name in (others if part == _OTHERS else (part,)))
        here = present(plus, context)
        whole = bool(here) and (form.plus[0] == _OTHERS or here[0] == plus[0])
        enough = len(here) + len(form.minus) >= min(2, len(plus) + len(form.minus))
        if whole and enough and set(form.minus) <= context.present:
            kept = replace(form, plus=here)
            found.setdefault((frozenset(kept.plus), frozenset(kept.minus)), kept)
    wanted = text(rule, "follows")
    if wanted not in (LEARNED, ANY, *(form.name for form in read)):
        raise ConfigError(f"rule '{rule.id}', follows: '{wanted}' is neither learned nor one of its forms")
    return [form for form in found.values() if wanted in (LEARNED, ANY, form.name)]


def _told(form: Form) -> str:
    """``left: left_principal + overdue_interest``."""
    less = "".join(f" - {name}" for name in form.minus)
    return f"{form.name}: {' + '.join(form.plus)}{less}"


def _form(line: str, rule: Rule) -> Form:
    """A form as it is written: ``name: amount + amount - amount``; ``others`` are the rule's other fields."""
    name, colon, terms = line.partition(": ")
    plus: list[str] = []
    minus: list[str] = []
    side = plus
    for word in terms.split():
        if word in "+-":
            side = plus if word == "+" else minus
            continue
        known = fields_by_name().get(word)
        if not (word == _OTHERS or (known is not None and known.kind is Kind.MONEY)):
            raise ConfigError(f"rule '{rule.id}', forms: '{word}' is no amount")
        side.append(word)
    if not colon or not plus:
        raise ConfigError(f"rule '{rule.id}', forms: '{line}' is not 'name: amount + amount - amount'")
    return Form(name, rule.fields[0], tuple(plus), tuple(minus))


def _chosen(rule: Rule, known: Sequence[Form], context: Context) -> Form | None:
    by_custom = {_custom(rule, form.name): form for form in known}
    if text(rule, "follows") != LEARNED:
        return known[0]
    best = best_custom(list(by_custom), rule, context)
    if best is not None:
        return by_custom[best]
    adapted = (_adapted(rule, form, known, context) for form in known)
    return next((form for form in adapted if form is not None), None)


def _adapted(rule: Rule, form: Form, known: Sequence[Form], context: Context) -> Form | None:
    """The form that the file follows but for one slip that is the same in nearly all of its rows.

    A part that the total never counts is left out of the form; a unit keeps its place, and every row is told.
    """
    sample = context.measured.sample.head(_TRIED_ROWS)
    if sample.is_empty():
        return None
    judged = sample.select(_differs_in(sample, rule, form))[form.total]
    rows = judged.count()
    if not rows:
        return None
    told = diagnose(_signed(sample, form), _identity(rule, form, known, context)).filter(pl.col("rank") == 1)
    counts = told.group_by("cause", "field", "other").agg(pl.col("row").n_unique().alias("rows"))
    for slip in counts.sort(
        "rows", "cause", "field", "other", descending=[True, False, False, False]
    ).to_dicts():
        if slip["rows"] + int((~judged).sum()) < rows * decimal(rule, "min_share"):
            break
        if slip["cause"] in _WHOLE_COLUMN:
            return form
        if slip["cause"] == Cause.PART_MISSING and len(form.plus) > 2:
            return replace(form, plus=tuple(name for name in form.plus if name != slip["other"]))
    return None


def _differs_in(sample: pl.DataFrame, rule: Rule, form: Form) -> pl.Expr:
    """Whether a row of the sample breaks the form; the sample has clean values only."""
    off = (pl.col(form.total) - form.added).abs() > exact(decimal(rule, "tolerance"))
    return pl.when(_given(form)).then(off).alias(form.total)


def _signed(rows: pl.DataFrame, form: Form) -> pl.DataFrame:
    """The rows with what the form takes off as negative amounts, so that all parts are added."""
    return rows.with_columns(-pl.col(name) for name in form.minus)


def _identity(rule: Rule, form: Form, known: Sequence[Form], context: Context) -> Identity:
    first = form.plus[0]
    rivals = tuple(
        dict.fromkeys(other.plus[0] for other in known if other.plus[0] not in (*form.parts, form.total))
    )
    order = tuple(name for name in context.layout.order if fields_by_name()[name].kind is Kind.MONEY)
    payments = tuple(n for n in present(texts(rule, "payments"), context) if n not in form.parts)
    return Identity(
        form.total,
        form.parts,
        payments=payments,
        order=order,
        rivals={first: rivals} if rivals else {},
        tolerance=decimal(rule, "tolerance"),
    )


def _custom(rule: Rule, name: str) -> str:
    return f"{rule.id}:{name}"


def _given(form: Form) -> pl.Expr:
    count = pl.sum_horizontal([pl.col(name).is_not_null().cast(pl.UInt8) for name in form.parts])
    return count >= min(2, len(form.parts))


def _differs(rule: Rule, form: Form) -> pl.Expr:
    off = pl.col(form.total) - form.added
    tolerance = exact(decimal(rule, "tolerance"))
    readable = pl.all_horizontal([pl.col(bad(name)).is_null() for name in form.parts])
    return pl.when(_given(form) & readable).then((off > tolerance) | (off < -tolerance))


def _differs_from_all(rule: Rule, known: Sequence[Form]) -> pl.Expr:
    """Whether no form that can be judged holds; null if none can be."""
    return pl.when(pl.any_horizontal([_differs(rule, form).is_not_null() for form in known])).then(
        pl.all_horizontal([_differs(rule, form).fill_null(value=True) for form in known])
    )
