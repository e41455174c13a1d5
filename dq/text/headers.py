"""One form for a column's header, so that two spellings of one header compare equal."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1b\x7f\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_BRACKETS_AT_END = re.compile(r"(?:\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】)$")
_UNIT = re.compile(r"[(（\[【]\s*(?:单位\s*[:：]?)?\s*(?:人民币)?\s*(?:元|分|[千万]元?)\s*[)）\]】]")
_MARKS_AT_START = re.compile(r"^[*#'`]+")
_MARKS_AT_END = re.compile(r"[*:;。]+$")


def plain_header(text: str) -> str:
    """The header without form: NFKC, no white space, invisible or control characters, no ``*`` in front, no ``:``
    behind.

    Brackets stay; Latin letters are in lower case. ``" *逾期金额（元）："`` gives ``"逾期金额(元)"``.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = "".join(text.split()).casefold()
    return _MARKS_AT_END.sub("", _MARKS_AT_START.sub("", text))


def normalise_header(text: str) -> str:
    """:func:`plain_header` without a unit or note in brackets at its end; never empty if the plain form is
    not.

    ``"逾期金额(元)"`` gives ``"逾期金额"``, ``"(备注)"`` stays as it is.
    """
    plain = plain_header(text)
    short = _BRACKETS_AT_END.sub("", plain)
    return _MARKS_AT_END.sub("", short) or plain


def without_unit(text: str) -> str:
    """The header without a unit of money in brackets: ``"逾期金额(万元)"`` gives ``"逾期金额"``."""
    return _UNIT.sub("", text)
