"""Reading case files: the format is chosen by content, then the format's own module reads it."""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from dq.model.errors import RefusedError
from dq.read.delimited import read_delimited
from dq.read.file_names import openable, told_name
from dq.read.interface import Reading, ReadOptions, Refused
from dq.read.json_lines import read_json_lines
from dq.read.markup import read_markup
from dq.read.members import members_of
from dq.read.sniff import WORKBOOKS, kind_of
from dq.read.work import WorkFolder
from dq.read.workbook import ALL_SHEETS, read_workbook

STANDARD_INPUT = "-"


def read(
    path: str | Path,
    options: ReadOptions | None = None,
    *,
    known_headers: frozenset[str] = frozenset(),
    work_dir: Path | None = None,
) -> Reading:
    """Read one table of a case file into a text frame with coordinates.

    ``path`` may be ``-`` for standard input. ``known_headers`` are normalised header names
    (``dq.text.headers``)
    that help to find the header; ``work_dir`` takes rewritten text (default: a private temporary folder),
    which the reading removes when closed. Raises RefusedError with a named reason if nothing of the file, or only
    part of it, can be read, and ``several_tables`` where only :func:`read_many` can read all of them.
    """
    options = options or ReadOptions()
    found = read_many([path], options, known_headers=known_headers, work_dir=work_dir)
    readings = [item for item in found if isinstance(item, Reading)]
    if len(found) == 1 and readings:
        return readings[0]
    for reading in readings:
        reading.close()
    refused = [item for item in found if isinstance(item, Refused)]
    if refused and len(readings) < 2 and len({item.file for item in found}) == 1:
        raise refused[0].error()
    names = ", ".join(map(_title, found[:5]))
    raise RefusedError(
        "several_tables",
        f"{path}: holds {len(found)} tables: {names}",
        "Name a sheet, or read them with read_many().",
    )


def _title(item: Reading | Refused) -> str:
    return f"{item.file}, sheet {item.sheet!r}" if isinstance(item, Reading) and item.sheet else item.file


def read_many(
    paths: Iterable[str | Path],
    options: ReadOptions | None = None,
    *,
    known_headers: frozenset[str] = frozenset(),
    work_dir: Path | None = None,
) -> list[Reading | Refused]:
    """Read several files, folders and ZIP archives, in the order given (the files of a folder by name).

    Each table is a reading of its own; what can't be read is a :class:`Refused` and the others go on. Of a workbook
    the sheet that looks most like cases is read and all with the same header; with the option ``sheet="*"`` each
    visible one. Files of the same name in several folders are told apart by `` (2)``, `` (3)`` behind the name.
    """
    request = _Request(options or ReadOptions(), known_headers, work_dir)
    found: list[Reading | Refused] = []
    given: Counter[str] = Counter()
    for path in paths:
        try:
            files = _expand(path)
        except (RefusedError, PermissionError) as error:
            refusal = error if isinstance(error, RefusedError) else _forbidden(told_name(str(path)), error)
            found.append(Refused.of(told_name(Path(path).name), refusal))
            continue
        for file, name in ((file, told_name(name)) for file, name in files):
            given[name] += 1
            shown = name if given[name] == 1 else f"{name} ({given[name]})"
            found += _read_file(file, shown, request)
    return found


def _expand(path: str | Path) -> list[tuple[Path | None, str]]:
    """The files behind a path, each with the name it goes by; None is standard input."""
    if str(path) == STANDARD_INPUT:
        return [(None, "stdin")]
    path, shown = Path(path), told_name(str(path))
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.is_file() and not _is_litter(file))
        if not files:
            raise RefusedError("empty_folder", f"{shown}: the folder has no files", "Check the path.")
        return [(file, str(file.relative_to(path))) for file in files]
    if not path.exists():
        raise RefusedError("no_such_file", f"{shown}: no such file", "Check the path.")
    if not path.is_file():
        raise RefusedError(
            "no_file", f"{shown}: is a device or a pipe", "Pipe the text in, and name the file '-'."
        )
    return [(path, path.name)]


def _forbidden(name: str, error: PermissionError) -> RefusedError:
    return RefusedError(
        "no_permission", f"{name}: may not be read ({error.strerror})", "Ask for the right to read it."
    )


def _is_litter(file: Path) -> bool:
    """Lock files and system files that nobody means."""
    return file.name.startswith((".", "~$")) or file.name in ("Thumbs.db", "desktop.ini")


@dataclass(frozen=True)
class _Request:
    """How all files of one call are read."""

    options: ReadOptions
    known: frozenset[str]
    work_dir: Path | None


def _read_file(
    path: Path | None, name: str, request: _Request, *, inside: bool = False
) -> list[Reading | Refused]:
    """All tables of one file; a refusal is an item of the list. ``inside``: it is a member of an archive."""
    work = WorkFolder(request.work_dir)
    try:
        if path is None:
            path, target = work.create(".in")
            with target:
                shutil.copyfileobj(sys.stdin.buffer, target)
        path = openable(path, work)
        if path.stat().st_size == 0:
            raise RefusedError(
                "empty_file", f"{name}: the file is empty", "Ask the source for the file again."
            )
        kind = kind_of(path, name)
        if kind == "zip" and inside:
            raise RefusedError(
                "archive_in_archive", f"{name}: is an archive in an archive", "Unpack it first."
            )
        if kind == "zip":
            return _members(path, name, request, work)
        tables = _tables(path, name, kind, request, work)
        _sign([table for table in tables if isinstance(table, Reading)], path)
        return tables
    except RefusedError as error:
        work.close()
        return [Refused.of(name, error)]
    except PermissionError as error:
        work.close()
        return [Refused.of(name, _forbidden(name, error))]
    except BaseException:
        work.close()
        raise


def _sign(readings: list[Reading], path: Path) -> None:
    """Give the readings of a file its hash, where reading did not come by it, and its size."""
    sha256 = next((reading.sha256 for reading in readings if reading.sha256), "")
    if not sha256:
        with path.open("rb") as source:
            sha256 = hashlib.file_digest(source, "sha256").hexdigest()
    for reading in readings:
        reading.sha256, reading.bytes = sha256, path.stat().st_size


def _members(path: Path, name: str, request: _Request, work: WorkFolder) -> list[Reading | Refused]:
    """The tables of an archive's files; what was read before its damage stays."""
    found: list[Reading | Refused] = []
    try:
        for member, member_name in members_of(path, name, work):
            found += _read_file(member, member_name, request, inside=True)
    except RefusedError as error:
        found.append(Refused.of(name, error))
    work.close_after(found)
    return found


def _tables(path: Path, name: str, kind: str, request: _Request, work: WorkFolder) -> list[Reading | Refused]:
    options, known = request.options, request.known
    if kind in WORKBOOKS:
        return read_workbook(path, name, kind, options, known, work)
    if options.sheet not in (None, ALL_SHEETS):
        raise RefusedError("no_sheets", f"{name}: is no workbook and has no sheets", "Leave out the sheet.")
    if kind == "parquet":
        return read_workbook(path, name, kind, options, known, work)
    if kind == "html":
        return [read_markup(path, name, options, known, work)]
    if kind == "json_lines":
        return [read_json_lines(path, name, options, work)]
    return [read_delimited(path, name, options, known, work)]
