"""Small worlds that Hypothesis draws: three cases, four numbers, and what the tables say of them.

One survey costs about the same for one world as for fifty, so many worlds stand side by side in its tables. They know
nothing of one another: each is a client of its own, with its own numbers.
"""

from datetime import datetime, timedelta
from operator import itemgetter

import polars as pl
from hypothesis import strategies as st

from dq.enrich.contacts.interface import Earlier
from dq.packs.outcomes import outcomes
from tests.enrich.contacts_world import (
    AS_OF,
    call_table,
    case_table,
    check_table,
    contact_table,
    surveyed,
    tied_to,
    wish_table,
)

CASES = ("A1", "A2", "A3")
IDS = ("110105199001011234", "110105199001011234", "110105199202025678")  # the first two are one debtor's
PHONES = (13911110001, 13911110002, 13911110003, 13911110004)
UNREADABLE = "1391111"
DAYS = tuple(AS_OF - timedelta(days=age) for age in (2, 3, 30, 31, 60, 90, 150, 250, 400, 600, 800, 1200))
TIMES = tuple(
    datetime(day.year, day.month, day.day, hour, 30) for day in DAYS for hour in (10, 11, 13, 18, 20)
)
OWN, CONTACT = "self_mobile", "contact1_mobile"
FILES = ("first", "second")
SOMEWHERE = {"case_no": CASES, "phone": PHONES}
TABLES = {
    "calls": (6, {
        "outcome": [None, *outcomes()], "party": [None, "self", "friend"], "called_at": TIMES, **SOMEWHERE,
    }),
    "contacts": (4, {
        "dnc": [None, None, False, True], "verified_on": [None, None, *DAYS], "source_date": [None, None, *DAYS],
        "source_kind": ["app", "repair", "self_declared", "address_book", None],
        "contact_name": [None, "张三", "李四"], "relation_raw": [None, "朋友", "老公", "?"],
        "party": ["self", "self", "friend", "spouse", "employer", None], "contact_id": [None, "1", "2"], **SOMEWHERE,
    }),
    "checks": (2, {
        "result": ["active", "vacant", "suspended", "silent", "recycled", "not_recycled"],
        "recycled_since": [None, *DAYS], "checked_on": DAYS, "phone": PHONES,
    }),
    "optouts": (1, {
        "kind": [None, "opt_out", "consent", "attorney"], "scope": [None, "number", "person", "third_person"],
        "until": [None, *DAYS], "person_name": [None, "张三"], "opted_out_on": DAYS, "phone": [None, *PHONES],
        "case_no": [*CASES, None],
    }),
    "earlier": (2, {
        "file": FILES, "placed_on": DAYS, "id_no": sorted(set(IDS)), "contact1_relation": ["朋友", "配偶"],
        CONTACT: [None, *PHONES], OWN: [None, *PHONES], "case_no": CASES,
    }),
    "cells": (2, {
        "again": [False, True], "content": [*PHONES, None, UNREADABLE], "field": (OWN, CONTACT), "case_no": CASES,
    }),
}  # fmt: skip
"""How many rows each table of a world has at most, and what they may say, the plainest first."""
SIZE = len(SOMEWHERE) + sum(most * (1 + len(choices)) for most, choices in TABLES.values())
MISSING, ALIKE = 0, 3


def _world(drawn):
    """A world from so many bytes, one for each thing said: to draw bytes costs little, and each of them shrinks alone.

    The byte before a row says whether it is there, and whether it is but the row before with one cell changed.
    """
    told = iter(drawn)

    def row(choices):
        return {name: values[next(told) % len(values)] for name, values in choices.items()}

    world = {"later": row(SOMEWHERE)}
    for name, (most, choices) in TABLES.items():
        world[name] = rows = []
        for _ in range(most):
            place, how = divmod(next(told), 4)
            said = row(choices)
            if rows and how == ALIKE:
                cell = [*choices][place % len(choices)]
                said = {**rows[-1], cell: said[cell]}
            if how != MISSING:
                rows.append(said)
    return world


