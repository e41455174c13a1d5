"""A person's name in several columns: First Name, Last Name, MI, Suffix; 姓 and 名. They are read as one."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

import polars as pl

from dq.map.companion_headers import vocabulary_of
from dq.map.fits import Fit, fit
from dq.map.interface import ColumnLike, MappedColumn, SpecLike
from dq.map.names import HeaderFacts, NamedField
from dq.map.phrases import say
from dq.map.shapes import Shape, shapes_of
from dq.map.views import View
from dq.map.vocabulary import key_of
from dq.model.companions import COMPANIONS
from dq.text.name_parts import joined_name, title_of

_SCORE = 0.9
"""Below a known header of the whole name, so that this is taken where a file has both; above a slip of the pen."""
_NEEDED = frozenset(("given", "family"))
_CONTACT = "contact"
_ANY_NAME = "account_name"
"""A field of names whose values may be anything that is no number: an initial M says nothing of a sex."""


def part_of(header: str, table: str) -> str | None:
    """The part of a name that a header is known for; None for any other header."""
    known, key = vocabulary_of(table), key_of(header)
    if table in COMPANIONS:
        # Beside the person of the row the debtor may be named: Debtor First Name is another's.
        parts = known.name_parts.get(key) or known.name_parts.get(key.removeprefix(_CONTACT))
    else:
        words = known.variants.word_set(header) if header.isascii() else frozenset()
        parts = known.name_parts.get(known.variants.without_leading(key)) or known.name_part_words.get(words)
    return parts[0] if parts else None


def join_names(
    views: Sequence[View],
    columns: Sequence[ColumnLike],
    sample: pl.DataFrame,
    settled: Mapping[str, str],
    table: str,
    lang: str,
) -> tuple[list[View], pl.DataFrame]:
    """Put a given and a family name, and what belongs to them, into one view for the name of the table's person.

    Returns the views, and the sample with a column of that name. Columns whose values are no part of a name, and
    further ones for a part, stay as they are; without both a given and a family name all do.
    """
    named = [name for name in vocabulary_of(table).aliases.get("name", ()) if name]
    headers = {column.name: column.header or column.name for column in columns}
    found = {
        view.column: part
        for view in views
        if named and view.column not in settled
        if (part := part_of(headers[view.column], table)) is not None
        and fit_of_part(named[0], part, view.shape).against is None
    }
    first = {part: column for column, part in reversed(found.items())}
    if not first.keys() >= _NEEDED:
        return list(views), sample
    parts = {column: part for column, part in found.items() if first[part] == column}
    for view in views:
        if view.column in found.keys() - parts.keys():
            view.refused.append(say(lang, "part_taken", column=first[found[view.column]]))
    title = _title(parts, headers)
    whole = sample.with_columns(joined_name(parts).alias(title))
    shape = shapes_of(whole.select(title)).get(title, Shape(0))
    facts = HeaderFacts(key_of(title), (NamedField(named[0], _SCORE, "alias", "name_parts"),))
    joined = View(title, facts, shape, lang, table, parts=parts)
    return list(_replaced(views, joined)), whole


def _replaced(views: Sequence[View], joined: View) -> Iterator[View]:
    """The views with the joined one in the place of the first of its parts."""
    first = next(iter(joined.parts))
    for view in views:
        if view.column == first:
            yield joined
        elif view.column not in joined.parts:
            yield view


def join_parts(
    columns: Sequence[ColumnLike], source_columns: Mapping[str, SpecLike], found: Mapping[str, str], lang: str
) -> dict[str, MappedColumn]:
    """The names that stand in several columns, as a source says, by field; of two columns for a part its first.

    ``found``: the source's name for each column of the file.
    """
    here = set(found.values())
    first: dict[tuple[str, str], str] = {}
    for name, spec in source_columns.items():
        if name in here and spec.part is not None:
            first.setdefault((spec.field, spec.part), name)
    parts: dict[str, dict[str, str]] = {}
    for column in columns:
        name = found.get(column.name, "")
        for (field, part), chosen in first.items():
            if chosen == name:
                parts.setdefault(field, {})[column.name] = part
    reasons = say(lang, "source"), say(lang, "name_parts")
    names = {column.name for column in columns}
    return {
        field: MappedColumn(_title(mine, names), field, "source", None, 1.0, reasons, None, parts=mine)
        for field, mine in parts.items()
        if not _NEEDED.isdisjoint(mine.values())
    }


def why_alone(whole: MappedColumn | None, spec: SpecLike, lang: str) -> str:
    """Why a column that the source calls a part of a name is none of ``whole``, the parts together."""
    if whole is None:
        return say(lang, "part_alone")
    other = next(column for column, part in whole.parts.items() if part == spec.part)
    return say(lang, "part_taken", column=other)


def fit_of_part(name: str, part: str | None, shape: Shape) -> Fit:
    """How the values of a column fit a field, or a ``part`` of the name that it holds."""
    return fit(_ANY_NAME if part in ("middle", "suffix") else name, shape)


def _title(parts: Mapping[str, str], names: Collection[str]) -> str:
    """What the parts are called, apart from the names of all columns."""
    title = title_of(parts)
    while title in names:
        title += " …"
    return title
