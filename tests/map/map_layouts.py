"""The layouts of fixtures/map, with invented values for each column."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import yaml

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "map"
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英建国文华"
_CITIES = [("广东省", "深圳市", "南山区"), ("浙江省", "杭州市", "西湖区"), ("四川省", "成都市", "武侯区")]
_STREETS = ["解放路", "人民街", "建设大道", "中山路"]
_FIRST = ["James", "Mary", "Robert", "Linda", "David", "Susan"]
_LAST = ["Walker", "Young", "Hill", "Scott", "Green", "Baker"]


@dataclass(frozen=True)
class Column:
    name: str
    header: str


@dataclass(frozen=True)
class Layout:
    columns: list[Column]
    sample: pl.DataFrame
    truth: dict[str, str]
    units: dict[str, str]
    second: dict[str, str]


def load(name: str, seed: int = 7, rows: int = 60) -> Layout:
    """A layout by the name of its file, with values drawn from the seed."""
    lines = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return build([(line[0], line[1], *line[2:]) for line in lines], seed, rows)


def build(lines: list[tuple[str, ...]], seed: int = 7, rows: int = 60) -> Layout:
    """A layout of (header, field or '-', kind of values)."""
    rng = random.Random(seed)
    count: Counter[str] = Counter()
    columns, data, truth, units, second = [], {}, {}, {}, {}
    drawn: dict[str, list[str | None]] = {}
    for header, meaning, *kind in lines:
        plain = header.strip()
        count[plain] += 1
        name = plain if count[plain] == 1 else f"{plain} ({count[plain]})"
        columns.append(Column(name, header))
        if meaning.startswith("second:"):
            second[name] = meaning.removeprefix("second:")
            data[name] = list(drawn[second[name]])
            continue
        field, _, unit = meaning.partition(":")
        what = kind[0] if kind else field
        data[name] = [value(rng, what, row) for row in range(rows)]
        if field != "-":
            truth[name] = field
            drawn[field] = data[name]
        if unit:
            units[name] = unit
    return Layout(columns, pl.DataFrame(data, schema=dict.fromkeys(data, pl.String)), truth, units, second)


def value(rng: random.Random, kind: str, row: int) -> str | None:
    """One invented value; about one in twelve is missing."""
    if kind == "empty" or (rng.random() < 0.08 and kind != "case_no"):
        return None
    tail = (
        kind.split("_", 1)[1]
        if kind.startswith(("contact", "spouse_", "guarantor_")) and "_" in kind
        else kind
    )
    for kinds, make in _MAKERS:
        if kind in kinds or (tail in kinds and kind not in _OWN):
            return make(rng, row)
    return f"{rng.randint(0, 30)}" if kind.endswith(("_periods", "_times")) else _money(rng)


def _money(rng: random.Random) -> str:
    form = rng.choice(["{:.2f}", "{:.2f}", "{:.0f}", "{:,.2f}"])
    return form.format(rng.choice([0, rng.uniform(50, 200_000)]))


def _digits(rng: random.Random, length: int) -> str:
    return str(rng.randint(1, 9)) + "".join(str(rng.randint(0, 9)) for _ in range(length - 1))


def _day(rng: random.Random) -> str:
    form = rng.choice(["{}-{:02}-{:02}", "{}/{}/{}", "{}{:02}{:02}", "{}年{}月{}日"])
    return form.format(rng.randint(1965, 2025), rng.randint(1, 12), rng.randint(1, 28))


def _name(rng: random.Random) -> str:
    return rng.choice(_SURNAMES) + "".join(rng.sample(_GIVEN, rng.randint(1, 2)))


def _mobile(rng: random.Random) -> str:
    number = "1" + rng.choice("3578") + _digits(rng, 9)
    return rng.choice(
        [
            number,
            number,
            f"+86 {number}",
            f"{number[:3]}-{number[3:7]}-{number[7:]}",
            f"{number[:3]}****{number[7:]}",
        ]
    )


def _landline(rng: random.Random) -> str:
    return rng.choice(["0755-", "0571-", "028-", "028"]) + rng.choice("2345678") + _digits(rng, 7)


def _resident(rng: random.Random) -> str:
    born = f"{rng.randint(1960, 2004)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    return f"440305{born}{rng.randint(0, 999):03}{rng.choice('0123456789X')}"


def _address(rng: random.Random) -> str:
    return (
        "".join(rng.choice(_CITIES))
        + rng.choice(_STREETS)
        + f"{rng.randint(1, 300)}号{rng.randint(1, 20)}栋{rng.randint(101, 909)}室"
    )


def _pick(*words: str):
    return lambda rng, row: rng.choice(words)


_OWN = {"contract_no", "account_name", "product_name", "debtor_name"}
_ADDRESSES = {"address", "home_address", "register_address", "statement_address", "employer_address"}
_COUNTS = {"term_periods", "paid_periods", "left_periods", "overdue_periods", "overdue_times"}
_DATES = {
    *(
        "date",
        "placed_on",
        "recall_due_on",
        "recalled_on",
        "loan_date",
        "applied_on",
        "loan_due_on",
        "overdue_on",
    ),
    *(
        "last_paid_on",
        "due_as_of",
        "card_opened_on",
        "card_stopped_on",
        "last_spend_on",
        "last_cash_on",
        "birth_date",
    ),
}
_MAKERS = [
    ({"case_no", "archive_no", "application_no", "contract_no"}, lambda r, n: f"AJ2024{n:06}"),
    ({"code"}, lambda r, n: f"K{_digits(r, 5)}"),
    ({"row"}, lambda r, n: str(n + 1)),
    ({"small", "hand"}, lambda r, n: str(r.randint(1, 9))),
    ({"rate", "annual_rate"}, lambda r, n: r.choice(["0.24", "18.5", "15.4%", "24", "0.18"])),
    ({"money", "money2"}, lambda r, n: _money(r)),
    ({"wan"}, lambda r, n: f"{r.uniform(0.1, 30):.4f}"),
    ({"zip"}, lambda r, n: _digits(r, 6)),
    ({"digits10", "im_qq"}, lambda r, n: _digits(r, 10)),
    (
        {"text", "remarks", "prev_record", "text_en"},
        _pick("已联系本人,承诺月底处理", "无人接听", "promised to call"),
    ),
    ({"name", "debtor_name", "account_name"}, lambda r, n: _name(r)),
    ({"name_en"}, lambda r, n: f"{r.choice(_FIRST)} {r.choice(_LAST)}"),
    ({"relation"}, _pick("父亲", "母亲", "朋友", "同事", "兄弟", "其他")),
    ({"relation_en"}, _pick("Father", "Mother", "Friend", "Colleague", "Brother")),
    ({"mobile", "self_mobile", "self_mobile2"}, lambda r, n: _mobile(r)),
    ({"nanp"}, lambda r, n: f"({r.randint(201, 989)}) {r.randint(201, 989)}-{r.randint(1000, 9999)}"),
    ({"home_tel", "work_tel", "self_home_tel", "self_work_tel"}, lambda r, n: _landline(r)),
    ({"id_no"}, lambda r, n: _resident(r)),
    ({"ssn"}, lambda r, n: f"{_digits(r, 3)}-{_digits(r, 2)}-{_digits(r, 4)}"),
    (_ADDRESSES, lambda r, n: _address(r)),
    ({"address_en"}, lambda r, n: f"{r.randint(1, 999)} {r.choice(_LAST)} {r.choice(['St', 'Ave', 'Road'])}"),
    ({"employer"}, _pick("华星科技有限公司", "永泰电子厂", "市第二医院", "宏达超市")),
    ({"employer_en"}, lambda r, n: f"{r.choice(_LAST)} {r.choice(['Ltd', 'Inc.', 'Services'])}"),
    ({"sex"}, _pick("男", "女")),
    ({"id_type"}, _pick("身份证", "身份证", "护照")),
    ({"age"}, lambda r, n: str(r.randint(20, 65))),
    ({"province"}, lambda r, n: r.choice(_CITIES)[0]),
    ({"city"}, lambda r, n: r.choice(_CITIES)[1]),
    ({"county"}, lambda r, n: r.choice(_CITIES)[2]),
    ({"city_en"}, _pick("Springfield", "Salem", "Dover")),
    ({"state"}, _pick("NY", "CA", "TX")),
    ({"email"}, lambda r, n: f"user{n}@example.com"),
    ({"card_no", "account_no"}, lambda r, n: "6222" + _digits(r, 15)),
    ({"bank"}, _pick("中国银行", "工商银行深圳分行", "建设银行")),
    ({"bank_en"}, _pick("First Bank", "Union Bank")),
    ({"card_type"}, _pick("金卡", "普卡", "白金卡")),
    ({"primary_card_flag"}, _pick("主卡", "副卡")),
    ({"flag"}, _pick("是", "否")),
    ({"currency"}, _pick("人民币", "CNY")),
    ({"currency_en"}, _pick("USD", "EUR")),
    ({"bucket"}, _pick("M1", "M2", "M3+", "M6+")),
    ({"bucket2"}, _pick("1", "2", "3")),
    ({"case_status"}, _pick("催收中", "待催收", "结清")),
    ({"status_en"}, _pick("Open", "Hold", "Settled")),
    ({"repay_method"}, _pick("等额本息", "先息后本", "等额本金")),
    ({"method_en"}, _pick("Annuity", "Interest only", "Bullet")),
    (
        {"statement_day", "repay_day"},
        lambda r, n: r.choice([str(r.randint(1, 28)), f"每月{r.randint(1, 28)}日"]),
    ),
    ({"days_overdue"}, lambda r, n: r.choice([str(r.randint(1, 900)), f"{r.randint(1, 900)}天"])),
    (_COUNTS, lambda r, n: str(r.randint(0, 36))),
    ({"placement_term"}, _pick("6个月", "90天")),
    ({"batch_no"}, lambda r, n: "20240305"),
    ({"client"}, _pick("平川消费金融有限公司", "River Credit Inc")),
    ({"merchant"}, _pick("宏达车行", "永泰商店")),
    ({"product_series", "product_name"}, _pick("现金贷", "车抵贷", "信用卡分期")),
    ({"product_en"}, _pick("Personal Loan", "Gold", "Auto")),
    ({"position", "employer_dept"}, _pick("销售经理", "司机", "财务部")),
    ({"job"}, _pick("Driver", "Clerk")),
    ({"collector"}, lambda r, n: _name(r)),
    ({"plate_no"}, lambda r, n: f"粤B{_digits(r, 5)}"),
    ({"plate_en"}, lambda r, n: f"ABC {_digits(r, 4)}"),
    ({"vin"}, lambda r, n: f"LSVAB2BR{_digits(r, 9)}"),
    (_DATES, lambda r, n: _day(r)),
]
