"""Judge whole columns of cells: common forms by vector, other distinct cells by the cell layer."""

from __future__ import annotations

import polars as pl

from dq.phones.cells import Cell, read_cell
from dq.phones.forms import read_forms
from dq.phones.oracle import parsed, place_of
from dq.phones.places import place_of as chinese_place
from dq.phones.plain import COLUMNS, NOWHERE, is_plain, judge_plain
from dq.phones.statistics import count

_MANY = 1_000
_FEW = 0.5
"""A column with a smaller share of distinct cells, a call log's, is judged by them."""


def judge(cells: pl.Series, region: str = "CN") -> pl.DataFrame:
    """Judge each cell of a column that should hold a phone number.

    Args:
        cells: the cells' text; any text, any length, nulls allowed.
        region: the region (ISO 3166 alpha-2) whose national numbers are meant.

    Returns:
        A frame of the same height and order with the text columns

        - ``e164``: the first acceptable number; ``others``: further ones, joined with ``;``; ``ext``
        - ``state``: ``empty, ok, service, malformed, masked, placeholder, precision_lost, plan_changed,
          ambiguous``
        - ``reason``: why it is not ``ok``
        - ``kind``: of the first number; for China also ``mvno, iot, data_card, satellite``
        - ``region``, ``operator`` (the original one), ``place`` of the first number
        - ``steps``: what was done to the text, joined with ``+``; null if it was canonical E.164 already
        - ``suggestion``: inferred numbers, never applied
        - ``signal``: what the cell says of the number (``vacant``, ``suspended``, ``wrong_number`` …)
        - ``note``: further machine-readable remarks, joined with ``;``
    """
    text = cells.cast(pl.String).rename("text")
    if len(text) < _MANY or text.head(_MANY).n_unique() > _MANY * _FEW:
        return _judged(text, region)
    distinct = text.unique()
    if len(distinct) > len(text) * _FEW:
        return _judged(text, region)
    count(cells=len(text) - len(distinct))
    table = _judged(distinct, region).with_columns(distinct)
    return _looked_up(text, table)


def _judged(text: pl.Series, region: str) -> pl.DataFrame:
    """Judge each cell."""
    if region != "CN":
        return judge_distinct(text, region)
    plain = is_plain(text)
    if plain.all():
        count(cells=len(text))
        return judge_plain(text)
    rows = [plain.arg_true()]
    frames = [judge_plain(text.gather(rows[0]))]
    rest = (~plain).arg_true()
    if text.null_count() < len(text):
        at, known = read_forms(text.gather(rest))
        rows.append(rest.gather(at))
        frames.append(known)
        rest = rest.filter(~pl.int_range(len(rest), dtype=pl.UInt32, eager=True).is_in(at.implode()))
    rows.append(rest)
    frames.append(judge_distinct(text.gather(rest), region))
    count(cells=len(text) - len(rest))
    order = pl.concat(rows).arg_sort()
    return pl.concat(frames, rechunk=True).select(pl.all().gather(order))


def judge_distinct(text: pl.Series, region: str) -> pl.DataFrame:
    """Judge each distinct cell with the cell layer."""
    distinct = text.unique()
    count(cells=len(text), to_cell_layer=len(distinct))
    rows = [_row(read_cell(cell, region), cell) for cell in distinct]
    table = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    table = table.with_columns(distinct.alias("text"))
    return _looked_up(text, table)


def _looked_up(text: pl.Series, table: pl.DataFrame) -> pl.DataFrame:
    """The judgement of each cell from a table of all of them by ``text``."""
    frame = text.to_frame("text")
    return frame.join(table, on="text", how="left", nulls_equal=True, maintain_order="left").select(COLUMNS)


def _row(cell: Cell, text: str | None) -> tuple[str | None, ...]:
    accepted = cell.accepted if cell.state in ("ok", "service") else ()
    first = accepted[0] if accepted else None
    e164 = first.found.e164 if first else None
    others = ";".join(part.found.e164 for part in accepted[1:] if part.found.e164)
    steps = (first.steps or ("e164",)) if first and e164 and e164 != text else ()
    return (
        e164,
        others or None,
        first.extension if first else None,
        cell.state,
        cell.reason,
        first.found.kind if first else None,
        first.found.region if first else None,
        first.found.operator if first else None,
        _place(e164, first.found.kind) if e164 and first else None,
        "+".join(steps) or None,
        cell.suggestion,
        cell.signal,
        ";".join(cell.notes) or None,
    )


def _place(e164: str, kind: str | None) -> str | None:
    if kind in NOWHERE:
        return None
    if e164.startswith("+86"):
        return chinese_place(e164[3:])
    number, _ = parsed(e164, None)
    return place_of(number, "zh") if number is not None else None
