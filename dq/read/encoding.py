"""Which encoding a text is in: a candidate from the look of it, proved on the whole file, shown with
evidence."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from dq.model.errors import RefusedError

BLOCK = 8 * 1024 * 1024
LAST_RESORT = "cp1252"
_SAMPLE = 1 << 20
_WEIGHED = 1 << 17
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_OTHER_LINES = re.compile(rb"[^\n\r]*[\x80-\xff][^\n\r]*")
# Control characters that no text has; NUL is judged apart, because files get padded with it.
_CONTROL = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LETTERS = re.compile(r"[À-ÖØ-öø-ÿŒœŠšŽžŸ€£§°·’–]")


@dataclass(frozen=True)
class Encoding:
    """A codec name, how many bytes of mark to skip, why this one, and whether single lines may be damaged."""

    name: str
    skip: int
    how: str
    evidence: dict[str, Any] = field(default_factory=dict)
    damaged: bool = False

    def facts(self) -> dict[str, Any]:
        """What ``facts`` says about it."""
        return {"encoding": self.name, "how": self.how, **self.evidence}


def decide_encoding(path: Path, given: str | None) -> Encoding:
    """The first guess for the file at ``path``: a byte order mark, what the user fixed, or the look of the
    start.

    The whole file is decoded strictly afterwards; where that fails :func:`weigh_encoding` decides.
    Raises RefusedError ``not_a_table`` for bytes that are no text.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    if given is not None:
        return _given(start, given)
    for mark, name in _BOMS:
        if start.startswith(mark):
            return Encoding(name, len(mark), "byte order mark")
    wide = _utf16(start)
    if wide:
        return wide
    if len(_CONTROL.findall(start)) > 0.02 * len(start):
        raise RefusedError(
            "not_a_table",
            f"{path.name}: the content is neither text nor a workbook",
            "Ask the source for a table.",
        )
    if _valid(start, "utf-8"):
        return Encoding("utf-8", 0, "every byte is valid UTF-8")
    return weigh_encoding(path)


def _given(start: bytes, given: str) -> Encoding:
    name = codecs.lookup(given).name
    name = {"utf-16": "utf-16-le", "utf-8-sig": "utf-8", "gb2312": "gb18030", "gbk": "gb18030"}.get(
        name, name
    )
    mark = next((mark for mark, _ in _BOMS if start.startswith(mark)), b"")
    matching = dict(_BOMS).get(mark)
    if matching and matching.startswith("utf-16") and name.startswith("utf-16"):
        name = matching
    return Encoding(name, len(mark) if matching == name else 0, "given", damaged=name != "utf-8")


def _utf16(start: bytes) -> Encoding | None:
    """UTF-16 without a mark: every other byte of Latin text, digits and delimiters is NUL."""
    even, odd = start[0::2].count(0), start[1::2].count(0)
    half = max(1, len(start) // 2)
    for name, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if here > 0.2 * half and there < 0.3 * here and _valid(start[: len(start) // 2 * 2], name):
            return Encoding(name, 0, "every other byte is NUL", {"share_of_nul": round(here / half, 3)})
    return None


def _valid(sample: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def weigh_encoding(path: Path) -> Encoding:
    """Choose by the first 128 KB of lines with bytes above 127, wherever in the file they are.

    UTF-8 if nine of ten such lines are valid (chance can't do that); else UTF-8, GB18030 or Big5, whichever
    yields
    the larger share of everyday characters in valid lines; Western letters only if none looks like Chinese.
    """
    lines = _sample_lines(path)
    total = len(lines)
    valid = {
        name: [text for line in lines if (text := _strict(line, name)) is not None] for name in _CANDIDATES
    }
    shares = {name: round(len(texts) / max(1, total), 4) for name, texts in valid.items()}
    if shares["utf-8"] >= 0.9 or not total:
        return Encoding(
            "utf-8", 0, "most lines are valid UTF-8", {"lines_weighed": total, "valid": shares}, True
        )
    simplified, traditional = _everyday("gb2312", 0xB0, 0xD7), _everyday("big5", 0xA4, 0xC6)
    usual = {
        name: round(_share_of(valid[name], everyday) * shares[name], 4)
        for name, everyday in (
            ("utf-8", lambda char: simplified(char) or traditional(char)),
            ("gb18030", simplified),
            ("big5", traditional),
        )
    }
    evidence = {"lines_weighed": total, "valid": shares, "everyday_characters": usual}
    best = max(usual, key=lambda name: usual[name])
    if usual[best] >= 0.4 or (best == "gb18030" and shares[best] == 1.0 and usual[best] >= 0.25):
        return Encoding(best, 0, "share of everyday characters", evidence, True)
    letters = _share_of(valid[LAST_RESORT], lambda char: _LETTERS.match(char) is not None)
    evidence["western_letters"] = round(letters, 4)
    if letters >= 0.5:
        return Encoding(LAST_RESORT, 0, "last resort: not Chinese, mostly Western letters", evidence, True)
    return Encoding(best, 0, "uncertain: the most everyday characters", evidence, True)


_CANDIDATES = ("utf-8", "gb18030", "big5", LAST_RESORT)


def _sample_lines(path: Path) -> list[bytes]:
    found: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        while size < _WEIGHED and (block := file.read(_SAMPLE)):
            inner = [line for line in _OTHER_LINES.findall(block) if len(line) < 65536]
            if len(inner) > 2:
                inner = inner[:-1]  # the last one may be cut by the end of the block
            for line in inner:
                found.append(line)
                size += len(line)
                if size >= _WEIGHED:
                    break
    return found


def _strict(line: bytes, name: str) -> str | None:
    try:
        return line.decode(name)
    except UnicodeDecodeError:
        return None


def _share_of(texts: list[str], usual: Callable[[str], bool]) -> float:
    """Share of the characters above 127 that are usual."""
    others = _NOT_ASCII.findall("".join(texts))
    return sum(map(usual, others)) / len(others) if others else 0.0


@cache
def _everyday(codec: str, first: int, last: int) -> Callable[[str], bool]:
    """The characters in everyday use: the first level of a Chinese standard, and its punctuation."""
    pairs = (bytes([lead, trail]) for lead in range(first, last + 1) for trail in range(0x40, 0xFF))
    chars = {char for pair in pairs for char in pair.decode(codec, "ignore") if ord(char) > 127}
    chars.update("，。、；：（）《》“”‘’！？—…￥％－＊　０１２３４５６７８９")
    return chars.__contains__
