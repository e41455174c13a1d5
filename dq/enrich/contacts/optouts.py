"""Who asked not to be called: numbers, debtors, third persons."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from dq.enrich.contacts.history import Meaning
from dq.enrich.contacts.interface import POOLS, UNDATED, Given, day_of, digits
from dq.enrich.contacts.persons import PERSON, persons
from dq.model.columns import CASE, ID, part
from dq.text.names import is_debtor, name_key

_NUMBERS = {"digits": pl.UInt64, "number_out_on": pl.Date}
_CASES = {"case": pl.UInt32, "case_out_for": pl.String, "case_out_on": pl.Date}
_THIRDS = {"case": pl.UInt32, "thirds_out_on": pl.Date}
_NAMES = {"case": pl.UInt32, "name_key": pl.String, "name_out_on": pl.Date}
_MARKS = {"case": pl.UInt32, "number": pl.UInt64, "marked_on": pl.Date}


BARS = ("attorney", "bankruptcy")
"""Kinds of opt-outs that nobody asked for: a state of the debtor bars the calls."""


@dataclass(frozen=True, slots=True)
class OptOuts:
    """The first day of each wish that holds (``UNDATED`` if none tells): of a number, of all numbers of a case, of all
    third persons of a case, of a person named in a case (``name_key``: :func:`~dq.text.names.name_key`).

    ``case_out_for``: the kinds of :data:`BARS`, joined with ``+``, where nothing else ends contact with the debtor.
    """

    numbers: pl.DataFrame
    cases: pl.DataFrame
    thirds: pl.DataFrame
    names: pl.DataFrame


def opt_outs(
    given: Given,
    cases: pl.LazyFrame,
    known: pl.DataFrame,
    stopping: Collection[str],
    as_of: date,
) -> OptOuts:
    """The wishes that end contact on ``as_of``; ``stopping``: their kinds (one without a kind counts).

    A debtor's wish holds in all cases of the debtor, a third person's in all rows of the case, a number's wherever the
    number stands; one that names several numbers holds for each. A wish without a day that can be read holds: nobody is
    called because a cell is unclear. So does one without a number that can be read: it is the debtor's, or that of the
    person it names. The debtor's own name says no more than the case, nor does one that nobody in the case is known
    to have, without a number that can be read; a name beside a number bars the other numbers of that person too, unless
    the wish is said to be of a number.
    """
    table = given.optouts
    if table is None:
        return OptOuts(*(pl.DataFrame(schema=schema) for schema in (_NUMBERS, _CASES, _THIRDS, _NAMES)))
    stops = pl.col("kind").is_in(list(stopping)).fill_null(value=True)
    lasts = pl.col("until").is_null() | (pl.col("until") >= as_of)
    made = (pl.col("opted_out_on") <= as_of).fill_null(value=True)
    wishes = table.filter(stops & lasts & made).select(
        pl.col(CASE).alias("case"),
        digits("phone").alias("digits"),
        name_key(pl.col("person_name")).alias("name_key"),
        "scope",
        "kind",
        pl.col("opted_out_on").fill_null(UNDATED),
        pl.col(part("phone", "others")).str.split(";").alias("more"),
    )
    rows = wishes.collect()
    of_names = rows.drop_nulls("name_key")["case"]
    rows = rows.join(_debtors(cases, of_names), on="case", how="left").join(
        _known_names(cases, given, of_names), on=["case", "name_key"], how="left"
    )
    more = rows.filter(pl.col("more").is_not_null()).explode("more").with_columns(digits=digits("more"))
    rows, more = rows.drop("more"), more.drop("more")
    scope, number = pl.col("scope"), pl.col("digits").is_not_null()
    debtors_name = is_debtor(pl.col("name_key"), pl.col("debtor"))
    nobodys = debtors_name | pl.col("known").is_null()
    of_number = scope.eq("number").fill_null(value=False)
    whole = scope.eq("person") | ((scope.is_null() | of_number) & ~number & nobodys)
    thirds = scope.eq("third_person") & ~number & nobodys
    named = ~debtors_name & scope.ne_missing("person") & ~(of_number & number)
    tied = rows.filter(pl.col("case").is_not_null())
    day = pl.col("opted_out_on").min()
    return OptOuts(
        numbers=pl.concat([rows, more])
        .filter(pl.col("digits").is_not_null())
        .group_by("digits")
        .agg(day.alias("number_out_on")),
        cases=_of_cases(in_all_cases(tied.filter(whole), known, "person", "key")),
        thirds=_first(in_all_cases(tied.filter(thirds), known, "key"), _THIRDS),
        names=_first(in_all_cases(tied.filter(named), known, "key"), _NAMES),
    )


def _debtors(cases: pl.LazyFrame, wanted: pl.Series) -> pl.DataFrame:
    """The names of the debtors of some cases: ``case``, ``debtor`` (:func:`~dq.text.names.name_key`)."""
    if "debtor_name" not in cases.collect_schema().names():
        return pl.DataFrame(schema={"case": pl.UInt32, "debtor": pl.String})
    mine = cases.filter(pl.col(ID).is_in(wanted.drop_nulls().unique().implode()))
    return mine.select(pl.col(ID).alias("case"), name_key(pl.col("debtor_name")).alias("debtor")).collect()


def _known_names(cases: pl.LazyFrame, given: Given, wanted: pl.Series) -> pl.DataFrame:
    """The names of the persons of some cases: ``case``, ``name_key``, ``known`` (true)."""
    beside = (given.contacts, given.calls, *(batch.rows for batch in given.earlier))
    return persons(cases, beside, wanted).select(
        pl.col(CASE).alias("case"), pl.col(PERSON).alias("name_key"), pl.lit(value=True).alias("known")
    )


def marks(mentions: pl.LazyFrame, calls: pl.LazyFrame, known: pl.DataFrame, meaning: Meaning) -> pl.DataFrame:
    """What ends calls on a number to a debtor, in all rows and cases of the debtor: a mark of the contact table, a wish
    told in a call. ``case``, ``number``, ``marked_on`` (the first day)."""
    day = pl.col("opted_out_on")
    cases = known.filter(pl.col("case") == pl.col("first"))
    several = cases.filter(pl.col("person").is_duplicated() | _repeated("key")).select("case").lazy()
    marked = mentions.filter((day <= meaning.as_of) | (day == UNDATED)).select("case", "number", day)
    told = calls.filter(meaning.is_(codes=("dnc_request",))).select(
        "case", "number", day_of(pl.col("at")).alias("opted_out_on")
    )
    rows = pl.concat([marked, told]).filter(pl.col("number").is_not_null())
    found = rows.join(several, on="case", how="semi").collect(engine="streaming")
    return _first(in_all_cases(found, known, "person", "key"), _MARKS)


def named_in_log(calls: pl.LazyFrame | None, names: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The numbers on which the call log (the companion table) names somebody who asked not to be called, in all rows of
    the case: ``case``, ``number``, ``marked_on`` (the first day)."""
    if calls is None or names.is_empty():
        return pl.DataFrame(schema=_MARKS)
    rows = calls.filter(
        pl.col(CASE).is_in(names["case"].unique().implode()),
        pl.col("phone").is_not_null(),
        pl.col("contact_name").is_not_null(),
    ).select(
        pl.col(CASE).alias("case"),
        (digits("phone") * POOLS + pl.lit(known["pool"]).gather(pl.col(CASE))).alias("number"),
        name_key(pl.col("contact_name")).alias("name_key"),
    )
    found = rows.collect(engine="streaming").join(names, on=["case", "name_key"])
    dated = found.select("case", "number", pl.col("name_out_on").alias("opted_out_on"))
    return _first(in_all_cases(dated, known, "key"), _MARKS)


