"""Overdue buckets: labels such as M2, held against the time overdue under the scheme that the file follows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from dq.check.inputs import absent, best_custom, shown, text
from dq.check.interface import Context, Probe, ShareNeed, Skipped
from dq.model.rules import Rule
from dq.packs import reader
from dq.packs.folder import data_file
from dq.packs.strict_yaml import Node, load
from dq.text.filled import filled

LEARNED = "learned"
_NO_END = 100_000
DAYS, PERIODS, MONTHS = "days", "periods", "months"


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket: how it is written (upper case, without spaces), and the first and last number it covers."""

    labels: tuple[str, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme counts days overdue, periods overdue, or the calendar months that the overdue time touches."""

    counts: str
    buckets: tuple[Bucket, ...]


@cache
def schemes() -> dict[str, Scheme]:
    """The bucket schemes of ``rules/data/buckets.yml``, in order of preference."""
    path = data_file("buckets.yml")
    found: dict[str, Scheme] = {}
    for name, node in reader.mapping(load(path), path.name).items():
        pairs = reader.mapping(node, name, ("counts", "buckets"))
        reader.require(node, pairs, ("counts", "buckets"), name)
        counts = reader.choice(pairs["counts"], name, (DAYS, PERIODS, MONTHS))
        buckets = tuple(_bucket(item, name) for item in reader.sequence(pairs["buckets"], name))
        found[name] = Scheme(counts, buckets)
    return found


def _bucket(node: Node, owner: str) -> Bucket:
    pairs = reader.mapping(node, owner, ("labels", "from", "to"))
    reader.require(node, pairs, ("labels", "from"), owner)
    last = reader.optional(pairs, "to", reader.integer, owner)
    return Bucket(
        reader.texts(pairs["labels"], owner),
        reader.integer(pairs["from"], owner),
        _NO_END if last is None else last,
    )


def bucket_customs(rule: Rule, context: Context) -> list[ShareNeed]:
    """One custom for each scheme that the rule may take and whose figures the file has."""
    return [
        ShareNeed(_custom(rule, name), ~_differs(rule, scheme))
        for name, scheme in _usable(rule, context).items()
    ]


def bucket_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The bucket does not follow from the days or periods overdue, under the scheme that most rows follow.

    A day more or less at the edges is allowed, since files count differently. Unknown labels are not judged.
    """
    usable = _usable(rule, context)
    if not usable:
        return absent(rule)
    customs = {_custom(rule, name): scheme for name, scheme in usable.items()}
    best = best_custom(list(customs), rule, context)
    if best is None:
        return Skipped(rule, "not_followed")
    scheme = customs[best]
    count, inputs = _count(scheme, rule)
    covers = [(b.labels[0], count.is_between(b.first, b.last)) for b in scheme.buckets]
    right = pl.concat_str([pl.when(c).then(pl.lit(w)) for w, c in covers], separator=" / ", ignore_nulls=True)
    only_one = pl.sum_horizontal([c.cast(pl.UInt8) for _, c in covers]) == 1
    label = rule.fields[0]
    return [
        Probe(
            rule,
            label,
            (label, *inputs),
            _differs(rule, scheme),
            detail=filled("{} ≠ {} ({})", shown(label), right, count),
            suggestion=pl.when(only_one).then(right),
            custom=best.removeprefix(f"{rule.id}:"),
        )
    ]


def _usable(rule: Rule, context: Context) -> dict[str, Scheme]:
    """The schemes that the rule may take and whose figures the file has; none without the label."""
    wanted = text(rule, "scheme")
    if rule.fields[0] not in context.present:
        return {}
    return {
        name: scheme
        for name, scheme in schemes().items()
        if wanted in (LEARNED, name) and set(_inputs(scheme, rule)) <= context.present
    }


def _inputs(scheme: Scheme, rule: Rule) -> tuple[str, ...]:
    _, days, periods, since, until = rule.fields
    return {DAYS: (days,), PERIODS: (periods,), MONTHS: (since, until)}[scheme.counts]


def _count(scheme: Scheme, rule: Rule) -> tuple[pl.Expr, tuple[str, ...]]:
    inputs = _inputs(scheme, rule)
    if scheme.counts != MONTHS:
        return pl.col(inputs[0]), inputs
    since, until = (pl.col(name).dt.year() * 12 + pl.col(name).dt.month() for name in inputs)
    return until - since + 1, inputs


def _custom(rule: Rule, scheme: str) -> str:
    return f"{rule.id}:{scheme}"


def _differs(rule: Rule, scheme: Scheme) -> pl.Expr:
    """Whether the count is none of the label's; null for a label that the scheme does not have.

    Labels become numbers once, so that each scheme costs two look-ups by number.
    """
    labels = _labels()
    slack = 1 if scheme.counts == DAYS else 0
    spans = {word: (b.first - slack, b.last + slack) for b in scheme.buckets for word in b.labels}
    found = [spans.get(word.upper(), (None, None)) for word in labels]
    number = pl.col(rule.fields[0]).cast(pl.Enum(labels), strict=False).to_physical()
    first = pl.lit(pl.Series([low for low, _ in found], dtype=pl.Int32)).gather(number)
    last = pl.lit(pl.Series([high for _, high in found], dtype=pl.Int32)).gather(number)
    count, _ = _count(scheme, rule)
    return (count < first) | (count > last)


@cache
def _labels() -> list[str]:
    """All labels of all schemes, as they are written in capitals and in small letters."""
    words = [word for scheme in schemes().values() for bucket in scheme.buckets for word in bucket.labels]
    return list(dict.fromkeys(form for word in words for form in (word, word.lower())))
