"""How telephone numbers get damaged."""

from __future__ import annotations

from dq.demo.defect import Cell, Damage
from dq.demo.words import MOBILE_PREFIXES

_WIDE = str.maketrans("0123456789-+.", "０１２３４５６７８９－＋．")
_INVISIBLE = ("\u200b", "\u202d", "\ufeff", "\u00a0")
_FILLERS = ("11111111111", "00000000000", "12345678", "13800138000", "12345678901", "99999999999")
_WORDS = ("无", "不详", "暂无", "未知")
_DEAD_WORDS = ("空号", "停机")
_PROSE = ("加微信", "已换号码", "不记得了", "问他家里人")
_SERVICE = ("10086", "95588", "10010", "110", "12315")


def country_code(cell: Cell) -> str:
    """+86 in its many forms."""
    return cell.random.choice(("+86 ", "+86-", "0086", "86-", "(+86)")) + cell.good


def grouped(cell: Cell) -> str:
    """138-1234-5678 or 138 1234 5678."""
    mark = cell.random.choice("- ")
    return mark.join((cell.good[:3], cell.good[3:7], cell.good[7:]))


def full_width(cell: Cell) -> str:
    """Full-width digits."""
    return cell.good.translate(_WIDE)


def decimal_tail(cell: Cell) -> str:
    """The tail of a number that was read as a float."""
    return cell.good + ".0"


def quote_mark(cell: Cell) -> str:
    """The apostrophe with which people force a spreadsheet to keep text."""
    return "'" + cell.good


def formula_text(cell: Cell) -> str:
    """A formula that yields text, as some systems export numbers."""
    return f'="{cell.good}"'


def thousands(cell: Cell) -> str:
    """13,812,345,678: a number cell with separators."""
    return f"{int(cell.good):,}"


def trunk_zero(cell: Cell) -> str:
    """A zero in front of a mobile number, as one dialled from other places."""
    return "0" + cell.good


def invisible(cell: Cell) -> str:
    """A character that nobody sees, pasted along from a chat or a web page."""
    mark = cell.random.choice(_INVISIBLE)
    at = cell.random.choice((0, 3, len(cell.good)))
    return cell.good[:at] + mark + cell.good[at:]


def spaces(cell: Cell) -> str:
    """Spaces or a tab around the number."""
    before, after = cell.random.choice(((" ", ""), ("", " "), ("\t", ""), ("", "\u3000"), ("  ", "  ")))
    return before + cell.good + after


def scientific(cell: Cell) -> str:
    """1.3812345678E+10: every digit is still there."""
    return f"{cell.good[0]}.{cell.good[1:]}E+10"


def scientific_short(cell: Cell) -> str:
    """1.38123E+10: the rest of the digits is gone."""
    return f"{cell.good[0]}.{cell.good[1:6]}E+10"


def letter_for_digit(cell: Cell) -> str | None:
    """O typed for 0, l for 1, after the prefix."""
    head, tail = cell.good[:3], cell.good[3:]
    for digit, letter in cell.random.sample((("0", "O"), ("1", "l")), 2):
        if digit in tail:
            return head + tail.replace(digit, letter, 1)
    return None


def prose(cell: Cell) -> str:
    """Words where a number should be."""
    return cell.random.choice(_PROSE)


def too_short(cell: Cell) -> str:
    """One or two digits lost behind the prefix."""
    at = cell.random.randrange(4, 9)
    return cell.good[:at] + cell.good[at + cell.random.choice((1, 2)) :]


def too_long(cell: Cell) -> str:
    """One digit typed twice."""
    at = cell.random.randrange(4, 11)
    return cell.good[:at] + cell.good[at] + cell.good[at:]


def unassigned(cell: Cell) -> str:
    """Eleven digits of a segment that nobody has."""
    return cell.random.choice(("12", "11")) + cell.good[2:]


def masked(cell: Cell) -> str:
    """The middle hidden by the sender's system."""
    mask = cell.random.choice(("****", "xxxx", "XXXX", "＊＊＊＊"))
    return cell.good[:3] + mask + cell.good[7:]


