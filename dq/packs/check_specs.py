"""The checks that a pack may name, with their parameters: what the loader holds a rule against."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dq.model.columns import ODDITIES
from dq.model.enums import Kind
from dq.model.rules import CheckSpec, ParamSpec
from dq.packs.link_specs import LINK_CHECKS
from dq.packs.phone_specs import PHONE_CHECKS

_MONEY = frozenset({Kind.MONEY})
_DATE = frozenset({Kind.DATE})
_ID = frozenset({Kind.ID})
_NAMING = frozenset({Kind.ID, Kind.PHONE})
_TEXT = frozenset({Kind.TEXT, Kind.ID})
_WORDS = frozenset({Kind.TEXT, Kind.ID, Kind.ENUM})
_NUMBERS = frozenset({Kind.MONEY, Kind.PERCENT, Kind.INTEGER})
_SHARE = ParamSpec("decimal", Decimal("0.8"))
_ROWS = ParamSpec("integer", 50)
_LENDER = ParamSpec(
    "text",
    values=("private", "bank", "bank_platform", "consumer_finance", "microloan", "licensed"),
)

CHECKS: Mapping[str, CheckSpec] = {
    # one cell, whatever it holds
    "required": CheckSpec("each", "the field has no value"),
    "none_given": CheckSpec(
        "together", "none of the fields has a value, where each names a case or a number", kinds=_NAMING
    ),
    "unreadable": CheckSpec(
        "each",
        "the cell has a content that can't be read as what the field holds, for one of the reasons",
        params={"reasons": ParamSpec("texts")},
        doubts=True,
    ),
    "columns_differ": CheckSpec("each", "another column for the same field has another value"),
    "matches": CheckSpec(
        "each",
        "the text does not match a regular expression",
        kinds=_WORDS,
        params={"pattern": ParamSpec("regex")},
    ),
    "matches_not": CheckSpec(
        "each",
        "the text matches a regular expression that it should not",
        kinds=_WORDS,
        params={"pattern": ParamSpec("regex")},
    ),
    "none_of": CheckSpec(
        "each",
        "the value is on a list of values that it should not have",
        kinds=_WORDS,
        params={"values": ParamSpec("texts")},
    ),
    "shorter_than": CheckSpec(
        "each",
        "the text is shorter than so many characters",
        kinds=_WORDS,
        params={"characters": ParamSpec("integer")},
    ),
    "odd": CheckSpec(
        "each",
        "the cell as it came has control characters, lost characters or a formula",
        kinds=frozenset({Kind.TEXT, Kind.ID}),
        params={"oddity": ParamSpec("text", values=ODDITIES)},
    ),
    # amounts and other numbers
    "out_of_range": CheckSpec(
        "each",
        "the number is below `min` or above `max`",
        kinds=_NUMBERS,
        params={"min": ParamSpec("decimal", Decimal("-1e15")), "max": ParamSpec("decimal", Decimal("1e15"))},
        doubts=True,
    ),
    "zero": CheckSpec("each", "the number is zero", kinds=_NUMBERS),
    "outlier": CheckSpec(
        "each",
        "the amount is more than `times` the file's median",
        kinds=_MONEY,
        params={"times": ParamSpec("integer", 100), "min_rows": ParamSpec("integer", 100)},
        yields=3,
    ),
    "greater_than": CheckSpec(
        "each",
        "the number is greater than that of another field",
        kinds=_NUMBERS,
        params={"than": ParamSpec("field")},
        yields=1,
    ),
    "less_than": CheckSpec(
        "each",
        "the number is less than that of another field",
        kinds=_NUMBERS,
        params={"than": ParamSpec("field")},
        yields=1,
    ),
    "sum_differs": CheckSpec(
        "together",
        "the first amount is not the sum of the others: in one of the `forms` (`name: amount + amount - amount`, "
        "`others` being the rule's other fields), the one that the file `follows`",
        kinds=_MONEY,
        params={
            "forms": ParamSpec("texts", ()),
            "follows": ParamSpec("text", "learned"),
            "payments": ParamSpec("fields", ()),
            "tolerance": ParamSpec("decimal", Decimal("0.02")),
            "min_share": ParamSpec("decimal", Decimal("0.95")),
            "min_rows": _ROWS,
        },
    ),
    "schedule_differs": CheckSpec(
        "together",
        "the figures of the loan do not follow from amount, rate, term and method, in a file whose figures do",
        kinds=_MONEY,
        params={"min_share": ParamSpec("decimal", Decimal("0.95")), "learn_from": _ROWS},
        yields=2,
    ),
    "periods_differ": CheckSpec(
        "together",
        "periods left and periods paid do not make up the term, which is at most `longest`",
        kinds=frozenset({Kind.INTEGER}),
        min_fields=3,
        max_fields=3,
        params={"longest": ParamSpec("integer", 480)},
    ),
    "rate_above_cap": CheckSpec(
        "together",
        "the rate (first field) is above the cap (rate_caps.csv) on a contract of that date (second field) with a "
        "lender of the kind that its name tells (third field), else `lender`",
        min_fields=3,
        max_fields=3,
        params={"lender": _LENDER},
    ),
    "flat_above_cap": CheckSpec(
        "together",
        "the rate of a flat loan (term and method are the last fields) is below the cap, its effective rate above it",
        min_fields=5,
        max_fields=5,
        params={"lender": _LENDER},
    ),
    # dates and days
    "after_as_of": CheckSpec(
        "each", "the date is later than the as-of date", kinds=_DATE | {Kind.MOMENT}, doubts=True
    ),
    "older_than": CheckSpec(
        "each",
        "the date is more than so many days before the as-of date",
        kinds=_DATE,
        params={"days": ParamSpec("integer")},
        doubts=True,
    ),
    "wrong_order": CheckSpec(
        "each",
        "the date breaks one of the `pairs`, such as `placed_on >= overdue_on`",
        kinds=_DATE,
        min_fields=2,
        params={"pairs": ParamSpec("texts")},
    ),
    "age_outside": CheckSpec(
        "each",
        "the date, taken as a birth date, gives an age outside the range",
        kinds=_DATE,
        params={"min": ParamSpec("integer", 16), "max": ParamSpec("integer", 100)},
        doubts=True,
    ),
    "months_differ": CheckSpec(
        "together",
        "the first date is not the second plus so many months (or weeks, or days)",
        min_fields=3,
        max_fields=3,
        params={"tolerance_days": ParamSpec("integer", 5)},
        yields=1,
    ),
    "days_differ": CheckSpec(
        "together",
        "days overdue do not follow from the date overdue since and the file's reference date",
        min_fields=2,
        max_fields=2,
        params={"tolerance_days": ParamSpec("integer", 1), "min_share": _SHARE},
        yields=1,
    ),
    "bucket_differs": CheckSpec(
        "together",
        "the bucket (first field) does not follow from days, periods or dates overdue (second, third, fourth and "
        "fifth field), under a scheme of buckets.yml or the one that the file follows",
        min_fields=5,
        max_fields=5,
        params={"scheme": ParamSpec("text", "learned"), "min_share": _SHARE, "min_rows": _ROWS},
        yields=2,
    ),
    **PHONE_CHECKS,
    # fields beside one another
    "same_value": CheckSpec(
        "each", "the value equals that of one of the fields `others`", params={"others": ParamSpec("fields")}
    ),
    "repeats_earlier": CheckSpec(
        "each",
        "the value equals that of an earlier field of the rule; fields `apart` are compared among themselves",
        min_fields=2,
        params={"apart": ParamSpec("fields", ())},
    ),
    # ids
    "id_state": CheckSpec(
        "each",
        "the resident id has one of these defects",
        kinds=_ID,
        params={"states": ParamSpec("texts")},
        doubts=True,
    ),
    "id_birth_differs": CheckSpec(
        "together", "the birth date is not that of the resident id", min_fields=2, max_fields=2
    ),
    "id_sex_differs": CheckSpec(
        "together", "the sex is not that of the resident id", min_fields=2, max_fields=2
    ),
    "id_age_differs": CheckSpec(
        "together",
        "the age is more than `years` off the one that the resident id gives",
        min_fields=2,
        max_fields=2,
        params={"years": ParamSpec("integer", 1)},
    ),
    "id_province_differs": CheckSpec(
        "together", "the province is not the one of the resident id", min_fields=2, max_fields=2
    ),
    "id_age_outside": CheckSpec(
        "each",
        "the birth date in the resident id gives an age outside the range",
        kinds=_ID,
        params={"min": ParamSpec("integer", 16), "max": ParamSpec("integer", 100)},
        doubts=True,
    ),
    "id_form": CheckSpec(
        "together",
        "the number does not have the form of the paper that the second field names (id_forms.yml)",
        min_fields=2,
        max_fields=2,
    ),
    "id_kind_differs": CheckSpec(
        "together", "the kind of id is not that of the number in the second field", min_fields=2, max_fields=2
    ),
    "id_area_unknown": CheckSpec("each", "the resident id begins with no province's digits", kinds=_ID),
    "uscc": CheckSpec("each", "the check character of the unified social credit code is wrong", kinds=_ID),
    "luhn": CheckSpec("each", "the card number fails the Luhn check", kinds=_ID),
    "not_a_card": CheckSpec(
        "each",
        "the text is not digits only, or has too few or too many of them",
        kinds=_ID,
        params={"min": ParamSpec("integer", 12), "max": ParamSpec("integer", 19)},
    ),
    "digits_lost": CheckSpec("each", "a spreadsheet zeroed the last digits of a long number", kinds=_ID),
    # a source's own
    "holds": CheckSpec(
        "together", "an SQL condition over fields does not hold", params={"sql": ParamSpec("sql")}
    ),
    # rows with equal keys
    "repeated_row": CheckSpec(
        "together",
        "an earlier row has the same content in every column; told on the first field that the file has",
        scope="group",
    ),
    "repeated_key": CheckSpec(
        "together",
        "several rows have the same values in these fields, or in the first of them that the file has",
        scope="group",
        params={"key": ParamSpec("text", "all", values=("all", "first"))},
    ),
    "several_values": CheckSpec(
        "together",
        "rows that agree in all fields but the last differ in the last",
        scope="group",
        min_fields=2,
    ),
    "shared_value": CheckSpec(
        "each",
        "the value stands with more than so many different debtors",
        scope="group",
        params={"more_than": ParamSpec("integer", 3), "of": ParamSpec("field", "id_no")},
    ),
    **LINK_CHECKS,
}
