"""For any table in any dialect with seeded damage: the accounts hold, and what is undamaged comes back exactly."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dq.read import Reading, ReadOptions, read

HEADER = ["案件编号", "姓名", "手机", "金额", "日期", "地址", "备注", "产品"]
ENCODINGS = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le")
DAMAGES = ("none", "short", "long", "blank", "unclosed", "stray", "empty_tail", "header")
# Letters of which every encoding has all, quotes, delimiters, and line breaks that quoting must protect.
LETTERS = "张三李四欠款一二ABcd0123456789 -./" + ",;|\t'\"\n"

_NO_DELIMITERS = str.maketrans("", "", ",;|\t")


@dataclass(frozen=True)
class Plan:
    """A file to write: ``rows`` are the cells, ``damages`` one kind for each."""

    rows: list[list[str]]
    damages: list[str]
    delimiter: str
    encoding: str
    end: str
    quote_all: bool
    last_end: bool
    given: bool


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    width = draw(st.integers(3, 8))
    height = draw(st.integers(1, 12))
    # A line of a cell that has all the delimiters of a case is taken for one: then no quote was ever closed.
    cell = st.text(LETTERS, max_size=8) | st.text("张三 x1\n\"'", max_size=8)
    cell = cell.map(lambda text: text.translate(_NO_DELIMITERS) if "\n" in text else text)
    rows = [
        [f"A{number:04}", *draw(st.lists(cell, min_size=width - 1, max_size=width - 1))]
        for number in range(height)
    ]
    # Damage is the exception: where most lines are short, short is what the table is.
    hurt = draw(st.sets(st.integers(0, height - 1), max_size=max(1, height // 3)))
    damages = [draw(st.sampled_from(DAMAGES)) if number in hurt else "none" for number in range(height)]
    return Plan(
        rows,
        damages,
        draw(st.sampled_from([",", ";", "\t", "|"])),
        draw(st.sampled_from(ENCODINGS)),
        draw(st.sampled_from(["\n", "\r\n"])),
        draw(st.booleans()),
        draw(st.booleans()),
        draw(st.booleans()),
    )


def quoted(plan: Plan, cell: str) -> str:
    needed = any(mark in cell for mark in (plan.delimiter, '"', "\n", "'"))
    return '"' + cell.replace('"', '""') + '"' if needed or plan.quote_all else cell


def record(plan: Plan, row: list[str]) -> str:
    return plan.delimiter.join(quoted(plan, cell) for cell in row)


def damaged(plan: Plan, row: list[str], damage: str) -> tuple[list[str], str | None]:
    """The line or lines instead of a row, and the reason to expect for the last of them (None: a case)."""
    good = record(plan, row)
    flat = plan.delimiter.join(cell.translate(str.maketrans("", "", "\n\"',;|\t")) or "x" for cell in row)
    if damage == "short":
        return [flat.rpartition(plan.delimiter)[0]], "ragged_short"
    if damage == "long":
        return [flat + plan.delimiter + "x"], "ragged_long"
    if damage == "unclosed":
        return [flat.replace(plan.delimiter, plan.delimiter + '"', 1)], "unclosed_quote"
    if damage == "stray":
        return [flat.replace(plan.delimiter, plan.delimiter + '"x"y', 1)], "stray_quote"
    if damage == "blank":
        return ["", good], None
    if damage == "empty_tail":
        return [good + plan.delimiter * 2], None
    if damage == "header":
        return [record(plan, HEADER[: len(row)]), good], None
    return [good], None


def write(plan: Plan, path: Path) -> tuple[dict[int, list[str | None]], dict[int, str]]:
    """Write the file; the cases by row, and the reasons of the other rows."""
    lines = [record(plan, HEADER[: len(plan.rows[0])])]
    cases: dict[int, list[str | None]] = {}
    others: dict[int, str] = {}
    for row, damage in zip(plan.rows, plan.damages, strict=True):
        parts, reason = damaged(plan, row, damage)
        if len(parts) == 2:
            others[len(lines) + 1] = "blank" if damage == "blank" else "repeated_header"
        lines += parts
        if reason:
            others[len(lines)] = reason
        else:
            cases[len(lines)] = [cell or None for cell in row]
    content = plan.end.join(lines) + (plan.end if plan.last_end else "")
    blob = content.encode(plan.encoding)
    path.write_bytes(blob)
    return cases, others


def accounts_hold(reading: Reading, rows: list[int]) -> None:
    counts = reading.counts
    assert counts.lines == counts.header + counts.preamble + counts.blank + counts.read
    assert counts.cases == len(rows)
    assert sorted([*rows, *reading.rejected["row"], *reading.facts["header"]["rows"]]) == list(
        range(1, counts.lines + 1)
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plans())
def test_undamaged_rows_come_back_exactly(plan: Plan) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.csv"
        cases, others = write(plan, path)
        options = ReadOptions(delimiter=plan.delimiter if plan.given else None)
        with read(path, options, known_headers=frozenset(HEADER)) as reading:
            found = {row[0]: list(row[1:]) for row in reading.frame.collect().rows()}
            accounts_hold(reading, list(found))
            rejected = dict(reading.rejected.select("row", "reason").rows())
            # What is in the frame is a case as it was; a case may at most be set aside, never changed.
            expected = {row: [*cells] for row, cells in cases.items()}
            assert {row: cells[: len(plan.rows[0])] for row, cells in found.items()} == expected
            assert rejected == others
