"""A masked exception list: private values are in none of its bytes, and the ledger's key alone brings them back."""

import polars as pl
import pytest

from dq.model.errors import ConfigError
from dq.pipeline.road import run
from dq.record.ledger.key import Key, load_key
from dq.record.ledger.sealing import opened, unsealed

CASES = "案件编号,姓名,手机号,委案金额\nA1,张三,1390013900,60000\nA2,李四,13800138001,abc\n"
CALLS = "案件号,联络时间,联络电话\nA1,2026-01-06 12:50:00,1380013\n"


@pytest.fixture
def made(tmp_path):
    """A function that makes a run of the same files."""
    (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
    (tmp_path / "calls.csv").write_text(CALLS, encoding="utf-8")

    def make(mask):
        companions = {"calls": tmp_path / "calls.csv"}
        out = tmp_path / f"out-{mask}"
        return run(tmp_path / "cases.csv", as_of="2026-01-31", out=out, mask=mask, companions=companions)

    return make


def test_a_masked_list_comes_back_as_the_unmasked_one(made, tmp_path):
    masked, plain = made(True), made(False)
    assert not masked.exceptions["value"].equals(plain.exceptions["value"])
    back = unsealed(masked.exceptions, load_key(tmp_path))
    assert back.equals(plain.exceptions)
    assert {"cases.csv", "calls.csv"} <= set(back["file"])
    assert unsealed(plain.exceptions, load_key(tmp_path)).equals(plain.exceptions)


def test_private_values_stand_in_no_file_of_the_list(made):
    folder = made(True).folder
    for name in ("exceptions.csv", "exceptions.parquet"):
        content = (folder / name).read_bytes()
        assert b"1390013900" not in content and b"1380013" not in content
    header = (folder / "exceptions.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert "sealed" not in header
    assert "abc" in pl.read_parquet(folder / "exceptions.parquet")["value"].to_list()


def test_another_key_is_refused(made):
    with pytest.raises(ConfigError, match="can't be opened"):
        unsealed(made(True).exceptions, Key(b"x" * 32))


def test_a_masked_run_of_another_key_keeps_no_later_run_from_being_made(made, tmp_path, monkeypatch):
    first = made(True)
    monkeypatch.setenv("DQ_KEY_FILE", str(tmp_path / "other-key"))
    for path in first.folder.parent.glob("ledger.sqlite*"):
        path.unlink()
    (tmp_path / "cases.csv").write_text(CASES.replace("60000", "60001"), encoding="utf-8")

    later = made(True).manifest["history"]

    assert later["base"]["run_id"] == first.folder.name
    assert set(later["states"]) == {"open"}  # what the values were is not known, so none is told as changed


def test_values_of_which_nothing_is_sealed_are_not_known(made, tmp_path):
    masked = made(True).exceptions.drop("sealed_value", "sealed_suggestion")
    listed, known = opened(masked, load_key(tmp_path), masked=True)
    assert listed.equals(masked) and not known
