"""Keep computed tables on disk, keyed by the versions that they were computed from."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Final

import phonenumbers
import polars as pl

FORMAT: Final = 1
"""Raised whenever the meaning of a stored table changes."""


def folder() -> Path:
    """Where the tables of the installed ``phonenumbers`` are kept: ``$XDG_CACHE_HOME/dq/phones/…``."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "dq" / "phones" / f"{phonenumbers.__version__}-{FORMAT}-{pl.__version__}"


def load(name: str) -> pl.DataFrame | None:
    """The stored table, or ``None`` if there is none that can be read."""
    path = folder() / f"{name}.arrow"
    try:
        return pl.read_ipc(path)
    except (OSError, pl.exceptions.PolarsError):
        return None


def store(name: str, table: pl.DataFrame) -> None:
    """Store a table whole or not at all; a folder that can't be written only costs time later."""
    try:
        where = folder()
        where.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=where, suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            table.write_ipc(stream, compression="zstd")
        Path(temporary).replace(where / f"{name}.arrow")
    except OSError:
        return
