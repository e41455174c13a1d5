"""``dq apply`` as a user calls it."""

import json

import openpyxl
import pytest

from dq.cli.main import main
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS

LABELS = {column.zh: column.name for column in COLUMNS}
HEADER = "案件编号,姓名,本人手机,委案金额(元),委案日期"
LINES = (
    "C001,赵一,1391234567,1000.00,2026-01-05",
    "C002,钱二,13800138001,很多,2026-01-05",
    *(f"C{number:03},孙三,138001380{number},{number}00.00,2026-01-05" for number in range(10, 20)),
)


@pytest.fixture
def filled(tmp_path):
    """A function that answers the tasks on a field in the workbook of a run, and gives back its path."""
    (tmp_path / "cases.csv").write_text("\n".join([HEADER, *LINES]) + "\n", encoding="utf-8")
    made = run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "runs", lang="zh")

    def fill(path=tmp_path / "filled.xlsx", begin=made.folder / "worklist.xlsx", **answers):
        book = openpyxl.load_workbook(begin)
        sheet = book["任务"]
        places = {LABELS[cell.value]: cell.column for cell in sheet[1]}
        for row in range(2, sheet.max_row + 1):
            cells = answers.get(sheet.cell(row, places["rule"]).value.replace(".", "_"))
            for name, value in (cells or {}).items():
                sheet.cell(row, places[name]).value = value
        book.save(path)
        return path

    fill.folder = made.folder
    return fill


def mend(value):
    return {
        "decision": "手工修正",
        "new_value": value,
        "verified_by": "通话确认",
        "verified_on": "2026-02-01",
    }


def apply(*arguments):
    return main(["apply", *map(str, arguments), "--as-of", "2026-02-02", "--person", "王一"])


def test_answers_are_told_and_the_next_run_takes_them_up(filled, tmp_path, capsys):
    path = filled(phone_wrong_length=mend("13912345678"), amount_unreadable={"decision": "退回委托方"})
    assert apply(path, "--out", tmp_path / "runs") == 0
    told = capsys.readouterr().out
    assert "1  手工修正" in told
    assert "1  退回委托方" in told
    assert not (tmp_path / "filled-refused.xlsx").exists()
    later = run(tmp_path / "cases.csv", as_of="2026-01-31", out=tmp_path / "runs")
    assert later.changes.filter(step="decision")["after"].to_list() == ["+8613912345678"]
    assert apply(path, "--out", tmp_path / "runs") == 0
    assert "2  已导入过" in capsys.readouterr().out


def test_refused_answers_come_back_and_can_be_mended_and_handed_in(filled, tmp_path, capsys):
    path = filled(phone_wrong_length=mend("1391234"), amount_unreadable=mend("一千多"))
    assert apply(path, "--out", tmp_path / "runs") == 1
    refused = tmp_path / "filled-refused.xlsx"
    assert str(refused) in capsys.readouterr().out
    sheet = openpyxl.load_workbook(refused)["任务"]
    header = [LABELS[cell.value] for cell in sheet[1]]
    lines = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert [line["new_value"] for line in lines] == ["1391234", "一千多"]
    assert all(line["refused"] and line["decision"] == "手工修正" for line in lines)
    mended = filled(
        tmp_path / "again.xlsx",
        refused,
        phone_wrong_length=mend("13912345678"),
        amount_unreadable=mend("1000"),
    )
    assert apply(mended, "--out", tmp_path / "runs") == 0


def test_the_run_is_found_by_its_folder_or_by_the_workbooks(filled, tmp_path, monkeypatch, capsys):
    path = filled(amount_unreadable=mend("1000"))
    monkeypatch.chdir(tmp_path)
    assert apply(path, "--run", filled.folder, "--json") == 0
    assert json.loads(capsys.readouterr().out)["taken"] == {"correct": 1}
    inside = filled(filled.folder / "filled.xlsx", amount_unreadable=mend("1000"))
    assert apply(inside, "--json") == 0
    assert json.loads(capsys.readouterr().out)["answers"] == {"known": 1}


@pytest.mark.parametrize(
    ("content", "code", "told"),
    [
        (b"", 3, "the file is empty"),
        (b"a,b\n1,2\n", 3, "is no worklist"),
        (b"PK\x03\x04broken", 3, ""),
        (None, 3, "no such file"),
    ],
)
def test_what_is_no_worklist_is_told(filled, tmp_path, capsys, content, code, told):
    path = tmp_path / "other.csv"
    if content is not None:
        path.write_bytes(content)
    assert apply(path, "--out", tmp_path / "runs") == code
    assert told in capsys.readouterr().err


def test_a_folder_without_runs_is_told(filled, tmp_path, capsys):
    path = filled(amount_unreadable=mend("1000"))
    (tmp_path / "empty").mkdir()
    assert apply(path, "--out", tmp_path / "empty") == 2
    assert "has no ledger" in capsys.readouterr().err


def test_no_value_of_a_person_is_printed(filled, tmp_path, capsys):
    path = filled(phone_wrong_length=mend("139123456789012"))
    apply(path, "--out", tmp_path / "runs")
    output = capsys.readouterr()
    assert "139123456789012" not in output.out + output.err


def test_a_newer_case_file_is_the_value_of_today(filled, tmp_path, capsys):
    lines = ["C001,赵一,13911112222,1000.00,2026-01-05", *LINES[1:]]
    (tmp_path / "newer.csv").write_text("\n".join([HEADER, *lines]) + "\n", encoding="utf-8")
    path = filled(phone_wrong_length=mend("13912345678"), amount_unreadable=mend("88.00"))
    before = sorted((tmp_path / "runs").iterdir())
    options = (path, "--out", tmp_path / "runs", "--cases", tmp_path / "newer.csv", "--json")
    assert apply(*options) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["taken"], told["refused"]) == ({"correct": 1}, {"stale": 1})
    sheet = openpyxl.load_workbook(tmp_path / "filled-refused.xlsx")["任务"]
    header, line = sheet.iter_rows(values_only=True)
    assert line[header.index("现值")] == "13911112222"
    assert sorted((tmp_path / "runs").iterdir()) == before

    later = run(tmp_path / "newer.csv", as_of="2026-02-03", out=tmp_path / "runs", lang="zh")
    assert later.changes.filter(step="decision").select("case_no", "after").rows() == [("C002", "88.00")]


def test_an_answer_that_the_newer_file_gives_by_itself_is_known(filled, tmp_path, capsys):
    (tmp_path / "newer.csv").write_text(
        f"{HEADER}\nC001,赵一,+8613912345678,1000.00,2026-01-05\n", encoding="utf-8"
    )
    path = filled(phone_wrong_length=mend("13912345678"))
    assert apply(path, "--out", tmp_path / "runs", "--cases", tmp_path / "newer.csv", "--json") == 0
    assert json.loads(capsys.readouterr().out)["answers"] == {"known": 1}


def test_newer_cases_that_can_not_be_read_are_told_and_nothing_is_taken(filled, tmp_path, capsys):
    path = filled(phone_wrong_length=mend("13912345678"))
    assert apply(path, "--out", tmp_path / "runs", "--cases", tmp_path / "none.csv") == 3
    assert "none.csv" in capsys.readouterr().err
    assert apply(path, "--out", tmp_path / "runs", "--json") == 0
    assert json.loads(capsys.readouterr().out)["answers"] == {"taken": 1}
