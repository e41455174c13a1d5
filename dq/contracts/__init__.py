"""Contracts: pandera schemas at the two ends of a run, and for the code that takes over where dq ends.

:data:`CleanedCases` is the schema of any ``cleaned.parquet``. :func:`contract` adds what a set of rules says of every
accepted row; :func:`as_yaml` writes it for others, whose ``from_yaml`` needs ``dq.contracts.registered``
imported, where the checks are registered with pandera.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from importlib import import_module
from typing import Any

from dq.contracts.hold import held, hold_input
from dq.contracts.promises import Promise, promises_of
from dq.contracts.schemas import CleanedCases, cleaned_schema
from dq.model.rules import Rule

__all__ = [
    "CleanedCases",
    "Promise",
    "as_yaml",
    "cleaned_schema",
    "contract",
    "held",
    "hold_input",
    "promises_of",
]


def contract(rules: Iterable[Rule], fields: Sequence[str] | None = None, as_of: date | None = None) -> Any:
    """The schema of a cleaned dataset with what rules of severity error say of it.

    ``fields``: exactly those of the dataset (None: any). ``as_of``: the day of the run; without it, rules that
    compare with it say nothing.
    """
    return cleaned_schema(fields, promises_of(rules, as_of))


def as_yaml(schema: Any) -> str:
    """A contract as pandera's YAML."""
    import_module("dq.contracts.registered")  # not before it is needed: it loads pandas
    return str(schema.to_yaml())
