"""A case's numbers as one ranked list: a line for each number and party."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from dq.model import columns
from dq.model.columns import ID, ROW
from dq.model.enums import Kind, Party
from dq.model.schema import FIELDS, SLOTS

PHONE_FIELDS: Sequence[str] = tuple(f.name for f in FIELDS if f.kind is Kind.PHONE)

CONTACTS_SCHEMA: Mapping[str, pl.DataType] = {
    "case_no": pl.String(), "rank": pl.UInt32(), "phone": pl.String(), "party": pl.String(), "name": pl.String(),
    "relation": pl.String(), "kind": pl.String(), "region": pl.String(), "operator": pl.String(),
    "state": pl.String(), "stale_score": pl.Int32(), "reasons": pl.String(), "callable": pl.Boolean(),
    "best_time": pl.String(), "origin": pl.String(), "cell": pl.String(), "row": pl.UInt32(),
}  # fmt: skip
"""The columns of the contact list. ``phone`` is E.164, null where the cell holds no usable number (``cell`` has
its text); ``stale_score`` and ``best_time`` stay null without evidence such as a call log."""

PARTY_OF_WORD: Mapping[str, Party] = {
    "配偶": Party.SPOUSE, "父母": Party.PARENT, "子女": Party.CHILD, "兄弟姐妹": Party.RELATIVE, "亲戚": Party.RELATIVE,
    "朋友": Party.FRIEND, "同学": Party.FRIEND, "邻居": Party.OTHER, "同事": Party.COLLEAGUE, "担保人": Party.GUARANTOR,
    "共同借款人": Party.CO_BORROWER, "本人": Party.SELF, "其他": Party.OTHER,
    "单位": Party.EMPLOYER, "紧急联系人": Party.EMERGENCY,
}  # fmt: skip
_PARTY_ORDER = [
    Party.SELF, Party.GUARANTOR, Party.CO_BORROWER, Party.SPOUSE, Party.EMERGENCY, Party.PARENT, Party.CHILD,
    Party.RELATIVE, Party.FRIEND, Party.COLLEAGUE, Party.EMPLOYER, Party.OTHER,
]  # fmt: skip
_MOBILE_KINDS = ("mobile", "mvno", "fixed_line_or_mobile")
_NO_VOICE = ("iot", "data_card", "satellite")
_ORDER = "_order"


def contact_columns(present: frozenset[str]) -> list[str]:
    """The working columns that :func:`contacts` reads, of those that the file has."""
    wanted = [ID, ROW]
    wanted += [name for name in ("case_no", "debtor_name") if name in present]
    for name in PHONE_FIELDS:
        if name in present:
            parts = ("state", "kind", "region", "operator", "reason", "signal", "others")
            wanted += [name, columns.raw(name), *(columns.part(name, part) for part in parts)]
    wanted += [
        f"{slot}_{part}" for slot in SLOTS for part in ("name", "relation") if f"{slot}_{part}" in present
    ]
    return wanted


def contacts(rows: pl.DataFrame, headers: Mapping[str, str]) -> pl.DataFrame:
    """The contact list of a slice of cases; ``headers``: phone field -> header of its column in the file.

    Ranking: numbers that may be called first; then the debtor, persons liable with them, family, others;
    then mobiles; then the order of the file's columns. A third person is callable only where the debtor has no
    usable number of their own (China Banking Association guideline, January 2026).
    """
    present = set(rows.columns)
    lines = [_lines(rows, name, order, headers) for order, name in enumerate(PHONE_FIELDS) if name in present]
    if not lines:
        return pl.DataFrame(schema=CONTACTS_SCHEMA)
    listed = pl.concat(lines).filter(pl.col("cell").is_not_null())
    listed = listed.sort(ID, _ORDER, maintain_order=True).unique(
        subset=[ID, "phone", "party", "cell"], keep="first", maintain_order=True
    )
    usable = (
        (pl.col("state") == "ok")
        & ~pl.col("kind").is_in(_NO_VOICE).fill_null(False)
        & pl.col("signal").is_null()
    )
    own = (usable & (pl.col("party") == Party.SELF)).any().over(ID)
    party = pl.col("party").replace_strict(
        [p.value for p in _PARTY_ORDER], list(range(len(_PARTY_ORDER))), return_dtype=pl.Int32
    )
    listed = listed.with_columns(callable=usable & ((pl.col("party") == Party.SELF) | ~own), _party=party)
    listed = listed.with_columns(_mobile=pl.col("kind").is_in(_MOBILE_KINDS).fill_null(False))
    listed = listed.sort(
        ID,
        "callable",
        "_party",
        "_mobile",
        _ORDER,
        descending=[False, True, False, True, False],
        maintain_order=True,
    )
    reasons = pl.concat_str(
        pl.when(pl.col("state") != "ok").then(
            pl.concat_str("state", "reason", separator=": ", ignore_nulls=True)
        ),
        pl.when(pl.col("kind").is_in(_NO_VOICE)).then(pl.concat_str(pl.lit("not a voice line: "), "kind")),
        pl.col("signal"),
        pl.when(usable & ~pl.col("callable")).then(pl.lit("third person: the debtor has a usable number")),
        separator="; ",
        ignore_nulls=True,
    )
    return listed.with_columns(
        rank=(pl.int_range(pl.len(), dtype=pl.UInt32) + 1).over(ID),
        reasons=pl.when(reasons != "").then(reasons),
        stale_score=pl.lit(None, pl.Int32),
        best_time=pl.lit(None, pl.String),
    ).select(pl.col(name).cast(dtype) for name, dtype in CONTACTS_SCHEMA.items())


def _lines(rows: pl.DataFrame, name: str, order: int, headers: Mapping[str, str]) -> pl.DataFrame:
    """One phone column as lines; a cell with several numbers gives a line for each."""
    present = set(rows.columns)
    slot = next((slot for slot in SLOTS if name.startswith(f"{slot}_")), None)
    null = pl.lit(None, pl.String)
    if slot is None:
        party: pl.Expr = pl.lit(Party.SELF.value)
        person = pl.col("debtor_name") if "debtor_name" in present else null
        relation = pl.lit("本人")
    else:
        relation = pl.col(f"{slot}_relation") if f"{slot}_relation" in present else null
        fixed = {"spouse": Party.SPOUSE, "guarantor": Party.GUARANTOR}.get(slot, Party.OTHER)
        party = relation.replace_strict(PARTY_OF_WORD, default=fixed.value, return_dtype=pl.String)
        party = party.fill_null(fixed.value) if slot.startswith("contact") else pl.lit(fixed.value)
        person = pl.col(f"{slot}_name") if f"{slot}_name" in present else null
    part = {
        word: pl.col(columns.part(name, word))
        for word in ("state", "kind", "region", "operator", "reason", "signal")
    }
    first = rows.select(
        pl.col(ID),
        pl.col(ROW).alias("row"),
        (pl.col("case_no") if "case_no" in present else null).alias("case_no"),
        pl.col(name).alias("phone"),
        party.alias("party"),
        person.alias("name"),
        relation.alias("relation"),
        *(expr.alias(word) for word, expr in part.items()),
        pl.lit(headers.get(name, name)).alias("origin"),
        pl.col(columns.raw(name)).alias("cell"),
        pl.lit(order * 2, pl.Int32).alias(_ORDER),
        pl.col(columns.part(name, "others")).alias("others"),
    )
    more = first.filter(pl.col("others").is_not_null())
    if more.is_empty():
        return first.drop("others")
    more = more.with_columns(
        phone=pl.col("others").str.split(";"),
        kind=null,
        operator=null,
        signal=null,
        **{_ORDER: pl.col(_ORDER) + 1},
    ).explode("phone")
    return pl.concat([first, more]).drop("others")
