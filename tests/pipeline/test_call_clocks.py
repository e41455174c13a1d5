"""Call logs that have the day and the time of day in two columns say what those with one column say."""

import polars as pl
import pytest

from dq.cli.main import main
from dq.cli.notes import companion_notes
from dq.pipeline.coding import LEAST
from dq.pipeline.road import run
from dq.read.accounting import verify_run

CASES = "案件编号,姓名,委案金额,本人手机,委案日期,贷款日期\n" + "".join(
    f"A{n},张三,{n}000.00,1380000000{n},2026-01-02,2025-01-01\n" for n in range(1, 7)
)
APART = (
    "案件号,拨打日期,拨打时间,联络电话,催收结果",
    "A1,2026-01-05,9:05,13800000001,承诺还款",
    "A1,2026/1/5,23:10:05,13800000001,无人接听",
    "A2,2026-01-06,下午3:20,13800000002,空号",
    "A2,2026-01-07,,13800000002,无人接听",
    "A3,2026-01-08,０７：３０,13800000003,无人接听",
    "A3,20260109,0.75,13800000003,无人接听",
    "A3,2026-01-10 00:00:00,10:00,13800000003,无人接听",
)
TOGETHER = (
    "案件号,联络时间,联络电话,催收结果",
    "A1,2026-01-05 09:05:00,13800000001,承诺还款",
    "A1,2026-01-05 23:10:05,13800000001,无人接听",
    "A2,2026-01-06 15:20:00,13800000002,空号",
    "A2,2026-01-07,13800000002,无人接听",
    "A3,2026-01-08 07:30:00,13800000003,无人接听",
    "A3,2026-01-09 18:00:00,13800000003,无人接听",
    "A3,2026-01-10 10:00:00,13800000003,无人接听",
)


@pytest.fixture
def going(tmp_path):
    def go(calls, name="calls.csv", source=None):
        (tmp_path / "cases.csv").write_text(CASES, encoding="utf-8")
        (tmp_path / name).write_text("\n".join([*calls, ""]), encoding="utf-8")
        given = {"calls": tmp_path / name}
        return run(tmp_path / "cases.csv", source, as_of="2026-01-31", out=tmp_path / "out", companions=given)

    return go


def found(made, *columns):
    calls = made.exceptions.filter(pl.col("rule").str.starts_with("call."))
    return sorted(calls.select("row", "rule", "message", *columns).rows())


def test_findings_contacts_and_cases_are_those_of_a_log_with_one_column(going):
    apart, together = going(APART), going(TOGETHER, "together.csv")

    assert found(apart) == found(together)
    assert {row[1] for row in found(apart)} == {"call.outside_hours"}
    assert apart.contacts.equals(together.contacts)
    assert apart.cleaned.equals(together.cleaned)
    assert verify_run(apart.folder) == []


def test_each_changed_cell_is_told_with_its_text_and_step(going):
    made = going(APART)
    cells = made.changes.filter(pl.col("field").is_in(["called_at", "called_clock"]))
    rows = {(row["row"], row["field"]): row for row in cells.iter_rows(named=True)}

    day, clock = rows[4, "called_at"], rows[4, "called_clock"]
    assert (day["before"], day["after"], day["step"]) == ("2026-01-06", "2026-01-06 15:20:00", "moment.clock")
    assert (clock["before"], clock["after"], clock["step"]) == ("下午3:20", "15:20:00", "clock.form")
    assert rows[5, "called_at"]["step"] == "moment.no_time"
    assert (5, "called_clock") not in rows


def test_a_midnight_is_a_time_where_a_column_of_clocks_says_it(going):
    header = ["案件号,拨打日期,几点,联络电话,催收结果"]
    lines = [f"A{n},2026-01-1{n},{9 + n}:05,1380000000{n},无人接听" for n in range(1, 6)]
    night = "A6,2026-01-16,00:00:00,13800000006,无人接听"
    assert [row[:2] for row in found(going([*header, *lines, night]))] == [(7, "call.outside_hours")]
    # of midnights alone none is a time, and a moment at midnight is a day that an export wrote so
    none = [line.replace(f"{9 + n}:05", "00:00:00") for n, line in enumerate(lines, 1)]
    assert found(going([*header, *none, night], "none.csv")) == []
    joined = ["案件号,联络时间,联络电话,催收结果", "A6,2026-01-16 00:00:00,13800000006,无人接听"]
    assert found(going(joined, "joined.csv")) == []


