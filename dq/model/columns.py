"""Names of the columns that travel beside a field in the working frame of a run.

``case_no`` is the clean value; ``raw:case_no`` the text as it came; ``step:case_no`` the steps that changed it
(joined with ``+``; null if nothing changed); ``bad:case_no`` why the text can't be read (null if it can);
``case_no@2`` what a second column for the field says; ``case_no.state`` one of the further facts that some kinds of
field have (:data:`PHONE_PARTS`, :data:`ID_PARTS`).
"""

from __future__ import annotations

from typing import Final

import polars as pl

from dq.model.enums import Kind

ID: Final = "_id"
"""Running number of the row in the run, from 0, UInt32."""
ROW: Final = "_row"
"""Row as the user's spreadsheet shows it, from 1, UInt32."""
CASE: Final = "_case"
"""``_id`` of the case that a row of a companion table belongs to, UInt32; null if none is known."""
FILE: Final = "_file"
SHEET: Final = "_sheet"
OTHERS: Final = "_others"
"""What the columns that no field took say of a row, as one number, UInt64; there only if a table has such columns."""

WORDS: Final = pl.Categorical(pl.Categories("words", "dq", physical=pl.UInt16))
"""The type of what cleaning tells of a cell of a case, in words of our own: few cells have any, and two bytes for each
of the others are an eighth of what a text takes."""

PHONE_PARTS: Final = (
    "state", "reason", "kind", "region", "operator", "ext", "others", "suggestion", "signal", "note",
)  # fmt: skip
"""Facts beside a phone field, all text; see :func:`dq.phones.judge`."""

PHONE_WORDS: Final = ("state", "kind", "region", "operator")
"""Those of them that nearly every phone has, each one of a few words."""

TEXT_PARTS: Final = ("odd",)
"""Beside a text and any other id: :data:`ODDITIES` of the cell as it came, joined with ``+``; null if there is none."""

ODDITIES: Final = ("control", "undecodable", "formula")
"""Control characters; characters lost to a wrong encoding; what a spreadsheet would calculate."""

ID_PARTS: Final = ("state", "birth", "sex", "suggestion")
"""Facts beside a resident id: state (text), birth (Date), sex (男 or 女), suggestion (text)."""


def raw(field: str) -> str:
    """The text as it came."""
    return f"raw:{field}"


def code(field: str) -> str:
    """The code of the cell, for a field that is given by the codes of its distinct cells."""
    return f"code:{field}"


def of_raw(name: str) -> str:
    """The field of a name made by :func:`raw`; nothing for any other name."""
    return name.removeprefix(raw("")) if name.startswith(raw("")) else ""


def kept(column: str) -> str:
    """The text of a column that no field took, which travels along for the held-back lines."""
    return f"col:{column}"


def of_kept(name: str) -> str:
    """The column of a name made by :func:`kept`."""
    return name.removeprefix(kept(""))


def step(field: str) -> str:
    """The steps that changed the cell."""
    return f"step:{field}"


def bad(field: str) -> str:
    """Why the cell can't be read."""
    return f"bad:{field}"


def mark(field: str) -> str:
    """What reading knows of the cell (``precision_lost``); the column is there only if any cell is marked."""
    return f"mark:{field}"


def way(field: str) -> str:
    """How the row's file writes the field; the column is there only if the files differ in that."""
    return f"way:{field}"


def second(field: str, number: int = 2) -> str:
    """The name under which a further column for a field is cleaned, to be compared with it: ``total_due@2``."""
    return f"{field}@{number}"


def first(name: str) -> str:
    """The field of a name made by :func:`second`; a field's own name as it is."""
    return name.partition("@")[0]


def part(field: str, name: str) -> str:
    """A further fact beside the field."""
    return f"{field}.{name}"


def is_resident_id(field: str) -> bool:
    """Whether the field holds a resident id, and so has :data:`ID_PARTS`."""
    return field == "id_no" or field.endswith("_id_no")


def has_oddities(field: str, kind: Kind) -> bool:
    """Whether the field has :data:`TEXT_PARTS`: texts, and ids that are no resident ids."""
    return kind is Kind.TEXT or (kind is Kind.ID and not is_resident_id(field))


def was(field: str) -> str:
    """The text as it came, where a person's decision took its place in :func:`raw`; only of fields so decided."""
    return f"was:{field}"


def decided(field: str) -> str:
    """Boolean: a person's decision took the place of the text that came."""
    return f"decided:{field}"
