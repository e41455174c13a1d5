"""Deleting: shown first, then done in folders and ledger; the runs still account for every line."""

import json
import stat
from pathlib import Path

import pytest
import xlsxwriter

from dq.cli.main import main
from dq.model.errors import OutputError
from dq.pipeline import purging
from dq.pipeline.road import run
from dq.read.accounting import verify_run
from dq.record.ledger import LEDGER, Decision, Ledger
from dq.record.ledger.decisions import decide
from dq.record.publish import is_whole, staging

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元),家庭地址"
ROWS = (
    "B-1,欧阳铁柱,11010519491231002X,139-1115-4321,10.00,北京市朝阳区建国路１号院二单元",
    "B-2,司马光,34052419800101001X,1391115,20.00,上海市浦东新区世纪大道100号",
    "B-3　,诸葛亮,11010519491231002X,13911154323,x,广州市天河区体育西路3号",
)
SUBJECT = ("B-3", "诸葛亮", "13911154323", "体育西路")


@pytest.fixture
def played(tmp_path, monkeypatch):
    """Two runs in ``dq-out``, in the current folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text("\n".join([HEADER, *ROWS, "共3条,B-3 等"]) + "\n", encoding="utf-8")
    formats = ("csv", "parquet", "xlsx")
    return [run("a.csv", as_of=day, out="dq-out", formats=formats) for day in ("2026-01-31", "2026-02-10")]


def purge(*arguments, code=0):
    assert main(["purge", *arguments]) == code


def content():
    return {path: path.read_bytes() for path in sorted(Path("dq-out").rglob("*")) if path.is_file()}


def tables():
    with Ledger.open(Path("dq-out")) as ledger:
        ask = ledger.connection.execute
        return {
            name: ask(f"SELECT * FROM {name}").fetchall()
            for name in ("findings", "decisions", "suppressions", "numbers")
        }


def test_without_yes_nothing_is_deleted(played, capfd):
    before, rows = content(), tables()
    purge("--case", "B-3")
    assert "--yes does it" in capfd.readouterr().out
    purge("--before", "2026-02-01")
    assert tables() == rows
    assert {path for path in content() if path.name != LEDGER} == {
        path for path in before if path.name != LEDGER
    }
    assert all(content()[path] == data for path, data in before.items() if path.name != LEDGER)


def test_a_subject_is_gone_from_files_and_ledger_and_nothing_else_is(played, capfd):
    answer = Decision(
        source="proposed", fingerprint="0" * 16, case_no="B-3", field="total_due", rule="amount.unreadable",
        decision="correct", before="x", value="30.00", person="li", decided_on="2026-02-01", run_id="r",
    )  # fmt: skip
    with Ledger.open(Path("dq-out")) as ledger:
        decide(ledger, [answer])
    before = tables()
    assert before["decisions"]

    purge("--case", "B-3", "--yes", "--person", "wang")

    for path, data in content().items():
        if path.suffix != ".sqlite":
            for word in SUBJECT:
                assert word.encode() not in data, (path, word)
    after = tables()
    assert after["decisions"] == []
    assert 0 < len(after["findings"]) < len(before["findings"])
    for made in played:
        assert is_whole(made.folder)
        assert verify_run(made.folder) == []
        assert made.cleaned["case_no"].to_list() == ["B-2"]
        assert "B-2" in made.exceptions["case_no"].to_list()
        assert not list(made.folder.glob("*.xlsx"))
        for path in made.folder.iterdir():
            assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert "receipt" in capfd.readouterr().out


def test_the_receipt_has_counts_and_hashes_only(played):
    purge("--case", "B-3", "--yes", "--person", "wang")
    (path,) = Path("dq-out").glob("purged-*.json")
    told = path.read_text(encoding="utf-8")
    receipt = json.loads(told)

    assert not [word for word in SUBJECT if word in told]
    assert receipt["person"] == "wang"
    assert len(receipt["runs"]) == 2
    assert receipt["runs"][played[0].folder.name]["quarantined.csv"]["rows"] == 1
    assert receipt["ledger"]["findings"] == 2
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_purge_that_was_killed_is_finished_by_the_same_again(played, monkeypatch):
    class Killed(BaseException):
        pass

    calls = []

    def killed(path, table, real=purging._replace):
        calls.append(path)
        if len(calls) == 3:
            raise Killed
        real(path, table)

    monkeypatch.setattr(purging, "_replace", killed)
    with pytest.raises(Killed):
        purge("--case", "B-3", "--yes")
    monkeypatch.setattr(purging, "_replace", killed.__defaults__[0])
    purge("--case", "B-3", "--yes")

    for made in played:
        assert is_whole(made.folder)
        assert verify_run(made.folder) == []
    assert not [
        path for path, data in content().items() if path.suffix != ".sqlite" and "诸葛亮".encode() in data
    ]


def test_old_runs_go_and_what_is_open_stays(played, capfd):
    purge("--before", "2026-02-01", "--yes")

    assert not played[0].folder.exists()
    assert is_whole(played[1].folder)
    assert len(tables()["findings"]) == 4
    capfd.readouterr()
    assert main(["runs"]) == 0
    assert "folder of the run is gone" in capfd.readouterr().out
    assert main(["diff", "1", "2"]) == 2
    assert "is gone" in capfd.readouterr().err
    third = run("a.csv", as_of="2026-02-11", out="dq-out")
    assert set(third.exceptions["state"]) == {"open"}


def test_what_ended_before_the_date_is_forgotten(played):
    lines = [HEADER, *(row.replace(",x,", ",30.00,") for row in ROWS)]
    Path("a.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("a.csv", as_of="2026-02-12", out="dq-out")
    ended = [row for row in tables()["findings"] if row[2] is not None]
    assert len(ended) == 1

    purge("--before", "2026-02-12", "--yes")
    assert len(tables()["findings"]) == 4
    purge("--before", "2026-02-13", "--yes")
    assert len(tables()["findings"]) == 3


def test_a_purge_waits_for_no_run(played, capfd):
    with staging(Path("dq-out")):
        purge("--case", "B-3", "--yes", code=OutputError.exit_code)
    assert "another run is writing" in capfd.readouterr().err


def test_files_of_the_user_s_own_are_told_and_left(played, capfd):
    own = played[0].folder / "worklist-filled.xlsx"
    own.write_bytes(b"mine")
    purge("--case", "B-3", "--yes", "--lang", "zh")
    assert str(own.name) in capfd.readouterr().out
    assert own.read_bytes() == b"mine"


@pytest.mark.parametrize("arguments", [[], ["--case", "B-1", "--before", "2026-01-01"], ["--before", "soon"]])
def test_what_is_to_be_deleted_must_be_said(played, capfd, arguments):
    purge(*arguments, code=2)
    assert capfd.readouterr().err


def test_nothing_to_delete_is_told(played, capfd):
    purge("--case", "Z-9", "--yes")
    assert "nothing to delete" in capfd.readouterr().out


def test_lines_of_several_files_are_told_apart(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, rows in (
        ("a.csv", ROWS[:2]),
        ("b.csv", (ROWS[2], ROWS[2].replace("B-3", "B-4").replace(",x,", ",y,"))),
    ):
        Path(name).write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    made = run(["a.csv", "b.csv"], as_of="2026-01-31", out="dq-out")
    purge("--case", "B-3", "--yes")

    assert verify_run(made.folder) == []
    kept = (made.folder / "quarantined.csv").read_text(encoding="utf-8-sig")
    assert "B-4" in kept
    assert "B-3" not in kept


def test_the_numbers_of_a_subject_are_forgotten_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = (
        ROWS[0],
        ROWS[1].replace("1391115,", "13911154322（空号）,"),
        ROWS[2].replace("154323", "154323（空号）"),
    )
    Path("a.csv").write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    run("a.csv", as_of="2026-01-31", out="dq-out")
    assert len(tables()["numbers"]) == 2
    purge("--case", "B-3", "--yes")
    assert len(tables()["numbers"]) == 1
    purge("--before", "2026-02-01", "--yes")
    assert tables()["numbers"] == []


def test_the_lines_of_companion_tables_are_accounted_for(tmp_path, monkeypatch):
    """Rows of the subject that an error held back stand in no file any more."""
    monkeypatch.chdir(tmp_path)
    Path("a.csv").write_text("\n".join([HEADER, *ROWS]) + "\n", encoding="utf-8")
    paid = (
        "B-1,5.00,2026-01-20",
        "B-3,很多,2026-01-20",
        "B-3,7.00,2026-01-21",
        "B-1,很多,2026-01-22",
        "案件编号,还款金额,还款日期",
    )
    Path("paid.csv").write_text("\n".join(["案件编号,还款金额,还款日期", *paid]) + "\n", encoding="utf-8")
    made = run("a.csv", as_of="2026-01-31", out="dq-out", companions={"repayments": "paid.csv"})
    counts = made.manifest["companions"]["tables"]["repayments"]["counts"]
    assert (counts["accepted"], counts["quarantined"], counts["rejected"]) == (2, 2, 1)
    purge("--case", "B-3", "--yes")

    assert verify_run(made.folder) == []
    assert "B-3" not in (made.folder / "exceptions.csv").read_text(encoding="utf-8-sig")
    told = json.loads((made.folder / "run.json").read_text(encoding="utf-8"))["purged_beside"]
    assert told["repayments"]["quarantined"] == [["paid.csv", None, 3]]
    purge("--case", "B-1", "--yes")
    assert verify_run(made.folder) == []


def test_the_lines_of_a_workbook_and_of_a_file_beside_it_are_told_apart(tmp_path, monkeypatch):
    """No file has several sheets, so that the tables tell none; the first file's is not that of the others."""
    monkeypatch.chdir(tmp_path)
    with xlsxwriter.Workbook("a.xlsx") as book:
        sheet = book.add_worksheet("明细")
        for number, line in enumerate((HEADER, ROWS[0])):
            sheet.write_row(number, 0, line.split(","))
    Path("b.csv").write_text("\n".join([HEADER, *ROWS[1:]]) + "\n", encoding="utf-8")
    made = run(["a.xlsx", "b.csv"], as_of="2026-01-31", out="dq-out")
    purge("--case", "B-3", "--yes")
    purge("--case", "B-1", "--yes")

    assert verify_run(made.folder) == []
    told = json.loads((made.folder / "run.json").read_text(encoding="utf-8"))["purged"]
    assert sorted(place for places in told.values() for place in places) == [
        ["a.xlsx", "明细", 2],
        ["b.csv", None, 3],
    ]
