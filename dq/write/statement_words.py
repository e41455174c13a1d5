"""The statements on a whole file in words; in ``run.json`` they have the names of their keys in a source's YAML."""

from __future__ import annotations

import re

from dq.model.schema import fields_by_name
from dq.write.worklist_words import SEVERITIES, say

_KEYS_ZH = {
    "min_rows": "最少行数",
    "max_rows": "最多行数",
    "rows": "行数",
    "max_quarantined_share": "隔离比例上限",
    "max_rejected_share": "拒收比例上限",
    "max_findings": "问题数上限",
    "max_findings_share": "问题比例上限",
    "max_null_share": "空值比例上限",
    "totals": "金额合计",
    "max_age_days": "最新日期距基准日的天数上限",
}
"""The keys of a gate; in English they speak for themselves, and they are what a source's YAML says."""
_TOTALS_ROW = "totals_row"
_COLUMNS = "columns"
_NEEDED = ("每个案件必需的字段在文件中的列数", "columns for a field that every case needs")
_OWN_TOTAL = ("文件自带的合计行", "the file's own totals row")
_FOUND = ((r"^no such field$", "没有该字段"), (r" \(row (\d+)\)$", r"（第 \1 行）"))


def statement(name: str, lang: str) -> str:
    """A statement's name in words, with the field or the rule that it is on; one that is not the gate's as it is."""
    key, mark, on = name.partition(": ")
    of = f": {_named(on, lang)}" if mark else ""
    if key == _TOTALS_ROW:
        return say(_OWN_TOTAL, lang) + of
    if key == _COLUMNS:
        return say(_NEEDED, lang) + of
    return f"{_KEYS_ZH[key]} ({key}){of}" if lang == "zh" and key in _KEYS_ZH else name


def value(text: str, lang: str) -> str:
    """What was expected or found, in words."""
    for pattern, chinese in _FOUND if lang == "zh" else ():
        text = re.sub(pattern, chinese, text)
    return text


def _named(on: str, lang: str) -> str:
    field = fields_by_name().get(on)
    if field is not None:
        return field.label(lang)
    return say(SEVERITIES[on], lang) if on in SEVERITIES else on
