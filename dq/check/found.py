"""Probes of rules whose failing rows are found beforehand and named by ``_id``."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from dq.check.interface import Probe
from dq.model.columns import ID
from dq.model.rules import Rule


def on_rows(
    rule: Rule, field: str, inputs: Sequence[str], found: pl.DataFrame, judged: pl.Expr | None = None
) -> Probe:
    """A probe that is true on the found rows (``id``, ``told``), false on others whose inputs have a value.

    The verdicts are looked up by ``_id``; their last place stands for every ``_id`` beyond the last one found.
    """
    whole = pl.all_horizontal([pl.col(name).is_not_null() for name in inputs]) if judged is None else judged
    if found.is_empty():
        return Probe(rule, field, tuple(inputs), pl.when(whole).then(False))
    told = found.sort("id")
    size = int(told["id"][-1]) + 2
    verdicts = pl.repeat(False, size, dtype=pl.Boolean, eager=True).scatter(told["id"], True)
    place = pl.min_horizontal(pl.col(ID), pl.lit(size - 1, pl.UInt32))
    at = pl.lit(told["id"]).search_sorted(pl.col(ID)).clip(0, len(told) - 1)
    failing = pl.when(whole).then(pl.lit(verdicts).gather(place))
    return Probe(rule, field, tuple(inputs), failing, detail=pl.lit(told["told"]).gather(at))
