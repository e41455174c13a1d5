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
"""The folder of runs that this thread holds already."""


@contextmanager
def locked(out: Path, *, make: bool = True) -> Iterator[None]:
    """One run or purge at a time in a folder of runs: the lock is the system's, and ends with its process.

    Who holds it may take it once more inside. ``make``: without it, a folder that no run was ever in stays as it is.
    Raises :class:`OutputError` if ``out`` can't be made or written, or another run holds it.
    """
    lock = None if _HELD.get() == out.absolute() else _lock(out, make=make)
    if lock is None:
        yield
        return
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(
                f"another run is writing to {out}", "Wait until it ends, or give another --out."
            ) from None
        before = _HELD.set(out.absolute())
        try:
            yield
        finally:
            _HELD.reset(before)


def _lock(out: Path, *, make: bool) -> TextIO | None:
    """The file that is locked; None if it is not there and not to be made."""
    path = out / _LOCK
    try:
        if not (make or path.exists()):
            return None
        out.mkdir(mode=0o700, parents=True, exist_ok=True)
        return path.open("a", encoding="utf-8")
    except OSError as error:
        raise OutputError(
            f"the output folder {out} can't be written ({error.strerror})", "Give another folder with --out."
        ) from None


@contextmanager
def staging(out: Path) -> Iterator[tuple[Path, Path]]:
    """Two private folders beside the runs, for the files of a run and for work; both removed at the end.

    The folder of runs is :func:`locked` meanwhile.
    """
    with locked(out):
        for left in out.glob(f"{_STAGING}*"):
            shutil.rmtree(left, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=_STAGING, dir=out))
        staged, work = folder / "files", folder / "work"
        staged.mkdir(mode=0o700)
        work.mkdir(mode=0o700)
        try:
            yield staged, work
        finally:
            shutil.rmtree(folder, ignore_errors=True)


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
