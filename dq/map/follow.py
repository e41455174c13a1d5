"""Follow a source: what it says of each column, and how the file's layout differs from it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping as Table
from collections.abc import Sequence

import polars as pl
from rapidfuzz import fuzz

from dq.map.fits import fit
from dq.map.interface import ColumnLike, Difference, MappedColumn, Mapping, SpecLike, UnmappedColumn
from dq.map.name_parts import fit_of_part, join_parts, part_of, why_alone
from dq.map.names import nearest, plain_unit, read_header, units_above
from dq.map.phrases import say
from dq.map.shapes import Shape, shapes_of
from dq.map.vocabulary import key_of
from dq.model.companions import CASES
from dq.model.enums import Kind
from dq.model.schema import field as field_of
from dq.model.schema import required_of
from dq.model.units import unit_label
from dq.text.headers import plain_header

_RENAMED_FROM = 60.0
_REQUIRED = re.compile(r"[(\[【](?:必填|选填|可选|非必填|required|optional)[)\]】]")


def follow(
    columns: Sequence[ColumnLike],
    source_columns: Table[str, SpecLike],
    ignored: Sequence[str] = (),
    sample: pl.DataFrame | None = None,
    lang: str = "en",
    table: str = CASES,
    above: Sequence[str] = (),
) -> Mapping:
    """Map a file's columns as its source says: by the same header, else by the same header in another form.

    ``table``: the companion table that the file is of, if it has no cases. ``above``: the lines above the header.

    Nothing is guessed: a column that the source does not name is not mapped, and is told as ``new``; where it
    is probably a renamed one, ``renamed`` suggests it. With a ``sample``, columns whose values contradict their
    field are told as ``shape``, and amounts in another unit than the file tells as ``unit``; they stay as the
    source has them, for its word counts. Of several columns for one field the first in the source is mapped, the
    others are ``second``. The parts of a name are one column, in the place of the first of them; one with the whole
    name goes before them.
    """
    shapes = shapes_of(sample) if sample is not None else {}
    found = _match(columns, [*source_columns, *ignored])
    order = {name: place for place, name in enumerate(source_columns)}
    owners: dict[str, str] = {}
    here = set(found.values())
    for name, spec in source_columns.items():
        if name in here and spec.part is None:
            owners.setdefault(spec.field, name)
    joined = join_parts(columns, source_columns, found, lang)
    mapped: list[MappedColumn] = []
    second: list[MappedColumn] = []
    unmapped: list[UnmappedColumn] = []
    for column in columns:
        name = found.get(column.name, "")
        if not name:
            facts = read_header(column.header or column.name, table)
            empty = facts.blank and column.name in shapes and not shapes[column.name].count
            near = nearest(facts.key, None, table)
            unmapped.append(UnmappedColumn(column.name, say(lang, "not_in_source"), near, empty))
        elif name in source_columns and source_columns[name].part is not None:
            whole = joined.get(source_columns[name].field)
            if whole is None or column.name not in whole.parts:
                unmapped.append(
                    UnmappedColumn(column.name, why_alone(whole, source_columns[name], lang), None)
                )
            elif column.name == whole.columns[0]:
                (second if whole.field in owners else mapped).append(whole)
        elif name in source_columns:
            spec = source_columns[name]
            how = say(lang, "source" if name in (column.name, column.header) else "source_form")
            item = MappedColumn(column.name, spec.field, "source", spec.unit, 1.0, (how,), None, spec.dates)
            (mapped if owners[spec.field] == name else second).append(item)
    empty_ones = {column.column for column in unmapped if column.empty}
    filled = [column for column in columns if column.name not in empty_ones]
    differences = [
        *_missing_and_new(filled, source_columns, ignored, found, shapes, lang, table),
        *_moved([*mapped, *(item for item in second if not item.parts)], columns, found, order, lang),
        *_contradicted([*mapped, *second], shapes, lang),
        *_other_units([*mapped, *second], columns, units_above(above), lang, table),
    ]
    fields = {item.field for item in mapped}
    return Mapping(
        tuple(mapped),
        tuple(c.name for c in columns if found.get(c.name) in set(ignored) - set(source_columns)),
        tuple(unmapped),
        tuple(second),
        tuple(name for name in required_of(table) if name not in fields),
        tuple(differences),
    )


def _match(columns: Sequence[ColumnLike], names: Sequence[str]) -> dict[str, str]:
    """The source's name for each column of the file: the same text first, then the same key, each used once."""
    free = dict.fromkeys(names)
    found: dict[str, str] = {}
    for column in columns:
        for text in (column.name, column.header):
            if column.name not in found and text in free:
                found[column.name] = text
                del free[text]
    keys: dict[str, str] = {}
    for name in free:
        keys.setdefault(_form(name), name)
    for column in columns:
        if column.name in found:
            continue
        for text in (column.name, column.header):
            if column.name not in found and _form(text) in keys:
                found[column.name] = keys.pop(_form(text))
    return found


def _form(header: str) -> str:
    """A header apart from how it is written; its unit stays, for 万元 and 元 are not the same column."""
    return key_of(_REQUIRED.sub("", plain_header(header)))


