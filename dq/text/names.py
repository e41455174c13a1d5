"""Names of persons as they are compared: spaced in any way, in any case, without what stands in brackets."""

from __future__ import annotations

import polars as pl

_BESIDE = r"\(.*?\)|（.*?）|[\s·•・．.]"
"""What is no part of a name: a remark in brackets, blanks, and the dots between the parts of a foreign name."""
_DEBTOR = ("本人", "债务人", "借款人", "客户", "客户本人", "self", "debtor")
"""Words in place of a name that mean the debtor."""


def name_key(name: pl.Expr) -> pl.Expr:
    """A String column of names in the form in which two of them are compared; null where nothing is left of a name."""
    key = name.str.normalize("NFKC").str.replace_all(_BESIDE, "").str.to_lowercase()
    return pl.when(key != "").then(key)


def is_debtor(key: pl.Expr, debtor: pl.Expr) -> pl.Expr:
    """Whether a name (:func:`name_key`) is that of the debtor or none at all; ``debtor``: theirs, null if not known."""
    return key.is_null() | key.is_in(_DEBTOR) | (key == debtor).fill_null(value=False)
