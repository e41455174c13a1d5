"""What a run prints of its companion tables, in 80 columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dq.model.companions import CASES, COMPANIONS, EARLIER, NAMING
from dq.text.visible import one_line
from dq.text.width import pad, width, wrap

_COLUMNS = 80
_WORDS = {
    "beside": ("随附表", "Beside the cases"),
    "rows": (
        "{read} 行 = {accepted} 采用 + {quarantined} 暂不采用 + {rejected} 拒收",
        "{read} read = {accepted} used + {quarantined} held back + {rejected} rejected",
    ),
    "tied": ("{n} 行对应文件中的案件", "{n} belong to a case of the file"),
    "called": (
        "无案件号列：{n} 行按被叫号码（仅为一案的本人号码）对应案件",
        "no column names the case: {n} tied by the number called, which is one debtor's own alone",
    ),
    "lost": ("未能读取", "not read"),
    "fewer": ("（可用依据较少）", " (fewer signals)"),
    "overruled": (
        "{table}：以命令行给出的文件为准，来源配置中的 {files} 未读取",
        "{table}: the files given count; not read, though the source names it: {files}",
    ),
    "absent": ("未提供：{names}（可用依据较少）", "Not given: {names} (fewer signals)"),
    EARLIER: ("历史批次", "Earlier batches"),
    CASES: ("案件文件", "Case file"),
}  # fmt: skip


def companion_lines(manifest: Mapping[str, Any], lang: str) -> list[str]:
    """The lines of the companion tables; none if none were given."""
    beside = manifest.get("companions", {})
    tables, refused = beside.get("tables", {}), beside.get("refused", [])
    if not tables and not refused:
        return []
    say = {key: pair[0 if lang == "zh" else 1] for key, pair in _WORDS.items()}
    label_width = max([width(table_label(name, lang)) for name in tables] or [0]) + 2
    lines = [say["beside"]]
    for name, table in tables.items():
        counts = {key: f"{number:,}" for key, number in table["counts"].items()}
        told = say["rows"].format(**counts)
        if table["counts"]["read"] and (how := _tied(name, table)):
            told += " · " + say[how].format(n=f"{table['of_known_cases']:,}")
        first, *rest = wrap(told, _COLUMNS - label_width - 2)
        lines.append("  " + pad(table_label(name, lang), label_width) + first)
        lines += [" " * (label_width + 2) + line for line in rest]
    for item in refused:
        told = f"{table_label(item['table'], lang)}, {say['lost']}: {one_line(item['message'])}"
        told += "" if item["table"] in tables else say["fewer"]
        lines += [
            ("  " if number == 0 else "    ") + line for number, line in enumerate(wrap(told, _COLUMNS - 4))
        ]
        if item.get("next_step"):
            lines += [f"    {line}" for line in wrap("→ " + one_line(item["next_step"]), _COLUMNS - 4)]
    for name in dict.fromkeys(item["table"] for item in beside.get("overruled", [])):
        files = ", ".join(one_line(item["file"]) for item in beside["overruled"] if item["table"] == name)
        told = say["overruled"].format(table=table_label(name, lang), files=files)
        lines += ["  " + line for line in wrap(told, _COLUMNS - 2)]
    absent = ", ".join(table_label(name, lang) for name in beside.get("absent", []))
    if absent:
        lines += ["  " + line for line in wrap(say["absent"].format(names=absent), _COLUMNS - 2)]
    return lines


def _tied(name: str, table: Mapping[str, Any]) -> str:
    """What is said of how the rows belong to cases; nothing of a table that tells of numbers wherever they stand."""
    fields = {column["field"] for column in table["mapping"]["mapped"]}
    if name not in COMPANIONS or not fields.isdisjoint(NAMING):
        return "tied"
    if name == "calls":
        return "called"
    return "tied" if _untied(table) else ""


def _untied(table: Mapping[str, Any]) -> bool:
    """Whether nothing ties any row of a table to a case."""
    counts = table["counts"]
    rows = sum(told["rows"] for told in table.get("untied", ()))
    return bool(rows) and rows == counts["accepted"] + counts["quarantined"]


def table_label(name: str, lang: str) -> str:
    """What people call a table."""
    return COMPANIONS[name].label(lang) if name in COMPANIONS else _WORDS[name][0 if lang == "zh" else 1]
