"""A suite of expectations on a whole dataset, in the form of Great Expectations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Statement:
    """One expectation: GX's type, its keyword arguments, and how bad it is if it is not met.

    ``severity``: ``critical``, ``warning`` or ``info``, as GX has them.
    """

    kind: str
    kwargs: Mapping[str, Any]
    severity: str = "critical"
    meta: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suite:
    """A suite: its name, its expectations in order, and the SHA-256 of the text that it was read from.

    ``history`` keeps the results in a store of GX beside the runs; ``actions`` are GX's checkpoint actions, run when a
    run has been published.
    """

    name: str
    statements: tuple[Statement, ...]
    sha256: str
    history: bool = False
    actions: tuple[Mapping[str, Any], ...] = ()
