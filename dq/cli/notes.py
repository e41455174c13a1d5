"""What reading and mapping had to decide about the files of a run, told in short lines."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from dq.cli.beside import table_label
from dq.map.mistaken import other_table
from dq.model.companions import COMPANIONS
from dq.text.visible import one_line
from dq.text.width import wrap

_WIDTH = 80
_SHOWN = 6
_SURE = 0.9
_PROVEN = ("every byte is valid UTF-8", "byte order mark", "given")
_WORDS = {
    "zh": {
        "encoding": "编码判定为 {encoding}（{how}）；如有误，请在来源配置写 read: {{encoding: …}}",
        "delimiter": "分隔符判定为 {delimiter}；如有误，请写 read: {{delimiter: …}}",
        "escape": "引号以反斜杠转义",
        "ends": "换行符混用",
        "no_header": "未找到表头，按列的位置命名；如有误，请写 read: {{header_row: N}}",
        "header": "表头取自第 {rows} 行（{how}）；如有误，请写 read: {{header_row: N}}",
        "rejected": "拒收 {n} 行：{reasons}；见 {listed}",
        "kept": "写法特殊但已保留的行：{n}（{notes}）",
        "sheets": "读入工作表：{read}；未读：{left}；可用 read: {{sheet: …}} 指定",
        "sheets_read": "读入工作表：{read}；可用 read: {{sheet: …}} 指定",
        "hidden": "隐藏的内容也已读入：{what}",
        "rows": "行：{n}", "columns": "列：{names}", "hidden_sheet": "{name}（隐藏）",
        "marked": "{mark}的单元格：{n}（{columns}）",
        "precision_lost": "位数已丢失", "error": "为错误值",
        "unsure": "视为 {field}（{score:.2f}）：{column}；{evidence}",
        "unmapped": "未识别的列（{n}）：{names}",
        "second": "两列对应同一字段，逐行比较：{pairs}",
        "second_left": "两列对应同一字段，取前者：{pairs}",
        "clocks": "两列合为一个时间：{day} + {clock}；如有误，请在来源配置的 companions 中改写",
        "undated": "没有起始日期的列：各项自始生效；请补充日期",
        "bare": "只有号码或案件号：每一行都视为停催，自始生效，无截止日期，类别未知；请补充日期",
        "mistaken": "{names} 是“{other}”的列：请确认没有给错文件",
        "missing": "必填但缺少列：{names}",
        "unverified": "phonenumbers {version} 未经核对：逐个号码询问该库，结果相同，但很慢",
    },
    "en": {
        "encoding": "encoding taken as {encoding} ({how}); read: {{encoding: …}} in the source fixes it",
        "delimiter": "delimiter taken as {delimiter}; read: {{delimiter: …}} fixes it",
        "escape": "quotes are escaped by backslashes",
        "ends": "line ends are mixed",
        "no_header": "no header found, columns are named by their place; read: {{header_row: N}} fixes it",
        "header": "header taken from row {rows} ({how}); read: {{header_row: N}} fixes it",
        "rejected": "rejected lines: {n} ({reasons}); see {listed}",
        "kept": "oddly written lines that were kept: {n} ({notes})",
        "sheets": "sheets read: {read}; not read: {left}; read: {{sheet: …}} names one",
        "sheets_read": "sheets read: {read}; read: {{sheet: …}} names one",
        "hidden": "hidden, and read all the same: {what}",
        "rows": "rows: {n}", "columns": "columns: {names}", "hidden_sheet": "{name} (hidden)",
        "marked": "cells that {mark}: {n} ({columns})",
        "precision_lost": "have lost digits", "error": "hold an error value",
        "unsure": "taken for {field} ({score:.2f}): {column}; {evidence}",
        "unmapped": "columns not recognised ({n}): {names}",
        "second": "two columns for one field, compared row by row: {pairs}",
        "second_left": "two columns for one field, the first is taken: {pairs}",
        "clocks": "two columns read as one moment: {day} + {clock}; companions in the source's YAML changes it",
        "undated": "no column says since when: all of it holds from always; ask for the dates",
        "bare": "numbers or cases alone: each row is taken as a stop from always, without an end, of a kind not known; "
        "ask for the dates",
        "mistaken": "{names} are columns of '{other}': is it the right file?",
        "missing": "required, but no column: {names}",
        "unverified": "phonenumbers {version} was not verified with this version of dq: it is asked for each number; "
        "the answers are its own, but slow",
    },
}  # fmt: skip
_HOW_ZH = {
    "known names": "已知表头",
    "shape of the cells": "按单元格形态",
    "share of everyday characters": "按常用字比例",
    "most lines are valid UTF-8": "多数行为有效 UTF-8",
    "every other byte is NUL": "隔字节为零",
    "last resort: not Chinese, mostly Western letters": "非中文，多为西文字母",
    "uncertain: the most everyday characters": "不确定，取常用字最多者",
}
_REASONS_ZH = {
    "total": "合计行",
    "repeated_header": "重复的表头",
    "note": "附注",
    "ragged_short": "列数不足",
    "ragged_long": "列数过多",
    "stray_quote": "引号错位",
    "unclosed_quote": "引号未闭合",
    "undecodable": "无法解码",
    "cell_too_long": "单元格过长",
    "line_too_long": "行过长",
}
_DELIMITERS = {"\t": "TAB", " ": "SPACE"}


def intake_notes(intake: Any, lang: str, beside: Collection[tuple[str, str | None]] = ()) -> list[str]:
    """The notes of all tables, each led by its file, in lines of at most 80 columns.

    ``beside``: files and sheets that were read as companion tables.
    """
    say, notes = _WORDS[lang], []
    for table in intake.tables:
        facts = table.reading.facts
        known = {sheet for file, sheet in beside if file == table.reading.file}
        notes += [f"{table.reading.file}: {note}" for note in _sheets(facts, say, known)]
        own = (*_reading(facts, len(table.reading.columns), say), *_mapping(table.mapping, say))
        notes += [f"{_title(table, lang)}: {note}" for note in own]
    return _wrapped(notes)


def companion_notes(companions: Mapping[str, Any], lang: str) -> list[str]:
    """The notes on companion tables, led by table and file. A header that is known proves encoding and delimiter."""
    say, notes = _WORDS[lang], []
    for name, intake in companions.items():
        for table in intake.tables:
            facts = table.reading.facts
            if facts["header"]["how"] == "known names":
                facts = {key: fact for key, fact in facts.items() if key not in ("encoding", "dialect")}
            own = (
                *_reading(facts, len(table.reading.columns), say, "rejected_companions.csv"),
                *_mapping(table.mapping, say, "second_left"),
                *_clocks(name, table.mapping, say),
                *(_assumed(name, table.mapping, say, lang) if table.reading.counts.cases else ()),
            )
            notes += [f"{table_label(name, lang)}, {_title(table, lang)}: {note}" for note in own]
    return _wrapped(notes)


def _title(table: Any, lang: str) -> str:
    """The file, and the sheet if there is one."""
    reading = table.reading
    return f"{reading.file}，工作表“{reading.sheet}”" if lang == "zh" and reading.sheet else table.title


def _wrapped(notes: Iterable[str]) -> list[str]:
    """Each note once, in lines of at most 80 columns."""
    lines = []
    for note in dict.fromkeys(notes):
        first, *rest = wrap(one_line(note), _WIDTH - 2)
        lines += [first, *(f"  {line}" for line in rest)]
    return lines


def run_notes(result: Any) -> list[str]:
    """What a finished run tells of its files, and of the library that its phone numbers were judged by."""
    manifest = result.manifest
    verified, version = manifest["phone_engine"]["verified"], manifest["versions"]["phonenumbers"]
    return [
        *intake_notes(result.intake, manifest["lang"], _places(result.companions)),
        *companion_notes(result.companions, manifest["lang"]),
        *engine_notes(verified, version, manifest["lang"]),
    ]


def _places(companions: Mapping[str, Any]) -> set[tuple[str, str | None]]:
    """The files and sheets of companion tables."""
    readings = [table.reading for intake in companions.values() for table in intake.tables]
    return {(reading.file, reading.sheet) for reading in readings}


def engine_notes(verified: bool, version: str, lang: str) -> list[str]:
    """Whether the phone library is a version that the fast engine does not know."""
    if verified:
        return []
    first, *rest = wrap(_WORDS[lang]["unverified"].format(version=version), _WIDTH - 2)
    return [first, *(f"  {line}" for line in rest)]


def _sheets(
    facts: Mapping[str, Any], say: Mapping[str, str], beside: Collection[str | None]
) -> Iterator[str]:
    """Which sheets of a workbook were read, where there are several, those of companion tables apart."""
    sheets = [sheet for sheet in facts.get("sheets", []) if sheet["read"] or sheet["name"] not in beside]
    if len(sheets) < 2:
        return

    def names(read: bool) -> str:
        return ", ".join(
            sheet["name"] if sheet["state"] == "visible" else say["hidden_sheet"].format(name=sheet["name"])
            for sheet in sheets
            if sheet["read"] == read
        )

    yield say["sheets" if names(False) else "sheets_read"].format(read=names(True), left=names(False))


def _reading(
    facts: Mapping[str, Any], width: int, say: Mapping[str, str], listed: str = "rejected.csv"
) -> Iterator[str]:
    encoding, dialect = facts.get("encoding"), facts.get("dialect", {})
    if encoding and encoding["how"] not in _PROVEN:
        yield say["encoding"].format(encoding=encoding["encoding"], how=_how(encoding["how"], say))
    if dialect and dialect["delimiter"] != "," and dialect["how"] != "given" and width > 1:
        yield say["delimiter"].format(delimiter=_DELIMITERS.get(dialect["delimiter"], dialect["delimiter"]))
    if dialect.get("escape"):
        yield say["escape"]
    if str(facts.get("line_ends", "")).startswith("mixed"):
        yield say["ends"]
    yield from _header(facts["header"], say)
    around = ("preamble", "blank")
    reasons = {reason: n for reason, n in facts["rejected"].items() if reason not in around}
    if reasons:
        yield say["rejected"].format(
            n=sum(reasons.values()),
            reasons=", ".join(f"{n} {_reason(reason, say)}" for reason, n in reasons.items()),
            listed=listed,
        )
    if kept := facts.get("kept"):
        yield say["kept"].format(n=sum(kept.values()), notes=", ".join(kept))
    hidden = facts.get("hidden", {})
    what = [say["rows"].format(n=hidden["rows"])] if hidden.get("rows") else []
    if hidden.get("columns"):
        what.append(
            say["columns"].format(names=_listed(_letters(first, last) for first, last in hidden["columns"]))
        )
    if what:
        yield say["hidden"].format(what=", ".join(what))
    for mark, places in facts.get("marked_cells", {}).items():
        yield say["marked"].format(n=sum(places.values()), mark=say[mark], columns=_listed(places))


def _header(header: Mapping[str, Any], say: Mapping[str, str]) -> Iterator[str]:
    if header["how"] in ("given", "stored in the file"):
        return
    if not header["rows"]:
        yield say["no_header"].format()
    elif header["rows"] != [1] or header["how"] != "known names":
        yield say["header"].format(rows="+".join(map(str, header["rows"])), how=_how(header["how"], say))


def _mapping(mapping: Any, say: Mapping[str, str], second: str = "second") -> Iterator[str]:
    for difference in mapping.differences:
        yield difference.message
    for column in mapping.mapped:
        if column.how != "source" and column.score < _SURE:
            yield say["unsure"].format(
                field=column.field,
                score=column.score,
                column=column.column,
                evidence="; ".join(column.evidence),
            )
    new = {name for told in mapping.differences for name in (told.column, told.suggestion)}
    unmapped = [column.column for column in mapping.unmapped if column.column not in new]
    if unmapped:
        yield say["unmapped"].format(n=len(unmapped), names=_listed(unmapped))
    first = {column.field: column.column for column in mapping.mapped}
    pairs = [f"{column.column} = {first[column.field]}" for column in mapping.second if column.field in first]
    if pairs:
        yield say[second].format(pairs=_listed(pairs))
    if mapping.missing_required:
        yield say["missing"].format(names=", ".join(mapping.missing_required))


def _clocks(table: str, mapping: Any, say: Mapping[str, str]) -> Iterator[str]:
    """Which columns of days and of times of day were taken together, unless the source says so."""
    found = mapping.fields()
    for moment, clock in (COMPANIONS[table].clocks if table in COMPANIONS else {}).items():
        if moment in found and clock in found and found[clock].how != "source":
            yield say["clocks"].format(day=found[moment].column, clock=found[clock].column)


def _assumed(table: str, mapping: Any, say: Mapping[str, str], lang: str) -> Iterator[str]:
    """What is assumed of a list that says little more than whom it is about, and whether it may be another's."""
    known, fields = COMPANIONS.get(table), mapping.fields().keys()
    if known is None or not known.since or not fields.isdisjoint(known.since):
        return
    if not fields.isdisjoint(known.saying):
        yield say["undated"]
        return
    yield say["bare"]
    mistaken = other_table([column.column for column in mapping.unmapped], table)
    if mistaken is not None:
        other, names = mistaken
        yield say["mistaken"].format(names=_listed(names), other=table_label(other, lang))


def _reason(reason: str, say: Mapping[str, str]) -> str:
    return _REASONS_ZH.get(reason, reason) if say is _WORDS["zh"] else reason


def _how(how: str, say: Mapping[str, str]) -> str:
    return _HOW_ZH.get(how, how) if say is _WORDS["zh"] else how


def _listed(names: Any) -> str:
    every = list(names)
    return ", ".join(every[:_SHOWN]) + (" …" if len(every) > _SHOWN else "")


def _letters(first: int, last: int) -> str:
    from dq.read.interface import letter

    return letter(first) if first == last else f"{letter(first)}–{letter(last)}"
