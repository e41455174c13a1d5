"""Companion tables in every combination: the run ends as it should, and says what it had and what it lacked."""

import json

import polars as pl
import pytest

from dq.cli.beside import table_label
from dq.cli.main import main
from dq.enrich.contacts import survey
from dq.enrich.contacts.wide import PHONE_FIELDS
from dq.model.companions import GIVEN
from dq.pipeline import contacting
from dq.pipeline.road import run

HEADER = "案件编号,姓名,委案金额,本人手机,委案日期,贷款日期\n"
CASES = HEADER + "".join(f"A{n},张三{n},{n}000.00,1380000000{n},2026-01-02,2025-01-01\n" for n in range(1, 7))
TABLES = {
    "contacts": "案件号,关系,电话,来源日期\nA1,本人,13700000001,2025-12-01\nA2,母亲,13700000002,2025-12-01\n",
    "calls": (
        "案件号,拨打日期,拨打时间,联络电话,催收结果\n"
        "A1,2026-01-05,10:00,13800000001,承诺还款\nA2,2026-01-06,11:30,13800000002,空号\n"
    ),
    "repayments": "案件号,还款日期,还款金额\nA1,2026-01-05,100.00\nA2,2026-01-06,200.00\n",
    "promises": "案件号,承诺日期,承诺还款日期,承诺还款金额\nA1,2026-01-05,2026-02-10,100\n",
    "optouts": "停催号码,备注\n13800000003,\n",
    "checks": "手机号码,检测日期,检测结果\n13800000001,2026-01-10,实号\n13800000004,2026-01-11,空号\n",
    "earlier": f"{HEADER}A1,张三1,900.00,13800000021,2025-11-02,2025-01-01\n",
}  # fmt: skip
SETS = [
    (),
    GIVEN,
    *((name,) for name in GIVEN),
    *(tuple(other for other in GIVEN if other != name) for name in GIVEN),
    ("calls", "optouts"),
    ("repayments", "promises"),
]


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """The folder of the files, with the cases and each table; ``empty-`` ones have a header alone."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "cases.csv").write_text(CASES, encoding="utf-8")
    for name, text in TABLES.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
        (folder / f"empty-{name}.csv").write_text(text.split("\n")[0] + "\n", encoding="utf-8")
    return folder


def going(files, out, capsys, *options):
    """The exit code, the manifest, the summary and the folder of a run."""
    argv = ["run", str(files / "cases.csv"), "--as-of", "2026-01-31", "--out", str(out), *map(str, options)]
    code = main(argv)
    printed = capsys.readouterr()
    assert "Traceback" not in printed.out + printed.err
    (made,) = [path for path in out.iterdir() if (path / "run.json").exists()]
    manifest = json.loads((made / "run.json").read_text("utf-8"))
    return code, manifest, " ".join(printed.out.split()), made


def rows(made):
    """The cleaned cases, without the verdict, which the tables are there for."""
    return pl.read_parquet(made / "cleaned.parquet").drop("contact_verdict")


@pytest.fixture(scope="module")
def plain(files, tmp_path_factory):
    """The cleaned cases of a run without companion tables."""
    out = tmp_path_factory.mktemp("plain")
    assert main(["run", str(files / "cases.csv"), "--as-of", "2026-01-31", "--out", str(out), "--quiet"]) == 0
    (made,) = [path for path in out.iterdir() if (path / "run.json").exists()]
    return rows(made)


@pytest.mark.parametrize("given", SETS, ids=["+".join(names)[:60] or "none" for names in SETS])
def test_any_set_of_tables_gives_the_same_cases_and_says_what_is_missing(
    given, files, plain, tmp_path, capsys
):
    options = [word for name in given for word in (f"--{name}", files / f"{name}.csv")]
    code, manifest, told, made = going(files, tmp_path, capsys, *options)
    beside, missing = manifest["companions"], [name for name in GIVEN if name not in given]

    assert (code, manifest["verdict"]) == (0, "pass")
    assert rows(made).equals(plain)
    assert (set(beside["tables"]), beside["absent"], beside["refused"]) == (set(given), missing, [])
    listed = pl.read_parquet(made / "contacts.parquet")
    assert set(listed["case_no"]) == {f"A{n}" for n in range(1, 7)}
    if given and missing:
        names = ", ".join(table_label(name, "en") for name in missing)
        assert f"Not given: {names} (fewer signals)" in told
    else:
        assert "Not given" not in told


@pytest.mark.parametrize(
    "empty", [(name,) for name in GIVEN] + [GIVEN], ids=lambda names: "+".join(names)[:20]
)
def test_an_empty_table_among_full_ones_is_there_with_no_rows(empty, files, plain, tmp_path, capsys):
    options = [
        word
        for name in GIVEN
        for word in (f"--{name}", files / (f"empty-{name}.csv" if name in empty else f"{name}.csv"))
    ]
    code, manifest, told, made = going(files, tmp_path, capsys, *options)

    assert code == 0
    assert rows(made).equals(plain)
    for name in GIVEN:
        assert (manifest["companions"]["tables"][name]["counts"]["read"] == 0) == (name in empty)
    assert told.count("0 read = 0 used") == len(empty)


SOURCE = """id: bank
columns:
  {案件编号: case_no, 姓名: debtor_name, 委案金额: total_due,
   本人手机: self_mobile, 委案日期: placed_on, 贷款日期: loan_date}
