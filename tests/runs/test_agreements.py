"""Standing agreements: what they stop, how long, and what is told of it."""

import json
from pathlib import Path

import polars as pl
import pytest

from dq.cli.main import main
from dq.pipeline.road import run
from dq.record.ledger import Decision, Ledger
from dq.record.ledger.decisions import decide
from dq.text.width import width

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元),贷款日期"
ROWS = {
    "B-1": "欧阳铁柱,11010519491231002X,13911154321,10.00,2025-01-02",
    "B-2": "司马光,34052419800101001X,1391115,10.00,2025-01-02",
    "B-3": "欧阳铁柱,11010519491231002X,13911154322,10.00,nonsense",
}


@pytest.fixture
def play(tmp_path, monkeypatch):
    """Run on the rows with some of them replaced; returns the run."""
    monkeypatch.chdir(tmp_path)

    def once(day, **changed):
        rows = ROWS | {f"B-{number[1:]}": row for number, row in changed.items()}
        lines = [f"{number},{row}" for number, row in rows.items()]
        (tmp_path / "a.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        return run("a.csv", as_of=day, out="dq-out")

    return once


def finding(result, case, rule):
    rows = result.exceptions.filter(case_no=case, rule=rule)
    return rows.row(0, named=True) if rows.height else None


def suppress(*arguments, code=0):
    assert main(["suppress", *arguments]) == code


def test_an_agreed_finding_is_not_raised_until_its_value_changes(play):
    first = play("2026-01-31")
    wrong = finding(first, "B-3", "date.unreadable")
    assert wrong["disposition"] == "quarantined"
    suppress(wrong["fingerprint"], "--reason", "the bank will not mend it", "--person", "li")

    second = play("2026-02-01")
    assert finding(second, "B-3", "date.unreadable") is None
    assert second.counts["quarantined"] == first.counts["quarantined"] - 1
    assert second.manifest["severities"]["error"] == first.manifest["severities"]["error"] - 1
    assert second.manifest["history"]["suppressed"] == {"date.unreadable": 1}
    assert second.manifest["history"]["rules"]["date.unreadable"] == {"suppressed": 1}
    (told,) = pl.read_parquet(second.folder / "suppressed.parquet").to_dicts()
    assert (told["case_no"], told["reason"], told["person"], told["state"]) == (
        "B-3", "the bank will not mend it", "li", "suppressed",
    )  # fmt: skip
    assert told["value"] == "nonsense"
    assert not any(task["case_no"] == "B-3" for task in second.exceptions.to_dicts())

    third = play("2026-02-02", _3="欧阳铁柱,11010519491231002X,13911154322,10.00,rubbish")
    assert finding(third, "B-3", "date.unreadable")["state"] == "reopened"
    assert not (third.folder / "suppressed.csv").exists()


def test_an_agreement_ends_with_its_date_or_when_it_is_lifted(play, capfd):
    first = play("2026-01-31")
    print_of = finding(first, "B-2", "phone.wrong_length")["fingerprint"]
    suppress(print_of, "--reason", "r", "--until", "2026-02-01")

    assert finding(play("2026-02-01"), "B-2", "phone.wrong_length") is None
    assert finding(play("2026-02-02"), "B-2", "phone.wrong_length") is not None
    assert play("2026-01-31").folder != first.folder, "an agreement is an input of the run"

    suppress("--lift", "1", "--person", "li")
    assert play("2026-01-31").repeated
    suppress("--lift", "1", code=2)
    assert "no agreement 1 in force" in capfd.readouterr().err


def test_a_rule_of_a_source_may_be_suppressed_as_a_whole_or_for_a_case(play):
    first = play("2026-01-31")
    assert finding(first, "B-2", "phone.wrong_length")
    suppress("--rule", "phone.wrong_length", "--source", "proposed", "--reason", "r", "--case", "B-1")
    assert finding(play("2026-02-01"), "B-2", "phone.wrong_length")
    suppress(
        "--rule", "phone.wrong_length", "--source", "proposed", "--reason", "r", "--field", "self_mobile"
    )
    result = play("2026-02-01")
    assert finding(result, "B-2", "phone.wrong_length") is None
    assert result.manifest["history"]["suppressed"] == {"phone.wrong_length": 1}


def test_the_answer_that_a_value_is_right_stops_its_finding(play):
    wrong = finding(play("2026-01-31"), "B-3", "date.unreadable")
    answer = Decision(
        source="proposed", fingerprint=wrong["fingerprint"], case_no="B-3", field=wrong["field"], rule=wrong["rule"],
        decision="keep", before=wrong["value"], value=None, person="li", decided_on="2026-02-01", run_id="x",
    )  # fmt: skip
    with Ledger.open(Path("dq-out")) as ledger:
        assert decide(ledger, [answer]) == 1

    result = play("2026-02-01")
    assert finding(result, "B-3", "date.unreadable") is None
    assert pl.read_parquet(result.folder / "suppressed.parquet")["person"].to_list() == ["li"]


def test_what_is_stopped_is_masked_where_all_is_masked(play, tmp_path):
    wrong = finding(play("2026-01-31"), "B-2", "phone.wrong_length")
    suppress(wrong["fingerprint"], "--reason", "r")
    result = run("a.csv", as_of="2026-02-01", out="dq-out", mask=True)
    assert "1391115" not in (result.folder / "suppressed.csv").read_text(encoding="utf-8-sig")


def test_a_finding_of_a_masked_list_is_suppressed_as_long_as_its_value_stays(play):
    play("2026-01-31")
    wrong = finding(run("a.csv", as_of="2026-01-31", out="dq-out", mask=True), "B-2", "phone.wrong_length")
    assert "1391115" not in wrong["value"]
    suppress(wrong["fingerprint"], "--reason", "r")
    assert finding(play("2026-02-01"), "B-2", "phone.wrong_length") is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--rule", "phone.wrong_length", "--source", "proposed"], "needs a reason"),
        (["--reason", "r"], "what is to be suppressed"),
        (["--reason", "r", "--rule", "phone.wrong_length", "--source", "x"], "no run of source 'x'"),
        (
            ["--reason", "r", "--rule", "phone.nonsense", "--source", "proposed"],
            "has a finding of 'phone.nonsense'",
        ),
        (["--reason", "r", "0" * 16], "has the finding"),
        (["--reason", "r", "xyz"], "is no fingerprint"),
        (["--reason", "r", "--until", "soon", "0" * 16], "is no date"),
        (["--reason", "r", "--rule", "a", "0" * 16], "can't be given together"),
        (
            ["--reason", "r", "--field", "x", "--rule", "phone.wrong_length", "--source", "proposed"],
            "no field 'x'",
        ),
    ],
)
def test_what_can_t_be_agreed_is_told(tmp_path_factory, capfd, arguments, message):
    folder = tmp_path_factory.getbasetemp() / "agreements"
    if not folder.exists():
        folder.mkdir()
        lines = [f"{number},{row}" for number, row in ROWS.items()]
        (folder / "a.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
        run(folder / "a.csv", as_of="2026-01-31", out=folder / "out")
    suppress(*arguments, "--out", str(folder / "out"), code=2)
    assert message in capfd.readouterr().err


def test_what_the_cleaned_dataset_can_t_be_without_is_beyond_agreement(play, capfd):
    missing = finding(
        play("2026-01-31", _1=",11010519491231002X,13911154321,10.00,2025-01-02"), "B-1", "field.missing"
    )
    suppress(missing["fingerprint"], "--reason", "r", code=2)
    assert "can't be without the field" in capfd.readouterr().err


def test_the_list_of_agreements(play, capfd):
    wrong = finding(play("2026-01-31"), "B-2", "phone.wrong_length")
    suppress(wrong["fingerprint"], "--reason", "the bank will not mend it, and says so in a long letter")
    suppress("--rule", "phone.wrong_length", "--source", "proposed", "--reason", "r", "--person", "王")
    capfd.readouterr()
    for lang in ("en", "zh"):
        assert main(["suppress", "--list", "--lang", lang]) == 0
        shown = capfd.readouterr().out
        assert "王" in shown
        assert max(map(width, shown.splitlines())) <= 80
    main(["suppress", "--list", "--json"])
    assert [item["id"] for item in json.loads(capfd.readouterr().out)] == [1, 2]
