"""A file that is written piece by piece, and is out of the way between them."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from dq.write.files import Written, create, told

_BUFFER = 256 * 1024


class Growing:
    """A new file; pieces are written to ``handle``, and each is settled then.

    What is settled is summed up, and leaves the page cache as soon as it is on disk: a file of gigabytes would push out
    of it what others need, and fresh pages cost a virtual machine more than the bytes in them.
    """

    def __init__(self, path: Path, handle: IO[bytes], written: IO[bytes]) -> None:
        """``written``: the same file, to be read."""
        self.handle = handle
        self._path = path
        self._written = written
        self._digest = hashlib.sha256()
        self._buffer = memoryview(bytearray(_BUFFER))

    def settle(self) -> None:
        """Sum up what was written since the last time, and let go of it."""
        self.handle.flush()
        while size := os.readv(self._written.fileno(), [self._buffer]):
            self._digest.update(self._buffer[:size])
        self._let_go()

    def finish(self, rows: int | None) -> Written:
        """As :func:`dq.write.files.finish`."""
        self.settle()
        os.fsync(self.handle.fileno())
        self._let_go()
        return Written(self._path.name, self._digest.hexdigest(), self.handle.tell(), rows)

    def _let_go(self) -> None:
        if sys.platform == "linux":
            os.posix_fadvise(self.handle.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


@contextmanager
def growing(path: Path) -> Iterator[Growing]:
    """A new file, readable by the owner alone, to be written in pieces. Raises ``OutputError``."""
    create(path)
    with told(path), path.open("wb") as handle, path.open("rb", buffering=0) as written:
        yield Growing(path, handle, written)
