"""What a dirty cell holds: which numbers, what was done to them, and what it says about them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Final

from dq.phones.groups import MAX_GROUPS, Groups, Run, best_runs
from dq.phones.lookalikes import glued_numbers, letters_for_digits, other_thing
from dq.phones.tables import placeholders
from dq.phones.tidy import tidy
from dq.phones.verdicts import Verdict, verdict, with_area

MAX_TEXT: Final = 500
"""Longer cells are prose, not numbers."""

_EDGES: Final = " \t\r\n.。，,、;；:：!！?？-_/\\()（）*'\"=~`|"
_TAIL: Final = re.compile(r"(\+?\d{5,})\.0+")
_SCIENTIFIC: Final = re.compile(r"\+?(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.0+)?")
_MASKED: Final = re.compile(
    r"(?:\+?\d[\d -]*)?"
    r"(?:[*●•×✱★?？]{2,}|(?<=\d)(?:[xX]{2,}|#{3,}|\.{3,}|_{2,}|-{4,})|…+)"
    r"[\d*●•×✱★?？xX -]*"
)
_LONE_STAR: Final = re.compile(r"\d[*●•×✱★?？]\d")
_ZEROED: Final = re.compile(r"[1-9][0-9]{14}0+")
_LABEL: Final = re.compile(r"^[^\W\d_]{1,8}:")
_FAX: Final = re.compile(r"传真|fax", re.IGNORECASE)
_OR_ELSE: Final = re.compile(r"[/\\、|或]")
_NOT_PHONE: Final = re.compile(r"qq|微信|wechat|wx|邮箱|e-?mail|身份证|卡号|账号|地址", re.IGNORECASE)
_SIGNALS: Final = (
    (re.compile("空号|不存在|销号|注销"), "vacant"),
    (re.compile("停机"), "suspended"),
    (re.compile("关机"), "power_off"),
    (re.compile("打不通|无法接通|不通"), "unreachable"),
    (re.compile("错号|非本人|不是本人|号码错误|换号|打错"), "wrong_number"),
    (re.compile("无人接|不接|未接"), "no_answer"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A number found in a cell: the text that it stood as, what it is, its extension and what was done to it.

    ``gap`` is what stood between it and the part before.
    """

    text: str
    found: Verdict
    gap: str = ""
    extension: str | None = None
    steps: tuple[str, ...] = ()
    signal: str | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell read: ``state`` as in :func:`dq.phones.judge`, its parts in order, what else it says."""

    state: str
    reason: str | None = None
    parts: tuple[Part, ...] = ()
    suggestion: str | None = None
    signal: str | None = None
    notes: tuple[str, ...] = ()

    @property
    def accepted(self) -> tuple[Part, ...]:
        """The parts that are a person's number, each once; service lines only where there is nothing else."""
        people = [part for part in self.parts if part.found.accepted]
        chosen = people or [part for part in self.parts if part.found.state == "service"]
        return tuple({part.found.e164 or part.text: part for part in reversed(chosen)}.values())[::-1]


def read_cell(text: str | None, region: str) -> Cell:
    """Read one cell. Any text is an answer; nothing raises."""
    clean, steps = tidy(text or "")
    if not clean:
        return Cell("empty")
    if len(clean) > MAX_TEXT:
        return Cell("malformed", reason="too_long_text")
    return _placeholder(clean) or _number_text(clean, steps, region) or _read(clean, steps, region)


def _placeholder(clean: str) -> Cell | None:
    key = clean.lower().strip(_EDGES)
    if not key:
        masked = sum(char in "*?？" for char in clean) >= 4
        return Cell("masked", reason="masked") if masked else Cell("placeholder", reason="none")
    bare = _LABEL.sub("", key.replace(" ", ""))
    found = placeholders().get(key) or placeholders().get(bare)
    if found is None:
        return Cell("placeholder", reason="none") if set(key) == {"0"} else None
    return Cell("placeholder", reason=found.meaning, signal=found.signal)


def _number_text(clean: str, steps: list[str], region: str) -> Cell | None:
    """Cells that a spreadsheet turned into a number: ``138….0``, ``1.38E+10``, ``13,812,345,678``."""
    tail = _TAIL.fullmatch(clean)
    if tail:
        return _read(tail[1], [*steps, "decimal_tail"], region)
    scientific = _SCIENTIFIC.fullmatch(clean)
    if scientific:
        fraction, exponent = scientific[2] or "", int(scientific[3])
        digits = scientific[1] + fraction[:exponent]
        if len(fraction) < exponent:
            return Cell("precision_lost", reason="scientific")
        if fraction[exponent:].strip("0"):
            return Cell("malformed", reason="fraction")
        return _read(digits, [*steps, "scientific"], region)
    if _THOUSANDS.fullmatch(clean):
        digits = clean.partition(".")[0].replace(",", "")
        if verdict(digits, region).accepted:
            return _read(digits, [*steps, "thousands"], region)
    return None


