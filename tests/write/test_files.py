import csv
import hashlib
import os
import subprocess
import sys
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dq.model.errors import OutputError
from dq.write.files import create, csv_sink, finish, parquet_sink, told, write_csv, write_parquet, write_text

FRAME = pl.DataFrame(
    {
        "case_no": ["007", "=1+1", None, ""],
        "total_due": pl.Series(
            [Decimal("1.50"), Decimal("-3.25"), None, Decimal("0.00")], dtype=pl.Decimal(18, 2)
        ),
        "placed_on": [date(2026, 1, 2), None, date(1999, 12, 31), None],
        "self_mobile": ["+8613800138000", "a,b", 'q"z', "l\nm\r"],
    }
)


def test_csv_is_rfc_4180_with_exact_values(tmp_path):
    written = write_csv(FRAME, tmp_path / "cleaned.csv")
    assert (tmp_path / "cleaned.csv").read_bytes() == (
        b"\xef\xbb\xbfcase_no,total_due,placed_on,self_mobile\r\n"
        b"007,1.50,2026-01-02,+8613800138000\r\n"
        b'=1+1,-3.25,,"a,b"\r\n'
        b',,1999-12-31,"q""z"\r\n'
        b'"",0.00,,"l\nm\r"\r\n'
    )
    assert (written.name, written.rows) == ("cleaned.csv", 4)


def test_csv_without_bom(tmp_path):
    write_csv(FRAME, tmp_path / "a.csv", bom=False)
    assert (tmp_path / "a.csv").read_bytes().startswith(b"case_no,")


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=8))
def test_any_text_comes_back_from_the_csv(tmp_path_factory, cells):
    path = tmp_path_factory.mktemp("csv") / "a.csv"
    write_csv(pl.DataFrame(cells, schema={"a": pl.String, "b": pl.String}, orient="row"), path)
    with path.open(encoding="utf-8-sig", newline="") as handle:
        rows = [tuple(row) for row in csv.reader(handle)]
    assert rows == [("a", "b"), *cells]


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_the_figures_are_those_of_the_file(tmp_path, write):
    path = tmp_path / "file"
    written = write(FRAME, path)
    content = path.read_bytes()
    assert written.sha256 == hashlib.sha256(content).hexdigest()
    assert written.bytes == len(content)
    assert written.as_manifest() == {"sha256": written.sha256, "bytes": len(content), "rows": 4}


@pytest.mark.parametrize("write", [write_csv, write_parquet])
def test_only_the_owner_may_read_whatever_the_umask(tmp_path, write):
    before = os.umask(0)
    try:
        write(FRAME, tmp_path / "file")
    finally:
        os.umask(before)
    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o600


def test_parquet_keeps_types_and_values(tmp_path):
    write_parquet(FRAME, tmp_path / "a.parquet")
    assert_frame_equal(pl.read_parquet(tmp_path / "a.parquet"), FRAME)


def test_a_lazy_frame_gives_the_same_bytes_as_an_eager_one(tmp_path):
    frame = pl.DataFrame({"row": range(300_000)}).with_columns(text=pl.format("cell {}", "row"))
    frame.write_parquet(tmp_path / "source.parquet", row_group_size=50_000)
    for write in (write_csv, write_parquet):
        eager = write(frame, tmp_path / f"{write.__name__}.eager")
        lazy = write(pl.scan_parquet(tmp_path / "source.parquet"), tmp_path / f"{write.__name__}.lazy")
        assert (lazy.sha256, lazy.rows) == (eager.sha256, 300_000)


def test_bytes_do_not_depend_on_the_number_of_threads(tmp_path):
    script = (
        "import sys, polars as pl; from pathlib import Path; from dq.write.files import *\n"
        "f = pl.LazyFrame({'row': range(400_000)}).with_columns(text=pl.format('{}', 'row'))\n"
        "folder = Path(sys.argv[1])\n"
        "print(write_csv(f, folder / 'a.csv').sha256, write_parquet(f, folder / 'a.parquet').sha256)"
    )
    seen = set()
    for threads in ("1", "3"):
        folder = tmp_path / threads
        folder.mkdir()
        env = {**os.environ, "POLARS_MAX_THREADS": threads}
        done = subprocess.run(
            [sys.executable, "-c", script, folder], env=env, capture_output=True, check=True
        )
        seen.add(done.stdout)
    assert len(seen) == 1


def test_several_sinks_in_one_pass(tmp_path):
    paths = [tmp_path / "a.csv", tmp_path / "a.parquet"]
    for path in paths:
        create(path)
    pl.collect_all([csv_sink(FRAME.lazy(), paths[0]), parquet_sink(FRAME.lazy(), paths[1])])
    assert [finish(path, FRAME.height).rows for path in paths] == [4, 4]
    assert {path.stat().st_mode & 0o777 for path in paths} == {0o600}


def test_an_existing_file_is_never_overwritten(tmp_path):
    (tmp_path / "a.csv").write_text("precious", encoding="utf-8")
    with pytest.raises(OutputError, match=r"can't write a\.csv"):
        write_csv(FRAME, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "precious"


def test_a_missing_folder_is_told(tmp_path):
    with pytest.raises(OutputError, match="No such file"):
        write_text("x", tmp_path / "nowhere" / "a.txt")


def test_a_full_disk_is_told(tmp_path):
    full = tmp_path / "full.csv"
    full.symlink_to("/dev/full")
    with (
        pytest.raises(OutputError, match=r"can't write full\.csv in .*: No space left on device"),
        told(full),
    ):
        csv_sink(pl.LazyFrame({"a": ["x" * 1000] * 1000}), full).collect()
