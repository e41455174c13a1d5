"""Frames to CSV and Parquet: exact values, readable by the owner alone, the same bytes for the same frame.

Every file is created with mode 0600 before a byte of it is written, must not exist yet, and is on disk
(fsync) when its :class:`Written` is returned. A LazyFrame is streamed: memory does not grow with its rows.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

import polars as pl

from dq.model.errors import OutputError

Sink = Callable[[pl.LazyFrame], pl.LazyFrame]

_OS_ERROR = re.compile(r"\(os error (\d+)\)")

ROW_GROUP = 131_072
"""Rows of a Parquet row group: fixed, so that the bytes do not depend on how many threads there are."""


CODEC: Literal["snappy"] = "snappy"
"""The usual one of Parquet, that every reader knows. zstd at its fastest took 40 % more CPU for the file; with it the
cleaned dataset is a third smaller, and a run's folder a twentieth."""

STATISTICS = {"null_count": True, "min": False, "max": False, "distinct_count": False}
"""Of a row group's columns. The rows stand as they came, so that the least and the greatest value of a group let a
reader skip none, and finding them took a seventh of the writing."""


@dataclass(frozen=True, slots=True)
class Written:
    """A finished file: its name, SHA-256 of its bytes (hex), size in bytes, rows (None if it has none)."""

    name: str
    sha256: str
    bytes: int
    rows: int | None

    def as_manifest(self) -> dict[str, str | int | None]:
        """The entry of ``outputs`` in the manifest."""
        return {"sha256": self.sha256, "bytes": self.bytes, "rows": self.rows}


def write_csv(frame: pl.DataFrame | pl.LazyFrame, path: Path, *, bom: bool = True) -> Written:
    """Write RFC 4180 CSV: UTF-8, CRLF, a header, quotes where needed, null as nothing and "" as ``""``.

    ``bom`` puts the mark before it by which Excel knows UTF-8. Raises ``OutputError``.
    """
    return _sink(frame, path, lambda lazy: csv_sink(lazy, path, bom=bom))


def write_parquet(frame: pl.DataFrame | pl.LazyFrame, path: Path) -> Written:
    """Write Parquet (:data:`CODEC`, row groups of :data:`ROW_GROUP`). Raises ``OutputError``."""
    return _sink(frame, path, lambda lazy: parquet_sink(lazy, path))


def csv_sink(frame: pl.LazyFrame, path: Path, *, bom: bool = True) -> pl.LazyFrame:
    """The lazy sink of :func:`write_csv`, for a file that :func:`create` made; :func:`finish` comes after it."""
    sink = frame.sink_csv(path, include_bom=bom, line_terminator="\r\n", quote_style="necessary", lazy=True)
    assert sink is not None
    return sink


def parquet_sink(frame: pl.LazyFrame, path: Path) -> pl.LazyFrame:
    """The lazy sink of :func:`write_parquet`; see :func:`csv_sink`."""
    sink = frame.sink_parquet(
        path,
        compression=CODEC,
        statistics=STATISTICS,
        row_group_size=ROW_GROUP,
        lazy=True,
    )
    assert sink is not None
    return sink


def write_text(text: str, path: Path) -> Written:
    """Write a text file as UTF-8, line ends as they are. Raises ``OutputError``."""
    with opened(path) as handle:
        handle.write(text.encode())
    return finish(path, None)


def create(path: Path) -> None:
    """Make an empty file that only the owner can read; raises ``OutputError`` if it exists or can't be made."""
    with told(path):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """A new file, readable by the owner alone, open for writing bytes. Raises ``OutputError``."""
    with told(path):
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            yield handle


def finish(path: Path, rows: int | None) -> Written:
    """Bring a written file to disk and describe it. Raises ``OutputError``."""
    with told(path), path.open("rb") as handle:
        os.fsync(handle.fileno())
        digest = hashlib.file_digest(handle, "sha256").hexdigest()
        return Written(path.name, digest, handle.tell(), rows)


def _sink(frame: pl.DataFrame | pl.LazyFrame, path: Path, sink: Sink) -> Written:
    create(path)
    lazy = frame.lazy()
    with told(path):
        _, counted = pl.collect_all([sink(lazy), lazy.select(pl.len())])
    return finish(path, counted.item())


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an error of the disk inside the ``with`` block into an ``OutputError`` naming the file."""
    try:
        yield
    except OSError as error:
        # polars puts the number into the text only; the text itself may be long and is not shown
        number = error.errno or int((_OS_ERROR.search(str(error)) or [0, 0])[1])
        why = os.strerror(number) if number else type(error).__name__
        raise OutputError(
            f"can't write {path.name} in {path.parent}: {why}",
            "Check the free space and the permissions of the output folder, then run again.",
        ) from error
