"""A debtor's name in several columns, from the file to the answers: one field, whose cells are all told."""

import json
from datetime import date

import openpyxl
import polars as pl
import pytest

from dq.cli.main import main
from dq.packs.source import load_source
from dq.pipeline.applying import apply
from dq.pipeline.road import run
from dq.write.worklist_words import COLUMNS

HEADER = "Account Number,Last Name,First Name,MI,Suffix,Balance,Cell Phone"
ROWS = (
    "A-1,Smith,Mary,A,,1200.50,212-555-0143",
    "A-2,O'Brien-Jones,JOHN,,Jr.,800.00,415-555-0132",
    "A-3,Garcia,,,,99.10,305-555-0199",
    "A-4,de la cruz,anna-lee,q,III,250.00,713-555-0111",
    "A-5,,,,,300.00,713-555-0112",
    "A-6,Kallas,Ida,NMN,,300.00,713-555-0113",
    "A-7,TEST,,,,310.00,713-555-0114",
    "A-8,  van Dyke ,Peter  Paul,,,320.00,713-555-0115",
    "A-9,Okaf0r,Ruth,,,330.00,713-555-0116",
)
TITLE = "Last Name + First Name + MI + Suffix"
LABELS = {column.en: column.name for column in COLUMNS}
DAY = "2026-01-31"


@pytest.fixture
def case_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "us.csv"
    path.write_text("\n".join([HEADER, *ROWS, ""]), encoding="utf-8")
    return path


def go(files, out="out", **more):
    return run(files, as_of=DAY, out=out, region="US", **more)


def names(made):
    """The cleaned names by case."""
    return dict(made.cleaned.select("case_no", "debtor_name").iter_rows())


def verified(made, *files, source=None):
    """Whether the run is true to its inputs."""
    told = [] if source is None else ["--source", str(source)]
    return main(["verify", str(made.folder), "--input", *map(str, files), *told]) == 0


def test_the_name_is_joined_and_every_cell_is_accounted_for(case_file, capfd):
    made = go(case_file)
    assert names(made) == {
        "A-1": "Mary A Smith", "A-2": "JOHN O'Brien-Jones Jr.", "A-3": "Garcia", "A-4": "anna-lee q de la cruz III",
        "A-6": "Ida Kallas", "A-8": "Peter Paul van Dyke", "A-9": "Ruth Okaf0r",
    }  # fmt: skip
    changed = made.changes.filter(field="debtor_name").select("case_no", "before", "after", "step").rows()
    assert changed == [
        ("A-6", "Ida NMN Kallas", "Ida Kallas", "text.placeholder"),
        ("A-8", "Peter  Paul   van Dyke ", "Peter Paul van Dyke", "text.space"),
    ]
    found = made.exceptions.filter(field="debtor_name").select("case_no", "rule", "column", "cell", "value")
    assert found.rows() == [
        ("A-5", "field.missing", TITLE, "B6,C6,D6,E6", None),
        ("A-7", "name.placeholder", TITLE, "B8,C8,D8,E8", "TEST"),
        ("A-9", "name.has_digits", TITLE, "B10,C10,D10,E10", "Ruth Okaf0r"),
    ]
    held = pl.read_csv(made.folder / "quarantined.csv", infer_schema=False)
    assert held.columns[:7] == HEADER.split(",")
    assert held.select("Account Number", "Last Name", "First Name").rows() == [
        ("A-5", None, None),
        ("A-7", "TEST", None),
    ]
    (told,) = [entry for entry in made.manifest["mapping"]["mapped"] if entry["field"] == "debtor_name"]
    assert told["parts"] == {"Last Name": "family", "First Name": "given", "MI": "middle", "Suffix": "suffix"}
    assert made.manifest["mapping"]["unmapped"] == []
    assert verified(made, case_file)


def test_the_terminal_says_so(case_file, capfd):
    assert main(["run", "us.csv", "--as-of", DAY, "--region", "US", "--out", "out"]) == 1
    told = " ".join(capfd.readouterr().err.split())
    assert f"columns with the parts of a name, read as one debtor_name: {TITLE}" in told


