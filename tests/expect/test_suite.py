"""Suites from the outside: a source's acceptance gate, any team's suite on any file, packs as suites; counts only."""

import json
from pathlib import Path

import polars as pl
import pytest

from dq.cli.main import main
from dq.expect.load import load_gx
from dq.packs.expectation_types import EXPECTATIONS, OTHERS
from dq.text.width import width

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"
PHONE, ID_NO, NAME = "13911154321", "11010519491231002X", "欧阳铁柱"
LINES = [
    f"B-1,{NAME},{ID_NO},{PHONE},10.00",
    "B-2,司马光,34052419800101001X,13911154322,2500.50",
    "B-3,诸葛亮,340524198002020033,13911154322,99.90",
]
SOURCE = """
id: bank
columns: {案件编号: case_no, 姓名: debtor_name, 身份证号: id_no, 本人手机: self_mobile, 委案金额(元): total_due}
"""
FAILING = """
    - {expect: column_values_to_not_match_regex, column: id_no, regex: "^110"}
    - {expect: column_values_to_not_match_regex, column: self_mobile, regex: "4321$"}
    - {expect: column_values_to_be_in_set, column: debtor_name, value_set: [司马光], severity: warning}
    - {expect: column_max_to_be_between, column: debtor_name, max_value: 5}
    - {expect: column_median_to_be_between, column: total_due, max_value: 5, severity: info}
    - {expect: unexpected_rows, unexpected_rows_query: "SELECT * FROM {batch} WHERE CAST(debtor_name AS INTEGER) > 0"}
"""


@pytest.fixture
def bank(tmp_path, monkeypatch):
    """A case file and its source; ``bank(expectations)`` writes the source and gives the arguments of a run."""
    monkeypatch.chdir(tmp_path)
    Path("cases.csv").write_text("\n".join([HEADER, *LINES]) + "\n", encoding="utf-8")

    def write(expectations):
        Path("bank.yml").write_text(SOURCE + expectations, encoding="utf-8")
        return ["run", "cases.csv", "--source", "bank.yml", "--as-of", "2026-01-31", "--out", "out"]

    return write


def manifest():
    (path,) = Path("out").glob("2026*/run.json")
    return json.loads(path.read_text(encoding="utf-8"))


def test_a_source_s_suite_is_the_gate_of_its_cleaned_dataset(bank, capfd):
    arguments = bank(
        "expectations:\n    - {expect: column_values_to_be_between, column: total_due, min_value: 50}\n"
    )

    assert main(arguments) == 1
    told = " ".join(capfd.readouterr().out.split())
    assert "total_due: column values to be between" in told
    assert "1 of 3 rows unexpected" in told
    facts = manifest()
    assert facts["verdict"] == "fail"
    assert [reason["kind"] for reason in facts["reasons"]] == ["expectation"]
    (result,) = facts["suite"]["results"]
    assert (result["rows"], result["missing"], result["unexpected"], result["met"]) == (3, 0, 1, False)


@pytest.mark.parametrize(
    ("severity", "fail_on", "code"),
    [("critical", "error", 1), ("warning", "error", 0), ("warning", "warning", 1), ("critical", "never", 0),
     ("info", "error", 0)],
)  # fmt: skip
def test_severities_follow_fail_on(bank, severity, fail_on, code):
    line = f"- {{expect: table_row_count_to_equal, value: 9, severity: {severity}}}"

    assert main([*bank(f"expectations:\n    {line}\n"), "--quiet", "--fail-on", fail_on]) == code


def test_no_value_leaves_by_terminal_manifest_report_or_history(bank, capfd):
    arguments = bank("expectations:\n  history: true\n  suite:" + FAILING)

    assert main(arguments) == 1
    out, err = capfd.readouterr()
    assert main([*arguments[:-1], "again", "--json"]) == 1
    out += capfd.readouterr().out
    kept = "".join(path.read_text(encoding="utf-8") for path in Path("out/gx").rglob("*") if path.is_file())
    (report,) = Path("out").glob("2026*/report.html")
    everything = (
        out + err + kept + json.dumps(manifest(), ensure_ascii=False) + report.read_text(encoding="utf-8")
    )
    assert "unexpected_count" in kept
    for canary in (PHONE, ID_NO, NAME, "诸葛亮", "13911154322"):
        assert canary not in everything


