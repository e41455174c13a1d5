"""Odd companion tables: what a seed draws of calls, payments, wishes … for cases of its own, and what is done to them.

The cases are sound, or nearly so. Of each column of a table a share of the cells is damaged, up to all of them, and the
file as a whole as well. People and numbers are invented.
"""

from datetime import date, timedelta

from dq.demo import FULL, HEADERS, generate
from tests.runs.odd_files import Table, odd_table

AS_OF = date(2026, 1, 31)
REGIONS = ("CN", "CN", "CN", "US")
PHONES = ("self_mobile", "contact1_mobile", "contact2_mobile", "contact3_mobile", "self_work_tel")
NEEDED = ("case_no", "debtor_name", "total_due", "self_mobile")
_NAMED = {
    "case_no": "个案序列号|案件编号|借据号|case no", "contact_id": "联系人编号|contact id",
    "party": "对象|party", "liable": "是否共债|liable", "contact_name": "姓名|联系人姓名|name",
    "contact_id_no": "联系人证件号|id number", "relation_raw": "关系|与案人关系|relation",
    "phone": "电话|号码|手机号|phone number", "source_kind": "号码来源|source",
    "source_date": "来源日期|录入时间|source date", "verified_on": "核实日期|verified on",
    "outcome": "联络结果|outcome", "dnc": "禁止联系|是否停催|do not call", "dnc_on": "禁止联系日期|dnc date",
    "consent_on": "同意联系日期|consent date", "called_at": "联络时间|拨打日期|call time",
    "called_clock": "拨打时刻|clock", "duration_s": "通话时长(秒)|duration", "measure": "催收措施|method",
    "agent": "催收员|agent", "note": "备注|note", "card_no": "卡号|card no",
    "paid_on": "还款日期|入账日|CP日期|payment date", "paid_amount": "还款金额(元)|回款金额|CP金额|payment",
    "channel": "渠道|channel", "payer": "还款人|payer", "reversal": "是否冲正|reversal",
    "settled": "是否结清|settled", "current_due": "最新欠款|balance", "state": "还款状态|payment status",
    "promised_on": "登记日期|promised on", "promise_due_on": "承诺还款日期|due date",
    "promise_amount": "承诺还款金额(元)|承诺金额|promised amount", "waiver_amount": "减免金额|waiver",
    "valid_until": "有效期至|valid until", "instalment_no": "期次|instalment no",
    "plan_amount": "计划总额|plan total", "person_name": "投诉人|complainant", "scope": "停催范围|scope",
    "opted_out_on": "投诉日期|提出日期|request date", "until": "截止日期|end date",
    "kind": "类别|投诉类型|category", "evidence": "工单号|ticket", "checked_on": "检测日期|check date",
    "result": "检测结果|check result", "line_type": "号码类型|line type",
    "recycled_since": "二次放号日期|reassigned on", "provider": "检测机构|vendor",
}  # fmt: skip
"""The headers that a field may have; the last is English."""
_WORDS = {
    "relation_raw": ("本人", "配偶", "母亲", "朋友", "同事", "担保人", "自己", "spouse", "邻居", "狐朋狗友"),
    "party": ("本人", "spouse", "第三方", "担保人"),
    "source_kind": ("信修", "通讯录", "本人提供", "APP", "第三方", "其他"),
    "outcome": ("无人接听", "关机", "本人接听", "停机", "空号", "承诺还款", "非本人", "勿扰", "家人", "接通", "呼损",
                ""),
    "dnc": ("否", "否", "否", "是", ""), "liable": ("否", "是", ""), "reversal": ("否", "否", "否", "是", ""),
    "settled": ("否", "是", ""), "measure": ("电话", "短信", "外访"), "agent": ("C101", "C102", "王一"),
    "channel": ("代扣", "微信", "95588"), "state": ("已入账", "待确认", ""),
    "note": ("", "", "冲正", "客户称已还", "退款"),
    "scope": ("", "", "号码", "本人", "第三人"), "kind": ("停催", "投诉", "同意", "律师", "破产", ""),
    "result": ("实号", "空号", "停机", "沉默号", "二次放号", "风险号", "库无", "未知"),
    "line_type": ("移动", "虚商", ""), "provider": ("甲", "乙"), "evidence": ("T-1", ""), "contact_id": ("1", "2"),
    "contact_id_no": ("",), "instalment_no": ("1", "2", "3"),
}  # fmt: skip
TABLES = {
    "contacts": ("case_no contact_id party liable contact_name contact_id_no relation_raw phone source_kind source_date"
                 " verified_on outcome dnc dnc_on consent_on", "phone", 2),
    "calls": ("case_no called_at called_clock phone party contact_name relation_raw outcome duration_s measure agent"
              " note", "called_at", 4),
    "repayments": ("case_no card_no paid_on paid_amount channel payer reversal current_due settled state note",
                   "paid_on paid_amount", 1),
    "promises": ("case_no promised_on promise_due_on promise_amount waiver_amount valid_until instalment_no plan_amount"
                 " note", "promise_due_on promise_amount", 1),
    "optouts": ("case_no phone person_name scope opted_out_on until kind consent_on channel evidence", "phone", 0.5),
    "checks": ("phone checked_on result line_type recycled_since provider", "phone result", 1),
}  # fmt: skip
"""The fields of a table, those that it can't be without, and rows a case."""


