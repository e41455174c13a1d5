"""How a file was read, as the page tells it: in words of the language, whatever the format."""

import re
from pathlib import Path
from typing import get_args

import pytest

from dq.map.interface import Change
from dq.pipeline.checking import check
from dq.read import Reading, ReadOptions, read_many
from dq.write.reading_words import DIFFERENCES, FACTS, reading_rows
from dq.write.report import report

FILES = Path(__file__).parents[2] / "fixtures" / "files"
_CODE = re.compile(r"^[a-z_]+(\.|$)")


@pytest.fixture(scope="module")
def readings():
    every = (path for path in sorted(FILES.rglob("*")) if path.is_file())
    found = [item for item in read_many(every, ReadOptions()) if isinstance(item, Reading)]
    yield found
    for reading in found:
        reading.close()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_fact_of_every_format_has_a_name_in_words(readings, lang):
    formats = {reading.facts["format"] for reading in readings}
    assert {"delimited text", "xlsx", "xls", "xlsb", "ods", "html", "json_lines", "parquet"} <= formats
    rows = [(reading.file, row) for reading in readings for row in reading_rows(reading.facts, lang)]
    assert len(rows) > 500
    assert [told for told in rows if _CODE.match(told[1][0])] == []


def test_values_are_words_where_they_are_codes():
    facts = {
        "format": "delimited text",
        "encoding": {"encoding": "gb18030", "how": "share of everyday characters", "valid": {"gb18030": 1.0}},
        "dialect": {"delimiter": "\t", "quote": "", "escape": None, "how": "given"},
        "header": {"rows": [2, 3], "how": "known names"},
        "rejected": {"ragged_short": 2},
        "rewritten": True,
        "hidden": {"columns": [[4, 5], [28, 28]], "rows": 0},
        "sheets": [{"name": "旧案", "state": "hidden", "rows": 7, "read": False}],
    }
    assert list(reading_rows(facts, "zh")) == [
        ("格式", "分隔文本"),
        ("编码", "gb18030"),
        ("编码依据", "按常用字比例"),
        ("可按此编码解读的行占比：gb18030", "1.0"),
        ("分隔符", "制表符"),
        ("引号", "无"),
        ("分隔符依据", "由来源配置指定"),
        ("表头所在行", "2, 3"),
        ("表头依据", "已知表头"),
        ("非案件的行：列数不足", "2"),
        ("读前改写为标准形式", "是"),
        ("隐藏的列", "D–E, AB"),
        ("隐藏的行数", "0"),
        ("工作表 1", "旧案 · 7 行 · 未读 · 隐藏"),
    ]
    assert ("Lines that are no case: too few cells", "2") in reading_rows(facts, "en")


def test_a_fact_without_words_is_told_by_its_path():
    assert list(reading_rows({"new": {"fact": 3}}, "zh")) == [("new.fact", "3")]
    assert all(pair[0] and pair[1] for (pair, _) in FACTS.values())


def test_the_page_tells_how_the_layout_differs_from_the_source(tmp_path):
    cases, source = tmp_path / "cases.csv", tmp_path / "bank.yml"
    cases.write_text("单位：万元,,\n案件编号,委案金额,微信\nC1,1.5,x\nC2,2.5,y\n", encoding="utf-8")
    source.write_text("id: bank\ncolumns: {案件编号: case_no, 委案金额: total_due}\n", encoding="utf-8")
    manifest = check([cases], str(source), as_of="2026-01-31", lang="zh").manifest
    for lang, words in (
        ("zh", "<bdi>委案金额</bdi>: 按来源配置的单位读取，但文件写明 <bdi>万元</bdi>"),
        ("en", "<bdi>微信</bdi>: the source does not name it"),
    ):
        assert words in report(manifest, lang)
    assert all(change in DIFFERENCES for change in get_args(Change))


def test_the_chinese_page_says_how_columns_were_mapped_and_in_which_unit(tmp_path):
    cases = tmp_path / "cases.csv"
    cases.write_text("单位：万元,,\n案件编号,客户姓名,委案金额\nC1,王伟,1.5\nC2,李娜,2.5\n", encoding="utf-8")
    page = report(check([cases], as_of="2026-01-31", lang="zh").manifest, "zh")
    section = page[page.index("文件是怎样读的") :]
    assert "· 万元" in section and "已知表头" in section
    assert "alias" not in section and "encoding" not in section
