"""What a seeded defect is: where it can strike, how it damages a cell, and what a good tool does about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from dq.demo.layout import PHONES


@dataclass(frozen=True, slots=True)
class Cell:
    """The cell to damage: its field, its good text, and the good values of its row that the kind needs."""

    field: str
    good: str
    row: Mapping[str, str | None]
    random: Random

    def other(self, name: str) -> str | None:
        """The good value of another field of the row; None if it is empty."""
        return self.row.get(name)


@dataclass(frozen=True, slots=True)
class Damage:
    """The damaged text (None: emptied), and other cells of the row that change with it and are no defect.

    ``clean`` is the cleaned value where it is not that of the good text.
    """

    text: str | None
    parts: Mapping[str, str] = field(default_factory=dict)
    clean: str | None = None


Damager = Callable[[Cell], Damage | str | None]
"""Gives the damaged text, or a :class:`Damage`; None where this cell can't be damaged so."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of defect. ``rule`` is the rule that claims to see it; without one it is only a safe change.

    ``fields`` are those that it may strike, one a row. ``safe`` means that the good value can be won back
    without a doubt, so the cleaned value is the good one in canonical form. ``needs`` are other fields that
    it looks at, or without which the rule can't see it; ``alters`` those that it changes along with the cell.
    ``emptied`` means that it says nothing: the cell is emptied, and the rule speaks on the ``required`` fields only.
    """

    name: str
    fields: tuple[str, ...]
    damage: Damager
    rule: str | None = None
    safe: bool = False
    needs: tuple[str, ...] = ()
    alters: tuple[str, ...] = ()
    emptied: bool = False
    required: tuple[str, ...] = ()

    def rule_on(self, name: str) -> str | None:
        """The rule that sees it on this field; None if none does."""
        return self.rule if not self.emptied or name in self.required else None


@dataclass(frozen=True, slots=True)
class GroupKind:
    """A defect of several rows together: ``size`` rows get the first one's ``copied`` fields (empty: all).

    Each of the rows (of equal rows: each but the first) is then due a finding of ``rule`` on ``field``.
    In the ``apart`` fields they all differ.
    """

    name: str
    size: int
    field: str
    copied: tuple[str, ...]
    rule: str
    apart: tuple[str, ...] = ()


def canonical(name: str, good: str) -> str:
    """A good value in the form of the cleaned dataset: E.164 for phones, four decimals for rates."""
    if name == "annual_rate":
        return f"{Decimal(good):.4f}"
    if name not in PHONES:
        return good
    digits = good.replace("-", "")
    return "+86" + digits.removeprefix("0")
