"""The first two stages: files are read and their columns mapped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from dq.check.interface import Layout
from dq.map.companion_headers import known_companion_headers
from dq.map.follow import follow
from dq.map.interface import MappedColumn
from dq.map.interface import Mapping as ColumnMapping
from dq.map.propose import propose
from dq.map.telling import numbers_rows, says_period
from dq.map.vocabulary import known_headers
from dq.model import columns
from dq.model.columns import FILE, ROW, SHEET
from dq.model.companions import CASES, COMPANIONS
from dq.model.errors import RefusedError
from dq.model.rules import Lang
from dq.model.schema import in_schema_order
from dq.model.source import Source
from dq.pipeline.refusal_words import in_language
from dq.read import Reading, ReadOptions, Refused, read_many

_NO_ROWS = frozenset(("preamble", "blank", "repeated_header", "total", "note"))
"""Why lines are rejected that never were rows."""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of one file, with what its columns mean.

    ``telling``: the columns that no field took and that may tell rows apart: neither ignored nor the rows' numbers.
    """

    reading: Reading
    mapping: ColumnMapping
    telling: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """File and sheet, the sheet empty if there is none."""
        return self.reading.file, self.reading.sheet or ""

    @property
    def title(self) -> str:
        """The file, and the sheet if there is one."""
        return (
            f"{self.reading.file}, sheet {self.reading.sheet!r}" if self.reading.sheet else self.reading.file
        )

    def seconds(self) -> dict[str, MappedColumn]:
        """The further columns for fields that have one already, by the names that they are cleaned under."""
        mapped, numbers = self.mapping.fields(), Counter[str]()
        found = {}
        for column in self.mapping.second:
            if column.field in mapped:
                numbers[column.field] += 1
                found[columns.second(column.field, 1 + numbers[column.field])] = column
        return found

    def as_it_came(self, present: Collection[str]) -> dict[str, str]:
        """The columns by their names in the file, with that of the ``present`` working columns that has their text."""
        of_field = self.mapping.held()
        texts = {}
        for column in self.reading.columns:
            field = of_field.get(column.name)
            if field is None:
                texts[column.name] = columns.kept(column.name)
            else:
                before = columns.was(field)
                texts[column.name] = before if before in present else columns.raw(field)
        return texts


@dataclass(frozen=True, slots=True)
class Intake:
    """All tables of a run, and the files that could not be read.

    ``fields``: the canonical fields that any table has, in schema order. ``table``: the companion table that the
    files are of, if they are no case files.
    """

    tables: tuple[Table, ...]
    refused: tuple[Refused, ...]
    source: Source
    proposed: bool
    table: str = CASES

    @property
    def marked(self) -> list[str]:
        """The fields of which single cells are marked as untrue to what was typed."""
        marked = [
            mapped.field
            for table in self.tables
            if (columns := set(table.reading.marks["column"]))
            for mapped in table.mapping.mapped
            if not columns.isdisjoint(mapped.columns)
        ]
        return in_schema_order(marked, self.table)

    @property
    def fields(self) -> list[str]:
        """The fields that at least one table has."""
        names = [column.field for table in self.tables for column in table.mapping.mapped]
        return in_schema_order(names, self.table)

    @property
    def seconds(self) -> list[str]:
        """The names of the further columns for a field that any table has."""
        return sorted({name for table in self.tables for name in table.seconds()})

    @property
    def layout(self) -> Layout:
        """How columns and files stand; the order is that of the first table."""
        first = self.tables[0]
        of_column = {mapped.columns[0]: mapped.field for mapped in first.mapping.mapped}
        headers = {c.name: c.header for table in self.tables for c in table.reading.columns}
        return Layout(
            order=tuple(of_column[c.name] for c in first.reading.columns if c.name in of_column),
            others={name: says_period(headers[name]) for table in self.tables for name in table.telling},
            places=tuple(name for name in self.coordinates if name != ROW),
        )

    @property
    def coordinates(self) -> tuple[str, ...]:
        """The working columns that say where a line stands: its row, and file and sheet where there are several."""
        files = [table.reading.file for table in self.tables]
        several_sheets = len(set(files)) < len(files)
        return (ROW, *([FILE] if len(files) > 1 else []), *([SHEET] if several_sheets else []))

    def close(self) -> None:
        """Remove what reading left behind."""
        for table in self.tables:
            table.reading.close()