def _read(clean: str, steps: list[str], region: str) -> Cell:
    rest, masked = _without_masks(clean)
    groups = Groups.of(rest)
    if not groups.groups:
        return (
            Cell("masked", reason="masked")
            if masked
            else Cell("malformed", reason=other_thing(clean) or "not_a_number")
        )
    if len(groups.groups) > MAX_GROUPS:
        return Cell("ambiguous", reason="too_many_numbers")
    runs, tied = best_runs(groups, region)
    numbers = [run for run in runs if not run.counter]
    parts = [_part(groups, run, steps, region, len(numbers) > 1) for run in numbers]
    cell = Cell("ok", parts=tuple(parts))
    notes = ["masked_part"] if masked else []
    notes += sorted({part.found.note for part in cell.accepted if part.found.note})
    notes += ["fax"] if _FAX.search(clean) else []
    if not any(part.found.accepted or part.found.state == "service" for part in parts):
        return _nothing_accepted(cell, clean, masked, region)
    if tied:
        return replace(cell, state="ambiguous", reason="several_readings")
    return _accepted(cell, notes)


def _without_masks(clean: str) -> tuple[str, bool]:
    rest = _MASKED.sub(lambda match: "、" if any(c in "0123456789" for c in match[0]) else match[0], clean)
    masked = rest != clean
    if not masked and _LONE_STAR.search(clean) and len(re.sub(r"\D", "", clean)) < 11:
        return "", True
    return rest, masked


def _part(groups: Groups, run: Run, steps: list[str], region: str, several: bool) -> Part:
    found = run.found
    if found is None:
        raise ValueError("a list counter is no part")
    size = run.end - run.start
    body = size - (1 if run.extension is not None else 0)
    text = groups.groups[run.start]
    for index in range(run.start + 1, run.end):
        text += groups.gaps[index] + groups.groups[index]
    own = list(steps)
    if several:
        own.append("split")
    before, after = groups.gaps[run.start], groups.gaps[run.end]
    if _has_words(before) or _has_words(after):
        own.append("label")
    if body > 1 or (not several and (before.strip() or after.strip())):
        own.append("separators")
    if run.extension is not None:
        own.append("extension")
    signal = _signal(after) or (_signal(before) if run.start == 0 else None)
    if _NOT_PHONE.search(before) or after.startswith("@"):
        found = Verdict("malformed", reason="not_a_phone", suggestion=found.e164, region=region)
    return Part(
        text,
        found,
        before if run.start else "",
        run.extension,
        tuple(dict.fromkeys([*own, *found.steps])),
        signal,
    )


def _has_words(gap: str) -> bool:
    return any(char.isalpha() for char in gap)


def _signal(gap: str) -> str | None:
    return next((name for pattern, name in _SIGNALS if pattern.search(gap)), None)


def _accepted(cell: Cell, notes: list[str]) -> Cell:
    accepted = cell.accepted
    suggestions = [part.found.suggestion for part in accepted if part.found.suggestion]
    previous: Part | None = None
    for number, part in enumerate(cell.parts, start=1):
        if part.found.accepted or part in accepted:
            previous = part
            if part.extension and part is not accepted[0]:
                notes.append(f"part{number}:ext {part.extension}")
            continue
        guess = _from_neighbour(part, previous)
        if guess:
            suggestions.append(guess)
        elif part.found.suggestion:
            suggestions.append(part.found.suggestion)
        notes.append(f"part{number}:{part.found.reason or part.found.state}")
    return replace(
        cell,
        state="ok" if accepted[0].found.accepted else "service",
        suggestion=";".join(dict.fromkeys(suggestions)) or None,
        signal=accepted[0].signal or next((part.signal for part in cell.parts if part.signal), None),
        notes=tuple(notes),
    )


def _from_neighbour(part: Part, previous: Part | None) -> str | None:
    """A second number written short after a whole one: ``010-88888888、66666666`` or ``…678/9``."""
    if previous is None or previous.found.e164 is None:
        return None
    whole, short = previous.found.e164, re.sub(r"\D", "", part.text)
    if part.found.local and previous.found.region == "CN" and previous.found.kind == "fixed_line":
        return next((e164 for e164 in (with_area(short, code) for code in _areas_in(whole)) if e164), None)
    most = 2 if previous.found.kind == "fixed_line" else 4
    if len(short) <= most and part.found.reason == "too_short" and _OR_ELSE.search(part.gap):
        guess = whole[: -len(short)] + short
        return guess if verdict(guess, "CN").accepted else None
    return None


def _areas_in(e164: str) -> tuple[str, str]:
    return "0" + e164[3:5], "0" + e164[3:6]


def _nothing_accepted(cell: Cell, clean: str, masked: bool, region: str) -> Cell:
    first = max(cell.parts, key=lambda part: (part.found.state != "malformed", len(part.text)), default=None)
    signal = next((part.signal for part in cell.parts if part.signal), None)
    if masked:
        return replace(cell, state="masked", reason="masked", signal=signal)
    if _ZEROED.fullmatch(clean):
        return replace(cell, state="precision_lost", reason="digits_zeroed")
    reason = other_thing(clean)
    if reason:
        return replace(cell, state="malformed", reason=reason, signal=signal)
    repaired = letters_for_digits(clean, region)
    if repaired:
        return replace(cell, state="malformed", reason="letter_for_digit", suggestion=repaired, signal=signal)
    if first is None:
        return replace(cell, state="malformed", reason="not_a_number", signal=signal)
    halves = glued_numbers(first.text, region)
    if halves:
        return replace(cell, state="ambiguous", reason="glued", suggestion=halves, signal=signal)
    found = first.found
    notes = (found.note,) if found.note else ()
    return replace(
        cell, state=found.state, reason=found.reason, suggestion=found.suggestion, signal=signal, notes=notes
    )
