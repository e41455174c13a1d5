"""Numbers that tie debtors together: as connected groups, each with what kind of tie it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import polars as pl

from dq.enrich.contacts.crossing import Crossing
from dq.enrich.contacts.interface import e164
from dq.model.rules import Lang

SHARED: Final[Mapping[str, pl.DataType]] = {
    "group": pl.UInt32(), "debtors_in_group": pl.UInt32(), "phone": pl.String(), "tie": pl.String(),
    "own_of": pl.UInt32(), "contact_of": pl.UInt32(), "cases": pl.UInt32(), "case_nos": pl.String(),
    "explanation": pl.String(),
}  # fmt: skip
"""One line a shared number: its group, the kind of tie, and the debtors of whom it is the own or a contact's number."""

_CASES: Final = 5
_TIES: Final = {
    "family_line": (
        "the own number of {} debtors with one surname: perhaps a family; ask whose it is before any call",
        "同姓的 {} 名债务人共用本人号码，可能为家庭成员；联系前请核实机主",
    ),
    "one_number_two_debtors": (
        "the own number of {} debtors: it belongs to one of them at most, the others' debt would be disclosed",
        "{} 名债务人的本人号码相同：至多属于其中一人，可能泄露他人债务信息",
    ),
    "agent": (
        "a contact of {} debtors: an agent's, a shop's or a filler's number, hardly a relative of all of them",
        "是 {} 名债务人的联系人：可能是中介、门店或虚填号码",
    ),
    "debtor_is_contact": (
        "a debtor's own number and a contact of {} other debtors: they know one another, or vouch for one another",
        "既是债务人本人号码，又是另外 {} 名债务人的联系人：彼此相识或互为担保",
    ),
    "common_contact": (
        "a contact of {} debtors: they may know one another",
        "是 {} 名债务人的共同联系人，可能彼此相识",
    ),
}  # fmt: skip


def shared_numbers(
    crossing: Crossing, landlines: pl.Series, case_nos: pl.Series, many: int, lang: Lang
) -> pl.DataFrame:
    """The numbers that stand with several debtors (columns :data:`SHARED`), grouped by the debtors whom they tie.

    ``landlines``: numbers that say nothing (an office's or a home's line). ``case_nos``: by case.
    """
    owners = crossing.owners.filter(
        pl.col("owners") + pl.col("debtors") >= 2, ~pl.col("number").is_in(landlines.implode())
    )
    pairs = crossing.pairs.join(owners, on="number", how="semi")
    persons = pairs.group_by("number").agg(pl.col("person").n_unique().alias("persons"))
    owners = owners.join(persons.filter(pl.col("persons") >= 2), on="number")
    pairs = pairs.join(owners, on="number", how="semi")
    if owners.is_empty():
        return pl.DataFrame(schema=SHARED)
    groups = _components(pairs.select("number", "person").unique())
    named = (
        pairs.select("number", "case")
        .unique()
        .sort("number", "case")
        .with_columns(
            case_nos.gather(pairs.select("number", "case").unique().sort("number", "case")["case"]).alias(
                "case_no"
            )
        )
    )
    cases = named.group_by("number", maintain_order=True).agg(
        pl.len().cast(pl.UInt32).alias("cases"),
        pl.col("case_no").drop_nulls().head(_CASES).str.join("; ").alias("case_nos"),
    )
    size = (
        pairs.join(groups, on="number")
        .group_by("group")
        .agg(pl.col("person").n_unique().cast(pl.UInt32).alias("debtors_in_group"))
    )
    tie = (
        pl.when((pl.col("owners") >= 2) & (pl.col("surnames") == 1)).then(pl.lit("family_line"))
        .when(pl.col("owners") >= 2).then(pl.lit("one_number_two_debtors"))
        .when(pl.col("debtors") >= many).then(pl.lit("agent"))
        .when(pl.col("owners") == 1).then(pl.lit("debtor_is_contact"))
        .otherwise(pl.lit("common_contact"))
    )  # fmt: skip
    counted = (
        pl.when(pl.col("owners") >= 2)
        .then("owners")
        .when((pl.col("owners") == 1) & (pl.col("debtors") < many))
        .then(pl.col("persons") - 1)
        .otherwise("debtors")
    )
    place = 1 if lang == "zh" else 0
    words = pl.col("tie").replace_strict(
        {name: text[place] for name, text in _TIES.items()}, return_dtype=pl.String
    )
    return (
        owners.join(groups, on="number").join(size, on="group").join(cases, on="number")
        .with_columns(tie.alias("tie"), counted.cast(pl.String).alias("counted"), e164(pl.col("number")).alias("phone"))
        .with_columns(words.str.replace("{}", pl.col("counted"), literal=True).alias("explanation"))
        .rename({"owners": "own_of", "debtors": "contact_of"})
        .sort("debtors_in_group", "group", "phone", descending=[True, False, False])
        .with_columns((pl.col("group").rle_id() + 1).alias("group"))
        .select(pl.col(name).cast(dtype) for name, dtype in SHARED.items())
    )  # fmt: skip


def _components(edges: pl.DataFrame) -> pl.DataFrame:
    """The connected groups of a graph of numbers and persons: ``number``, ``group`` (the least number in it).

    Each round hands the least number known to one side on to the other, and on along what is known already; a
    chain of n numbers takes about log n rounds.
    """
    labels = edges.select("number").unique().with_columns(pl.col("number").alias("group"))
    while True:
        persons = edges.join(labels, on="number").group_by("person").agg(pl.col("group").min())
        near = edges.join(persons, on="person").group_by("number").agg(pl.col("group").min())
        jump = (
            near.rename({"group": "near"})
            .join(near.rename({"number": "near"}), on="near")
            .select("number", "group")
        )
        if jump.sort("number").equals(labels.sort("number")):
            return labels
        labels = jump
