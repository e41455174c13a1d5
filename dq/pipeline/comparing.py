"""Failing rows in batches, and what the findings of a batch must know of rows in others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from dq.check.differences import Differences
from dq.model.columns import ID
from dq.route.interface import Judgement

CHUNK = 100_000


def batches(failing: Path) -> Iterator[pl.DataFrame]:
    """The failing rows in their order, a batch at a time; ``failing`` is a file, or a folder of files.

    A folder is read file by file: the engine would read many of them ahead, each with hundreds of columns.
    """
    if failing.is_file():
        yield from pl.scan_parquet(failing).collect_batches(chunk_size=CHUNK, maintain_order=True)
        return
    for paths in _together(sorted(failing.glob("*.parquet"))):
        yield from pl.read_parquet(paths).rechunk().iter_slices(CHUNK)


def _together(paths: Iterable[Path]) -> Iterator[list[Path]]:
    """The files in their order, as many of them at once as have not more rows than a batch."""
    waiting: list[Path] = []
    rows = 0
    for path in paths:
        size = pl.scan_parquet(path).select(pl.len()).collect().item()
        if waiting and rows + size > CHUNK:
            yield waiting
            waiting, rows = [], 0
        waiting.append(path)
        rows += size
    if waiting:
        yield waiting


def comparing(judgements: Sequence[Judgement], batch: pl.DataFrame, failing: Path) -> list[Judgement]:
    """The judgements, those that compare rows with the rows of other batches that rows of this one need.

    These alone are read, in one pass over the failing rows, and no other of their columns than are looked at.
    """
    lacking: dict[str, pl.Series] = {}
    reads: dict[str, None] = {}
    for told in judgements:
        if isinstance(told.explain, Differences):
            ids = told.explain.missing(batch.filter(told.column)[ID])
            if len(ids):
                lacking[told.column] = ids
                reads |= dict.fromkeys((*told.explain.reads(batch.columns), told.column))
    if not lacking:
        return list(judgements)
    wanted = pl.concat(lacking.values()).unique().to_frame(ID)
    found = pl.scan_parquet(failing).select(*reads).join(wanted.lazy(), on=ID, how="semi")
    others = found.collect(engine="streaming")
    made = []
    for told in judgements:
        if isinstance(told.explain, Differences) and told.column in lacking:
            mine = others.filter(told.column).join(lacking[told.column].to_frame(ID), on=ID, how="semi")
            told = replace(told, explain=replace(told.explain, others=mine))
        made.append(told)
    return made
