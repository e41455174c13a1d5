"""Companion files on the first stages: read and mapped, each table as an intake of its own.

A file that can't be read costs that file, never the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from dq.model.companions import COMPANIONS, GIVEN
from dq.model.errors import RefusedError, UsageError
from dq.model.rules import Lang
from dq.model.schema import field as field_of
from dq.model.source import CompanionSpec, ReadSpec, Source
from dq.packs.source import default_source
from dq.pipeline.intake import Intake, take_in
from dq.read import Reading, Refused

_USELESS = {
    "no_required_column": (
        ("{file}：没有必需的列：{fields}", "{file}: no column for {fields}"),
        ("、", ", "),
    ),
    "no_link": (
        (
            "{file}：没有能把各行对应到案件的列：{fields}",
            "{file}: no column ties its rows to a case: {fields}",
        ),
        (" 或 ", " or "),
    ),
}
_MEND = (
    "请在来源 YAML 的 companions、{table}、columns 中写明该列。",
    "Name it in the source YAML under companions, {table}, columns.",
)
_NO_SHEETS = "no_sheets"
"""Why reading refuses a file of which a sheet is wanted, if it is no workbook."""
SHEET_MARK = "#"
"""Between a workbook's path and the name of one of its sheets: ``book.xlsx#催收记录``."""

GivenFiles = Mapping[str, str | Path | Sequence[str | Path]]
"""Companion files as a caller names them: table -> a path, or several."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The companion tables of a run by name, and the files of them that could not be read.

    ``overruled``: files that the source names for a table of which others were given.
    """

    intakes: Mapping[str, Intake]
    refused: Mapping[str, tuple[Refused, ...]]
    overruled: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def determining(self) -> list[tuple[str, str, str | None, str]]:
        """What of them determines a run: table, file, sheet, and the hash or why it could not be read."""
        read = [
            (name, item.reading.file, item.reading.sheet, item.reading.sha256)
            for name, intake in self.intakes.items()
            for item in intake.tables
        ]
        lost = [(name, item.file, None, item.reason) for name, lost in self.refused.items() for item in lost]
        left = [
            (name, Path(file).name, None, "overruled") for name, f in self.overruled.items() for file in f
        ]
        return [*read, *lost, *left]

    def close(self) -> None:
        """Remove what reading left behind."""
        for intake in self.intakes.values():
            intake.close()


