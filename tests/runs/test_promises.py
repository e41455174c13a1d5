"""Nothing lost, nothing half-written, the same in gives the same out: on small files."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

import dq
from dq.model.errors import RefusedError, UsageError
from dq.pipeline.road import run

ROOT = Path(__file__).parents[2]
CASES = ROOT / "fixtures" / "runs" / "mixed" / "cases.csv"
HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元)"
PERSON = {"name": "欧阳铁柱", "id": "11010519491231002X", "phone": "13911154321"}


def cases(folder, name="a.csv", number="B-1", due="10.00"):
    folder.mkdir(exist_ok=True)
    path = folder / name
    line = f"{number},{PERSON['name']},{PERSON['id']},{PERSON['phone']},{due}"
    path.write_text(f"{HEADER}\n{line}\n", encoding="utf-8")
    return path


def content(folder):
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    return run(
        CASES, as_of="2026-01-31", out=tmp_path_factory.mktemp("mixed") / "out", formats=("csv", "xlsx")
    )


def test_the_same_run_elsewhere_gives_the_same_bytes(mixed, tmp_path):
    """Another folder, one thread, another hash seed, another time zone and language."""
    program = (
        f"from dq.pipeline.road import run; "
        f"run({str(CASES)!r}, as_of='2026-01-31', out='elsewhere', formats=('csv', 'xlsx'))"
    )
    settings = {"POLARS_MAX_THREADS": "1", "TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "C"}
    subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env={**os.environ, **settings, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "0"},
        check=True,
        timeout=120,
    )
    assert content(tmp_path / "elsewhere" / mixed.folder.name) == content(mixed.folder)


def test_the_same_run_again_leaves_the_files_alone(mixed):
    before = {path.name: path.stat().st_mtime_ns for path in mixed.folder.iterdir()}
    again = run(CASES, as_of="2026-01-31", out=mixed.folder.parent, formats=("csv", "xlsx"))

    assert again.folder == mixed.folder
    assert {path.name: path.stat().st_mtime_ns for path in mixed.folder.iterdir()} == before


def test_a_damaged_run_is_repaired(mixed, tmp_path):
    first = run(CASES, as_of="2026-01-31", out=tmp_path)
    whole = content(first.folder)
    (first.folder / "exceptions.csv").write_bytes(b"")
    run(CASES, as_of="2026-01-31", out=tmp_path)

    assert content(first.folder) == whole


def test_files_belong_to_their_owner_alone(mixed):
    for path in (mixed.folder, *mixed.folder.iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600), path.name


def test_nothing_but_the_run_is_left(mixed):
    left = {path.name for path in mixed.folder.parent.iterdir()}
    assert left == {mixed.folder.name, ".lock", "ledger.sqlite"}
    assert {path.name for path in mixed.folder.iterdir()} == {
        *mixed.manifest["outputs"],
        "run.json",
        "report.html",
    }


def test_the_manifest_on_disk_is_the_run_s(mixed):
    assert json.loads((mixed.folder / "run.json").read_text(encoding="utf-8")) == json.loads(
        json.dumps(mixed.manifest)
    )


def test_csv_and_parquet_say_the_same(mixed):
    for name in ("exceptions", "contacts", "cleaned"):
        text = pl.read_csv(mixed.folder / f"{name}.csv", infer_schema=False, encoding="utf8-lossy")
        exact = pl.read_parquet(mixed.folder / f"{name}.parquet")
        assert text.columns == exact.columns
        assert text.height == exact.height
        for column in exact.columns:
            told = exact[column].cast(pl.String)
            assert text[column].fill_null("").to_list() == told.fill_null("").to_list(), (name, column)


def test_a_run_from_python():
    """``dq.read`` is a package too: it can be called however often, before and after its modules are imported."""
    assert dq.run is run
    for _ in range(2):
        with dq.read(CASES) as reading:
            assert reading.counts.lines == 10


def test_a_check_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    from dq.pipeline.checking import check

    result = check([CASES], as_of="2026-01-31")

    assert result.counts["quarantined"] == 4
    assert result.folder is None
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(UsageError):
        result.cleaned.height  # noqa: B018


def test_several_files_and_one_that_can_t_be_read(tmp_path):
    good = cases(tmp_path / "one")
    other = cases(tmp_path / "two", number="B-2")
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    result = run([good, empty, other], as_of="2026-01-31", out=tmp_path / "out")

    assert result.manifest["status"] == "partial"
    assert [entry["reason"] for entry in result.manifest["refused"]] == ["empty_file"]
    assert result.counts["accepted"] == 2
    assert result.cleaned.select("case_no", "file").rows() == [("B-1", "a.csv"), ("B-2", "a.csv (2)")]
    alone = run([good, other], as_of="2026-01-31", out=tmp_path / "out")
    assert alone.folder != result.folder


def test_a_folder_s_content_makes_the_run(tmp_path):
    """Two contents are two runs, also where the given path is a folder; each file has its hash."""
    cases(tmp_path / "in")
    first = run(tmp_path / "in", as_of="2026-01-31", out=tmp_path / "out")
    cases(tmp_path / "in", due="11.00")
    second = run(tmp_path / "in", as_of="2026-01-31", out=tmp_path / "out")

    assert first.folder != second.folder
    assert all(entry["sha256"] and entry["bytes"] for entry in first.manifest["inputs"])


def test_a_case_twice_in_two_files_is_told(tmp_path):
    result = run([cases(tmp_path / "one"), cases(tmp_path / "two")], as_of="2026-01-31", out=tmp_path / "out")

    assert result.counts["quarantined"] >= 1
    assert set(result.exceptions["rule"]) & {"case.duplicate_row", "case.duplicate"}
    held = pl.read_csv(result.folder / "quarantined.csv")
    assert held.height == result.counts["quarantined"]


@pytest.mark.parametrize("text", ["", HEADER + "\n", HEADER + "\n,,,,\n合计,,,,10\n"])
def test_a_file_without_a_case_is_refused_and_leaves_nothing(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(RefusedError) as caught:
        run(path, as_of="2026-01-31", out=tmp_path / "out")

    assert caught.value.reason in ("empty_file", "no_case")
    assert [item.name for item in (tmp_path / "out").iterdir()] == [".lock"]


def test_an_unknown_region_is_refused(tmp_path):
    with pytest.raises(UsageError, match="'XX' is no known region"):
        run(CASES, as_of="2026-01-31", out=tmp_path / "out", region="XX")


def test_nothing_of_a_person_but_in_the_files_for_people(tmp_path, capfd):
    from dq.cli.main import main

    code = main(
        ["run", str(cases(tmp_path / "in", due="x")), "--as-of", "2026-01-31", "--out", str(tmp_path)]
    )
    shown = capfd.readouterr()
    (page,) = tmp_path.glob("*/report.html")
    (manifest,) = tmp_path.glob("2*/run.json")

    assert code == 1
    for text in (shown.out, shown.err, page.read_text("utf-8"), manifest.read_text("utf-8")):
        assert not [word for word in PERSON.values() if word in text]


def test_the_held_back_lines_of_a_run_can_be_run_again(tmp_path):
    lines = [
        "案件编号,客户姓名,身份证号,欠款总额",
        "A1,王伟,110101199003077758,100.00",
        "A2,,110101199003077758,5.00",
    ]
    case_file = tmp_path / "cases.csv"
    case_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    first = dq.run(case_file, as_of="2026-01-31", out=tmp_path / "out")

    again = dq.run(first.folder / "quarantined.csv", as_of="2026-01-31", out=tmp_path / "again")

    assert again.counts["read"] == first.counts["quarantined"] > 0
    assert again.counts["quarantined"] > 0
