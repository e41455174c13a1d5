"""Whether the values of a column can be those of a field: what speaks for it, and what against."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from dq.map.shapes import Shape
from dq.model.enums import Kind
from dq.model.schema import field

AGAINST_FROM = 0.5
"""A column is not the field's if at least this share of its values has a shape that the field's never have."""

NEUTRAL = 0.5
"""The fit of a column without values."""


@dataclass(frozen=True, slots=True)
class Expected:
    """The shapes that a field's values have, and those that they never have."""

    looks: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """How well values fit a field (0 to 1), and the shape that contradicts it, if one does."""

    score: float
    against: str | None = None


_PERSON = ("name", "latin_name")
_NUMBERS = ("money", "decimal", "percent")
_IDS = ("resident_id", "ssn")
_PHONES = ("mobile", "landline")
_WRITTEN = ("address", "company", "sentence", "email")
_NOT_WORDS = (*_PHONES, *_IDS, *_NUMBERS, "date", "email")

_BY_KIND: dict[Kind, Expected] = {
    Kind.PHONE: Expected(
        ("phone", "local_tel"),
        (*_IDS, *_PERSON, *_WRITTEN, "decimal", "percent", "date", "han", "small", "numbered"),
    ),
    Kind.MONEY: Expected(
        ("money", "decimal"), (*_PHONES, *_IDS, *_PERSON, *_WRITTEN, "percent", "han", "card", "date")
    ),
    Kind.DATE: Expected(
        ("date", "serial"), (*_PHONES, *_IDS, *_PERSON, *_WRITTEN, "decimal", "percent", "han", "day", "card")
    ),
    Kind.INTEGER: Expected(
        ("small",), (*_PHONES, *_IDS, *_PERSON, *_WRITTEN, "decimal", "percent", "han", "date", "card")
    ),
    Kind.PERCENT: Expected(
        ("percent", "decimal", "small"), (*_PHONES, *_IDS, *_PERSON, *_WRITTEN, "han", "date", "card")
    ),
    Kind.ID: Expected(
        ("code", "digits"), (*_PERSON, *_WRITTEN, "decimal", "percent", "han", "date", "mobile")
    ),
    Kind.ENUM: Expected((), (*_NOT_WORDS, *_WRITTEN)),
    Kind.TEXT: Expected((), (*_PHONES, *_IDS)),
    Kind.MOMENT: Expected(
        ("date", "serial"), (*_PHONES, *_IDS, *_PERSON, *_WRITTEN, "percent", "han", "day", "card")
    ),
    Kind.CLOCK: Expected(
        ("clock",), (*_PHONES, *_IDS, *_PERSON, *_WRITTEN, "percent", "han", "card", "date", "serial")
    ),
    Kind.FLAG: Expected(("flag", "small"), (*_PHONES, *_IDS, *_PERSON, *_WRITTEN, "date", "decimal", "card")),
}
_PEOPLE = Expected(_PERSON, (*_NOT_WORDS, "address", "company", "relation", "sex", "digits", "province"))
_NO_PLACES = (*_NOT_WORDS, "name", "relation", "company")
_PLACES = Expected(("place", "province", "latin_place"), _NO_PLACES)
# Of a State any words may be those of an account's state: only known names of provinces and states speak for a place.
_PROVINCES = Expected(("place", "province", "us_state"), _NO_PLACES)
_ADDRESSES = Expected(("address",), (*_NOT_WORDS, "name", "relation", "digits"))
_EMPLOYERS = Expected(("company",), (*_NOT_WORDS, "name", "relation", "digits"))
_DAYS = Expected(("day",), _BY_KIND[Kind.INTEGER].never)
_CARDS = Expected(("card",), (*_BY_KIND[Kind.ID].never, *_IDS, "phone", "small"))
_OF_FIELD: dict[str, Expected] = {
    "id_no": Expected(_IDS, (*_BY_KIND[Kind.ID].never, "phone", "small")),
    "batch_no": Expected((), (*_PHONES, *_PERSON, "address")),
    "card_no": _CARDS,
    "account_no": Expected(("card", "digits", "code"), (*_BY_KIND[Kind.ID].never, *_IDS)),
    "vin": Expected(("vin",), (*_BY_KIND[Kind.ID].never, "phone", "small")),
    "plate_no": Expected(("plate",), (*_PERSON, *_WRITTEN, "decimal", "percent", "date", "phone", "digits")),
    "im_qq": Expected(("digits",), (*_PERSON, *_WRITTEN, "decimal", "percent", "han")),
    "debtor_name": _PEOPLE,
    "name": _PEOPLE,
    "account_name": Expected(_PERSON, (*_NOT_WORDS, "address")),
    "collector": Expected(_PERSON, (*_PHONES, *_IDS, "decimal", "percent", "date", "address")),
    "province": _PROVINCES,
    "city": _PLACES,
    "county": _PLACES,
    "home_address": _ADDRESSES,
    "register_address": _ADDRESSES,
    "statement_address": _ADDRESSES,
    "employer_address": _ADDRESSES,
    "address": _ADDRESSES,
    "employer": _EMPLOYERS,
    "email": Expected(("email",), (*_PHONES, *_IDS, *_NUMBERS, *_PERSON, "date", "address", "han", "digits")),
    "sex": Expected(("sex",), (*_NOT_WORDS, *_WRITTEN, *_PERSON)),
    "relation": Expected(("relation",), (*_NOT_WORDS, "address", "company", *_PERSON)),
    "id_type": Expected(("id_type",), (*_NOT_WORDS, *_WRITTEN, *_PERSON)),
    "repay_method": Expected(("repay_method",), (*_NOT_WORDS, *_WRITTEN, *_PERSON, "payment_channel")),
    "currency": Expected(("currency",), (*_PHONES, *_IDS, *_WRITTEN, *_PERSON, "decimal", "percent", "date")),
    "case_status": Expected(("case_status",), (*_NOT_WORDS, *_PERSON, "address")),
    "bucket": Expected(("bucket",), (*_PHONES, *_IDS, *_PERSON, "date", "address", "company", "decimal")),
    "bank": Expected(("company",), (*_NOT_WORDS, *_PERSON, "digits")),
    "placement_term": Expected((), (*_PHONES, *_IDS, *_PERSON, "address", "decimal")),
    "primary_card_flag": Expected(("flag",), (*_NOT_WORDS, *_PERSON, "address")),
    "remarks": Expected(),
    "prev_record": Expected(),
    "repay_day": _DAYS,
    "statement_day": _DAYS,
    "payer": _PEOPLE,
    "person_name": _PEOPLE,
    "agent": Expected((), (*_PHONES, *_IDS, "decimal", "percent", "date", "address")),
    "relation_raw": Expected(("relation",), (*_NOT_WORDS, "address", "company")),
    "measure": Expected((), (*_NOT_WORDS, "address")),
    "note": Expected(),
    "evidence": Expected(),
    "outcome": Expected((), (*_PHONES, *_IDS, "decimal", "percent", "date", "address", "email")),
    "reversal": Expected(("flag", "small"), (*_PHONES, *_IDS, "date", "decimal", "card")),
    "duration_s": Expected(
        ("small", "digits"), (*_PHONES, *_IDS, *_PERSON, *_WRITTEN, "percent", "han", "card")
    ),
    "phone_md5": Expected(("code",), (*_PERSON, "decimal", "percent", "han", "date", "mobile")),
    "phone_sha256": Expected(("code",), (*_PERSON, "decimal", "percent", "han", "date", "mobile")),
    "birth_date": Expected(("date", "serial"), (*_BY_KIND[Kind.DATE].never, "small")),
}