def in_all_cases(rows: pl.DataFrame, known: pl.DataFrame, *alike: str) -> pl.DataFrame:
    """Rows on cases (``case``), and once more for each other case that has the same of ``alike``."""
    parts = [rows]
    cases = known.filter(pl.col("case") == pl.col("first"))
    for name in alike:
        several = cases.filter(_repeated(name)).select("case", name)
        others = several.join(several.rename({"case": "to"}), on=name).filter(pl.col("case") != pl.col("to"))
        again = rows.join(others.select("case", "to"), on="case")
        parts.append(again.with_columns(case="to").select(rows.columns))
    return pl.concat(parts)


def with_names_barred(mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Mentions of a person who asked not to be called, marked as those that a table marks itself (``opted_out_on``)."""
    if names.is_empty():
        return mentions
    keyed = mentions.with_columns(
        name_key=pl.when(pl.col("case").is_in(names["case"].unique().implode())).then(
            name_key(pl.col("name"))
        )
    )
    barred = keyed.join(names, on=["case", "name_key"], how="left", maintain_order="left")
    return barred.with_columns(pl.min_horizontal("opted_out_on", "name_out_on").alias("opted_out_on")).select(
        mentions.columns
    )


def _repeated(name: str) -> pl.Expr:
    return pl.col(name).is_duplicated() & pl.col(name).is_not_null()


def _of_cases(rows: pl.DataFrame) -> pl.DataFrame:
    """The first day of the wishes of each case, and what they are for where nobody asked."""
    kinds, bars = pl.col("kind").unique().sort().str.join("+"), pl.col("kind").is_in(BARS)
    return rows.group_by("case").agg(
        pl.when(bars.fill_null(value=False).all()).then(kinds).cast(pl.String).alias("case_out_for"),
        pl.col("opted_out_on").min().alias("case_out_on"),
    )


def _first(rows: pl.DataFrame, schema: Mapping[str, type[pl.DataType]]) -> pl.DataFrame:
    """The first day of the wishes of each line, in the columns of a schema whose last is that day."""
    *keys, day = schema
    return rows.group_by(keys).agg(pl.col("opted_out_on").min().alias(day))
