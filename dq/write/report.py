"""``report.html``: one page about a run, without outside parts, made from the manifest and small samples.

Everything that comes from a file is text of at most 200 characters in which hidden characters are marked and
long numbers masked; the template escapes all of it. The page allows itself nothing but its own style sheet.
"""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
from markupsafe import Markup

from dq.model.companions import COMPANIONS
from dq.model.schema import fields_by_name
from dq.model.units import unit_label
from dq.write.causes import by_rule
from dq.write.files import Written, write_text
from dq.write.orders import assumed_orders
from dq.write.page import TEMPLATES, as_money, as_number, as_plain, environment
from dq.write.private import masked_value
from dq.write.reading_words import DIFFERENCES, MAPPED, in_words, reading_rows
from dq.write.report_words import CONTACTS, HISTORY, REASONS, STATES, name_of, words
from dq.write.statement_words import statement, value
from dq.write.step_words import STEPS
from dq.write.stops import stop_list_gone
from dq.write.trends import drift_rows, rule_trends
from dq.write.untied import untied_files

_MOST_CAUSES = 40
_MOST_LINES = 60
_MOST_SAMPLES = 20
_FEW = 12
_SECTIONS = ("accepted", "quarantined", "rejected")
_VERDICT = "contact_verdict"


def write_report(
    manifest: Mapping[str, Any], samples: Mapping[str, pl.DataFrame], path: Path, *, lang: str
) -> Written:
    """Write the page of :func:`report`. Raises ``OutputError``."""
    return write_text(report(manifest, lang, samples), path)


def report(
    manifest: Mapping[str, Any], lang: str, samples: Mapping[str, pl.DataFrame] = MappingProxyType({})
) -> str:
    """The page as text; the same manifest and samples give the same text.

    ``samples``: the frames of :func:`dq.write.samples.samples`, or some of them. Of the exceptions the first 20 are
    shown, values masked by their field.
    """
    style = (TEMPLATES / "report.css").read_text(encoding="utf-8")
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            lang=lang,
            say=words(lang),
            manifest=manifest,
            style=Markup(style),  # noqa: S704 -- our own file
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            sums=_sums(manifest),
            shares=[(name, manifest["counts"][name]) for name in _SECTIONS],
            next_steps=_next_steps(manifest, lang),
            causes=by_rule(manifest),
            most_causes=_MOST_CAUSES,
            labels={name: field.label(lang) for name, field in fields_by_name().items()},
            phones=_named(manifest.get("phones", {}), STATES, lang),
            contacts=_named(manifest.get("contacts", {}), CONTACTS, lang, ordered=False),
            skipped=_skipped(manifest.get("skipped", {}), lang),
            changes=_changes_by_table(manifest, lang),
            statement=partial(statement, lang=lang),
            stated=partial(value, lang=lang),
            met={True: "✓", False: "✗"},
            facts=[
                (entry, list(reading_rows(entry["facts"], lang))) for entry in manifest.get("reading", [])
            ],
            how=partial(in_words, MAPPED, lang=lang),
            unit=partial(unit_label, lang=lang),
            layout=partial(in_words, DIFFERENCES, lang=lang),
            overdue=samples["overdue"].to_dicts() if "overdue" in samples else [],
            differences=samples["differences"].to_dicts() if "differences" in samples else [],
            trends=rule_trends(manifest),
            drift=drift_rows(manifest, lang),
            states=_named(manifest.get("history", {}).get("states", {}), HISTORY, lang, ordered=False),
            exceptions=_exceptions(samples.get("exceptions")),
            most_lines=_MOST_LINES,
            few=_FEW,
        )
    )


