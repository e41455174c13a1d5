"""Stage 1: bytes of a case file become a text frame with coordinates, and every line is accounted for.

The names are loaded at first use, so that the child process that opens workbooks starts without them. ``dq.read`` is
the package and the public function of that name in one: Python binds the package to ``dq.read`` when it is imported,
so the package itself can be called.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dq.read.interface import Column, Counts, Reading, ReadOptions, Refused
    from dq.read.reader import read, read_many

__all__ = ["Column", "Counts", "ReadOptions", "Reading", "Refused", "read", "read_many"]

_HOMES = {
    "Column": "interface",
    "Counts": "interface",
    "ReadOptions": "interface",
    "Reading": "interface",
    "Refused": "interface",
    "read": "reader",
    "read_many": "reader",
}


def __getattr__(name: str) -> Any:
    try:
        home = _HOMES[name]
    except KeyError:
        raise AttributeError(f"module 'dq.read' has no attribute {name!r}") from None
    return getattr(import_module(f"dq.read.{home}"), name)


class _Callable(ModuleType):
    """The package, called as the function."""

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return import_module("dq.read.reader").read(*arguments, **named)


sys.modules[__name__].__class__ = _Callable
