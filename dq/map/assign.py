"""One field for each column: the assignment with the greatest total score."""

from __future__ import annotations

from collections.abc import Mapping as Table
from collections.abc import Sequence

_NONE = -1


def assign(scores: Sequence[Table[str, float]]) -> list[str | None]:
    """The field of each row of ``scores`` (field → score above 0), no field twice, the sum as great as can be.

    Rows whose fields do not meet are independent, so each connected part is solved for itself by the Hungarian
    method, which is linear in the rows and quadratic in the fields. Equal sums are settled for the earlier row.
    """
    result: list[str | None] = [None] * len(scores)
    for rows in _parts(scores):
        names = sorted({name for row in rows for name in scores[row]})
        # A field may stay without a row: as many empty rows of no worth as there are fields.
        costs = [[-scores[row].get(name, 0.0) for row in rows] + [0.0] * len(names) for name in names]
        for name, place in zip(names, _cheapest(costs), strict=True):
            if place < len(rows) and name in scores[rows[place]]:
                result[rows[place]] = name
    return result


def _parts(scores: Sequence[Table[str, float]]) -> list[list[int]]:
    """The rows, grouped so that rows that share a field are together."""
    group = list(range(len(scores)))

    def root(row: int) -> int:
        while group[row] != row:
            group[row] = group[group[row]]
            row = group[row]
        return row

    first: dict[str, int] = {}
    for row, fields in enumerate(scores):
        for name in fields:
            group[root(row)] = root(first.setdefault(name, row))
    parts: dict[int, list[int]] = {}
    for row, fields in enumerate(scores):
        if fields:
            parts.setdefault(root(row), []).append(row)
    return list(parts.values())


def _cheapest(costs: list[list[float]]) -> list[int]:
    """The column of each row with the least total cost; at least as many columns as rows.

    The Hungarian method with potentials: rows enter one by one along the cheapest alternating path.
    """
    width = len(costs[0])
    row_price, column_price = [0.0] * len(costs), [0.0] * (width + 1)
    owner = [_NONE] * (width + 1)
    for row in range(len(costs)):
        owner[width] = row
        here, distance, back, done = width, [float("inf")] * width, [width] * width, [False] * (width + 1)
        while owner[here] != _NONE:
            done[here] = True
            at, step, following = owner[here], float("inf"), here
            for column in range(width):
                if done[column]:
                    continue
                reduced = costs[at][column] - row_price[at] - column_price[column]
                if reduced < distance[column]:
                    distance[column], back[column] = reduced, here
                if distance[column] < step:
                    step, following = distance[column], column
            for column in range(width + 1):
                if done[column]:
                    row_price[owner[column]] += step
                    column_price[column] -= step
                elif column < width:
                    distance[column] -= step
            here = following
        while here != width:
            owner[here] = owner[back[here]]
            here = back[here]
    places = [_NONE] * len(costs)
    for column in range(width):
        if owner[column] != _NONE:
            places[owner[column]] = column
    return places
