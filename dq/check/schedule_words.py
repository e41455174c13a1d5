"""What is told of loans whose figures do not follow from their terms: what would make them fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

import polars as pl

from dq.check.inputs import money
from dq.loans.agree import WHOLE, Custom, agreement, foreseen
from dq.loans.cents import MONEY
from dq.loans.conventions import Unit
from dq.loans.fit import fit
from dq.loans.schedule import Method
from dq.model.rules import Lang, Words
from dq.model.schema import field
from dq.text.filled import filled

_METHODS: Mapping[Method, Words] = {
    Method.LEVEL_PAYMENT: Words("level payments (等额本息)", "等额本息"),
    Method.EQUAL_PRINCIPAL: Words("equal principal (等额本金)", "等额本金"),
    Method.INTEREST_FIRST: Words("interest first (先息后本)", "先息后本"),
    Method.FLAT: Words("a flat rate (等本等息)", "等本等息"),
    Method.SINGLE: Words("a single payment (一次性)", "一次性还本付息"),
}
_UNITS: Mapping[Unit, Words] = {
    Unit.ANNUAL_PERCENT: Words("percent a year", "年利率（%）"),
    Unit.ANNUAL_FRACTION: Words("a fraction a year", "年利率（小数）"),
    Unit.MONTHLY_PERCENT: Words("percent a month", "月利率（%）"),
    Unit.MONTHLY_FRACTION: Words("a fraction a month", "月利率（小数）"),
    Unit.MONTHLY_PERMILLE: Words("per mille a month (厘)", "月利率（‰，厘）"),
    Unit.DAILY_PERCENT: Words("percent a day", "日利率（%）"),
    Unit.DAILY_PERMYRIAD: Words("per ten thousand a day (万分之)", "日利率（万分之）"),
    Unit.DAILY_FRACTION: Words("a fraction a day", "日利率（小数）"),
}
_SAYS: Mapping[str, Words] = {
    "method": Words("they fit {}", "各数符合{}"),
    "unit": Words("they fit if the rate is {}", "若利率单位为{}则相符"),
    "days": Words("they fit interest by days, {}", "按实际天数计息（{}）则相符"),
    "term": Words("they fit {} periods", "若期数为 {} 则相符"),
    "rate": Words("they fit {} percent a year", "若年利率为 {}% 则相符"),
    "amount": Words("they fit a loan of {}", "若贷款金额为 {} 则相符"),
    "one": Words("the other figures fit", "其余数字相符"),
    "none": Words(
        "no method, unit, rate or term at hand fits them", "没有任何还款方式、利率单位或期数与之相符"
    ),
}
_TERMS_TRIED = (*range(1, 61), 72, 84, 96, 108, 120, 144, 180, 240, 300, 360)
_MOST_NAMED = 3
_TIMES = tuple(Decimal(text) for text in ("0.0001", "0.001", "0.01", "0.1", "10", "100", "1000", "10000"))


_TOLD = {"row": pl.UInt32(), **dict.fromkeys(("field", "says", "suggestion", "cause"), pl.String())}


def explained(
    rows: pl.DataFrame, known: Custom, figures: tuple[str, ...], columns: tuple[str, ...], lang: Lang
) -> pl.DataFrame:
    """For failing rows ``field``, ``detail``, ``suggestion`` and ``cause`` (see ``Probe.explain``).

    The first that holds is told: another method, unit or day count fits all figures; one figure alone is off; another
    term, rate or amount fits all of at least two figures; nothing does.
    """
    loans = rows.select(columns)
    agreed, expect = agreement(loans, known), foreseen(loans, known)
    judged = pl.DataFrame({"row": pl.int_range(loans.height, dtype=pl.UInt32, eager=True)}).hstack(
        [
            series
            for name in figures
            for series in (
                loans[name],
                (~agreed[name]).fill_null(value=False).alias(f"wrong:{name}"),
                agreed[name].fill_null(value=False).alias(f"right:{name}"),
                expect[name].alias(f"expect:{name}"),
            )
        ]
    )
    judged = judged.with_columns(
        pl.sum_horizontal(pl.col(f"{kind}:{name}").cast(pl.UInt8) for name in figures).alias(kind)
        for kind in ("wrong", "right")
    )
    conventions = _other_conventions(loans, known, judged["wrong"] + judged["right"], lang)
    alone = judged.filter((pl.col("wrong") == 1) & (pl.col("right") > 0))
    alone = alone.join(conventions, on="row", how="anti").select(
        "row",
        field=_first_wrong(figures, pl.lit),
        says=pl.lit(_SAYS["one"].get(lang)),
        suggestion=_first_wrong(figures, lambda name: pl.col(f"expect:{name}").cast(pl.String)),
        cause=pl.lit(None, pl.String),
    )
    told = pl.concat([conventions, alone])
    rest = judged.filter(pl.col("wrong") + pl.col("right") >= 2).join(told, on="row", how="anti")["row"]
    told = pl.concat([told, _other_terms(loans, rest, known, lang)])
    return judged.join(told, on="row", how="left", maintain_order="left").select(
        field=pl.coalesce("field", _first_wrong(figures, pl.lit)),
        detail=filled("{}; {}", _compared(figures, lang), pl.col("says").fill_null(_SAYS["none"].get(lang))),
        suggestion="suggestion",
        cause="cause",
    )


def _first_wrong(figures: tuple[str, ...], value: Callable[[str], pl.Expr]) -> pl.Expr:
    return pl.coalesce(pl.when(f"wrong:{name}").then(value(name)) for name in figures)


def _compared(figures: tuple[str, ...], lang: Lang) -> pl.Expr:
    """The figures that are off, each with what the terms give."""
    wrong = [
        pl.when(f"wrong:{name}").then(
            filled(
                "{} {} ≠ {}",
                pl.lit(field(name).label(lang)),
                money(pl.col(name)),
                money(pl.col(f"expect:{name}")),
            )
        )
        for name in figures
    ]
    return pl.concat_str(wrong, separator=", ", ignore_nulls=True)


def _other_conventions(loans: pl.DataFrame, known: Custom, given: pl.Series, lang: Lang) -> pl.DataFrame:
    """Rows all of whose figures another method, unit or day count explains."""
    zh = {method.value: method.zh for method in Method}
    stated = (
        loans["repay_method"]
        if "repay_method" in loans.columns
        else pl.Series([None] * loans.height, dtype=pl.String)
    )
    found = (
        fit(loans)
        .with_row_index("row")
        .hstack(
            [
                given.alias("given"),
                stated.replace_strict(
                    zh | {name: name for name in zh.values()}, default=None, return_dtype=pl.String
                ).alias("stated"),
            ]
        )
    )
    method = pl.col("method").replace_strict(zh, default=None, return_dtype=pl.String)
    cases = (
        (
            method != pl.col("stated"),
            "repay_method",
            _said("method", _word("method", _METHODS, lang), lang),
            method,
            filled("method:{}", "method"),
        ),
        (
            ~pl.col("unit").is_in([unit.value for unit, _ in known.conventions]),
            "annual_rate",
            _said("unit", _word("unit", _UNITS, lang), lang),
            pl.col("annual_percent").cast(pl.String),
            filled("unit:{}", "unit"),
        ),
        (
            ~pl.col("day_count").is_in([days.value for _, days in known.conventions]) & (pl.col("given") > 1),
            "instalment",
            _said("days", pl.col("day_count"), lang),
            pl.lit(None, pl.String),
            filled("days:{}", "day_count"),
        ),
    )
    told = found.filter(pl.col("state") == "fits").select(
        "row",
        field=pl.coalesce(pl.when(test).then(pl.lit(name)) for test, name, *_ in cases),
        says=pl.coalesce(pl.when(test).then(says) for test, _, says, _, _ in cases),
        suggestion=pl.coalesce(pl.when(test).then(value) for test, _, _, value, _ in cases),
        cause=pl.coalesce(pl.when(test).then(key) for test, *_, key in cases),
    )
    return told.filter(pl.col("field").is_not_null())


def _other_terms(loans: pl.DataFrame, rows: pl.Series, known: Custom, lang: Lang) -> pl.DataFrame:
    """Those of the ``rows`` all of whose figures one other term, rate or amount explains, or several named."""
    if rows.is_empty():
        return pl.DataFrame(schema=_TOLD)
    open_rows = loans.select(pl.all().gather(rows)).with_columns(row=rows)
    changed = (
        open_rows.join(_CHANGES, how="cross")
        .filter(pl.col("term").is_null() | (pl.col("term") != pl.col("term_periods")))
        .with_columns(
            term_periods=pl.coalesce("term", "term_periods"),
            annual_rate=(pl.col("annual_rate") * pl.col("rate_times")).cast(pl.Decimal(9, 4), strict=False),
            loan_amount=(pl.col("loan_amount") * pl.col("amount_times")).cast(MONEY, strict=False),
        )
    )
    fits = changed.filter(agreement(changed, known)[WHOLE].fill_null(value=False))
    cases = (
        (
            pl.col("term").is_not_null(),
            "term_periods",
            _said("term", pl.col("term"), lang),
            pl.col("term").cast(pl.String),
        ),
        (
            pl.col("rate_times") != 1,
            "annual_rate",
            _said("rate", pl.col("annual_rate"), lang),
            pl.col("annual_rate").cast(pl.String),
        ),
        (
            pl.col("amount_times") != 1,
            "loan_amount",
            _said("amount", money(pl.col("loan_amount")), lang),
            pl.col("loan_amount").cast(pl.String),
        ),
    )
    told = fits.select(
        "row",
        field=pl.coalesce(pl.when(test).then(pl.lit(name)) for test, name, *_ in cases),
        says=pl.coalesce(pl.when(test).then(says) for test, _, says, _ in cases),
        suggestion=pl.coalesce(pl.when(test).then(value) for test, *_, value in cases),
    )
    only = pl.len() == 1
    return told.group_by("row", maintain_order=True).agg(
        field=pl.when(only).then(pl.col("field").first()),
        says=pl.col("says").head(_MOST_NAMED).str.join("; "),
        suggestion=pl.when(only).then(pl.col("suggestion").first()),
        cause=pl.lit(None, pl.String),
    )


def _changes() -> pl.DataFrame:
    """The changes of one term that are tried: another number of periods; rate or amount times a power of ten."""
    one = Decimal(1)
    rows: list[tuple[int | None, Decimal, Decimal]] = [(term, one, one) for term in _TERMS_TRIED]
    rows += [(None, times, one) for times in _TIMES] + [(None, one, times) for times in _TIMES]
    schema = {"term": pl.Int32(), "rate_times": pl.Decimal(9, 4), "amount_times": pl.Decimal(9, 4)}
    return pl.DataFrame(rows, schema=schema, orient="row")


_CHANGES = _changes()


def _word(column: str, words: Mapping[Method, Words] | Mapping[Unit, Words], lang: Lang) -> pl.Expr:
    texts = {key.value: text.get(lang) for key, text in words.items()}
    return pl.col(column).replace_strict(texts, default=None, return_dtype=pl.String)


def _said(key: str, value: pl.Expr, lang: Lang) -> pl.Expr:
    return filled(_SAYS[key].get(lang), value)
