"""Names of files as a run tells them, and paths that every library can open."""

from __future__ import annotations

import os
from pathlib import Path

from dq.read.work import WorkFolder
from dq.text.visible import one_line


def told_name(name: str) -> str:
    """A file's name in one line, its hidden and steering characters as marks.

    Bytes that are no UTF-8 are read as GB18030, as archives from Chinese Windows leave names behind.
    """
    raw = os.fsencode(name)
    for encoding in ("utf-8", "gb18030"):
        try:
            return one_line(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    return one_line(raw.decode("utf-8", "replace"))


def openable(path: Path, work: WorkFolder) -> Path:
    """The path, or a link to it where it is no UTF-8: polars takes no other."""
    try:
        os.fsencode(path).decode()
    except UnicodeDecodeError:
        link = work.new(path.suffix if path.suffix.isascii() else "")
        link.symlink_to(path.resolve())
        return link
    return path
