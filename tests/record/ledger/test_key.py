"""The key: made once, outside of the runs; hashes and seals that tell nothing without it."""

import stat
import threading

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.model.errors import ConfigError
from dq.record.ledger.key import Key, load_key

KEY, OTHER = Key(b"a" * 32), Key(b"b" * 32)


@given(st.text(max_size=200))
def test_a_seal_is_opened_by_its_key_alone(text):
    sealed = KEY.seal(text)

    assert KEY.unseal(sealed) == text
    assert KEY.seal(text) == sealed
    assert len(text.encode()) < 4 or text.encode() not in sealed
    with pytest.raises(ConfigError, match="can't be opened"):
        OTHER.unseal(sealed)


@given(st.binary(min_size=16, max_size=40), st.integers(0, 39))
def test_an_altered_seal_is_refused(noise, place):
    sealed = bytearray(KEY.seal("13800138000 张三"))
    sealed[place % len(sealed)] ^= noise[0] or 1

    with pytest.raises(ConfigError):
        KEY.unseal(bytes(sealed))


def test_hashes_are_the_key_s_own_and_alike_for_one_and_for_many():
    values = pl.Series(["13800138000", None, "", "13800138000", "é"])
    hashed = KEY.hashes(values)

    assert hashed.to_list() == [None if value is None else KEY.hash(value) for value in values]
    assert KEY.hash("x") != OTHER.hash("x")
    assert KEY.check != OTHER.check


def test_the_key_is_made_once_for_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("DQ_KEY_FILE")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    made = []
    threads = [
        threading.Thread(target=lambda: made.append(load_key(tmp_path / "out").check)) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    path = tmp_path / "config" / "dq" / "key"
    assert len(made) == 8
    assert len(set(made)) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [item.name for item in path.parent.iterdir()] == ["key"]


@pytest.mark.parametrize("content", ["", "zz", "ab" * 31, "ü" * 64])
def test_what_is_no_key_is_refused(tmp_path, monkeypatch, content):
    (tmp_path / "key").write_text(content, encoding="utf-8")
    monkeypatch.setenv("DQ_KEY_FILE", str(tmp_path / "key"))

    with pytest.raises(ConfigError, match="is no key"):
        load_key(tmp_path / "out")


def test_a_key_among_the_runs_is_refused(tmp_path, monkeypatch):
    monkeypatch.setenv("DQ_KEY_FILE", str(tmp_path / "out" / "key"))

    with pytest.raises(ConfigError, match="lies in the folder of runs"):
        load_key(tmp_path / "out")


def test_a_key_that_can_t_be_made_is_told(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    monkeypatch.setenv("DQ_KEY_FILE", str(tmp_path / "file" / "key"))

    with pytest.raises(ConfigError, match="can't be read or made"):
        load_key(tmp_path / "out")
