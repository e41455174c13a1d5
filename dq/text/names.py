"""Names of persons as they are compared: spaced in any way, in any case, without what stands in brackets."""

from __future__ import annotations

import polars as pl

_REMARK = r"\(.*?\)"
_APART = r"[\s,·•・．.'’\-]+"
"""What is no part of a name: blanks, commas, the dots between the parts of a foreign name, apostrophes and hyphens."""
_LATIN = r"[a-z]"
_DEBTOR = ("本人", "债务人", "借款人", "客户", "客户本人", "self", "debtor")
"""Words in place of a name that mean the debtor."""


def name_key(name: pl.Expr) -> pl.Expr:
    """A String column of names in the form in which two of them are compared; null where nothing is left of a name.

    Latin names are compared whatever the order of their words: ``Smith, John`` is ``John Smith``.
    """
    plain = name.str.normalize("NFKC").str.replace_all(_REMARK, " ").str.to_lowercase()
    words = plain.str.replace_all("['’]", "").str.replace_all(_APART, " ").str.strip_chars(" ").str.split(" ")
    key = (
        pl.when(plain.str.contains(_LATIN))
        .then(words.list.sort().list.join(" "))
        .otherwise(words.list.join(""))
    )
    return pl.when(key != "").then(key)


def is_debtor(key: pl.Expr, debtor: pl.Expr) -> pl.Expr:
    """Whether a name (:func:`name_key`) is that of the debtor or none at all; ``debtor``: theirs, null if not known."""
    return key.is_null() | key.is_in(_DEBTOR) | (key == debtor).fill_null(value=False)
