"""Reading a case file: the format is chosen by content, then the format's own module reads it."""

from __future__ import annotations

from pathlib import Path

from dq.model.errors import RefusedError
from dq.read.delimited import read_delimited
from dq.read.interface import Reading, ReadOptions
from dq.read.work import WorkFolder
from dq.read.workbook import read_workbook


def read(
    path: str | Path,
    options: ReadOptions | None = None,
    *,
    known_headers: frozenset[str] = frozenset(),
    work_dir: Path | None = None,
) -> Reading:
    """Read a case file into a text frame with coordinates.

    ``known_headers`` are normalised header names (``dq.text.headers``) that help to find the header;
    ``work_dir``
    takes rewritten text (default: a private temporary folder), which the reading removes when closed.
    Raises RefusedError with a named reason if nothing of the file can be read.
    """
    path = Path(path)
    options = options or ReadOptions()
    _exists(path)
    work = WorkFolder(work_dir)
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(b"PK\x03\x04"):
            return read_workbook(path, path.name, options, known_headers, work)
        return read_delimited(path, path.name, options, known_headers, work)
    except BaseException:
        work.close()
        raise


def _exists(path: Path) -> None:
    if path.is_dir():
        raise RefusedError("is_folder", f"{path}: is a folder", "Name the files in it.")
    if not path.is_file():
        raise RefusedError("no_such_file", f"{path}: no such file", "Check the path.")
    if path.stat().st_size == 0:
        raise RefusedError(
            "empty_file", f"{path.name}: the file is empty", "Ask the source for the file again."
        )
