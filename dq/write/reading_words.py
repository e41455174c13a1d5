"""How a file was read, in words: the facts of a reading, which have short English names in ``run.json``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from dq.text.letters import letters

Pair = tuple[str, str]
"""Chinese, English."""

HOW: Final[Mapping[str, Pair]] = {
    "given": ("由来源配置指定", "the source's YAML says so"),
    "known names": ("已知表头", "known headers"),
    "shape of the cells": ("按单元格形态", "shape of the cells"),
    "stored in the file": ("存于文件中", "stored in the file"),
    "empty": ("文件为空", "the file is empty"),
    "no row looks like a header": ("没有像表头的行", "no row looks like a header"),
    "the header row lies behind the end": ("表头行在文件末尾之后", "the header row lies behind the end"),
    "byte order mark": ("有字节顺序标记", "byte order mark"),
    "every byte is valid UTF-8": ("全部字节为有效 UTF-8", "every byte is valid UTF-8"),
    "share of everyday characters": ("按常用字比例", "share of everyday characters"),
    "most lines are valid UTF-8": ("多数行为有效 UTF-8", "most lines are valid UTF-8"),
    "every other byte is NUL": ("隔字节为零", "every other byte is NUL"),
    "last resort: not Chinese, mostly Western letters": (
        "非中文，多为西文字母",
        "last resort: not Chinese, mostly Western letters",
    ),
    "uncertain: the most everyday characters": (
        "不确定，取常用字最多者",
        "uncertain: the most everyday characters",
    ),
    "most consistent width": ("列数最一致", "the most consistent number of cells"),
    "only one column": ("只有一列", "only one column"),
}
"""How encoding, delimiter or header was found."""

REJECTED: Final[Mapping[str, Pair]] = {
    "preamble": ("表头上方的行", "above the header"),
    "blank": ("空行", "blank"),
    "total": ("合计行", "totals"),
    "repeated_header": ("重复的表头", "repeated header"),
    "note": ("附注", "note"),
    "ragged_short": ("列数不足", "too few cells"),
    "ragged_long": ("列数过多", "too many cells"),
    "stray_quote": ("引号错位", "stray quote"),
    "unclosed_quote": ("引号未闭合", "quote that stays open"),
    "undecodable": ("无法解码", "bytes that are no text"),
    "cell_too_long": ("单元格过长", "cell too long"),
    "line_too_long": ("行过长", "line too long"),
    "not_json": ("不是 JSON 对象", "no JSON object"),
}
"""Why a line is no case."""

KEPT: Final[Mapping[str, Pair]] = {
    "quotes kept as text": ("引号保留为文本", "quotes kept as text"),
    "empty cells at the end": ("行末多出空单元格", "empty cells at the end"),
    "carriage returns": ("行内有回车符", "carriage returns"),
    "backslash escapes": ("反斜杠转义", "backslash escapes"),
}
"""What is odd about a line that was kept."""

MAPPED: Final[Mapping[str, Pair]] = {
    "source": ("来源配置", "the source's YAML"),
    "alias": ("已知表头", "known header"),
    "fuzzy": ("与已知表头相近", "nearly a known header"),
    "shape": ("按值的形态", "shape of the values"),
}
"""Why a column means a field."""

DIFFERENCES: Final[Mapping[str, Pair]] = {
    "new": ("来源配置未提及的列", "the source does not name it"),
    "missing": ("缺少此列", "missing"),
    "moved": ("位置变了", "in another place"),
    "renamed": ("可能改名为", "probably renamed to"),
    "shape": ("值与字段不符", "its values contradict the field"),
    "unit": ("按来源配置的单位读取，但文件写明", "read in the source's unit, but the file says"),
}
"""How a layout differs from its source's; what follows the words of ``renamed`` and ``unit`` is the suggestion."""

_FORMATS: Final[Mapping[str, Pair]] = {
    "delimited text": ("分隔文本", "delimited text"),
    "html": ("HTML 表格", "HTML table"),
    "json_lines": ("JSON Lines", "JSON Lines"),
    "parquet": ("Parquet", "Parquet"),
    **{name: (name.upper(), name.upper()) for name in ("xlsx", "xlsb", "xls", "ods")},
}
_NONE: Final = ("无", "none")
_LINE_ENDS: Final[Mapping[str, Pair]] = {
    **{name: (name, name) for name in ("LF", "CRLF", "CR")},
    "mixed": ("混用", "mixed"),
    "mixed, CR among them": ("混用（含 CR）", "mixed, CR among them"),
}
_SIGNS: Final[Mapping[str, Pair]] = {"\t": ("制表符", "tab"), " ": ("空格", "blank"), "": _NONE}
_YES: Final[Mapping[str, Pair]] = {"True": ("是", "yes"), "False": ("否", "no")}
_ROWS: Final[Mapping[str, Pair]] = {"": _NONE}

