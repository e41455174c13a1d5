"""Who a contact is to the debtor where no column says so: a remark behind the name (``王伟(父亲)``), or the header."""

from __future__ import annotations

from functools import cache
from typing import Final

import polars as pl

from dq.packs.tables import words_of

_REMARK: Final = r"^\s*([^(（]+?)\s*[(（]\s*([^()（）]+?)\s*[)）]\s*$"
_NO_KIN: Final = ("本人", "单位", "其他")
"""Words that say nothing of a person in the header of a contact's telephone."""
_SHORTEST: Final = 2


def has_remarks(names: pl.Series) -> bool:
    """Whether any of the names has a bracket, which is found in a fifth of the time that :func:`remarked` takes."""
    return bool(names.str.contains(r"[(（]").any())


def remarked(name: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The name without the relation that stands in brackets behind it, and that relation; any other remark stays."""
    relation = (
        name.str.extract(_REMARK, 2)
        .str.to_lowercase()
        .replace_strict(words_of("contact1_relation"), default=None, return_dtype=pl.String)
    )
    return pl.when(relation.is_null()).then(name).otherwise(name.str.extract(_REMARK, 1)), relation


@cache
def of_header(header: str) -> str | None:
    """The word of ``enums.yml`` for the relation that a contact's header names: 父亲电话, 共借人手机; else None."""
    plain = header.lower()
    found = [
        word
        for word, meaning in words_of("contact1_relation").items()
        if len(word) >= _SHORTEST and meaning not in _NO_KIN and word in plain
    ]
    return words_of("contact1_relation")[max(found, key=len)] if found else None
