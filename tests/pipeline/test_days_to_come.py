"""Rows of companion tables that lie after the as-of day are told once, and nothing else knows of them yet."""

import pytest

from dq.pipeline.road import run

BASE = {
    "cases": (
        "案件编号,姓名,手机号,家庭电话,已还款金额,最后还款日,委案金额,案件状态",
        "A1,张三,13800138001,075588886666,0,,60000,催收中",
        "A2,李四,13900139002,,100.00,2026-01-05,800,催收中",
    ),
    "contacts": ("案件号,联系人姓名,与客户关系,联系电话,勿扰,勿扰日期", "A1,王五,朋友,13700137001,否,"),
    "calls": (
        "案件号,联络时间,联络电话,联系人姓名,关系,催收结果",
        "A1,2026-01-06 10:00:00,13800138001,张三,本人,无人接听",
        "A2,2026-01-07 10:00:00,13900139002,李四,本人,本人接听",
    ),
    "repayments": ("案件号,还款日期,还款金额,是否结清,是否冲正", "A2,2026-01-05,100.00,否,否"),
    "promises": ("案件号,承诺日期,承诺还款日期,承诺还款金额", "A2,2026-01-02,2026-01-10,100"),
    "optouts": ("案件号,电话,申请日期,类型", "A1,075588886666,2026-01-02,停止联系"),
    "checks": ("号码,检测日期,检测结果,二次放号日期", "13900139002,2026-01-20,实号,"),
}
LATER = {
    "calls": (
        *(
            f"A2,2026-02-05 {hour}:00:00,13900139002,李四,本人,本人接听"
            for hour in ("09", "10", "11", "12", "23")
        ),
        "A1,2026-02-05 10:00:00,13700137001,王五,朋友,要求停止",
        "A1,2026-02-06 10:00:00,13700137001,王五,朋友,空号",
    ),
    "repayments": ("A1,2026-02-05,60000,是,否", "A2,2026-02-06,77.00,否,是", "A2,2026-02-07,500,否,否"),
    "promises": ("A2,2026-02-03,2026-01-12,30", "A2,2026-02-03,2026-02-12,500"),
    "optouts": ("A2,13900139002,2026-02-05,停止联系", "A1,13700137001,2026-02-05,停止联系"),
    "checks": ("13900139002,2026-02-02,空号,", "13800138001,2026-02-02,二次放号,2026-02-01"),
}
IN_FUTURE = {f"{name}.in_future" for name in ("call", "repayment", "promise", "optout", "number_check")}


@pytest.fixture
def going(tmp_path):
    """A function that makes a run with more lines in these tables, all of which are used where they are told."""
    source = tmp_path / "bank.yml"
    told = "\n".join(f"  {rule}: {{severity: warning}}" for rule in sorted(IN_FUTURE))
    names = "案件编号: case_no, 姓名: debtor_name, 手机号: self_mobile, 家庭电话: self_home_tel, 已还款金额: paid_total"
    text = f"{{{names}, 最后还款日: last_paid_on, 委案金额: total_due, 案件状态: case_status}}"
    source.write_text(f"id: bank\ncolumns: {text}\noverrides:\n{told}\n", encoding="utf-8")

    def go(name, **more):
        folder = tmp_path / name
        folder.mkdir()
        for table, lines in BASE.items():
            (folder / f"{table}.csv").write_text(
                "\n".join([*lines, *more.get(table, ()), ""]), encoding="utf-8"
            )
        companions = {table: folder / f"{table}.csv" for table in BASE if table != "cases"}
        options = {"companions": companions, "source": str(source), "out": folder / "out", "lang": "zh"}
        return run(folder / "cases.csv", as_of="2026-01-31", **options)

    return go


@pytest.mark.parametrize("tables", [*((name,) for name in LATER), tuple(LATER)], ids="+".join)
def test_what_comes_later_is_told_and_changes_nothing(going, tables):
    before, after = going("before"), going("after", **{name: LATER[name] for name in tables})

    told = after.exceptions["rule"].is_in([*IN_FUTURE, "promise.before_made"])
    assert after.exceptions.filter(told)["file"].unique().sort().to_list() == sorted(
        f"{name}.csv" for name in tables
    )
    rest = ("fingerprint", "case_no", "row", "rule", "value", "message")
    assert after.exceptions.filter(~told).select(rest).equals(before.exceptions.select(rest))
    assert after.contacts.equals(before.contacts)
    files = [(made.folder / "lookups.csv").read_bytes() for made in (before, after)]
    assert files[0] == files[1]


def test_a_number_given_out_again_on_a_day_to_come_was_given_out_by_the_day_of_the_check(going):
    made = going("recycled", checks=("13800138001,2026-01-25,二次放号,2026-02-20",))
    (line,) = made.contacts.filter(phone="+8613800138001").rows(named=True)
    assert (line["state"], line["callable"]) == ("reassigned", False)
    assert "2026-01-25 起已二次放号" in line["reasons"]