def test_the_cell_that_can_not_be_read_is_named_and_a_bad_clock_costs_no_row(going):
    made = going(
        (
            APART[0],
            *APART[1:],
            "A4,2026-01-11,25:10,13800000004,承诺还款",
            "A4,2026-13-12,9:05,13800000004,无人接听",
            "A4,,9:05,13800000004,无人接听",
            "A4,2026-01-13 08:30,11:00,13800000004,无人接听",
        )
    )
    told = {row[3]: (row[1], row[4]) for row in found(made, "cell", "value") if row[0] > 8}

    assert told == {
        "C9": ("call.bad_clock", "25:10"),
        "B10": ("call.unreadable", "2026-13-12"),
        "B11": ("call.incomplete", None),
        "C12": ("call.bad_clock", "11:00"),
    }
    counts = made.manifest["companions"]["tables"]["calls"]["counts"]
    assert (counts["accepted"], counts["quarantined"]) == (9, 2)


def test_a_long_log_whose_days_repeat_is_joined_row_by_row(going):
    lines = [
        f"A{1 + n % 6},2026-01-{5 + n % 20:02},{8 + n % 14}:{n % 60:02},1380000000{1 + n % 6},无人接听"
        for n in range(LEAST + 500)
    ]
    together = [
        ",".join([case, f"{day} {clock}", *rest])
        for case, day, clock, *rest in (line.split(",") for line in lines)
    ]
    apart, one = going([APART[0], *lines]), going([TOGETHER[0], *together], "together.csv")

    assert found(apart) == found(one)
    assert apart.contacts.equals(one.contacts)


def test_what_was_taken_together_is_told_and_the_source_fixes_it(going, tmp_path, capsys):
    made = going(APART)
    for lang, words in (
        ("en", "one moment: 拨打日期 + 拨打时间"),
        ("zh", "合为一个时间：拨打日期 + 拨打时间"),
    ):
        assert words in "".join(line.strip() for line in companion_notes(made.companions, {}, lang))
    assert main(["map", str(tmp_path / "calls.csv"), "--as", "calls", "--out", str(tmp_path / "c.yml")]) == 0
    assert "called_clock" in capsys.readouterr().out
    assert "拨打时间: called_clock" in (tmp_path / "c.yml").read_text("utf-8")

    argv = [
        "run",
        str(tmp_path / "cases.csv"),
        "--calls",
        str(tmp_path / "calls.csv"),
        "--as-of",
        "2026-01-31",
    ]
    assert main([*argv, "--out", str(tmp_path / "one")]) == 0
    saved = (tmp_path / "one" / "sources" / "cases.yml").read_text("utf-8")
    assert "拨打时间: called_clock" in saved
    (tmp_path / "saved.yml").write_text(saved, encoding="utf-8")
    (tmp_path / "cases_alone.yml").write_text(saved.partition("companions:")[0], encoding="utf-8")
    for source in ("saved.yml", "cases_alone.yml"):
        again = going(APART, source=str(tmp_path / source))
        assert found(again) == found(made)
        assert again.contacts.equals(made.contacts)


def test_a_log_of_a_header_alone_is_told_by_its_headers(going):
    told = " ".join(companion_notes(going(APART[:1]).companions, {}, "en"))

    assert "one moment: 拨打日期 + 拨打时间" in told
    assert "two columns for one field" not in told


def test_why_a_cell_can_not_be_read_is_told_in_words_and_as_a_code(going, tmp_path):
    going(APART)
    (tmp_path / "odd.csv").write_text(
        f"{APART[0]}\nA4,2026-01-11,25:10,13800000004,\nA4,2026-13-12,9:05,13800000004,\n", encoding="utf-8"
    )
    given = {"companions": {"calls": tmp_path / "odd.csv"}, "as_of": "2026-01-31"}
    for lang, words in (
        ("zh", {"call.bad_clock": "没有这个时刻", "call.unreadable": "没有这一天"}),
        ("en", {"call.bad_clock": "there is no such time of day", "call.unreadable": "there is no such day"}),
    ):
        made = run(tmp_path / "cases.csv", out=tmp_path / lang, lang=lang, **given)
        told = made.exceptions.filter(pl.col("rule").is_in(list(words)))
        assert {
            row["rule"]: row["message"].rpartition(" – ")[2] for row in told.iter_rows(named=True)
        } == words
        assert dict(told.select("rule", "evidence_code").iter_rows()) == {
            "call.bad_clock": "impossible_time",
            "call.unreadable": "impossible_date",
        }
