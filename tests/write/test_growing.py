import hashlib
import stat
from pathlib import Path

import polars as pl
import pytest

from dq.model.errors import OutputError
from dq.write.growing import growing

PIECES = [b"case_no,total_due\r\n", b"", b"007,1.50\r\n" * 60_000, b"8,2.00\r\n"]


def test_what_is_told_is_what_stands_in_the_file(tmp_path):
    path = tmp_path / "cleaned.csv"
    with growing(path) as file:
        for piece in PIECES:
            file.handle.write(piece)
            file.settle()
        written = file.finish(60_001)
    content = b"".join(PIECES)
    assert path.read_bytes() == content
    assert written.sha256 == hashlib.sha256(content).hexdigest()
    assert (written.name, written.bytes, written.rows) == ("cleaned.csv", len(content), 60_001)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_pieces_that_polars_writes(tmp_path):
    frame = pl.DataFrame({"case_no": ["007", "a,b"]})
    with growing(tmp_path / "a.csv") as file:
        for first in (True, False):
            frame.write_csv(file.handle, include_header=first)
            file.settle()
        written = file.finish(4)
    assert (tmp_path / "a.csv").read_bytes() == b'case_no\n007\n"a,b"\n007\n"a,b"\n'
    assert written.sha256 == hashlib.sha256((tmp_path / "a.csv").read_bytes()).hexdigest()


def test_a_file_that_is_there_stays(tmp_path):
    (tmp_path / "a.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError), growing(tmp_path / "a.csv"):
        pass
    assert (tmp_path / "a.csv").read_text(encoding="utf-8") == "mine"


def test_a_full_disk_is_told(tmp_path):
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OutputError, match="No space left"),
        growing(tmp_path / "a.csv") as file,
    ):
        file.handle = full
        file.handle.write(b"x")
