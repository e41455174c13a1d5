"""Companion workbooks as vendors send them: a dialler's export, a ledger with sums in between, a stop list."""

from datetime import date, time

import openpyxl
import pytest

from dq.packs.outcomes import outcome_words
from dq.pipeline.road import run
from dq.write.report_words import REASONS
from dq.write.step_words import STEPS

CASES = [
    ["2026年1月委外案件清单"],
    ["序号", "案件编号", "客户姓名", "手机号码", "联系人1姓名", "联系人1关系", "联系人1手机", "委案金额", "已还款金额"],
    [1, "JN20260001", "赵一鸣", "13805711000", "张小明", "配偶", "15905712000", 15000, 0],
    [2, "JN20260002", "钱美玲", "13805711037", "刘小红", "朋友", "15905712041", 16000, 0],
    [3, "JN20260003", "孙建国", "13805711074", "黄小军", "父亲", "15905712082", 17000, 0],
    [4, "JN20260004", "周伟", "13805711148", "何小霞", "兄弟", "15905712164", 18000, 0],
    ["合计", None, None, None, None, None, None, 66000, 0],
]  # fmt: skip
LOG = [
    ["外呼系统通话记录导出"],
    ["导出时间：2026-01-31 18:05"],
    [],
    [
        "通话ID",
        "客户编号",
        "客户姓名",
        "外呼号码",
        "与客户关系",
        "呼叫日期",
        "呼叫时间",
        "通话时长",
        "通话状态",
    ],
    [
        "C1",
        "JN20260001",
        "赵一鸣",
        "13805711000",
        "本人",
        date(2026, 1, 7),
        time(22, 5),
        "00:00:30",
        "本人接听",
    ],
    [
        "C2",
        "JN20260002",
        "钱美玲",
        "13805711037",
        "本人",
        date(2026, 1, 8),
        time(10, 0),
        "0",
        "您拨打的号码是空号",
    ],
    [
        "C3",
        "JN20260003",
        "孙建国",
        "15905712082",
        "父亲",
        date(2026, 1, 9),
        time(14, 30),
        "12",
        "要求停止联系",
    ],
    ["C4", "JN20260004", "周伟", "13805711148", "本人", date(2026, 1, 9), time(9, 0), "35秒", "非机主"],
    ["合计", "4通", None, None, None, None, None, "00:02:00"],
]
LEDGER = [
    ["2026年1月还款流水"],
    ["序号", "借款编号", "客户姓名", "还款日期", "还款金额（元）", "还款渠道", "是否结清", "备注"],
    [1, "JN20260001", "赵一鸣", "2026-01-06", "500.00", "对公转账", "否", ""],
    [2, "JN20260003", "孙建国", "2026.1.12", "1,200.00", "微信", "否", ""],
    [3, None, "小计", None, "1,700.00", None, None, None],
    [4, "JN20260003", "孙建国", "1月15日", "800", "支付宝", "否", ""],
    ["合计", None, None, None, "2,500.00"],
    ["备注：以银行流水为准"],
]
STOPS = [
    ["停催（勿扰）名单"],
    ["客户编号", "客户姓名", "电话", "登记日期", "停催原因", "到期日"],
    ["JN20260001", "赵 一鸣", None, "2026/1/12", "投诉", None],
    ["JN20260002", "刘小红（朋友）", None, "2026-1-14", "拒绝联系", "2026-06-30"],
]


def save(path, *sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


@pytest.fixture(scope="module", params=["zh", "en"])
def made(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("vendor")
    companions = {
        "calls": save(folder / "外呼记录.xlsx", ("外呼明细", LOG)),
        "repayments": save(folder / "还款台账.xlsx", ("还款流水", LEDGER)),
        "optouts": save(folder / "停催.xlsx", ("停催名单", STOPS)),
    }
    cases = save(folder / "案件.xlsx", ("案件明细", CASES))
    return run(cases, as_of="2026-01-31", companions=companions, out=folder / "out", lang=request.param)


def test_every_row_belongs_to_its_case(made):
    tables = made.manifest["companions"]["tables"]
    told = {name: (facts["counts"]["rejected"], facts["of_known_cases"]) for name, facts in tables.items()}
    assert told == {"calls": (1, 4), "repayments": (3, 3), "optouts": (0, 2)}


def test_nobody_is_called_who_is_not_to_be(made):
    called = made.contacts.filter("callable").select("case_no", "phone").rows()
    states = {row["phone"][3:]: row["state"] for row in made.contacts.iter_rows(named=True)}
    assert called == [("JN20260003", "+8613805711074"), ("JN20260004", "+8615905712164")]
    assert states == {
        "13805711000": "opted_out", "15905712000": "opted_out", "13805711037": "dead", "15905712041": "opted_out",
        "13805711074": "ok", "15905712082": "opted_out", "13805711148": "wrong_party", "15905712164": "ok",
    }  # fmt: skip


def test_what_is_wrong_is_told_once_and_nothing_else(made):
    beside = made.exceptions.filter(~made.exceptions["file"].is_in(["案件.xlsx"]))
    assert beside.select("file", "row", "rule", "value").rows() == [
        ("还款台账.xlsx", 6, "repayment.unreadable", "1月15日"),
        ("外呼记录.xlsx", 5, "call.outside_hours", "2026-01-07"),
    ]


def test_the_page_says_in_words_why_rules_were_skipped_and_what_was_changed(made):
    manifest = made.manifest
    reasons = {reason for told in manifest["skipped"].values() for reason in told}
    changed = [
        manifest["changes"],
        *(facts["changes"] for facts in manifest["companions"]["tables"].values()),
    ]
    steps = {step for told in changed for joined in told for step in joined.split("+")}
    assert reasons >= {"column_absent", "input_missing", "too_few_rows"}
    assert steps >= {"moment.clock", "seconds.form", "e164"}
    assert (reasons - REASONS.keys(), steps - STEPS.keys()) == (set(), set())
    page = (made.folder / "report.html").read_text(encoding="utf-8")
    assert "too_few_rows" not in page
    assert "n****************r" not in page


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("要求停止联系", "拒绝联系", "Do Not Call Request", "cease and desist"), "dnc_request"),
        (("非机主", "Wrong Number"), "wrong_number"),
        (("您拨打的号码是空号", "号码不存在", "Disconnected"), "vacant"),
        (("振铃未接", "未接通", "无人应答", "No Answer"), "no_answer"),
        (("用户正忙", "正在通话中"), "busy"),
        (("Right Party Contact", "本人接听"), "answered_debtor"),
    ],
)
def test_words_of_networks_and_diallers_are_known(words, code):
    assert {outcome_words()[word.lower()] for word in words} == {code}
