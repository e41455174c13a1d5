"""Companion tables for a demo's cases: contacts, a call log, repayments, promises, opt-outs and number checks.

What is generated is sound; then single rows are damaged, and the truth names each of them with the rule that is due.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from dq.demo.generator import SEED, CaseFile
from dq.demo.loan_shapes import AS_OF
from dq.demo.numbers import mobiles

CALLS_A_CASE = 3
TRUTH_SCHEMA = dict.fromkeys(("table", "file", "column", "kind", "rule"), pl.String) | {"row": pl.UInt32}

_NEEDED = (
    "case_no",
    "debtor_name",
    "self_mobile",
    "loan_date",
    "total_due",
    "last_paid_on",
    "last_paid_amount",
)
_OUTCOMES = pl.Series(["无人接听", "关机", "本人接听", "占线", "停机", "无法接通", "承诺还款", "空号"])
_WEIGHTS = np.array([0.36, 0.12, 0.2, 0.08, 0.06, 0.08, 0.06, 0.04])
_CHANNELS = pl.Series(["代扣", "对公还款", "微信", "支付宝"])
_SPAN = 13 * 3600 + 1800  # seconds of the day in which calls are made, from 08:10 on
_FIRST_CALL = 8 * 3600 + 600
_EACH = 3  # rows damaged in each way

Row = dict[str, str | None]


@dataclass(slots=True)
class Companions:
    """The tables by name, each with one String column per column of its file, and the truth about them."""

    tables: dict[str, list[Row]]
    truth: list[tuple[str, str, str, str, int]] = field(default_factory=list)

    def note(self, table: str, column: str, kind: str, rule: str, place: int) -> None:
        """Note that the row at this place (from 0) is due a finding of the rule."""
        self.truth.append((table, column, kind, rule, place + 2))


def companion_tables(case_file: CaseFile, seed: int = SEED) -> Companions:
    """Companion tables for the cases of a file that have no defect themselves; the same seed gives the same tables."""
    frame = case_file.frame.with_row_index("_at")
    sound = frame.filter(
        ~pl.col("_at").is_in(case_file.truth["index"].implode()) & pl.col("case_no").is_unique()
    )
    cases = sound.select(_NEEDED)
    rng = np.random.default_rng([seed, 7])
    tables = {
        "contacts": _contacts(cases, rng),
        "calls": call_log(cases, rng).to_dicts(),
        "repayments": _repayments(cases, rng),
        "promises": _promises(cases),
        "optouts": _optouts(cases, rng),
        "checks": _checks(cases),
    }
    made = Companions(tables)
    _damage(made, cases)
    return made


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


def _contacts(cases: pl.DataFrame, rng: np.random.Generator) -> list[Row]:
    return contact_list(cases, rng).to_dicts()


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
            "登记日期": _day(-2),
            "承诺还款日期": _day(9),
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
            "投诉日期": _day(-40),
            "截止日期": None,
        }
        for case_no, number in zip(some["case_no"], numbers, strict=True)
    ]


def _checks(cases: pl.DataFrame) -> list[Row]:
    return [
        {"手机号码": number, "检测日期": _day(-15), "检测结果": "实号"}
        for number in cases["self_mobile"].gather_every(10)
    ]


def _day(days: int) -> str:
    return (AS_OF + timedelta(days=days)).isoformat()


def _damage(made: Companions, cases: pl.DataFrame) -> None:
    """Damage rows of every table, each row in one way at the most."""
    _damage_calls(made, cases)
    for table, column, kind, rule, text in _SIMPLE:
        rows = made.tables[table]
        taken = {place for name, *_, place in made.truth if name == table}
        free = [place for place in range(1, len(rows)) if place + 2 not in taken]
        for place in free[:_EACH]:
            # Two rows damaged alike would be the same row twice, and that is another defect.
            rows[place][column] = f"{text}{place}" if column == "个案序列号" else text
            made.note(table, column, kind, rule, place)
    _damage_groups(made)


_SIMPLE = (
    ("repayments", "个案序列号", "unknown_case", "repayment.unknown_case", "ZZ-0000001"),
    ("repayments", "还款金额(元)", "negative", "repayment.negative", "-50.00"),
    ("repayments", "还款日期", "in_future", "repayment.in_future", _day(12)),
    ("repayments", "还款金额(元)", "no_amount", "repayment.unreadable", "一千块"),
    ("promises", "承诺还款金额(元)", "above_due", "promise.above_due", "9999999.00"),
    ("promises", "登记日期", "made_in_future", "promise.in_future", _day(7)),
    ("promises", "承诺还款日期", "before_made", "promise.before_made", _day(-3)),
    ("promises", "个案序列号", "unknown_case", "promise.unknown_case", "ZZ-0000002"),
    ("contacts", "电话号码", "masked", "contact_row.bad_phone", "139****0000"),
    ("contacts", "联系人姓名", "number_in_name", "contact_row.name_has_digits", "本人13900000000"),
    ("contacts", "核实日期", "verified_before", "contact_row.verified_before_recorded", "2020-01-01"),
    ("checks", "检测日期", "in_future", "number_check.in_future", _day(30)),
    ("optouts", "投诉日期", "no_day", "optout.unreadable", "上个月"),
)
"""Table, column, kind, rule, and what is written instead."""


def _damage_calls(made: Companions, cases: pl.DataFrame) -> None:
    """Damage calls of cases of their own: the last call of a case stands first."""
    rows = made.tables["calls"]
    loans = dict(zip(cases["case_no"], cases["loan_date"], strict=True))
    last = iter(range(0, len(rows), CALLS_A_CASE))

    def damaged(kind: str, rule: str, column: str, text: str) -> None:
        place = next(last, None)
        if place is not None:
            rows[place][column] = text
            made.note("calls", column, kind, rule, place)

    for _ in range(_EACH):
        damaged("unknown_case", "call.unknown_case", "个案序列号", "ZZ-0000003")
        damaged("outside_hours", "call.outside_hours", "联络时间", f"{_day(-1)} 22:40:00")
        damaged("in_future", "call.in_future", "联络时间", f"{_day(3)} 10:00:00")
        damaged("no_time", "call.unreadable", "联络时间", "昨天下午")
        damaged("masked", "call.bad_phone", "联络电话", "138****1234")
    for _ in range(_EACH):
        places = [place for _, place in zip(range(6), last, strict=False)]
        if len(places) == 6:
            _damage_call_groups(made, rows, places, loans)


def _damage_call_groups(
    made: Companions, rows: list[Row], places: list[int], loans: Mapping[str, str | None]
) -> None:
    """A call that is repeated, one above the daily limit, one after an opt-out, one before the loan, an odd word."""
    repeated, crowded, stopped, early, odd, again = places
    rows.append(dict(rows[repeated]))
    made.note("calls", "联络时间", "repeated", "call.repeated", len(rows) - 1)
    day = str(rows[crowded]["联络时间"])[:10]
    rows[crowded] |= {"联络时间": f"{day} 09:00:00", "催收结果": "本人接听"}
    rows += [rows[crowded] | {"联络时间": f"{day} 1{hour}:00:00"} for hour in range(3)]
    made.note("calls", "联络时间", "over_limit", "call.over_frequency", len(rows) - 1)
    before = date.fromisoformat(str(rows[stopped]["联络时间"])[:10]) - timedelta(days=1)
    made.tables["optouts"].append(
        dict.fromkeys(made.tables["optouts"][0])
        | {"停催号码": rows[stopped]["联络电话"], "类别": "停催", "投诉日期": before.isoformat()}
    )
    made.note("calls", "联络时间", "after_opt_out", "call.after_opt_out", stopped)
    loan = loans.get(str(rows[early]["个案序列号"]))
    if loan is not None:
        moment = datetime.fromisoformat(f"{loan}T10:00:00") - timedelta(days=5)
        rows[early]["联络时间"] = f"{moment:%Y-%m-%d %H:%M:%S}"
        made.note("calls", "联络时间", "before_loan", "call.before_loan", early)
    word = f"转外访{odd}"
    rows[odd]["催收结果"] = rows[again]["催收结果"] = word
    made.note("calls", "催收结果", "odd_word", "call.unknown_outcome", odd)


def _damage_groups(made: Companions) -> None:
    """Rows that are wrong by what other rows and tables say."""
    paid, promises = made.tables["repayments"], made.tables["promises"]
    if len(paid) > 30:
        paid.append(dict(paid[25]))
        made.note("repayments", "还款日期", "repeated", "repayment.repeated", len(paid) - 1)
        paid.append(paid[26] | {"还款金额(元)": "77.00", "是否冲正": "是"})
        made.note("repayments", "还款金额(元)", "reversal", "repayment.reversal_unmatched", len(paid) - 1)
    if len(promises) > 30:
        promises.append(promises[25] | {"登记日期": _day(-20), "承诺还款日期": _day(-10)})
        made.note("promises", "承诺还款日期", "broken", "promise.broken", len(promises) - 1)
    checks = made.tables["checks"]
    if len(checks) > 30:
        checks.append(checks[25] | {"检测结果": "空号"})
        for place in (25, len(checks) - 1):
            made.note("checks", "检测结果", "contradiction", "number_check.contradiction", place)
        checks.append({"手机号码": checks[26]["手机号码"], "检测日期": _day(-14), "检测结果": "代码9"})
        made.note("checks", "检测结果", "unknown_result", "number_check.unknown_result", len(checks) - 1)


def write_companions(case_file: CaseFile, folder: Path, seed: int = SEED) -> tuple[dict[str, Path], Path]:
    """Write ``demo_<table>.csv`` (GB18030) and ``truth_companions.csv`` (UTF-8); return the files by table, the truth.

    ``OSError`` if they can't be written.
    """
    made = companion_tables(case_file, seed)
    files = {name: folder / f"demo_{name}.csv" for name, rows in made.tables.items() if rows}
    for name, path in files.items():
        rows = made.tables[name]
        text = pl.DataFrame(rows, schema=dict.fromkeys(rows[0], pl.String)).write_csv()
        path.write_bytes(text.encode("gb18030"))
    truth = pl.DataFrame(
        [(table, files[table].name, *rest) for table, *rest in made.truth], schema=TRUTH_SCHEMA, orient="row"
    )
    named = folder / "truth_companions.csv"
    truth.sort("table", "row", "rule").write_csv(named)
    return files, named
