"""The lines that go back to the source, as its own sheets, with what is wrong on each, for ``return.xlsx``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from dq.model.columns import FILE, ROW, SHEET
from dq.model.companions import CASES, COMPANIONS
from dq.model.schema import fields_by_name
from dq.pipeline.deciding import of_no_case
from dq.pipeline.intake import Intake, Table
from dq.pipeline.outcome import Lists, Passed
from dq.record.ledger import StoredDecision
from dq.route.findings import QUARANTINED
from dq.route.interface import CELLS
from dq.write.returned import Returned

MOST_LINES = 20_000
"""More lines than this are no file that anyone mends by hand; ``quarantined.csv`` has them all."""

_PLACE = ("file", "sheet", "row")


@dataclass(frozen=True, slots=True)
class SentBack:
    """What people sent back to the client: findings by their fingerprints, and rules whose findings on companion rows
    that belong to no case go back, all of them."""

    fingerprints: frozenset[str] = frozenset()
    rules: frozenset[str] = frozenset()

    @classmethod
    def of(cls, decisions: Iterable[StoredDecision]) -> SentBack:
        """What the decisions in force say."""
        given = [item for item in decisions if item.decision == "return"]
        rules = {item.rule for item in given if item.fingerprint == of_no_case(item.source, item.rule)}
        return cls(frozenset(item.fingerprint for item in given), frozenset(rules))

    def findings(self, lists: Lists) -> pl.Expr:
        """Which findings of the exception list they are."""
        sent = pl.col("fingerprint").is_in(self.fingerprints)
        if not self.rules or lists.numbers is None:
            return sent
        known = pl.col("case_no").is_in(lists.numbers.drop_nulls().implode()).fill_null(value=False)
        return sent | (pl.col("rule").is_in(self.rules) & ~known)


@dataclass(slots=True)
class Returning:
    """What goes back: ``sheets``; ``too_many``: by table, how many lines would have gone, and are left out."""

    sheets: list[Returned] = field(default_factory=list)
    too_many: dict[str, int] = field(default_factory=dict)

    def left_out(self) -> dict[str, Any]:
        """What the manifest says of ``too_many``."""
        return {"most": MOST_LINES, "lines": dict(self.too_many)}


def returned(passed: Passed, lists: Lists, intake: Intake, sent: SentBack, lang: str) -> Returning:
    """The sheets of case files that have held-back lines, then those of companion files that have lines sent back.

    Lines with a finding that a person sent back to the client go with the held-back ones, whatever its severity.
    Case files, and each companion table, have none if there are too many lines.
    """
    back = Returning()
    if lists.findings:
        listed = pl.scan_ipc(list(lists.findings))
        _add_cases(back, passed, listed, intake, sent.findings(lists), lang)
        if sent.fingerprints:
            _add_companions(back, listed, lists, sent, lang)
    return back


def _add_cases(
    back: Returning, passed: Passed, listed: pl.LazyFrame, intake: Intake, sent: pl.Expr, lang: str
) -> None:
    places = listed.filter(sent).select(
        pl.col("file").alias(FILE),
        pl.col("sheet").alias(SHEET),
        pl.col("row").alias(ROW),
        _sent=pl.lit(value=True),
    )
    held = (
        pl.scan_parquet(passed.failing)
        .with_columns(pl.col(FILE, SHEET).cast(pl.String))
        .join(places.unique(), on=[FILE, SHEET, ROW], how="left", nulls_equal=True, maintain_order="left")
        .filter(pl.col(QUARANTINED) | pl.col("_sent").fill_null(value=False))
    )
    lines = int(held.select(pl.len()).collect().item())
    if lines > MOST_LINES:
        back.too_many[CASES] = lines
        return
    found = listed.filter((pl.col("disposition") == "quarantined") | sent)
    names = held.collect_schema().names()
    for table in intake.tables:
        of_sheet = pl.col(FILE) == table.reading.file, pl.col(SHEET).eq_missing(_sheet_of(table))
        texts = [pl.col(old).alias(new) for new, old in table.as_it_came(names).items()]
        rows = held.filter(*of_sheet).select(ROW, *texts).collect()
        if rows.height:
            back.sheets.append(_returned(table, table.reading.sheet, rows, found, lang))


def _add_companions(back: Returning, listed: pl.LazyFrame, lists: Lists, sent: SentBack, lang: str) -> None:
    """The rows as they were read: their files are read once more for them, and nothing but them is kept."""
    places = listed.filter(sent.findings(lists)).select(_PLACE).unique().collect()
    for name, intake in lists.tables.items():
        mine = [(table, _rows_in(table, places)) for table in intake.tables]
        lines = sum(rows.len() for _, rows in mine)
        if lines <= MOST_LINES:
            back.sheets += _read_again(name, mine, listed, sent.findings(lists), lang)
        else:
            back.too_many[name] = lines


def _read_again(
    name: str, wanted: Iterable[tuple[Table, pl.Series]], listed: pl.LazyFrame, sent: pl.Expr, lang: str
) -> Iterator[Returned]:
    for table, numbers in wanted:
        if numbers.is_empty():
            continue
        there = pl.col(ROW).is_in(numbers.implode())
        names = [column.name for column in table.reading.columns]
        rows = table.reading.frame.filter(there).select(pl.col(ROW).cast(pl.UInt32), *names)
        told = (pl.col("disposition") == "quarantined") | sent
        found = listed.filter(told & pl.col("row").is_in(numbers.implode()))
        sheet = table.reading.sheet or COMPANIONS[name].label(lang)
        yield _returned(table, sheet, rows.collect(engine="streaming"), found, lang)


def _rows_in(table: Table, places: pl.DataFrame) -> pl.Series:
    """The rows of a table that are among the places."""
    mine = places.filter(pl.col("file") == table.reading.file, pl.col("sheet").eq_missing(_sheet_of(table)))
    return mine["row"].unique().sort()


def _returned(table: Table, name: str | None, rows: pl.DataFrame, found: pl.LazyFrame, lang: str) -> Returned:
    """Rows of a table with ``found`` on them, as a sheet of this name."""
    labels = pl.col("field").replace(
        {name: f"{known.label(lang)}: " for name, known in fields_by_name().items()}
    )
    letters = {column.letter: column.name for column in table.reading.columns}
    mine = found.filter(pl.col("file") == table.reading.file, pl.col("sheet").eq_missing(_sheet_of(table)))
    columns = (
        pl.col("cell")
        .str.replace_all("[0-9]", "")
        .str.split(CELLS)
        .list.eval(pl.element().replace_strict(letters, default=None, return_dtype=pl.String).drop_nulls())
    )
    marks = mine.select("row", columns=columns, message=pl.col("message").str.strip_prefix(labels)).collect()
    looks = table.reading.looks
    return Returned(
        name,
        [(column.name, column.header or "") for column in table.reading.columns],
        rows,
        marks,
        head=table.reading.header,
        above=_above(table),
        looks=None if looks is None else looks(rows[ROW].unique().sort().to_list()),
    )


def _sheet_of(table: Table) -> pl.Expr:
    return pl.lit(table.reading.sheet, pl.String)


def _above(table: Table) -> list[str]:
    """The texts of the rows above the header, so that it stands in the rows where it stood.

    Delimiters behind a text, as a title of a delimited file has them, are none of it.
    """
    header = table.reading.facts.get("header", {}).get("rows") or [1]
    told = table.reading.rejected.filter(pl.col("reason") == "preamble").select("row", "text").rows()
    texts = {row: text.rstrip(f"{table.reading.delimiter} ") for row, text in told}
    return [texts.get(row, "") for row in range(1, header[0])]
