"""Why a file could not be read, in the run's language. Reading itself tells it in English, with a reason as code."""

from __future__ import annotations

import re
from dataclasses import replace

from dq.model.rules import Lang
from dq.read import Refused

_AGAIN = "请让来源重新发送。"
_TABLE = "请索取 CSV 或工作簿。"
_SAVE = "请另存后再试。"
_OPEN = "请索取不带密码的文件。"
_PATH = "请检查路径。"
_CHINESE: dict[str, tuple[str, str]] = {
    "archive_bomb": ("压缩包解开后过大", "请索取 CSV。"),
    "archive_in_archive": ("压缩包中还有压缩包", "请先解开。"),
    "broken_archive": ("压缩包已损坏", _AGAIN),
    "broken_file": ("文件已损坏", _AGAIN),
    "broken_workbook": ("工作簿已损坏", _SAVE),
    "doctype": ("工作簿含有不该有的声明", _SAVE),
    "empty_file": ("文件中没有内容", _AGAIN),
    "empty_folder": ("文件夹中没有文件", _PATH),
    "encrypted": ("文件有密码", _OPEN),
    "line_too_long": ("有一行过长（超过 8 MB）", "请检查文件。"),
    "nested_column": ("列“{what}”中是嵌套的数据", "请写成文本列。"),
    "no_case": ("表头之下没有数据行", _AGAIN),
    "no_file": ("是设备或管道，不是文件", "请把文本送入标准输入，并以“-”为文件名。"),
    "no_header_row": ("文件没有第 {what} 行", "请更正来源配置中的 header_row。"),
    "no_known_column": (
        "没有一列能识别（读到的表头：{what}）",
        "请在来源的 YAML 中写明各列（dq map 可生成），或用 read: header_row 指定表头。",
    ),
    "no_permission": ("没有读取权限", "请申请读取权限。"),
    "no_sheets": ("不是工作簿，没有工作表", "请不要指定工作表。"),
    "no_such_file": ("找不到文件", _PATH),
    "no_such_sheet": ("没有工作表“{what}”", "该工作簿的工作表：{known}"),
    "not_a_table": ("内容不是表格", _TABLE),
    "parser_died": ("解析程序中途退出", "请另存，或索取 CSV。"),
    "several_tables": ("含有多张表", "请指定工作表。"),
    "too_far": ("有单元格的位置过远", "请删去远处的单元格后另存。"),
    "too_large": ("文件过大", "请索取 CSV。"),
    "too_many_columns": ("列数过多", "请检查分隔符，或只索取需要的列。"),
    "too_many_entries": ("压缩包中的文件过多", "请分成几个压缩包。"),
    "too_slow": ("读取超时", "请索取 CSV。"),
}
_WHAT = {
    "nested_column": r"column ['\"](.*?)['\"] holds",
    "no_header_row": r"no row (\d+)",
    "no_known_column": r"was read as: (.*)\)",
    "no_such_sheet": r"has no sheet ['\"](.*)['\"]",
}
"""Where the English message has what the Chinese one names too."""
_KNOWN = "Its sheets: "


def in_language(refused: Refused, lang: Lang) -> Refused:
    """The refusal as people read it; one whose reason has no other words stays as it is."""
    if lang == "en" or refused.reason not in _CHINESE:
        return refused
    told, following = _CHINESE[refused.reason]
    if refused.reason in _WHAT:
        found = re.search(_WHAT[refused.reason], refused.message, re.DOTALL)
        if found is None:
            return refused
        told = told.format(what=found[1])
        following = following.format(known=refused.next_step.removeprefix(_KNOWN))
    if refused.message.endswith(f"：{told}"):  # told in Chinese already
        return refused
    place, _, _ = refused.message.partition(": ")
    return replace(refused, message=f"{place}：{told}", next_step=following)


def known_reasons() -> list[str]:
    """The reasons that have words in every language."""
    return list(_CHINESE)
