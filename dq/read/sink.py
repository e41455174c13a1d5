"""A rewritten copy of a text, made only where a line would mislead a CSV reader."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from dq.read.guard import Edit
from dq.read.work import WorkFolder

_BLOCK = 8 * 1024 * 1024


class Sink:
    """Takes the blocks of a text in order.

    ``source`` is the file whose bytes these are (from ``offset`` on); nothing is written until the first
    edit, and
    :attr:`path` stays None without one. Without a source (decoded text) all is written.
    """

    def __init__(self, work: WorkFolder, source: Path | None, offset: int) -> None:
        self.path: Path | None = None
        self._work = work
        self._source = source
        self._offset = offset
        self._seen = 0
        self._file: BinaryIO | None = None
        if source is None:
            self._open()

    def write(self, data: bytes, edits: list[Edit]) -> None:
        """Take the next bytes, with the edits inside them."""
        if edits and self._file is None:
            self._open()
        if self._file is not None:
            done = 0
            for edit in edits:
                self._file.write(data[done : edit.start])
                self._file.write(edit.text)
                done = edit.stop
            self._file.write(data[done:] if done else data)
        self._seen += len(data)

    def skip(self, size: int) -> None:
        """Leave out the next ``size`` bytes."""
        if self._file is None:
            self._open()
        self._seen += size

    def insert(self, data: bytes) -> None:
        """Write bytes that the source does not have."""
        if self._file is not None:
            self._file.write(data)

    def close(self) -> None:
        """No more is to come."""
        if self._file is not None:
            self._file.close()

    def _open(self) -> None:
        self.path, self._file = self._work.create(".csv")
        if self._source is None:
            return
        with self._source.open("rb") as file:
            file.seek(self._offset)
            left = self._seen
            while left > 0 and (block := file.read(min(_BLOCK, left))):
                self._file.write(block)
                left -= len(block)
