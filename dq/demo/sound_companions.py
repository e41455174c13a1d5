"""Sound companion tables for a demo's cases: contacts, a call log, repayments, promises, opt-outs and number checks."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from dq.demo.loan_shapes import AS_OF
from dq.demo.numbers import mobiles

CALLS_A_CASE = 3
NEEDED = (
    "case_no",
    "debtor_name",
    "self_mobile",
    "loan_date",
    "total_due",
    "last_paid_on",
    "last_paid_amount",
)
"""What the tables take from a case."""

_OUTCOMES = pl.Series(["无人接听", "关机", "本人接听", "占线", "停机", "无法接通", "承诺还款", "空号"])
_WEIGHTS = np.array([0.36, 0.12, 0.2, 0.08, 0.06, 0.08, 0.06, 0.04])
_CHANNELS = pl.Series(["代扣", "对公还款", "微信", "支付宝"])
_SPAN = 13 * 3600 + 1800  # seconds of the day in which calls are made, from 08:10 on
_FIRST_CALL = 8 * 3600 + 600

Row = dict[str, str | None]


def sound_tables(cases: pl.DataFrame, rng: np.random.Generator) -> dict[str, list[Row]]:
    """The tables by name, each with one text per column of its file; ``cases`` has the columns :data:`NEEDED`."""
    return {
        "contacts": contact_list(cases, rng).to_dicts(),
        "calls": call_log(cases, rng).to_dicts(),
        "repayments": _repayments(cases, rng),
        "promises": _promises(cases),
        "optouts": _optouts(cases, rng),
        "checks": _checks(cases),
    }


def call_log(cases: pl.DataFrame, rng: np.random.Generator, each: int = CALLS_A_CASE) -> pl.DataFrame:
    """``each`` calls of every case, on days of their own, within the hours; one String column per column of the file.

    ``cases``: ``case_no``, ``debtor_name``, ``self_mobile``.
    """
    count = cases.height * each
    at = np.repeat(np.arange(cases.height), each)
    turn = np.tile(np.arange(each), cases.height)
    offsets = pl.DataFrame(
        {"days": 1 + 2 * turn + at % 2, "seconds": _FIRST_CALL + rng.integers(0, _SPAN, count)}
    )
    moment = offsets.select(
        pl.lit(AS_OF).cast(pl.Datetime("us")) - pl.duration(days="days") + pl.duration(seconds="seconds")
    ).to_series()
    outcome = _OUTCOMES.gather(rng.choice(len(_OUTCOMES), count, p=_WEIGHTS))
    spoke = outcome.is_in(["本人接听", "承诺还款"])
    length = pl.Series(rng.integers(10, 400, count))
    people = cases.select("case_no", "debtor_name", "self_mobile")[pl.Series(at)]
    return pl.DataFrame(
        {
            "个案序列号": people["case_no"],
            "联络时间": moment.dt.to_string("%Y-%m-%d %H:%M:%S"),
            "联络电话": people["self_mobile"],
            "联络对象姓名": people["debtor_name"],
            "关系": pl.repeat("本人", count, eager=True),
            "催收结果": outcome,
            "通话时长(秒)": pl.select(pl.when(spoke).then(length).otherwise(0)).to_series().cast(pl.String),
            "催收措施": pl.repeat("电话", count, eager=True),
            "催收员": "C" + pl.Series(100 + at % 40).cast(pl.String),
        }
    )


def contact_list(cases: pl.DataFrame, rng: np.random.Generator, each: int = 1) -> pl.DataFrame:
    """``each`` contacts of every case, as a skip tracer delivers them."""
    count = cases.height * each
    at = np.repeat(np.arange(cases.height), each)
    recorded = pl.Series(rng.integers(60, 700, count))
    source_date = recorded.to_frame("days").select(pl.lit(AS_OF) - pl.duration(days="days")).to_series()
    return pl.DataFrame(
        {
            "个案序列号": cases["case_no"][pl.Series(at)],
            "联系人姓名": cases["debtor_name"][pl.Series(at)],
            "与案人关系": pl.repeat("本人", count, eager=True),
            "电话号码": pl.Series(mobiles(rng, count, slot=5)).cast(pl.String),
            "号码来源": pl.repeat("信修", count, eager=True),
            "来源日期": source_date.cast(pl.String),
            "核实日期": pl.select(pl.lit(source_date).dt.offset_by("20d")).to_series().cast(pl.String),
            "禁止联系": pl.repeat("否", count, eager=True),
        }
    )


def _repayments(cases: pl.DataFrame, rng: np.random.Generator) -> list[Row]:
    """What the cases say of their last payment, once more."""
    paid = cases.filter(pl.col("last_paid_on").is_not_null() & pl.col("last_paid_amount").is_not_null())
    return pl.DataFrame(
        {
            "个案序列号": paid["case_no"],
            "还款日期": paid["last_paid_on"],
            "还款金额(元)": paid["last_paid_amount"],
            "还款方式": _CHANNELS.gather(rng.integers(0, len(_CHANNELS), paid.height)),
            "还款人": paid["debtor_name"],
            "是否冲正": pl.repeat("否", paid.height, eager=True),
            "备注": pl.Series([None] * paid.height, dtype=pl.String),
        }
    ).to_dicts()


def _promises(cases: pl.DataFrame) -> list[Row]:
    """A promise of every eighth case, not due yet."""
    return [
        {
            "个案序列号": row["case_no"],
            "登记日期": day_after(-2),
            "承诺还款日期": day_after(9),
            "承诺还款金额(元)": "100.00",
        }
        for row in cases.gather_every(8).to_dicts()
    ]


def _optouts(cases: pl.DataFrame, rng: np.random.Generator) -> list[Row]:
    """Numbers that nobody called."""
    some = cases.gather_every(50)
    numbers = mobiles(rng, some.height, slot=6)
    return [
        {
            "个案序列号": case_no,
            "停催号码": str(number),
            "类别": "停催",
            "投诉日期": day_after(-40),
            "截止日期": None,
        }
        for case_no, number in zip(some["case_no"], numbers, strict=True)
    ]


def _checks(cases: pl.DataFrame) -> list[Row]:
    return [
        {"手机号码": number, "检测日期": day_after(-15), "检测结果": "实号"}
        for number in cases["self_mobile"].gather_every(10)
    ]


def day_after(days: int) -> str:
    """The day so many days after the demo's as-of date, as the tables write it."""
    return (AS_OF + timedelta(days=days)).isoformat()
