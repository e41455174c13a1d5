"""People's decisions in a run: exactly the decided cells change, and only while they are what they were."""

import polars as pl
import pytest

from dq.pipeline.road import run
from dq.record.ledger import Decision, Ledger
from dq.record.ledger.decisions import decide
from dq.route.findings import fingerprint

HEADER = "案件编号,姓名,身份证号,本人手机,委案金额(元),委案日期"


def identity(number):
    """A well-formed resident id for each number."""
    body = f"11010119900307{number:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(a) * b for a, b in zip(body, weights, strict=True)) % 11]


GOOD = identity(2)
BAD = GOOD[:-1] + ("1" if GOOD[-1] != "1" else "2")
LINES = (
    f"C001,赵一,{identity(1)},1391234567,1000.00,2026-01-05",
    f"C002,钱二,{BAD},13800138001,12.50,2026-01-05",
    f",孙三,{identity(3)},13800138002,12.50,2026-01-05",
    f"C004,李四,{identity(4)},13800138003,12.50,2026-01-05",
    f"C004,李四,{identity(4)},13800138003,13.50,2026-01-05",
    f"C005,周五,{identity(5)},13800138005,很多,2026-01-05",
)


def decision(case_no, name, before, value, rule="r.x", file="cases.csv", row=0, source="proposed"):
    print_ = fingerprint(source, case_no, file, row, name, rule)
    return Decision(source, print_, case_no, name, rule, "correct", before, value, "甲", "2026-01-31", "run")


@pytest.fixture
def going(tmp_path):
    """A function that runs the file, with lines replaced, after storing decisions."""

    def go(*decisions, lines=LINES, header=HEADER):
        (tmp_path / "cases.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        out = tmp_path / "out"
        out.mkdir(exist_ok=True)
        with Ledger.open(out) as ledger:
            decide(ledger, decisions)
        return run(tmp_path / "cases.csv", as_of="2026-01-31", out=out)

    return go


def differences(before, after):
    """The file's cells that differ in the cleaned datasets, and the rows that came or went."""
    fields = ["row", *(entry["field"] for entry in before.manifest["mapping"]["mapped"])]
    one, two = (result.cleaned.select(pl.col(fields).cast(pl.String)) for result in (before, after))
    rows = {row["row"]: row for row in one.to_dicts()}
    again = {row["row"]: row for row in two.to_dicts()}
    cells = {
        (number, name, rows[number][name], value)
        for number in rows.keys() & again.keys()
        for name, value in again[number].items()
        if rows[number][name] != value
    }
    return cells, rows.keys() ^ again.keys()


def told(result):
    return (
        result.changes.filter(pl.col("step") == "decision").select("row", "field", "before", "after").rows()
    )


def test_exactly_the_decided_cell_changes_and_the_change_says_so(going):
    before = going()
    after = going(decision("C001", "self_mobile", "1391234567", "139 1234 5678"))
    assert differences(before, after) == ({("2", "self_mobile", None, "+8613912345678")}, set())
    assert told(after) == [(2, "self_mobile", "1391234567", "+8613912345678")]
    assert after.manifest["decisions"] == {"laid": 1, "met": 0, "stale": 0, "several": 0, "absent": 0}
    assert "decisions" not in before.manifest
    assert after.manifest["run_id"] != before.manifest["run_id"]


def test_a_mended_case_is_accepted_and_the_others_are_not(going):
    before = going()
    after = going(decision("C002", "id_no", BAD, GOOD), decision("C005", "total_due", "很多", "99.00"))
    cells, rows = differences(before, after)
    assert cells == set()
    assert rows == {"3", "7"}
    assert told(after) == [(3, "id_no", BAD, GOOD), (7, "total_due", "很多", "99.00")]


def test_what_is_held_back_stays_as_it_came(going):
    after = going(decision("C002", "self_mobile", "+8613800138001", "13900139001"))
    held = pl.read_csv(after.folder / "quarantined.csv", infer_schema=False)
    assert held.filter(案件编号="C002")["本人手机"].to_list() == ["13800138001"]
    assert told(after) == [(3, "self_mobile", "13800138001", "+8613900139001")]


@pytest.mark.parametrize(
    ("cell", "fate"),
    [("139-1234-5678", "met"), ("13912345679", "stale"), ("", "stale"), ("1391234567", "laid")],
)
def test_a_decision_holds_while_the_cell_is_what_it_was(going, cell, fate):
    lines = [LINES[0].replace("1391234567", cell), *LINES[1:]]
    after = going(decision("C001", "self_mobile", "1391234567", "13912345678"), lines=lines)
    assert after.manifest["decisions"][fate] == 1
    assert len(told(after)) == (fate == "laid")


def test_a_case_that_stands_twice_is_left_alone(going):
    after = going(decision("C004", "self_mobile", "+8613800138003", "13900139003"))
    assert (told(after), after.manifest["decisions"]["several"]) == ([], 1)


@pytest.mark.parametrize(
    "wrong", [{"case_no": "C999", "name": "self_mobile"}, {"case_no": "C001", "name": "email"}]
)
def test_a_case_or_column_that_is_not_there_is_told(going, wrong):
    after = going(decision(before=None, value="x@example.com", **wrong))
    assert (told(after), after.manifest["decisions"]["absent"]) == ([], 1)


def test_a_row_without_a_number_is_known_by_its_place(going):
    given = decision(None, "case_no", None, "C003", rule="field.missing", row=4)
    after = going(given)
    assert told(after) == [(4, "case_no", None, "C003")]
    moved = going(given, lines=[*LINES[:2], LINES[3], LINES[2]])
    assert told(moved) == []


def test_a_new_case_number_goes_by_either_name(going):
    after = going(
        decision("C001", "case_no", "C001", "C100"),
        decision("C001", "self_mobile", "1391234567", "13912345678"),
        decision("C100", "total_due", "1000.00", "1100.00"),
    )
    assert after.manifest["decisions"]["laid"] == 3
    assert after.cleaned.filter(case_no="C100").select("self_mobile", pl.col("total_due").cast(pl.String)).row(0) == (
        "+8613912345678", "1100.00",
    )  # fmt: skip


def test_of_two_decisions_on_a_cell_the_later_holds(going):
    first = decision("C001", "self_mobile", "1391234567", "13912345670", rule="a.a")
    second = decision("C001", "self_mobile", "1391234567", "13912345671", rule="a.b")
    assert told(going(first, second)) == [(2, "self_mobile", "1391234567", "+8613912345671")]


def test_a_cell_is_judged_as_if_it_had_been_in_the_file(going):
    after = going(decision("C001", "self_mobile", "1391234567", "1391234"))
    found = after.exceptions.filter(case_no="C001", field="self_mobile")
    assert found["value"].to_list() == ["1391234"]
