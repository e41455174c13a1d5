"""A few thousand loans, each following its schedule to the cent, that a case file's rows draw from.

A shape is everything about a loan that does not name its debtor: client, product, terms, dates and amounts,
as the text that a careful source would write. All figures are as of the day of placement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import polars as pl

from dq.loans import Method, due_on, instalments

AS_OF = date(2026, 1, 31)
MAX_SHAPES = 4096

_CENT = Decimal("0.01")
_ZERO = Decimal("0.00")
_BUCKET_DAYS = 30
_LAST_BUCKET = 7


@dataclass(frozen=True, slots=True)
class _Product:
    name: str
    methods: tuple[Method, ...]
    periods: tuple[int, ...]
    amounts: tuple[int, int, int]  # least, most, step, in yuan
    rates: tuple[str, ...]  # percent a year


@dataclass(frozen=True, slots=True)
class _Batch:
    client: str
    number: str
    placed_on: date
    recall_days: int
    damages: Decimal  # contract damages, as a share of what is overdue
    products: tuple[_Product, ...]


_CASH = _Product(
    "现金分期",
    (Method.LEVEL_PAYMENT, Method.LEVEL_PAYMENT, Method.EQUAL_PRINCIPAL),
    (3, 6, 9, 12, 18, 24),
    (2000, 50000, 100),
    ("10.8", "14.4", "18", "21.6", "23.4", "23.99"),
)
_CREDIT = _Product(
    "信用贷款",
    (Method.LEVEL_PAYMENT, Method.LEVEL_PAYMENT, Method.EQUAL_PRINCIPAL, Method.INTEREST_FIRST),
    (12, 24, 36, 48, 60),
    (20000, 300000, 1000),
    ("6.5", "7.2", "8.64", "9.9", "12", "15.6"),
)
_GOODS = _Product(
    "商品分期", (Method.FLAT,), (6, 9, 12, 18, 24), (1200, 15000, 50), ("5.4", "6", "7.2", "9", "10.8")
)
_TURNOVER = _Product("周转贷", (Method.SINGLE,), (1,), (1000, 30000, 100), ("12", "15", "18", "23.9"))

_BATCHES = tuple(
    _Batch(client, f"{code}{placed:%Y%m%d}", placed, days, Decimal(damages), products)
    for client, code, days, damages, products in (
        ("华北惠民消费金融有限公司", "HM", 90, "0.03", (_CASH, _GOODS)),
        ("江南农村商业银行", "JN", 180, "0", (_CREDIT, _CASH)),
        ("云帆小额贷款有限公司", "YF", 60, "0.05", (_TURNOVER, _CASH)),
    )
    for placed in (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 26))
)

FIELDS = (
    *("batch_no", "client", "placed_on", "recall_due_on", "hand", "product_name", "case_status"),
    *("loan_date", "loan_due_on", "loan_amount", "annual_rate", "repay_method", "term_periods", "repay_day"),
    *(
        "instalment",
        "paid_periods",
        "left_periods",
        "overdue_periods",
        "overdue_on",
        "days_overdue",
        "bucket",
    ),
    *("left_principal", "overdue_principal", "overdue_interest", "overdue_penalty", "liquidated_damages"),
    *("other_fee", "total_due", "paid_total", "last_paid_on", "last_paid_amount"),
)


def loan_shapes(count: int, seed: int) -> pl.DataFrame:
    """``count`` loans; one String column per name in :data:`FIELDS`, null where there is nothing to say."""
    rng = np.random.default_rng([seed, 1])
    # Fresh debt is the most common, and a tenth is older than a year.
    back = np.minimum(rng.geometric(0.22, count), 24)
    draws = rng.integers(0, 2**31, (count, 10))
    rows = [_shape(int(months), [int(n) for n in row]) for months, row in zip(back, draws, strict=True)]
    return pl.DataFrame(rows, schema=dict.fromkeys(FIELDS, pl.String), orient="row")


def bucket_of(days: int) -> str:
    """The usual label of so many days overdue: M1 is 1–30, M2 is 31–60, …, M7+ is more than 180."""
    months = -(-days // _BUCKET_DAYS)
    return f"M{months}" if months < _LAST_BUCKET else f"M{_LAST_BUCKET}+"


def _shape(back: int, draw: list[int]) -> tuple[str | None, ...]:
    batch = _BATCHES[draw[0] % len(_BATCHES)]
    product = batch.products[draw[1] % len(batch.products)]
    method = product.methods[draw[2] % len(product.methods)]
    periods = product.periods[draw[3] % len(product.periods)]
    rate = Decimal(product.rates[draw[4] % len(product.rates)])
    least, most, step = product.amounts
    principal = Decimal(least + step * (draw[5] % ((most - least) // step + 1)))
    lines = instalments(principal, rate, periods, method)
    paid = draw[6] % periods
    # The first unpaid instalment fell due this many months before the placement, on a day up to the 28th.
    repay_day = draw[7] % 28 + 1
    overdue_on = _months_earlier(batch.placed_on, back, repay_day)
    first_due = _months_earlier(overdue_on, paid, repay_day)
    loan_date = _months_earlier(first_due, 1, repay_day)
    last_due = due_on(first_due, periods)
    overdue = [line for line in lines[paid:] if due_on(first_due, line.period) < batch.placed_on]
    part = sum((line.principal for line in overdue), _ZERO)
    interest = sum((line.interest for line in overdue), _ZERO)
    # Penalty interest runs at one and a half times the rate on each overdue principal since its due date.
    penalty = _cents(
        sum(
            (line.principal * (batch.placed_on - due_on(first_due, line.period)).days for line in overdue),
            _ZERO,
        )
        * rate
        * Decimal("1.5")
        / 36000
    )
    damages = _cents((part + interest) * batch.damages)
    fee = Decimal(("0.00", "0.00", "0.00", "15.00", "30.00")[draw[8] % 5])
    days = (batch.placed_on - overdue_on).days
    last = lines[paid - 1]
    left = lines[paid - 1].balance if paid else principal
    return (
        batch.number,
        batch.client,
        batch.placed_on.isoformat(),
        (batch.placed_on + timedelta(days=batch.recall_days)).isoformat(),
        str(1 + back // 6),
        product.name,
        ("待催收", "待催收", "催收中", "承诺还款")[draw[9] % 4],
        loan_date.isoformat(),
        last_due.isoformat(),
        str(_cents(principal)),
        str(rate),
        method.zh,
        str(periods),
        str(repay_day),
        str(lines[0].principal + lines[0].interest),
        str(paid),
        str(periods - paid),
        str(len(overdue)),
        overdue_on.isoformat(),
        str(days),
        bucket_of(days),
        str(_cents(left)),
        str(part),
        str(interest),
        str(penalty),
        str(damages),
        str(fee),
        str(part + interest + penalty + damages + fee),
        str(sum((line.principal + line.interest for line in lines[:paid]), _ZERO)),
        due_on(first_due, paid).isoformat() if paid else None,
        str(last.principal + last.interest) if paid else None,
    )


def _months_earlier(day: date, months: int, day_of_month: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, day_of_month)


def _cents(amount: Decimal) -> Decimal:
    return amount.quantize(_CENT, rounding=ROUND_HALF_UP)
