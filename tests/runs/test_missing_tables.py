"""A companion table or a column that is missing this time: what it showed is neither fixed nor gone; it is skipped."""

import pytest

from dq.cli.main import main
from dq.cli.summary import summary
from dq.pipeline.road import run
from dq.text.width import width

FILES = {
    "cases": (
        "案件编号,姓名,手机号,已还款金额,委案金额",
        "A1,张三,13800138001,100.00,60000",
        "A2,李四,13900139002,50.00,800",
        "A3,王五,13900139003,0,9000",
    ),
    "calls": (
        "案件号,联络时间,联络电话,关系,催收结果",
        "A1,2026-01-05 23:10:00,13800138001,本人,无人接听",
        "A3,2026-01-06 12:30:00,13900139003,本人,无人接听",
        "A9,2026-01-06 12:30:00,13900139009,本人,无人接听",
    ),
    "repayments": ("案件号,还款日期,还款金额", "A1,2026-01-07,500"),
    "optouts": ("案件号,电话,申请日期,类型", "A3,13900139003,2026-01-02,停止联系"),
    "checks": ("号码,检测日期,检测结果", "13900139002,2026-01-20,停机"),
}
SHOWN = {
    "calls": {"call.outside_hours", "call.unknown_case", "call.after_opt_out"},
    "repayments": {"case.paid_total_behind"},
    "optouts": {"phone.opted_out", "call.after_opt_out"},
    "checks": {"phone.suspended"},
}
"""Table -> rules whose findings it showed."""


@pytest.fixture
def going(tmp_path):
    """A function that makes a run of all files but one table, or with other lines of some."""

    def go(day, but=None, force=False, **lines):
        for name, text in (FILES | lines).items():
            (tmp_path / f"{name}.csv").write_text("\n".join([*text, ""]), encoding="utf-8")
        companions = {name: tmp_path / f"{name}.csv" for name in FILES if name not in ("cases", but)}
        options = {"companions": companions, "lang": "zh", "out": tmp_path / "out", "force": force}
        return run(tmp_path / "cases.csv", as_of=f"2026-01-{day}", **options)

    return go


def became(made, *states):
    """The rules of the findings that came to one of these states."""
    return {rule for rule, told in made.manifest["history"]["rules"].items() if set(states) & set(told)}


@pytest.mark.parametrize("table", SHOWN)
def test_what_a_table_showed_stays_as_it_was_while_the_table_is_missing(going, table):
    going(29)
    without = going(30, but=table)
    assert became(without, "skipped") >= SHOWN[table]
    assert became(without, "fixed", "vanished") == set()
    assert not (without.folder / "resolved.csv").exists()
    assert set(without.exceptions["rule"]).isdisjoint(SHOWN[table])

    again = going(31)
    assert became(again, "open") >= SHOWN[table]
    assert became(again, "new", "reopened", "skipped") == set()


@pytest.mark.parametrize("table", SHOWN)
def test_what_a_table_does_not_show_any_more_is_over(going, table):
    going(29)
    empty = going(30, **{table: FILES[table][:1]})
    assert became(empty, "fixed", "vanished") >= SHOWN[table]
    assert became(empty, "skipped") == set()


def test_a_file_that_can_not_be_read_is_a_table_that_is_missing(going):
    going(29)
    unread = going(30, calls=("坏文件",))
    assert became(unread, "skipped") >= SHOWN["calls"]
    assert became(unread, "fixed", "vanished") == set()


def test_a_column_that_is_missing_fixes_nothing(going):
    going(29)
    cut = tuple(",".join(line.split(",")[:3] + line.split(",")[4:]) for line in FILES["cases"])
    without = going(30, cases=cut)
    assert without.manifest["history"]["rules"]["case.paid_total_behind"] == {"skipped": 1}
    assert became(without, "fixed", "vanished") == set()
    assert became(going(31), "new", "reopened", "fixed") == set()


def test_it_is_told_in_summary_report_and_comparison(going, tmp_path, capsys):
    going(29)
    made = going(30, but="calls")
    skipped = made.manifest["history"]["states"]["skipped"]
    assert skipped == 3
    assert "本批未检查（缺表或缺列）" in (made.folder / "report.html").read_text(encoding="utf-8")

    assert main(["diff", "1", "2", "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr().out
    assert "3 not looked at in the later run" in told
    assert "call.outside_hours" not in told

    files = [f"--{name}={tmp_path / name}.csv" for name in ("repayments", "optouts", "checks")]
    main(["run", str(tmp_path / "cases.csv"), *files, "--as-of=2026-01-31", f"--out={tmp_path / 'out'}"])
    assert f"{skipped} skipped this time" in capsys.readouterr().out


def gone(made):
    return made.manifest["history"].get("stop_list_gone")


def test_a_stop_list_that_is_missing_is_told_until_it_is_back(going):
    first = going(28)
    told = {"run_id": first.manifest["run_id"], "as_of": "2026-01-28", "rows": 1}
    assert gone(first) is None
    assert [gone(going(day, but="optouts")) for day in (29, 30)] == [told, told]
    assert gone(going(31)) is None


def test_an_empty_stop_list_is_none_to_miss(going):
    empty = (FILES["optouts"][0],)
    assert gone(going(29, optouts=empty)) is None
    assert gone(going(30, but="optouts")) is None


def test_the_warning_stands_where_people_look(going):
    going(29)
    made = going(30, but="optouts")
    page = (made.folder / "report.html").read_text(encoding="utf-8")
    for lang, words in (("zh", "的批次（20260129-"), ("en", "No stop list this time: the run of 2026-01-29")):
        text = summary(made.manifest, lang, made.folder)
        assert words in text.replace("\n", " ")
        assert max(width(line) for line in text.splitlines() if "/" not in line) <= 80
    assert "有停催名单 1 行" in page


def test_without_a_source_a_stop_list_of_another_file_is_not_missed(going, tmp_path):
    """Runs without a source share one name, though their files are of many."""
    going(29)
    other = tmp_path / "other.csv"
    other.write_text("案件编号,姓名,手机号,委案金额\nB1,赵六,13800138007,100\n", encoding="utf-8")
    options = {"as_of": "2026-01-30", "out": tmp_path / "out"}
    assert gone(run(other, **options)) is None
    text = "id: bank\ncolumns: {案件编号: case_no, 姓名: debtor_name, 手机号: self_mobile, 委案金额: total_due}\n"
    (tmp_path / "bank.yml").write_text(text, encoding="utf-8")
    named = str(tmp_path / "bank.yml")
    stops = {"optouts": tmp_path / "optouts.csv"}
    first = run(tmp_path / "cases.csv", named, companions=stops, **options)
    assert gone(run(other, named, **options))["run_id"] == first.manifest["run_id"]


def test_a_run_that_is_made_again_tells_the_same_of_the_stop_list(going, tmp_path):
    going(29)
    made = going(30, but="optouts")
    page = (made.folder / "report.html").read_bytes()
    (tmp_path / "out" / "ledger.sqlite").unlink()
    going(31, but="optouts")
    again = going(30, but="optouts", force=True)
    assert again.folder == made.folder and not again.repeated
    assert (made.folder / "report.html").read_bytes() == page