def test_the_history_has_no_page(bank):
    main([*bank("expectations:\n  history: true\n  suite:" + FAILING), "--quiet"])

    assert list(Path("out/gx/uncommitted/validations").rglob("*.json"))
    assert not list(Path("out/gx").rglob("*.html"))
    assert "data_docs_sites: {}" in Path("out/gx/great_expectations.yml").read_text(encoding="utf-8")


def test_the_same_run_gives_the_same_bytes(bank):
    arguments = bank("expectations:" + FAILING)
    main([*arguments, "--quiet"])
    main([*arguments[:-1], "again", "--quiet"])
    first, second = (next(Path(out).glob("2026*/run.json")).read_bytes() for out in ("out", "again"))

    assert first == second


def test_actions_are_told_counts_after_the_run_is_out(bank, capfd):
    load_gx()
    from great_expectations.checkpoint import ValidationAction

    seen = []

    class TellAction(ValidationAction):
        """Keeps what it is told."""

        type: str = "dq_tell"

        def run(self, checkpoint_result, action_context=None):
            seen.append((checkpoint_result.describe(), bool(list(Path("out").glob("2026*")))))
            return {}

    class BrokenAction(ValidationAction):
        """A service that is down."""

        type: str = "dq_broken"

        def run(self, checkpoint_result, action_context=None):
            print(f"could not tell of {NAME}")
            raise ConnectionError(NAME)

    actions = "  actions: [{type: dq_broken}, {type: dq_tell}]\n"

    assert main(bank("expectations:\n" + actions + "  suite:" + FAILING)) == 1
    out, err = capfd.readouterr()
    ((told, published),) = seen
    assert published
    assert NAME not in told + out + err
    assert "the action 'dq_broken' failed: ConnectionError" in err
    main([*bank("expectations:\n" + actions + "  suite:" + FAILING), "--lang", "zh"])
    assert "操作“dq_broken”失败：ConnectionError" in capfd.readouterr().err


@pytest.mark.parametrize(
    ("expectations", "message"),
    [
        (
            "expectations: [{expect: column_values_to_be_between, column: total_due}]",
            "min_value and max_value",
        ),
        (
            "expectations:\n  suite: [{expect: column_to_exist, column: sex}]\n  actions: [{type: pigeon}]",
            "unknown type 'pigeon'",
        ),
        (
            "expectations:\n  suite: [{expect: column_to_exist, column: sex}]\n  actions: [{type: api}]",
            "url: field required",
        ),
        ("expectations: [{expect: column_values_to_be_in_set, column: sex, value_set: 男}]", "value_set"),
    ],
)
def test_what_gx_does_not_take_is_a_mistake_of_the_source(bank, capfd, expectations, message):
    assert main(bank(expectations + "\n")) == 2
    assert message in capfd.readouterr().err
    assert not list(Path("out").glob("2026*"))


def suite_file(*expectations):
    text = json.dumps({"name": "team", "expectations": list(expectations)})
    Path("suite.json").write_text(text, encoding="utf-8")
    return "suite.json"


UNIQUE = {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "本人手机"}}
AMOUNT = {"type": "expect_column_mean_to_be_between", "kwargs": {"column": "委案金额(元)", "min_value": 800}}


def test_any_suite_runs_on_a_file(bank, capfd):
    bank("")

    assert main(["gx", "run", suite_file(UNIQUE, AMOUNT), "cases.csv"]) == 1
    out = capfd.readouterr().out
    assert out.splitlines()[0] == "FAIL  team on cases.csv: 1 of 2 expectations met"
    assert "2 of 3 rows unexpected" in out
    assert max(map(width, out.splitlines())) <= 80
    assert "13911154322" not in out
    assert main(["gx", "run", "suite.json", "cases.csv", "--fail-on", "never"]) == 0
    assert main(["gx", "run", suite_file(AMOUNT), "cases.csv"]) == 0


