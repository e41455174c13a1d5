"""Names of tasks: the same from run to run, and no two alike."""

from __future__ import annotations

from collections.abc import Collection
from hashlib import blake2b

import polars as pl

from dq.model.columns import FILE, ID, ROW
from dq.model.known_by import case_number
from dq.model.repeats import repeated

NUMBER = "_time"
"""Column: how many rows before this one have the same case number, UInt32."""
_SEPARATOR = "\x1f"
_SCHEMA = {ID: pl.UInt32, NUMBER: pl.UInt32}


class Repeats:
    """The rows whose case stands in the run before them already, found while the slices pass by.

    12 bytes are held for each row: what names its case as a hash. Findings play no part, so that a task keeps its name
    when one on another row of the case comes or goes.
    """

    def __init__(self, source: str, present: Collection[str]) -> None:
        """``present``: the fields of the rows."""
        client = pl.col("client").cast(pl.String) if "client" in present else pl.lit(None, pl.String)
        by_client = pl.coalesce(client, pl.lit(source)).hash(seed=5)
        self._number = case_number(present)
        self._numbered, self._placed = (
            by_client.xor(name.hash(seed=6)).alias("_key")
            for name in (self._number, pl.coalesce(self._number, place_of(FILE, ROW)))
        )
        self._parts: list[pl.DataFrame] = []

    def add(self, rows: pl.DataFrame) -> None:
        """Take a slice of the working frame, in the order of ``_id``."""
        # Places are texts that are made for it, and seldom asked for.
        whole = not rows.select(self._number.is_null().any()).item()
        self._parts.append(rows.select(ID, self._numbered if whole else self._placed))

    def found(self) -> pl.DataFrame:
        """``_id`` and :data:`NUMBER` of the rows that are not the first of their case."""
        if not self._parts:
            return pl.DataFrame(schema=_SCHEMA)
        keys = pl.concat(self._parts)
        again = keys.filter(pl.col("_key").is_in(repeated(keys["_key"]).implode())).sort(ID)
        counted = again.select(ID, pl.int_range(pl.len(), dtype=pl.UInt32).over("_key").alias(NUMBER))
        return counted.filter(pl.col(NUMBER) > 0)


def named(listed: pl.DataFrame, source: str, repeats: pl.DataFrame) -> pl.DataFrame:
    """The tasks on cases (with ``_id``) with ``task_id``, made of client (else source), case, field and rule.

    A case stands once, as a rule; where its row is a further one, ``repeats`` (:meth:`Repeats.found`) tells them apart.
    """
    client = pl.col("client").cast(pl.String)
    case = _case_of(client, pl.col("case_no"), place_of("file", "row"), source)
    return _with_ids(listed, [case, pl.col("field"), pl.col("rule")], repeats)


def named_beside(listed: pl.DataFrame, source: str, place: str, repeats: pl.DataFrame) -> pl.DataFrame:
    """The tasks on companion rows, made of client (else source), ``table``, case and rule: as no task of a case is.

    ``_id`` is that of the case, and ``place`` (:func:`place_of`) names it where it has no number.
    """
    client = pl.coalesce(pl.col("client").cast(pl.String), pl.lit(source))
    case = pl.coalesce("case_no", place, pl.lit(""))
    parts = [client, pl.col("table"), case, pl.col("rule"), pl.lit("rows")]
    return _with_ids(listed, parts, repeats)


def place_of(file: str, row: str) -> pl.Expr:
    """What names a case that has no number: its file and row (columns of these names)."""
    return pl.concat_str(pl.col(file).cast(pl.String), pl.col(row).cast(pl.String), separator="#")


def _case_of(client: pl.Expr, number: pl.Expr, place: pl.Expr, source: str) -> pl.Expr:
    """What names the case of a row: client (else source), and its number, else its place."""
    return pl.concat_str(
        pl.coalesce(client, pl.lit(source)), pl.coalesce(number, place), separator=_SEPARATOR
    )


def _with_ids(listed: pl.DataFrame, parts: list[pl.Expr], repeats: pl.DataFrame) -> pl.DataFrame:
    """The tasks with ids, which a spreadsheet takes for no numbers.

    A loop, over tasks only: no vectorised hash is stable over versions.
    """
    numbered = listed.select(ID, key=pl.concat_str(parts, separator=_SEPARATOR)).join(
        repeats, on=ID, how="left", maintain_order="left"
    )
    keys = numbered.select(
        pl.concat_str("key", pl.col(NUMBER).cast(pl.String), separator=_SEPARATOR, ignore_nulls=True)
    ).to_series()
    names = [f"T{blake2b(key.encode(), digest_size=7).hexdigest()}" for key in keys]
    return listed.with_columns(pl.Series("task_id", names, dtype=pl.String))
