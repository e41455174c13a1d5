"""The words in which the phone library answers: columns, kinds, errors, possible reasons."""

from __future__ import annotations

from typing import Final

import phonenumbers
import polars as pl

KINDS: Final = {
    phonenumbers.PhoneNumberType.FIXED_LINE: "fixed_line",
    phonenumbers.PhoneNumberType.MOBILE: "mobile",
    phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE: "fixed_line_or_mobile",
    phonenumbers.PhoneNumberType.TOLL_FREE: "toll_free",
    phonenumbers.PhoneNumberType.PREMIUM_RATE: "premium_rate",
    phonenumbers.PhoneNumberType.SHARED_COST: "shared_cost",
    phonenumbers.PhoneNumberType.VOIP: "voip",
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER: "personal_number",
    phonenumbers.PhoneNumberType.PAGER: "pager",
    phonenumbers.PhoneNumberType.UAN: "uan",
    phonenumbers.PhoneNumberType.VOICEMAIL: "voicemail",
    phonenumbers.PhoneNumberType.UNKNOWN: "unknown",
}
"""The library's number types, by its own code."""

ERRORS: Final = {
    phonenumbers.NumberParseException.INVALID_COUNTRY_CODE: "invalid_country_code",
    phonenumbers.NumberParseException.NOT_A_NUMBER: "not_a_number",
    phonenumbers.NumberParseException.TOO_SHORT_AFTER_IDD: "too_short_after_idd",
    phonenumbers.NumberParseException.TOO_SHORT_NSN: "too_short_nsn",
    phonenumbers.NumberParseException.TOO_LONG: "too_long",
}
"""Why the library can't parse a string, by its own code."""

POSSIBLE: Final = {
    phonenumbers.ValidationResult.IS_POSSIBLE: "possible",
    phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "local_only",
    phonenumbers.ValidationResult.INVALID_COUNTRY_CODE: "invalid_country_code",
    phonenumbers.ValidationResult.TOO_SHORT: "too_short",
    phonenumbers.ValidationResult.INVALID_LENGTH: "invalid_length",
    phonenumbers.ValidationResult.TOO_LONG: "too_long",
}
"""Whether the length of a number is possible, by the library's own code."""

DESCRIBE: Final = {
    "e164": pl.String,
    "valid": pl.Boolean,
    "possible": pl.String,
    "kind": pl.String,
    "region": pl.String,
    "country_code": pl.Int32,
    "national": pl.String,
    "international": pl.String,
    "extension": pl.String,
    "operator": pl.String,
    "place": pl.String,
    "time_zone": pl.String,
    "error": pl.String,
}
"""The columns of :func:`dq.phones.describe`, in order, with their types."""

LANGUAGES: Final = ("en", "zh")
"""The languages that operators and places are named in."""
