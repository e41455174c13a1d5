"""The proposal that a run without a source saves: with its companion tables, and good for the next run."""

import openpyxl
import polars as pl
import pytest
import yaml

from dq.cli.main import main
from dq.text.width import width

CASES = (
    ("案件编号", "姓名", "委案金额", "本人手机", "贷款日期"),
    *((f"A{n}", "张三", f"{n}000.00", f"1380013800{n}", "2025-01-01") for n in range(1, 4)),
)
CALLS = (
    ("案件号", "拨打日期", "拨打时间", "联络电话", "催收结果", "班组"),
    ("A1", "2026-01-05", "23:10", "13800138001", "承诺还款", "甲"),
    ("A2", "2026-01-06", "9:05", "13800138002", "空号", "甲"),
)
PAID = (("案件号", "还款日期", "还款金额(万元)"), ("A1", "2026-01-05", "0.01"), ("A9", "2026-01-06", "0.02"))
PAID_TOO = (("案件编号", "入账日", "回款金额(万元)"), ("A1", "2026-01-07", "0.03"))


@pytest.fixture
def going(tmp_path, monkeypatch, capsys):
    """Runs on a workbook of cases and calls beside files of repayments, once without a source and once with it."""
    monkeypatch.chdir(tmp_path)
    book = openpyxl.Workbook()
    for name, lines in (("案件", CASES), ("催收记录", CALLS)):
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(line)
    del book["Sheet"]
    book.save("book.xlsx")

    def go(*given, out="out", source=None):
        argv = ["run", "book.xlsx", *given, "--as-of", "2026-01-31", "--out", out]
        main([*argv, *(["--source", source] if source else [])])
        capsys.readouterr()
        (folder,) = (tmp_path / out).glob("2026*")
        return {
            name: pl.read_parquet(folder / f"{name}.parquet").drop("fingerprint", strict=False)
            for name in ("cleaned", "exceptions", "contacts", "changes")
        }

    return go


def write(path, lines):
    path.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    return str(path)


def test_a_run_with_the_saved_proposal_says_the_same(going, tmp_path):
    first, second = write(tmp_path / "may.csv", PAID), write(tmp_path / "june.csv", PAID_TOO)
    old = write(
        tmp_path / "old.csv",
        (("案件号", "客户姓名", "剩余本金(元)", "手机"), ("A2", "李四", "9", "13800138002")),
    )
    paid = ("--repayments", first, "--repayments", second, "--earlier", old)
    made = going("--calls", "book.xlsx#催收记录", *paid)
    saved = (tmp_path / "out" / "sources" / "book.yml").read_text("utf-8")
    parts = yaml.safe_load(saved)["companions"]

    assert parts["calls"]["sheet"] == "催收记录"
    assert parts["calls"]["columns"]["拨打时间"] == "called_clock"
    assert '"may.csv", "june.csv"' in saved
    assert "班组" in saved
    assert parts["earlier"]["columns"]["手机"] == "self_mobile"
    assert parts["repayments"]["columns"] == {
        "案件号": "case_no", "还款日期": "paid_on", "还款金额(万元)": {"field": "paid_amount", "unit": "万"},
        "案件编号": "case_no", "入账日": "paid_on", "回款金额(万元)": {"field": "paid_amount", "unit": "万"},
    }  # fmt: skip
    again = going(*paid, out="again", source="out/sources/book.yml")
    for name, table in made.items():
        assert table.height
        assert again[name].equals(table), name


def test_a_header_that_means_two_fields_leaves_the_columns_to_each_run(going, tmp_path):
    one = write(tmp_path / "one.csv", CALLS)
    two = write(
        tmp_path / "two.csv", (("案件号", "拨打时间", "联络电话"), ("A1", "2026-01-07 9:00", "13800138001"))
    )
    given = ("--calls", one, "--calls", two)
    made = going(*given)
    saved = (tmp_path / "out" / "sources" / "book.yml").read_text("utf-8")

    assert yaml.safe_load(saved)["companions"] == {"calls": {"columns": {}}}
    again = going(*given, out="again", source="out/sources/book.yml")
    assert all(again[name].equals(table) for name, table in made.items())


def test_a_chinese_run_tells_of_its_proposal_in_chinese(going, tmp_path, capsys):
    argv = ["run", "book.xlsx", "--as-of", "2026-01-31", "--lang", "zh"]
    main(argv)
    shown = capsys.readouterr().err
    assert "未给出 --source：各列为自动提议。请核对 dq-out/sources/book.yml" in shown
    assert max(map(width, shown.splitlines())) <= 80
    assert "# 根据文件的表头和值生成的提议" in (tmp_path / "dq-out/sources/book.yml").read_text("utf-8")
    main(argv)
    assert "该批次已存在：dq-out/2026" in capsys.readouterr().err
    main(["map", "book.xlsx", "--lang", "zh"])
    assert "已保存 book.source.yml：请核对后运行" in capsys.readouterr().err
