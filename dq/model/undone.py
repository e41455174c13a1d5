"""Automatic edits that a person took back: a run leaves those cells as they came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Undone:
    """``steps``: cleaning steps that are not to be taken (as in ``changes``), each with its fields (empty: all).

    ``cells``: field -> numbers of the cases whose cell is not to be edited by any step.
    """

    steps: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cells: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.steps or self.cells)


NOTHING = Undone()
