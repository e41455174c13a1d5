"""How amounts, rates and counts get damaged, or only written otherwise."""

from __future__ import annotations

from decimal import Decimal

from dq.demo.defect import Cell, Damage
from dq.demo.loan_shapes import bucket_of

_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
_BUCKETS = ("M1", "M2", "M3", "M4", "M5", "M6", "M7+")
PARTS = (
    *("overdue_principal", "overdue_interest", "overdue_penalty", "liquidated_damages"),
    "other_fee",
)
"""The amounts whose sum is the total due."""


def yuan_sign(cell: Cell) -> str:
    """￥1,234.50."""
    return cell.random.choice("￥¥") + _grouped(cell.good)


def thousands(cell: Cell) -> str | None:
    """1,234.50."""
    return _grouped(cell.good) if Decimal(cell.good) >= 1000 else None


def yuan_word(cell: Cell) -> str:
    """1234.50元."""
    return cell.good + cell.random.choice(("元", " 元", "元整"))


def ten_thousands(cell: Cell) -> str | None:
    """1.2万, where that is exact."""
    amount = Decimal(cell.good)
    if amount < 10000 or amount % 100:
        return None
    return f"{(amount / 10000).normalize():f}{cell.random.choice(('万', '万元'))}"


def european(cell: Cell) -> str | None:
    """1.234,50: point and comma the other way round."""
    if Decimal(cell.good) < 1000:
        return None
    return _grouped(cell.good).translate(str.maketrans(",.", ".,"))


def float_noise(cell: Cell) -> str:
    """1234.5000000000001: what a binary fraction leaves behind."""
    return cell.good + "0" * cell.random.randrange(9, 11) + "1"


def full_width(cell: Cell) -> str:
    """Full-width digits."""
    return cell.good.translate(_WIDE)


def spaces(cell: Cell) -> str:
    """Spaces around it."""
    return cell.random.choice((f" {cell.good}", f"{cell.good} ", f"\u00a0{cell.good}"))


def prose(cell: Cell) -> str:
    """Words where an amount should be."""
    return cell.random.choice(("已结清", "见合同", "待核算", "一万二左右"))


def broken(cell: Cell) -> str:
    """Digits and marks that are no number."""
    whole, cents = cell.good.split(".")
    return cell.random.choice(
        (f"{whole}..{cents}", f"{whole}.{cents}.{cents}", f"{whole}.{cents}?", f"约{whole}.{cents}")
    )


def negative(cell: Cell) -> str | None:
    """A minus sign, or the bookkeeper's parentheses."""
    if not Decimal(cell.good):
        return None
    return cell.random.choice((f"-{cell.good}", f"({cell.good})", f"（{cell.good}）"))


def nothing_due(cell: Cell) -> Damage:
    """A case without a debt: the total and all its parts are zero."""
    return Damage("0.00", dict.fromkeys(PARTS, "0.00"))


def sum_off(cell: Cell) -> str:
    """Off by an amount that no part explains."""
    return str(Decimal(cell.good) + Decimal(cell.random.randrange(500, 50000)) / 100 + Decimal("0.37"))


def part_left_out(cell: Cell) -> str | None:
    """The interest was not added."""
    interest = Decimal(cell.other("overdue_interest") or 0)
    rest = Decimal(cell.good) - interest
    return str(rest) if interest >= 1 and rest > 0 else None


def part_twice(cell: Cell) -> str | None:
    """The penalty interest was added twice."""
    penalty = Decimal(cell.other("overdue_penalty") or 0)
    return str(Decimal(cell.good) + penalty) if penalty >= 1 else None


def digits_swapped(cell: Cell) -> str | None:
    """Two neighbouring digits before the point swapped."""
    whole, cents = cell.good.split(".")
    places = [n for n in range(len(whole) - 1) if whole[n] != whole[n + 1] and (n or whole[1] != "0")]
    if not places:
        return None
    at = cell.random.choice(places)
    return f"{whole[:at]}{whole[at + 1]}{whole[at]}{whole[at + 2 :]}.{cents}"


def point_shifted(cell: Cell) -> str | None:
    """A thousand times too much."""
    return str(Decimal(cell.good) * 1000) if Decimal(cell.good) >= 20000 else None


def more_than_lent(cell: Cell) -> str | None:
    """More principal left than was ever lent."""
    lent = cell.other("loan_amount")
    return str(Decimal(lent) + cell.random.randrange(100, 5000)) if lent else None


def less_than_last(cell: Cell) -> str | None:
    """Less paid in total than with the last payment alone."""
    last = cell.other("last_paid_amount")
    return str((Decimal(last) / 3).quantize(Decimal("0.01"))) if last and Decimal(last) >= 1 else None


def third_decimal(cell: Cell) -> str:
    """A fraction of a cent."""
    return cell.good + cell.random.choice("123456789")


def rate_shifted(cell: Cell) -> str:
    """A rate a hundred times too high."""
    return str(Decimal(cell.good) * 100)


def percent_sign(cell: Cell) -> str:
    """18%."""
    return cell.good + cell.random.choice("%％")


def unit_word(cell: Cell) -> str:
    """12期, 35天."""
    return cell.good + ("天" if cell.field == "days_overdue" else "期")


def whole_tail(cell: Cell) -> str:
    """12.0."""
    return cell.good + ".0"


def vague(cell: Cell) -> str:
    """Words where a count should be."""
    return cell.random.choice(("若干", f"约{cell.good}", "很久", f"{cell.good}?"))


def other_days(cell: Cell) -> str | None:
    """Days that the dates don't give, within the same bucket so that only they are wrong."""
    days = int(cell.good)
    choices = [
        n
        for n in range(max(1, days - 29), days + 30)
        if abs(n - days) > 2 and bucket_of(n) == bucket_of(days)
    ]
    return str(cell.random.choice(choices)) if choices else None


def other_bucket(cell: Cell) -> str:
    """A bucket at least two steps away."""
    at = _BUCKETS.index(cell.good)
    return cell.random.choice([b for n, b in enumerate(_BUCKETS) if abs(n - at) > 1])


def more_periods_left(cell: Cell) -> str:
    """Paid and left periods that are more than all periods."""
    return str(int(cell.good) + cell.random.randrange(1, 4))


def _grouped(good: str) -> str:
    return f"{Decimal(good):,}"