def filler(cell: Cell) -> str:
    """A number that only fills the cell."""
    return cell.random.choice(_FILLERS)


def filler_word(cell: Cell) -> str:
    """A word that says that there is no number."""
    return cell.random.choice(_WORDS)


def dead_word(cell: Cell) -> str:
    """Not the number, only that it was dead."""
    return cell.random.choice(_DEAD_WORDS)


def dead_note(cell: Cell) -> str:
    """The number, and that it is dead."""
    return cell.good + cell.random.choice(("（空号）", "(停机)", " 空号"))


def stranger_note(cell: Cell) -> str:
    """The number, and that somebody else answers."""
    return cell.good + cell.random.choice(("（非本人）", "(错号)"))


def unreached_note(cell: Cell) -> str:
    """The number, and that nobody answered."""
    return cell.good + cell.random.choice(("（关机）", "(无人接听)"))


def other_content(cell: Cell) -> str:
    """Something of another column."""
    number = cell.random.randrange(1000, 10000)
    return cell.random.choice((f"user{number}@example.com", f"2023-{number % 12 + 1:02}-15"))


def machine_line(cell: Cell) -> str:
    """A number of devices, which no person answers."""
    return cell.random.choice(("146", "148")) + cell.good[3:]


def resold_line(cell: Cell) -> Damage:
    """A number of a reseller."""
    number = cell.random.choice(("162", "165", "167", "170", "171")) + cell.good[3:]
    return Damage(number, clean="+86" + number)


def foreign(cell: Cell) -> Damage:
    """A number of Hong Kong."""
    digits = f"61{cell.random.randrange(10**5, 10**6)}"
    return Damage(f"+852 {digits[:4]} {digits[4:]}", clean=f"+852{digits}")


def old_plan(cell: Cell) -> str:
    """A landline of seven digits in a city that has had eight for years."""
    area = cell.random.choice(("0551", "0791", "0871"))
    return f"{area}-{cell.random.randrange(2, 7)}{cell.random.randrange(10**5, 10**6)}"


def several(cell: Cell) -> str:
    """A second number in the same cell."""
    second = f"{cell.random.choice(MOBILE_PREFIXES)}{cell.random.randrange(10**6, 10**7)}"
    # The last digit is neither its neighbour's equal nor next to it, so the number looks like no filler.
    second += str((int(second[-1]) + 4) % 10)
    return cell.good + cell.random.choice(("、", "/", "；", ";", "，", " / ", "|")) + second


def extension(cell: Cell) -> str:
    """A landline with an extension."""
    return (
        cell.good
        + cell.random.choice(("转", "-", "分机", " ext ", "#"))
        + str(cell.random.randrange(100, 9000))
    )


def ip_prefix(cell: Cell) -> str:
    """The dialling prefix of a cheap-call service in front."""
    # Sixteen digits that end in 0 could also be a number that a spreadsheet cut.
    space = " " if cell.good.endswith("0") else cell.random.choice(("", " "))
    return cell.random.choice(("17951", "12593", "17909")) + space + cell.good


def service_number(cell: Cell) -> str:
    """A hotline where a person's number should be."""
    return cell.random.choice(_SERVICE)


def lost_zero(cell: Cell) -> str:
    """A landline that went through a number cell: its leading zero and hyphen are gone."""
    return cell.good.replace("-", "").removeprefix("0")


def no_area_code(cell: Cell) -> str | None:
    """Only the local number."""
    local = cell.good.split("-")[1]
    # Three digits and 96… could be a hotline with the area code of another place.
    return None if "96" in (local[2:4], local[3:5]) else local


def own_number(cell: Cell) -> str | None:
    """The debtor's own number given as a contact's."""
    return cell.other("self_mobile")


def first_contact_again(cell: Cell) -> str | None:
    """The first contact's number once more."""
    return cell.other("contact1_mobile")


def none_left(cell: Cell) -> Damage | None:
    """The debtor's only number is missing."""
    others = (cell.other("self_home_tel"), cell.other("self_work_tel"))
    return Damage(None) if others == (None, None) else None
