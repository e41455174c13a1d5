"""Keep computed tables on disk, keyed by the versions that they were computed from."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

import phonenumbers
import polars as pl

from dq.model.caches import cache_folder, keep

_MAKERS: Final = ("*.py", "engine/*.py")


@cache
def _code() -> str:
    """A digest of the code that makes the tables, so that a table never outlives its meaning."""
    digest = hashlib.sha256()
    for pattern in _MAKERS:
        for path in sorted(Path(__file__).parent.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def folder() -> Path:
    """Where the tables of the installed ``phonenumbers`` are kept: ``$XDG_CACHE_HOME/dq/phones/…``."""
    return cache_folder() / "phones" / f"{phonenumbers.__version__}-{pl.__version__}-{_code()}"


def load(name: str) -> pl.DataFrame | None:
    """The stored table, or ``None`` if there is none that can be read."""
    try:
        return pl.read_ipc(folder() / f"{name}.arrow")
    except (OSError, RuntimeError, pl.exceptions.PolarsError):  # RuntimeError: no home folder
        return None


def store(name: str, table: pl.DataFrame) -> None:
    """Store a table whole or not at all; a folder that can't be written only costs time later."""
    try:
        where = folder()
    except RuntimeError:
        return
    keep(where, f"{name}.arrow", lambda stream: table.write_ipc(stream, compression="zstd"))
