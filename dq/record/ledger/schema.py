"""The tables of the ledger, and the way from each earlier version of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from dq.model.errors import ConfigError

_FIRST: Sequence[str] = (
    "CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
    # one published run; batch: the first run of the file that it is the latest state of
    """CREATE TABLE runs (
        number INTEGER PRIMARY KEY, run_id TEXT NOT NULL UNIQUE, source TEXT NOT NULL, as_of TEXT NOT NULL,
        batch INTEGER NOT NULL, base INTEGER, facts TEXT NOT NULL)""",
    "CREATE TABLE kinds (id INTEGER PRIMARY KEY, rule TEXT NOT NULL, field TEXT NOT NULL, UNIQUE (rule, field))",
    # a finding, from the run that first had it with this value to the run that no longer had it so;
    # since: the first run of the unbroken stretch; case_hash, value: keyed hashes; ended: why it is over
    """CREATE TABLE findings (
        fingerprint INTEGER NOT NULL, from_run INTEGER NOT NULL, to_run INTEGER, ended TEXT, since INTEGER NOT NULL,
        source TEXT NOT NULL, batch INTEGER NOT NULL, kind INTEGER NOT NULL, case_hash INTEGER NOT NULL, value INTEGER,
        PRIMARY KEY (fingerprint, from_run)) WITHOUT ROWID""",
    # a person's answer; before: keyed hash of the cell as it was shown; value, note: sealed
    """CREATE TABLE decisions (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL, fingerprint TEXT NOT NULL, case_no TEXT, field TEXT NOT NULL,
        rule TEXT NOT NULL, decision TEXT NOT NULL, before INTEGER, value BLOB, verified_by TEXT, verified_on TEXT,
        note BLOB, person TEXT NOT NULL, decided_on TEXT NOT NULL, run_id TEXT NOT NULL,
        undone_by TEXT, undone_on TEXT)""",
    "CREATE UNIQUE INDEX decisions_in_force ON decisions (source, fingerprint) WHERE undone_on IS NULL",
    # case_no and field null: the rule as a whole; value: only as long as the cell has this keyed hash
    """CREATE TABLE suppressions (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL, rule TEXT NOT NULL, case_no TEXT, field TEXT, value INTEGER,
        fingerprint TEXT, reason TEXT NOT NULL, person TEXT NOT NULL, made_on TEXT NOT NULL, until TEXT,
        lifted_by TEXT, lifted_on TEXT)""",
)
_UNDONE: Sequence[str] = (
    # an automatic edit that is not to be made: a step (field null: on all), or any step on a cell of a case
    """CREATE TABLE undone (
        id INTEGER PRIMARY KEY, source TEXT NOT NULL, step TEXT, case_no TEXT, field TEXT, person TEXT NOT NULL,
        made_on TEXT NOT NULL, lifted_by TEXT, lifted_on TEXT)""",
)
_NUMBERS: Sequence[str] = (
    # what a run learned of a number, by keyed hash: dead, or alive where it was known to be dead
    """CREATE TABLE numbers (
        hash INTEGER NOT NULL, as_of TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (hash, as_of)) WITHOUT ROWID""",
)
MIGRATIONS: Sequence[Sequence[str]] = (_FIRST, _UNDONE, _NUMBERS)
"""The statements that lead from each version to the next; a version, once released, is never edited."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a ledger to the newest version, each step whole or not at all.

    Raises :class:`ConfigError` if it was written by a newer dq.
    """
    for step in range(_version(connection), len(MIGRATIONS)):
        connection.execute("BEGIN IMMEDIATE")
        try:
            if _version(connection) == step:  # another process may have been first
                for statement in MIGRATIONS[step]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {step + 1}")
            connection.execute("COMMIT")
        except sqlite3.Error:
            connection.execute("ROLLBACK")
            raise
    if _version(connection) > len(MIGRATIONS):
        raise ConfigError(
            "the ledger was written by a newer dq", "Install that version, or give another --out."
        )


def _version(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])
