"""What the report tells of time: how a rule developed over the source's runs, and what drifted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from dq.model.schema import fields_by_name
from dq.write.charts import sparkline

_ASPECTS = {
    "rows": ("批次大小", "Size of the batch"),
    "column_missing": ("缺少以往都有的列", "A column that always came is missing"),
    "column_new": ("以往没有的列", "A column that never came"),
    "filled": ("填写比例", "Share of cells filled in"),
    "distribution": ("分布", "Distribution"),
}


def rule_trends(manifest: Mapping[str, Any]) -> dict[str, tuple[Markup, str]]:
    """Rule -> a line of its findings per 1,000 lines over the earlier runs and this one, and the change in words.

    Empty where there are no earlier runs.
    """
    earlier = manifest.get("drift", {}).get("history", [])
    if not earlier:
        return {}
    now = {rule: entry["findings"] for rule, entry in manifest["findings"].items()}
    runs = [*((run["findings"], run["counts"]["read"]) for run in earlier), (now, manifest["counts"]["read"])]
    trends = {}
    for rule in now:
        shares = [1_000 * findings.get(rule, 0) / read if read else 0.0 for findings, read in runs]
        before = sum(shares[:-1]) / len(shares[:-1])
        trends[rule] = (sparkline(shares), _change(before, shares[-1]))
    return trends


def _change(before: float, now: float) -> str:
    """Against the mean of the earlier runs; less than a fifth is no change."""
    if not before:
        return "★"
    if now > before * 1.2:
        return f"▲ ×{now / before:.1f}"
    if now < before / 1.2:
        return f"▼ ×{now / before:.1f}"
    return "="


def drift_rows(manifest: Mapping[str, Any], lang: str) -> list[dict[str, Any]]:
    """What drifted: aspect and field in words, severity, index and limit, and what moved with its shares."""
    place = 0 if lang == "zh" else 1
    labels = {name: field.label(lang) for name, field in fields_by_name().items()}
    return [
        {
            "aspect": _ASPECTS[item["aspect"]][place],
            "name": labels.get(item["name"], item["name"]),
            "severity": item["severity"],
            "found": item["found"],
            "limit": item["limit"],
            "shifts": [
                (shift["label"], float(shift["before"]), float(shift["now"])) for shift in item["shifts"]
            ],
        }
        for item in manifest.get("drift", {}).get("told", [])
    ]
