"""``dq verify``: what a run's files prove alone, and what they prove together with the files that came in."""

import hashlib
import json
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from dq.cli.main import main
from dq.pipeline.road import run

HEADER = "案件编号,姓名,身份证号,本人手机,委案日期,委案金额(元),备注"
ROWS = (
    "B-1,欧阳铁柱,11010519491231002X,139-1115-4321,2026/1/5,10.0,ａ",
    'B-2,司马光,34052419800101001X,13911154322,20260106,"1,000.5",',
    "B-3,诸葛亮,11010519491231002X,13911154323,2026-01-07,x,不还",
    "B-4,短行",
    "",
)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of two files, one of them a workbook, to stand in."""
    monkeypatch.chdir(tmp_path)
    batch = tmp_path / "batch"
    batch.mkdir()
    (batch / "a.csv").write_text(
        "\n".join(["2026年案件", HEADER, *ROWS, "合计,,,,,1010.5,"]), encoding="gb18030"
    )
    book = openpyxl.Workbook()
    book.active.append(HEADER.split(","))
    for row in ROWS[:3]:
        number, *cells, remark = row.replace('"1,000.5"', "1000.5").split(",")
        book.active.append([f"X{number}", *cells[:-1], float(cells[-1]) if cells[-1] != "x" else "x", remark])
    book.save(batch / "b.xlsx")
    return batch


def verify(*arguments):
    return main(["verify", *map(str, arguments)])


def forge(run_folder, name, table):
    """Put another table in the place of an output, and its hash into the manifest."""
    path = run_folder / name
    if path.suffix == ".parquet":
        table.write_parquet(path)
    else:
        table.write_csv(path)
    manifest = json.loads((run_folder / "run.json").read_text(encoding="utf-8"))
    manifest["outputs"][name]["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (run_folder / "run.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def test_a_run_is_true_to_its_inputs(folder, capfd):
    made = run(folder, as_of="2026-01-31", out="out")
    assert made.counts["accepted"] and made.counts["quarantined"] and made.counts["rejected"]

    assert verify(made.folder) == 0
    assert "give the run's case files with --input" in capfd.readouterr().out
    assert verify(made.folder, "--input", folder) == 0
    assert "true to its inputs" in capfd.readouterr().out


def test_what_hashes_do_not_show_the_inputs_do(folder, capfd):
    """The outputs are forged, their hashes too: only the inputs know better."""
    made = run(folder / "a.csv", as_of="2026-01-31", out="out")

    forge(made.folder, "cleaned.parquet", made.cleaned.with_columns(debtor_name=pl.lit("司马迁")))
    quarantined = pl.read_csv(made.folder / "quarantined.csv", infer_schema=False)
    forge(made.folder, "quarantined.csv", quarantined.with_columns(备注=pl.lit("已还")))
    rejected = pl.read_csv(made.folder / "rejected.csv", infer_schema=False)
    forge(made.folder, "rejected.csv", rejected.with_columns(pl.col("text").str.replace("短行", "长行")))
    assert verify(made.folder) == 0
    capfd.readouterr()

    assert verify(made.folder, "--input", folder / "a.csv") == 1
    told = capfd.readouterr().out.splitlines()
    assert told == [
        "a.csv: 1 rejected lines are told otherwise (rows 6)",
        "a.csv: 2 quarantined lines have other cells (rows 3, 5)",
        "a.csv: column '姓名': 1 accepted lines have another value without a change that tells it (rows 4)",
    ]


def test_a_case_in_the_place_of_another(folder, capfd):
    made = run(folder / "b.xlsx", as_of="2026-01-31", out="out")
    forge(made.folder, "cleaned.parquet", made.cleaned.with_columns(pl.col("row").replace(3, 1)))
    assert verify(made.folder, "--input", folder / "b.xlsx") == 1
    told = capfd.readouterr().out
    assert "2 row numbers stand nowhere or more than once (first: 1, 3)" in told
    assert "b.xlsx, sheet 'Sheet': 2 cases stand in one and not in the other (rows 1, 3)" in told


def test_other_files_than_those_of_the_run(folder, capfd):
    made = run(folder / "a.csv", as_of="2026-01-31", out="out")
    assert verify(made.folder, "--input", folder / "b.xlsx") == 1
    assert capfd.readouterr().out.splitlines() == [
        "a.csv: is an input of the run, and is not given",
        "b.xlsx: is not an input of the run",
    ]
    text = (folder / "a.csv").read_text(encoding="gb18030")
    (folder / "a.csv").write_text(text.replace("不还", "已还"), encoding="gb18030")
    assert verify(made.folder, "--input", folder / "a.csv") == 1
    assert capfd.readouterr().out == "a.csv: is not the file that the run read (its SHA-256 is another)\n"


def test_the_source_must_be_that_of_the_run(folder, capfd):
    main(["map", str(folder / "a.csv"), "--out", "own.yml"])
    source = Path("own.yml")
    main(
        [
            "run",
            str(folder / "a.csv"),
            "--source",
            "own.yml",
            "--as-of",
            "2026-01-31",
            "--out",
            "out",
            "--quiet",
        ]
    )
    (made,) = Path("out").glob("2026*")

    assert verify(made, "--input", folder / "a.csv", "--source", "own.yml") == 0
    capfd.readouterr()
    assert verify(made, "--input", folder / "a.csv") == 2
    assert "Give its YAML with --source." in capfd.readouterr().err
    source.write_text(source.read_text(encoding="utf-8") + "gate: {min_rows: 1}\n", encoding="utf-8")
    assert verify(made, "--input", folder / "a.csv", "--source", "own.yml") == 2
    assert "is not as it was when the run was made" in capfd.readouterr().err
