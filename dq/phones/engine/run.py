"""Columns of strings in, the library's answers out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import polars as pl

from dq.phones import oracle
from dq.phones.engine.classes import metadata_of
from dq.phones.engine.names import LONGEST, prefixes, region_names, zones_of_code
from dq.phones.engine.prepare import TO_LIBRARY, prepare
from dq.phones.engine.render import render
from dq.phones.engine.tables import PARSED, tables
from dq.phones.engine.walk import walk
from dq.phones.words import DESCRIBE
from dq.text.filled import filled

_WITH_OPERATOR: Final = ("mobile", "fixed_line_or_mobile", "pager")
_NAMED: Final = ("operator", "place", "time_zone")
_NO_ZONE: Final = "Etc/Unknown"
_ARGENTINA: Final = 54


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers, and how many of the strings were left to the library."""

    frame: pl.DataFrame
    asked: int


class _Batch:
    """One batch of strings, each with its leaf; columns of answers are made from it."""

    def __init__(self, text: pl.Series, region: str | None, lang: str) -> None:
        known = tables(region)
        self.lang = lang
        self.height = len(text)
        found = prepare(text)
        leaf, self.value, self.frozen = walk(found.value, found.size, found.plus, known)
        self.rows, self.digits, self.size, self.plus = found.rows, found.digits, found.size, found.plus
        self.extension = found.extension
        self.near = leaf
        self.leaf = self.spread(
            leaf, pl.repeat(known.unusual_leaf(), self.height, dtype=pl.UInt32, eager=True)
        )
        for outcome, failed in found.failed:
            if outcome != TO_LIBRARY:
                self.leaf = self.leaf.scatter(failed, known.error_leaf(outcome))
        self._met = self.near.unique()

    def of(self, name: str) -> pl.Series:
        """A column of the leaves, for each string."""
        return self.frozen.leaves[name].gather(self.leaf)

    def near_of(self, name: str) -> pl.Series:
        """A column of the leaves, for each string that was reduced to digits."""
        return self.frozen.leaves[name].gather(self.near)

    def met(self, name: str) -> pl.Series:
        """A column of the leaves that were met, each once."""
        return self.frozen.leaves[name].gather(self._met)

    def spread(self, some: pl.Series, blank: pl.Series | None = None) -> pl.Series:
        """Values for the strings that were reduced to digits, put to their places among all strings."""
        if self.rows is None:
            return some
        if blank is None:
            blank = pl.repeat(None, self.height, dtype=some.dtype, eager=True)
        return blank.scatter(self.rows, some)

    @cached_property
    def national(self) -> pl.Series:
        """The national digits of the strings that were reduced to digits."""
        whole = self.plus is None and len(self.value) and (self.near_of("tail") == self.size).all()
        number = self.value if whole else self.value % self.near_of("modulus")
        return number + self.near_of("literal") if (self.met("literal") > 0).any() else number

    @cached_property
    def number(self) -> pl.Series:
        """Country code and national digits of the strings that were reduced to digits."""
        return self.national + self.near_of("base")


def answer(text: pl.Series, region: str | None, lang: str, columns: Sequence[str]) -> Answered:
    """The library's answers to strings (no nulls), for columns of ``describe``.

    ``region`` must be one that the library supports, or ``None``.
    """
    if text.is_empty():
        return Answered(pl.DataFrame(schema={name: DESCRIBE[name] for name in columns}), 0)
    batch = _Batch(text, region, lang)
    found = {name: _MAKE.get(name, _Column(name))(batch).rename(name) for name in columns}
    unsure = batch.leaf == 0
    if any(name in _NAMED for name in columns):
        unsure |= _unnameable(batch)
    rows = unsure.arg_true()
    if not rows.is_empty():
        _ask(found, text.gather(rows), rows, region, lang)
    return Answered(pl.DataFrame(found), len(rows))


@dataclass(frozen=True, slots=True)
class _Column:
    name: str

    def __call__(self, batch: _Batch) -> pl.Series:
        return batch.of(self.name)


def _e164(batch: _Batch) -> pl.Series:
    """The head of the leaf and the tail of the digits; a string that is E.164 as it stands is that string."""
    if batch.plus is not None and batch.plus.all() and (batch.near_of("whole") == batch.size).all():
        return batch.spread(batch.digits)
    heads = batch.met("head")
    if len(heads) == 1 and heads[0] is not None:
        text = pl.select(filled(f"{heads[0]}{{}}", batch.digits)).to_series()
    else:
        text = pl.select(pl.concat_str(batch.near_of("head"), batch.digits)).to_series()
    whole = batch.near_of("tail") == batch.size
    if batch.plus is not None:
        written = batch.plus & (batch.near_of("whole") == batch.size)
        text = pl.select(pl.when(written).then(batch.digits).otherwise(text)).to_series()
        whole = pl.select(pl.when(batch.plus).then(written).otherwise(whole)).to_series()
    other = ~whole & (batch.near_of("status") == PARSED)
    if other.any():
        rows = other.arg_true()
        text = text.scatter(rows, pl.select(filled("+{}", batch.number.gather(rows))).to_series())
    return batch.spread(text)


