"""What becomes of the answered lines of a worklist."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from dq.model.rules import Lang
from dq.pipeline.asked import Asked
from dq.pipeline.filled import Line
from dq.pipeline.rejudging import Cell
from dq.route.answers import CHANGING, Answer
from dq.route.refusals import Refusal


@dataclass(eq=False)
class Result:
    """What became of an answered line: it was ``refused``, or ``taken``, ``known`` before, or ``repeated``.

    ``today`` is the value that stands in the cell today, where it is another one; ``cell`` its row and field;
    ``repeats`` the earlier line that says the same, whose fate it shares. ``takes`` says which answers its task takes
    (:data:`~dq.model.worklist.TAKES`), as far as it is known.
    """

    line: Line
    asked: Asked | None = None
    answer: Answer | None = None
    refusal: Refusal | None = None
    fate: str = "taken"
    today: str | None = None
    cell: Cell | None = None
    repeats: Result | None = None
    takes: Mapping[str, bool] = field(default_factory=dict)

    def refuse(self, code: str, **words: str) -> None:
        """Settle it: not taken."""
        self.refusal, self.fate = Refusal.of(code, **words), "refused"

    @property
    def question(self) -> Asked:
        """The task, of a line that has one."""
        assert self.asked is not None
        return self.asked

    @property
    def reply(self) -> Answer:
        """The answer, of a line that has a complete one."""
        assert self.answer is not None
        return self.answer

    @property
    def changes(self) -> bool:
        """Whether it would put a value into the cell."""
        return self.answer is not None and self.answer.choice in CHANGING


def still_open(results: Iterable[Result]) -> Iterator[Result]:
    """The results that are not settled."""
    return (result for result in results if result.fate == "taken")


@dataclass(frozen=True)
class Applied:
    """The results of all answered lines, in their order, and the number of lines without an answer."""

    results: Sequence[Result]
    unanswered: int
    lang: Lang
