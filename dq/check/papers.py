"""Checks on papers other than the resident id, and on what the file calls an id."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from dq.check.inputs import absent, for_each, is_one_of
from dq.check.interface import Context, Probe, Skipped
from dq.model.columns import part
from dq.model.rules import Rule
from dq.packs import expressions, reader
from dq.packs.folder import data_file
from dq.packs.provinces import PROVINCES
from dq.packs.strict_yaml import load
from dq.text.filled import filled

RESIDENT = "身份证"
_LIKE_RESIDENT = ("港澳台居民居住证", "外国人永久居留证")

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC = f"^[{USCC_ALPHABET}]{{18}}$"
_FOREIGNERS = "91"
_USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


@cache
def forms() -> Mapping[str, str]:
    """The pattern of each kind of paper, by the word of ``id_type``."""
    path = data_file("id_forms.yml")
    pairs = reader.mapping(load(path), path.name)
    return {kind: expressions.pattern(node, kind) for kind, node in pairs.items()}


def id_form(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The number does not have the form of the paper that the file says it is; a resident id is left to others."""
    if set(rule.fields) - context.present:
        return absent(rule)
    number, kind = rule.fields
    fits = [
        pl.when(pl.col(kind) == word).then(pl.col(number)).str.contains(pattern)
        for word, pattern in forms().items()
    ]
    failing = ~pl.coalesce(fits)
    sound = (pl.col(part(number, "state")) == "ok").fill_null(value=False)
    return [Probe(rule, number, rule.fields, failing & ~sound, detail=pl.col(kind))]


def id_kind_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The file calls a paper of another kind a resident id, or a resident id another paper."""
    if set(rule.fields) - context.present:
        return absent(rule)
    kind, number = rule.fields
    state, named = pl.col(part(number, "state")), pl.col(kind)
    other_paper = (named == RESIDENT) & (state == "other")
    others = [word for word in forms() if word not in _LIKE_RESIDENT]
    resident = is_one_of(named, others) & (state == "ok")
    detail = filled("{}: {}", named, state)
    return [Probe(rule, kind, rule.fields, other_paper | resident, detail=detail)]


def id_area_unknown(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """A sound resident id whose first two digits are no province (GB/T 2260)."""
    known = pl.lit(pl.Series([f"{number:02}" in (*PROVINCES, _FOREIGNERS) for number in range(100)]))

    def probe(name: str) -> Probe:
        sound = is_one_of(pl.col(part(name, "state")), ("ok", "permit", "foreigner"))
        province = pl.when(sound).then(pl.col(name).str.slice(0, 2)).cast(pl.UInt8, strict=False)
        return Probe(rule, name, (name,), ~known.gather(province), detail=pl.col(name).str.slice(0, 2))

    return for_each(rule, context, probe)


def uscc(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The check character of a company's unified social credit code is wrong; other numbers are not judged.

    GB 32100-2015: the weighted sum of the first 17 characters, modulo 31.
    """

    def probe(name: str) -> Probe:
        code = pl.when(pl.col(part(name, "state")) == "other").then(pl.col(name))
        failing = code.map_batches(_uscc_fails, return_dtype=pl.Boolean, is_elementwise=True)
        return Probe(rule, name, (name,), failing)

    return for_each(rule, context, probe)


def _uscc_fails(codes: pl.Series) -> pl.Series:
    """Only the few codes of a batch are taken apart, character by character."""
    form = codes.str.contains(_USCC).fill_null(value=False)
    if not form.any():
        return pl.Series([None] * len(codes), dtype=pl.Boolean)
    table = pl.DataFrame({"code": codes.filter(form)})
    values = [
        pl.col("code").str.slice(place, 1).cast(pl.Enum(list(USCC_ALPHABET))).to_physical().cast(pl.Int32)
        for place in range(18)
    ]
    total = sum((value * weight for value, weight in zip(values[:17], _USCC_WEIGHTS, strict=True)), pl.lit(0))
    wrong = table.select((31 - total % 31) % 31 != values[17]).to_series()
    return pl.Series([None] * len(codes), dtype=pl.Boolean).scatter(form.arg_true(), wrong)
