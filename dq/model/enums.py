"""The closed lists of words that findings, values and files are described with."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """How bad a finding is: an error must not be imported, a warning may be, info is told."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Disposition(StrEnum):
    """Where a case goes."""

    ACCEPTED = "accepted"
    QUARANTINED = "quarantined"


class Kind(StrEnum):
    """What a field holds; decides how it is cleaned and what it becomes."""

    TEXT = "text"  # String, normalised
    ID = "id"  # String, kept digit by digit
    MONEY = "money"  # Decimal(18, 2)
    PERCENT = "percent"  # Decimal(9, 4), percent a year
    DATE = "date"  # Date
    INTEGER = "integer"  # Int32
    ENUM = "enum"  # String, one of a closed list
    PHONE = "phone"  # String, E.164
    MOMENT = "moment"  # Datetime in microseconds, local time
    CLOCK = "clock"  # Time, the time of day of a moment
    FLAG = "flag"  # Boolean


class Party(StrEnum):
    """Whose a phone number is said to be, seen from the debtor."""

    SELF = "self"
    SPOUSE = "spouse"
    PARENT = "parent"
    CHILD = "child"
    GUARANTOR = "guarantor"
    CO_BORROWER = "co_borrower"
    EMERGENCY = "emergency"
    RELATIVE = "relative"
    COLLEAGUE = "colleague"
    EMPLOYER = "employer"
    FRIEND = "friend"
    OTHER = "other"


LIABLE = (Party.SELF, Party.GUARANTOR, Party.CO_BORROWER)
"""Parties that owe the debt themselves: no third persons."""