def test_a_changed_name_without_a_word_is_found_out(case_file):
    made = go(case_file)
    path = made.folder / "run.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    (told,) = [entry for entry in manifest["mapping"]["mapped"] if entry["field"] == "debtor_name"]
    told["parts"] = {"Last Name": "given", "First Name": "family"}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert not verified(made, case_file)


def test_the_file_that_goes_back_marks_every_part_and_is_read_again_when_mended(case_file):
    made = go(case_file)
    book = openpyxl.load_workbook(made.folder / "return.xlsx")
    sheet = book.active
    assert [cell.value for cell in sheet[1]][1:] == HEADER.split(",")
    assert sheet["A3"].value == f"【{TITLE}】The name is a filler"
    assert [cell.coordinate for cell in sheet[3] if cell.comment] == ["C3", "D3", "E3", "F3"]
    sheet["C2"], sheet["D2"], sheet["C3"], sheet["D3"] = "Fields", "Dana", "Lee", "Tess"
    book.save("mended.xlsx")
    assert names(go("mended.xlsx")) == {"A-5": "Dana Fields", "A-7": "Tess Lee"}


def answered(made, answers, path):
    """The worklist of a run, with these new values by case."""
    book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
    sheet = book["Tasks"]
    places = {LABELS[cell.value]: cell.column for cell in sheet[1] if cell.value in LABELS}
    for row in range(2, sheet.max_row + 1):
        value = answers.get(sheet.cell(row, places["case_no"]).value)
        if value is not None:
            given = {"decision": "Correct by hand", "new_value": value, "verified_by": "Contract scan"}
            for name, text in (given | {"verified_on": "2026-01-30"}).items():
                sheet.cell(row, places[name]).value = text
    book.save(path)


@pytest.mark.parametrize("mask", [False, True])
def test_an_answer_corrects_the_name_as_a_whole(case_file, mask):
    made = go(case_file, mask=mask)
    answered(made, {"A-5": "Dana Fields", "A-7": "Tess Lee", "A-9": "Ruth 0kafor"}, "filled.xlsx")
    out = made.folder.parent
    done = apply(case_file.parent / "filled.xlsx", out, [out], None, person="Kim", today=date(2026, 2, 2))
    fates = {result.line.shown["case_no"]: result.fate for result in done.results}
    assert fates == {"A-5": "taken", "A-7": "taken", "A-9": "refused"}
    again = go(case_file, mask=mask)
    assert names(again) | {"A-5": "Dana Fields", "A-7": "Tess Lee"} == names(again)
    decided = again.changes.filter(step="decision").select("case_no", "before", "after").rows()
    assert decided == [("A-5", None, "Dana Fields"), ("A-7", "TEST", "Tess Lee")]
    assert verified(again, case_file)


def test_a_step_on_the_name_is_taken_back(case_file):
    go(case_file)
    assert main(["undo", "--source", "proposed", "--step", "text.placeholder", "--out", "out"]) == 0
    again = go(case_file)
    assert names(again)["A-6"] == "Ida NMN Kallas"
    assert verified(again, case_file)


def test_a_masked_run_tells_no_part(case_file):
    both = "Account Number,Name,First Name,Last Name,Balance"
    rows = [f"B-{n},Rosa Lind{n},Rosa,Lind{n},100" for n in range(8)]
    other = case_file.parent / "both.csv"
    other.write_text(
        "\n".join([both, *rows, "B-9,Ruth Okafor,Ruthanna,Quillfeather,100", ""]), encoding="utf-8"
    )
    for path in (case_file, other):
        made = go(path, out=path.stem, mask=True)
        assert made.exceptions.height
        shown = [
            (made.folder / name).read_text(encoding="utf-8")
            for name in ("exceptions.csv", "report.html", "run.json")
        ]
        book = openpyxl.load_workbook(made.folder / "worklist.xlsx")
        shown += [str(cell.value) for sheet in book for line in sheet.iter_rows() for cell in line]
        for part in ("Okaf0r", "TEST", "Quillfeather", "Ruthanna", "Okafor", "Garcia"):
            assert not any(part in text for text in shown), part
        assert verified(made, path)
    plain = go(other, out="plain").exceptions.filter(rule="field.columns_differ")
    assert [text.split("≠ ")[1] for text in plain["message"]][-1] == "Ruthanna Quillfeather"


