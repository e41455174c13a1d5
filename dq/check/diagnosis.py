"""What is told of rows that do not add up: the sum, and which figure would make it right, by what slip."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import polars as pl

from dq.check.inputs import exact, money
from dq.loans import Cause, Identity, Sure, diagnose
from dq.model.rules import Lang, Words
from dq.model.schema import field
from dq.text.filled import filled

_REASONS: Mapping[Cause, Words] = {
    Cause.PART_MISSING: Words("{other} left out", "漏加{other}"),
    Cause.PART_TWICE: Words("{other} counted twice", "{other}重复计算"),
    Cause.PART_BLANK: Words("the cell is empty", "单元格为空"),
    Cause.SIGN_FLIPPED: Words("the sign is wrong", "正负号相反"),
    Cause.PAYMENT_NOT_DEDUCTED: Words("{other} not deducted", "未扣除{other}"),
    Cause.PAYMENT_IN_PARTS: Words(
        "{other} off the total, not off its parts", "{other}已从总额扣除，分项未扣"
    ),
    Cause.UNIT_WAN: Words("a factor of 10,000, unit 万", "相差一万倍，单位为万元"),
    Cause.UNIT_CENTS: Words("a factor of 100, unit cents", "相差一百倍，单位为分"),
    Cause.DECIMAL_SHIFT: Words("the decimal point is shifted", "小数点错位"),
    Cause.TRANSPOSED: Words("two digits are swapped", "相邻两位数字颠倒"),
    Cause.DIGIT_DROPPED: Words("a digit is missing", "漏一位数字"),
    Cause.DIGIT_REPEATED: Words("a digit is doubled", "多一位重复数字"),
    Cause.SHIFTED: Words("the value stands in {other}", "该数值填在{other}一列"),
    Cause.INSTEAD: Words("{other} counted in its place", "误计入{other}"),
}
_OF_OTHER: Mapping[tuple[Cause, bool], Words] = {
    (Cause.SIGN_FLIPPED, False): Words("{other} subtracted", "{other}被减去"),
    (Cause.SIGN_FLIPPED, True): Words("{other} added", "{other}被加上"),
    (Cause.PART_MISSING, True): Words("{other} not deducted", "未扣除{other}"),
    (Cause.PART_TWICE, True): Words("{other} deducted twice", "{other}重复扣除"),
}
"""Where the slip is about another amount, which the form adds (False) or takes off (True)."""
_SURE: Mapping[Sure, Words] = {
    Sure.HIGH: Words("almost certain", "基本确定"),
    Sure.MEDIUM: Words("likely", "较可能"),
    Sure.LOW: Words("perhaps", "或许"),
}
_OR = Words("; or ", "；或 ")
_NONE = Words("no single slip explains it", "没有单一差错可以解释")
_MOST_NAMED = 6


class Sum(Protocol):
    """A total and what is added and taken off to make it up."""

    @property
    def total(self) -> str:
        """The field of the total."""
        ...

    @property
    def plus(self) -> tuple[str, ...]:
        """What is added."""
        ...

    @property
    def minus(self) -> tuple[str, ...]:
        """What is taken off."""
        ...

    @property
    def added(self) -> pl.Expr:
        """The sum."""
        ...


def explained(rows: pl.DataFrame, form: Sum, identity: Identity, lang: Lang) -> pl.DataFrame:
    """For rows that break a form: ``field``, ``detail``, ``suggestion``, ``cause`` (see ``Probe.explain``).

    The finding stands on the figure that is wrong if one explanation is the best and not by chance; else on the total,
    with all explanations that are as good named, and no suggestion.
    """
    lines = diagnose(rows.with_columns(-pl.col(name) for name in form.minus), identity)
    told = _worded(_unsigned(lines, rows, form), form, lang)
    best = told.group_by("row", maintain_order=True).agg(
        pl.col("text").head(_MOST_NAMED).str.join(_OR.get(lang)),
        *(pl.col(name).first() for name in ("field", "suggestion", "cause", "sure")),
        alone=pl.struct("field", "suggestion").n_unique() == 1,
        one_cause=pl.len() == 1,
    )
    clear = pl.col("alone") & (pl.col("sure") != Sure.LOW)
    joined = rows.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), sum=_sum(form)).join(
        best, on="row", how="left", maintain_order="left"
    )
    return joined.select(
        field=pl.when(clear).then("field").otherwise(pl.lit(form.total)),
        detail=pl.concat_str("sum", pl.col("text").fill_null(pl.lit(_NONE.get(lang))), separator="; "),
        suggestion=pl.when(clear).then(pl.col("suggestion").cast(pl.String)),
        cause=pl.when(clear & pl.col("one_cause")).then("cause"),
    )


def _sum(form: Sum) -> pl.Expr:
    """``1,000.00 + 20.00 - 5.00 = 1,015.00 ≠ 1,200.00 (Δ 185.00)``; empty and zero parts are left out, as is the sum of
    one part."""

    def listed(names: tuple[str, ...], sign: str) -> list[pl.Expr]:
        shown = (money(pl.when(pl.col(name) != exact(0)).then(pl.col(name))) for name in names)
        return [pl.lit(f" {sign} ") + text for text in shown]

    parts = pl.concat_str(
        [*listed(form.plus, "+"), *listed(form.minus, "-")], separator="", ignore_nulls=True
    )
    total, added = pl.col(form.total), money(form.added)
    listed_parts = parts.str.strip_prefix(" + ")
    return filled(
        "{}{} ≠ {} (Δ {})",
        pl.when(listed_parts != added).then(filled("{} = ", listed_parts)).otherwise(pl.lit("")),
        added,
        money(total),
        money(total - form.added),
    )


def _unsigned(lines: pl.DataFrame, rows: pl.DataFrame, form: Sum) -> pl.DataFrame:
    """The explanations with the amounts that are taken off as the file has them.

    The slip of one that has the sign it should have is that the total adds it.
    """
    off = pl.col("field").is_in(form.minus)
    added = off & (pl.col("cause") == Cause.SIGN_FLIPPED) & (pl.col("value") < 0)
    totals = rows.select(
        pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), pl.col(form.total).alias("total")
    )
    lines = lines.join(totals, on="row", how="left", maintain_order="left")
    told = {"value": pl.col("total"), "suggestion": pl.col("total") - pl.col("difference")}
    return lines.with_columns(
        *(
            pl.when(added).then(instead).when(off).then(-pl.col(name)).otherwise(pl.col(name)).alias(name)
            for name, instead in told.items()
        ),
        field=pl.when(added).then(pl.lit(form.total)).otherwise("field"),
        other=pl.when(added).then("field").otherwise("other"),
    )


def _worded(lines: pl.DataFrame, form: Sum, lang: Lang) -> pl.DataFrame:
    """The explanations worth naming: the best, and those hardly behind it; with ``text``, and ``cause`` as a key."""
    named = lines.filter((pl.col("rank") == 1) | (pl.col("sure") == Sure.MEDIUM))
    fields = {*lines["field"].unique().drop_nulls(), *lines["other"].unique().drop_nulls()}
    labels = {name: field(name).label(lang) for name in fields}

    def label(name: str) -> pl.Expr:
        return pl.col(name).replace_strict(labels, default=None, return_dtype=pl.String)

    off, other = pl.col("other").is_in(form.minus), label("other")
    reason = pl.coalesce(
        *(
            pl.when((pl.col("cause") == cause) & (off if taken_off else ~off)).then(
                _reason(words, lang, other)
            )
            for (cause, taken_off), words in _OF_OTHER.items()
        ),
        *(
            pl.when(pl.col("cause") == cause).then(_reason(words, lang, other))
            for cause, words in _REASONS.items()
        ),
    )
    sure = pl.col("sure").replace_strict(
        {name.value: words.get(lang) for name, words in _SURE.items()}, return_dtype=pl.String
    )
    mended = pl.concat_str(pl.lit(" → "), money(pl.col("suggestion")))
    figure = pl.concat_str(
        pl.concat_str(label("field"), pl.lit(" "), money(pl.col("value"))),
        mended,
        separator="",
        ignore_nulls=True,
    )
    return named.with_columns(
        text=filled("{}: {} ({})", figure, reason, sure),
        cause=pl.concat_str("cause", "field", "other", separator=":", ignore_nulls=True),
    )


def _reason(words: Words, lang: Lang, other: pl.Expr) -> pl.Expr:
    before, named, after = words.get(lang).partition("{other}")
    return pl.concat_str(pl.lit(before), other, pl.lit(after)) if named else pl.lit(before)
