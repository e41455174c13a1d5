"""Names that come from outside, of columns and files, are the same in every file of a run, and steer no screen."""

import csv
import re
import sys

import pytest

from dq.pipeline.road import run

_STEERING = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]")
_HEADER = '案件编号,姓名,"欠款\n总额",逾期\x07天数,"备\x1b[31m用"'
_LINES = "A1,张三,abc,12,x\nA2,李四,20.00,13,y\n合计,,20.00,,"


def _made(tmp_path, name, **options):
    file = tmp_path / name
    file.write_text(f"{_HEADER}\n{_LINES}\n", encoding="utf-8")
    return run([file], None, "2026-01-31", tmp_path / "out", **options)


def test_a_column_has_one_name_in_all_files_and_no_control_character_in_it(tmp_path):
    made = _made(tmp_path, "cases.csv")
    with (made.folder / "quarantined.csv").open(encoding="utf-8-sig", newline="") as file:
        header = next(csv.reader(file))
    expected = ["案件编号", "姓名", "欠款 总额", "逾期‹U+0007›天数", "备‹U+001B›[31m用"]
    assert header == [*expected, "_row", "_rules", "_reasons"]
    named = {entry["column"] for entry in made.manifest["mapping"]["mapped"]}
    assert named == set(expected[:4])
    assert made.manifest["mapping"]["unmapped"] == expected[4:]
    assert set(made.exceptions["column"]) == {"欠款 总额"}
    assert {entry["column"] for entry in made.manifest["causes"]} == {"欠款 总额"}


def test_a_control_character_in_a_header_does_not_hide_its_field(tmp_path):
    made = _made(tmp_path, "cases.csv")
    fields = {entry["column"]: entry["field"] for entry in made.manifest["mapping"]["mapped"]}
    assert fields["逾期‹U+0007›天数"] == "days_overdue"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_no_text_file_of_a_run_has_a_control_character(tmp_path):
    made = _made(tmp_path, "ca\x1b[2Jses\u202e.csv", formats=("csv",))
    texts = [file for file in made.folder.iterdir() if file.suffix in (".csv", ".json", ".html")]
    assert len(texts) > 4
    assert [file.name for file in texts if _STEERING.search(file.read_text("utf-8"))] == []
    assert set(made.exceptions["file"]) == {"ca‹U+001B›[2Jses‹U+202E›.csv"}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_file_whose_name_is_no_utf_8_is_read_and_named(tmp_path):
    name = "一月.csv".encode("gb18030").decode("utf-8", "surrogateescape")
    made = _made(tmp_path, name)
    assert [entry["file"] for entry in made.manifest["inputs"]] == ["一月.csv"]
    assert set(made.exceptions["file"]) == {"一月.csv"}
