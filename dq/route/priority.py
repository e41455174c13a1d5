"""What a task is worth: a sum of points that anyone can reckon up from the guide sheet."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import polars as pl

from dq.model.enums import Kind, Severity
from dq.model.rules import Lang
from dq.model.schema import field as field_of
from dq.model.worklist import WorklistSpec

_THIRD = 3
_MONEY = ("current_due", "total_due", "overdue_amount")
_OWN = ("self_mobile", "self_mobile2", "self_mobile3", "self_home_tel", "self_work_tel")

_VERDICT = "contact_verdict"

_TEXT = {
    "zh": "分值 = 级别 {severity}（警告为 {warning}）+ 金额 {money}（欠款 ≥ {full} 得满分，不足按比例）"
    "+ 联系 {reach}（本人没有可拨打的号码；只有可能失效的号码得一半。没有通讯录、催收记录等附表时看案件文件："
    "本人没有可用号码；只有固话得一半）+ 退案 {recall}（退案前 {days} 天起逐日增加）。"
    "分值 ≥ {first} 为 P1，≥ {second} 为 P2，其余为 P3；可在来源 YAML 的 worklist 中修改。",
    "en": "points = severity {severity} (a warning: {warning}) + money {money} (all of it from {full} due on, else its "
    "share) + reach {reach} (the debtor has no number of their own that may be called; half if all of those are stale; "
    "where no companion table tells of numbers: the file has no number of their own that works, half if no mobile) + "
    "recall {recall} (growing day by day over the last {days} days). P1 from {first} points, P2 from {second}, else "
    "P3; the source's YAML can change it (worklist).",
}


def at_stake(present: Collection[str]) -> pl.Expr:
    """The money of a case: what is due by the newest figure that the file has (Decimal; null if it has none)."""
    known = [pl.col(name) for name in _MONEY if name in present]
    return pl.coalesce(known) if known else pl.lit(None, pl.Decimal(18, 2))


def points_of_case(
    present: Collection[str], spec: WorklistSpec, as_of: date, *, judged_contacts: bool = False
) -> pl.Expr:
    """The points that all tasks of a case have in common (Int64), over the working frame.

    ``judged_contacts``: its contact verdict rests on more than the case file, and counts for the reach.
    """
    full = int(spec.money_full * 100)
    cents = (at_stake(present) * 100).cast(pl.Int64).fill_null(0).clip(0, full)
    reach = _verdict(spec) if judged_contacts and _VERDICT in present else _reach(present, spec)
    return cents * spec.weights["money"] // full + reach + _recall(present, spec, as_of)


def points(case: pl.Expr, spec: WorklistSpec) -> pl.Expr:
    """The points of a task from those of its case and its ``severity``."""
    most = spec.weights["severity"]
    own = (
        pl.when(pl.col("severity") == Severity.ERROR)
        .then(most)
        .when(pl.col("severity") == Severity.WARNING)
        .then(most // _THIRD)
        .otherwise(0)
    )
    return (case + own).cast(pl.Int32)


def priority(made: pl.Expr, spec: WorklistSpec) -> pl.Expr:
    """1, 2 or 3."""
    return pl.when(made >= spec.first).then(1).when(made >= spec.second).then(2).otherwise(3)


def explain(spec: WorklistSpec, lang: Lang) -> str:
    """The formula with the numbers of this source, for people."""
    return _TEXT[lang].format(
        **spec.weights,
        warning=spec.weights["severity"] // _THIRD,
        full=f"{spec.money_full:,}",
        days=spec.recall_days,
        first=spec.first,
        second=spec.second,
    )


def _verdict(spec: WorklistSpec) -> pl.Expr:
    """Points of a case whose debtor can't be reached, by all that is known of its numbers."""
    most, verdict = spec.weights["reach"], pl.col(_VERDICT)
    return (
        pl.when(verdict.is_in(["no_callable_number", "third_party_only"]))
        .then(most)
        .when(verdict == "stale_only")
        .then(most // 2)
        .otherwise(0)
    )


def _reach(present: Collection[str], spec: WorklistSpec) -> pl.Expr:
    """Points of a case whose debtor can't be reached; none where the file has no numbers of debtors at all."""
    own = [pl.col(name) for name in _OWN if name in present and field_of(name).kind is Kind.PHONE]
    mobiles = [pl.col(name) for name in _OWN if name in present and "mobile" in name]
    if not own:
        return pl.lit(0)
    most = spec.weights["reach"]
    nothing = pl.all_horizontal([number.is_null() for number in own])
    no_mobile = pl.all_horizontal([number.is_null() for number in mobiles]) if mobiles else pl.lit(value=True)
    return pl.when(nothing).then(most).when(no_mobile).then(most // 2).otherwise(0)


def _recall(present: Collection[str], spec: WorklistSpec, as_of: date) -> pl.Expr:
    """Points of a case that goes back soon; none of one whose day is over."""
    if "recall_due_on" not in present or not spec.recall_days:
        return pl.lit(0)
    left = (pl.col("recall_due_on") - pl.lit(as_of)).dt.total_days()
    grown = (spec.recall_days - left) * spec.weights["recall"] // spec.recall_days
    return pl.when(left.is_between(0, spec.recall_days)).then(grown).otherwise(0).fill_null(0)
