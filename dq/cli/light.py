"""Start-up that does not pay for what a command never uses."""

from __future__ import annotations

import atexit
import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType


class _Hidden:
    """An import finder for which some top-level modules are not installed."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names

    def find_spec(
        self, name: str, path: object = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Refuse the hidden names in the words of the import system; leave the others to the next finder."""
        if name.partition(".")[0] in self.names:
            raise ModuleNotFoundError(f"No module named '{name}'", name=name)
        return None


UNUSED = ("pandas", "hypothesis")
"""What pandera imports where it can: more CPU than the whole contract of a million rows. dq holds its contracts with
polars alone."""

_HEAVY = "polars"


@contextmanager
def hidden() -> Iterator[None]:
    """Within the block the modules :data:`UNUSED` seem not to be installed.

    Only for the process of the command line, where nothing else needs them.
    """
    finder = _Hidden(UNUSED)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@contextmanager
def loading() -> Iterator[None]:
    """The same for a block that loads a command's modules: what they define lives as long as the process, so that the
    collector need not go through it, now, later, or at the end. Where they are loaded already, nothing is done."""
    first = _HEAVY not in sys.modules
    if first:
        gc.disable()
    try:
        with hidden():
            yield
    finally:
        if first:
            gc.freeze()
            gc.enable()
            atexit.register(gc.freeze)
