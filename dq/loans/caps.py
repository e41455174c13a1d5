"""What a loan may cost a year: by who lends and when the contract was made.

Facts are in ``rules/data``: ``lpr_1y.csv`` (the one-year loan prime rate since each day on which it changed) and
``rate_caps.csv`` (the cap of each kind of lender: so many percent, or so many times the loan prime rate, for
contracts made in a span of days; its legal basis, and whether that was read in its ``text`` or in ``reports`` of
it only). A cap says where a dispute is likely, not what is owed.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache

import polars as pl

from dq.model.errors import ConfigError
from dq.packs.folder import data_file

PERCENT = pl.Decimal(9, 4)


class Lender(StrEnum):
    """Who lends, as far as the cap depends on it."""

    PRIVATE = "private"  # not licensed: people and companies
    BANK = "bank"
    BANK_PLATFORM = "bank_platform"  # a bank that lends through a platform (助贷)
    CONSUMER_FINANCE = "consumer_finance"  # 消费金融公司
    MICROLOAN = "microloan"  # 小额贷款公司
    LICENSED = (
        "licensed"  # other licensed or supervised lenders: trusts, leasing, factoring, pawn, guarantees
    )


KINDS = pl.Enum([kind.value for kind in Lender])
"""The type of :func:`lender_kind`."""

_WORDS: Mapping[Lender, str] = {
    Lender.CONSUMER_FINANCE: "消费金融|消金",
    Lender.MICROLOAN: "小额贷款|小贷",
    Lender.LICENSED: "信托|融资租赁|金融租赁|汽车金融|典当|保理|融资担保|资产管理",
    Lender.BANK: "银行|信用社|农信",
}


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap on contracts of a kind of lender made in a span of days (``before`` is outside; None: no end).

    Either ``percent`` a year, or ``lpr_times`` the one-year loan prime rate on the day of the contract.
    """

    lender: Lender
    since: date
    before: date | None
    percent: Decimal | None
    lpr_times: int | None
    basis: str


@cache
def prime_rates() -> tuple[tuple[date, Decimal], ...]:
    """The one-year loan prime rate in percent a year, from each day on which it changed, the earliest first.

    Raises :class:`ConfigError` if the table can't be read.
    """
    return tuple(
        (_day(row["effective_from"], name), _number(row["percent"], name))
        for name, row in _rows("lpr_1y.csv")
    )


@cache
def caps() -> tuple[Cap, ...]:
    """The caps of ``rate_caps.csv``. Raises :class:`ConfigError` if the table can't be read."""
    found = []
    for name, row in _rows("rate_caps.csv"):
        if row["lender"] not in set(Lender) or bool(row["cap_pct"]) == bool(row["lpr_times"]):
            raise ConfigError(f"{name}: a known lender and either cap_pct or lpr_times are needed")
        found.append(
            Cap(
                Lender(row["lender"]),
                _day(row["signed_from"], name),
                _day(row["signed_before"], name) if row["signed_before"] else None,
                _number(row["cap_pct"], name) if row["cap_pct"] else None,
                int(_number(row["lpr_times"], name)) if row["lpr_times"] else None,
                row["basis"],
            )
        )
    return tuple(found)


def lender_kind(name: pl.Expr) -> pl.Expr:
    """The kind of lender that its name tells (:data:`KINDS`); null where it tells none.

    A name that tells nothing is never taken for a private lender, whose cap is the lowest.
    """
    return pl.coalesce(
        pl.when(name.str.contains(words)).then(pl.lit(kind.value, KINDS)) for kind, words in _WORDS.items()
    )


def prime_rate(on: pl.Expr) -> pl.Expr:
    """The one-year loan prime rate on a date, percent a year, Decimal(9, 4); null before the first of the table."""
    return _latest([(since, pl.lit(rate, PERCENT)) for since, rate in prime_rates()], on)


def cap(lender: pl.Expr, signed_on: pl.Expr) -> pl.Expr:
    """The cap in percent a year, Decimal(9, 4), on a contract of a kind of lender made on a date.

    Null where the kind or the date is null, or no cap is known: a private contract made before 2020-08-20 is
    capped at the loan prime rate of the day of the suit, which no case file tells.
    """
    contract = pl.struct(lender.alias("lender"), signed_on.alias("signed_on"))
    return contract.map_batches(_looked_up, return_dtype=PERCENT, is_elementwise=True)


def _looked_up(contracts: pl.Series) -> pl.Series:
    """The caps of contracts, from the table: between the days on which one changes, a cap is constant."""
    days, caps_since = _table()
    kind = contracts.struct.field("lender").cast(KINDS).to_physical().cast(pl.UInt32)
    signed_on = contracts.struct.field("signed_on")
    span = days.search_sorted(signed_on.fill_null(date.min), side="right").cast(pl.UInt32) - 1
    return pl.select(
        pl.when(signed_on.is_not_null()).then(caps_since.gather(kind * len(days) + span))
    ).to_series()


@cache
def _table() -> tuple[pl.Series, pl.Series]:
    """The days on which a cap changes, and the caps since then, a kind of lender after the other."""
    changes = {date.min, *(since for since, _ in prime_rates())}
    changes |= {day for entry in caps() for day in (entry.since, entry.before) if day is not None}
    days = pl.Series("signed_on", sorted(changes), pl.Date)
    kinds = pl.Series("lender", KINDS.categories, KINDS)

    def value(entry: Cap) -> pl.Expr:
        if entry.lpr_times is None:
            return pl.lit(entry.percent, PERCENT)
        multiples = [(since, pl.lit(rate * entry.lpr_times, PERCENT)) for since, rate in prime_rates()]
        return _latest(multiples, pl.col("signed_on"))

    table = kinds.to_frame().join(days.to_frame(), how="cross", maintain_order="left_right")
    values = {entry: value(entry) for entry in caps()}
    return days, table.select(_first_that_applies(pl.col("lender"), pl.col("signed_on"), values)).to_series()


def basis(lender: pl.Expr, signed_on: pl.Expr) -> pl.Expr:
    """The legal basis of :func:`cap`, in Chinese; null where there is no cap."""
    return _first_that_applies(lender, signed_on, {entry: pl.lit(entry.basis) for entry in caps()})


def _first_that_applies(lender: pl.Expr, signed_on: pl.Expr, values: Mapping[Cap, pl.Expr]) -> pl.Expr:
    tests = []
    for entry, value in values.items():
        applies = (lender == pl.lit(entry.lender.value, KINDS)) & (signed_on >= entry.since)
        if entry.before is not None:
            applies &= signed_on < entry.before
        tests.append(pl.when(applies).then(value))
    return pl.coalesce(tests)


def _latest(values: Sequence[tuple[date, pl.Expr]], on: pl.Expr) -> pl.Expr:
    return pl.coalesce(pl.when(on >= since).then(value) for since, value in reversed(values))


def _rows(table: str) -> list[tuple[str, dict[str, str]]]:
    """The rows of a table, each with its place for messages."""
    with data_file(table).open(encoding="utf-8", newline="") as lines:
        return [(f"{table} line {line}", row) for line, row in enumerate(csv.DictReader(lines), 2)]


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"{name}: '{text}' is no date such as 2020-08-20") from None


def _number(text: str, name: str) -> Decimal:
    if not text.replace(".", "", 1).isdecimal():
        raise ConfigError(f"{name}: '{text}' is no number")
    return Decimal(text)