def _missing_and_new(
    columns: Sequence[ColumnLike],
    source_columns: Table[str, SpecLike],
    ignored: Sequence[str],
    found: Table[str, str],
    shapes: Table[str, Shape],
    lang: str,
    table: str,
) -> list[Difference]:
    """Columns that only one side has, and the pairs of them that are probably one column under two names.

    A source may name the columns of several layouts: one whose field another column of the file has is not missing.
    """
    new = [column for column in columns if column.name not in found]
    here = set(found.values())
    fed = {(spec.field, spec.part) for name, spec in source_columns.items() if name in here}
    missing = [name for name, spec in source_columns.items() if name not in here and not _is_fed(spec, fed)]
    pairs: list[tuple[float, str, str]] = []
    for name in missing:
        field = source_columns[name].field
        for column in new:
            facts = read_header(column.header or column.name, table)
            likeness = fuzz.ratio(key_of(name), facts.key)
            part = source_columns[name].part
            if part is None and any(named.field == field for named in facts.fields):
                likeness = 100.0
            if part is not None and part_of(column.header or column.name, table) == part:
                likeness = 100.0
            if likeness >= _RENAMED_FROM and fit(field, shapes.get(column.name, Shape(0))).against is None:
                pairs.append((likeness, name, column.name))
    renamed: dict[str, str] = {}
    for _, name, column_name in sorted(pairs, key=lambda pair: -pair[0]):
        if name not in renamed and column_name not in renamed.values():
            renamed[name] = column_name
    differences = []
    for name in missing:
        field = source_columns[name].field
        if name in renamed:
            message = say(lang, "renamed", column=name, suggestion=renamed[name])
            differences.append(Difference("renamed", name, field, renamed[name], message))
        else:
            message = say(lang, "missing", column=name, field=field)
            differences.append(Difference("missing", name, field, None, message))
    for name in ignored:
        if name not in here and name not in source_columns:
            message = say(lang, "missing_ignored", column=name)
            differences.append(Difference("missing", name, None, None, message))
    for column in new:
        if column.name not in renamed.values():
            message = say(lang, "new", column=column.name)
            differences.append(Difference("new", column.name, None, None, message))
    return differences


def _is_fed(spec: SpecLike, fed: set[tuple[str, str | None]]) -> bool:
    """Whether a column of the file has what another one of the source would have: the whole name has its parts."""
    if spec.part is None:
        return any(field == spec.field for field, _ in fed)
    return (spec.field, None) in fed or (spec.field, spec.part) in fed


def _moved(
    items: Sequence[MappedColumn],
    columns: Sequence[ColumnLike],
    found: Table[str, str],
    order: Table[str, int],
    lang: str,
) -> list[Difference]:
    """The fewest columns that must have moved, for all others to stand in the source's order."""
    fields = {name: item.field for item in items for name in item.columns}
    present = [column.name for column in columns if column.name in fields]
    staying = _longest_rise([order[found[name]] for name in present])
    return [
        Difference("moved", name, fields[name], None, say(lang, "moved", column=name))
        for place, name in enumerate(present)
        if place not in staying
    ]


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """The places of a longest rising subsequence."""
    ends: list[int] = []
    places: list[int] = []
    back: list[int] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        back.append(places[length - 1] if length else -1)
        ends[length : length + 1] = [number]
        places[length : length + 1] = [place]
    staying: set[int] = set()
    at = places[-1] if places else -1
    while at >= 0:
        staying.add(at)
        at = back[at]
    return staying


def _contradicted(items: Sequence[MappedColumn], shapes: Table[str, Shape], lang: str) -> list[Difference]:
    differences = []
    for item, column in [(one, column) for one in items for column in one.columns]:
        shape = shapes.get(column, Shape(0))
        against = fit_of_part(item.field, item.parts.get(column), shape).against
        if against is not None:
            message = say(
                lang, "contradicted", column=column, field=item.field,
                share=shape.share(against), count=shape.count, shape=against,
            )  # fmt: skip
            differences.append(Difference("shape", column, item.field, None, message))
    return differences


def _other_units(
    items: Sequence[MappedColumn],
    columns: Sequence[ColumnLike],
    above: set[str | None],
    lang: str,
    table: str,
) -> list[Difference]:
    """Amounts that the source has read in another unit than their header tells, or else the lines ``above`` all of them
    (one unit; where they tell several, none of them is a column's)."""
    headers = {column.name: column.header or column.name for column in columns}
    differences = []
    for item in items:
        if field_of(item.field).kind is not Kind.MONEY:
            continue
        facts = read_header(headers[item.column], table)
        if facts.foreign or not (facts.tells_unit or len(above) == 1):
            continue
        (told,) = {facts.unit} if facts.tells_unit else above
        if plain_unit(item.unit) != told:
            place = say(lang, "its_header" if facts.tells_unit else "line_above")
            mine, theirs = unit_label(plain_unit(item.unit), lang), unit_label(told, lang)
            message = say(lang, "other_unit", column=item.column, unit=mine, place=place, told=theirs)
            differences.append(Difference("unit", item.column, item.field, told or "元", message))
    return differences
