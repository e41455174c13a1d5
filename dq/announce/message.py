"""The message about a run: verdict, counts and rule ids, in plain text that fits a chat."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_MOST_RULES = 8
_WORDS = {
    "pass": ("通过", "PASS"),
    "fail": ("未通过", "FAIL"),
    "read": ("读入", "read"),
    "accepted": ("通过", "accepted"),
    "quarantined": ("隔离", "quarantined"),
    "rejected": ("拒收", "rejected"),
    "refused": ("未能读取的文件", "files not read"),
    "unmet": ("整体要求未达到", "expectations not met"),
    "drift": ("与以往批次不同之处", "differences from earlier batches"),
    "more": ("另有 {n} 条规则", "{n} more rules"),
}


def message(manifest: Mapping[str, Any]) -> tuple[str, str]:
    """Title and text, in the run's language. No file name, no value, no path: a chat is no place for them."""
    say = {key: pair[0 if manifest["lang"] == "zh" else 1] for key, pair in _WORDS.items()}
    source = (manifest["source"] or {"id": "proposed"})["id"]
    counts = manifest["counts"]
    lines = [
        manifest["run_id"],
        " · ".join(
            f"{say[name]} {counts[name]:,}" for name in ("read", "accepted", "quarantined", "rejected")
        ),
    ]
    if manifest["refused"]:
        lines.append(f"{say['refused']}: {len(manifest['refused'])}")
    unmet = [entry for entry in manifest["expectations"] if not entry["met"]]
    for kind, word in ((False, "unmet"), (True, "drift")):
        names = [entry["name"] for entry in unmet if (entry["kind"] == "drift") is kind]
        if names:
            lines.append(f"{say[word]}: {len(names)}")
    rules = sorted(manifest["findings"].items(), key=lambda item: (-item[1]["findings"], item[0]))
    told = [(rule, entry) for rule, entry in rules if entry["severity"] != "info"]
    lines += [f"{rule}: {entry['findings']:,} ({entry['severity']})" for rule, entry in told[:_MOST_RULES]]
    if len(told) > _MOST_RULES:
        lines.append(say["more"].format(n=len(told) - _MOST_RULES))
    return f"dq {say[manifest['verdict']]} {source} {manifest['as_of']}", "\n".join(lines)
