"""When people agreed to be called, where the region's rules ask for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import polars as pl

from dq.enrich.contacts.interface import POOLS, Given, digits
from dq.model.columns import CASE
from dq.model.enums import Party
from dq.model.jurisdiction import Consent

_NUMBERS: Final = {"digits": pl.UInt64, "number_consent_on": pl.Date}
_CASES: Final = {"case": pl.UInt32, "case_consent_on": pl.Date}


@dataclass(frozen=True, slots=True)
class Consents:
    """The last day of consent of each number, and of the debtor of each case. ``kinds``: of line that need one."""

    numbers: pl.DataFrame
    cases: pl.DataFrame
    kinds: Sequence[str]

    @property
    def told(self) -> bool:
        """Whether any day is known: without one nothing can be said of a number that has none."""
        return not (self.numbers.is_empty() and self.cases.is_empty())


def consents(given: Given, rule: Consent | None, as_of: date) -> Consents:
    """The consents of the tables that hold on ``as_of``. One without a number is the debtor's, for own numbers."""
    nothing = Consents(pl.DataFrame(schema=_NUMBERS), pl.DataFrame(schema=_CASES), ())
    if rule is None or as_of < rule.since:
        return nothing
    lasting = pl.col("until").is_null() | (pl.col("until") >= as_of)
    tables = []
    if given.contacts is not None:
        tables.append(given.contacts)
    if given.optouts is not None:
        tables.append(given.optouts.filter(lasting))
    day = pl.col("consent_on")
    rows = [
        table.filter(day <= as_of).select(pl.col(CASE).alias("case"), digits("phone").alias("digits"), day)
        for table in tables
    ]
    if not rows:
        return Consents(nothing.numbers, nothing.cases, rule.kinds)
    found = pl.concat(rows).collect()
    numbered = pl.col("digits").is_not_null()
    return Consents(
        found.filter(numbered).group_by("digits").agg(day.max().alias("number_consent_on")),
        found.filter(~numbered & pl.col("case").is_not_null())
        .group_by("case")
        .agg(day.max().alias("case_consent_on")),
        rule.kinds,
    )


def with_consents(lines: pl.DataFrame, known: Consents) -> pl.DataFrame:
    """Add ``consent_on``, and ``unconsented``: the number may be called, and is of a kind that needs a consent that no
    table has. Nothing is without consent where no day of any is known."""
    if not known.told:
        return lines.with_columns(
            pl.lit(None, pl.Date).alias("consent_on"), pl.lit(False).alias("unconsented")
        )
    facts = lines.select("case", (pl.col("number") // POOLS).alias("digits"))
    facts = facts.join(known.numbers, on="digits", how="left", maintain_order="left")
    facts = facts.join(known.cases, on="case", how="left", maintain_order="left")
    own = pl.col("party") == Party.SELF.value
    lines = lines.hstack(facts.select("number_consent_on", "case_consent_on"))
    lines = lines.with_columns(
        pl.max_horizontal("number_consent_on", pl.when(own).then("case_consent_on")).alias("consent_on")
    ).drop("number_consent_on", "case_consent_on")
    needed = pl.col("kind").is_in(list(known.kinds)).fill_null(value=False) & pl.col("callable")
    return lines.with_columns((needed & pl.col("consent_on").is_null()).alias("unconsented"))
