"""What a person takes back: the next run leaves it out, and says so where a cell is nothing without it."""

from pathlib import Path

import pytest

from dq.cli.main import main
from dq.pipeline.road import run
from dq.record.ledger import Decision, Ledger
from dq.record.ledger.decisions import decide, decisions_in_force
from dq.record.ledger.memory import recall
from dq.text.width import width

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元),家庭地址,贷款日期"
ROWS = (
    'B-1,欧阳铁柱,11010519491231002X,139-1115-4321,"1,000.00",北京路　１号院二单元,2025/1/2',
    "B-2,司马光,34052419800101001X,13911154322,20.00,无,2025年3月4日",
)


@pytest.fixture
def play(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")

    def once(day="2026-01-31"):
        result = run("a.csv", as_of=day, out="dq-out")
        changes = {(r["case_no"], r["field"]): (r["after"], r["step"]) for r in result.changes.to_dicts()}
        return result, changes

    return once


def undo(*arguments, code=0):
    assert main(["undo", *arguments]) == code


def test_a_step_is_left_out_of_the_next_run_and_of_no_other_cell(play):
    first, changes = play()
    after, step = changes["B-1", "home_address"]
    assert after == "北京路 1号院二单元"
    undo("--source", "proposed", "--step", step.split("+")[0])

    second, now = play()
    assert second.folder != first.folder
    assert ("B-1", "home_address") not in now
    assert second.cleaned.filter(case_no="B-1")["home_address"].to_list() == ["北京路　１号院二单元"]
    assert {key: value for key, value in changes.items() if key != ("B-1", "home_address")} == now

    undo("--redo", "1", "--person", "li")
    assert play()[0].folder == first.folder


def test_a_cell_that_is_nothing_without_the_step_is_told(play):
    first, changes = play()
    assert first.exceptions.filter(rule="amount.unreadable").is_empty()
    undo("--source", "proposed", "--cell", "B-1", "total_due")
    undo("--source", "proposed", "--cell", "B-1", "self_mobile")
    undo("--source", "proposed", "--cell", "B-2", "loan_date")
    undo("--source", "proposed", "--cell", "B-2", "home_address")

    result, now = play()
    told = {(r["case_no"], r["rule"], r["value"]) for r in result.exceptions.to_dicts()}
    assert ("B-1", "amount.unreadable", "1,000.00") in told
    assert ("B-1", "phone.malformed", "139-1115-4321") in told
    assert ("B-2", "date.unreadable", "2025年3月4日") in told
    (phone,) = result.exceptions.filter(rule="phone.malformed").to_dicts()
    assert phone["suggestion"] == "+8613911154321"
    assert {key for key in changes if key not in now} >= {("B-1", "total_due"), ("B-2", "home_address")}
    assert now["B-1", "loan_date"] == changes["B-1", "loan_date"]


def test_a_step_on_one_field_leaves_the_others(play):
    _, changes = play()
    step = changes["B-1", "loan_date"][1]
    undo("--source", "proposed", "--step", step, "--field", "home_address")
    assert play()[1]["B-1", "loan_date"] == changes["B-1", "loan_date"]
    undo("--source", "proposed", "--step", step)
    assert ("B-1", "loan_date") not in {key for key, value in play()[1].items() if value[0] is not None}


def answer(field="total_due", rule="amount.unreadable", digits="0" * 16, decision="correct"):
    return Decision(
        source="proposed", fingerprint=digits, case_no="B-2", field=field, rule=rule, decision=decision,
        before="20.00", value="30.00" if decision == "correct" else None, person="li", decided_on="2026-02-01",
        run_id="r",
    )  # fmt: skip


def test_answers_and_agreements_are_taken_back_by_rule_by_cell_or_all(play, capfd):
    first = play()[0]
    out = Path("dq-out")

    def given():
        answers = (
            answer(),
            answer("home_address", "text.x", "1" * 16),
            answer("home_address", "text.y", "2" * 16, "keep"),
        )
        with Ledger.open(out) as ledger:
            decide(ledger, answers)

    def left():
        with Ledger.open(out) as ledger:
            return sorted(item.rule for item in decisions_in_force(ledger, "proposed"))

    given()
    undo("--source", "proposed", "--rule", "amount.unreadable")
    assert left() == ["text.x", "text.y"]
    given()
    undo("--source", "proposed", "--cell", "B-2", "home_address")
    assert left() == ["amount.unreadable"]
    assert "2 answers" in capfd.readouterr().err
    given()
    undo("--source", "proposed", "--step", "decision")
    assert left() == []
    undo("--redo", "1")
    with Ledger.open(out) as ledger:
        assert recall(ledger, "proposed", "2026-01-31").sha256 == ""
    assert play()[0].folder == first.folder


def test_an_answer_that_is_taken_back_is_not_applied_by_the_next_run(play):
    play()
    with Ledger.open(Path("dq-out")) as ledger:
        decide(ledger, [answer()])
    assert play()[0].cleaned.filter(case_no="B-2")["total_due"].cast(str).to_list() == ["30.00"]
    undo("--source", "proposed", "--rule", "amount.unreadable")
    assert play()[0].cleaned.filter(case_no="B-2")["total_due"].cast(str).to_list() == ["20.00"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "what is to be taken back"),
        (["--source", "proposed"], "what is to be taken back"),
        (["--step", "x"], "what is to be taken back"),
        (["--source", "x", "--step", "x"], "no run of source 'x'"),
        (["--source", "proposed", "--cell", "B-1", "nothing"], "no field 'nothing'"),
        (["--redo", "7"], "nothing of number 7"),
    ],
)
def test_what_can_t_be_taken_back_is_told(play, capfd, arguments, message):
    play()
    undo(*arguments, code=2)
    assert message in capfd.readouterr().err


def test_the_list_of_what_is_taken_back(play, capfd):
    play()
    undo("--source", "proposed", "--step", "text.space", "--person", "王")
    undo("--source", "proposed", "--step", "text.space", "--person", "王")
    capfd.readouterr()
    assert main(["undo", "--list", "--lang", "zh"]) == 0
    shown = capfd.readouterr().out.splitlines()
    assert len(shown) == 2
    assert max(map(width, shown)) <= 80
