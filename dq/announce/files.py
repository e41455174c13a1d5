"""Where an announcement goes: a file that is replaced as a whole, or a collector's URL."""

from __future__ import annotations

import os
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from dq.model.errors import OutputError

_TIMEOUT = 10


def replace(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Write the text beside the path, then rename it there: a reader sees the old file or the new one, never half.

    Raises :class:`OutputError` if the folder is not there or can't be written.
    """
    try:
        handle, beside = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(beside).chmod(mode)
            Path(beside).replace(path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(
            f"can't write {path} ({error.strerror})",
            "Give a file in a folder that exists and can be written.",
        ) from None


def append(path: Path, line: str) -> None:
    """Add a line to a file that collects events, made for its owner alone. Raises :class:`OutputError`."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as file:
            file.write(line)
    except OSError as error:
        raise OutputError(
            f"can't write {path} ({error.strerror})",
            "Give a file in a folder that exists and can be written.",
        ) from None


def is_url(target: str) -> bool:
    """Whether a target is a collector rather than a file."""
    return urlsplit(target).scheme in ("http", "https")


def post(url: str, body: str) -> None:
    """Post JSON to a collector. Raises :class:`OutputError`, which names the host only: a URL may hold a secret."""
    request = urllib.request.Request(  # noqa: S310 -- http and https only: is_url
        url, body.encode(), {"Content-Type": "application/json"}, method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT):  # noqa: S310
            pass
    except (OSError, ValueError) as error:
        why = f"status {error.code}" if isinstance(error, urllib.error.HTTPError) else type(error).__name__
        raise OutputError(
            f"the collector at {urlsplit(url).hostname} did not take the event ({why})",
            "Check the address; a file takes the events as well: --lineage FILE.",
        ) from None
