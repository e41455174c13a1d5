"""The checks that a pack may name, with their parameters: what the loader holds a rule against."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from dq.model.enums import Kind
from dq.model.rules import CheckSpec, ParamSpec

_MONEY = frozenset({Kind.MONEY})
_DATE = frozenset({Kind.DATE})
_PHONE = frozenset({Kind.PHONE})
_ID = frozenset({Kind.ID})
_WORDS = frozenset({Kind.TEXT, Kind.ID, Kind.ENUM})
_NUMBERS = frozenset({Kind.MONEY, Kind.PERCENT, Kind.INTEGER})

CHECKS: Mapping[str, CheckSpec] = {
    "required": CheckSpec("each", "the field has no value"),
    "unreadable": CheckSpec("each", "the cell has a content that can't be read as what the field holds"),
    "placeholder": CheckSpec("each", "the cell held a filler such as 无 or N/A, which was emptied"),
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
    "raw_matches_not": CheckSpec(
        "each",
        "the cell as it came matches a regular expression that it should not",
        params={"pattern": ParamSpec("regex")},
    ),
    "one_of": CheckSpec(
        "each", "the value is not on a list", kinds=_WORDS, params={"values": ParamSpec("texts")}
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
    "out_of_range": CheckSpec(
        "each",
        "the number is below `min` or above `max`",
        kinds=_NUMBERS,
        params={"min": ParamSpec("decimal", Decimal("-1e15")), "max": ParamSpec("decimal", Decimal("1e15"))},
    ),
    "fraction_of_cent": CheckSpec("each", "the amount has more than two decimals", kinds=_MONEY),
    "outlier": CheckSpec(
        "each",
        "the amount is more than `times` the file's median",
        kinds=_MONEY,
        params={"times": ParamSpec("integer", 100), "min_rows": ParamSpec("integer", 100)},
    ),
    "greater_than": CheckSpec(
        "together", "the first value is greater than the second", min_fields=2, max_fields=2, kinds=_NUMBERS
    ),
    "sum_differs": CheckSpec(
        "together",
        "the first amount is not the sum of the others",
        kinds=_MONEY,
        min_fields=3,
        params={"tolerance": ParamSpec("decimal", Decimal("0.02"))},
    ),
    "whole_sum_differs": CheckSpec(
        "together",
        "the first whole number is not the sum of the others",
        kinds=frozenset({Kind.INTEGER}),
        min_fields=3,
    ),
    "after_as_of": CheckSpec("each", "the date is later than the as-of date", kinds=_DATE),
    "older_than": CheckSpec(
        "each",
        "the date is more than so many days before the as-of date",
        kinds=_DATE,
        params={"days": ParamSpec("integer")},
    ),
    "wrong_order": CheckSpec(
        "together", "the first date is later than the second", kinds=_DATE, min_fields=2, max_fields=2
    ),
    "age_outside": CheckSpec(
        "each",
        "the date, taken as a birth date, gives an age outside the range",
        kinds=_DATE,
        params={"min": ParamSpec("integer", 16), "max": ParamSpec("integer", 100)},
    ),
    "months_differ": CheckSpec(
        "together",
        "the second date is not the first plus so many months",
        min_fields=3,
        max_fields=3,
        params={"tolerance_days": ParamSpec("integer", 5)},
    ),
    "days_differ": CheckSpec(
        "together",
        "days overdue do not follow from the date overdue since and the file's reference date",
        min_fields=2,
        max_fields=2,
        params={"tolerance_days": ParamSpec("integer", 1), "min_share": ParamSpec("decimal", Decimal("0.8"))},
    ),
    "bucket_differs": CheckSpec(
        "together",
        "the overdue bucket does not follow from the days overdue",
        min_fields=2,
        max_fields=2,
        params={"scheme": ParamSpec("text", "cn_30_days")},
    ),
    "phone_state": CheckSpec(
        "each",
        "the cell layer gave the phone one of these states",
        kinds=_PHONE,
        params={"states": ParamSpec("texts"), "reasons": ParamSpec("texts", ())},
    ),
    "phone_kind": CheckSpec(
        "each", "the number is of one of these kinds", kinds=_PHONE, params={"kinds": ParamSpec("texts")}
    ),
    "phone_several": CheckSpec("each", "the cell holds several numbers", kinds=_PHONE),
    "phone_extension": CheckSpec("each", "the number has an extension", kinds=_PHONE),
    "phone_signal": CheckSpec(
        "each",
        "words in the cell say something of the number's state",
        kinds=_PHONE,
        params={"signals": ParamSpec("texts", ())},
    ),
    "phone_foreign": CheckSpec("each", "the number belongs to another region than the file", kinds=_PHONE),
    "same_value": CheckSpec("together", "the first field equals one of the others", min_fields=2),
    "id_state": CheckSpec(
        "each", "the resident id has one of these defects", kinds=_ID, params={"states": ParamSpec("texts")}
    ),
    "id_birth_differs": CheckSpec(
        "together", "the birth date is not that of the resident id", min_fields=2, max_fields=2
    ),
    "id_sex_differs": CheckSpec(
        "together", "the sex is not that of the resident id", min_fields=2, max_fields=2
    ),
    "id_age_outside": CheckSpec(
        "each",
        "the birth date in the resident id gives an age outside the range",
        kinds=_ID,
        params={"min": ParamSpec("integer", 16), "max": ParamSpec("integer", 100)},
    ),
    "luhn": CheckSpec("each", "the card number fails the Luhn check", kinds=_ID),
    "holds": CheckSpec(
        "together", "an SQL condition over fields does not hold", params={"sql": ParamSpec("sql")}
    ),
    "repeated_row": CheckSpec(
        "together", "an earlier row has the same content in every column", scope="group"
    ),
    "repeated_key": CheckSpec("together", "several rows have the same values in these fields", scope="group"),
    "several_values": CheckSpec(
        "together",
        "rows with the same first field have different values in the second",
        scope="group",
        min_fields=2,
        max_fields=2,
    ),
    "shared_value": CheckSpec(
        "each",
        "the value stands with more than so many different debtors",
        scope="group",
        params={"more_than": ParamSpec("integer", 3), "of": ParamSpec("field", "id_no")},
    ),
}
