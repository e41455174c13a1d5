"""The state of each finding against the earlier runs of its source.

A run speaks of the cases that it has, and of the rules that it judged. A finding that was open before is **open** if
it is there again with the same value, **changed** with another value, **fixed** if its case is there and was judged
without it. One that was not open is **new**, or **reopened** if it was fixed or gone once. A finding of a case that is
not in the file stays as it was, unless the file is a later state of the same batch: then it has **vanished**. One that
the run did not look at, since a column or a companion table is missing this time, is **skipped** and stays as it was.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import polars as pl

from dq.record.ledger.looked import Looked, with_looked
from dq.record.ledger.store import Ledger

SAME_BATCH = 0.5
"""A file is a later state of a batch if it has the cases of so great a share of the batch's open findings."""

_CHUNK = 200_000
_SKIPPED = "skipped"

OVER_SCHEMA = {
    "fingerprint": pl.Int64, "rule": pl.String, "field": pl.String, "case": pl.String, "since": pl.String,
    "ended": pl.String,
}  # fmt: skip
"""What was open and is no more; ``case`` is null if it is not in the file, ``since`` an as-of date (ISO)."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a run has to tell the ledger.

    ``findings``: :data:`~dq.record.ledger.found.FOUND_SCHEMA`. ``hushed``: fingerprints (Int64) that a suppression
    stopped. ``cases`` gives all cases of the file (``case``, and ``case_hash``: its keyed hash) and is called if it
    matters.
    """

    findings: pl.DataFrame
    hushed: pl.Series
    cases: Callable[[], pl.DataFrame]
    looked: Looked


@dataclass(frozen=True, slots=True)
class Settled:
    """The states of a run's findings.

    ``findings``: those of the run with ``state`` (new, open, changed, reopened) and ``batch`` (null if it was not open
    before). ``over``: :data:`OVER_SCHEMA`, ``ended`` being fixed, vanished or suppressed. ``batch``: the number of the
    first run of the batch that the file is a later state of, None if it is a new batch. ``skipped``: the rules of those
    that were not looked at, once for each, which stay as they were.
    """

    findings: pl.DataFrame
    over: pl.DataFrame
    batch: int | None
    skipped: pl.Series = field(default_factory=lambda: pl.Series("rule", [], pl.String))

    def counts(self) -> dict[str, dict[str, int]]:
        """Rule -> state -> number, without zeros, in the order of rules."""
        told = pl.concat(
            [
                self.findings.select("rule", "state"),
                self.over.select("rule", pl.col("ended").alias("state")),
                pl.select(rule=self.skipped, state=pl.lit("skipped")),
            ]
        )
        counted: dict[str, dict[str, int]] = {}
        for rule, state, number in told.group_by("rule", "state").len().sort("rule", "state").iter_rows():
            counted.setdefault(rule, {})[state] = number
        return counted


def settle(ledger: Ledger, source: str, found: Found, before: int | None = None) -> Settled:
    """Hold what a run found against the findings that were open before it.

    ``before``: the number of the run, if it is in the ledger already; None: it comes after all others.
    """
    limit = before if before is not None else _next(ledger)
    here, known = _held_against(ledger, source, found.findings, limit)
    missing = known.join(here, on="fingerprint", how="anti").select("fingerprint")
    gone = _details(ledger, missing["fingerprint"], limit)
    cases = found.cases() if gone.height else pl.DataFrame(schema={"case": pl.String, "case_hash": pl.Int64})
    gone = with_looked(gone, found.looked, _whole_then(ledger, gone["first"]))
    gone = gone.join(cases.unique("case_hash"), on="case_hash", how="left").with_columns(
        present=pl.col("case").is_not_null()
    )
    batch = _batch(known, gone)
    mine = pl.col("batch") == batch if batch is not None else pl.lit(value=False)
    ended = (
        pl.when(pl.col("fingerprint").is_in(found.hushed.implode()))
        .then(pl.lit("suppressed"))
        .when(pl.col("present") & pl.col("judged"))
        .then(pl.lit("fixed"))
        .when(pl.col("skipped") & (pl.col("present") | (mine & ~pl.col("of_case"))))
        .then(pl.lit(_SKIPPED))
        .when(mine)
        .then(pl.lit("vanished"))
    )
    gone = gone.with_columns(ended=ended)
    over = gone.filter(pl.col("ended").is_not_null() & (pl.col("ended") != _SKIPPED))
    skipped = gone.filter(pl.col("ended") == _SKIPPED)["rule"].sort()
    return Settled(here, over.select(OVER_SCHEMA.keys()).sort("fingerprint"), batch, skipped)


def states_now(ledger: Ledger, source: str, findings: pl.DataFrame) -> pl.DataFrame:
    """Findings with their ``state`` and ``batch`` (see :class:`Settled`), held against all runs in the ledger."""
    return _held_against(ledger, source, findings, _next(ledger))[0]