def take_in(
    files: Sequence[Path],
    source: Source | None,
    default: Callable[[], Source],
    work: Path,
    lang: Lang = "en",
    table: str = CASES,
) -> Intake:
    """Read and map the files; ``lang`` is that of evidence and refusals, ``table`` what their rows are.

    Raises :class:`RefusedError` if none of them can be read, no column of any is recognised, or no line is a case
    (a companion table may be empty).
    """
    try:
        return _taken_in(files, source, default, work, lang, table)
    except RefusedError as error:
        raise in_language(Refused.of(files[0].name, error), lang).error() from error


def _taken_in(
    files: Sequence[Path],
    source: Source | None,
    default: Callable[[], Source],
    work: Path,
    lang: Lang,
    table: str,
) -> Intake:
    known = source or default()
    options = ReadOptions(
        encoding=known.read.encoding,
        delimiter=known.read.delimiter,
        quote=known.read.quote,
        sheet=known.read.sheet,
        header_row=known.read.header_row,
    )
    headers = known_companion_headers(table) if table in COMPANIONS else known_headers()
    results = read_many(files, options, known_headers=headers, work_dir=work)
    readings = [result for result in results if isinstance(result, Reading)]
    refused = tuple(in_language(result, lang) for result in results if isinstance(result, Refused))
    if not readings:
        raise refused[0].error()
    tables = tuple(_table(reading, source, lang, table) for reading in readings)
    if not any(table.mapping.mapped for table in tables):
        names = ", ".join(column.header for column in readings[0].columns[:8])
        raise RefusedError(
            "no_known_column",
            f"{readings[0].file}: no column is recognised (the header was read as: {names or 'nothing'})",
            "Name the columns in a source YAML ('dq map FILE' proposes one); 'read: header_row' fixes the header.",
        )
    # A quiet day has an empty log, but nobody sends a case file without cases.
    if not any(reading.counts.cases for reading in readings) and (table == CASES or _damaged(readings)):
        raise _no_case(readings)
    return Intake(tables, refused, known, proposed=source is None, table=table)


def _damaged(readings: Sequence[Reading]) -> bool:
    """Whether any line was rejected for what is wrong with it, so that it may have been a row."""
    return any(not set(reading.rejected["reason"]) <= _NO_ROWS for reading in readings)


def _no_case(readings: Sequence[Reading]) -> RefusedError:
    """The refusal of files that have a header, and nothing below it that could be a case."""
    reasons: Counter[str] = Counter()
    for reading in readings:
        reasons.update(row["reason"] for row in reading.rejected.select("reason").to_dicts())
    told = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    below = f"the other lines: {told}" if told else "nothing but the header"
    return RefusedError(
        "no_case", f"{readings[0].file}: has no case ({below})", "Ask the source for the file again."
    )


def _table(reading: Reading, source: Source | None, lang: Lang, table: str) -> Table:
    sample = reading.head()
    above = reading.rejected.filter(pl.col("reason") == "preamble")["text"].to_list()
    if source is not None and source.columns:
        mapping = follow(reading.columns, source.columns, source.ignore, sample, lang, table, above)
    else:
        below = reading.header[-1] if len(reading.header) > 1 else ()
        mapping = propose(reading.columns, sample, lang=lang, table=table, above=above, below=below)
    known = {*(name for column in mapping.mapped for name in column.columns), *mapping.ignored}
    telling = (
        c for c in reading.columns if c.name not in known and not numbers_rows(c.header, sample[c.name])
    )
    return Table(reading, mapping, tuple(column.name for column in telling))