def _by_name(drawn):
    """The worlds without those of which nothing is said: of a small example nothing else is to be seen."""
    told = {f"W{n:02}": world for n, world in enumerate(drawn) if any(world[name] for name in TABLES)}
    return told or {"W00": drawn[0]}


worlds = st.tuples(*[st.binary(min_size=SIZE, max_size=SIZE).map(_world)] * 50).map(_by_name)
"""Worlds by name: the rows of each of :data:`TABLES`, and where a ``later`` call goes."""


def _number(row, field):
    return row.get(field) if isinstance(row.get(field), int) else None


def case_file(world):
    """The rows of the case file of a world: of each cell the last that is said, of some in a second row of the case."""
    rows = [
        {
            "case_no": case_no,
            "debtor_name": "张三" if place < 2 else "李四",
            "id_no": IDS[place],
            "loan_date": AS_OF - timedelta(days=1000 - 30 * place),
            "placed_on": AS_OF - timedelta(days=240),
            OWN: PHONES[place % 2],
            CONTACT: PHONES[2],
            "contact1_name": "王五",
            "contact1_relation": "朋友",
        }
        for place, case_no in enumerate(CASES)
    ]
    again = {}
    for change in world["cells"]:
        row = rows[CASES.index(change["case_no"])]
        if change["again"]:
            row = again.setdefault(change["case_no"], dict(row))
        row[change["field"]] = change["content"]
    return rows + list(again.values())


def surveyed_worlds(worlds, folder, arranged=list, times=1, **asked):
    """The contact stage on all worlds at once: cases, survey, list.

    Case ``A1`` of world ``W03`` is ``W03 A1``; worlds whose names begin alike have the same numbers. ``arranged`` may
    put rows and files in another order. ``times``: how often the case file stands behind itself.
    """

    def rows(table):
        return arranged([_named(name, row) for name, world in worlds.items() for row in table(world)])

    cases = _case_table(rows(case_file) * times)
    places = tied_to(cases)
    told = rows(itemgetter("earlier"))
    files = [[row for row in told if row["file"] == file] for file in arranged(FILES)]
    earlier = [_case_table(file).join(places, on="case_no", maintain_order="left") for file in files if file]
    tables = {name: table(rows(itemgetter(name))) for name, table in _TABLES.items()}
    found, listed = surveyed(
        cases, folder, earlier=[Earlier(file.lazy(), {}) for file in earlier], **tables, **asked
    )
    return cases, found, listed


_TABLES = {"calls": call_table, "contacts": contact_table, "checks": check_table, "optouts": wish_table}


def shift(name):
    """What the numbers of a world have more than :data:`PHONES`."""
    return 10 * int(name[1:3])


def _named(name, row):
    """A row as one of its world: the numbers of its cases and its phones are no other world's."""
    phones = [field for field in ("phone", OWN, CONTACT) if isinstance(row.get(field), int)]
    named = {field: row[field] + shift(name) for field in phones}
    if row.get("case_no"):
        named["case_no"] = f"{name} {row['case_no']}"
    return {**row, **named, "client": name}


def _case_table(rows):
    """Cases by hand, also with cells that can't be read, and with the columns of the steps that changed a cell."""
    phones = [{field: _number(row, field) for field in (OWN, CONTACT)} for row in rows]
    table = case_table([{**row, **cells} for row, cells in zip(rows, phones, strict=True)])
    for field in (OWN, CONTACT):
        spoilt = pl.lit(pl.Series([row.get(field) == UNREADABLE for row in rows], dtype=pl.Boolean))
        table = table.with_columns(
            pl.when(spoilt).then(pl.lit(UNREADABLE)).otherwise(f"raw:{field}").alias(f"raw:{field}"),
            pl.when(spoilt).then(pl.lit("malformed")).otherwise(f"{field}.state").alias(f"{field}.state"),
            pl.lit(None, pl.String).alias(f"step:{field}"),
        )
    return table
