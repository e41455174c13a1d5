"""Whether the consent is known that the region's rules (``rules/data/jurisdictions``) ask for before a call."""

from __future__ import annotations

from datetime import date

import polars as pl

from dq.check.conduct import NO_JURISDICTION
from dq.check.inputs import absent
from dq.check.interface import Context, LinkNeed, Probe, Skipped, Tables
from dq.check.linked import TABLE_ABSENT, found_rows, linked
from dq.model.columns import CASE, ID, part
from dq.model.enums import Party
from dq.model.jurisdiction import Consent
from dq.model.rules import Rule
from dq.packs.jurisdictions import jurisdiction

NO_CONSENT_RULE = "no_consent_rule"
"""The region's rules ask for no consent, or did not yet."""


def consent_links(rule: Rule, context: Context) -> list[LinkNeed]:
    """Rows with a number that needs a consent, and none is known from any table."""
    asked = _asked(context)
    if asked is None or "phone" not in context.present or not _told(context):
        return []
    return [LinkNeed(rule.id, lambda tables: _without(tables, context, asked))]


def consent_missing(rule: Rule, context: Context) -> list[Probe] | Skipped:
    """The rows that the need found."""
    if "phone" not in context.present:
        return absent(rule)
    if jurisdiction(context.region) is None:
        return Skipped(rule, NO_JURISDICTION)
    if _asked(context) is None:
        return Skipped(rule, NO_CONSENT_RULE)
    return found_rows(rule, context) if _told(context) else Skipped(rule, TABLE_ABSENT)


def _asked(context: Context) -> Consent | None:
    rules = jurisdiction(context.region)
    asked = None if rules is None else rules.consent
    return asked if asked is not None and context.as_of >= asked.since else None


def _told(context: Context) -> bool:
    """Whether a table tells of consents at all."""
    return "consent_on" in context.present or linked(context, "optouts", "consent_on")


def _without(tables: Tables, context: Context, asked: Consent) -> pl.LazyFrame:
    rows = tables[context.table]
    given = [_dated(rows, context.as_of)]
    if linked(context, "optouts", "consent_on"):
        lasting = pl.col("until").is_null() | (pl.col("until") >= context.as_of)
        given.append(_dated(tables["optouts"].filter(lasting), context.as_of))
    known = pl.concat(given)
    numbers = known.filter(pl.col("phone").is_not_null()).select("phone").unique()
    debtors = known.filter(pl.col("phone").is_null() & pl.col(CASE).is_not_null()).select(CASE).unique()
    own = (pl.col("party") == Party.SELF.value).fill_null(value=False)
    called = (
        pl.col(part("phone", "kind")).is_in(list(asked.kinds)).fill_null(value=False)
        & ~pl.col("dnc").fill_null(value=False)
        & pl.col(CASE).is_not_null()
    )
    lacking = rows.filter(called).join(numbers, on="phone", how="anti")
    of_debtors = lacking.filter(own).join(debtors, on=CASE, how="anti")
    return pl.concat(
        [
            part_.select(pl.col(ID).alias("id"), told=pl.lit(None, pl.String))
            for part_ in (of_debtors, lacking.filter(~own))
        ]
    )


def _dated(rows: pl.LazyFrame, as_of: date) -> pl.LazyFrame:
    return rows.filter(pl.col("consent_on") <= as_of).select(CASE, "phone")
