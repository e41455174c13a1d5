"""The words for a stop list that an earlier run had and this one has not, for terminal and report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "gone": (
        "本次没有停催名单：{as_of} 的批次（{run_id}）有{rows}，其中的停催本次一概未知，相关号码会显示为可以拨打。请用 "
        "--optouts 文件 再次提供（或写入来源 YAML 的 companions），重新运行后再拨打。",
        "No stop list this time: the run of {as_of} ({run_id}) had {rows}. This run knows none of its stops, and tells "
        "their numbers as callable. Give it again with --optouts FILE (or name it in the source's YAML under "
        "companions), and run again before anybody calls.",
    ),
    "rows": ("停催名单 {n} 行", "one of {n} rows"),
    "unknown": ("停催名单", "one"),
}


def stop_list_gone(manifest: Mapping[str, Any], lang: str) -> str | None:
    """What to tell if an earlier run of the source had a stop list and this one has none; else None."""
    gone = (manifest.get("history") or {}).get("stop_list_gone")
    if not gone:
        return None
    say = {key: pair[0 if lang == "zh" else 1] for key, pair in _WORDS.items()}
    rows = say["unknown"] if gone["rows"] is None else say["rows"].format(n=f"{gone['rows']:,}")
    return say["gone"].format(as_of=gone["as_of"], run_id=gone["run_id"], rows=rows)
