"""A folder for rewritten text, readable by the owner alone."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import BinaryIO

from dq.read.interface import Reading, Refused


class WorkFolder:
    """A private folder inside ``parent`` (a system temporary folder if None); it is made at first need."""

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent
        self._folder: Path | None = None
        self._count = 0

    @property
    def path(self) -> Path:
        """The folder itself, mode 0700."""
        if self._folder is None:
            if self._parent is not None:
                self._parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="dq-read-", dir=self._parent))
        return self._folder

    def new(self, suffix: str) -> Path:
        """The path of a file that does not exist yet; names in data never become part of it."""
        self._count += 1
        return self.path / f"{self._count:04d}{suffix}"

    def create(self, suffix: str) -> tuple[Path, BinaryIO]:
        """A new empty file, mode 0600, open for writing."""
        path = self.new(suffix)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        return path, os.fdopen(handle, "wb")

    def close_after(self, readings: Sequence[Reading | Refused]) -> None:
        """Remove the folder when the last of the readings is closed; now if there are none."""
        open_ones = [reading for reading in readings if isinstance(reading, Reading)]
        left = len(open_ones)
        if not left:
            self.close()

        def one_less(then: Callable[[], None] | None) -> None:
            nonlocal left
            if then is not None:
                then()
            left -= 1
            if not left:
                self.close()

        for reading in open_ones:
            reading.on_close = partial(one_less, reading.on_close)

    def close(self) -> None:
        """Remove the folder and all that is in it."""
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)
            self._folder = None
