"""Propose what each column of a file means, from its header and the shape of its values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as Table

import polars as pl

from dq.map.assign import assign
from dq.map.clocks import place_clocks
from dq.map.context import decide
from dq.map.interface import ColumnLike, MappedColumn, Mapping, UnmappedColumn
from dq.map.name_parts import join_names
from dq.map.names import nearest, read_grouped, unit_above
from dq.map.phrases import say
from dq.map.shapes import Shape, shapes_of
from dq.map.slots import place_contacts
from dq.map.views import Candidate, View
from dq.map.vocabulary import key_of
from dq.model.companions import CASES, COMPANIONS
from dq.model.enums import Kind
from dq.model.marks import MARKS
from dq.model.schema import field, is_person_name, required_of
from dq.model.units import unit_label
from dq.text.names import name_key

SAME_FROM = 0.8
"""Two columns are two readings of one field if at least this share of the values that both have are equal."""

_BY_SHAPE = {"mobile": "self_mobile", "resident_id": "id_no", "name": "debtor_name"}
_SHAPE_SCORE = 0.5
_SHAPE_FROM = 0.8
_FOREIGN = 0.1
_NUMBERED = frozenset({"remarks"})


def propose(
    columns: Sequence[ColumnLike],
    sample: pl.DataFrame,
    known: Table[str, str] | None = None,
    lang: str = "en",
    table: str = CASES,
    above: Sequence[str] = (),
    below: Sequence[str] = (),
) -> Mapping:
    """The proposed mapping of the columns of a file of cases, or of a companion ``table``.

    ``sample``: rows of the text frame (a few hundred to a few thousand), one String column per column name.
    ``known``: column name → field, settled beforehand. ``above``: the lines above the header, which may tell a unit for
    the amounts whose header tells none. ``below``: of a header of two rows the lower one, column by column.
    ``lang``: the language of the evidence, ``en`` or ``zh``.
    A column whose values contradict a field is never proposed for it, whatever its header says; a column
    without values is judged by its header alone. The parts of a name are proposed together, as one column.
    """
    settled = dict(known or {})
    shapes = shapes_of(sample)
    unit = unit_above(above)
    lower = [*below, *[""] * len(columns)]
    views = [
        View(
            column.name,
            read_grouped(column.header or column.name, text, table),
            shapes.get(column.name, Shape(0)),
            lang,
            table,
            unit,
        )
        for column, text in zip(columns, lower, strict=False)
    ]
    views, sample = join_names(views, columns, sample, settled, table, lang)
    open_views = [view for view in views if view.column not in settled]
    for view in open_views:
        for named in view.facts.fields:
            # Of 委案金额(人民币) and 委案金额(美金), the former.
            score = named.score - (_FOREIGN if view.facts.foreign else 0.0)
            view.offer(named.field, score, named.how, say(lang, named.reason))
    if table not in COMPANIONS:
        place_contacts(open_views)
        decide(open_views)
        _by_shape_alone(open_views, set(settled.values()), _BY_SHAPE)
    else:
        place_clocks(open_views, sample, table)
        if "phone" in COMPANIONS[table].links:
            _by_shape_alone(open_views, set(settled.values()), {"phone": "phone"})
    chosen = _choose(views, settled)
    return _result(views, columns, chosen, settled, sample, table)


def _by_shape_alone(views: Sequence[View], taken: set[str], by_shape: Table[str, str]) -> None:
    """Columns without a header: mobile numbers, ids and names are told by their values, if only one has them."""
    named = taken | {found.field for view in views for found in view.candidates}
    for shape, name in by_shape.items():
        alike = [view for view in views if view.shape.share(shape) >= _SHAPE_FROM and not view.candidates]
        if name not in named and len(alike) == 1 and alike[0].facts.blank:
            alike[0].offer(name, _SHAPE_SCORE, "shape", say(alike[0].lang, "only_shape", shape=shape))


def _choose(views: Sequence[View], settled: Table[str, str]) -> dict[str, Candidate]:
    """The candidate of each column that gets a field."""
    taken = set(settled.values())
    scores = [
        {} if view.column in settled else {c.field: c.score for c in view.candidates if c.field not in taken}
        for view in views
    ]
    chosen: dict[str, Candidate] = {}
    for view, name in zip(views, assign(scores), strict=True):
        found = view.candidate(name) if name is not None else None
        if found is not None:
            chosen[view.column] = found
    return chosen


def _result(
    views: Sequence[View],
    columns: Sequence[ColumnLike],
    chosen: Table[str, Candidate],
    settled: Table[str, str],
    sample: pl.DataFrame,
    table: str,
) -> Mapping:
    owners = {found.field: column for column, found in chosen.items()}
    owners |= {name: column for column, name in settled.items()}
    spelled = {view.column: view.facts.key for view in views if view.parts}
    spelled |= {column.name: key_of(column.header or column.name) for column in columns}
    mapped: list[MappedColumn] = []
    second: list[MappedColumn] = []
    unmapped: list[UnmappedColumn] = []
    for view in views:
        if view.column in settled:
            name = settled[view.column]
            reason = say(view.lang, "known")
            mapped.append(MappedColumn(view.column, name, "source", _unit(view, name), 1.0, (reason,), None))
            continue
        found = chosen.get(view.column)
        if found is not None:
            mapped.append(_mapped(view, found))
            continue
        rival = max(view.candidates, key=lambda c: c.score, default=None)
        if rival is None:
            empty = view.facts.blank and not view.shape.count
            near = None if view.parts else nearest(view.facts.key, None, table)
            unmapped += [UnmappedColumn(name, _why(view), near, empty) for name in view.columns]
            continue
        owner = owners[rival.field]
        apart = _why_not_second(view, rival.field, owner, spelled, sample)
        if apart is None:
            how = "second_mark" if rival.field in MARKS else "second"
            second.append(_mapped(view, rival, say(view.lang, how, field=rival.field, column=owner)))
        else:
            near = (rival.field, round(rival.score, 2))
            unmapped += [UnmappedColumn(name, apart, near) for name in view.columns]
    missing = tuple(name for name in required_of(table) if name not in owners)
    by_above = [view for view in views if view.above and not view.facts.tells_unit]
    taken = {column.column for column in (*mapped, *second) if column.unit is not None}
    unit = next((view.above for view in by_above if view.column in taken), None)
    return Mapping(tuple(mapped), (), tuple(unmapped), tuple(second), missing, unit_above=unit)


def _why_not_second(
    view: View, name: str, owner: str, spelled: Table[str, str], sample: pl.DataFrame
) -> str | None:
    """Why a column that came too late for its field is not to be compared with it; None if it is.

    The same header twice is always compared, and so are two marks, each of which bars calls by itself; another header
    only if the values show that it is the same thing.
    """
    if name in MARKS or spelled[owner] == spelled[view.column]:
        return None
    if name in _NUMBERED:
        return say(view.lang, "further", field=name)
    differ = _share_of_differing(sample, owner, view.column, name_key if is_person_name(name) else _plain)
    if differ <= 1 - SAME_FROM:
        return None
    return say(view.lang, "taken", field=name, column=owner, share=differ)


def _mapped(view: View, found: Candidate, *more: str) -> MappedColumn:
    shape = view.shape
    unit = _unit(view, found.field)
    evidence = [*found.reasons, *more]
    if shape.count == 0:
        evidence.append(say(view.lang, "empty"))
    elif found.fit.score == 0.5:
        evidence.append(say(view.lang, "any", count=shape.count))
    else:
        evidence.append(say(view.lang, "values", share=found.fit.score, count=shape.count))
    if unit is not None:
        evidence.append(say(view.lang, "unit", unit=unit_label(unit, view.lang)))
    rivals = [(c.field, round(c.score, 2)) for c in view.candidates if c is not found]
    runner_up = max(rivals, key=lambda r: r[1], default=None)
    if runner_up is None and not view.parts:
        runner_up = nearest(view.facts.key, found.field, view.table)
    return MappedColumn(
        view.column,
        found.field,
        found.how,
        unit,
        round(found.score, 2),
        tuple(evidence),
        runner_up,
        parts=view.parts,
    )


def _unit(view: View, name: str) -> str | None:
    """The unit of a column's amounts: its header's own, else that of the lines above."""
    if field(name).kind is not Kind.MONEY:
        return None
    return view.facts.unit if view.facts.tells_unit or view.facts.foreign else view.above


def _why(view: View) -> str:
    """Why a column has no field."""
    if view.refused:
        return "; ".join(dict.fromkeys(view.refused))
    if view.facts.blank:
        return say(view.lang, "no_name")
    return say(view.lang, "other" if view.facts.known_other else "unknown")


def _share_of_differing(
    sample: pl.DataFrame, one: str, other: str, form: Callable[[pl.Expr], pl.Expr]
) -> float:
    """Of the rows in which both columns have a value, the share in which they differ; 0 if there is none.

    ``form``: the form in which values are compared.
    """
    if one not in sample.columns or other not in sample.columns:
        return 0.0
    both = sample.select(form(pl.col(one)).alias("one"), form(pl.col(other)).alias("other")).drop_nulls()
    return 0.0 if both.height == 0 else float((both["one"] != both["other"]).sum()) / both.height


def _plain(text: pl.Expr) -> pl.Expr:
    """Letters and digits of a text, a number without zeros at its end."""
    return (
        text.str.normalize("NFKC")
        .str.replace_all(r"[^\p{L}\p{N}.*]", "")
        .str.replace(r"(\.[0-9]*?)0+$", "$1")
        .str.strip_suffix(".")
        .str.to_lowercase()
    )
