"""A look at a ZIP archive before anything else opens it: what is in it, and that it is no bomb."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from dq.model.errors import RefusedError

MAX_ENTRIES = 2_000
MAX_INFLATED = 2_000_000_000
MAX_RATIO = 200
# Small archives may be packed tightly; below this size the ratio says nothing.
_RATIO_FROM = 50_000_000
# Small enough for the allocator to use the same memory again, and for the processor to keep it near.
_BLOCK = 512 * 1024
_HEAD = 4_096
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    OSError,
    ValueError,
    RuntimeError,
    struct.error,
)


class Archive:
    """An opened ZIP archive whose inflated bytes are counted, over all its members, while they are read.

    Use as a context manager. Raises RefusedError: ``broken_archive``, ``encrypted``, ``too_many_entries``,
    ``archive_bomb``.
    """

    def __init__(self, path: Path, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN as error:
            raise self._broken() from error
        self._packed = max(1, path.stat().st_size)
        self._inflated = 0
        self.names = self._zip.namelist()
        if len(self.names) > MAX_ENTRIES:
            raise RefusedError(
                "too_many_entries",
                f"{name}: the archive has {len(self.names)} members, at most {MAX_ENTRIES} are read",
                "Send it as several archives.",
            )
        if any(info.flag_bits & 1 for info in self._zip.infolist()):
            raise RefusedError(
                "encrypted", f"{name}: the archive has a password", "Ask for it without a password."
            )

    def __enter__(self) -> Archive:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def blocks(self, member: str) -> Iterator[bytes]:
        """The inflated content of a member."""
        try:
            with self._zip.open(member) as file:
                while block := file.read(_BLOCK):
                    self._inflated += len(block)
                    self._check()
                    yield block
        except _BROKEN as error:
            raise self._broken() from error

    def content(self, member: str, most: int = 64 * 1024 * 1024) -> bytes:
        """A whole small member; empty if there is none of that name."""
        if member not in self.names:
            return b""
        parts: list[bytes] = []
        size = 0
        for block in self.blocks(member):
            parts.append(block)
            size += len(block)
            if size > most:
                raise self._bomb()
        return b"".join(parts)

    def check_all(self, seen: frozenset[str]) -> None:
        """Inflate the members not in ``seen`` once, to count them; refuse document types in XML."""
        for member in self.names:
            if member in seen or member.endswith("/"):
                continue
            for number, block in enumerate(self.blocks(member)):
                if number == 0 and b"<!DOCTYPE" in block[:_HEAD]:
                    raise self.doctype()

    def doctype(self) -> RefusedError:
        """The refusal of XML that declares entities."""
        return RefusedError("doctype", f"{self.name}: the workbook declares a document type", "Save it anew.")

    def _check(self) -> None:
        tight = self._inflated > _RATIO_FROM and self._inflated > MAX_RATIO * self._packed
        if tight or self._inflated > MAX_INFLATED:
            raise self._bomb()

    def _bomb(self) -> RefusedError:
        return RefusedError(
            "archive_bomb",
            f"{self.name}: the archive inflates to more than {self._inflated // 1_000_000} MB",
            "Ask for the data as CSV.",
        )

    def _broken(self) -> RefusedError:
        return RefusedError(
            "broken_archive", f"{self.name}: the archive is damaged", "Ask for the file again."
        )
