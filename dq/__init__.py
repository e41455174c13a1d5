"""dq checks, cleans and enriches debt-collection case files.

The public face is lazy: importing ``dq`` imports none of the heavy libraries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["__version__", "contracts", "loans", "phones", "read", "run"]

if TYPE_CHECKING:
    from dq import contracts, loans, phones
    from dq.pipeline import run
    from dq.read import read

_LAZY = {
    "run": ("dq.pipeline", "run"),
    "read": ("dq.read", None),
    "phones": ("dq.phones", None),
    "loans": ("dq.loans", None),
    "contracts": ("dq.contracts", None),
}


def __getattr__(name: str) -> Any:
    try:
        module, attribute = _LAZY[name]
    except KeyError:
        raise AttributeError(f"module 'dq' has no attribute {name!r}") from None
    loaded = import_module(module)
    return loaded if attribute is None else getattr(loaded, attribute)
