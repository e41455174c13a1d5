"""From cases to the lines of a file: title, header, blank lines, subtotals, totals, a note."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dq.demo.generator import CaseFile
from dq.demo.layout import HEADERS

_TITLE = "委外催收案件明细表（2026年1月）"
_NOTE = "注：以上金额单位均为人民币元，数据截至委案日。"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its texts by column, and either the case's index or why it is no case.

    ``reason`` is None for a case and for the header.
    """

    texts: tuple[str | None, ...]
    index: int | None = None
    reason: str | None = None


def lines(case_file: CaseFile, *, title: bool) -> Iterator[Line]:
    """The lines of the file from the top; ``title`` puts a title row and a blank line above the header."""
    width = case_file.frame.width
    header = tuple(HEADERS[name] for name in case_file.frame.columns)
    blank = (None,) * width
    if title:
        yield Line((_TITLE, *blank[1:]), reason="preamble")
        yield Line(blank, reason="blank")
    yield Line(header)
    rows = case_file.frame.height
    # Vendors paste pages together: a header within the data, a subtotal, lines left blank.
    within = {
        rows // 5: "blank",
        2 * rows // 5: "repeated_header",
        3 * rows // 5: "total",
        4 * rows // 5: "blank",
    }
    for index, texts in enumerate(case_file.frame.iter_rows()):
        reason = within.get(index)
        if reason is not None and index:
            extra = {"blank": blank, "repeated_header": header, "total": _totals(case_file, "小计")}[reason]
            yield Line(extra, reason=reason)
        yield Line(texts, index=index)
    yield Line(_totals(case_file, "合计"), reason="total")
    yield Line(blank, reason="blank")
    yield Line((_NOTE, *blank[1:]), reason="note")


def truth_lines(
    case_file: CaseFile, *, title: bool
) -> tuple[dict[int, int], list[tuple[int, str, str | None]]]:
    """Where the cases stand (index → 1-based row), and (row, reason, text) of the lines that are no case."""
    rows: dict[int, int] = {}
    rejected: list[tuple[int, str, str | None]] = []
    for number, line in enumerate(lines(case_file, title=title), start=1):
        if line.index is not None:
            rows[line.index] = number
        elif line.reason is not None:
            rejected.append((number, line.reason, next((text for text in line.texts if text), None)))
    return rows, rejected


def _totals(case_file: CaseFile, word: str) -> tuple[str | None, ...]:
    """The control totals as the sender's system computed them, before anything was damaged."""
    sums = {name: str(total) for name, total in case_file.totals.items()}
    return (word, *(sums.get(name) for name in case_file.frame.columns[1:]))
