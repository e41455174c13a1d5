"""A proposal as a table for the terminal, 80 columns wide, in English or Chinese."""

from __future__ import annotations

from dq.map.interface import MappedColumn, Mapping
from dq.model.schema import field
from dq.text.visible import one_line
from dq.text.width import cut, pad, wrap

_WIDTH = 80
_SCORE = 5
_COLUMN = {"en": 27, "zh": 24}
_FIELD = {"en": 20, "zh": 29}
_INDENT = "    "
_WORDS = {
    "en": {
        "column": "column", "field": "field", "score": "score", "next": "next best", "second": "second columns",
        "unmapped": "not mapped", "ignored": "ignored", "missing": "required, but no column: ",
        "differences": "not as the source says",
        "total": "{mapped} of {all} columns mapped, {second} compared, {unmapped} not mapped, {ignored} ignored",
    },
    "zh": {
        "column": "列", "field": "字段", "score": "得分", "next": "其次", "second": "第二列",
        "unmapped": "未对应", "ignored": "忽略", "missing": "必填但缺少列: ",
        "differences": "与来源文件不符",
        "total": "{all} 列中 {mapped} 列已对应,{second} 列作比较,{unmapped} 列未对应,{ignored} 列忽略",
    },
}  # fmt: skip


def show_proposal(mapping: Mapping, lang: str = "en") -> str:
    """Each column with its field, score, runner-up and evidence; then what has no field, and why.

    Headers are shown with their hidden characters marked. Ends with a line end.
    """
    say = _WORDS[lang]
    head = (
        pad(say["column"], _COLUMN[lang]),
        pad(say["field"], _FIELD[lang]),
        pad(say["score"], _SCORE),
        say["next"],
    )
    lines = [" ".join(head)]
    for column in mapping.mapped:
        lines += _mapped(column, lang)
    if mapping.second:
        lines += ["", f"{say['second']}:"]
        for column in mapping.second:
            lines += _mapped(column, lang)
    if mapping.unmapped:
        lines += ["", f"{say['unmapped']}:"]
        for left in mapping.unmapped:
            runner_up = _runner_up(left.runner_up, lang)
            lines.append(_row(left.column, "-", "", runner_up, lang))
            lines += _indented(left.reason)
    if mapping.ignored:
        lines += ["", f"{say['ignored']}:", *_indented(", ".join(map(one_line, mapping.ignored)))]
    if mapping.differences:
        lines += ["", f"{say['differences']}:"]
        lines += [line for told in mapping.differences for line in _indented(one_line(told.message))]
    if mapping.missing_required:
        lines += [
            "",
            *wrap(say["missing"] + ", ".join(_name(f, lang) for f in mapping.missing_required), _WIDTH),
        ]
    sizes = {name: sum(len(c.columns) for c in getattr(mapping, name)) for name in ("mapped", "second")}
    sizes |= {name: len(getattr(mapping, name)) for name in ("unmapped", "ignored")}
    return "\n".join([*lines, "", say["total"].format(all=sum(sizes.values()), **sizes)]) + "\n"


def _mapped(column: MappedColumn, lang: str) -> list[str]:
    name = _name(column.field, lang)
    row = _row(column.column, name, f"{column.score:.2f}", _runner_up(column.runner_up, lang), lang)
    parts = ", ".join(f"{name}: {part}" for name, part in column.parts.items())
    return [row, *(_indented(parts) if parts else []), *_indented("; ".join(column.evidence))]


def _row(column: str, name: str, score: str, runner_up: str, lang: str) -> str:
    start = f"{pad(one_line(column), _COLUMN[lang])} {pad(name, _FIELD[lang])} {pad(score, _SCORE)} "
    return cut(start + runner_up, _WIDTH).rstrip()


def _runner_up(found: tuple[str, float] | None, lang: str) -> str:
    if found is None:
        return ""
    return f"{field(found[0]).zh if lang == 'zh' else found[0]} {found[1]:.2f}"


def _name(name: str, lang: str) -> str:
    return f"{field(name).zh} {name}" if lang == "zh" else name


def _indented(text: str) -> list[str]:
    return [_INDENT + line for line in wrap(one_line(text), _WIDTH - len(_INDENT))]
