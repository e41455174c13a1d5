"""Repayment schedules in exact decimals.

Every figure is rounded half up to cents when it arises, as loan systems do; the last instalment absorbs what
the rounding left over, so that the balance ends at zero.
"""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation, localcontext
from enum import StrEnum
from typing import NamedTuple

import polars as pl

CENT = Decimal("0.01")
MAX_PERIODS = 1200
MAX_PRINCIPAL = Decimal(10) ** 14

# Enough digits that a rate compounded over MAX_PERIODS is still exact to far below a cent.
_CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP)
_MONTHS = 12
_PERCENT = 100
_MONEY = pl.Decimal(18, 2)


class Method(StrEnum):
    """How a loan is repaid. ``Method("等额本息")`` works as well as ``Method("level_payment")``."""

    LEVEL_PAYMENT = "level_payment"  # 等额本息: the same payment each period
    EQUAL_PRINCIPAL = "equal_principal"  # 等额本金: the same principal each period
    INTEREST_FIRST = "interest_first"  # 先息后本: interest each period, the principal with the last
    FLAT = "flat"  # 等本等息: the same principal, interest always on the whole principal
    SINGLE = "single"  # 一次性: one payment of everything at the end

    @property
    def zh(self) -> str:
        """The Chinese name."""
        return _CHINESE[self]

    @classmethod
    def _missing_(cls, value: object) -> Method | None:
        return next((method for method, zh in _CHINESE.items() if zh == value), None)


_CHINESE = {
    Method.LEVEL_PAYMENT: "等额本息",
    Method.EQUAL_PRINCIPAL: "等额本金",
    Method.INTEREST_FIRST: "先息后本",
    Method.FLAT: "等本等息",
    Method.SINGLE: "一次性",
}


class Line(NamedTuple):
    """One instalment: its number from 1, principal, interest, and the balance after it."""

    period: int
    principal: Decimal
    interest: Decimal
    balance: Decimal


def schedule(
    principal: Decimal | int | str,
    annual_rate: Decimal | int | str | float,
    periods: int,
    method: Method | str,
    first_due: date,
) -> pl.DataFrame:
    """The repayment schedule of a loan.

    ``annual_rate`` is in percent a year (7.2 means 7.2 %); a period is a month and bears a twelfth of it.
    Later due dates keep the day of ``first_due``, or take the month's last day where it has no such day.
    A ``SINGLE`` loan has one line, due on ``first_due``, with the interest of all ``periods`` months.

    Columns: period (Int32, from 1), due_on (Date), principal, interest, payment (the two together) and
    balance (what is left after the line), each Decimal(18, 2).

    Raises ``ValueError`` for an unknown method, a principal that is not a positive amount of whole cents
    below 10**14, a rate outside 0–1000, or periods outside 1–1200; ``TypeError`` for a float principal.
    """
    lines = instalments(principal, annual_rate, periods, method)
    return pl.DataFrame(
        {
            "period": [line.period for line in lines],
            "due_on": [due_on(first_due, line.period) for line in lines],
            "principal": [line.principal for line in lines],
            "interest": [line.interest for line in lines],
            "payment": [line.principal + line.interest for line in lines],
            "balance": [line.balance for line in lines],
        },
        schema={
            "period": pl.Int32,
            "due_on": pl.Date,
            "principal": _MONEY,
            "interest": _MONEY,
            "payment": _MONEY,
            "balance": _MONEY,
        },
    )


def instalments(
    principal: Decimal | int | str,
    annual_rate: Decimal | int | str | float,
    periods: int,
    method: Method | str,
) -> list[Line]:
    """The lines of :func:`schedule` without dates; the same arguments and errors."""
    amount = _principal(principal)
    rate = _rate(annual_rate)
    if not 1 <= periods <= MAX_PERIODS:
        raise ValueError(f"periods must be 1 to {MAX_PERIODS}, not {periods}")
    with localcontext(_CONTEXT):
        return _lines(amount, rate / (_PERCENT * _MONTHS), periods, Method(method))


def due_on(first_due: date, period: int) -> date:
    """The due date of a period (from 1) of a loan whose first instalment is due on ``first_due``."""
    month = first_due.month - 1 + period - 1
    year, month = first_due.year + month // _MONTHS, month % _MONTHS + 1
    return date(year, month, min(first_due.day, calendar.monthrange(year, month)[1]))


def _lines(amount: Decimal, monthly: Decimal, periods: int, method: Method) -> list[Line]:
    if method is Method.SINGLE:
        return [Line(1, amount, _cents(amount * monthly * periods), Decimal("0.00"))]
    level = _cents(_level(amount, monthly, periods))
    share = _cents(amount / periods)
    lines = []
    balance = amount
    for period in range(1, periods + 1):
        interest = _cents((amount if method is Method.FLAT else balance) * monthly)
        if period == periods:
            part = balance
        elif method is Method.LEVEL_PAYMENT:
            part = level - interest
        elif method is Method.INTEREST_FIRST:
            part = Decimal("0.00")
        else:
            part = share
        # A loan of a few cents may be repaid before its last period, because the shares were rounded up.
        part = min(part, balance)
        balance -= part
        lines.append(Line(period, part, interest, balance))
    return lines


def _level(amount: Decimal, monthly: Decimal, periods: int) -> Decimal:
    if not monthly:
        return amount / periods
    growth = (1 + monthly) ** periods
    return amount * monthly * growth / (growth - 1)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def _principal(value: Decimal | int | str) -> Decimal:
    if isinstance(value, float):
        raise TypeError("principal must be exact: a Decimal, int or str, not a float")
    amount = _decimal(value, "principal")
    if not 0 < amount < MAX_PRINCIPAL or amount != amount.quantize(CENT):
        raise ValueError(f"principal must be a positive amount of whole cents below {MAX_PRINCIPAL}")
    return amount.quantize(CENT)


def _rate(value: Decimal | int | str | float) -> Decimal:
    # A float's shortest text is what its writer meant: 7.2, not 7.20000000000000017763568394002504646778.
    rate = _decimal(str(value), "annual_rate")
    if not 0 <= rate <= 1000:
        raise ValueError(f"annual_rate must be 0 to 1000 percent a year, not {value}")
    return rate


def _decimal(value: Decimal | int | str, name: str) -> Decimal:
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"{name} is not a number") from None
    if not number.is_finite():
        raise ValueError(f"{name} is not a finite number")
    return number
