"""Which delimiter and quote a delimited text uses, by the consistency of its rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dq.read.records import OPEN, STRAY, Dialect, parse

DELIMITERS = (",", "\t", ";", "|", ":")
_JOINED_LINES = 50
# A colon parts times and "label: value"; it is a delimiter only where nothing else is.
_WEIGHT = {":": 0.3}


@dataclass(frozen=True)
class Decision:
    """The dialect, with the share of sampled records that have the usual width under it."""

    dialect: Dialect
    width: int
    share: float
    how: str

    def facts(self) -> dict[str, Any]:
        """What ``facts`` says about it."""
        return {
            "delimiter": self.dialect.delimiter,
            "quote": self.dialect.quote,
            "how": self.how,
            "usual_width": self.width,
            "share_of_usual_width": round(self.share, 4),
        }


def records_of(lines: list[str], dialect: Dialect, limit: int) -> list[tuple[int, int, list[str]]]:
    """The first records of a text: (first line, line behind the last, cells); a quote that stays open ends
    at its line."""
    found: list[tuple[int, int, list[str]]] = []
    index = 0
    while index < len(lines) and len(found) < limit:
        record, end = parse(lines[index], dialect), index + 1
        if record.state == OPEN:
            for stop in range(index + 2, min(len(lines), index + _JOINED_LINES) + 1):
                joined = parse("\n".join(lines[index:stop]), dialect)
                if joined.state == STRAY:
                    break
                if joined.state != OPEN:
                    record, end = joined, stop
                    break
        found.append((index, end, record.cells))
        index = end
    return found


def decide_dialect(lines: list[str], delimiter: str | None, quote: str | None) -> Decision:
    """The dialect under which most sampled records have the same number of cells, and the most cells.

    ``lines`` is a sample without line ends; ``delimiter`` and ``quote`` are what the user fixed.
    """
    quotes = [quote] if quote is not None else [_usual_quote(lines)]
    best = Decision(Dialect(delimiter or ",", quotes[0]), 1, 1.0, "given" if delimiter else "only one column")
    top = 0.0
    for candidate in [delimiter] if delimiter else DELIMITERS:
        dialect = Dialect(candidate, quotes[0])
        widths = Counter(
            len(cells)
            for _, _, cells in records_of(lines, dialect, 400)
            if any(cell.strip() for cell in cells)
        )
        total = sum(widths.values())
        if not total:
            continue
        width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
        share = count / total
        score = share * share * min(width, 12) ** 0.5 * _WEIGHT.get(candidate, 1.0) if width > 1 else 0.0
        if delimiter or score > top:
            top = score
            best = Decision(dialect, width, share, "given" if delimiter else "most consistent width")
    return best


def _usual_quote(lines: list[str]) -> str:
    """An apostrophe only where whole cells stand between two of them and no double quote is used."""
    text = "\n".join(lines)
    if text.count('"') >= 2 or text.count("'") < 4:
        return '"'
    both = sum(
        1
        for line in lines
        for delimiter in DELIMITERS
        for cell in line.split(delimiter)
        if len(cell) > 2 and cell[0] == "'" and cell[-1] == "'"
    )
    return "'" if both >= max(2, len(lines) // 2) else '"'
