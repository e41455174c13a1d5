"""The words for companion files of which no row belongs to a case, for terminal and report."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from dq.model.companions import COMPANIONS

_SHOWN = 6
_WORDS = {
    "zh": {
        "place": "{label}，{file}：",
        "sheet": "{file}，工作表“{sheet}”",
        "named": "{rows} 行中没有一行对应本次的案件：{columns} 列的编号不是任何案件的编号；请核对是否给错文件或选错列"
        "（来源 YAML 的 companions: {table}: columns 可改写 case_no），或请发送方补充案件编号",
        "unnamed": "{rows} 行中没有一行对应本次的案件：未识别到案件编号列，{columns} 列的号码也不在任何案件中；请在"
        "来源 YAML 的 companions: {table}: columns 中写明案件编号列（列名: case_no），或请发送方补充",
        "called": "{rows} 行中没有一行对应本次的案件：未识别到案件编号列，{columns} 列的号码也都不是某一案独有的"
        "本人号码；请在来源 YAML 的 companions: {table}: columns 中写明案件编号列（列名: case_no），或请发送方补充",
        "numbers": "{rows} 行中没有一行对应本次的案件：{columns} 列的号码不在任何案件中；请核对是否给错文件，"
        "或询问发送方",
    },
    "en": {
        "place": "{label}, {file}: ",
        "sheet": "{file}, sheet '{sheet}'",
        "named": "0 of {rows} rows belong to a case: nothing under {columns} is the number of one; check that it is "
        "the right file and column (companions: {table}: columns in the source's YAML names case_no), or ask the "
        "sender for the case numbers",
        "unnamed": "0 of {rows} rows belong to a case: no column is known to name it, and no number under {columns} is "
        "in a case; name the column in the source's YAML (companions: {table}: columns: COLUMN: case_no), or ask the "
        "sender for the case numbers",
        "called": "0 of {rows} rows belong to a case: no column is known to name it, and no number under {columns} is "
        "one debtor's own alone; name the column in the source's YAML (companions: {table}: columns: COLUMN: case_no), "
        "or ask the sender for the case numbers",
        "numbers": "0 of {rows} rows belong to a case: no number under {columns} is in one; check that it is the right "
        "file, or ask the sender",
    },
}

_BY_NUMBER = {"calls": "called", "optouts": "unnamed", "checks": "numbers"}
"""What is said of a file without a column that names cases; a file of any other table is not read."""


def untied_files(manifest: Mapping[str, Any], lang: str, plain: Callable[[str], str] = str) -> Iterator[str]:
    """What to tell, led by table and file; ``plain`` makes what comes from a file fit to be shown."""
    say = _WORDS[lang]
    for name, facts in manifest.get("companions", {}).get("tables", {}).items():
        for told in facts.get("untied", ()):
            file, sheet = plain(told["file"]), told["sheet"]
            file = say["sheet"].format(file=file, sheet=plain(sheet)) if sheet else file
            place = say["place"].format(label=COMPANIONS[name].label(lang), file=file)
            columns = ", ".join(map(plain, told["columns"][:_SHOWN]))
            how = "named" if told["names_cases"] else _BY_NUMBER[name]
            yield place + say[how].format(rows=f"{told['rows']:,}", columns=columns, table=name)