def _formatted(batch: _Batch, shape: str) -> pl.Series:
    parsed = batch.near_of("status") == PARSED if (batch.met("status") != PARSED).any() else None
    national, leaf = batch.national, batch.near
    if parsed is not None:
        rows = parsed.arg_true()
        national, leaf = national.gather(rows), leaf.gather(rows)
    text = render(national, batch.frozen.leaves[shape].gather(leaf), batch.frozen.templates)
    if parsed is not None:
        text = pl.repeat(None, len(parsed), dtype=pl.String, eager=True).scatter(rows, text)
    if batch.extension is not None:
        text = _with_extension(batch, text, batch.extension)
    return batch.spread(text)


def _with_extension(batch: _Batch, text: pl.Series, extension: pl.Series) -> pl.Series:
    rows = (extension.is_not_null() & text.is_not_null()).arg_true()
    codes = batch.near_of("country_code").gather(rows).to_list()
    prefix = [metadata_of(code).preferred_extn_prefix or " ext. " for code in codes]
    longer = text.gather(rows) + pl.Series(prefix, dtype=pl.String) + extension.gather(rows)
    return text.scatter(rows, longer)


def _extension(batch: _Batch) -> pl.Series:
    if batch.extension is None:
        return pl.repeat(None, batch.height, dtype=pl.String, eager=True)
    parsed = batch.near_of("status") == PARSED
    return batch.spread(pl.select(pl.when(parsed).then(batch.extension)).to_series())


def _unnameable(batch: _Batch) -> pl.Series:
    """Numbers too short for the name tables, and those whose place the library looks up by other digits."""
    leaves = batch.frozen.leaves
    short = (leaves["status"] == PARSED) & (leaves["size"] < LONGEST - 1)
    argentine = (leaves["country_code"] == _ARGENTINA) & leaves["geographical"]
    doubtful = (short | argentine).fill_null(value=False)
    if not doubtful.gather(batch.leaf.unique()).any():
        return pl.repeat(False, batch.height, dtype=pl.Boolean, eager=True)
    return doubtful.gather(batch.leaf)


def _prefix_name(batch: _Batch, data: str, wanted: pl.Series) -> pl.Series:
    """The names by prefix of the numbers whose leaf is wanted, null for the others."""
    leaves = batch.frozen.leaves
    wanted &= leaves["size"] >= LONGEST - 1
    here = wanted.gather(batch.near)
    whole = bool(here.all())
    rows = here.arg_true()
    leaf = batch.near if whole else batch.near.gather(rows)
    number = batch.number if whole else batch.number.gather(rows)
    code = leaves["country_code"].gather(leaf.unique())
    first = (number // leaves["below"].gather(leaf)).cast(pl.UInt32)
    names = prefixes(data, batch.lang).name(first, code.unique().to_list())
    if not whole:
        names = pl.repeat(None, len(here), dtype=pl.String, eager=True).scatter(rows, names)
    return batch.spread(names)


def _by_leaf(batch: _Batch, names: Callable[[dict[str, object]], str | None]) -> pl.Series:
    """A name that is the same for all numbers of a leaf."""
    used = batch.leaf.unique()
    records = batch.frozen.leaves.select("status", "kind", "named_region", "country_code", "geographical")
    told = pl.Series([names(record) for record in records[used].to_dicts()], dtype=pl.String)
    by_leaf = pl.repeat(None, records.height, dtype=pl.String, eager=True).scatter(used, told)
    return by_leaf.gather(batch.leaf)


def _non_empty(names: pl.Series) -> pl.Expr:
    return pl.when(pl.lit(names) != "").then(pl.lit(names))


def _operator(batch: _Batch) -> pl.Series:
    asked = batch.frozen.leaves["kind"].is_in(_WITH_OPERATOR).fill_null(value=False)
    return pl.select(_non_empty(_prefix_name(batch, "operator", asked))).to_series()


def _place(batch: _Batch) -> pl.Series:
    countries = region_names(batch.lang)

    def country(leaf: dict[str, object]) -> str | None:
        return None if leaf["kind"] in (None, "unknown") else countries.get(str(leaf["named_region"]))

    names = _prefix_name(batch, "place", batch.frozen.leaves["geographical"])
    return pl.select(pl.coalesce(_non_empty(names), _by_leaf(batch, country))).to_series()


def _time_zone(batch: _Batch) -> pl.Series:
    def general(leaf: dict[str, object]) -> str | None:
        if leaf["kind"] is None:
            return None
        if leaf["kind"] == "unknown" or leaf["geographical"]:
            return _NO_ZONE
        return zones_of_code(int(str(leaf["country_code"])))

    names = _prefix_name(batch, "time_zone", batch.frozen.leaves["geographical"])
    return pl.select(pl.coalesce(names, _by_leaf(batch, general))).to_series()


_MAKE: Final[dict[str, Callable[[_Batch], pl.Series]]] = {
    "e164": _e164,
    "national": lambda batch: _formatted(batch, "national"),
    "international": lambda batch: _formatted(batch, "international"),
    "extension": _extension,
    "operator": _operator,
    "place": _place,
    "time_zone": _time_zone,
}


def _ask(
    found: dict[str, pl.Series], text: pl.Series, rows: pl.Series, region: str | None, lang: str
) -> None:
    """Let the library judge these rows, each distinct text once."""
    columns = tuple(found)
    distinct = text.unique()
    told = [oracle.answer(string, region, lang, columns) for string in distinct]
    table = pl.DataFrame(told, schema={name: DESCRIBE[name] for name in columns})
    place = pl.DataFrame({"text": distinct}).with_row_index("at")
    at = pl.DataFrame({"text": text}).join(place, on="text", how="left", maintain_order="left")["at"]
    for name in columns:
        found[name] = found[name].scatter(rows, table[name].gather(at))