def odd_people(rnd, region, rows):
    """Fields and rows of the cases, as dictionaries, and their table; in the US with numbers and headers of there."""
    made = generate(rows, rnd.randrange(10**6), FULL, rnd.choice((0, 0, 0.1)))
    cases = made.frame.to_dicts()
    if region == "US":
        for case in cases:
            for name in PHONES:
                if case[name]:
                    code = rnd.choice(("212", "415", "303", "808", "702"))
                    case[name] = f"{code}{rnd.randrange(200, 999)}{rnd.randrange(10**4):04}"
    if rnd.random() < 0.3:
        for case in rnd.sample(cases, len(cases) // 5):  # one debtor twice, numbers that several have
            case |= {name: rnd.choice(cases)[name] for name in ("self_mobile", "contact1_mobile")}
            case |= {name: cases[0][name] for name in ("debtor_name", "id_no") if rnd.random() < 0.5}
    share = rnd.choice((0.1, 0.1, 0.4, 0.9))
    names = [name for name in FULL if name in NEEDED or rnd.random() < share]
    calm = rnd.random() < 0.8
    columns = {name: [case[name] for case in cases] for name in names}
    headers = [HEADERS[name] for name in names]
    return cases, plain_table(columns, headers) if calm else odd_table(rnd, columns, headers)


def plain_table(columns, headers):
    """A table without damage."""
    return Table(list(headers), [list(row) for row in zip(*columns.values(), strict=True)])


def odd_company(rnd, cases):
    """Some companion tables of the cases: the fields of each, and the damaged table."""
    for name in rnd.sample(list(TABLES), rnd.randint(1, len(TABLES))):
        fields, needed, each = TABLES[name]
        share = rnd.choice((0.3, 0.6, 1))
        kept = [
            f
            for f in fields.split()
            if f in needed.split() or rnd.random() < (0.95 if f == "case_no" else share)
        ]
        if "called_clock" in kept and rnd.random() < 0.6:
            kept.remove("called_clock")
        rows = [_row(rnd, rnd.choice(cases), kept) for _ in range(max(1, int(len(cases) * each)))]
        columns = {f: [row[f] for row in rows] for f in kept}
        yield name, kept, odd_table(rnd, columns, headers_of(rnd, kept))


def headers_of(rnd, fields):
    """Headers that these fields may have, all of them English or none."""
    said = rnd.random() < 0.2
    named = [_NAMED[name].split("|") for name in fields]
    return [names[-1] if said else rnd.choice(names[:-1]) for names in named]


def odd_earlier(rnd, cases):
    """An earlier batch: some of the cases, with other numbers in places."""
    names = ["case_no", "client", "debtor_name", "id_no", "placed_on", "total_due", *PHONES]
    rows = [dict(case) for case in rnd.sample(cases, max(1, len(cases) // 2))]
    for row in rows:
        row["placed_on"] = rnd.choice(("2025-06-01", "2025-09-01", row["placed_on"]))
        row[rnd.choice(PHONES)] = rnd.choice(rows)["self_mobile"]
    return odd_table(
        rnd, {name: [row[name] for row in rows] for name in names}, [HEADERS[name] for name in names]
    )


def _row(rnd, case, fields):
    """A sound row of a case."""
    numbers = [case[name] for name in PHONES if case[name]]
    numbers.append(f"{case['self_mobile'] or '13912345678'}"[:-4] + f"{rnd.randrange(10**4):04}")
    day = AS_OF - timedelta(days=rnd.choice((0, 1, 1, 2, 5, 8, 40, 100, 400)))
    moment = f"{day} {rnd.randrange(7, 23):02}:{rnd.randrange(60):02}:00"
    amount = rnd.choice((case["total_due"], "100.00", "1234.5", case["last_paid_amount"], "0"))
    row = {
        "case_no": case["case_no"], "card_no": case["card_no"], "phone": rnd.choice(numbers),
        "contact_name": rnd.choice((case["debtor_name"], case["contact1_name"], "李四")),
        "person_name": rnd.choice((None, None, case["debtor_name"], case["contact1_name"])),
        "payer": case["debtor_name"], "called_at": moment[:10] if "called_clock" in fields else moment,
        "called_clock": moment[11:16], "duration_s": str(rnd.choice((0, 0, 35, 600))),
        "paid_on": case["last_paid_on"] or str(day), "paid_amount": amount, "promise_amount": amount,
        "plan_amount": amount, "waiver_amount": rnd.choice((None, "50")), "current_due": case["total_due"],
        "promised_on": str(day), "promise_due_on": str(day + timedelta(days=7)),
        "valid_until": rnd.choice((None, str(AS_OF))), "until": rnd.choice((None, None, "2025-12-31", "2027-01-01")),
    }  # fmt: skip
    dated = (
        "source_date",
        "verified_on",
        "dnc_on",
        "consent_on",
        "opted_out_on",
        "checked_on",
        "recycled_since",
    )
    row |= dict.fromkeys(dated, str(day))
    return {f: rnd.choice(_WORDS[f]) or None if f in _WORDS else row[f] for f in fields}
