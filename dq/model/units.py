"""Units of money as people call them."""

from __future__ import annotations

_UNITS = {
    "元": ("元", "元 (yuan)"),
    "万": ("万元", "万元 (ten thousand yuan)"),
    "千": ("千元", "千元 (thousand yuan)"),
    "分": ("分", "分 (cents)"),
}


def unit_label(unit: str | None, lang: str) -> str:
    """A unit of amounts (``万``, ``千``, ``分``; None for the plain one) in words."""
    name = unit or "元"
    zh, en = _UNITS.get(name, (name, name))
    return zh if lang == "zh" else en
