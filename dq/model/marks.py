"""The fields by which a case file says that its debtor is not to be called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

MARKS: Final[Mapping[str, str | None]] = {
    "do_not_contact": None,
    "do_not_call": None,
    "cease_contact": None,
    "bankruptcy": "bankruptcy",
    "represented": "attorney",
}
"""Each with the kind of opt-out that it stands for (None: a wish, whatever its kind)."""
