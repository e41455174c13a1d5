"""Which delimiter and quote a delimited text uses, by the consistency of its rows."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from dq.read.records import LITERAL, OK, OPEN, STRAY, Dialect, Record, parse

DELIMITERS = (",", "\t", ";", "|", ":")
BACKSLASH = "\\"
_JOINED_LINES = 50
_SAMPLED_RECORDS = 400
# A colon parts times and "label: value"; it is a delimiter only where nothing else is.
_WEIGHT = {":": 0.3}


@dataclass(frozen=True)
class Decision:
    """The dialect, with the share of sampled records that have the usual width under it.

    ``escape`` is a backslash where most records have their usual width only if it hides quotes and delimiters.
    """

    dialect: Dialect
    width: int
    share: float
    how: str
    escape: str = ""

    @property
    def score(self) -> float:
        """How well it explains the sample; 0 for a single column."""
        if self.width < 2:
            return 0.0
        return self.share**2 * math.sqrt(min(self.width, 12)) * _WEIGHT.get(self.dialect.delimiter, 1.0)

    def facts(self) -> dict[str, Any]:
        """What ``facts`` says about it."""
        return {
            "delimiter": self.dialect.delimiter,
            "quote": self.dialect.quote,
            "escape": self.escape or None,
            "how": self.how,
            "usual_width": self.width,
            "share_of_usual_width": round(self.share, 4),
        }


def records_of(
    lines: list[str], dialect: Dialect, limit: int, escape: str = ""
) -> list[tuple[int, int, Record]]:
    """The first records of a text: (first line, line behind the last, record); a quote that stays open ends
    at its line."""
    found: list[tuple[int, int, Record]] = []
    index = 0
    while index < len(lines) and len(found) < limit:
        record, end = parse(lines[index], dialect, escape), index + 1
        if record.state == OPEN:
            for stop in range(index + 2, min(len(lines), index + _JOINED_LINES) + 1):
                joined = parse("\n".join(lines[index:stop]), dialect, escape)
                if joined.state == STRAY:
                    break
                if joined.state != OPEN:
                    record, end = joined, stop
                    break
        found.append((index, end, record))
        index = end
    return found


def decide_dialect(lines: list[str], delimiter: str | None, quote: str | None) -> Decision:
    """The dialect under which most sampled records have the same number of cells, and the most cells.

    ``lines`` is a sample without line ends; ``delimiter`` and ``quote`` are what the user fixed.
    """
    chosen = quote if quote is not None else _usual_quote(lines)
    escapes = ("", BACKSLASH) if chosen and any(BACKSLASH in line for line in lines) else ("",)
    best = Decision(Dialect(delimiter or ",", chosen), 1, 1.0, "given" if delimiter else "only one column")
    top = 0.0
    for candidate in [delimiter] if delimiter else DELIMITERS:
        for escape in escapes:
            found = _weighed(lines, Dialect(candidate, chosen), escape)
            if found is None:
                continue
            if found.score > top or (delimiter and not escape):
                top = found.score
                best = found if not delimiter else replace(found, how="given")
    return best


def _weighed(lines: list[str], dialect: Dialect, escape: str) -> Decision | None:
    """How consistent the records are under a dialect; None if all are blank.

    Records whose quotes have no meaning do not speak for a dialect.
    """
    records = [record for _, _, record in records_of(lines, dialect, _SAMPLED_RECORDS, escape)]
    filled = [record for record in records if any(cell.strip() for cell in record.cells)]
    if not filled:
        return None
    sound = [record for record in filled if record.state in (OK, LITERAL)]
    widths = Counter(len(record.cells) for record in sound or filled)
    width, count = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    return Decision(dialect, width, count / len(filled), "most consistent width", escape)


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
