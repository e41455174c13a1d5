"""The words for columns whose day and month were told apart by the region's custom alone, for terminal and report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

_SHOWN = 6
_WORDS = {
    "zh": "{columns}：没有一个单元格能区分月、日，按 {region} 的习惯（{order}）读取；"
    "如有误，请在来源 YAML 中写明这些列的 dates（dmy、mdy 或 ymd）",
    "en": "{columns}: no cell tells day from month, read as is usual in {region} ({order}); dates: dmy, mdy or ymd for "
    "these columns in the source's YAML changes it",
}


def assumed_orders(manifest: Mapping[str, Any], lang: str) -> Iterator[tuple[str, str]]:
    """What to tell, by table (``cases`` or a companion)."""
    tables = {"cases": (manifest.get("learned", {}).get("date_orders", {}), manifest.get("mapping", {}))}
    for name, facts in manifest.get("companions", {}).get("tables", {}).items():
        tables[name] = (facts.get("learned", {}), facts.get("mapping", {}))
    for name, (orders, mapping) in tables.items():
        assumed = {field: entry["order"] for field, entry in orders.items() if not entry["cells"]}
        if assumed:
            columns = dict.fromkeys(c["column"] for c in mapping["mapped"] if c["field"] in assumed)
            listed = ", ".join([*columns][:_SHOWN]) + (" …" if len(columns) > _SHOWN else "")
            order = next(iter(assumed.values()))
            yield name, _WORDS[lang].format(columns=listed, region=manifest["region"], order=order)
