"""The text of a file as UTF-8, block by block, with damage made visible and line ends made one."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from pathlib import Path

from dq.read.encoding import BLOCK, Encoding

# Stands before bytes that can't be decoded; it is a noncharacter, so no text has it.
DAMAGE = "\U0010fffe"
_ERRORS = "dq.damage"


class NotThisEncodingError(Exception):
    """The whole file is not valid in the encoding that its start suggested."""


def _show(error: UnicodeError) -> tuple[str, int]:
    """Write the offending byte as ``\\xNN`` behind the mark of damage, and go on behind it."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stop = error.end if error.encoding.startswith("utf-16") else error.start + 1
    return DAMAGE + "".join(f"\\x{byte:02x}" for byte in error.object[error.start : stop]), stop


codecs.register_error(_ERRORS, _show)


def utf8_blocks(path: Path, encoding: Encoding, *, old_mac: bool = False) -> Iterator[bytes]:
    """The text as UTF-8. UTF-8 itself passes unproved (the guard proves it) unless it may be damaged.

    With ``old_mac`` the line end is CR; CR and CRLF become LF. Raises NotThisEncodingError if the encoding
    is not
    allowed to be damaged and is.
    """
    if encoding.name == "utf-8" and not encoding.damaged:
        blocks = _raw(path, encoding.skip)
    else:
        blocks = _decoded(path, encoding)
    if not old_mac:
        yield from blocks
        return
    held = b""
    for block in blocks:
        block = held + block
        held = b"\r" if block.endswith(b"\r") else b""
        yield block.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if held:
        yield b"\n"


def _raw(path: Path, skip: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        while True:
            # Whole lines, each block in one piece, save two copies; a line without an end is its own matter.
            file.seek(skip + BLOCK - 1)
            size = BLOCK - 1 + len(file.readline(BLOCK))
            file.seek(skip)
            block = file.read(size)
            if not block:
                return
            yield block
            skip += len(block)


def _decoded(path: Path, encoding: Encoding) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding.name)(_ERRORS if encoding.damaged else "strict")
    try:
        for block in _raw(path, encoding.skip):
            yield decoder.decode(block).encode("utf-8", "backslashreplace")
        if rest := decoder.decode(b"", final=True):
            yield rest.encode("utf-8", "backslashreplace")
    except UnicodeDecodeError as error:
        raise NotThisEncodingError from error
