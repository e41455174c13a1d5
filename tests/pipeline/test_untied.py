"""A companion file that nothing ties to a case is told, with what to do about it; one that anything ties is not."""

import hashlib
import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from dq.cli.beside import companion_lines
from dq.cli.notes import run_notes
from dq.pipeline.checking import check
from dq.pipeline.road import run
from dq.write.report import report

CASES = (
    "案件编号,姓名,本人手机,委案金额,委案日期\n"
    "A1,张三,13800000001/13800000009,900.00,2026-01-02\n"
    "A2,李四,13800000002,80.00,2026-01-02\n"
)
SCHEMA = json.loads(files("dq.record").joinpath("run.schema.json").read_text(encoding="utf-8"))
LOG = "流水,拨打号码,拨打时间,结果\nX1,13900000001,2026-01-10 10:00,空号\nX2,13900000002,2026-01-11 10:00,空号\n"


@pytest.fixture
def given(tmp_path):
    """The paths of the case file and of companion files with these texts."""

    def write(**texts):
        (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
        tables = {}
        for name, text in texts.items():
            several = [text] if isinstance(text, str) else text
            tables[name] = [tmp_path / f"{name}{n}.csv" for n in range(len(several))]
            for path, each in zip(tables[name], several, strict=True):
                path.write_text(each, encoding="utf-8")
        return tmp_path / "cases.csv", tables

    return write


def told(given, **texts):
    cases, tables = given(**texts)
    manifest = check([cases], None, "2026-01-31", companions=tables).manifest
    assert Draft202012Validator(SCHEMA).is_valid(json.loads(json.dumps(manifest)))
    return {
        (name, item["file"]): (item["rows"], item["columns"], item["names_cases"])
        for name, table in manifest["companions"]["tables"].items()
        for item in table.get("untied", ())
    }


@pytest.mark.parametrize(
    ("table", "text", "columns", "names_cases"),
    [
        ("calls", LOG, ["拨打号码"], False),
        ("calls", LOG.replace("流水", "案件编号"), ["案件编号"], True),
        ("contacts", "案件编号,姓名,电话\nZ1,王五,13800000001\nZ2,,13800000002\n", ["案件编号"], True),
        (
            "repayments",
            "卡号,还款日期,还款金额\n6222020000000000011,2026-01-10,5\n,2026-01-11,5\n",
            ["卡号"],
            True,
        ),
        ("optouts", "停催号码,日期\n13900000001,2026-01-10\n13900000002,\n", ["停催号码"], False),
        ("checks", "号码,检测结果\n13900000001,空号\n13900000002,实号\n", ["号码"], False),
    ],
)
def test_a_file_of_no_case_is_told(given, table, text, columns, names_cases):
    assert told(given, **{table: text}) == {(table, f"{table}0.csv"): (2, columns, names_cases)}


MD5 = hashlib.md5(b"13800000002").hexdigest()


@pytest.mark.parametrize(
    "texts",
    [
        {"calls": LOG.replace("13900000002", "13800000002")},
        {"calls": LOG.replace("流水", "案件编号").replace("X1", "A1")},
        {"optouts": "停催号码\n13800000009\n"},  # the second number of a cell
        {"optouts": "停催号码\n13900000001\n", "contacts": "案件编号,姓名,电话\nA2,王五,13900000001\n"},
        {"checks": f"号码MD5,检测结果\n{'0' * 32},空号\n{MD5.upper()},空号\n"},
        {"calls": LOG.splitlines()[0] + "\n"},  # a quiet day
        {"earlier": CASES.replace("A1", "B1").replace("A2", "B2")},
    ],
    ids=[
        "a number",
        "a case",
        "second number",
        "number of a contact",
        "a digest",
        "no rows",
        "earlier batch",
    ],
)
def test_a_file_of_which_anything_is_known_is_not_told(given, texts):
    assert told(given, **texts) == {}


def test_a_log_of_third_persons_numbers_alone_is_told(given):
    contacts = "案件编号,姓名,电话\nA2,王五,13900000001\n"
    assert told(given, calls=LOG, contacts=contacts) == {("calls", "calls0.csv"): (2, ["拨打号码"], False)}


def test_of_several_files_that_of_no_case_is_told(given):
    found = told(given, calls=[LOG.replace("流水", "案件编号").replace("X1", "A1"), LOG])
    assert found == {("calls", "calls1.csv"): (2, ["拨打号码"], False)}


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Call log, calls0.csv: 0 of 2 rows belong to a case", "COLUMN: case_no", "ask the sender")),
        ("zh", ("联络记录，calls0.csv：2 行中没有一行对应本次的案件", "列名: case_no", "请发送方补充")),
    ],
)
def test_it_is_told_on_the_terminal_and_in_the_report(given, tmp_path, lang, words):
    cases, tables = given(calls=LOG)
    made = run(cases, as_of="2026-01-31", out=tmp_path / "out", companions=tables, lang=lang)
    notes = run_notes(made)
    lines = "".join(companion_lines(made.manifest, lang)).replace(" ", "")

    assert "0tiedbythenumbercalled" in lines or "0行按被叫号码" in lines
    for text in ("".join(notes), report(made.manifest, lang)):
        assert all(word.replace(" ", "") in text.replace(" ", "") for word in words)
    assert all(sum(2 if ord(sign) > 0x2E7F else 1 for sign in line) <= 80 for line in notes)
