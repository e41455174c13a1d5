"""The tags of plain XML, found with vector operations: what a workbook's parts are made of, as almost all programs
write them.

Nothing here judges XML as such: whoever asks gives the tags that may stand there, and turns away from a part in which
anything else does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]
Positions = npt.NDArray[np.intp]
Flags = npt.NDArray[np.bool_]

OTHER = 0
"""The kind of a tag that is not in the table."""

_BEHIND = 8
_SPLIT_AT_ONCE = 1 << 20
_ZEROS, _TO_SIGN, _SIGNS = (np.uint64(byte * 0x0101010101010101) for byte in (0x30, 0x76, 0x80))
_PRESERVE = b'<t xml:space="preserve">'
_SPACE = " \t\r\n"
_IS_SPACE = np.isin(np.arange(256), list(_SPACE.encode()))
_UNCLEAN = r"&|\r|_x00"
_SIGNS_OF_UNCLEAN = (b"&", b"\r", b"_x00")
_ENTITY = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# A character that XML can't hold, and the underscore before what only looks like one (ECMA-376, 22.9.2.19).
_ESCAPED = re.compile(r"_x00([01][0-9A-Fa-f]|5[Ff])_")


def tag_table(kinds: Mapping[str, int]) -> Bytes:
    """A table from the two characters behind ``<`` (``"c "``, ``"/v"``) to the kind of the tag."""
    table = np.zeros(1 << 16, dtype=np.uint8)
    for letters, kind in kinds.items():
        table[int.from_bytes(letters.encode(), "little")] = kind
    return table


def word(text: str) -> np.uint64:
    """Up to eight letters as :class:`Tags` has them, with zeros behind."""
    return np.uint64(int.from_bytes(text.encode(), "little"))


def first_bytes(count: int) -> np.uint64:
    """What keeps the first ``count`` bytes of a word."""
    return np.uint64((1 << (8 * count)) - 1)


@dataclass(frozen=True)
class Tags:
    """A piece of XML: ``data``, its bytes as numbers, the word from each byte on, where the tags begin, and the kind of
    each, with a few zeros (:data:`OTHER`) behind the last."""

    data: bytes
    content: Bytes
    words: Words
    places: Positions
    kinds: Bytes


def find_tags(data: bytes, table: Bytes) -> Tags:
    """The tags of a piece of XML by a table of :func:`tag_table`."""
    content = np.frombuffer(data, dtype=np.uint8)
    padded = data + bytes(_BEHIND)
    words: Words = np.ndarray(len(data), dtype="<u8", buffer=padded, strides=(1,))
    places = np.flatnonzero(content == ord("<"))
    kinds = np.zeros(len(places) + _BEHIND, dtype=np.uint8)
    pairs: npt.NDArray[np.uint16] = np.ndarray(len(data), dtype="<u2", buffer=padded, offset=1, strides=(1,))
    kinds[: len(places)] = table[pairs[places]]
    return Tags(data, content, words, places, kinds)


def without_prefix(data: bytes, prefix: bytes) -> bytes:
    """The XML with ``<c`` for ``<x:c``; a text has no ``<``."""
    if prefix:
        data = data.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")
    return data


def bytes_between(content: Bytes, start: Positions, stop: Positions) -> bytes:
    """What stands from ``start`` to before ``stop``, where a tag begins; behind each the ``<`` of that tag."""
    if not len(start):
        return b""
    lengths = stop - start + 1
    ends = np.cumsum(lengths)
    places = np.arange(ends[-1])
    places += np.repeat(start - (ends - lengths), lengths)
    return content[places].tobytes()


def split_texts(joined: bytes) -> pl.Series:
    """The texts that :func:`bytes_between` found. Raises UnicodeDecodeError."""
    found = [pl.Series(dtype=pl.String)]
    start = 0
    while start < len(joined):
        # Splitting sets aside room for as many texts as there are letters, so it is done in parts, and each is copied.
        stop = joined.find(b"<", start + _SPLIT_AT_ONCE) + 1 or len(joined)
        texts = pl.Series([joined[start : stop - 1].decode()]).str.split("<").explode(empty_as_null=False)
        found.append(texts.gather(np.arange(len(texts), dtype=np.uint32)))
        start = stop
    return pl.concat(found)


def whole_numbers(xml: Tags, start: Positions, size: npt.NDArray[np.int64]) -> npt.NDArray[np.int64] | None:
    """The numbers that 1 to 8 digits write; None if one of the characters is no digit."""
    unused = ((8 - size) * 8).astype(np.uint64)
    # One digit a byte, the last one in the highest.
    digits = (xml.words[start] ^ _ZEROS) << unused
    if ((digits | (digits + _TO_SIGN)) & _SIGNS).any():
        return None
    # Neighbours become one number: two digits, then four, then eight.
    for shift, keep in ((8, 0x00FF00FF00FF00FF), (16, 0x0000FFFF0000FFFF), (32, 0xFFFFFFFF)):
        digits = (digits * np.uint64(10 ** (shift // 8)) + (digits >> np.uint64(shift))) & np.uint64(keep)
    return digits.astype(np.int64)


def starts_of_texts(xml: Tags, tags: Positions, stop: Positions) -> tuple[Positions, Flags] | None:
    """Behind ``<t>`` or ``<t xml:space="preserve">``, and whether outer spaces of the text do not count.

    ``stop`` is where the texts end. None if a tag is neither.
    """
    plain = (xml.words[tags] & first_bytes(3)) == word("<t>")
    kept = tags[~plain].tolist()
    if any(not xml.data.startswith(_PRESERVE, place) for place in kept):
        return None
    start = tags + np.where(plain, 3, len(_PRESERVE))
    return start, plain & (_IS_SPACE[xml.content[start]] | _IS_SPACE[xml.content[stop - 1]])


def clean_text(text: str, *, keep_space: bool) -> str:
    """The text of a cell as a spreadsheet program shows it: from the text between the tags."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not keep_space:
        text = text.strip(_SPACE)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), _ENTITY.sub(_character, text))


def _character(entity: re.Match[str]) -> str:
    if entity[1]:
        return _NAMED[entity[1]]
    code = int(entity[2]) if entity[2] else int(entity[3], 16)
    return chr(code) if code < 0xD800 or 0xDFFF < code <= 0x10FFFF else entity[0]


def may_be_unclean(data: bytes) -> bool:
    """Whether a text in it may be another than it stands there, outer spaces aside."""
    return any(sign in data for sign in _SIGNS_OF_UNCLEAN)


def clean_texts(texts: pl.Series, trim: Flags) -> pl.Series:
    """:func:`clean_text` of those that are not clean already; ``trim`` are those with outer spaces to lose."""
    places = (texts.str.contains(_UNCLEAN) | pl.Series(trim)).arg_true()
    if not len(places):
        return texts
    found = zip(texts.gather(places).to_list(), trim[places.to_numpy()].tolist(), strict=True)
    return texts.scatter(places, [clean_text(text, keep_space=not trimmed) for text, trimmed in found])
