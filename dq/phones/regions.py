"""The regions whose national numbers can be read."""

from __future__ import annotations

import phonenumbers

from dq.model.errors import UsageError


def known_region(region: str) -> str:
    """The region itself; raises :class:`UsageError` if ``phonenumbers`` has no plan for it.

    A mistyped region would make every national number of a file malformed.
    """
    if region not in phonenumbers.SUPPORTED_REGIONS:
        raise UsageError(
            f"'{region}' is no known region", "Give the two capital letters of ISO 3166, such as CN or HK."
        )
    return region
