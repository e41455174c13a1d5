"""Which encoding a text is in, decided on the whole file and shown with evidence."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dq.model.errors import RefusedError, UsageError

BLOCK = 8 * 1024 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True)
class Encoding:
    """A codec name, how many bytes of mark to skip, and why this one."""

    name: str
    skip: int
    how: str
    evidence: dict[str, Any] = field(default_factory=dict)

    def facts(self) -> dict[str, Any]:
        """What ``facts`` says about it."""
        return {"encoding": self.name, "how": self.how, **self.evidence}


def decide_encoding(path: Path, given: str | None, *, not_utf8: bool = False) -> Encoding:
    """The encoding of the file at ``path``.

    A byte order mark decides; then what the user fixed; then UTF-8 if the start of the file is (the guard
    proves the
    rest, and asks again with ``not_utf8``); then the others.
    """
    with path.open("rb") as file:
        start = file.read(1 << 20)
    for mark, name in _BOMS:
        if start.startswith(mark):
            return Encoding(name, len(mark), "byte order mark")
    if given is not None:
        try:
            return Encoding(codecs.lookup(given).name, 0, "given")
        except LookupError:
            raise UsageError(
                f"there is no encoding {given!r}", "Try utf-8, gb18030, big5 or utf-16."
            ) from None
    if not not_utf8 and _starts_as_utf8(start):
        return Encoding("utf-8", 0, "all bytes are valid UTF-8")
    if decodes(path, "gb18030"):
        return Encoding("gb18030", 0, "not UTF-8; all bytes are valid GB18030")
    raise RefusedError(
        "unknown_encoding", "the text is neither UTF-8 nor GB18030", "Name its encoding in the source."
    )


def _starts_as_utf8(start: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(start)
    except UnicodeDecodeError:
        return False
    return True


def decodes(path: Path, name: str) -> bool:
    """Whether the whole file is valid in this encoding."""
    try:
        for _ in utf8_blocks(path, Encoding(name, 0, "")):
            pass
    except UnicodeDecodeError:
        return False
    return True


def utf8_blocks(path: Path, encoding: Encoding) -> Iterator[bytes]:
    """The text of the file as UTF-8, block by block; UTF-8 itself is passed through unproved."""
    decoder = None if encoding.name == "utf-8" else codecs.getincrementaldecoder(encoding.name)()
    with path.open("rb") as file:
        file.seek(encoding.skip)
        while block := file.read(BLOCK):
            yield block if decoder is None else decoder.decode(block).encode()
    if decoder is not None and (rest := decoder.decode(b"", final=True)):
        yield rest.encode()
