"""The checks that look into other rows and tables, with their parameters."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dq.model.enums import Kind
from dq.model.rules import CheckSpec, ParamSpec

_MONEY = frozenset({Kind.MONEY})
_DATED = frozenset({Kind.DATE, Kind.MOMENT})
_WORDS = frozenset({Kind.ENUM, Kind.FLAG})

LINK_CHECKS: Mapping[str, CheckSpec] = {
    # a row of a companion table and its case
    "unknown_case": CheckSpec(
        "together", "the row belongs to no case of the run", kinds=frozenset({Kind.ID})
    ),
    "before_case": CheckSpec(
        "together",
        "the row is earlier than a date of its case",
        kinds=_DATED,
        max_fields=1,
        params={"of": ParamSpec("text", values=("loan_date", "placed_on"))},
    ),
    "after_closing": CheckSpec(
        "together",
        "the row is later than the day on which its case was recalled, or on which a payment settled it",
        scope="group",
        kinds=_DATED,
        max_fields=1,
        looks_at=("repayments",),
    ),
    "above_due": CheckSpec(
        "together",
        "the amounts together are above what the case owes (current due, else as placed)",
        kinds=_MONEY,
    ),
    "unknown_word": CheckSpec(
        "each",
        "the word is on no list; told once, on its first row, with the number of rows that have it",
        scope="group",
        kinds=_WORDS,
    ),
    # a case and what the repayments say of it
    "behind_payments": CheckSpec(
        "together",
        "the case's own figure of payments is behind the repayments up to `days` before the as-of date",
        scope="group",
        kinds=frozenset({Kind.MONEY, Kind.DATE}),
        max_fields=1,
        params={"days": ParamSpec("integer", 0)},
        looks_at=("repayments",),
    ),
    "settled_open": CheckSpec(
        "together",
        "a payment settled the case, and its status is none of `closed`",
        scope="group",
        max_fields=1,
        params={"closed": ParamSpec("texts")},
        looks_at=("repayments",),
    ),
    # repayments and promises
    "negative_unflagged": CheckSpec(
        "together",
        "the amount (first field) is negative, and the flag (second field) does not say why",
        min_fields=2,
        max_fields=2,
    ),
    "reversal_unmatched": CheckSpec(
        "together",
        "a reversal (second field) of an amount (first field) that the case did not pay before",
        scope="group",
        min_fields=2,
        max_fields=2,
    ),
    "promise_unkept": CheckSpec(
        "together",
        "the promise's day and `grace_days` have passed, and `nothing`, or only a `part`, was paid on it",
        scope="group",
        min_fields=2,
        max_fields=2,
        params={
            "grace_days": ParamSpec("integer", 3),
            "paid": ParamSpec("text", "nothing", values=("nothing", "part")),
        },
        looks_at=("repayments",),
    ),
    "plan_sum_differs": CheckSpec(
        "together",
        "the instalments of a plan (second field) do not add up to its amount (first field)",
        scope="group",
        kinds=_MONEY,
        min_fields=2,
        max_fields=2,
        params={"tolerance": ParamSpec("decimal", Decimal("0.02"))},
    ),
    # the call log under the region's rules
    "outside_hours": CheckSpec(
        "together",
        "the call was outside the hours of the region's rules (rules/data/jurisdictions)",
        kinds=frozenset({Kind.MOMENT}),
        max_fields=1,
    ),
    "over_frequency": CheckSpec(
        "together",
        "the call is above one of the limits of the region's rules (rules/data/jurisdictions)",
        scope="group",
        kinds=frozenset({Kind.MOMENT}),
        max_fields=1,
    ),
    "after_opt_out": CheckSpec(
        "together",
        "the number or the person was called after asking for an end of it, in opt-outs, contacts or the log itself",
        scope="group",
        kinds=frozenset({Kind.MOMENT}),
        max_fields=1,
        looks_at=("contacts", "optouts"),
    ),
    "third_person_gate": CheckSpec(
        "together",
        "a third person was called when the region's conditions for it (rules/data/jurisdictions) were not met",
        scope="group",
        kinds=frozenset({Kind.MOMENT}),
        max_fields=1,
        looks_at=("contacts", "checks"),
    ),
    "consent_missing": CheckSpec(
        "together",
        "the number is of a kind that the region's rules (rules/data/jurisdictions) let be called only with the "
        "person's consent, and no table has its day",
        scope="group",
        kinds=frozenset({Kind.PHONE}),
        max_fields=1,
        looks_at=("optouts",),
    ),
    "opt_out_conflict": CheckSpec(
        "together",
        "the table says that the number may be called, and an opt-out says that it may not",
        scope="group",
        kinds=frozenset({Kind.FLAG}),
        max_fields=1,
        looks_at=("optouts",),
    ),
    "unknown_person": CheckSpec(
        "together",
        "an opt-out of a person alone, whom no table names in the case",
        scope="group",
        kinds=frozenset({Kind.TEXT}),
        max_fields=1,
    ),
}
"""What each of them takes."""