def _sums(manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The three sums that the reader can check: what it is of, the total, the parts, whether it adds up."""
    counts = manifest["counts"]
    sums = []
    for label, total, parts in (
        ("lines", "lines", ("header", "preamble", "blank", "read")),
        ("read_lines", "read", _SECTIONS),
    ):
        whole = counts[total] == sum(counts[part] for part in parts)
        shown = [(part, as_number(counts[part])) for part in parts]
        sums.append({"label": label, "total": as_number(counts[total]), "parts": shown, "whole": whole})
    money = manifest.get("money")
    if money:
        names = [name for name in _SECTIONS if name in money]
        changed = Decimal(money.get("changed", "0"))
        shown = [(name, as_money(money[name])) for name in names]
        shown += [("changed", as_money(-changed))] if changed else []
        whole = Decimal(money["read"]) + changed == sum(Decimal(money[name]) for name in names)
        sums.append({"label": "money", "total": as_money(money["read"]), "parts": shown, "whole": whole})
    return sums


def _next_steps(manifest: Mapping[str, Any], lang: str) -> list[str]:
    say, outputs = words(lang), manifest.get("outputs", {})
    gone = stop_list_gone(manifest, lang)
    steps = [gone] if gone else []
    for key, name in (
        ("next_worklist", "worklist.xlsx"),
        ("next_return", "return.xlsx"),
        ("next_cleaned", "cleaned.csv"),
        ("next_rejected", "rejected.csv"),
    ):
        rows = manifest["counts"]["rejected"] if key == "next_rejected" else outputs.get(name, {}).get("rows")
        if rows:
            steps.append(say[key].format(file=name, n=as_number(rows)))
    steps += untied_files(manifest, lang, as_plain)
    steps += [as_plain(told) for _, told in assumed_orders(manifest, lang)]
    unmapped = manifest.get("mapping", {}).get("unmapped", [])
    if unmapped:
        listed = "、".join if lang == "zh" else ", ".join
        shown = listed(as_plain(str(column)) for column in unmapped[:8]) + ("…" if len(unmapped) > 8 else "")
        steps.append(say["next_unmapped"].format(n=len(unmapped), columns=shown))
    return steps


def _named(
    figures: Mapping[str, int], table: dict[str, tuple[str, str]], lang: str, *, ordered: bool = True
) -> list[tuple[str, int]]:
    """Figures with their names, largest first if ``ordered``."""
    pairs = sorted(figures.items(), key=_most_first) if ordered else figures.items()
    return [(name_of(table, key, lang), value) for key, value in pairs]


def _skipped(skipped: Mapping[str, Mapping[str, int]], lang: str) -> list[tuple[str, str, int]]:
    return [
        (rule, name_of(REASONS, reason, lang), rows)
        for rule, reasons in sorted(skipped.items())
        for reason, rows in sorted(reasons.items())
    ]


def _changes_by_table(manifest: Mapping[str, Any], lang: str) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """The case file's changes, then those of each companion table, by the table's name; what has none is left out."""
    beside = manifest.get("companions", {}).get("tables", {})
    tables = {words(lang)["case_file"]: manifest.get("changes", {})}
    tables |= {
        COMPANIONS[name].label(lang) if name in COMPANIONS else words(lang)[name]: facts.get("changes", {})
        for name, facts in beside.items()
    }
    return [(label, _changes(changes, lang)) for label, changes in tables.items() if changes]


def _changes(changes: Mapping[str, int], lang: str) -> list[tuple[str, str, int]]:
    """Steps with their names and the cells they touched, most first; a cell may have gone through several."""
    steps: Counter[str] = Counter()
    for joined, cells in changes.items():
        for step in joined.split("+"):
            steps[step] += cells
    return [
        (step, name_of(STEPS, step, lang), cells) for step, cells in sorted(steps.items(), key=_most_first)
    ]


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _exceptions(frame: pl.DataFrame | None) -> list[dict[str, Any]]:
    """The first exceptions, each value masked as its field asks for."""
    if frame is None:
        return []
    rows = frame.head(_MOST_SAMPLES).to_dicts()
    for row in rows:
        # the verdict is no cell, and the rule's name says it already
        row["value"] = (
            "" if row["field"] == _VERDICT else masked_value(row["field"] or "", row["value"] or "")
        )
    return rows
