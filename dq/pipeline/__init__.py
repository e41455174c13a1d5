"""The road: the only place that names the stages. Judging is light; writing brings the heavy libraries."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__all__ = ["Run", "check", "judge_rows", "run"]

if TYPE_CHECKING:
    from dq.pipeline.checking import Run, check
    from dq.pipeline.examples import judge_rows
    from dq.pipeline.road import run

_LAZY = {"Run": "checking", "check": "checking", "judge_rows": "examples", "run": "road"}


def __getattr__(name: str) -> Any:
    if name not in _LAZY:
        raise AttributeError(f"module 'dq.pipeline' has no attribute {name!r}")
    return getattr(import_module(f"dq.pipeline.{_LAZY[name]}"), name)
