"""Delimited text: each line lands in exactly one place, and cells come back as they were."""

from pathlib import Path

import openpyxl
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


def test_pairs_of_quotes_behind_other_text_are_the_texts_own(tmp_path: Path) -> None:
    lines = [
        'A010,客户称"月底还",139,1',
        'A011,称"月底","还,是",139',
        'A012,李"四",139,2',
        'A013,王五",139,3',
    ]
    quoted = [f'"A{number:03d}","张,三","13800000001","1"' for number in range(9)]
    with read(write(tmp_path, "\n".join([HEADER, *quoted, *lines]) + "\n")) as reading:
        assert reasons(reading) == {14: "stray_quote"}
        assert [row[2] for row in rows(reading)[9:]] == ['客户称"月底还"', '称"月底"', '李"四"']
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


@pytest.mark.parametrize(
    ("encoding", "name"),
    [("utf-16", "utf-16-le"), ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be"), ("big5", "big5")],
)
def test_other_encodings(tmp_path: Path, encoding: str, name: str) -> None:
    header = "案件編號,姓名,手機,欠款金額"
    lines = [f"A{number:03},張志明,138000000{number:02},100.50" for number in range(20)]
    with read(write(tmp_path, "\r\n".join([header, *lines]), encoding)) as reading:
        assert reading.facts["encoding"]["encoding"] == name
        assert rows(reading)[3] == (5, "A003", "張志明", "13800000003", "100.50")
        assert reading.columns[0].name == "案件編號"
        adds_up(reading)


def test_western_letters_are_the_last_resort(tmp_path: Path) -> None:
    with read(write(tmp_path, "case no,name,city\n1,José Nuñez,Köln\n2,Zoë,Malmö\n", "cp1252")) as reading:
        assert reading.facts["encoding"]["encoding"] == "cp1252"
        assert rows(reading)[0] == (2, "1", "José Nuñez", "Köln")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_damaged_line_costs_that_line_only(tmp_path: Path, encoding: str) -> None:
    lines = [line.encode(encoding) for line in [HEADER, *ROWS * 10]]
    lines[4] = lines[4].replace("张".encode(encoding), b"\xff\xfe")
    path = tmp_path / "cases.csv"
    path.write_bytes(b"\n".join(lines))
    with read(path) as reading:
        assert reading.facts["encoding"]["encoding"] == encoding
        assert reasons(reading) == {5: "undecodable"}
        assert "\\xff" in reading.rejected["text"][0]
        assert len(rows(reading)) == 29
        adds_up(reading)


@pytest.mark.parametrize("end", ["\r", "\r\r\n"])
def test_line_ends_of_other_systems(tmp_path: Path, end: str) -> None:
    with read(write(tmp_path, end.join([HEADER, *ROWS]) + end)) as reading:
        assert [row[1] for row in rows(reading)] == ["A001", "A002", "A003"]
        assert rows(reading)[0][4] == "100.50"
        adds_up(reading)


def test_a_lone_return_ends_a_line_or_is_text(tmp_path: Path) -> None:
    text = f"{HEADER}\n{ROWS[0]}\r{ROWS[1]}\nA009,赵\r六,1,2\n{ROWS[2]}\n"
    with read(write(tmp_path, text)) as reading:
        assert [row[:3] for row in rows(reading)] == [
            (2, "A001", "张三"),
            (3, "A002", "李四"),
            (4, "A009", "赵\r六"),
            (5, "A003", "王五"),
        ]
        adds_up(reading)


def test_quotes_as_text(tmp_path: Path) -> None:
    text = f'{HEADER}\nA1,="0138",5" 管,1\nA2,x, "a,b",2\nA3,"x\\"y",3,4\n'
    with read(write(tmp_path, text)) as reading:
        assert [row[1:4] for row in rows(reading)] == [
            ("A1", '="0138"', '5" 管'),
            ("A2", "x", "a,b"),
            ("A3", 'x"y', "3"),
        ]
        adds_up(reading)


def test_a_file_that_does_not_quote(tmp_path: Path) -> None:
    with read(write(tmp_path, 'id\tsize\tn\n1\t24"\t5\n2\t27"\t6\n3\tx\t7\n')) as reading:
        assert [row[2] for row in rows(reading)] == ['24"', '27"', "x"]
        assert reading.facts["dialect"]["quote"] == ""


@pytest.mark.parametrize("delimiter", [";", "\t", "|", ":"])
def test_delimiters(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join([HEADER, *ROWS]).replace(",", delimiter) + "\n"
    with read(write(tmp_path, text)) as reading:
        assert reading.facts["dialect"]["delimiter"] == delimiter
        assert len(rows(reading)) == 3


def test_single_quotes(tmp_path: Path) -> None:
    with read(write(tmp_path, "'编号','姓名','备注'\n'A1','张三','a,b'\n'A2','李四','c'\n")) as reading:
        assert rows(reading) == [(2, "A1", "张三", "a,b"), (3, "A2", "李四", "c")]


def test_too_long(tmp_path: Path) -> None:
    long = "x" * 1_000_001
    text = "\n".join([HEADER, ROWS[0], f"A9,{long},1,2", ROWS[1], f"A8,{'y' * 9_000_000}", ROWS[2]])
    with read(write(tmp_path, text)) as reading:
        assert reasons(reading) == {3: "cell_too_long", 5: "line_too_long"}
        assert [row[0] for row in rows(reading)] == [2, 4, 6]
        adds_up(reading)


def test_two_row_header(tmp_path: Path) -> None:
    text = (
        "案件编号,姓名,联系人1,,联系人2,\n,,姓名,电话,姓名,电话\nA1,张三,李四,13800000001,王五,13800000002\n"
    )
    with read(write(tmp_path, text)) as reading:
        assert [column.name for column in reading.columns] == [
            "案件编号",
            "姓名",
            "联系人1姓名",
            "联系人1电话",
            "联系人2姓名",
            "联系人2电话",
        ]
        assert reading.facts["header"]["rows"] == [1, 2]
        adds_up(reading)


@pytest.mark.parametrize(
    "sum_of", ["3,,小计,,1700.00", '"3",,"小 计：",,"1,700.00"', "3,合计,,,1700.00", "3,,合计（2笔）,,"]
)
@pytest.mark.parametrize("delimiter", [",", "|"])
def test_a_running_number_may_stand_before_a_total(tmp_path, sum_of, delimiter):
    lines = ["序号,案件编号,客户姓名,还款日期,还款金额", "1,A1,张三,2026-01-05,500.00", "2,A2,李四,2026-01-06,1200.00",
             sum_of, "4,A3,合小计,2026-01-07,9.00", "5,A4,小计,2026-01-07,9.00"]  # fmt: skip
    text = "\n".join(lines) if delimiter == "," else "\n".join(lines).replace(",", delimiter)
    with read(write(tmp_path, text)) as reading:
        assert reasons(reading) == {4: "total"}
        assert [row[0] for row in rows(reading)] == [2, 3, 5, 6]


@pytest.mark.parametrize(
    "sum_of",
    ["某某银行 小计,,,,1700.00", "某某银行合计：2户,,,,1700.00", "小计（某某银行）,,,,1700.00",
     "某某银行,小计,,,1700.00", "First Bank Total,,,,1700.00", "总计,2户,,,1700.00"],
)  # fmt: skip
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_total_of_a_group_has_its_name_around_the_word(tmp_path, sum_of, kind):
    lines = ["委托方,案件编号,客户姓名,还款日期,还款金额,备", "甲,A1,张三,2026-01-05,500.00",
             "乙,A2,李四,2026-01-06,1200.00",
             sum_of, "丙小计,A3,合小计,2026-01-07,9.00", "丁,A4,小计,,9.00", "某某银行小计,A5,王五,,"]  # fmt: skip
    lines[1:] = [f"{line}," for line in lines[1:]]
    path = write(tmp_path, "\n".join(lines))
    if kind == "xlsx":
        path = tmp_path / "a.xlsx"
        book = openpyxl.Workbook()
        for line in lines:
            book.active.append([cell or None for cell in line.split(",")])
        book.save(path)
    with read(path) as reading:
        assert reasons(reading) == {4: "total"}
        assert [row[0] for row in rows(reading)] == [2, 3, 5, 6, 7]


def test_notes_above_the_header_are_no_names_over_its_columns(tmp_path: Path) -> None:
    lines = [
        "清单,,,",
        "单位：万元,,制表日期：2026-01-05,",
        "案件编号,客户姓名,委案金额,放款日期",
        "A1,王伟,1.2,2024-01-02",
    ]
    (tmp_path / "a.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    with read(
        tmp_path / "a.csv", known_headers=frozenset(("案件编号", "客户姓名", "委案金额", "放款日期"))
    ) as reading:
        assert [column.header for column in reading.columns] == lines[2].split(",")
        assert reading.rejected["reason"].to_list() == ["preamble", "preamble"]
