"""How names, addresses and words of closed lists get damaged."""

from __future__ import annotations

from dq.demo.defect import Cell, Damage

_OTHER_WORDS = {
    "待催收": ("待分配", "新案"),
    "催收中": ("在催", "跟进中"),
    "承诺还款": ("已承诺还款",),
    "等额本息": ("等额本息还款法", "按月等额本息"),
    "等额本金": ("等额本金还款法",),
    "先息后本": ("按月付息到期还本",),
    "一次性": ("到期一次性还本付息", "利随本清"),
    "父母": ("父亲", "母亲"),
    "配偶": ("妻子", "丈夫"),
    "子女": ("儿子", "女儿"),
    "兄弟姐妹": ("哥哥", "妹妹"),
    "朋友": ("好友",),
}


def emptied(cell: Cell) -> Damage:
    """Nothing left."""
    return Damage(None)


def digit_in_name(cell: Cell) -> str:
    """A digit typed into a name."""
    digit = cell.random.choice("123456789")
    return cell.random.choice((cell.good + digit, cell.good[:1] + digit + cell.good[1:]))


def name_filler(cell: Cell) -> str:
    """A name that is none."""
    return cell.random.choice(("测试", "匿名", "无名氏", "某某"))


def spaces(cell: Cell) -> str:
    """Spaces around it, wide ones among them."""
    return cell.random.choice(
        (f" {cell.good}", f"{cell.good}\u3000", f"\u3000{cell.good} ", f"{cell.good}\t")
    )


def invisible(cell: Cell) -> str:
    """A zero-width character within."""
    mark = cell.random.choice(("\u200b", "\u200d", "\ufeff", "\u2060"))
    return cell.good[:1] + mark + cell.good[1:]


def line_end(cell: Cell) -> str:
    """A line break behind the text, as a cell typed with Alt-Enter has."""
    return cell.good + "\n"


def control_character(cell: Cell) -> str:
    """A control character that text never has, left by a broken export."""
    return cell.good[:3] + cell.random.choice("\x07\x02\x1b") + cell.good[3:]


def undecodable(cell: Cell) -> str:
    """What is left of text that went through a wrong encoding."""
    return cell.good[:2] + cell.random.choice(("锟斤拷", "\ufffd\ufffd")) + cell.good[4:]


def formula(cell: Cell) -> str:
    """Text that a spreadsheet would execute."""
    return cell.random.choice(('=HYPERLINK("http://example.com","查看")', "=1+1", "@SUM(1+1)"))


def broken_mail(cell: Cell) -> str:
    """An address that no mail reaches."""
    name, host = cell.good.split("@")
    return cell.random.choice(
        (f"{name}@@{host}", f"{name}{host}", f"{name}@", f"{name}@{host.split('.')[0]}")
    )


def too_short(cell: Cell) -> str:
    """An address that leads nowhere."""
    return cell.random.choice(("北京", "本地", "农村", "老家"))


def other_word(cell: Cell) -> str | None:
    """Another word for the same, as other systems write it."""
    words = _OTHER_WORDS.get(cell.good)
    return cell.random.choice(words) if words else None


def unknown_sex(cell: Cell) -> str:
    """A code that means neither."""
    return cell.random.choice(("中", "待核"))


def sex_code(cell: Cell) -> str:
    """Another system's word for it."""
    return cell.random.choice(("男性", "M", "1") if cell.good == "男" else ("女性", "F", "2"))


def unknown_method(cell: Cell) -> str:
    """A way to repay that no list has."""
    return cell.random.choice(("按心情还", "面议"))


def unknown_status(cell: Cell) -> str:
    """A state that no list has."""
    return cell.random.choice(("甲类", "K9"))


def paused_status(cell: Cell) -> str:
    """A case that rests for now."""
    return "暂停"


def closed_status(cell: Cell) -> str:
    """A case that must not be collected any more."""
    return cell.random.choice(("结清", "退案", "关闭", "撤回"))
