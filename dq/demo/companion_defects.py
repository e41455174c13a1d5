"""Single rows of a demo's companion tables damaged, and the truth: each of them with the rule that is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import polars as pl

from dq.demo.sound_companions import CALLS_A_CASE, Row, day_after

_EACH = 3  # rows damaged in each way


@dataclass(slots=True)
class Companions:
    """The tables by name, each with one String column per column of its file, and the truth about them."""

    tables: dict[str, list[Row]]
    truth: list[tuple[str, str, str, str, int]] = field(default_factory=list)

    def note(self, table: str, column: str, kind: str, rule: str, place: int) -> None:
        """Note that the row at this place (from 0) is due a finding of the rule."""
        self.truth.append((table, column, kind, rule, place + 2))


def damage(made: Companions, cases: pl.DataFrame) -> None:
    """Damage rows of every table, each row in one way at the most; ``cases``: ``case_no``, ``loan_date``."""
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
    ("repayments", "还款日期", "in_future", "repayment.in_future", day_after(12)),
    ("repayments", "还款金额(元)", "no_amount", "repayment.unreadable", "一千多块"),
    ("promises", "承诺还款金额(元)", "above_due", "promise.above_due", "9999999.00"),
    ("promises", "登记日期", "made_in_future", "promise.in_future", day_after(7)),
    ("promises", "承诺还款日期", "before_made", "promise.before_made", day_after(-3)),
    ("promises", "个案序列号", "unknown_case", "promise.unknown_case", "ZZ-0000002"),
    ("contacts", "电话号码", "masked", "contact_row.bad_phone", "139****0000"),
    ("contacts", "联系人姓名", "number_in_name", "contact_row.name_has_digits", "本人13900000000"),
    ("contacts", "核实日期", "verified_before", "contact_row.verified_before_recorded", "2020-01-01"),
    ("checks", "检测日期", "in_future", "number_check.in_future", day_after(30)),
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
        damaged("outside_hours", "call.outside_hours", "联络时间", f"{day_after(-1)} 22:40:00")
        damaged("in_future", "call.in_future", "联络时间", f"{day_after(3)} 10:00:00")
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
        promises.append(promises[25] | {"登记日期": day_after(-20), "承诺还款日期": day_after(-10)})
        made.note("promises", "承诺还款日期", "broken", "promise.broken", len(promises) - 1)
    checks = made.tables["checks"]
    if len(checks) > 30:
        checks.append(checks[25] | {"检测结果": "空号"})
        for place in (25, len(checks) - 1):
            made.note("checks", "检测结果", "contradiction", "number_check.contradiction", place)
        checks.append({"手机号码": checks[26]["手机号码"], "检测日期": day_after(-14), "检测结果": "代码9"})
        made.note("checks", "检测结果", "unknown_result", "number_check.unknown_result", len(checks) - 1)
