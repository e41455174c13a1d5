"""A proposal as the YAML of a source, for a person to read, correct and keep."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as Table
from dataclasses import dataclass

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
_FILES = {
    "en": "# Give its files with --{table}, or name them here for all runs (from this YAML's folder): files: [{files}]",
    "zh": "# 用 --{table} 给出文件，或在此写明、每次运行都读取(相对本 YAML 所在文件夹): files: [{files}]",
}
_UNLIKE = {
    "en": "# One header means different fields in its files: their columns are proposed anew in each run.",
    "zh": "# 同一表头在各文件中含义不同:每次运行重新提议各列。",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A companion table of a proposal: what the columns of each of its files mean.

    ``sheet``: the sheet of the case workbook that it is, else ``files``, the names of its files.
    """

    mappings: tuple[Mapping, ...]
    files: tuple[str, ...] = ()
    sheet: str | None = None


def to_yaml(
    mappings: Sequence[Mapping],
    source_id: str,
    region: str = "CN",
    read: Table[str, object] | None = None,
    lang: str = "en",
    companions: Table[str, Part] | None = None,
) -> str:
    """The source YAML of a case file, or of several with their mappings, each column with its evidence as a comment.

    ``read``: how the file was read (``encoding``, ``delimiter``, ``sheet``, ``header_row``); written as comments,
    for the next file may differ, as are the files of ``companions``. Columns without a field are comments too, with
    their reasons.
    """
    lines = [_HEAD[lang], f"id: {quoted(source_id)}", f"region: {region}"]
    facts = {key: fact for key, fact in (read or {}).items() if fact is not None}
    if facts:
        lines += [_READ[lang], "# read:"]
        lines += [f"#   {key}: {quoted(str(fact))}" for key, fact in facts.items()]
    lines += _columns(mappings, lang)
    ignored = dict.fromkeys(name for mapping in mappings for name in mapping.ignored)
    if ignored:
        lines.append(f"ignore: [{', '.join(map(quoted, ignored))}]")
    if companions:
        lines.append("companions:")
        for table, part in companions.items():
            lines += [f"  {table}:", *("    " + line for line in _part(part, table, lang))]
    return "\n".join(lines) + "\n"


def to_companion_yaml(mappings: Sequence[Mapping], table: str, lang: str = "en") -> str:
    """The mappings of a companion table as the part of a source's YAML that it belongs into."""
    columns = ("    " + line for line in _columns(mappings, lang))
    return "\n".join([_PART[lang], "companions:", f"  {table}:", *columns]) + "\n"


def _part(part: Part, table: str, lang: str) -> Iterator[str]:
    if part.sheet is not None:
        yield f"sheet: {quoted(part.sheet)}"
    else:
        yield _FILES[lang].format(table=table, files=", ".join(map(quoted, part.files)))
    yield from _columns(part.mappings, lang)


def _columns(mappings: Sequence[Mapping], lang: str) -> Iterator[str]:
    """``columns:`` of the files of one table, each header once, with what has no field as comments."""
    meant: dict[str, str] = {}
    for mapping in mappings:
        for column in (*mapping.mapped, *mapping.second):
            for name, value in _values(column):
                if meant.setdefault(name, value) != value:
                    yield "columns: {}  " + _UNLIKE[lang]
                    return
    missing = [
        name for name in mappings[0].missing_required if all(name in m.missing_required for m in mappings)
    ]
    if missing:
        yield _MISSING[lang] + ", ".join(missing)
    mapped = {name: column for mapping in mappings for column in mapping.mapped for name in column.columns}
    for mapping in mappings:
        for column in mapping.second:
            for name in column.columns:
                mapped.setdefault(name, column)
    yield "columns:" if mapped else "columns: {}"
    yield from (_column(name, meant[name], column, lang) for name, column in mapped.items())
    unmapped = {column.column: column.reason for mapping in mappings for column in mapping.unmapped}
    if unmapped.keys() - mapped.keys():
        yield _UNMAPPED[lang]
        for name, reason in unmapped.items():
            if name not in mapped:
                yield f"#   {quoted(name)}: {_comment(reason)}"


def _values(column: MappedColumn) -> Iterator[tuple[str, str]]:
    """What is written for each column of the file."""
    for name in column.columns:
        more = {"unit": column.unit, "part": column.parts.get(name)}
        told = "".join(f", {key}: {value}" for key, value in more.items() if value is not None)
        yield name, f"{{field: {column.field}{told}}}" if told else column.field


def _column(name: str, value: str, column: MappedColumn, lang: str) -> str:
    evidence = "; ".join(column.evidence)
    if column.runner_up is not None:
        evidence += f"; {_NEXT[lang]}{column.runner_up[0]} {column.runner_up[1]:.2f}"
    return f"  {quoted(name)}: {value}  # {column.score:.2f}, {_comment(evidence)}"


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
