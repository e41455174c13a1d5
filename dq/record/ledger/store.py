"""The ledger's file: opened, migrated, and changed in whole transactions only."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from dq.model.errors import ConfigError, DqError, OutputError, UsageError
from dq.record.ledger.key import Key, load_key
from dq.record.ledger.schema import migrate

LEDGER = "ledger.sqlite"
_WAIT_SECONDS = 30
_AGAIN = "then start again: what is missing is made up for."
_OUTSIDE = {
    sqlite3.SQLITE_FULL: ("can't be written: the disk is full", f"Free some space, {_AGAIN}"),
    sqlite3.SQLITE_READONLY: ("can't be written: it is read-only", f"Check its permissions, {_AGAIN}"),
    sqlite3.SQLITE_CANTOPEN: ("can't be opened", f"Check the folder's permissions, {_AGAIN}"),
    sqlite3.SQLITE_IOERR: (
        "can't be written: the disk is full, or fails",
        f"Look at its free space, {_AGAIN}",
    ),
    sqlite3.SQLITE_BUSY: ("is in use by another process", f"Wait until that ends, {_AGAIN}"),
    sqlite3.SQLITE_LOCKED: ("is in use by another process", f"Wait until that ends, {_AGAIN}"),
}
"""Errors of SQLite that are not ours, by their primary code: what is told, and what to do."""
_PRIMARY = 0xFF


class Ledger:
    """An open ledger of a folder of runs: its connection, and the key that its hashes are made with.

    A context manager. Several processes may have it open; each change is one transaction.
    """

    def __init__(self, out: Path, connection: sqlite3.Connection, key: Key) -> None:
        self.out = out
        self.connection = connection
        self.key = key

    @classmethod
    def open(cls, out: Path, *, create: bool = True) -> Self:
        """Open ``out/ledger.sqlite``; the file is made if it is missing, unless ``create`` is False.

        Raises :class:`UsageError` if there is none, :class:`ConfigError` if it is no ledger, was written by a newer
        dq or with another key, :class:`OutputError` if it can't be written.
        """
        path = out / LEDGER
        if not create and not path.exists():
            raise UsageError(
                f"{out} has no ledger", "Name the folder of the runs with --out; 'dq run' makes a ledger."
            )
        key = load_key(out)
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
            connection = sqlite3.connect(path, timeout=_WAIT_SECONDS, isolation_level=None)
        except (OSError, sqlite3.Error):
            raise OutputError(
                f"the ledger {path} can't be written", "Check the folder's permissions."
            ) from None
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA temp_store = MEMORY")
            migrate(connection)
            ledger = cls(out, connection, key)
            ledger._hold_key()
        except sqlite3.DatabaseError as error:
            connection.close()
            raise (_outside(path, error) or _no_ledger(path, error)) from None
        except ConfigError:
            connection.close()
            raise
        return ledger

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close; raises :class:`DqError` in place of an error of SQLite that is the disk's or another process's."""
        self.close()
        told = _outside(self.out / LEDGER, error) if isinstance(error, sqlite3.Error) else None
        if told is not None:
            raise told from None

    def close(self) -> None:
        """Close the file; its last user folds the write-ahead log into it."""
        self.connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All of the changes made inside, or none of them."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            if self.connection.in_transaction:  # a full disk has ended it already
                self.connection.execute("ROLLBACK")
            raise

    def _hold_key(self) -> None:
        with self.transaction() as connection:
            connection.execute("INSERT OR IGNORE INTO meta VALUES ('key', ?)", (self.key.check,))
            (known,) = connection.execute("SELECT value FROM meta WHERE name = 'key'").fetchone()
        if known != self.key.check:
            raise ConfigError(
                f"the ledger {self.out / LEDGER} was written with another key",
                "Name that key's file in DQ_KEY_FILE; without it, move the ledger away and begin a new one.",
            )


def _outside(path: Path, error: sqlite3.Error) -> DqError | None:
    """What is told of an error of the disk, of another process or of a damaged file; None if the error is ours."""
    code = getattr(error, "sqlite_errorcode", 0) & _PRIMARY
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return _no_ledger(path, error)
    if code not in _OUTSIDE:
        return None
    what, next_step = _OUTSIDE[code]
    return OutputError(f"the ledger {path} {what}", next_step)


def _no_ledger(path: Path, error: sqlite3.Error) -> ConfigError:
    return ConfigError(
        f"{path} can't be used as a ledger ({getattr(error, 'sqlite_errorname', type(error).__name__)})",
        "Restore it, or move it away: the next run makes another from the runs in the folder.",
    )
