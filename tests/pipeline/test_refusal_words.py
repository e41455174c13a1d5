"""What could not be read, and what the file as a whole must meet, are told in the run's language."""

import ast
from pathlib import Path

import openpyxl
import pytest

import dq
from dq.cli.main import main
from dq.pipeline.refusal_words import in_language, known_reasons
from dq.read import Refused
from dq.write.statement_words import statement, value

CASES = "案件编号,姓名,手机号,委案金额\nA1,张三,13800138001,600\nA2,李四,13900139002,700\n合计,,,1400\n"
ENGLISH_ONLY = {"no_worklist", "no_parquet", "no_required_column", "no_link"}
"""Reasons of other commands, and those that are told in the run's language where they arise."""


def test_every_reason_that_reading_gives_has_words_in_both_languages():
    reasons = set()
    for path in Path(dq.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            name = call.func.id if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else ""
            if name in ("RefusedError", "Refused"):
                reason = call.args[name == "Refused"]
                reasons |= {reason.value} if isinstance(reason, ast.Constant) else set()
            if isinstance(call, ast.Dict):
                keys = [getattr(key, "value", None) for key in call.keys]
                found = call.values[keys.index("refused")] if "refused" in keys else None
                reasons |= {found.value} if isinstance(found, ast.Constant) else set()
    assert len(reasons) > 20
    assert reasons - ENGLISH_ONLY == set(known_reasons())


@pytest.mark.parametrize(
    ("refused", "message", "step"),
    [
        (
            Refused("b.xlsx", "no_such_sheet", "b.xlsx: has no sheet '六月'", "Its sheets: 五月, 七月"),
            "b.xlsx：没有工作表“六月”",
            "该工作簿的工作表：五月, 七月",
        ),
        (
            Refused("a", "no_header_row", "a: the file has no row 7", "Mend header_row in the source."),
            "a：文件没有第 7 行",
            "请更正来源配置中的 header_row。",
        ),
        (
            Refused("b", "no_such_sheet", 'b: has no sheet "Jane\'s"', "Its sheets: x"),
            "b：没有工作表“Jane's”",
            "该工作簿的工作表：x",
        ),
        (Refused("a", "no_such_file", "a: no such file", "x"), "a：找不到文件", "请检查路径。"),
        (Refused("a", "no_such_sheet", "a: is no workbook", "x"), "a: is no workbook", "x"),
        (Refused("a", "unheard_of", "a: b", "c"), "a: b", "c"),
    ],
)
def test_what_the_message_names_is_kept(refused, message, step):
    assert in_language(refused, "en") == refused
    told = in_language(refused, "zh")
    assert (told.message, told.next_step) == (message, step)
    assert in_language(told, "zh") == told


@pytest.fixture
def said(tmp_path, capsys):
    """A function that runs the command on a case file, with a call log of this text (None: no such file)."""

    def go(lang, calls="", *options, cases=CASES):
        (tmp_path / "cases.csv").write_text(cases, encoding="utf-8")
        given = ["--calls", str(tmp_path / "calls.csv")] if calls != "" else []
        if calls:
            (tmp_path / "calls.csv").write_text(calls, encoding="utf-8")
        files = ["run", str(tmp_path / "cases.csv"), *given, "--as-of", "2026-01-31"]
        code = main([*files, "--out", str(tmp_path / "out"), "--lang", lang, *options])
        told = capsys.readouterr()
        return code, told.out, told.err

    return go


@pytest.mark.parametrize(
    ("calls", "chinese", "english"),
    [
        (None, ("找不到文件", "请检查路径"), ("no such file", "Check the path")),
        (
            "甲,乙\n1,2\n",
            ("没有一列能识别（读到的表头：甲, 乙）", "dq map"),
            ("no column is recognised", "dq map"),
        ),
        (
            "案件号,催收结果\nA1,空号\n",
            ("没有必需的列：联络时间 (called_at)", "companions、calls、columns"),
            ("no column for Called at (called_at)", "under companions, calls, columns"),
        ),
        (
            "联络时间,催收结果\n2026-01-01,空号\n",
            ("没有能把各行对应到案件的列：案件编号 (case_no) 或 电话 (phone)", "columns"),
            ("no column ties its rows to a case: Case number (case_no) or Phone (phone)", "columns"),
        ),
        ("案件号,联络时间\n甲\n乙\n", ("表头之下没有数据行", "重新发送"), ("has no case", "Ask the source")),
    ],
)
def test_a_companion_file_that_is_not_read_is_told_in_the_language_of_the_run(said, calls, chinese, english):
    for lang, wanted, foreign in (("zh", chinese, english), ("en", english, chinese)):
        code, out, _ = said(lang, calls)
        plain = "".join(line.strip() for line in out.splitlines())
        for sentence in wanted:
            assert sentence.replace(" ", "") in plain.replace(" ", ""), (sentence, out)
        assert foreign[0].replace(" ", "") not in plain.replace(" ", "")
        assert code in (0, 1)


def test_a_case_file_that_is_not_read_is_told_in_the_language_of_the_run(said):
    assert said("zh", cases="甲,乙\n1,2\n")[2].startswith("dq run: cases.csv：没有一列能识别")
    assert "no column is recognised" in said("en", cases="甲,乙\n1,2\n")[2]


def test_the_files_own_totals_row_is_a_statement_in_words(said, tmp_path):
    _, out, _ = said("zh")
    assert "totals_row:" not in out
    assert "文件自带的合计行: 委案金额" in out
    assert "= 1400.00（第 4 行）" in out
    page = next((tmp_path / "out").glob("2026*/report.html")).read_text(encoding="utf-8")
    assert "文件自带的合计行: 委案金额<" in page
    assert "= 1400.00（第 4 行）" in page
    assert "(row 4)" not in page
    _, out, _ = said("en")
    assert "the file's own totals row: Total due" in out
    assert "(row 4)" in out


def test_statements_that_are_not_ours_keep_their_names():
    assert statement("column_values_to_be_unique: case_no", "zh") == "column_values_to_be_unique: case_no"
    assert statement("max_findings: error", "zh") == "问题数上限 (max_findings): 错误"
    assert statement("max_null_share: id_no", "zh") == "空值比例上限 (max_null_share): 证件号"
    assert statement("max_findings: phone.stale", "en") == "max_findings: phone.stale"
    assert value("no such field", "zh") == "没有该字段"
    assert value("no such field", "en") == "no such field"


def test_a_sheet_that_is_not_there_is_told_with_those_that_are(said, tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "五月"
    book.active.append(["案件号", "联络时间"])
    book.save(tmp_path / "log.xlsx")
    _, out, _ = said("zh", "", "--calls", f"{tmp_path / 'log.xlsx'}#六月")
    plain = "".join(line.strip() for line in out.splitlines())
    assert "没有工作表“六月”" in plain
    assert "该工作簿的工作表：五月" in plain
