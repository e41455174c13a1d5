"""Cut a tidy cell into groups of digits and find the runs of groups that are numbers.

A cell is split only where each part stands on its own. So every way of joining neighbouring groups is priced
by what the joined digits are, and the cheapest reading wins; two cheapest readings make the cell ambiguous.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dq.phones.verdicts import Verdict, verdict

_GROUP: Final = re.compile(r"(?<!\d)\+?\d+|\+(?=86)\d+|\d+")
_WEAK: Final = re.compile(r"[ \-.()_]{0,4}")
_AREA_BREAK: Final = re.compile(r" ?[/\\,|:、] ?")
_STRONG: Final = re.compile(r"[、;；,，|/\\\n\r\t&+]")
_EXTENSION: Final = re.compile(
    r"[\s,(]*(?:转接?|轉|分机号?码?|內線|内线|extension|extn?\.?|x|#|\*)[\s:.]*", re.IGNORECASE
)
_IMPLICIT: Final = re.compile(r" ?[-(] ?")
_TIED: Final = re.compile(r" ?[-.()]+ ?")
_LABELS: Final = re.compile(r"[^\W\d_]")
_ENUMERATES: Final = re.compile(r"\s*[.、:)]|\s*[^\W\d_]")

MAX_GROUPS: Final = 40
"""Cells with more groups of digits than this are prose or damage, not numbers."""

_LONGEST_RUN: Final = 8
_NO_SHORT_CODE: Final = Verdict("malformed", reason="too_short")
_BAD, _LOCAL, _PER_DIGIT, _COUNTER = 60.0, 40.0, 5.0, 3.0


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring groups read as one thing: groups ``start`` to ``end`` (exclusive) and what they are.

    ``extension`` is the last group where it is one; ``joins`` tells whether separators were taken out.
    """

    start: int
    end: int
    digits: str
    extension: str | None
    found: Verdict | None
    cost: float

    @property
    def counter(self) -> bool:
        """Whether this is the number of a list entry rather than a telephone number."""
        return self.found is None


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a cell; ``gaps[i]`` stands before group i and ``gaps[-1]`` after the last."""

    groups: tuple[str, ...]
    gaps: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Groups:
        """Cut a text at its digits."""
        spans = [match.span() for match in _GROUP.finditer(text)]
        edges = [0, *(end for _, end in spans)]
        starts = [*(start for start, _ in spans), len(text)]
        gaps = tuple(text[a:b] for a, b in zip(edges, starts, strict=True))
        return cls(tuple(text[a:b] for a, b in spans), gaps)


def best_runs(cell: Groups, region: str) -> tuple[list[Run], bool]:
    """The cheapest reading of a cell, and whether another reading is as cheap."""
    size = len(cell.groups)
    best: list[tuple[float, int, list[Run]]] = [(0.0, 1, [])]
    for end in range(1, size + 1):
        options: list[tuple[float, int, list[Run]]] = []
        for start in range(max(0, end - _LONGEST_RUN), end):
            cost, ways, runs = best[start]
            if start and not (step := _split_cost(cell.gaps[start])):
                continue
            for run in _runs(cell, start, end, region):
                options.append((cost + run.cost + (step if start else 0.0), ways, [*runs, run]))
        cheapest = min(cost for cost, _, _ in options)
        ties = [option for option in options if option[0] - cheapest < 1e-6]
        best.append((cheapest, sum(ways for _, ways, _ in ties), ties[0][2]))
    return best[size][2], best[size][1] > 1


def _split_cost(gap: str) -> float:
    if _STRONG.search(gap) or _LABELS.search(gap):
        return 0.01
    if not gap or " " in gap:
        return 0.3
    return 2.0 if "." in gap else 1.0


def _runs(cell: Groups, start: int, end: int, region: str) -> list[Run]:
    joined = _joined(cell, start, end)
    runs = []
    if joined is not None:
        found = _verdict_of(joined, cell, start, end, region)
        runs.append(Run(start, end, joined, None, found, _price(joined, found)))
    else:
        runs += _punctuated(cell, start, end, region)
    tail = cell.groups[end - 1]
    if end - start >= 2 and len(tail) <= 6 and not tail.startswith("+"):
        body = _joined(cell, start, end - 1)
        extra = _extension_cost(cell.gaps[end - 1], body, tail, region)
        if body is not None and extra is not None:
            found = _verdict_of(body, cell, start, end - 1, region)
            runs.append(Run(start, end, body, tail, found, _price(body, found) + extra))
    if end - start == 1 and _is_counter(cell, start):
        runs.append(Run(start, end, cell.groups[start], None, None, _COUNTER))
    return runs or [Run(start, end, "", None, verdict("0", region), 1e6)]


def _verdict_of(digits: str, cell: Groups, start: int, end: int, region: str) -> Verdict:
    """What the digits of groups are: a short code abroad stands alone, so ``602-555`` or ``-9999`` is none."""
    found = verdict(digits, region)
    around = cell.gaps[max(start, 1) : min(end, len(cell.groups) - 1) + 1]
    return _NO_SHORT_CODE if _is_short_code(found) and any(map(_TIED.fullmatch, around)) else found


def _is_short_code(found: Verdict) -> bool:
    return found.state == "service" and found.e164 is None and found.region != "CN"


def _joined(cell: Groups, start: int, end: int) -> str | None:
    groups = cell.groups[start:end]
    if any(group.startswith("+") for group in groups[1:]):
        return None
    gaps = cell.gaps[start + 1 : end]
    if all(_WEAK.fullmatch(gap) for gap in gaps):
        return "".join(groups)
    area = len(groups) == 2 and re.fullmatch(r"0\d{2,3}", groups[0]) and _AREA_BREAK.fullmatch(gaps[0])
    return "".join(groups) if area else None


def _punctuated(cell: Groups, start: int, end: int, region: str) -> list[Run]:
    """One number with one list separator all through (``138,1234,5678``), if that is what it gives."""
    gaps = {gap.strip() for gap in cell.gaps[start + 1 : end]}
    groups = cell.groups[start:end]
    if len(gaps) != 1 or not gaps <= set(",、/|") or any(len(group) > 4 for group in groups):
        return []
    digits = "".join(groups)
    found = verdict(digits, region)
    return [Run(start, end, digits, None, found, 1.0)] if found.accepted else []


def _extension_cost(gap: str, body: str | None, tail: str, region: str) -> float | None:
    if body is None:
        return None
    if _EXTENSION.fullmatch(gap):
        return 0.0
    if not _IMPLICIT.fullmatch(gap) or len(tail) > 5:
        return None
    found = verdict(body, region)
    if _is_short_code(found):
        return None
    if found.state == "ok" and found.kind in ("fixed_line", "fixed_line_or_mobile"):
        return 0.2
    return (
        0.5 if found.state == "service" or found.local or (found.state == "ok" and len(tail) >= 3) else None
    )


def _price(digits: str, found: Verdict) -> float:
    if found.state == "ok":
        return 0.0
    if found.state in ("service", "plan_changed"):
        return 5.0
    return (_LOCAL if found.local or found.state == "placeholder" else _BAD) + _PER_DIGIT * len(digits)


def _is_counter(cell: Groups, index: int) -> bool:
    before, after = cell.gaps[index], cell.gaps[index + 1]
    opens = (
        index == 0
        or bool(_LABELS.search(before))
        or bool(_STRONG.search(before))
        or " " in before
        or "(" in before
    )
    return (
        len(cell.groups[index]) <= 2
        and opens
        and index + 1 < len(cell.groups)
        and bool(_ENUMERATES.match(after))
    )
