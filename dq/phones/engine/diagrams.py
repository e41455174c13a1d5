"""Decision diagrams over the digits of strings of known length.

A diagram is an ``int``: a node if it is not negative, else a leaf. A node tests one position and has ten
children; equal nodes are one node, and a node whose children are all the same is that child. So two diagrams
of the same function are the same ``int``.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import Any, Final

DIGITS: Final = 10

Symbol = int | str
"""A symbol of a derived string: a position of the original digits, or a literal digit."""

Diagram = int


class Diagrams:
    """A store of diagrams and of the values at their leaves."""

    def __init__(self) -> None:
        self.positions: list[int] = []
        self.children: list[tuple[Diagram, ...]] = []
        self.values: list[Hashable] = []
        self._nodes: dict[tuple[int, tuple[Diagram, ...]], Diagram] = {}
        self._leaves: dict[Hashable, Diagram] = {}
        self._reachable: dict[Diagram, frozenset[Diagram]] = {}

    def leaf(self, value: Hashable) -> Diagram:
        """The constant diagram of a value."""
        found = self._leaves.get(value)
        if found is None:
            self.values.append(value)
            found = self._leaves[value] = -len(self.values)
        return found

    def value(self, leaf: Diagram) -> Any:
        """The value of a leaf."""
        return self.values[-leaf - 1]

    def node(self, position: int, children: tuple[Diagram, ...]) -> Diagram:
        """The diagram that tests a position and goes on with the child of the digit found there."""
        first = children[0]
        if all(child == first for child in children):
            return first
        key = (position, children)
        found = self._nodes.get(key)
        if found is None:
            found = self._nodes[key] = len(self.positions)
            self.positions.append(position)
            self.children.append(children)
        return found

    def leaves(self, diagram: Diagram) -> frozenset[Diagram]:
        """All leaves that a diagram can end in."""
        if diagram < 0:
            return frozenset((diagram,))
        found = self._reachable.get(diagram)
        if found is None:
            found = frozenset[Diagram]().union(*(self.leaves(child) for child in set(self.children[diagram])))
            self._reachable[diagram] = found
        return found

    def run(
        self,
        symbols: tuple[Symbol, ...],
        start: Hashable,
        step: Callable[[Any, int, int], Hashable],
        finish: Callable[[Any, int], Hashable | None],
    ) -> Diagram:
        """The diagram of an automaton reading a derived string.

        ``step(state, digit, index)`` is the state after the symbol at ``index``; ``finish(state, index)`` is
        the value once it is decided after ``index`` symbols (it must be after the last), else ``None``.
        """
        memo: dict[tuple[int, Hashable], Diagram] = {}

        def build(index: int, state: Hashable) -> Diagram:
            decided = finish(state, index)
            if decided is not None:
                return self.leaf(decided)
            key = (index, state)
            found = memo.get(key)
            if found is None:
                symbol = symbols[index]
                if isinstance(symbol, str):
                    found = build(index + 1, step(state, int(symbol), index))
                else:
                    options = (build(index + 1, step(state, digit, index)) for digit in range(DIGITS))
                    found = self.node(symbol, tuple(options))
                memo[key] = found
            return found

        return build(0, start)

    def bind(self, diagram: Diagram, then: Callable[[Any], Diagram]) -> Diagram:
        """Replace each leaf by the diagram that ``then`` gives for its value."""
        choice = {leaf: then(self.value(leaf)) for leaf in sorted(self.leaves(diagram), reverse=True)}
        return self._select(diagram, choice, {})

    def _select(
        self, diagram: Diagram, choice: Mapping[Diagram, Diagram], memo: dict[Any, Diagram]
    ) -> Diagram:
        if diagram < 0:
            return choice[diagram]
        live = {leaf: choice[leaf] for leaf in self.leaves(diagram)}
        key = (diagram, tuple(live.items()))
        found = memo.get(key)
        if found is None:
            tested = [self.positions[d] for d in (diagram, *live.values()) if d >= 0]
            position = min(tested)
            found = self.node(
                position,
                tuple(
                    self._select(
                        self.at(diagram, position, digit),
                        {leaf: self.at(target, position, digit) for leaf, target in live.items()},
                        memo,
                    )
                    for digit in range(DIGITS)
                ),
            )
            memo[key] = found
        return found

    def at(self, diagram: Diagram, position: int, digit: int) -> Diagram:
        """The diagram once the digit at ``position`` (not after its first test) is known."""
        if diagram >= 0 and self.positions[diagram] == position:
            return self.children[diagram][digit]
        return diagram

    def pull_back(self, diagram: Diagram, symbols: tuple[Symbol, ...]) -> Diagram:
        """The diagram of a function of a derived string, as a function of the original digits."""
        memo: dict[Diagram, Diagram] = {}

        def build(at: Diagram) -> Diagram:
            if at < 0:
                return at
            found = memo.get(at)
            if found is None:
                symbol = symbols[self.positions[at]]
                if isinstance(symbol, str):
                    found = build(self.children[at][int(symbol)])
                else:
                    found = self.node(symbol, tuple(build(child) for child in self.children[at]))
                memo[at] = found
            return found

        return build(diagram)

    def evaluate(self, diagram: Diagram, digits: str) -> Any:
        """The value for one string of digits."""
        while diagram >= 0:
            diagram = self.children[diagram][int(digits[self.positions[diagram]])]
        return self.value(diagram)

    def edges(self, diagram: Diagram) -> Iterator[tuple[Diagram, int]]:
        """Every node under a diagram with each digit, once."""
        seen: set[Diagram] = set()
        todo = [diagram]
        while todo:
            at = todo.pop()
            if at < 0 or at in seen:
                continue
            seen.add(at)
            yield from ((at, digit) for digit in range(DIGITS))
            todo.extend(self.children[at])
