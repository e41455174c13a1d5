"""All or nothing: a run's files are staged, and the finished folder is renamed into place."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any, TextIO

from dq.model.errors import OutputError

MANIFEST = "run.json"
_STAGING = ".staging-"
_LOCK = ".lock"


_HELD: ContextVar[Path | None] = ContextVar("held", default=None)
"""The folder of runs that this thread has locked for a run that is still to begin."""


@contextmanager
def locked(out: Path) -> Iterator[None]:
    """One run or purge at a time in a folder of runs: the lock is the system's, and ends with its process.

    Raises :class:`OutputError` if ``out`` can't be made or written, or another run holds it.
    """
    lock = _lock(out)
    with lock:
        _take(lock, out)
        yield


@contextmanager
def locked_early(out: Path) -> Iterator[None]:
    """:func:`locked`, for the run that begins inside, so that a start that has to wait costs little.

    A folder that no run was ever in is not made: there is nobody to wait for.
    """
    if not _is_file(out / _LOCK):
        yield
        return
    with locked(out):
        before = _HELD.set(out.absolute())
        try:
            yield
        finally:
            _HELD.reset(before)


@contextmanager
def _locked_for_run(out: Path) -> Iterator[None]:
    """:func:`locked`, unless this thread has done it for this run."""
    if _HELD.get() != out.absolute():
        with locked(out):
            yield
        return
    before = _HELD.set(None)
    try:
        yield
    finally:
        _HELD.reset(before)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the run will tell
        return False


def _take(lock: TextIO, out: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputError(
            f"another run is writing to {out}", "Wait until it ends, or give another --out."
        ) from None


def _lock(out: Path) -> TextIO:
    """The file that is locked."""
    try:
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        return (out / _LOCK).open("a", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"the output folder {out} can't be written ({error.strerror})", "Give another folder with --out."
        ) from None


@contextmanager
def staging(out: Path) -> Iterator[tuple[Path, Path]]:
    """Two private folders beside the runs, for the files of a run and for work; both removed at the end.

    The folder of runs is :func:`locked` meanwhile.
    """
    with _locked_for_run(out):
        sweep(out)
        folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
        staged, work = folder / "files", folder / "work"
        staged.mkdir(mode=0o700)
        work.mkdir(mode=0o700)
        try:
            yield staged, work
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def sweep(out: Path) -> None:
    """Remove what killed processes left staged; for who holds the lock."""
    for left in out.glob(f"{_STAGING}*"):
        shutil.rmtree(left, ignore_errors=True)


def discard(folder: Path) -> None:
    """Delete a run's folder: no run any more at once, and if killed meanwhile, the next :func:`sweep` does the rest."""
    aside = folder.with_name(f"{_STAGING}{folder.name}")
    folder.rename(aside)
    shutil.rmtree(aside)


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Write ``run.json``, the last file of a run: readable by the owner alone, and on disk when this returns."""
    _write(folder / MANIFEST, manifest)


def rewrite_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Put another ``run.json`` in the place of a published one, whole or not at all."""
    other = folder / f".{MANIFEST}"
    other.unlink(missing_ok=True)
    _write(other, manifest)
    other.replace(folder / MANIFEST)
    _sync(folder)


def _write(path: Path, manifest: dict[str, Any]) -> None:
    text = json.dumps(manifest, ensure_ascii=False, indent=2, sort_keys=False) + "\n"
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def publish(staged: Path, out: Path, run_id: str) -> Path:
    """Rename the staged folder to ``out/run_id`` and return it.

    If the same run is there already and whole, it stays as it is (same in, same out); if it was damaged, it is
    replaced.
    """
    target = out / run_id
    if target.exists():
        if is_whole(target) and _manifest_bytes(target) == _manifest_bytes(staged):
            return target
        aside = Path(tempfile.mkdtemp(prefix=f"{_STAGING}old-", dir=out))
        target.rename(aside / "old")
        staged.rename(target)
        shutil.rmtree(aside, ignore_errors=True)
    else:
        staged.rename(target)
    _sync(out)
    return target


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a run's folder; raises OSError or ValueError if there is none that can be read."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def is_whole(folder: Path) -> bool:
    """Whether a run's folder holds its manifest and every file that it names, unchanged."""
    try:
        outputs = read_manifest(folder)["outputs"]
        return all(_sha256(folder / name) == facts["sha256"] for name, facts in outputs.items())
    except (OSError, ValueError, KeyError, TypeError):
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest_bytes(folder: Path) -> bytes:
    return (folder / MANIFEST).read_bytes()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
