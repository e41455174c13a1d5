"""Brings the text to the guard in blocks of whole lines, and keeps the account of the bytes."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator

from dq.read.guard import Guard
from dq.read.limits import MAX_LINE_BYTES
from dq.read.sink import Sink

_SHOWN = 2_000


class Feed:
    """Carries what is not used yet from block to block.

    ``text`` hashes the decoded text as it came. Two checksums are equal at the end, or a byte was lost: that of what
    came, and that of what was booked as header, case or rejected line, in order.
    """

    def __init__(self) -> None:
        self.text = hashlib.sha256()
        self._came = 0
        self._went = 0
        self._waiting = b""
        """What came last, not summed up yet."""

    @property
    def adds_up(self) -> bool:
        """Whether all that came was booked."""
        self._sum_up()
        return self._came == self._went

    def came(self, data: bytes) -> None:
        """Take note of text as it comes."""
        self.text.update(data)
        self._sum_up()
        self._waiting = data

    def went(self, data: bytes) -> None:
        """Book text, in order."""
        if data is self._waiting and self._came == self._went:
            self._waiting = b""  # the very bytes that came, where they came: nothing to compare
            return
        self._sum_up()
        self._went = zlib.crc32(data, self._went)

    def _sum_up(self) -> None:
        self._came = zlib.crc32(self._waiting, self._came)
        self._waiting = b""

    def first(self, blocks: Iterator[bytes], wanted: int) -> bytes:
        """The start of the text: the first block, and more of it while there are fewer than ``wanted``
        bytes."""
        start = b""
        for block in blocks:
            self.came(block)
            start += block
            if len(start) >= wanted:
                break
        return start

    def run(self, start: bytes, blocks: Iterator[bytes], guard: Guard, sink: Sink) -> None:
        """Judge all lines of ``start`` and of the blocks behind it."""
        buffer = start
        skipped, shown = 0, ""
        for block in self._and_end(blocks):
            final = block is None
            buffer += block or b""
            if skipped:
                line, end, buffer = buffer.partition(b"\n")
                self.went(line + end)
                sink.skip(len(line) + len(end))
                skipped += len(line)
                if not end and not final:
                    continue
                guard.overlong(shown, skipped)
                sink.insert(b"\n")
                skipped = 0
            cut = len(buffer) if final else buffer.rfind(b"\n") + 1
            if cut:
                edits, used = guard.feed(buffer[:cut], final=final)
                taken = buffer[:used]
                self.went(taken)
                sink.write(taken, edits)
                buffer = buffer[used:]
            elif len(buffer) > MAX_LINE_BYTES:
                shown = buffer[:_SHOWN].decode("utf-8", "ignore")
                self.went(buffer)
                sink.skip(len(buffer))
                skipped, buffer = len(buffer), b""

    def _and_end(self, blocks: Iterator[bytes]) -> Iterator[bytes | None]:
        for block in blocks:
            self.came(block)
            yield block
        yield None
