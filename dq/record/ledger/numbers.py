"""Numbers that were found dead, by keyed hash: known again in later batches, until one of them shows a sign of life."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from dq.phones import judge
from dq.record.ledger.key import Key

if TYPE_CHECKING:
    import sqlite3

    from dq.record.ledger.store import Ledger

DEAD, ALIVE = "dead", "alive"
LEARNED_SCHEMA = {"hash": pl.Int64, "state": pl.String}

_WORDS = r"[^\x00-\x7F]"
"""What a cell has that says anything beside its number, in the languages that the phone library knows words of."""
_KNOWN = """SELECT hash, max(as_of) FROM numbers WHERE state = 'dead' AND as_of < ?1 AND NOT EXISTS (
    SELECT 1 FROM numbers AS later WHERE later.hash = numbers.hash AND later.state = 'alive'
    AND later.as_of >= numbers.as_of AND later.as_of < ?1) GROUP BY hash ORDER BY hash"""


@dataclass(frozen=True, slots=True)
class Numbers:
    """Keyed hash of a number -> the as-of date (ISO) of the latest batch that found it dead."""

    dead: Mapping[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.dead)

    @property
    def sha256(self) -> str:
        """A hash of all of it."""
        return hashlib.sha256(repr(sorted(self.dead.items())).encode()).hexdigest()

    def known(self, key: Key) -> Callable[[pl.Series], pl.Series] | None:
        """What says of numbers (E.164) whether and since when they are known to be dead: ``dead, 2026-01-31``.

        None if no number is.
        """
        if not self.dead:
            return None
        hashes = pl.Series(list(self.dead), dtype=pl.Int64)
        told = pl.Series([f"{DEAD}, {day}" for day in self.dead.values()], dtype=pl.String)

        def look_up(numbers: pl.Series) -> pl.Series:
            return key.hashes(numbers).replace_strict(hashes, told, default=None, return_dtype=pl.String)

        return look_up


def known_dead(ledger: Ledger, before: str) -> Numbers:
    """The numbers that batches with an earlier as-of date found dead, and none since showed to be in service."""
    return Numbers(dict(ledger.connection.execute(_KNOWN, (before,)).fetchall()))


def learned(ledger: Ledger, folder: Path) -> pl.DataFrame:
    """What a published run says of numbers (:data:`LEARNED_SCHEMA`): the dead, and those that came to life again."""
    path = folder / "contacts.parquet"
    if not path.exists():
        return pl.DataFrame(schema=LEARNED_SCHEMA)
    listed = pl.scan_parquet(path).filter(pl.col("phone").is_not_null())
    told = _told_vacant(
        listed.select("cell").filter(pl.col("cell").str.contains(_WORDS)).unique().collect()["cell"]
    )
    gone = (pl.col("state") == DEAD) | pl.col("cell").is_in(told.implode()).fill_null(value=False)
    dead = listed.filter(gone).select("phone").unique().collect()["phone"].sort()
    found = pl.DataFrame(
        {"hash": ledger.key.hashes(dead), "state": [DEAD] * len(dead)}, schema=LEARNED_SCHEMA
    )
    known = {
        row[0] for row in ledger.connection.execute("SELECT DISTINCT hash FROM numbers WHERE state = 'dead'")
    }
    if not known:
        return found
    living = listed.filter(~gone & (pl.col("state") == "ok") & pl.col("last_sign_on").is_not_null())
    hashes = ledger.key.hashes(living.select("phone").unique().collect()["phone"].sort())
    alive = hashes.filter(hashes.is_in(list(known)) & ~hashes.is_in(found["hash"].implode()))
    again = pl.DataFrame({"hash": alive, "state": [ALIVE] * len(alive)}, schema=LEARNED_SCHEMA)
    return pl.concat([found, again])


def _told_vacant(cells: pl.Series) -> pl.Series:
    """Those of the cells that say themselves that the number is no longer in service (空号)."""
    if cells.is_empty():  # the tables of numbers take half a second to load
        return cells
    return cells.filter((judge(cells)["signal"] == "vacant").fill_null(value=False))


def keep_numbers(connection: sqlite3.Connection, as_of: str, numbers: pl.DataFrame) -> None:
    """Store what a run learned, inside its transaction."""
    connection.executemany(
        "INSERT OR REPLACE INTO numbers (hash, as_of, state) VALUES (?, ?, ?)",
        ((number, as_of, state) for number, state in numbers.sort("hash").iter_rows()),
    )
