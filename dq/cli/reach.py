"""What the summary says of contacts: who can be reached, before and after, and what a check of the rest would cost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dq.text.width import pad, width

_WORDS = {
    "contacts": ("联系方式", "Contacts"),
    "own": ("有可拨打的本人号码", "own number to call"),
    "fresh": ("有近期有效的本人号码", "current own number"),
    "reachable": ("可联系本人", "reachable"),
    "stale_only": ("仅有久未核实号码", "stale numbers only"),
    "third_party_only": ("仅可联系第三人", "third persons only"),
    "no_callable_number": ("无可拨打号码", "no number to call"),
    "look_ups": (
        "值得付费检测的号码 {n} 个，见 lookups.csv",
        "{n} numbers worth a paid check: see lookups.csv",
    ),
    "cost": ("，约 {cost} {currency}", ", about {cost} {currency}"),
}
_VERDICTS = ("reachable", "stale_only", "third_party_only", "no_callable_number")


def contact_lines(manifest: Mapping[str, Any], lang: str) -> list[str]:
    """Lines of at most 80 columns; none if the run has no contacts."""
    counts = manifest.get("contacts") or {}
    cases = counts.get("cases", 0)
    if not cases or "cases_with_own_number_before" not in counts:
        return []
    say = {key: pair[0 if lang == "zh" else 1] for key, pair in _WORDS.items()}
    shown = [
        (say[name], f"{_share(counts[f'{key}_before'], cases)} → {_share(counts[key], cases)}")
        for name, key in (("own", "cases_with_own_number"), ("fresh", "cases_with_fresh_number"))
    ]
    shown += [(say[name], f"{counts[name]:,}") for name in _VERDICTS if counts.get(name)]
    names = max(width(name) for name, _ in shown) + 2
    lines = [say["contacts"], *(f"  {pad(name, names)}{value}" for name, value in shown)]
    look_ups = manifest.get("look_ups", {})
    if look_ups.get("numbers"):
        line = say["look_ups"].format(n=f"{look_ups['numbers']:,}")
        if "cost" in look_ups:
            line += say["cost"].format(**look_ups)
        lines.append(f"  {line}")
    return lines


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %"
