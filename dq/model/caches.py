"""Where results that can be made again are kept from run to run; a folder that can't be used only costs time."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import IO


def cache_folder() -> Path:
    """The folder of dq's caches: ``$XDG_CACHE_HOME/dq``. Raises ``RuntimeError`` if the user has no home."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "dq"


def keep(where: Path, name: str, write: Callable[[IO[bytes]], None]) -> None:
    """Write a file of a cache whole or not at all; an error of the disk is no error of the run."""
    try:
        where.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=where, suffix=".part")
        try:
            with os.fdopen(handle, "wb") as stream:
                write(stream)
            Path(temporary).replace(where / name)
        finally:
            Path(temporary).unlink(missing_ok=True)
    except OSError:
        return
