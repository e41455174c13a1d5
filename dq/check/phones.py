"""Checks on phone cells: they read what the phone library found, and compare the numbers of a case."""

from __future__ import annotations

import polars as pl

from dq.check.inputs import absent, for_each, is_one_of, present, texts
from dq.check.interface import Context, Probe, Skipped
from dq.model.columns import part, raw
from dq.model.rules import Rule
from dq.text.filled import filled

NOTHING_KNOWN = "nothing_known"
"""No number is known to be bad from earlier batches, or the run has no ledger."""


def _of(name: str, fact: str) -> pl.Expr:
    return pl.col(part(name, fact))


def _has(name: str, failing: pl.Expr) -> pl.Expr:
    """The judgement where the cell has a content, else null."""
    return pl.when(pl.col(raw(name)).is_not_null()).then(failing)


def phone_state(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The phone library put the cell in one of these states, for one of these reasons, or for none of these."""
    states, reasons, other = texts(rule, "states"), texts(rule, "reasons"), texts(rule, "except_reasons")

    def probe(name: str) -> Probe:
        failing = is_one_of(_of(name, "state"), states)
        if reasons:
            failing = failing & is_one_of(_of(name, "reason"), reasons).fill_null(value=False)
        if other:
            failing = failing & ~is_one_of(_of(name, "reason"), other).fill_null(value=False)
        detail = pl.coalesce(_of(name, "reason"), _of(name, "state"))
        return Probe(
            rule, name, (name,), _has(name, failing), detail=detail, suggestion=_of(name, "suggestion")
        )

    return for_each(rule, context, probe)


def phone_kind(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number is of a kind that no person answers."""
    kinds = texts(rule, "kinds")

    def probe(name: str) -> Probe:
        return Probe(rule, name, (name,), is_one_of(_of(name, "kind"), kinds), detail=_of(name, "kind"))

    return for_each(rule, context, probe)


def phone_several(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The cell holds several numbers."""

    def probe(name: str) -> Probe:
        several = _of(name, "others").is_not_null()
        return Probe(rule, name, (name,), _has(name, several), detail=_of(name, "others"))

    return for_each(rule, context, probe)


def phone_extension(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number has an extension, which the cleaned number does not show."""

    def probe(name: str) -> Probe:
        extension = _of(name, "ext").is_not_null()
        return Probe(rule, name, (name,), _has(name, extension), detail=_of(name, "ext"))

    return for_each(rule, context, probe)


def phone_signal(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """Words beside a number say something of it, such as 空号 or 停机."""
    signals = texts(rule, "signals")

    def probe(name: str) -> Probe:
        said = is_one_of(_of(name, "signal"), signals).fill_null(value=False)
        number = is_one_of(_of(name, "state"), ("ok", "service"))
        return Probe(rule, name, (name,), _has(name, said & number), detail=_of(name, "signal"))

    return for_each(rule, context, probe)


def known_bad(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """An earlier batch showed the number to be dead, and this cell does not say so itself."""
    known = context.known_bad
    if known is None:
        return Skipped(rule, NOTHING_KNOWN)

    def probe(name: str) -> Probe:
        told = pl.col(name).map_batches(known, return_dtype=pl.String)
        silent = _of(name, "signal").is_null()
        return Probe(rule, name, (name,), _has(name, told.is_not_null() & silent), detail=told)

    return for_each(rule, context, probe)


def phone_foreign(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number belongs to another region than the file."""

    def probe(name: str) -> Probe:
        region = _of(name, "region")
        return Probe(rule, name, (name,), region != context.region, detail=region)

    return for_each(rule, context, probe)


def no_phone(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """None of the fields has a content. What has a content that is no number has a finding of its own."""
    names = present(rule.fields, context)
    if not names:
        return absent(rule)
    return [Probe(rule, names[0], names, pl.all_horizontal([pl.col(raw(name)).is_null() for name in names]))]


def same_value(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The value is that of one of the fields ``others`` too."""
    others = present(texts(rule, "others"), context)
    if not others:
        return absent(rule)

    def probe(name: str) -> Probe:
        return Probe(rule, name, (name,), _equal_to_any(name, others), detail=_which(name, others))

    return for_each(rule, context, probe)


def repeats_earlier(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The value is that of an earlier field of the rule too.

    The fields ``apart`` are held against one another only, and the others against one another.
    """
    names = present(rule.fields, context)
    apart = texts(rule, "apart")
    probes = []
    for place, name in enumerate(names):
        others = tuple(other for other in names[:place] if (other in apart) == (name in apart))
        if others:
            failing = _equal_to_any(name, others)
            probes.append(Probe(rule, name, (name,), failing, detail=_which(name, others)))
    return probes or absent(rule)


def _equal_to_any(name: str, others: tuple[str, ...]) -> pl.Expr:
    same = [(pl.col(name) == pl.col(other)).fill_null(value=False) for other in others]
    return pl.when(pl.col(name).is_not_null()).then(pl.any_horizontal(same))


def _which(name: str, others: tuple[str, ...]) -> pl.Expr:
    """The name of the other field, for the evidence."""
    first = pl.coalesce([pl.when(pl.col(name) == pl.col(other)).then(pl.lit(other)) for other in others])
    return filled("= {}", first)
