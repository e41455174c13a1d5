"""How dates and terms get damaged, or only written otherwise."""

from __future__ import annotations

from datetime import date, timedelta

from dq.demo.defect import Cell
from dq.demo.loan_shapes import AS_OF

_WIDE = str.maketrans("0123456789-", "０１２３４５６７８９－")
_EPOCH = date(1899, 12, 30)  # day 0 of a workbook's calendar, as far as days after February 1900 go


def compact(cell: Cell) -> str:
    """20240305."""
    return cell.good.replace("-", "")


def slashes(cell: Cell) -> str:
    """2024/3/5."""
    return "/".join(_plain(cell))


def dots(cell: Cell) -> str:
    """2024.3.5."""
    return ".".join(_plain(cell))


def unpadded(cell: Cell) -> str | None:
    """2024-3-5."""
    text = "-".join(_plain(cell))
    return None if text == cell.good else text


def chinese(cell: Cell) -> str:
    """2024年3月5日."""
    year, month, day = _plain(cell)
    return f"{year}年{month}月{day}日"


def with_time(cell: Cell) -> str:
    """A time of day behind it."""
    return cell.good + cell.random.choice((" 00:00:00", "T00:00:00", " 00:00"))


def serial(cell: Cell) -> str:
    """The number of days by which a workbook keeps a date."""
    return str((date.fromisoformat(cell.good) - _EPOCH).days)


def full_width(cell: Cell) -> str:
    """Full-width digits."""
    return cell.good.translate(_WIDE)


def month_or_day(cell: Cell) -> str | None:
    """03/05/2024: the third of May or the fifth of March."""
    year, month, day = cell.good.split("-")
    return f"{month}/{day}/{year}" if int(day) <= 12 and day != month else None


def short_year(cell: Cell) -> str | None:
    """24/3/5: the fifth of March 2024 or the 24th of March 2005."""
    year, month, day = _plain(cell)
    return "/".join((year[2:], month, day)) if year[2:] != day else None


def no_such_day(cell: Cell) -> str:
    """A day that no calendar has."""
    return cell.good[:5] + cell.random.choice(("02-30", "13-05", "04-31", "00-10", "11-00"))


def zero_day(cell: Cell) -> str:
    """What a workbook shows for an empty date, or a database for none."""
    return cell.random.choice(("1900-01-00", "0000-00-00"))


def prose(cell: Cell) -> str:
    """Words where a date should be."""
    return cell.random.choice(("长期", "月底", "见合同", "随时"))


def year_only(cell: Cell) -> str:
    """The day is missing."""
    return cell.random.choice((cell.good[:7], f"{cell.good[:4]}年"))


def future(cell: Cell) -> str:
    """After the date at which the file was made."""
    return (AS_OF + timedelta(days=cell.random.randrange(30, 400))).isoformat()


def recall_before_placement(cell: Cell) -> str | None:
    """To be handed back before it was handed over."""
    placed = cell.other("placed_on")
    if placed is None:
        return None
    return (date.fromisoformat(placed) - timedelta(days=cell.random.randrange(10, 60))).isoformat()


def paid_before_loan(cell: Cell) -> str | None:
    """The last payment older than the loan."""
    made = cell.other("loan_date")
    if made is None:
        return None
    return (date.fromisoformat(made) - timedelta(days=cell.random.randrange(20, 200))).isoformat()


def other_term(cell: Cell) -> str:
    """A final due date that the number of periods does not lead to."""
    return (date.fromisoformat(cell.good) + timedelta(days=cell.random.randrange(45, 200))).isoformat()


def _plain(cell: Cell) -> tuple[str, str, str]:
    year, month, day = cell.good.split("-")
    return year, str(int(month)), str(int(day))
