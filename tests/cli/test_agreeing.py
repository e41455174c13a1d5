"""What ``dq undo`` and ``dq suppress`` say that they did: in the source's language, in lines of 80 columns."""

from pathlib import Path

import pytest

from dq.cli.main import main
from dq.pipeline.road import run
from dq.text.width import width

CASES = (
    '案件编号,姓名,本人手机,委案金额(元)\nB-1,司马光,1391115432,"1,000.00"\nB-2,欧阳修,13911154322,20.00\n'
)


@pytest.fixture
def told(tmp_path, monkeypatch, capsys):
    """A function that runs a command, after a run in some language, and gives back the lines of its talk."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text(CASES, encoding="utf-8")

    def go(*arguments, ran="zh", lang=None):
        result = run("a.csv", as_of="2026-01-31", out="dq-out", lang=ran)
        found = result.exceptions.filter(rule="phone.wrong_length")["fingerprint"].to_list()
        given = [found[0] if argument == "FOUND" else argument for argument in arguments]
        capsys.readouterr()
        assert main([*given, *(["--lang", lang] if lang else [])]) == 0
        lines = capsys.readouterr().err.splitlines()
        assert max(map(width, lines)) <= 80
        return " ".join(line.strip() for line in lines)

    return go


STEP = ("undo", "--source", "proposed", "--step", "money.form")
SUPPRESS = ("suppress", "FOUND", "--reason", "r", "--person", "li")


def test_the_language_is_that_of_the_latest_run_of_the_source(told):
    assert told(*STEP) == "1：来源“proposed”的后续批次不再执行步骤 money.form；可用 --redo 1 恢复"
    assert told("undo", "--redo", "1") == "1：来源“proposed”的后续批次恢复执行"
    english = told(*STEP, ran="en")
    assert english == "2: the next runs of 'proposed' leave out step money.form; --redo 2 takes that back"
    assert told("undo", "--redo", "2", ran="en") == "2: the next runs of 'proposed' do it again"


def test_the_language_that_is_asked_for_goes_before_it(told):
    assert "后续批次不再执行步骤" in told(*STEP, ran="en", lang="zh")
    assert "the next runs of 'proposed'" in told(*STEP, ran="zh", lang="en")


def test_what_is_taken_back_is_named(told):
    assert "字段 total_due 的步骤 money.form" in told(*STEP, "--field", "total_due")
    of_cell = told("undo", "--source", "proposed", "--cell", "B-1", "total_due")
    assert of_cell.startswith("已撤回：处理决定 0 项，豁免 0 项")
    assert "案件 B-1 字段 total_due 的所有步骤" in of_cell
    of_rule = told("undo", "--source", "proposed", "--rule", "phone.wrong_length", lang="en")
    assert of_rule == "taken back: 0 answers, 0 agreements"


def test_an_agreement_is_told_and_its_end(told):
    chinese = told(*SUPPRESS)
    assert chinese.startswith("1：")
    assert chinese.endswith("已豁免，来源“proposed”的后续批次不再提出")
    assert told("suppress", "--lift", "1") == "1：豁免已解除，来源“proposed”的后续批次会重新提出"
    assert "is not raised by the next runs of 'proposed'" in told(*SUPPRESS, lang="en")
    assert told("suppress", "--lift", "2", ran="en").startswith("2: lifted; the next runs of 'proposed'")


def test_lists_have_their_heads_in_that_language(told, capsys):
    told(*SUPPRESS)
    main(["suppress", "--list"])
    assert capsys.readouterr().out.split()[:2] == ["序号", "来源"]
    main(["undo", "--list", "--lang", "en"])
    assert capsys.readouterr().out.split()[:2] == ["No", "Source"]
