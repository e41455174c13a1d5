"""The table for the terminal: it fits, it hides nothing, and headers can't steer the screen."""

import map_layouts as layouts
import pytest

from dq.map import Mapping, follow, propose, show_proposal
from dq.text.width import width


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", ["card_loan_case", "english"])
def test_every_column_is_shown_within_80_columns(name, lang):
    layout = layouts.load(name)
    mapping = propose(layout.columns, layout.sample, lang=lang)
    text = show_proposal(mapping, lang)
    assert max(width(line) for line in text.splitlines()) <= 80
    rows = [line for line in text.splitlines() if line and not line.startswith("    ")]
    for column in layout.columns:
        assert any(line.startswith(column.name[:8]) for line in rows), column.name
    assert str(len(mapping.mapped)) in text.splitlines()[-1]


def test_score_runner_up_evidence_and_gaps_are_shown():
    layout = layouts.build(
        [("本金", "loan_amount"), ("逾期金额(万元)", "overdue_amount"), ("车价", "-", "money")]
    )
    text = show_proposal(propose(layout.columns, layout.sample))
    assert text.splitlines()[1].split()[:3] == ["本金", "loan_amount", "0.89"]
    assert "taken as the original principal" in text
    assert "amounts in 万" in text
    assert "required, but no column: case_no, debtor_name" in text
    assert text.endswith("2 of 3 columns mapped, 0 compared, 1 not mapped, 0 ignored\n")


def test_differences_and_ignored_columns_are_shown():
    columns = [layouts.Column("备注", "备注"), layouts.Column("新列", "新列")]
    text = show_proposal(follow(columns, {}, ["备注"], lang="zh"), "zh")
    assert "与来源文件不符:\n    新增列“新列”" in text
    assert "忽略:\n    备注" in text


def test_a_header_can_not_steer_the_terminal():
    column = layouts.Column("\x1b[31m姓名\u202e", "\x1b[31m姓名\u202e")
    layout = layouts.build([("姓名", "debtor_name")])
    text = show_proposal(propose([column], layout.sample.rename({"姓名": column.name})))
    assert "\x1b" not in text and "\u202e" not in text
    assert show_proposal(Mapping((), (), (), (), ())).endswith("ignored\n")
