"""Counts and facts that every format reports in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from dq.read.interface import Column, Counts, Rejection
from dq.read.layout import Layout


def header_rows(layout: Layout) -> list[int]:
    """The 1-based rows of the header; none if the table has none."""
    if layout.first is None or layout.last is None:
        return []
    return list(range(layout.first + 1, layout.last + 2))


def count(lines: int, layout: Layout, rejected: Sequence[Rejection]) -> Counts:
    """The accounts of one table of ``lines`` lines."""
    reasons = Counter(item.reason for item in rejected)
    header = len(header_rows(layout))
    preamble, blank = reasons.pop("preamble", 0), reasons.pop("blank", 0)
    return Counts(lines, header, preamble, blank, lines - header - preamble - blank, sum(reasons.values()))


def layout_facts(
    layout: Layout, columns: Sequence[Column], rejected: Sequence[Rejection], footer: int
) -> dict[str, Any]:
    """What ``facts`` says about header, end of data and rejected lines."""
    return {
        "header": {
            "rows": header_rows(layout),
            "how": layout.how,
            "known_names": layout.known,
            "columns": len(columns),
        },
        "rejected": dict(sorted(Counter(item.reason for item in rejected).items())),
        "footer_rows": footer,
    }
