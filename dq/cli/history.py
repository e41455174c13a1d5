"""What the summary says of earlier runs: how many findings are new, known, fixed, and by rule if a file was mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dq.text.width import cut, pad, width

COLUMNS = 80
TOP = 8

_WORDS = {
    "since": ("对比 {base}（{as_of}）", "Since {base} ({as_of})"),
    "known": ("对比此前各批", "Against earlier runs"),
    "new": ("新增", "new"),
    "reopened": ("再现", "reopened"),
    "open": ("未变", "open"),
    "changed": ("值已变", "changed"),
    "fixed": ("已修正", "fixed"),
    "vanished": ("案件已不在", "vanished"),
    "skipped": ("本批未检查", "skipped this time"),
    "suppressed": ("已豁免", "suppressed"),
    "agreed": (
        "另有 {n} 个问题按约定豁免，见 suppressed.csv",
        "{n} not raised by agreement: see suppressed.csv",
    ),
    "unchanged": ("未变", "unchanged"),
    "newly_broken": ("新出错", "newly broken"),
    "more": ("另有 {n} 条规则，见 run.json", "{n} more rules: see run.json"),
}
_ORDER = ("new", "reopened", "open", "changed", "fixed", "vanished", "skipped", "suppressed")
_TABLE: Mapping[str, Sequence[str]] = {
    "fixed": ("fixed", "suppressed"),
    "unchanged": ("open",),
    "changed": ("changed",),
    "vanished": ("vanished",),
    "newly_broken": ("new", "reopened"),
}
"""Column of the table by rule -> the states that it adds up."""


def history_lines(manifest: Mapping[str, Any], lang: str) -> list[str]:
    """The block of the summary; nothing for the first run of a source, or where nothing was there before."""
    history = manifest.get("history")
    if not history:
        return []
    say = words(lang)
    quiet = sum(history["suppressed"].values())
    agreed = [say["agreed"].format(n=f"{quiet:,}")] if quiet else []
    if not (history["base"] or set(history["states"]) - {"new"}):
        return agreed
    base = history["base"]
    head = say["since"].format(base=base["run_id"], as_of=base["as_of"]) if base else say["known"]
    told = " · ".join(
        f"{history['states'][name]:,} {say[name]}" for name in _ORDER if name in history["states"]
    )
    lines = [head, f"  {told}" if told else ""]
    if base:
        counts = {
            rule: {column: sum(states.get(name, 0) for name in names) for column, names in _TABLE.items()}
            for rule, states in history["rules"].items()
        }
        moved = {rule: row for rule, row in counts.items() if sum(row.values()) > row["unchanged"]}
        lines += by_rule(moved, lang)
    return [*(line for line in lines if line), *agreed]


def by_rule(counts: Mapping[str, Mapping[str, int]], lang: str, top: int = TOP) -> list[str]:
    """A table: a rule a line, most movement first, its findings by what became of them."""
    if not counts:
        return []
    say = words(lang)
    columns = list(_TABLE)
    widths = [max(width(say[name]), 7) + 2 for name in columns]
    room = COLUMNS - 2 - sum(widths)
    ranked = sorted(counts, key=lambda rule: (counts[rule]["unchanged"] - sum(counts[rule].values()), rule))
    head = " " * (2 + room) + "".join(
        pad(say[name], size, "right") for name, size in zip(columns, widths, strict=True)
    )
    lines = [head]
    for rule in ranked[:top]:
        cells = [f"{counts[rule][name]:,}" if counts[rule][name] else "·" for name in columns]
        row = "".join(pad(cell, size, "right") for cell, size in zip(cells, widths, strict=True))
        lines.append("  " + pad(cut(rule, room), room) + row)
    if len(ranked) > top:
        lines.append("  " + say["more"].format(n=len(ranked) - top))
    return lines


def words(lang: str) -> dict[str, str]:
    """The words in one language."""
    return {key: pair[0 if lang == "zh" else 1] for key, pair in _WORDS.items()}