def _held_against(
    ledger: Ledger, source: str, findings: pl.DataFrame, limit: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The findings with their states, and what was open before."""
    known = _open(ledger, source, limit)
    here = findings.join(known, on="fingerprint", how="left", maintain_order="left")
    was_open = pl.col("batch").is_not_null()
    again = _ended(ledger, source, limit, here.filter(~was_open)["fingerprint"])
    state = (
        pl.when(was_open & (pl.col("value") != pl.col("known")).fill_null(value=False))
        .then(pl.lit("changed"))
        .when(was_open)
        .then(pl.lit("open"))
        .when(pl.col("fingerprint").is_in(again.implode()))
        .then(pl.lit("reopened"))
        .otherwise(pl.lit("new"))
    )
    return here.with_columns(state.alias("state")).drop("known"), known


def _batch(known: pl.DataFrame, gone: pl.DataFrame) -> int | None:
    """The batch of which the file has the most open findings' cases, if it has enough of them."""
    left = gone.filter(~pl.col("present")).group_by("batch").len("left")
    shares = (
        known.group_by("batch")
        .len("all")
        .join(left, on="batch", how="left")
        .with_columns(here=pl.col("all") - pl.col("left").fill_null(0))
        .filter(pl.col("here") >= pl.col("all") * SAME_BATCH)
        .sort("here", "batch", descending=True)
    )
    return int(shares["batch"][0]) if shares.height else None


def _next(ledger: Ledger) -> int:
    return int(ledger.connection.execute("SELECT coalesce(max(number), 0) + 1 FROM runs").fetchone()[0])


def _open(ledger: Ledger, source: str, limit: int) -> pl.DataFrame:
    """The findings that were open when the run of this number began."""
    rows = ledger.connection.execute(
        "SELECT fingerprint, value, batch FROM findings "
        "WHERE source = ? AND from_run < ? AND (to_run IS NULL OR to_run >= ?)",
        (source, limit, limit),
    )
    schema = {"fingerprint": pl.Int64, "known": pl.Int64, "batch": pl.Int64}
    parts = [pl.DataFrame(schema=schema)]
    while chunk := rows.fetchmany(_CHUNK):
        parts.append(pl.DataFrame(chunk, schema=schema, orient="row"))
    return pl.concat(parts)


def _ended(ledger: Ledger, source: str, limit: int, candidates: pl.Series) -> pl.Series:
    """Those of the fingerprints that were there once and were over when the run of this number began."""
    asked = "SELECT 1 FROM findings WHERE source = ? AND to_run < ? LIMIT 1"
    if candidates.is_empty() or ledger.connection.execute(asked, (source, limit)).fetchone() is None:
        return pl.Series(dtype=pl.Int64)
    with _asked(ledger, candidates):
        rows = ledger.connection.execute(
            "SELECT DISTINCT fingerprint FROM asked JOIN findings USING (fingerprint) WHERE to_run < ?",
            (limit,),
        ).fetchall()
    return pl.Series([row[0] for row in rows], dtype=pl.Int64)


def _whole_then(ledger: Ledger, numbers: pl.Series) -> dict[int, frozenset[str]]:
    """The companion tables that these runs read whole; older runs did not keep them."""
    found = {}
    for number in numbers.unique().sort():
        row = ledger.connection.execute("SELECT facts FROM runs WHERE number = ?", (number,)).fetchone()
        found[number] = frozenset(json.loads(row[0]).get("companions", ()))
    return found


def _details(ledger: Ledger, fingerprints: pl.Series, limit: int) -> pl.DataFrame:
    """Rule, field, case, batch and first run of findings that were open when the run of this number began."""
    schema = {
        "fingerprint": pl.Int64, "rule": pl.String, "field": pl.String, "case_hash": pl.Int64, "batch": pl.Int64,
        "since": pl.String, "first": pl.Int64,
    }  # fmt: skip
    if fingerprints.is_empty():
        return pl.DataFrame(schema=schema)
    with _asked(ledger, fingerprints):
        rows = ledger.connection.execute(
            "SELECT fingerprint, rule, field, case_hash, findings.batch, as_of, number FROM asked "
            "JOIN findings USING (fingerprint) JOIN kinds ON kinds.id = kind JOIN runs ON number = since "
            "WHERE from_run < ? AND (to_run IS NULL OR to_run >= ?)",
            (limit, limit),
        ).fetchall()
    return pl.DataFrame(rows, schema=schema, orient="row")


@contextmanager
def _asked(ledger: Ledger, fingerprints: pl.Series) -> Iterator[None]:
    """A temporary table ``asked`` of fingerprints."""
    connection = ledger.connection
    connection.execute("CREATE TEMP TABLE asked (fingerprint INTEGER PRIMARY KEY)")
    try:
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO asked VALUES (?)", fingerprints.sort().to_frame().iter_rows())
        connection.execute("COMMIT")
        yield
    finally:
        connection.execute("DROP TABLE asked")
