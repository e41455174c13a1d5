"""What a person sees for the value of a cell."""

from __future__ import annotations

import datetime
import math
from decimal import Decimal
from typing import Any


def as_text(value: Any) -> str:
    """A typed cell as text: numbers with up to 15 digits as spreadsheets keep them (0.1 + 0.2 is 0.3) and without an
    exponent, whole ones in full and without a point; dates as ISO 8601, a day without its midnight."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return repr(value)
        if value.is_integer():
            return str(int(value))
        text = f"{value:.15g}"
        return format(Decimal(text), "f") if "e" in text else text
    if isinstance(value, datetime.datetime):
        text = value.isoformat(" ", "seconds")
        return text.removesuffix(" 00:00:00")
    if isinstance(value, datetime.timedelta):
        seconds = int(value.total_seconds())
        return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    return str(value)