def test_values_only_on_request(bank, capfd):
    bank("")
    suite_file(UNIQUE)
    main(["gx", "run", "suite.json", "cases.csv", "--json"])
    quiet = capfd.readouterr().out
    main(["gx", "run", "suite.json", "cases.csv", "--json", "--values", "--index", "案件编号"])
    loud = json.loads(capfd.readouterr().out)

    assert "13911154322" not in quiet
    assert json.loads(quiet)["results"][0]["unexpected"] == 2
    assert loud["results"][0]["values"]["partial_unexpected_index_list"][0] == {
        "案件编号": "B-2",
        "本人手机": 13911154322,
    }


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nothing.json", "cases.csv"], 2, "nothing.json: can't be read"),
        (["suite.json", "nothing.csv"], 3, "nothing.csv"),
        (["suite.json", "cases.csv", "--index", "案件编号"], 2, "--values"),
        (["suite.json", "cases.csv", "--values", "--index", "no"], 2, "no column 'no'"),
        (["suite.json", "broken.parquet"], 3, "can't be read as Parquet"),
    ],
)
def test_a_mistake_is_one_message(bank, capfd, arguments, code, message):
    bank("")
    suite_file(UNIQUE)
    Path("broken.parquet").write_text("no", encoding="utf-8")

    assert main(["gx", "run", *arguments]) == code
    err = capfd.readouterr().err
    assert message in err
    assert "Traceback" not in err


def test_text_files_get_the_types_that_pandas_gives(tmp_path):
    import pandas as pd

    from dq.pipeline.suiting import typed

    path = tmp_path / "t.csv"
    path.write_text(
        "whole,holes,real,flag,word,day,none,long\n"
        "1,1,1.5,True,a,2026-01-31,NA,12345678901234567890123\n"
        "-2,,2e3,False,NULL,2026-01-30,,1\n"
        "007,3,.5,TRUE,7x,2026-01-29,nan,2\n",
        encoding="utf-8",
    )
    frame = typed(pl.scan_csv(path, infer_schema=False)).collect()
    expected = pd.read_csv(path)

    assert frame.schema == {
        "whole": pl.Int64, "holes": pl.Int64, "real": pl.Float64, "flag": pl.Boolean, "word": pl.String,
        "day": pl.String, "none": pl.String, "long": pl.String,
    }  # fmt: skip
    for name in ("whole", "holes", "real", "flag", "word", "none"):
        theirs = [None if pd.isna(value) else value for value in expected[name]]
        assert frame[name].to_list() == theirs
    assert typed(pl.scan_csv(path, infer_schema=False), dates=True).collect_schema()["day"] == pl.Date


def test_packs_become_a_suite_that_great_expectations_takes(bank, capfd):
    main([*bank(""), "--quiet"])

    assert main(["gx", "export", "--source", "bank.yml", "--out", "made.json", "--as-of", "2026-01-31"]) == 0
    told = capfd.readouterr().err
    made = json.loads(Path("made.json").read_text(encoding="utf-8"))
    suite = load_gx().ExpectationSuite(**made)
    (cleaned,) = Path("out").glob("2026*/cleaned.parquet")

    assert len(suite.expectations) == len(made["expectations"]) > 5
    assert {item["meta"]["rule"] for item in made["expectations"]} >= {
        "field.missing",
        "case.duplicate",
        "amount.negative",
    }
    assert "id.bad_checksum" in made["meta"]["dq"]["not_expressed"]
    assert "it needs the phone library: phone.malformed" in told
    assert main(["gx", "run", "made.json", str(cleaned)]) == 0


def test_every_rule_is_said_or_listed(bank, capfd):
    from dq.packs.rules import load_packs, pack_names

    bank("")
    packs = [word for name in pack_names() for word in ("--pack", name)]
    main(["gx", "export", *packs, "--as-of", "2026-01-31"])
    made = json.loads(capfd.readouterr().out)
    said = {item["meta"]["rule"] for item in made["expectations"]}
    unsaid = set(made["meta"]["dq"]["not_expressed"])

    assert said | unsaid == {rule.id for pack in load_packs(pack_names()) for rule in pack.rules}
    assert not said & unsaid


def test_every_expectation_of_gx_is_known_with_its_arguments():
    load_gx()
    from great_expectations.expectations.registry import _registered_expectations

    common = {
        "id", "meta", "notes", "result_format", "description", "catch_exceptions", "rendered_content", "severity",
        "windows", "batch_id", "library_metadata",
    }  # fmt: skip
    for name, model in _registered_expectations.items():
        if (
            name in OTHERS
            or model.is_abstract()
            or not model.__module__.startswith(("great_expectations", "dq."))
        ):
            continue
        fields = {key for key in model.__fields__ if key not in common}
        required = {key for key in fields if model.__fields__[key].required}
        assert required <= EXPECTATIONS[name].required | {"regex"}, name
        assert (
            fields | {"row_condition", "condition_parser"}
            >= EXPECTATIONS[name].required | EXPECTATIONS[name].optional
        )
