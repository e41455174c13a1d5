"""What a statement on the whole file comes to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["gate", "drift", "expectation"]


@dataclass(frozen=True, slots=True)
class Expectation:
    """A statement on the whole file: what was expected, what was found, and whether it holds.

    ``name`` is that of the key in the source's YAML, with the field or rule after a colon. ``severity`` is what it
    counts as where it does not hold: ``error`` or ``warning``. ``kind`` says where the statement comes from.
    """

    name: str
    expected: str
    found: str
    met: bool
    severity: str = "error"
    kind: Outcome = "gate"
