"""The words of :mod:`dq.cli.notes`, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from dq.write.reading_words import HOW, KEPT, REJECTED, Pair, in_words

NOTES = {
    "zh": {
        "encoding": "编码判定为 {encoding}（{how}）；如有误，请在来源配置写 read: {{encoding: …}}",
        "delimiter": "分隔符判定为 {delimiter}；如有误，请写 read: {{delimiter: …}}",
        "escape": "引号以反斜杠转义",
        "ends": "换行符混用",
        "no_header": "未找到表头，按列的位置命名；如有误，请写 read: {{header_row: N}}",
        "header": "表头取自第 {rows} 行（{how}）；如有误，请写 read: {{header_row: N}}",
        "rejected": "拒收 {n} 行：{reasons}；见 {listed}",
        "kept": "写法特殊但已保留的行：{n}（{notes}）",
        "sheets": "读入工作表：{read}；未读：{left}；可用 read: {{sheet: …}} 指定；随附表用 --contacts、--calls 等"
        "加 '文件#工作表' 给出",
        "sheets_read": "读入工作表：{read}；可用 read: {{sheet: …}} 指定",
        "hidden": "隐藏的内容也已读入：{what}",
        "rows": "行：{n}", "columns": "列：{names}", "hidden_sheet": "{name}（隐藏）",
        "marked": "{mark}的单元格：{n}（{columns}）",
        "precision_lost": "位数已丢失", "error": "为错误值",
        "unsure": "视为 {field}（{score:.2f}）：{column}；{evidence}",
        "unmapped": "未识别的列（{n}）：{names}",
        "unit_above": "表头上方写明单位为{unit}：表头未写单位的金额按此换算；如有误，请在来源配置中写明各列"
        "及其 unit",
        "second": "两列对应同一字段，逐行比较：{pairs}",
        "second_mark": "两列为同一标记，任一为是即不得外呼：{pairs}",
        "second_left": "两列对应同一字段，取前者：{pairs}",
        "parts": "姓名分在几列，合为一个 {field}：{columns}；如有误，请在来源配置中改写各列的 part",
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
        "sheets": "sheets read: {read}; not read: {left}; read: {{sheet: …}} names one; a table beside the cases is"
        " given with --contacts, --calls … 'FILE#SHEET'",
        "sheets_read": "sheets read: {read}; read: {{sheet: …}} names one",
        "hidden": "hidden, and read all the same: {what}",
        "rows": "rows: {n}", "columns": "columns: {names}", "hidden_sheet": "{name} (hidden)",
        "marked": "cells that {mark}: {n} ({columns})",
        "precision_lost": "have lost digits", "error": "hold an error value",
        "unsure": "taken for {field} ({score:.2f}): {column}; {evidence}",
        "unmapped": "columns not recognised ({n}): {names}",
        "unit_above": "amounts are read in {unit} where their header has no unit, as a line above the header says;"
        " columns with their unit in the source's YAML change it",
        "second": "two columns for one field, compared row by row: {pairs}",
        "second_mark": "two columns for one mark, a yes in either bars calls: {pairs}",
        "second_left": "two columns for one field, the first is taken: {pairs}",
        "parts": "columns with the parts of a name, read as one {field}: {columns}; the source's YAML changes it",
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


def how(word: str, lang: str) -> str:
    """How encoding or header was found."""
    return _in(lang, HOW, word)


def reason(word: str, lang: str) -> str:
    """Why a line was rejected."""
    return _in(lang, REJECTED, word)


def kept(word: str, lang: str) -> str:
    """What is odd about a line that was kept."""
    return _in(lang, KEPT, word)


def _in(lang: str, table: Mapping[str, Pair], word: str) -> str:
    """The words in Chinese; in English the code, which is what the files of the run have."""
    return in_words(table, word, lang) if lang == "zh" else word
