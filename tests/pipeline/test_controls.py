"""The totals row of a file is held against what was read of it."""

import pytest

from dq.cli.main import main
from dq.pipeline import check

HEADER = "案件编号,姓名,手机,委案金额{unit},备注"


def expectations(tmp_path, lines, unit="(元)"):
    path = tmp_path / "cases.csv"
    path.write_text("\n".join([HEADER.format(unit=unit), *lines]) + "\n", encoding="utf-8")
    manifest = check([path], as_of="2026-01-31").manifest
    return [(e["expected"], e["found"], e["met"]) for e in manifest["expectations"]]


CASES = ["A001,张三,13800000001,1200.50,", "A002,李四,13800000002,98.00,"]


@pytest.mark.parametrize(
    ("total", "met"), [("1298.50", True), ('"1,298.50元"', True), ("1298.51", False), ("1200.50", False)]
)
def test_a_total_is_compared_to_the_cent(tmp_path, total, met):
    ((expected, found, is_met),) = expectations(tmp_path, [*CASES, f"合计,,,{total},"])

    assert (found, is_met) == ("1298.50", met)
    assert expected.endswith("(row 4)")


def test_the_total_is_in_the_unit_of_its_column(tmp_path):
    lines = ["A001,张三,13800000001,1.2,", "A002,李四,13800000002,0.98,", "总计,,,2.18,"]

    assert expectations(tmp_path, lines, "(万元)") == [("= 21800.00 (row 4)", "21800.00", True)]


def test_subtotals_are_no_total(tmp_path):
    assert expectations(tmp_path, [CASES[0], "小计,,,1200.50,", CASES[1]]) == []
    assert expectations(tmp_path, [*CASES, "某某银行 小计,,,1200.50,"]) == []


@pytest.mark.parametrize(
    "lines", [CASES, [*CASES, "合计,,,,"], [*CASES, "A003,王五,13800000003,见合同,", "合计,,,1298.50,"]]
)
def test_nothing_is_compared_that_is_not_there(tmp_path, lines):
    assert expectations(tmp_path, lines) == []


@pytest.mark.parametrize(
    ("header", "missing"),
    [
        ("案件编号,姓名,委案金额", []),
        ("合同编号,姓名,委案金额", []),
        ("案件编号,案由,委案金额", ["columns: debtor_name"]),
        ("案由,姓名,委案金额", ["columns: case_no"]),
    ],
)
def test_a_file_without_a_column_that_every_case_needs_is_not_passed(tmp_path, header, missing, capsys):
    path = tmp_path / "cases.csv"
    path.write_text(f"{header}\nA001,张三,1200.50\nA002,李四,98.00\n", encoding="utf-8")
    manifest = check([path], as_of="2026-01-31").manifest
    assert [e["name"] for e in manifest["expectations"]] == missing
    assert manifest["verdict"] == ("fail" if missing else "pass")
    assert main(["check", str(path), "--as-of", "2026-01-31", "--lang", "zh"]) == (1 if missing else 0)
    assert ("每个案件必需的字段在文件中的列数" in capsys.readouterr().out) == bool(missing)