FACTS: Final[Mapping[str, tuple[Pair, Mapping[str, Pair]]]] = {
    "format": (("格式", "Format"), _FORMATS),
    "sheet": (("工作表", "Sheet"), {}),
    "encoding.encoding": (("编码", "Encoding"), {}),
    "encoding.how": (("编码依据", "Encoding: because"), HOW),
    "encoding.lines_weighed": (("用于判断编码的行", "Lines that the encoding was weighed on"), {}),
    "encoding.western_letters": (("西文字母占比", "Share of Western letters"), {}),
    "encoding.share_of_nul": (("零字节占比", "Share of NUL bytes"), {}),
    "declared_encoding": (("文件自称的编码", "Encoding that the file declares"), {}),
    "damaged_characters": (("损坏的字符", "Damaged characters"), {}),
    "line_ends": (("换行符", "Line ends"), _LINE_ENDS),
    "dialect.delimiter": (("分隔符", "Delimiter"), _SIGNS),
    "dialect.quote": (("引号", "Quote"), _SIGNS),
    "dialect.escape": (("引号的转义符", "Escape before a quote"), {}),
    "dialect.how": (("分隔符依据", "Delimiter: because"), HOW),
    "dialect.usual_width": (("多数行的单元格数", "Cells of most lines"), {}),
    "dialect.share_of_usual_width": (("单元格数一致的行占比", "Share of lines with so many cells"), {}),
    "header.rows": (("表头所在行", "Rows of the header"), _ROWS),
    "header.how": (("表头依据", "Header: because"), HOW),
    "header.known_names": (("认识的表头", "Known headers"), {}),
    "header.columns": (("列数", "Columns"), {}),
    "footer_rows": (("末行以下的行", "Lines below the last case"), {}),
    "rows_joined_by_quotes": (("由引号连成一行的行", "Lines joined by quotes"), {}),
    "rows_with_nul": (("含零字节的行", "Lines with NUL bytes"), {}),
    "rewritten": (("读前改写为标准形式", "Rewritten in plain form to be read"), _YES),
    "text_sha256": (("文本的 SHA-256", "SHA-256 of the text"), {}),
    "hidden.rows": (("隐藏的行数", "Hidden rows"), {}),
    "hidden.first_rows": (("隐藏的行（前几行）", "Hidden rows, the first of them"), _ROWS),
    "hidden.sheets": (("隐藏的工作表", "Hidden sheets"), _ROWS),
    "merged_cells": (("合并单元格", "Merged cells"), {}),
    "tables": (("表格数", "Tables in the file"), {}),
}
"""Each fact by its path in ``run.json``: its name, and words for its values."""

GROUPS: Final[Mapping[str, tuple[Pair, Mapping[str, Pair]]]] = {
    "encoding.valid": (("可按此编码解读的行占比", "Share of lines valid in"), {}),
    "encoding.everyday_characters": (("按此编码常用字占比", "Share of everyday characters in"), {}),
    "rejected": (("非案件的行", "Lines that are no case"), REJECTED),
    "kept": (("写法特殊但已保留的行", "Oddly written lines that were kept"), KEPT),
    "marked_cells.precision_lost": (("位数已丢失的单元格", "Cells that lost digits"), {}),
    "marked_cells.error": (("为错误值的单元格", "Cells with an error value"), {}),
}
"""Facts that are told for each of several things: what they are of each, and words for the things."""

_COLUMNS_HIDDEN: Final = ("隐藏的列", "Hidden columns")
_SHEET: Final = ("工作表 {n}", "Sheet {n}")
_SHEET_IS: Final[Mapping[str, Pair]] = {
    "rows": ("{n} 行", "{n} rows"),
    "read": ("已读", "read"),
    "left": ("未读", "not read"),
    "hidden": ("隐藏", "hidden"),
}


def in_words(table: Mapping[str, Pair], code: str, lang: str) -> str:
    """The words for a code, or the code itself."""
    pair = table.get(code)
    return code if pair is None else _say(pair, lang)


def reading_rows(facts: object, lang: str, path: str = "") -> Iterator[tuple[str, str]]:
    """The facts of a reading as name and value, in words; a fact that has none is told by its path."""
    if path == "hidden.columns" and isinstance(facts, Sequence):
        yield _say(_COLUMNS_HIDDEN, lang), ", ".join(letters(*span) for span in facts) or _say(_NONE, lang)
    elif path == "sheets" and isinstance(facts, Sequence):
        for number, sheet in enumerate(facts, start=1):
            yield _say(_SHEET, lang).format(n=number), _sheet(sheet, lang)
    elif isinstance(facts, Mapping):
        for key, value in facts.items():
            yield from reading_rows(value, lang, f"{path}.{key}" if path else str(key))
    elif isinstance(facts, (list, tuple)):
        nested = any(isinstance(entry, (Mapping, list, tuple)) for entry in facts)
        if nested:
            for number, entry in enumerate(facts, start=1):
                yield from reading_rows(entry, lang, f"{path}.{number}")
        else:
            yield _row(path, ", ".join(map(str, facts)), lang)
    elif facts is not None:
        yield _row(path, str(facts), lang)


def _row(path: str, value: str, lang: str) -> tuple[str, str]:
    if path in FACTS:
        name, values = FACTS[path]
        return _say(name, lang), in_words(values, value, lang)
    for group, (name, things) in GROUPS.items():
        if path.startswith(f"{group}."):
            thing = in_words(things, path.removeprefix(f"{group}."), lang)
            return f"{_say(name, lang)}{'：' if lang == 'zh' else ': '}{thing}", value
    return path, value


def _sheet(sheet: Mapping[str, Any], lang: str) -> str:
    told = [str(sheet["name"])]
    if sheet.get("rows") is not None:
        told.append(_say(_SHEET_IS["rows"], lang).format(n=sheet["rows"]))
    told.append(_say(_SHEET_IS["read" if sheet["read"] else "left"], lang))
    if sheet["state"] != "visible":
        told.append(_say(_SHEET_IS["hidden"], lang))
    return " · ".join(told)


def _say(pair: Pair, lang: str) -> str:
    return pair[0 if lang == "zh" else 1]
