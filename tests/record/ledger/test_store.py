"""The file: made for its owner alone, migrated, changed as a whole, and refused if it is no ledger of this key."""

import sqlite3
import stat

import pytest

from dq.cli.main import main
from dq.model.errors import ConfigError, OutputError, UsageError
from dq.record.ledger import LEDGER, Ledger, store
from dq.record.ledger import schema as versions
from dq.record.ledger.runs import runs


def test_a_ledger_is_made_and_leaves_one_private_file(tmp_path):
    with Ledger.open(tmp_path) as ledger:
        assert ledger.connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert runs(ledger) == []

    assert [path.name for path in tmp_path.iterdir()] == [LEDGER]
    assert stat.S_IMODE((tmp_path / LEDGER).stat().st_mode) == 0o600


def test_a_transaction_is_whole_or_nothing(ledger):
    with pytest.raises(RuntimeError), ledger.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES ('a', 'b')")
        raise RuntimeError

    assert ledger.connection.execute("SELECT * FROM meta WHERE name = 'a'").fetchall() == []


def test_no_ledger_is_told(tmp_path):
    with pytest.raises(UsageError, match="has no ledger"):
        Ledger.open(tmp_path, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_no_ledger_is_told_and_kept(tmp_path):
    (tmp_path / LEDGER).write_text("these are notes of mine" * 100, encoding="utf-8")

    with pytest.raises(ConfigError, match="can't be used as a ledger"):
        Ledger.open(tmp_path)
    assert (tmp_path / LEDGER).read_text(encoding="utf-8").startswith("these are notes")


def test_another_key_is_told(tmp_path, monkeypatch):
    Ledger.open(tmp_path).close()
    (tmp_path / "k").mkdir()
    other = tmp_path.parent / f"{tmp_path.name}-key"
    other.write_text("cd" * 32, encoding="ascii")
    monkeypatch.setenv("DQ_KEY_FILE", str(other))

    with pytest.raises(ConfigError, match="another key"):
        Ledger.open(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(OutputError, match="can't be written"):
        Ledger.open(tmp_path / "nowhere")


def test_a_ledger_of_a_newer_dq_is_refused(tmp_path):
    Ledger.open(tmp_path).close()
    with sqlite3.connect(tmp_path / LEDGER) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()

    with pytest.raises(ConfigError, match="newer dq"):
        Ledger.open(tmp_path)


def test_a_ledger_of_an_older_dq_is_brought_forward(tmp_path, monkeypatch):
    with Ledger.open(tmp_path) as ledger, ledger.transaction() as connection:
        connection.execute("INSERT INTO meta VALUES ('kept', 'yes')")
    added = (*versions.MIGRATIONS, ("CREATE TABLE added (a)", "INSERT INTO added VALUES (1)"))
    monkeypatch.setattr(versions, "MIGRATIONS", added)

    with Ledger.open(tmp_path) as ledger:
        assert ledger.connection.execute("SELECT a FROM added").fetchall() == [(1,)]
        assert ledger.connection.execute("SELECT value FROM meta WHERE name = 'kept'").fetchall() == [
            ("yes",)
        ]
        assert ledger.connection.execute("PRAGMA user_version").fetchone() == (len(added),)


def test_a_step_that_fails_leaves_the_older_version(tmp_path, monkeypatch):
    Ledger.open(tmp_path).close()
    whole = len(versions.MIGRATIONS)
    monkeypatch.setattr(
        versions, "MIGRATIONS", (*versions.MIGRATIONS, ("CREATE TABLE added (a)", "NONSENSE"))
    )
    with pytest.raises(ConfigError):
        Ledger.open(tmp_path)
    monkeypatch.undo()
    monkeypatch.setenv("DQ_KEY_FILE", str(_again(tmp_path)))

    with sqlite3.connect(tmp_path / LEDGER) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (whole,)
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'added'").fetchall() == []
    connection.close()


def _fill(ledger):
    with ledger.transaction() as connection:
        for number in range(2_000):
            connection.execute("INSERT INTO meta VALUES (?, ?)", (str(number), "x" * 500))


def test_a_full_disk_is_told_and_what_was_begun_is_undone(tmp_path):
    with pytest.raises(OutputError, match="the disk is full") as told, Ledger.open(tmp_path) as ledger:
        ledger.connection.execute("PRAGMA max_page_count = 30")
        _fill(ledger)
    assert "Free some space" in told.value.next_step
    with Ledger.open(tmp_path) as ledger:
        assert ledger.connection.execute("SELECT count(*) FROM meta WHERE name = '1'").fetchone() == (0,)


def test_a_file_that_is_read_only_is_told(tmp_path):
    with pytest.raises(OutputError, match="it is read-only"), Ledger.open(tmp_path) as ledger:
        ledger.connection.execute("PRAGMA query_only = ON")
        _fill(ledger)


def test_another_process_that_does_not_end_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "_WAIT_SECONDS", 0.01)
    with Ledger.open(tmp_path) as other, other.transaction():
        with pytest.raises(OutputError, match="in use by another process"), Ledger.open(tmp_path) as ledger:
            _fill(ledger)
        assert main(["suppress", "--list", "--out", str(tmp_path)]) == 2


def test_damage_that_shows_later_is_told(tmp_path):
    with Ledger.open(tmp_path) as ledger:
        _fill(ledger)
    whole = (tmp_path / LEDGER).read_bytes()
    (tmp_path / LEDGER).write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    with pytest.raises(ConfigError, match="can't be used as a ledger"), Ledger.open(tmp_path) as ledger:
        ledger.connection.execute("SELECT * FROM meta").fetchall()


def test_a_mistake_of_ours_stays_one(tmp_path):
    with pytest.raises(sqlite3.OperationalError, match="syntax"), Ledger.open(tmp_path) as ledger:
        ledger.connection.execute("NONSENSE")


def _again(tmp_path):
    path = tmp_path.parent / f"{tmp_path.name}-again"
    path.write_text("ab" * 32, encoding="ascii")
    return path