companions:
"""


def test_files_of_the_command_line_go_beside_those_of_the_source(files, tmp_path, capsys):
    (files / "bank.yml").write_text(SOURCE + "  repayments: {files: [repayments.csv]}\n", encoding="utf-8")
    options = ("--source", files / "bank.yml", "--calls", files / "calls.csv")
    code, manifest, told, _ = going(files, tmp_path, capsys, *options)

    assert code == 0
    assert set(manifest["companions"]["tables"]) == {"calls", "repayments"}
    assert manifest["companions"]["overruled"] == []
    assert "the files given count" not in told


@pytest.mark.parametrize(
    ("given", "read"), [("empty-calls.csv", {"calls"}), ("gone.csv", set())], ids=["readable", "not there"]
)
def test_for_one_table_the_command_line_counts_and_it_is_said(given, read, files, tmp_path, capsys):
    (files / "bank.yml").write_text(SOURCE + "  calls: {files: [calls.csv, june.csv]}\n", encoding="utf-8")
    options = ("--source", files / "bank.yml", "--calls", files / given)
    code, manifest, told, _ = going(files, tmp_path / "en", capsys, *options)
    beside = manifest["companions"]

    assert code == 0
    assert set(beside["tables"]) == read
    assert [item["file"] for item in beside["overruled"]] == ["calls.csv", "june.csv"]
    assert (
        "Call log: the files given count; not read, though the source names it: calls.csv, june.csv" in told
    )
    assert not read or beside["tables"]["calls"]["counts"]["read"] == 0
    _, _, told, _ = going(files, tmp_path / "zh", capsys, *options, "--lang", "zh")
    assert "联络记录：以命令行给出的文件为准" in told


def test_the_very_file_of_the_source_overrules_nothing(files, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(files)
    (files / "bank.yml").write_text(SOURCE + "  calls: {files: [calls.csv]}\n", encoding="utf-8")
    _, manifest, _, _ = going(files, tmp_path, capsys, "--source", files / "bank.yml", "--calls", "calls.csv")

    assert manifest["companions"]["overruled"] == []


def test_a_sheet_that_the_source_names_is_no_matter_of_a_file_without_sheets(files, tmp_path, capsys):
    (files / "bank.yml").write_text(SOURCE + "  calls: {sheet: 催收记录}\n", encoding="utf-8")
    options = ("--source", files / "bank.yml", "--calls", files / "calls.csv")
    _, manifest, _, _ = going(files, tmp_path, capsys, *options)

    assert manifest["companions"]["tables"]["calls"]["counts"]["accepted"] == 2


def test_of_an_earlier_batch_the_phone_columns_of_its_file_alone_are_carried(files, tmp_path, monkeypatch):
    """Not the hundreds of those that a case can have: a batch of a million rows took ten gigabytes."""
    carried = []

    def seen(folder, given, *rest):
        carried.extend(name for batch in given.earlier for name in batch.rows.collect_schema().names())
        return survey(folder, given, *rest)

    monkeypatch.setattr(contacting, "survey", seen)
    run(
        [files / "cases.csv"], as_of="2026-01-31", out=tmp_path, companions={"earlier": files / "earlier.csv"}
    )

    phones = [name for name in carried if any(phone in name for phone in PHONE_FIELDS)]
    assert "self_mobile" in phones
    assert {name.rpartition(":")[2].partition(".")[0] for name in phones} == {"self_mobile"}
