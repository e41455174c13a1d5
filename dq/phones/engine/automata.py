"""Regular expressions over decimal digits as programs: the small grammar that numbering metadata uses.

Literals, classes, groups, alternatives, greedy repeats and ``$`` are all there is; anything else is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

DIGITS: Final = 10


class UnknownPatternError(ValueError):
    """A pattern uses something that the compiler does not know; the engine must not be used."""


@dataclass(frozen=True, slots=True)
class Program:
    """Instructions ``(kind, a, b)``.

    ``char`` reads a digit of mask a, ``split`` goes on at a before b, ``jump`` at a, ``save`` notes the
    position in slot a, ``end`` demands the end of the string, ``match`` accepts.
    """

    code: tuple[tuple[str, int, int], ...]
    groups: int


@cache
def program(pattern: str) -> Program:
    """Compile a pattern."""
    tree = parser.parse(pattern)
    code: list[tuple[str, int, int]] = []
    _emit(tree, code)
    code.append(("match", 0, 0))
    return Program(tuple(code), tree.state.groups - 1)


def _emit(tree: Any, code: list[tuple[str, int, int]]) -> None:
    for op, argument in tree:
        if op is ops.LITERAL:
            code.append(("char", _mask_of(argument, argument), 0))
        elif op is ops.IN:
            code.append(("char", _class(argument), 0))
        elif op is ops.SUBPATTERN:
            _group(argument, code)
        elif op is ops.BRANCH:
            _branch(argument[1], code)
        elif op is ops.MAX_REPEAT:
            _repeat(argument, code)
        elif op is ops.AT and argument is ops.AT_END:
            code.append(("end", 0, 0))
        else:
            raise UnknownPatternError(f"unknown pattern element {op}")


def _mask_of(low: int, high: int) -> int:
    return sum(1 << digit for digit in range(DIGITS) if low <= ord("0") + digit <= high)


def _class(items: Any) -> int:
    mask = 0
    for op, argument in items:
        if op is ops.LITERAL:
            mask |= _mask_of(argument, argument)
        elif op is ops.RANGE:
            mask |= _mask_of(*argument)
        elif op is ops.CATEGORY and argument is ops.CATEGORY_DIGIT:
            mask |= (1 << DIGITS) - 1
        else:
            raise UnknownPatternError(f"unknown class element {op}")
    return mask


def _group(argument: Any, code: list[tuple[str, int, int]]) -> None:
    number, add, remove, tree = argument
    if add or remove:
        raise UnknownPatternError("flags inside a pattern")
    if number is not None:
        code.append(("save", 2 * number, 0))
    _emit(tree, code)
    if number is not None:
        code.append(("save", 2 * number + 1, 0))


def _branch(options: Any, code: list[tuple[str, int, int]]) -> None:
    jumps = []
    for index, option in enumerate(options):
        if index < len(options) - 1:
            split = len(code)
            code.append(("split", 0, 0))
            _emit(option, code)
            jumps.append(len(code))
            code.append(("jump", 0, 0))
            code[split] = ("split", split + 1, len(code))
        else:
            _emit(option, code)
    for jump in jumps:
        code[jump] = ("jump", len(code), 0)


def _repeat(argument: Any, code: list[tuple[str, int, int]]) -> None:
    low, high, tree = argument
    if high is ops.MAXREPEAT or high > 40:
        raise UnknownPatternError("an unbounded repeat")
    for _ in range(low):
        _emit(tree, code)
    splits = []
    for _ in range(high - low):
        splits.append(len(code))
        code.append(("split", 0, 0))
        _emit(tree, code)
    for split in splits:
        code[split] = ("split", split + 1, len(code))


State = frozenset[int]


class Dfa:
    """Subset construction on demand. A state is the set of waiting instructions; the empty set is dead."""

    def __init__(self, pattern: str) -> None:
        self._program = program(pattern)
        self.start: State = self._close({0})
        self._next: dict[tuple[State, int], State] = {}
        self._within: dict[tuple[State, int], bool] = {}

    def _close(self, seeds: set[int]) -> State:
        code = self._program.code
        seen: set[int] = set()
        todo = list(seeds)
        while todo:
            at = todo.pop()
            if at in seen:
                continue
            seen.add(at)
            kind, a, b = code[at]
            if kind == "split":
                todo += (a, b)
            elif kind == "jump":
                todo.append(a)
            elif kind == "save":
                todo.append(at + 1)
            elif kind == "end":
                raise UnknownPatternError("$ in a pattern that is matched whole")
        return frozenset(at for at in seen if code[at][0] in ("char", "match"))

    def step(self, state: State, digit: int) -> State:
        """The state after one more digit."""
        key = (state, digit)
        found = self._next.get(key)
        if found is None:
            code = self._program.code
            live = {at + 1 for at in state if code[at][0] == "char" and code[at][1] >> digit & 1}
            found = self._next[key] = self._close(live) if live else frozenset()
        return found

    def accepts(self, state: State) -> bool:
        """Whether the digits so far are a match."""
        code = self._program.code
        return any(code[at][0] == "match" for at in state)

    def can_accept(self, state: State, left: int) -> bool:
        """Whether some further ``left`` digits make a match."""
        if not state or left == 0:
            return self.accepts(state)
        key = (state, left)
        found = self._within.get(key)
        if found is None:
            found = any(self.can_accept(self.step(state, digit), left - 1) for digit in range(DIGITS))
            self._within[key] = found
        return found


@cache
def dfa(pattern: str) -> Dfa:
    """The automaton of a pattern, shared."""
    return Dfa(pattern)


Saves = tuple[int, ...]
Threads = tuple[tuple[int, Saves], ...]


@dataclass(frozen=True, slots=True)
class Found:
    """A match at the start of a string: its end and the spans of its groups (``None`` if not taken)."""

    end: int
    groups: tuple[tuple[int, int] | None, ...]


class PrefixMatcher:
    """What ``re.match`` finds: threads by priority, so that groups come out as in backtracking.

    A state is ``(threads, best)``; ``best`` is what has been found already by a thread of lower priority than
    all that still run.
    """

    def __init__(self, pattern: str) -> None:
        self._program = program(pattern)
        self._blank: Saves = (-1,) * (2 * self._program.groups)

    def start(self, size: int) -> tuple[Threads, Found | None]:
        """The state before the first of ``size`` digits."""
        return self._follow([(0, self._blank)], 0, size, None)

    def step(
        self, state: tuple[Threads, Found | None], digit: int, at: int, size: int
    ) -> tuple[Threads, Found | None]:
        """The state after digit number ``at`` (from 1) of ``size``."""
        threads, best = state
        code = self._program.code
        moved = [(pc + 1, saves) for pc, saves in threads if code[pc][1] >> digit & 1]
        return self._follow(moved, at, size, best)

    def _follow(
        self, seeds: list[tuple[int, Saves]], at: int, size: int, best: Found | None
    ) -> tuple[Threads, Found | None]:
        code = self._program.code
        seen: set[int] = set()
        threads: list[tuple[int, Saves]] = []
        todo = list(reversed(seeds))
        while todo:
            pc, saves = todo.pop()
            if pc in seen:
                continue
            seen.add(pc)
            kind, a, b = code[pc]
            if kind == "split":
                todo += ((b, saves), (a, saves))
            elif kind == "jump":
                todo.append((a, saves))
            elif kind == "save":
                slot = a - 2
                todo.append((pc + 1, (*saves[:slot], at, *saves[slot + 1 :])))
            elif kind == "end":
                if at == size:
                    todo.append((pc + 1, saves))
            elif kind == "match":
                return tuple(threads), Found(at, _spans(saves))
            else:
                threads.append((pc, saves))
        return tuple(threads), best


def _spans(saves: Saves) -> tuple[tuple[int, int] | None, ...]:
    pairs = zip(saves[::2], saves[1::2], strict=True)
    return tuple((a, b) if a >= 0 and b >= 0 else None for a, b in pairs)


@cache
def prefix_matcher(pattern: str) -> PrefixMatcher:
    """The matcher of a pattern, shared."""
    return PrefixMatcher(pattern)
