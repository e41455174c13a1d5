"""Overdue buckets: labels such as M2, held against the days overdue under the scheme that the file follows."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import polars as pl

from dq.check.inputs import absent, best_custom, shown, text
from dq.check.interface import Context, Probe, ShareNeed, Skipped
from dq.model.rules import Rule
from dq.packs import reader
from dq.packs.folder import data_file
from dq.packs.strict_yaml import load

LEARNED = "learned"
_NO_END = 100_000


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket: how it is written (upper case, without spaces), and its first and last day overdue."""

    labels: tuple[str, ...]
    first: int
    last: int


@cache
def schemes() -> dict[str, tuple[Bucket, ...]]:
    """The bucket schemes of ``rules/data/buckets.yml``, in order of preference."""
    path = data_file("buckets.yml")
    found: dict[str, tuple[Bucket, ...]] = {}
    for name, node in reader.mapping(load(path), path.name).items():
        buckets = []
        for item in reader.sequence(node, name):
            pairs = reader.mapping(item, name, ("labels", "from", "to"))
            reader.require(item, pairs, ("labels", "from"), name)
            last = reader.optional(pairs, "to", reader.integer, name)
            buckets.append(
                Bucket(
                    reader.texts(pairs["labels"], name),
                    reader.integer(pairs["from"], name),
                    _NO_END if last is None else last,
                )
            )
        found[name] = tuple(buckets)
    return found


def bucket_customs(rule: Rule, context: Context) -> list[ShareNeed]:
    """One custom for each scheme that the rule may take."""
    if set(rule.fields) - context.present:
        return []
    return [ShareNeed(_custom(rule, name), ~_differs(rule, name)) for name in _names(rule)]


def bucket_differs(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The bucket does not follow from the days overdue, under the scheme that most rows follow.

    A day more or less at the edges is allowed, since files count differently. Unknown labels are not judged.
    """
    if set(rule.fields) - context.present:
        return absent(rule)
    customs = {_custom(rule, name): name for name in _names(rule)}
    best = best_custom(list(customs), rule, context)
    if best is None:
        return Skipped(rule, "not_followed")
    scheme = schemes()[customs[best]]
    label, days = shown(rule.fields[0]), pl.col(rule.fields[1])
    covers = [(b.labels[0], days.is_between(b.first, b.last)) for b in scheme]
    right = pl.concat_str([pl.when(c).then(pl.lit(w)) for w, c in covers], separator=" / ", ignore_nulls=True)
    only_one = pl.sum_horizontal([c.cast(pl.UInt8) for _, c in covers]) == 1
    suggestion = pl.when(only_one).then(right)
    detail = pl.format("{} ≠ {} ({})", label, right, days)
    return [
        Probe(
            rule,
            rule.fields[0],
            rule.fields,
            _differs(rule, customs[best]),
            detail=detail,
            suggestion=suggestion,
        )
    ]


def _names(rule: Rule) -> list[str]:
    wanted = text(rule, "scheme")
    return list(schemes()) if wanted == LEARNED else [wanted]


def _custom(rule: Rule, scheme: str) -> str:
    return f"{rule.id}:{scheme}"


def _differs(rule: Rule, scheme: str) -> pl.Expr:
    """Whether the days are none of the label's; null for a label that the scheme does not have.

    Labels become numbers once, so that each scheme costs two look-ups by number.
    """
    labels = _labels()
    spans = {word: (b.first - 1, b.last + 1) for b in schemes()[scheme] for word in b.labels}
    found = [spans.get(word.upper(), (None, None)) for word in labels]
    number = pl.col(rule.fields[0]).cast(pl.Enum(labels), strict=False).to_physical()
    first = pl.lit(pl.Series([low for low, _ in found], dtype=pl.Int32)).gather(number)
    last = pl.lit(pl.Series([high for _, high in found], dtype=pl.Int32)).gather(number)
    days = pl.col(rule.fields[1])
    return (days < first) | (days > last)


@cache
def _labels() -> list[str]:
    """All labels of all schemes, as they are written in capitals and in small letters."""
    words = [word for scheme in schemes().values() for bucket in scheme for word in bucket.labels]
    return list(dict.fromkeys(form for word in words for form in (word, word.lower())))
