"""Whose a number is by the words beside it in its cell: ``张三(父亲)13800001111;李四(配偶)13900002222``."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import PARTY, PARTY_OF_WORD, POOLS
from dq.model.enums import LIABLE
from dq.packs.tables import words_of

_SCHEMA: Final = {
    "cell": pl.String(), "phone": pl.UInt64(), "told_name": pl.String(), "told_relation": pl.String(),
}  # fmt: skip

_HAN: Final = r"[\u4e00-\u9fff]"
_NUMBER: Final = re.compile(
    r"(?<!\d)(?:\+?86[- ]?)?(?:(1[3-9]\d[- ]?\d{4}[- ]?\d{4})|0(\d{2,3}[- ]?\d{7,8}))(?!\d)"
)
_BETWEEN: Final = (r"[;\n]", r"\|", "、", ",", "/")
"""What may stand between two persons, the surest first."""
_BEHIND: Final = re.compile(rf"(?:{_NUMBER.pattern})\s*(?:\([^()]*\))?")
_WORD: Final = re.compile(rf"{_HAN}+(?:·{_HAN}+)?")
_NO_NAME: Final = re.compile(
    r"[号机接通错已未不无没空停打常用电话的家离死亡病总转]|办公|单位|公司|时间|出差|白天|晚上|上班|联系|关系|姓名|应急"
)
_LONGEST: Final = 4
_PLAIN: Final = 13
_NOBODY: Final = ("本人", "单位", "其他")
"""Words that name no third person: 本人 may be said of the contact as well as of the debtor."""


def labelled(mentions: pl.DataFrame, *, bound: bool) -> pl.DataFrame:
    """The mentions of a phone field, each with the person that its cell names beside the number.

    Who a cell names goes before the case's own columns, which speak of its first number or of all. ``bound``: the
    field is one of a party (spouse, guarantor), which stays.
    """
    # A label makes a cell longer than a plain number, which is cheaper to see than whether it has a relation's word.
    spoken = mentions["number"].is_not_null() & (mentions["cell"].str.len_bytes() > _PLAIN)
    if spoken.any():
        words = [word for word in words_of("contact1_relation") if _WORD.fullmatch(word)]
        spoken &= mentions["cell"].str.contains_any(words)
    if not spoken.any():
        return mentions
    told = mentions.hstack(_told(mentions, spoken))
    name, relation = pl.col("told_name"), pl.col("told_relation")
    kept = pl.coalesce("relation", relation).eq_missing(relation) | relation.is_null()
    changed = told.with_columns(
        name=pl.when(kept).then(pl.coalesce(name, "name")).otherwise(name),
        relation=pl.coalesce(relation, "relation"),
    )
    if not bound:
        party = relation.replace_strict(PARTY_OF_WORD, default=None, return_dtype=pl.String).cast(PARTY)
        changed = changed.with_columns(party=pl.coalesce(party, "party"))
        changed = changed.with_columns(liable=pl.col("party").is_in([p.value for p in LIABLE]))
    return changed.select(mentions.columns)


def _told(mentions: pl.DataFrame, spoken: pl.Series) -> pl.DataFrame:
    """``told_name`` and ``told_relation`` of each mention, null where its cell says nothing that is sure."""
    rows = [
        (cell, int(phone), *told)
        for cell in mentions["cell"].filter(spoken).unique()
        for phone, told in _of_cell(cell).items()
    ]
    table = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    keyed = mentions.select("cell", phone=pl.col("number") // POOLS)
    return keyed.join(table, on=["cell", "phone"], how="left", maintain_order="left").drop("cell", "phone")


def _of_cell(cell: str) -> dict[str, tuple[str | None, str | None]]:
    """The number's digits -> name and relation, for the numbers that a part of the cell holds alone."""
    found = {}
    for part in _parts(unicodedata.normalize("NFKC", cell)):
        numbers = list(_NUMBER.finditer(part))
        if len(numbers) == 1:
            told = _who(_NUMBER.sub(" ", part))
            if told != (None, None):
                found["86" + re.sub(r"\D", "", numbers[0][1] or numbers[0][2])] = told
    return found


def _parts(text: str) -> list[str]:
    """The cell in parts of at most one number each; the whole cell if no way to part it is sure."""
    for pattern in _BETWEEN:
        parts = re.split(pattern, text)
        if all(len(_NUMBER.findall(part)) <= 1 for part in parts):
            return parts
    if not re.match(r"\s*[+\d]", text):
        ends = [match.end() for match in _BEHIND.finditer(text)]
    else:
        ends = [match.start() for match in _NUMBER.finditer(text)][1:]
    return [text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True)]


def _who(text: str) -> tuple[str | None, str | None]:
    """The name and the relation among the words beside a number; of several none is sure.

    A name is taken only beside a relation: a word alone may as well say something of the number.
    """
    names, relations = [], []
    for word in _WORD.findall(text):
        name, relation = _split(word)
        names += [name] if name else []
        relations += [relation] if relation else []
    if len(relations) != 1 or relations[0] in _NOBODY:
        return None, None
    return names[0] if len(names) == 1 else None, relations[0]


def _split(word: str) -> tuple[str | None, str | None]:
    """A word as a relation, as a name, or as both in one: 妻子李娜."""
    relations = words_of("contact1_relation")
    if word in relations:
        return None, relations[word]
    for size in range(len(word) - 2, 1, -1):
        if word[:size] in relations and _is_name(word[size:]):
            return word[size:], relations[word[:size]]
        if word[-size:] in relations and _is_name(word[:-size]):
            return word[:-size], relations[word[-size:]]
    return (word, None) if _is_name(word) else (None, None)


def _is_name(word: str) -> bool:
    return (2 <= len(word) <= _LONGEST or "·" in word) and _NO_NAME.search(word) is None
