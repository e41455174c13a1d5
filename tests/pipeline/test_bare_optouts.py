"""A stop list that says no more than whom it is about stops calls all the same, and tells what is assumed."""

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from dq.cli.beside import companion_lines
from dq.cli.main import main
from dq.cli.notes import companion_notes
from dq.pipeline.checking import check
from dq.pipeline.road import run

CASES = "案件编号,合同编号,姓名,委案金额,本人手机,委案日期,贷款日期\n" + "".join(
    f"A{n},HT-{n},张三{n},{n}000.00,1380000000{n},2026-01-02,2025-01-01\n" for n in range(1, 5)
)
SCHEMA = json.loads(files("dq.record").joinpath("run.schema.json").read_text(encoding="utf-8"))
WORDS = {
    "en": ("each row is taken as a stop from always, without an end", "ask for the dates"),
    "zh": ("每一行都视为停催，自始生效，无截止日期，类别未知", "请补充日期"),
}


@pytest.fixture
def given(tmp_path):
    def write(text):
        (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
        (tmp_path / "stops.csv").write_text(text, encoding="utf-8")
        return tmp_path / "cases.csv", {"optouts": tmp_path / "stops.csv"}

    return write


def told(result, lang):
    notes = companion_notes(result.companions, result.manifest["companions"]["tables"], lang)
    return "".join(line.strip() + " " for line in notes).replace("，  ", "，")


@pytest.mark.parametrize(
    "text",
    [
        "停催号码,备注\n13800000001,本人要求\n13800000002/13800000003,\n",
        "勿扰号码\n13800000001\n13800000002\n13800000003\n",
        "停呼名单,说明\n138-0000-0001,x\n１３８０００００００２,\n+86 13800000003,\n",
        "do not call,notes\n13800000001,asked\n13800000002,\n13800000003,\n",
        "DNC Number\n13800000001\n13800000002\n13800000003\n",
        "13800000001\n13800000002\n13800000003\n",
        "停催案件号,备注\nA1,\nA2,\nA3,\n",
        "合同编号\nHT-1\nHT-2\nHT-3\n",
    ],
    ids=["numbers", "one column", "forms", "English", "a heading alone", "no header", "cases", "contracts"],
)
def test_each_row_is_a_stop_without_an_end(given, tmp_path, text):
    cases, beside = given(text)
    made = run(cases, as_of="2026-01-31", out=tmp_path / "out", companions=beside)
    listed = made.contacts.select("case_no", "state", "callable").sort("case_no").rows()

    assert listed == [(f"A{n}", "opted_out", False) for n in (1, 2, 3)] + [("A4", "ok", True)]
    counts = made.manifest["companions"]["tables"]["optouts"]["counts"]
    assert (counts["quarantined"], counts["rejected"]) == (0, 0)
    for lang, words in WORDS.items():
        notes = told(made, lang).replace(" ", "")
        assert all(word.replace(" ", "") in notes for word in words)


def test_a_list_of_numbers_is_not_said_to_belong_to_no_case(given):
    for text, said in (("停催号码\n13800000001\n", False), ("停催案件号\nA9\n", True)):
        cases, beside = given(text)
        lines = " ".join(
            companion_lines(check([cases], None, "2026-01-31", companions=beside).manifest, "en")
        )
        assert ("0 belong" in lines) == said


def test_a_list_that_tells_a_day_or_a_kind_is_told_only_what_it_lacks(given):
    for text, lacks in (
        ("停催号码,停催日期\n13800000001,2026-01-05\n", None),
        ("号码,类别\n13800000001,停催\n", "undated"),
    ):
        cases, beside = given(text)
        result = check([cases], None, "2026-01-31", companions=beside)
        notes, facts = told(result, "en"), result.manifest["companions"]["tables"]["optouts"]
        assert "taken as a stop" not in notes
        assert ("no column says since when" in notes) == (lacks == "undated")
        assert [item["assumed"] for item in facts.get("assumed", ())] == [lacks] * (lacks is not None)


def test_another_tables_file_is_asked_about(given):
    cases, beside = given("案件编号,还款日期,还款金额\nA1,2026-01-05,100\n")
    result = check([cases], None, "2026-01-31", companions=beside)
    assert "还款日期, 还款金额 are columns of 'Repayments': is it the right file?" in told(result, "en")
    assert result.manifest["companions"]["tables"]["optouts"]["assumed"] == [
        {
            "file": "stops.csv",
            "sheet": None,
            "assumed": "bare",
            "looks_like": {"table": "repayments", "columns": ["还款日期", "还款金额"]},
        }
    ]
    assert Draft202012Validator(SCHEMA).is_valid(json.loads(json.dumps(result.manifest)))
    cases, beside = given("停催号码,关系,备注\n13800000001,本人,\n")
    assert "right file" not in told(check([cases], None, "2026-01-31", companions=beside), "en")


def test_the_command_tells_it_and_refuses_a_list_of_nobody(given, capsys):
    cases, beside = given("停催号码,备注\n13800000001,本人要求\n")
    argv = ["check", str(cases), "--optouts", str(beside["optouts"]), "--as-of", "2026-01-31"]
    assert main(argv) == 0
    assert "taken as a stop from always" in " ".join(capsys.readouterr().err.split())
    given("备注,说明\n本人要求,\n")
    assert main(argv) == 0
    assert "no column ties its rows to a case: Case number (case_no)" in " ".join(
        capsys.readouterr().out.split()
    )


@pytest.mark.parametrize(
    ("lang", "stop", "number"),
    [
        ("zh", "日期不详", "格式错误：位数不足"),
        ("en", "on a day that is not told", "malformed: too few digits"),
    ],
)
def test_why_a_number_is_not_called_is_told_in_words(given, tmp_path, lang, stop, number):
    cases, beside = given("停催号码\n13800000001\n")
    cases.write_text(CASES.replace("13800000002", "138000000"), encoding="utf-8")
    made = run(cases, as_of="2026-01-31", out=tmp_path / "out", companions=beside, lang=lang)

    reasons = dict(made.contacts.select("case_no", "reasons").rows())
    messages = {row["rule"]: row["message"] for row in made.exceptions.to_dicts()}

    assert reasons["A2"] == number
    assert messages["phone.opted_out"].endswith(f" – {stop}")


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", "该行的案件全部停拨"), ("en", "nobody in the row's case is called")]
)
@pytest.mark.parametrize("scope", ["", "号码"])
def test_a_number_that_can_not_be_read_stops_the_case_and_the_run_says_so(
    given, tmp_path, scope, lang, words
):
    cases, stops = given(f"案件号,电话,申请日期,范围\nA1,138****0001,2026-01-05,{scope}\n")
    made = run(cases, as_of="2026-01-31", companions=stops, out=tmp_path / "out", lang=lang)

    stopped = made.contacts.filter(~made.contacts["callable"])["case_no"].unique().to_list()
    assert stopped == ["A1"]
    (told,) = made.exceptions.filter(rule="optout.bad_phone").rows(named=True)
    assert words in told["fix"]
