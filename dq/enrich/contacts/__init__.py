"""Contacts: which number still reaches the debtor, who may be called, and when."""

from __future__ import annotations

from dq.enrich.contacts.interface import (
    CONTACTS_SCHEMA,
    LOOK_UPS,
    PARTY_OF_WORD,
    Asked,
    Earlier,
    Given,
    Keep,
    Survey,
)
from dq.enrich.contacts.listing import survey
from dq.enrich.contacts.persons import persons
from dq.enrich.contacts.wide import case_columns, phone_fields
from dq.enrich.contacts.zones import has_zones

__all__ = [
    "CONTACTS_SCHEMA",
    "LOOK_UPS",
    "PARTY_OF_WORD",
    "Asked",
    "Earlier",
    "Given",
    "Keep",
    "Survey",
    "case_columns",
    "has_zones",
    "persons",
    "phone_fields",
    "survey",
]
