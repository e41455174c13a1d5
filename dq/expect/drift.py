"""This batch against the source's earlier ones: what is no longer as it was, with how far and how sure.

Distributions are compared by the population stability index, sum((p - q) ln(p / q)) over ten groups or so, by
custom «stable» below 0.1 and «shifted» above 0.25. Small batches differ by chance, and some sources differ from batch
to batch by nature; so a drift is told only where the index also exceeds what chance gives (the index times
nm / (n + m) follows a chi-squared distribution) and half as much again as the earlier batches differ among themselves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from dq.expect.interface import Expectation
from dq.expect.profile import OTHERS, edge
from dq.model.gate import DriftSpec

GROUPS = 10
FEWEST = 50
"""With fewer values on either side a field is not compared."""
_SURE = Decimal(4)
"""Standard deviations that chance may give: 1 in 30,000 comparisons of stable batches exceeds it."""
_LEAST_SHARE = Decimal("0.05")
_TIMES = 2
_USUAL = Decimal("1.5")
_FEW_BATCHES = 3
_MOST_WORDS = 20
_HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Batch:
    """What is compared of a batch: its run, cases, column headers, filled cells by field, and its shape."""

    run_id: str
    rows: int
    columns: frozenset[str]
    filled: Mapping[str, int]
    shape: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shift:
    """A group of values (or a word) and its share of the cases, before and now."""

    label: str
    before: Decimal
    now: Decimal


@dataclass(frozen=True, slots=True)
class Drifted:
    """One comparison. ``aspect``: ``rows``, ``column_missing``, ``column_new``, ``filled``, ``distribution``.

    ``name``: the field or column, empty for rows. ``found`` exceeds ``limit`` where ``severity`` is not empty.
    ``shifts``: what moved most, most first.
    """

    aspect: str
    name: str
    found: Decimal
    limit: Decimal
    severity: str = ""
    shifts: tuple[Shift, ...] = field(default=())

    def expectation(self) -> Expectation:
        """The comparison as a statement on the file."""
        told = "; ".join(f"{s.label} {_percent(s.before)} → {_percent(s.now)}" for s in self.shifts)
        name = self.aspect + (f": {self.name}" if self.name else "")
        return Expectation(
            name,
            f"<= {_short(self.limit)}",
            f"{_short(self.found)}" + (f" ({told})" if told else ""),
            met=not self.severity,
            severity=self.severity or "warning",
            kind="drift",
        )


def compare(now: Batch, earlier: Sequence[Batch], spec: DriftSpec) -> list[Drifted]:
    """Every comparison of a batch with the earlier ones; none if there are none."""
    if not earlier:
        return []
    compared = [_rows(now, earlier), *_columns(now, earlier)]
    compared += [
        result
        for name in now.filled
        if name not in spec.ignore and (result := _filled(name, now, earlier)) is not None
    ]
    compared += [
        result
        for name in now.shape.get("fields", {})
        if name not in spec.ignore and (result := _distribution(name, now, earlier, spec)) is not None
    ]
    return compared


def _rows(now: Batch, earlier: Sequence[Batch]) -> Drifted:
    """Times larger than the largest or smaller than the smallest batch so far."""
    least, most = min(batch.rows for batch in earlier), max(batch.rows for batch in earlier)
    times = max(Decimal(now.rows) / max(most, 1), Decimal(least) / max(now.rows, 1), Decimal(1))
    return Drifted("rows", "", times, Decimal(_TIMES), "warning" if times > _TIMES else "")


def _columns(now: Batch, earlier: Sequence[Batch]) -> Iterator[Drifted]:
    always = frozenset.intersection(*(batch.columns for batch in earlier))
    ever = frozenset.union(*(batch.columns for batch in earlier))
    for aspect, names in (("column_missing", always - now.columns), ("column_new", now.columns - ever)):
        for name in sorted(names):
            yield Drifted(aspect, name, Decimal(1), Decimal(0), "warning")


def _filled(name: str, now: Batch, earlier: Sequence[Batch]) -> Drifted | None:
    """The share of cells with a content; a difference of less than five points is none."""
    known = [batch for batch in earlier if name in batch.filled and batch.rows]
    n, m = now.rows, sum(batch.rows for batch in known)
    if n < FEWEST or m < FEWEST:
        return None
    share = Decimal(now.filled[name]) / n
    before = Decimal(sum(batch.filled[name] for batch in known)) / m
    both = (share * n + before * m) / (n + m)
    noise = _SURE * (both * (1 - both) * (Decimal(1) / n + Decimal(1) / m)).sqrt()
    usual = Decimal(0)
    if len(known) >= _FEW_BATCHES:
        usual = _USUAL * max(abs(Decimal(batch.filled[name]) / batch.rows - before) for batch in known)
    limit = max(_LEAST_SHARE, noise, usual)
    found = abs(share - before)
    if found <= limit:
        return Drifted("filled", name, found, limit)
    return Drifted("filled", name, found, limit, "warning", (Shift("≠ ∅", before, share),))


def _distribution(name: str, now: Batch, earlier: Sequence[Batch], spec: DriftSpec) -> Drifted | None:
    kind = str(now.shape["fields"][name]["kind"])
    mine = Counter(_of(now, name, kind))
    others = [Counter(_of(batch, name, kind)) for batch in earlier]
    others = [counts for counts in others if counts.total()]
    pooled: Counter[str] = Counter()
    for counts in others:
        pooled.update(counts)
    n, m = mine.total(), pooled.total()
    if n < FEWEST or m < FEWEST:
        return None
    groups = _word_groups(mine, pooled) if kind == "words" else _number_groups(mine, pooled)
    if len(groups) < 2:
        return Drifted("distribution", name, Decimal(0), spec.warn)
    here, before = _grouped(mine, groups), _grouped(pooled, groups)
    found = _index(here, before)
    noise = _chance(len(groups) - 1) * (Decimal(1) / n + Decimal(1) / m)
    usual = Decimal(0)
    if len(others) >= _FEW_BATCHES:
        usual = _USUAL * max(
            _index(_grouped(counts, groups), _grouped(pooled - counts, groups)) for counts in others
        )
    limit = max(spec.warn, noise, usual)
    severity = "warning" if found > limit else ""
    if spec.fail is not None and found > max(spec.fail, noise, usual):
        severity = "error"
    names = {place: word for batch in (*earlier, now) for place, word in _names(batch, name).items()}
    shifts = _shifts(groups, here, before, kind, names) if severity else ()
    return Drifted("distribution", name, found, limit, severity, shifts)


def _of(batch: Batch, name: str, kind: str) -> Mapping[str, int]:
    counted = batch.shape.get("fields", {}).get(name, {})
    return counted["counts"] if counted.get("kind") == kind else {}


def _names(batch: Batch, name: str) -> Mapping[str, str]:
    return batch.shape.get("fields", {}).get(name, {}).get("names") or {}


Groups = list[tuple[str, ...]]


def _number_groups(mine: Mapping[str, int], pooled: Mapping[str, int]) -> Groups:
    """Neighbouring bins as groups that hold about as many earlier cases each; in order."""
    share = Decimal(sum(pooled.values())) / GROUPS
    groups: Groups = []
    current: list[str] = []
    held = 0
    for place in sorted({*mine, *pooled}, key=int):
        current.append(place)
        held += pooled.get(place, 0)
        if held >= share:
            groups.append(tuple(current))
            current, held = [], 0
    return [*groups, tuple(current)] if current else groups


def _word_groups(mine: Mapping[str, int], pooled: Mapping[str, int]) -> Groups:
    """The buckets of the words that most cases have, before and now, each on its own; the others together."""
    both: Counter[str] = Counter(pooled)
    # a word that is new stands on its own however many earlier cases there are
    scale = Decimal(sum(pooled.values())) / sum(mine.values())
    both.update({word: int(count * scale) for word, count in mine.items()})
    named = [word for word, _ in sorted(both.items(), key=lambda pair: (-pair[1], pair[0])) if word != OTHERS]
    rest = (*named[_MOST_WORDS:], OTHERS)
    groups: Groups = [(word,) for word in named[:_MOST_WORDS]]
    return [*groups, rest] if any(mine.get(word) or pooled.get(word) for word in rest) else groups


def _grouped(counts: Mapping[str, int], groups: Groups) -> list[int]:
    return [sum(counts.get(place, 0) for place in group) for group in groups]


def _index(here: Sequence[int], before: Sequence[int]) -> Decimal:
    """The population stability index; half a case is added to each group, so that none is empty."""
    now, then = _shares(here), _shares(before)
    return sum(((p - q) * (p / q).ln() for p, q in zip(now, then, strict=True)), start=Decimal(0))


def _shares(counts: Sequence[int]) -> list[Decimal]:
    whole = sum(counts) + _HALF * len(counts)
    return [(count + _HALF) / whole for count in counts]


def _chance(freedom: int) -> Decimal:
    """What chance gives: the chi-squared value :data:`_SURE` deviations out (Wilson and Hilferty's approximation)."""
    part = Decimal(2) / (9 * freedom)
    return freedom * (1 - part + _SURE * part.sqrt()) ** 3


def _shifts(
    groups: Groups, here: Sequence[int], before: Sequence[int], kind: str, names: Mapping[str, str]
) -> tuple[Shift, ...]:
    """The two groups whose share moved most."""
    n, m = Decimal(sum(here)), Decimal(sum(before))
    moved = [
        Shift(_label(group, number, groups, kind, names), b / m, a / n)
        for number, (group, a, b) in enumerate(zip(groups, here, before, strict=True))
    ]
    return tuple(sorted(moved, key=lambda shift: -abs(shift.now - shift.before))[:2])


def _label(group: tuple[str, ...], number: int, groups: Groups, kind: str, names: Mapping[str, str]) -> str:
    """A word, or the span of a group: from its own edge to that of the next."""
    if kind == "words":
        return names.get(group[0], "…") if len(group) == 1 else "…"
    low = "" if number == 0 else _amount(edge(int(group[0]), kind))
    high = "" if number + 1 == len(groups) else _amount(edge(int(groups[number + 1][0]), kind))
    span = f"{low}–{high}" if low and high else f"≥ {low}" if low else f"< {high}"
    return {"date": f"{span} d", "percent": f"{span} %"}.get(kind, span)


def _amount(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _percent(share: Decimal) -> str:
    return f"{share * 100:.1f}%"


def _short(value: Decimal) -> str:
    return f"{value:.2f}"


def facts(compared: Iterable[Drifted]) -> list[dict[str, Any]]:
    """What drifted, as plain data, errors first."""
    told = sorted((item for item in compared if item.severity), key=lambda item: item.severity != "error")
    return [
        {
            "aspect": item.aspect,
            "name": item.name,
            "severity": item.severity,
            "found": _short(item.found),
            "limit": _short(item.limit),
            "shifts": [
                {"label": s.label, "before": f"{s.before:.4f}", "now": f"{s.now:.4f}"} for s in item.shifts
            ],
        }
        for item in told
    ]
