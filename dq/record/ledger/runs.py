"""The runs in the ledger: each recorded once, in one transaction, with what it changed in the findings."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from dq.record.ledger.key import Key
from dq.record.ledger.looked import whole_tables
from dq.record.ledger.numbers import keep_numbers, learned
from dq.record.ledger.states import Settled
from dq.record.ledger.store import Ledger


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run in the ledger; ``number`` counts from 1 in the order of recording.

    ``batch`` is the number of the first run of the file that this is a later state of (its own if it is the first),
    ``base`` that of the latest before it. ``facts`` are those of :func:`facts_kept`.
    """

    number: int
    run_id: str
    source: str
    as_of: str
    batch: int
    base: int | None
    facts: dict[str, Any]


_ALL = "SELECT number, run_id, source, as_of, batch, base, facts FROM runs ORDER BY number"
_BY_ID = "SELECT number, run_id, source, as_of, batch, base, facts FROM runs WHERE run_id = ?"
_OF_BATCH = """SELECT number, run_id, source, as_of, batch, base, facts FROM runs WHERE batch = ?
    ORDER BY number DESC LIMIT 1"""


def runs(ledger: Ledger, source: str | None = None) -> list[RunRecord]:
    """The runs of a source (None: of all), in the order of recording."""
    found = [_record(row) for row in ledger.connection.execute(_ALL).fetchall()]
    return [item for item in found if source is None or item.source == source]


def run_of(ledger: Ledger, run_id: str) -> RunRecord | None:
    """The run of this id, None if the ledger does not know it."""
    row = ledger.connection.execute(_BY_ID, (run_id,)).fetchone()
    return None if row is None else _record(row)


def latest(ledger: Ledger, batch: int) -> RunRecord | None:
    """The latest run of a batch."""
    row = ledger.connection.execute(_OF_BATCH, (batch,)).fetchone()
    return None if row is None else _record(row)


def _record(row: tuple[Any, ...]) -> RunRecord:
    number, run_id, source, as_of, batch, base, facts = row
    return RunRecord(number, run_id, source, as_of, batch, base, json.loads(facts))


def facts_kept(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """What the ledger keeps of a manifest: numbers and names, no value of a person."""
    return {
        "inputs": [{"file": item["file"], "sha256": item["sha256"]} for item in manifest["inputs"]],
        "verdict": manifest["verdict"],
        "masked": manifest["masked"],
        "lang": manifest["lang"],
        "counts": manifest["counts"],
        "severities": manifest["severities"],
        "findings": {rule: entry["findings"] for rule, entry in manifest["findings"].items()},
        "history": manifest["history"],
        "companions": whole_tables(manifest),
        "stops": _stops(manifest),
    }


def _stops(manifest: Mapping[str, Any]) -> int | None:
    """The rows of a run's stop list that counted, None if it had none."""
    table = manifest.get("companions", {}).get("tables", {}).get("optouts")
    return None if table is None else int(table["counts"]["accepted"])


def record(
    ledger: Ledger, run_id: str, source: str, as_of: str, facts: Mapping[str, Any], settled: Settled
) -> int:
    """Record a published run, what it changed, and what it learned of numbers; returns its number.

    A run that is known keeps its record.
    """
    known = run_of(ledger, run_id)
    if known is not None:
        return known.number
    base = latest(ledger, settled.batch) if settled.batch is not None else None
    numbers = learned(ledger, ledger.out / run_id)
    with ledger.transaction() as connection:
        text = json.dumps(facts, ensure_ascii=False)
        done = connection.execute(
            "INSERT INTO runs (run_id, source, as_of, batch, base, facts) VALUES (?, ?, ?, 0, ?, ?)",
            (run_id, source, as_of, base.number if base else None, text),
        )
        number = int(done.lastrowid or 0)
        batch = settled.batch or number
        connection.execute("UPDATE runs SET batch = ? WHERE number = ?", (batch, number))
        _keep(connection, ledger.key, number, source, batch, settled)
        keep_numbers(connection, as_of, numbers)
    return number


def _keep(
    connection: sqlite3.Connection, key: Key, number: int, source: str, batch: int, settled: Settled
) -> None:
    kinds = _kinds(connection, settled)
    here = settled.findings.join(kinds, on=["rule", "field"], how="left")
    fresh = here.filter(pl.col("state").is_in(["new", "reopened"])).sort("fingerprint")
    fresh = fresh.with_columns(case_hash=key.hashes(fresh["case"]))
    connection.executemany(
        "INSERT INTO findings VALUES (?1, ?2, NULL, NULL, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            (fingerprint, number, source, batch, kind, case, value)
            for fingerprint, kind, case, value in _rows(fresh, "fingerprint", "id", "case_hash", "value")
        ),
    )
    connection.executemany(
        "UPDATE findings SET to_run = ?2, ended = ?3 WHERE fingerprint = ?1 AND to_run IS NULL",
        ((fingerprint, number, ended) for fingerprint, ended in _rows(settled.over, "fingerprint", "ended")),
    )
    changed = here.filter(pl.col("state") == "changed").sort("fingerprint")
    connection.executemany(
        "INSERT INTO findings SELECT fingerprint, ?2, NULL, NULL, since, source, ?3, kind, case_hash, ?4 FROM findings "
        "WHERE fingerprint = ?1 AND to_run IS NULL",
        (
            (fingerprint, number, batch, value)
            for fingerprint, value in _rows(changed, "fingerprint", "value")
        ),
    )
    connection.executemany(
        "UPDATE findings SET to_run = ?2, ended = 'changed' "
        "WHERE fingerprint = ?1 AND to_run IS NULL AND from_run < ?2",
        ((fingerprint, number) for (fingerprint,) in _rows(changed, "fingerprint")),
    )
    moved = here.filter((pl.col("state") == "open") & (pl.col("batch") != batch)).sort("fingerprint")
    connection.executemany(
        "UPDATE findings SET batch = ?2 WHERE fingerprint = ?1 AND to_run IS NULL",
        ((fingerprint, batch) for (fingerprint,) in _rows(moved, "fingerprint")),
    )


def _rows(frame: pl.DataFrame, *names: str) -> Iterator[tuple[Any, ...]]:
    return frame.select(names).iter_rows()


def _kinds(connection: sqlite3.Connection, settled: Settled) -> pl.DataFrame:
    """The numbers of the rules and fields of a run's findings; new ones are added."""
    pairs = settled.findings.select("rule", "field").unique().sort("rule", "field")
    connection.executemany("INSERT OR IGNORE INTO kinds (rule, field) VALUES (?, ?)", pairs.iter_rows())
    return pl.DataFrame(
        connection.execute("SELECT rule, field, id FROM kinds").fetchall(),
        schema={"rule": pl.String, "field": pl.String, "id": pl.Int64},
        orient="row",
    )