def test_a_source_may_have_files_with_the_whole_name_and_with_its_parts(case_file):
    whole = case_file.parent / "whole.csv"
    whole.write_text(
        "Account Number,Name,Balance,Cell Phone\nC-1,Lena Marsh,10,212-555-0177\nC-2,Max N0rd,20,212-555-0178\n",
        encoding="utf-8",
    )
    (case_file.parent / "s.yml").write_text(
        "id: s\nregion: US\ncolumns:\n"
        "  Account Number: case_no\n  Name: debtor_name\n"
        "  First Name: {field: debtor_name, part: given}\n  MI: {field: debtor_name, part: middle}\n"
        "  Last Name: {field: debtor_name, part: family}\n  Suffix: {field: debtor_name, part: suffix}\n"
        "  Balance: total_due\n  Cell Phone: self_mobile\n",
        encoding="utf-8",
    )
    made = go([case_file, whole], source=load_source("s.yml"))
    assert names(made)["A-1"] == "Mary A Smith"
    assert names(made)["C-1"] == "Lena Marsh"
    assert made.manifest["mapping"]["unmapped"] == []
    assert {told["change"] for told in made.manifest["mapping"]["differences"]} <= {"moved"}
    places = made.exceptions.filter(rule="name.has_digits").select("case_no", "column", "cell").rows()
    assert places == [("A-9", TITLE, "B10,C10,D10,E10"), ("C-2", "Name", "B3")]
    assert verified(made, case_file, whole, source="s.yml")
    answered(made, {"C-2": "Max Nord", "A-9": "Ruth Okafor", "A-5": "Dana Fields"}, "filled.xlsx")
    done = apply(
        case_file.parent / "filled.xlsx", made.folder.parent, [made.folder.parent], load_source("s.yml"),
        person="Kim", today=date(2026, 2, 2),
    )  # fmt: skip
    assert {result.fate for result in done.results} == {"taken"}


def test_the_names_of_contacts_are_joined_too(case_file):
    contacts = case_file.parent / "contacts.csv"
    contacts.write_text(
        "Account Number,First Name,Last Name,Phone,Relationship\nA-1,Lena,Marsh,212-555-0177,sister\n",
        encoding="utf-8",
    )
    made = go(case_file, companions={"contacts": contacts})
    listed = made.contacts.filter(pl.col("phone") == "+12125550177")
    assert listed["name"].to_list() == ["Lena Marsh"]
    assert verified(made, case_file)


def test_a_chinese_name_is_joined_without_a_blank(tmp_path):
    path = tmp_path / "cn.csv"
    path.write_text(
        "案件编号,姓,名,委案金额(元)\nB-1,欧阳,铁柱,10\nB-2,司马,光,20\nB-3,,亮,30\n", encoding="utf-8"
    )
    made = run(path, as_of=DAY, out=tmp_path / "out")
    assert made.manifest["mapping"]["mapped"][1]["column"] == "姓 + 名"
    joined = made.exceptions.filter(field="debtor_name")["value"].to_list() + list(names(made).values())
    assert {"欧阳铁柱", "司马光"} <= set(joined)


@pytest.mark.parametrize(
    ("column", "message"),
    [
        ("{field: debtor_name, part: first}", "unknown value 'first' (known: family, given, middle, suffix)"),
        ("{field: total_due, part: given}", "field 'total_due' is no person's name, only names have parts"),
        ("{field: debtor_name, parts: given}", "unknown key 'parts' (known: dates, field, part, unit"),
    ],
)
def test_a_wrong_part_is_told_with_its_line(case_file, capfd, column, message):
    (case_file.parent / "s.yml").write_text(f"id: s\ncolumns:\n  First Name: {column}\n", encoding="utf-8")
    assert main(["check", "us.csv", "--as-of", DAY, "--source", "s.yml"]) == 2
    told = capfd.readouterr().err
    assert "s.yml:3" in told and message in told
