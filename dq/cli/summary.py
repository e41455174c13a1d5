"""What a run prints: verdict, reconciliation, money, top causes and where the files are, in 80 columns."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from dq.cli.beside import companion_lines, table_label
from dq.cli.history import history_lines
from dq.cli.reach import contact_lines
from dq.model.companions import CASES
from dq.model.schema import fields_by_name
from dq.text.mask import mask_numbers
from dq.text.visible import one_line
from dq.text.width import cut, pad, width, wrap
from dq.write.causes import by_rule
from dq.write.statement_words import statement, value
from dq.write.stops import stop_list_gone

COLUMNS = 80
TOP = 8
_EXAMPLE = 24
_MOST_DRIFTS = 3

_WORDS = {
    "pass": ("通过", "PASS"),
    "fail": ("未通过", "FAIL"),
    "as_of": ("基准日", "as of"),
    "lines": ("文件行数", "Lines"),
    "read": ("读入", "Read"),
    "money": ("金额", "Money"),
    "header": ("表头", "header"),
    "preamble": ("标题行", "preamble"),
    "blank": ("空行", "blank"),
    "read_lines": ("读入", "read"),
    "accepted": ("通过", "accepted"),
    "quarantined": ("隔离", "quarantined"),
    "rejected": ("拒收", "rejected"),
    "unreadable": ("{field}无法识别的有 {n} 行", "{n} lines whose {field} can't be read"),
    "changed": ("由所列改动抵销", "offset by listed changes"),
    "broken": ("！对不上", "! does not add up"),
    "findings": ("问题", "Findings"),
    "refused": ("未能读取", "Not read"),
    "gate": ("整体要求未达到", "Not met by the file"),
    "drift": ("与以往批次不同", "Unlike earlier batches"),
    "more_drift": ("另有 {n} 处不同，见 report.html", "{n} more differences: see report.html"),
    "found": ("{expected}，实际 {found}", "{expected}, found {found}"),
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "info": ("提示", "info"),
    "skipped": (
        "{rules} 条规则跳过了缺少所需内容的行，原因见 run.json",
        "{rules} rules skip the lines that lack what they need: see run.json",
    ),
    "causes": ("主要原因", "Top causes"),
    "cases": ("案件", "cases"),
    "example": ("例：", "e.g. "),
    "more": ("另有 {n} 种，见 exceptions.csv", "{n} more: see exceptions.csv"),
    "clean": ("没有发现问题", "No findings"),
    "changes": (
        "自动规范了 {n} 个单元格，逐条见 changes.parquet",
        "{n} cells brought to one form: see changes.parquet",
    ),
    "files": ("文件", "Files"),
    "rows": ("行", "rows"),
    "not_returned": (
        "未写入 return.xlsx：{table}待退回的有 {n} 行，超过 {most} 行；见 {listed}",
        "Not in return.xlsx: {table}, {n} lines to send back, more than {most}: see {listed}",
    ),
}


def summary(manifest: Mapping[str, Any], lang: str, folder: Path | str) -> str:
    """The text for a terminal, ending in a line end; plain, no line wider than 80 columns (but for a long path).

    ``folder`` is where the files are; without outputs in the manifest it is not shown. Examples are the
    manifest's, already masked; longer numbers are masked again and hidden characters marked.
    """
    say = {key: pair[0 if lang == "zh" else 1] for key, pair in _WORDS.items()}
    blocks = [
        _head(manifest, say),
        _refusals(manifest, say, lang),
        _reconciliation(manifest, say, lang),
        companion_lines(manifest, lang),
        history_lines(manifest, lang),
        _causes(manifest, say, lang),
        contact_lines(manifest, lang),
        _files(manifest, say, folder) + _not_returned(manifest, say, lang),
    ]
    return "\n".join("\n".join(block) + "\n" for block in blocks if block)


def _head(manifest: Mapping[str, Any], say: Mapping[str, str]) -> list[str]:
    files = ", ".join(one_line(entry["file"]) for entry in manifest["inputs"])
    tail = f"  {say['as_of']} {manifest['as_of']}  {manifest['run_id']}"
    verdict = f"{say[manifest['verdict']]}  "
    room = COLUMNS - width(verdict) - width(tail)
    return [verdict + cut(files, max(room, 12)) + tail]


def _refusals(manifest: Mapping[str, Any], say: Mapping[str, str], lang: str) -> list[str]:
    """Files that could not be read, a stop list that is missing, and expectations on the file that are not met."""
    gone = stop_list_gone(manifest, lang)
    lines = _indented(gone, 0) if gone else []
    for entry in manifest.get("refused", []):
        lines += _indented(f"{say['refused']}: {_plain(entry['message'])}", 0)
        if entry.get("next_step"):
            lines += _indented(f"→ {_plain(entry['next_step'])}", 2)
    unmet = [entry for entry in manifest.get("expectations", []) if not entry["met"]]
    for entry in unmet:
        if entry["kind"] != "drift":
            expected, found = (value(entry[key], lang) for key in ("expected", "found"))
            told = say["found"].format(expected=expected, found=found)
            severity = "" if entry["severity"] == "error" else f" ({say[entry['severity']]})"
            lines += _indented(f"{say['gate']}{severity}: {_plain(statement(entry['name'], lang))} {told}", 0)
    drifted = [entry for entry in unmet if entry["kind"] == "drift"]
    for entry in drifted[:_MOST_DRIFTS]:
        lines += _indented(f"{say['drift']}: {_plain(entry['name'])} {_plain(entry['found'])}", 0)
    if len(drifted) > _MOST_DRIFTS:
        lines.append(say["more_drift"].format(n=len(drifted) - _MOST_DRIFTS))
    return lines


def _reconciliation(manifest: Mapping[str, Any], say: Mapping[str, str], lang: str) -> list[str]:
    """Lines, cases and money as sums that the reader can check, aligned below one another."""
    counts = manifest["counts"]
    sums: list[tuple[str, str, list[tuple[str, str]], bool]] = [
        _sum(say["lines"], counts, "lines", ("header", "preamble", "blank", "read"), say),
        _sum(say["read"], counts, "read", ("accepted", "quarantined", "rejected"), say),
    ]
    money = manifest.get("money")
    notes = []
    if money:
        sums.append(_money(money, say))
        if int(money["unreadable"]):
            label = _label(money["field"], lang)
            notes.append(say["unreadable"].format(n=_number(money["unreadable"]), field=label))
    label_width = max(width(say[name]) for name in ("lines", "read", "money", "findings")) + 2
    total_width = max(width(total) for _, total, *_ in sums)
    lines = []
    for label, total, parts, whole in sums:
        start = pad(label, label_width) + pad(total, total_width, "right") + " ="
        lines += _joined(start, [f"{number} {name}" for number, name in parts])
        if not whole:
            lines[-1] += f"  {say['broken']}"
    lines += [" " * label_width + note for note in notes]
    severities = manifest["severities"]
    told = " · ".join(
        f"{_number(severities.get(name, 0))} {say[name]}" for name in ("error", "warning", "info")
    )
    lines.append(pad(say["findings"], label_width) + told)
    tables = manifest.get("companions", {}).get("tables", {})
    changes = [manifest.get("changes", {}), *(facts.get("changes", {}) for facts in tables.values())]
    changed = sum(cells for steps in changes for cells in steps.values())
    if changed:
        lines += _indented(say["changes"].format(n=_number(changed)), label_width)
    skipped = manifest.get("skipped", {})
    if skipped:
        told = say["skipped"].format(rules=_number(len(skipped)))
        lines += _indented(told, label_width)
    return lines


def _sum(
    label: str, counts: Mapping[str, int], total: str, parts: tuple[str, ...], say: Mapping[str, str]
) -> tuple[str, str, list[tuple[str, str]], bool]:
    named = [(_number(counts[part]), say["read_lines" if part == "read" else part]) for part in parts]
    return label, _number(counts[total]), named, counts[total] == sum(counts[part] for part in parts)


def _money(money: Mapping[str, str], say: Mapping[str, str]) -> tuple[str, str, list[tuple[str, str]], bool]:
    names = [name for name in ("accepted", "quarantined", "rejected") if name in money]
    parts = [(_amount(money[name]), say[name]) for name in names]
    changed = _decimal(money.get("changed", "0"))
    if changed:
        parts.append((f"{-changed:,.2f}", say["changed"]))
    whole = _decimal(money["read"]) + changed == sum(_decimal(money[name]) for name in names)
    return say["money"], _amount(money["read"]), parts, whole


def _joined(start: str, parts: list[str]) -> list[str]:
    """``start a + b + c``; continues under the first part where a line would be too long."""
    lines, indent = [start], " " * width(start)
    for position, part in enumerate(parts):
        piece = (" + " if position else " ") + part
        if width(lines[-1] + piece) > COLUMNS and position:
            lines.append(indent)
        lines[-1] += piece
    return lines


def _causes(manifest: Mapping[str, Any], say: Mapping[str, str], lang: str) -> list[str]:
    """The largest causes: cases, what, one masked example, where, what to do."""
    causes = by_rule(manifest)
    if not causes:
        return [say["clean"]]
    shown = causes[:TOP]
    number_width = max(len(_number(cause.cases)) for cause in shown) + 2
    lines = [f"{say['causes']} ({say['cases']})"]
    for cause in shown:
        head = pad(_number(cause.cases), number_width, "right") + "  "
        indent = " " * width(head)
        places = [_plain(column) or _label(name, lang) for column, name, _ in cause.places]
        where = ", ".join(place for place in places if place)
        lines.append(cut(f"{head}{say[cause.severity]}  {cause.rule}  {where}", COLUMNS))
        example = f"  {say['example']}{cut(_plain(cause.example), _EXAMPLE)}" if cause.example else ""
        told = wrap(_plain(cause.title[lang]), COLUMNS - width(indent))
        if width(indent + told[-1] + example) <= COLUMNS:
            told[-1] += example
        else:
            told.append(example.strip())
        lines += [indent + line for line in told]
        lines += _indented("→ " + _plain(cause.fix[lang]), width(indent))
    if len(causes) > TOP:
        lines += _indented(say["more"].format(n=_number(len(causes) - TOP)), 2)
    return lines


def _files(manifest: Mapping[str, Any], say: Mapping[str, str], folder: Path | str) -> list[str]:
    outputs = manifest.get("outputs", {})
    if not outputs:
        return []
    names = max(width(name) for name in outputs) + 2
    lines = [f"{say['files']}  {one_line(str(folder))}"]
    for name, entry in outputs.items():
        rows = "" if entry["rows"] is None else pad(_number(entry["rows"]), 11, "right") + f" {say['rows']}"
        lines.append(f"  {pad(name, names)}{rows}".rstrip())
    return lines


def _not_returned(manifest: Mapping[str, Any], say: Mapping[str, str], lang: str) -> list[str]:
    """The tables of which too many lines would have gone back."""
    left = manifest.get("not_returned", {"lines": {}})
    lines: list[str] = []
    for table, number in left["lines"].items():
        listed = "quarantined.csv" if table == CASES else "exceptions.csv"
        told = say["not_returned"].format(
            table=table_label(table, lang), n=_number(number), most=_number(left["most"]), listed=listed
        )
        lines += _indented(told, 2)
    return lines


def _indented(text: str, indent: int) -> list[str]:
    first, *rest = wrap(text, COLUMNS - indent)
    hang = "  " if first.startswith("→ ") else ""
    if hang:
        first, *rest = wrap(text, COLUMNS - indent - 2)
    return [" " * indent + first, *(" " * indent + hang + line for line in rest)]


def _label(name: str, lang: str) -> str:
    known = fields_by_name().get(name)
    return known.label(lang) if known else name


def _plain(text: str) -> str:
    return mask_numbers(one_line(text))


def _number(value: int | str) -> str:
    return f"{int(value):,}"


def _amount(value: str) -> str:
    return f"{_decimal(value):,.2f}"


def _decimal(value: str) -> Decimal:
    try:
        return Decimal(value)
    except InvalidOperation:
        return Decimal(0)
