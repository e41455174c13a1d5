"""What is done to single cells of odd files, by the kind of their column."""

from dq.demo.layout import COUNTS, DATES, MONEY, PHONES

_WIDE = {ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}
_NOTHING = ("无", "-", "N/A", "null", "0", "—", "不详", "/", "?", "#N/A", "nan", "None")
_NO_DAYS = ("0000-00-00", "9999-12-31", "1900-01-00", "1899-12-30", "0001-01-01", "2023-02-30")
_FILLERS = ("13800138000", "110", "10086", "4008001234", "00000000000", "12345678901")
_METHODS = ("等额本息", "等额本金", "先息后本", "到期还本付息", "等本等息", "随借随还", "其他", "B", "1")


def _scaled(text, factor):
    return f"{float(text) * factor:.6f}" if text.replace(".", "", 1).isdecimal() else text


def _day(text, form):
    parts = text.split("-")
    return form.format(*parts) if len(parts) == 3 else text


ANY = (
    lambda v, r: f" {v}\u3000",
    lambda v, r: v.translate(_WIDE),
    lambda v, r: "",
    lambda v, r: r.choice(_NOTHING),
    lambda v, r: v + "\u200b",
    lambda v, r: v[: max(1, len(v) // 2)],
    lambda v, r: v + v,
    lambda v, r: v[::-1],
    lambda v, r: f'"{v}"',
    lambda v, r: f"{v}\n{v}",
    lambda v, r: f"'{v}",
    lambda v, r: f"={v}",
    lambda v, r: f"{v},{v}",
    lambda v, r: f"{v}（{v}）",
    lambda v, r: "*" * len(v),
    lambda v, r: v[:3] + "****" + v[-2:],
    lambda v, r: v.upper() + "😀",
    lambda v, r: "测试" * r.choice((1, 50)),
    lambda v, r: str(r.randrange(10**6)),
)
AMOUNTS = (
    lambda v, r: v + "元",
    lambda v, r: "-" + v,
    lambda v, r: v + "0000000000",
    lambda v, r: v + "万",
    lambda v, r: "9" * r.choice((16, 18, 40)),
    lambda v, r: f"{v}e{r.choice((3, 300))}",
    lambda v, r: v.replace(".", ","),
    lambda v, r: f"¥{v}",
    lambda v, r: f"${v}",
    lambda v, r: f"({v})",
    lambda v, r: v + "001",
    lambda v, r: r.choice(("0", "0.00", "-0.00", "壹仟元整")),
    lambda v, r: _scaled(v, 0.0001),
    lambda v, r: _scaled(v, 100),
    lambda v, r: _scaled(v, 1 / 12),
    lambda v, r: v + r.choice("%‰"),
)
DAYS = (
    lambda v, r: v.replace("-", "/"),
    lambda v, r: v.replace("-", ""),
    lambda v, r: _day(v, "{2}/{1}/{0}"),
    lambda v, r: _day(v, "{1}/{2}/{0}"),
    lambda v, r: _day(v, "{0}年{1}月{2}日"),
    lambda v, r: v + r.choice((" 00:00:00", "T10:00:00Z")),
    lambda v, r: r.choice(_NO_DAYS),
    lambda v, r: str(r.randrange(-5, 3_000_000)),
    lambda v, r: v[2:],
    lambda v, r: f"{v}~{v}",
)
NUMBERS = (
    lambda v, r: v[:-1],
    lambda v, r: r.choice(("+86", "0086-", "86", "父亲")) + v,
    lambda v, r: f"{v}/{v[:-1]}0",
    lambda v, r: f"{v}转{r.randrange(999)}",
    lambda v, r: f"{v}(空号)",
    lambda v, r: f"{v[:4]}O{v[5:]}",
    lambda v, r: r.choice(_FILLERS),
    lambda v, r: f"{float(v):.3E}" if v.isdecimal() else v,
    lambda v, r: f"+1 212 {r.randrange(200, 999)} {r.randrange(9999):04}",
)
IDS = (
    lambda v, r: v[:-3] + "000",
    lambda v, r: f"{float(v):.6E}" if v.isdecimal() else v,
    lambda v, r: f"{v[:6]} {v[6:]}",
    lambda v, r: v + ".0",
    lambda v, r: v[:6] + v[8:-1],
)
NAMES = (lambda v, r: f"{v}13900000000", lambda v, r: " ".join(v), lambda v, r: "a" * 300)
METHODS = (lambda v, r: r.choice(_METHODS),)
MOMENTS = (
    lambda v, r: v[:10],
    lambda v, r: v[:10] + r.choice((" 25:61", " 03:15:00", "T23:59:59.999+08:00", " 下午3点", " 12:30 PM")),
    lambda v, r: "2031" + v[4:],
    lambda v, r: "1969" + v[4:],
    lambda v, r: f"{40000 + r.randrange(9999)}.{r.randrange(10**6)}",
    lambda v, r: v.replace("-", "/").replace(":", "："),
)
CLOCKS = (
    lambda v, r: r.choice(
        ("25:00", "9点半", "上午9:05", "0.4375", "235959", "930", "24:00", "-1", "12:30:61")
    ),
)
SECONDS = (
    lambda v, r: r.choice(("-5", "1.5", "00:01:30", "90秒", "1分30秒", "1e9", "9" * 25, "2147483648")),
)
FLAGS = (lambda v, r: r.choice(("Y", "N", "是", "否", "1", "0", "√", "也许", "2", "TRUE")),)
WORDS = (
    lambda v, r: r.choice(("空号", "77", "DNC", "停催", "本人接听/停机", "ptp", "OK?", "二次放号", "其他")),
    lambda v, r: v.lower() + "。",
    lambda v, r: f"{v}，{v}",
)
_OTHERS = {
    "called_at": DAYS + MOMENTS * 2, "called_clock": CLOCKS * 9, "duration_s": AMOUNTS + SECONDS * 16,
    "instalment_no": AMOUNTS, "phone": NUMBERS * 2,
    **dict.fromkeys(("liable", "dnc", "reversal", "settled"), FLAGS * 9),
    **dict.fromkeys(("outcome", "kind", "scope", "result", "state", "party", "source_kind", "relation_raw"), WORDS * 6),
}  # fmt: skip


def pool_of(name):
    """The damage that a column may have, by field or by header."""
    if name in _OTHERS:
        return ANY + _OTHERS[name]
    if name in (*MONEY, *COUNTS, "annual_rate") or "金额" in name or name.endswith("_amount"):
        return ANY + AMOUNTS * 2
    if name in (*DATES, "until", "valid_until", "source_date", "recycled_since") or name.endswith("_on"):
        return ANY + DAYS * 2
    if "日期" in name or "时间" in name:
        return ANY + DAYS * 2
    if name in PHONES or "号码" in name or "电话" in name:
        return ANY + NUMBERS * 2
    if name.endswith("_no") or "序列号" in name:
        return ANY + IDS * 3
    if name.endswith("_name") or "姓名" in name:
        return ANY + NAMES * 2
    return METHODS if name == "repay_method" else ANY
