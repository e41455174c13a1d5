"""Delimited text: each line lands in exactly one place, and cells come back as they were."""

from pathlib import Path

import polars as pl
import pytest

from dq.read import Reading, ReadOptions, read

HEADER = "案件编号,姓名,手机,欠款金额"
ROWS = ["A001,张三,13800000001,100.50", "A002,李四,13800000002,200.00", "A003,王五,,300"]


def write(folder: Path, text: str, encoding: str = "utf-8", name: str = "cases.csv") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def rows(reading: Reading) -> list[tuple[object, ...]]:
    return reading.frame.collect().rows()


def reasons(reading: Reading) -> dict[int, str]:
    return dict(reading.rejected.select("row", "reason").rows())


def adds_up(reading: Reading) -> None:
    counts = reading.counts
    assert counts.lines == counts.header + counts.preamble + counts.blank + counts.read
    assert reading.frame.select(pl.len()).collect().item() == counts.cases
    around = reading.rejected.filter(pl.col("reason").is_in(["preamble", "blank"])).height
    assert reading.rejected.height == around + counts.rejected
    seen = [*reading.frame.collect()["_row"], *reading.rejected["row"], *reading.facts["header"]["rows"]]
    assert sorted(seen) == list(range(1, counts.lines + 1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_clean_file(tmp_path: Path, encoding: str, end: str) -> None:
    with read(write(tmp_path, end.join([HEADER, *ROWS]) + end, encoding)) as reading:
        assert reading.frame.collect_schema() == {
            "_row": pl.UInt32,
            "案件编号": pl.String,
            "姓名": pl.String,
            "手机": pl.String,
            "欠款金额": pl.String,
        }
        assert rows(reading) == [
            (2, "A001", "张三", "13800000001", "100.50"),
            (3, "A002", "李四", "13800000002", "200.00"),
            (4, "A003", "王五", None, "300"),
        ]
        assert reading.rejected.height == 0
        assert [column.letter for column in reading.columns] == ["A", "B", "C", "D"]
        adds_up(reading)


def test_lines_around_the_cases(tmp_path: Path) -> None:
    text = "\n".join(
        [
            "某某银行2026年1月委外案件清单,,,",
            "",
            HEADER,
            ROWS[0],
            ",,,",
            ROWS[1],
            HEADER,
            ROWS[2],
            "",
            "合计,,,600.50",
            "注：以上数据截至1月31日,,,",
        ]
    )
    with read(write(tmp_path, text, "gb18030")) as reading:
        assert [row[0] for row in rows(reading)] == [4, 6, 8]
        assert reasons(reading) == {
            1: "preamble",
            2: "blank",
            5: "blank",
            7: "repeated_header",
            9: "blank",
            10: "total",
            11: "note",
        }
        assert reading.facts["header"]["rows"] == [3]
        assert reading.facts["encoding"]["encoding"] == "gb18030"
        adds_up(reading)


def test_one_bad_line_costs_that_line_only(tmp_path: Path) -> None:
    bad = [
        "A010,赵六,139,1,2",
        'A011,"钱七,139,1',
        "A012,孙八",
        'A013,"周"九,139,1',
        'A014,"吴\n十",139,1',
        "A015,郑,1,2,,",
    ]
    text = "\n".join([HEADER, ROWS[0], *bad, ROWS[1], *ROWS[2:]]) + "\n"
    with read(write(tmp_path, text)) as reading:
        assert reasons(reading) == {
            3: "ragged_long",
            4: "unclosed_quote",
            5: "ragged_short",
            6: "stray_quote",
        }
        got = rows(reading)
        assert [row[0] for row in got] == [2, 7, 8, 9, 10]
        assert got[1] == (7, "A014", "吴\n十", "139", "1")
        assert got[2] == (8, "A015", "郑", "1", "2")
        assert reading.rejected["text"].to_list() == [bad[0], bad[1], bad[2], bad[3]]
        adds_up(reading)


def test_names_are_unique_and_positions_kept(tmp_path: Path) -> None:
    with read(write(tmp_path, "编号,电话,电话,,电话 \nA1,1,2,3,4\nA2,1,2,3,4\n")) as reading:
        assert [column.name for column in reading.columns] == [
            "编号",
            "电话",
            "电话 (2)",
            "column 4",
            "电话 (3)",
        ]
        assert reading.columns[4].header == "电话"


def test_no_header(tmp_path: Path) -> None:
    with read(write(tmp_path, "1001,13800000001,5\n1002,13800000002,6\n1003,13800000003,7\n")) as reading:
        assert [row[0] for row in rows(reading)] == [1, 2, 3]
        assert reading.counts.header == 0
        adds_up(reading)


def test_user_decides(tmp_path: Path) -> None:
    path = write(tmp_path, "x;y\na;b\nc,d;e\n")
    with read(path, ReadOptions(delimiter=";", header_row=2)) as reading:
        assert [column.name for column in reading.columns] == ["a", "b"]
        assert rows(reading) == [(3, "c,d", "e")]
        assert reasons(reading) == {1: "preamble"}


def test_temporary_files_are_private_and_removed(tmp_path: Path) -> None:
    work = tmp_path / "work"
    with read(write(tmp_path, HEADER + "\n" + ROWS[0] + "\n", "gb18030"), work_dir=work) as reading:
        files = [path for path in work.rglob("*") if path.is_file()]
        assert files and all(path.stat().st_mode & 0o777 == 0o600 for path in files)
        assert reading.frame.collect().height == 1
    assert list(work.iterdir()) == []
