"""Charts of the report: bars as inline SVG, coloured by the page's style sheet.

Only shapes are drawn here; every word stays HTML beside them, so that the page needs no font, prints, and can
be read aloud. (matplotlib was measured at 2.5 CPU seconds to import, paints fixed colours that a dark page
can't change, and warns about Chinese fonts.)
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from markupsafe import Markup

_WIDTH = 1000
_SPARK = 60
_TALL = 18

Number = int | float | Decimal


def split_bar(parts: Sequence[tuple[str, Number]]) -> Markup:
    """One bar divided among parts, each ``(CSS class, value)``; a part that isn't nothing stays visible."""
    total = float(sum(value for _, value in parts))
    shares = [max(4.0, float(value) / total * _WIDTH) if value else 0.0 for _, value in parts]
    scale = _WIDTH / sum(shares) if sum(shares) else 0.0
    drawn, left = [], 0.0
    for (name, _), share in zip(parts, shares, strict=True):
        if share:
            drawn.append(_rect(name, left, share * scale, 0, 20))
            left += share * scale
    return _svg("split", 20, drawn)


def bar(value: Number, most: Number, name: str = "bar") -> Markup:
    """A bar for one line of a table, as long as its share of the largest value."""
    return _svg("track", 10, [_rect(name, 0, _length(value, most), 0, 10)])


def two_bars(first: Number, second: Number, most: Number) -> Markup:
    """Two thin bars one above the other: before and after, or cases and money."""
    drawn = [
        _rect("before", 0, _length(first, most), 0, 6),
        _rect("after", 0, _length(second, most), 8, 6),
    ]
    return _svg("pair", 14, drawn)


def sparkline(values: Sequence[Number]) -> Markup:
    """A small line over time, from 0 to the largest value; the last point is marked."""
    most = max(values, default=0) or 1
    step = _SPARK / max(len(values) - 1, 1)
    points = [
        (2 + place * step, _TALL - 2 - float(value) / float(most) * (_TALL - 4))
        for place, value in enumerate(values)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1] if points else (0.0, 0.0)
    return Markup(  # noqa: S704 -- numbers and class names of our own only
        f'<svg class="spark" viewBox="0 0 {_SPARK + 4} {_TALL}" aria-hidden="true">'
        f'<polyline points="{path}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="2"/></svg>'
    )


def _length(value: Number, most: Number) -> float:
    """The length on a scale of 1000; at least 4 for what isn't nothing."""
    if value <= 0 or most <= 0:
        return 0.0
    return min(float(_WIDTH), max(4.0, float(value) / float(most) * _WIDTH))


def _rect(name: str, left: float, width: float, top: int, height: int) -> str:
    return f'<rect class="{name}" x="{left:.1f}" y="{top}" width="{width:.1f}" height="{height}"/>'


def _svg(name: str, height: int, drawn: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 -- numbers and class names of our own only
        f'<svg class="{name}" viewBox="0 0 {_WIDTH} {height}" preserveAspectRatio="none" aria-hidden="true">'
        + "".join(drawn)
        + "</svg>"
    )
