"""The shared strings of an XLSX file: the texts that its cells name by number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.parsers import expat

import numpy as np
import polars as pl

from dq.read.xlsx_tags import (
    bytes_between,
    clean_text,
    clean_texts,
    find_tags,
    may_be_unclean,
    split_texts,
    starts_of_texts,
    tag_table,
    without_prefix,
)

_ITEM, _TEXT, _TEXT_END, _ITEM_END = 1, 2, 3, 4
_TABLE = tag_table({"si": _ITEM, "t>": _TEXT, "t ": _TEXT, "/t": _TEXT_END, "/s": _ITEM_END})
_TAGS = 4
_START = re.compile(rb"<(\w+:|)sst\b")
_LEFT = re.compile(rb"<(?:\w+:)?si\b")
# A text in several formats, with how it is spoken beside it.
_SPOKEN = re.compile(rb"<rPh\b.*?</rPh>|<phoneticPr\b[^>]*>", re.DOTALL)
_RUN = re.compile(rb"<t(\s[^>]*)?>([^<]*)</t>")
_EMPTY_ITEM = re.compile(rb"<si\s*/>")


def shared_strings(blocks: Iterable[bytes]) -> pl.Series | None:
    """The texts in the order of their numbers; None if the part is not written the usual way."""
    found: list[pl.Series] = [pl.Series(dtype=pl.String)]
    rest, prefix = b"", b""
    for number, block in enumerate(blocks):
        if number == 0 and (start := _START.search(block)):
            prefix = start[1]
        end = b"</" + prefix + b"si>"
        cut = block.rfind(end) + len(end)
        if cut < len(end):
            rest += block
            continue
        texts = _texts(without_prefix(rest + block[:cut], prefix))
        if texts is None:
            return None
        found.append(texts)
        rest = block[cut:]
    return None if _LEFT.search(rest) else pl.concat(found)


def _texts(data: bytes) -> pl.Series | None:
    """The items of a piece that ends with one."""
    start = data.find(b"<si>")
    if start < 0 or b"<!" in data or _EMPTY_ITEM.search(data):
        return None
    xml = find_tags(data[start:], _TABLE)
    tags, kinds = xml.places, xml.kinds
    items = np.flatnonzero(kinds == _ITEM)
    # An item more or less would shift all that follow.
    if data.count(b"</si>") != len(items):
        return None
    plain = (kinds[items + 1] == _TEXT) & (kinds[items + 2] == _TEXT_END) & (kinds[items + 3] == _ITEM_END)
    plain &= np.diff(items, append=len(tags)) == _TAGS
    stop = tags[items[plain] + 2]
    starts = starts_of_texts(xml, tags[items[plain] + 1], stop)
    if starts is None:
        return None
    begin, trim = starts
    try:
        found = split_texts(bytes_between(xml.content, begin, stop))
        if trim.any() or may_be_unclean(xml.data):
            found = clean_texts(found, trim)
        if plain.all():
            return found
        ends = np.append(tags[items[1:]], len(xml.data))
        odd = [
            _runs(xml.data[first:last])
            for first, last in zip(tags[items[~plain]].tolist(), ends[~plain].tolist(), strict=True)
        ]
    except ValueError:
        return None
    order = np.empty(len(items), dtype=np.int64)
    order[plain], order[~plain] = np.arange(len(found)), np.arange(len(found), len(items))
    return pl.concat([found, pl.Series(odd, dtype=pl.String)]).gather(order)


def _runs(item: bytes) -> str:
    """The text of an item that has several parts, or none. Raises ValueError where it is not well-formed."""
    try:
        expat.ParserCreate().Parse(item.strip(), True)
    except expat.ExpatError as error:
        raise ValueError("not well-formed") from error
    runs = _RUN.findall(_SPOKEN.sub(b"", item))
    return "".join(clean_text(text.decode(), keep_space=b'"preserve"' in space) for space, text in runs)
