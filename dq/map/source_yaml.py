"""A proposal as the YAML of a source, for a person to read, correct and keep."""

from __future__ import annotations

import re
from collections.abc import Mapping as Table

from dq.map.interface import MappedColumn, Mapping

_PLAIN = re.compile(r"[^\W\d][\w()（）]*( [\w()（）]+)*")
_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
_HEAD = {
    "en": "# Proposed from the file's headers and values. Correct it, then run with --source and this file's path.",
    "zh": "# 根据文件的表头和值生成的提议。请核对修改,然后用 --source 加本文件路径运行。",
}
_PART = {
    "en": "# Proposed from the file's headers and values: a part of a source's YAML. Correct it there.",
    "zh": "# 根据文件的表头和值生成的提议,属于来源配置的一部分。请核对后放入来源配置。",
}
_READ = {"en": "# As it was read; take away the '#' to fix it.", "zh": "# 读取方式;去掉 # 即可固定。"}
_UNMAPPED = {
    "en": "# No field was found for these. Name a field under columns, or list the column under ignore.",
    "zh": "# 以下列未找到对应字段:在 columns 中指定字段,或列入 ignore。",
}
_MISSING = {"en": "# Required fields without a column: ", "zh": "# 缺少列的必填字段: "}
_NEXT = {"en": "next: ", "zh": "其次: "}


def to_yaml(
    mapping: Mapping,
    source_id: str,
    region: str = "CN",
    read: Table[str, object] | None = None,
    lang: str = "en",
) -> str:
    """The source YAML of a mapping, each column with its evidence as a comment.

    ``read``: how the file was read (``encoding``, ``delimiter``, ``sheet``, ``header_row``); written as comments,
    for the next file may differ. Columns without a field are comments too, with their reasons.
    """
    lines = [_HEAD[lang], f"id: {quoted(source_id)}", f"region: {region}"]
    facts = {key: fact for key, fact in (read or {}).items() if fact is not None}
    if facts:
        lines += [_READ[lang], "# read:"]
        lines += [f"#   {key}: {quoted(str(fact))}" for key, fact in facts.items()]
    if mapping.missing_required:
        lines.append(_MISSING[lang] + ", ".join(mapping.missing_required))
    lines.append("columns:" if mapping.mapped or mapping.second else "columns: {}")
    lines += [_column(column, lang) for column in (*mapping.mapped, *mapping.second)]
    if mapping.unmapped:
        lines.append(_UNMAPPED[lang])
        lines += [f"#   {quoted(column.column)}: {_comment(column.reason)}" for column in mapping.unmapped]
    if mapping.ignored:
        lines.append(f"ignore: [{', '.join(map(quoted, mapping.ignored))}]")
    return "\n".join(lines) + "\n"


def to_companion_yaml(mapping: Mapping, table: str, lang: str = "en") -> str:
    """The mapping of a companion table as the part of a source's YAML that it belongs into."""
    lines = [_PART[lang], "companions:", f"  {table}:"]
    if mapping.missing_required:
        lines.append("    " + _MISSING[lang] + ", ".join(mapping.missing_required))
    lines.append("    columns:" if mapping.mapped or mapping.second else "    columns: {}")
    lines += ["    " + _column(column, lang) for column in (*mapping.mapped, *mapping.second)]
    if mapping.unmapped:
        lines.append("    " + _UNMAPPED[lang])
        lines += [
            f"    #   {quoted(column.column)}: {_comment(column.reason)}" for column in mapping.unmapped
        ]
    return "\n".join(lines) + "\n"


def _column(column: MappedColumn, lang: str) -> str:
    value = column.field if column.unit is None else f"{{field: {column.field}, unit: {column.unit}}}"
    evidence = "; ".join(column.evidence)
    if column.runner_up is not None:
        evidence += f"; {_NEXT[lang]}{column.runner_up[0]} {column.runner_up[1]:.2f}"
    return f"  {quoted(column.column)}: {value}  # {column.score:.2f}, {_comment(evidence)}"


def _comment(text: str) -> str:
    """Text that stays within its comment line whatever a file's header holds."""
    return "".join(letter if letter.isprintable() else " " for letter in text)


def quoted(text: str) -> str:
    """A YAML scalar that reads back as exactly this text."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    body = "".join(_escaped(letter) for letter in text)
    return f'"{body}"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return "\\" + letter
    if letter.isprintable():
        return letter
    code = ord(letter)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