@cache
def expected(name: str) -> Expected:
    """What the values of a field look like; contact slots are told by their part."""
    found = _OF_FIELD.get(name)
    if found is None and name.startswith(("contact", "spouse_", "guarantor_")):
        found = _OF_FIELD.get(name.split("_", 1)[1])
    return found or _BY_KIND[field(name).kind]


def fit(name: str, shape: Shape) -> Fit:
    """How the values of a column fit a field."""
    if shape.count == 0:
        return Fit(NEUTRAL)
    wanted = expected(name)
    support = shape.share(*wanted.looks) if wanted.looks else NEUTRAL
    for other in wanted.never:
        share = shape.share(other)
        # Of few values half may be in the wrong column; where the shares are more than the whole, some have both looks.
        more = share > support or (share == support and share + support > 1)
        if share >= AGAINST_FROM and more and not _explained(other, wanted, shape):
            return Fit(0.0, other)
    return Fit(support)


def _explained(other: str, wanted: Expected, shape: Shape) -> bool:
    """Whether a shape comes with what the field's values look like, as small numbers come with money."""
    return any(
        shape.share(look) >= AGAINST_FROM and other in _COMES_WITH.get(look, ()) for look in wanted.looks
    )


# A value of the first shape may well have the others, and so they say nothing against it.
_COMES_WITH: dict[str, tuple[str, ...]] = {
    "decimal": ("money", "serial"),
    "money": ("small", "digits", "day", "serial", "code", "card"),
    "small": ("money", "digits", "day", "serial", "code"),
    "day": ("money", "digits", "small"),
    "percent": ("code",),
    "date": ("money", "digits", "code", "card"),
    "serial": ("money", "small", "digits", "code"),
    "resident_id": ("card", "digits", "code", "money"),
    "card": ("digits", "code", "money"),
    "code": ("digits", "money", "small"),
    "digits": ("money", "small", "code"),
    "vin": ("code",),
    "name": ("han", "relation"),
    "place": ("han", "province"),
    "address": ("han", "sentence", "company", "place"),
    "company": ("han", "sentence", "address", "place"),
    "phone": ("digits", "code", "money"),
}
