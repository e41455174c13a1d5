"""Plain tables for a terminal of 80 columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dq.text.visible import one_line
from dq.text.width import pad, width

COLUMNS = 80
_NARROWEST = 8


def table(head: Sequence[str], rows: Sequence[Sequence[str]], left: Collection[int] = ()) -> list[str]:
    """The lines of a table; the columns at the places ``left`` begin at the left, the others end at the right.

    The last of the columns at the left gives way until a line fits.
    """
    shown = [list(head), *([one_line(cell) for cell in row] for row in rows)]
    widths = [max(width(row[place]) for row in shown) for place in range(len(head))]
    if left:
        over = sum(widths) + 2 * len(widths) - 2 - COLUMNS
        widths[max(left)] = max(widths[max(left)] - max(over, 0), _NARROWEST)
    return [
        "  ".join(
            pad(cell, size, "left" if place in left else "right")
            for place, (cell, size) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    ]
