"""How a source develops over its runs: one page with charts, made from the ledger's figures."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup

from dq.write.page import TEMPLATES, environment
from dq.write.plots import lines, stacks
from dq.write.report_words import words

_WORDS = {
    "title": ("来源走势", "How a source develops"),
    "until": ("截至", "Until"),
    "runs": ("批次", "Runs"),
    "rates": ("每千件的问题", "Findings per 1,000 cases"),
    "held": ("隔离的案件占比（%）", "Cases held back (%)"),
    "states": ("问题的去向", "What became of the findings"),
    "ages": ("未解决问题的账龄", "How old the open findings are"),
    "ages_note": (
        "从首次出现的批次算起的天数。",
        "Days since the first run that had the finding.",
    ),
    "days": ("天", "Days"),
    "rules": ("最近一批最多的规则", "Rules with the most findings in the last run"),
    "first": ("首批", "First"),
    "last": ("最近", "Last"),
    "fixed_all": (
        "已解决 {n} 个问题，中位用时 {days} 天。",
        "{n} findings fixed; half of them within {days} days.",
    ),
    "fixed_none": ("还没有问题被解决。", "No finding has been fixed yet."),
    "new": ("新增", "new"),
    "open": ("未变", "open"),
    "fixed": ("已解决", "fixed"),
    "private": (
        "本页只有数量，不含个人信息，也不含外部链接。",
        "Counts only: no personal value, nothing from outside.",
    ),
}
_STATES = {"new": ("new", "reopened"), "open": ("open", "changed"), "fixed": ("fixed",)}
_MOST_RULES = 15


def development(
    source: str,
    runs: Sequence[Mapping[str, Any]],
    card: Mapping[str, Any],
    ages: Sequence[tuple[str, int]],
    lang: str,
) -> str:
    """The page as text.

    ``runs``: the source's runs in order, each with ``run_id``, ``as_of``, ``cases``, ``quarantined``, ``severities``,
    ``findings`` by rule and ``states``; ``card``: the scorecard (``fixed``, ``median_days_to_fix``); ``ages``: open
    findings by age.
    """
    say = words(lang) | {key: pair[0 if lang == "zh" else 1] for key, pair in _WORDS.items()}
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    labels = [run["as_of"] for run in runs]
    rates = {
        name: [_per(1_000, run["severities"][name], run["cases"]) for run in runs]
        for name in ("error", "warning")
    }
    held = {"quarantined": [_per(100, run["quarantined"], run["cases"]) for run in runs]}
    states = {
        name: [float(sum(run["states"].get(state, 0) for state in states)) for run in runs]
        for name, states in _STATES.items()
    }
    charts = [
        (say["rates"], rates.keys(), lines(labels, rates)),
        (say["held"], (), lines(labels, held)),
        (say["states"], states.keys(), stacks(labels, states)),
    ]
    return (
        environment()
        .get_template("development.html.j2")
        .render(
            lang=lang,
            say=say,
            source=source,
            runs=runs,
            card=card,
            charts=charts,
            ages=ages,
            rules=_rules(runs),
            style=Markup(style),  # noqa: S704 -- our own file
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        )
    )


def _per(unit: int, part: int, whole: int) -> float:
    return unit * part / whole if whole else 0.0


def _rules(runs: Sequence[Mapping[str, Any]]) -> list[tuple[str, float, float]]:
    """The rules that the last run has most findings of: per 1,000 cases in the first run, and in the last."""
    first, last = runs[0], runs[-1]
    ranked = sorted(last["findings"].items(), key=lambda item: (-item[1], item[0]))
    return [
        (rule, _per(1_000, first["findings"].get(rule, 0), first["cases"]), _per(1_000, count, last["cases"]))
        for rule, count in ranked[:_MOST_RULES]
    ]