def wanted(given: GivenFiles, source: Source, case_files: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """The files of each table: those given, else those that the source names; raises :class:`UsageError`.

    A sheet that the source names without a file is one of the case workbooks'.
    """
    unknown = sorted(set(given) - set(GIVEN))
    if unknown:
        raise UsageError(f"no companion table '{unknown[0]}'", f"Known: {', '.join(GIVEN)}.")
    found: dict[str, tuple[str, ...]] = {}
    for table in GIVEN:
        named = _given(given, table) or _of_source(source, table, case_files)
        if named:
            found[table] = named
    return found


def overruled(given: GivenFiles, source: Source, case_files: Sequence[Path]) -> dict[str, tuple[str, ...]]:
    """The files that the source names for tables of which others are given: those are not read."""
    found: dict[str, tuple[str, ...]] = {}
    for table in GIVEN:
        files = {_absolute(name) for name in _given(given, table)}
        others = [name for name in _of_source(source, table, case_files) if _absolute(name) not in files]
        if files and others:
            found[table] = tuple(others)
    return found


def _given(given: GivenFiles, table: str) -> tuple[str, ...]:
    files = given.get(table, ())
    return (str(files),) if isinstance(files, str | Path) else tuple(map(str, files))


def _of_source(source: Source, table: str, case_files: Sequence[Path]) -> tuple[str, ...]:
    spec = source.companions.get(table)
    if spec is None:
        return ()
    return spec.files or tuple(f"{path}{SHEET_MARK}{spec.sheet}" for path in case_files if spec.sheet)


def _absolute(name: str) -> str:
    return str(Path(name).absolute())


def read_companions(
    files: Mapping[str, Sequence[str]],
    known: Source,
    work: Path,
    lang: Lang = "en",
    taken: Iterable[tuple[str, str | None]] = (),
) -> Beside:
    """Read and map the companion files (:func:`wanted`); ``known`` is the source of the cases.

    ``taken``: file and sheet of the case tables. A companion of the same name is told apart by ``(2)`` behind it.
    """
    names = set(taken)
    intakes: dict[str, Intake] = {}
    refused: dict[str, tuple[Refused, ...]] = {}
    for table in GIVEN:
        if table not in files:
            continue
        spec = known.companions.get(table, CompanionSpec())
        intake, lost = _read(files[table], spec, known, table, work, lang)
        if intake is not None:
            for item in intake.tables:
                _name_apart(item.reading, names)
            intakes[table] = intake
        if lost:
            refused[table] = lost
    return Beside(intakes, refused)


def proposed(file: str, table: str, work: Path, lang: Lang) -> Intake:
    """One file with its columns as they are proposed; a sheet may stand behind ``#``. Raises :class:`RefusedError`."""
    ((path, sheet),) = _paths([file])
    source = replace(default_source(), read=ReadSpec(sheet=sheet))
    return take_in([path], None, lambda: source, work, lang, table)


def _name_apart(reading: Reading, names: set[tuple[str, str | None]]) -> None:
    """Give a reading a name that no other has, and note it."""
    file, number = reading.file, 1
    while (reading.file, reading.sheet) in names:
        number += 1
        reading.file = f"{file} ({number})"
    names.add((reading.file, reading.sheet))
    reading.rejected = reading.rejected.with_columns(file=pl.lit(reading.file))


def _read(
    files: Sequence[str], spec: CompanionSpec, known: Source, table: str, work: Path, lang: Lang
) -> tuple[Intake | None, tuple[Refused, ...]]:
    """All files of one table as one intake; what can't be read is told, and the others go on."""
    parts: list[Intake] = []
    refused: list[Refused] = []
    for path, sheet in _paths(files):
        try:
            part = _part(path, sheet, spec, known, table, work, lang)
        except RefusedError as error:
            refused.append(Refused.of(path.name, error))
            continue
        refused += part.refused
        useless = _useless(part, lang)
        if useless is not None:
            part.close()
            refused.append(useless)
            continue
        parts.append(part)
    if not parts:
        return None, tuple(refused)
    tables = tuple(table_ for part in parts for table_ in part.tables)
    return replace(parts[0], tables=tables, refused=()), tuple(refused)


def _part(
    path: Path, sheet: str | None, spec: CompanionSpec, known: Source, table: str, work: Path, lang: Lang
) -> Intake:
    """One file of a table; the sheet that the source names is no matter of a file that has none."""
    try:
        return _take_in(path, _source(spec, known, table, sheet or spec.sheet), table, work, lang)
    except RefusedError as error:
        if sheet is not None or error.reason != _NO_SHEETS:
            raise
    return _take_in(path, _source(spec, known, table, None), table, work, lang)


def _take_in(path: Path, source: Source, table: str, work: Path, lang: Lang) -> Intake:
    """One file; its columns are proposed where the source does not name them."""
    return take_in([path], source if source.columns else None, lambda: source, work, lang, table)


def _paths(files: Sequence[str]) -> Iterator[tuple[Path, str | None]]:
    """A path, and the sheet that stands behind a ``#`` where the whole is no path."""
    for name in files:
        path, mark, sheet = name.rpartition(SHEET_MARK)
        whole = not mark or Path(name).exists()
        yield (Path(name), None) if whole else (Path(path), sheet)


def _source(spec: CompanionSpec, known: Source, table: str, sheet: str | None) -> Source:
    """The source of a companion table: its own columns and look-ups, and the cases' for an earlier batch."""
    case_like = table not in COMPANIONS and not spec.columns
    return replace(
        known,
        read=replace(spec.read, sheet=sheet),
        columns=known.columns if case_like else spec.columns,
        ignore=known.ignore if case_like else spec.ignore,
        lookups=known.lookups if case_like else spec.lookups,
    )


def _useless(intake: Intake, lang: Lang) -> Refused | None:
    """A file that lacks what every row of its table needs."""
    if intake.table not in COMPANIONS:
        return None
    table, fields = COMPANIONS[intake.table], set(intake.fields)
    name = intake.tables[0].reading.file
    missing = table.missing(fields)
    if missing:
        reason, wanted = "no_required_column", missing
    elif fields.isdisjoint(table.links):
        reason, wanted = "no_link", list(table.links)
    else:
        return None
    what, joint = (pair[lang == "en"] for pair in _USELESS[reason])
    listed = joint.join(f"{field_of(item).label(lang)} ({item})" for item in wanted)
    place = _MEND[lang == "en"].format(table=table.name)
    return Refused(name, reason, what.format(file=name, fields=listed), place)
