"""How resident ids, bank cards and what must agree with them get damaged."""

from __future__ import annotations

from dq.demo.defect import Cell, Damage
from dq.demo.numbers import ID_CHECK, id_check, luhn_sum

_WIDE = str.maketrans("0123456789X", "０１２３４５６７８９Ｘ")


def wrong_check_digit(cell: Cell) -> str:
    """Another check character than the right one."""
    return cell.good[:17] + cell.random.choice([c for c in ID_CHECK if c != cell.good[17]])


def transposed(cell: Cell) -> str | None:
    """Two neighbours of the order number swapped; the date stays."""
    a, b = cell.good[15], cell.good[16]
    return None if a == b else cell.good[:15] + b + a + cell.good[17]


def impossible_date(cell: Cell) -> str:
    """A month or day that no calendar has, with the check character that fits it."""
    day = cell.random.choice(("1301", "0230", "0431", "0932", "0015", "1500"))
    body = cell.good[:10] + day + cell.good[14:17]
    return body + id_check(body)


def scientific(cell: Cell) -> str:
    """What a spreadsheet shows of a long number."""
    return f"{cell.good[0]}.{cell.good[1:6]}E+17"


def zeroed(cell: Cell) -> str | None:
    """What a spreadsheet stores of a long number: 15 digits."""
    text = cell.good[:15] + "000"
    # One in ten such ids still passes its own check, and then its text alone says nothing.
    return None if id_check(text[:17]) == "0" else text


def masked(cell: Cell) -> str:
    """Hidden by the sender's system."""
    return (
        cell.good[:6] + "********" + cell.good[14:] if cell.random.random() < 0.5 else cell.good[:14] + "****"
    )


def fifteen(cell: Cell) -> str | None:
    """The form that was withdrawn in 2013."""
    return cell.good[:6] + cell.good[8:17] if cell.good[6:8] == "19" else None


def spaced(cell: Cell) -> str:
    """Written in groups."""
    return f"{cell.good[:6]} {cell.good[6:14]} {cell.good[14:]}"


def full_width(cell: Cell) -> str:
    """Full-width characters."""
    return cell.good.translate(_WIDE)


def lower_x(cell: Cell) -> str | None:
    """A small x as check character."""
    return cell.good.lower() if cell.good.endswith("X") else None


def quote_mark(cell: Cell) -> str:
    """An apostrophe in front, or a tab behind, to keep the spreadsheet from making it a number."""
    return cell.random.choice(("'" + cell.good, cell.good + "\t"))


def too_short(cell: Cell) -> str:
    """A digit lost."""
    at = cell.random.randrange(1, 17)
    return cell.good[:at] + cell.good[at + 1 :]


def too_long(cell: Cell) -> str:
    """A digit typed twice."""
    at = cell.random.randrange(1, 17)
    return cell.good[:at] + cell.good[at] + cell.good[at:]


def letter_for_digit(cell: Cell) -> str | None:
    """O typed for 0."""
    at = cell.good.find("0", 3)
    return cell.good[:at] + "O" + cell.good[at + 1 :] if at >= 0 else None


def minor(cell: Cell) -> Damage:
    """A right id of somebody who was a child when the loan was made."""
    return _born(cell, str(cell.random.randrange(2011, 2015)))


def other_birth_date(cell: Cell) -> str:
    """Another year of birth than the id's."""
    year = int(cell.good[:4])
    return f"{year + cell.random.choice((-3, -2, -1, 1, 2))}{cell.good[4:8]}{min(int(cell.good[8:]), 28):02}"


def ancient(cell: Cell) -> Damage:
    """Born more than a hundred years ago, by the column and by a right id."""
    born = _born(cell, str(cell.random.randrange(1901, 1921)))
    return Damage(born.parts["birth_date"], {"id_no": born.text or ""})


def other_sex(cell: Cell) -> str:
    """The other sex than the id's."""
    return "女" if cell.good == "男" else "男"


def wrong_card_digit(cell: Cell) -> str:
    """One digit of the card replaced."""
    at = cell.random.randrange(6, 18)
    digit = (int(cell.good[at]) + cell.random.randrange(1, 10)) % 10
    return cell.good[:at] + str(digit) + cell.good[at + 1 :]


def card_scientific(cell: Cell) -> str:
    """What a spreadsheet shows of a card number."""
    return f"{cell.good[0]}.{cell.good[1:6]}E+18"


def card_zeroed(cell: Cell) -> str | None:
    """What a spreadsheet stores of a card number: 15 digits."""
    text = cell.good[:15] + "0000"
    # As with ids, one in ten passes its check and looks sound.
    return None if luhn_sum(text) % 10 == 0 else text


def card_masked(cell: Cell) -> str:
    """Hidden by the sender's system."""
    return cell.good[:6] + "*********" + cell.good[15:]


def _born(cell: Cell, year: str) -> Damage:
    good_id = cell.good if cell.field == "id_no" else cell.other("id_no") or ""
    day = min(int(good_id[12:14]), 28)
    body = f"{good_id[:6]}{year}{good_id[10:12]}{day:02}{good_id[14:17]}"
    return Damage(body + id_check(body), {"birth_date": f"{year}-{good_id[10:12]}-{day:02}"})
