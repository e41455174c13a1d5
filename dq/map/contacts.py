"""Headers of wide contact columns: 联系人1姓名, 第二联系人电话, 关系1, Emergency Contact 2 Phone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from dq.map.vocabulary import Vocabulary, vocabulary

_CHINESE = {word: number for number, word in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12}
_NUMBER = r"[0-9]{1,2}|十[一二]?|[一二三四五六七八九]"


@dataclass(frozen=True, slots=True)
class ContactHeader:
    """A contact column by its header alone: the group (None: only part and number are said), number, part."""

    group: str | None
    number: int | None
    part: str | None


def parse_contact(key: str) -> ContactHeader | None:
    """Read a header key (:func:`dq.map.vocabulary.key_of`) as that of a contact column; None if it is none."""
    grouped, numbered = _patterns()
    match = grouped.fullmatch(key)
    if match:
        number = match["before"] or match["middle"] or match["number"] or match["after"]
        return ContactHeader(
            _words()[match["group"]],
            _to_int(number),
            vocabulary().parts[match["part"]] if match["part"] else None,
        )
    match = numbered.fullmatch(key)
    if match:
        part = vocabulary().bare_parts[match["part"]]
        # Only a relation always has a contact; 电话2 or 地址2 may be the debtor's own.
        if part == "relation":
            return ContactHeader(None, _to_int(match["after"]), part)
    return None


def _to_int(number: str | None) -> int | None:
    if number is None:
        return None
    return _CHINESE[number] if number in _CHINESE else int(number)


@cache
def _words() -> dict[str, str]:
    return {word: group.name for group in vocabulary().groups for word in group.words}


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    known: Vocabulary = vocabulary()
    groups, parts, bare = (_either(words) for words in (_words(), known.parts, known.bare_parts))
    grouped = (
        rf"第?(?P<before>{_NUMBER})?(?P<group>{groups})(?P<middle>{_NUMBER})?"
        rf"(?:的|(?:信息|资料)(?P<number>{_NUMBER})?)?(?P<part>{parts})?(?P<after>{_NUMBER})?"
    )
    return re.compile(grouped), re.compile(rf"(?P<part>{bare})(?P<after>{_NUMBER})")


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))
