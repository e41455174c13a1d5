"""The catalogue of rules: ``rules/README.md`` and the page of one rule, both made from packs and examples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from dq.model.companions import CASES
from dq.model.rules import Lang, Pack, Param, Rule
from dq.model.schema import field
from dq.packs.check_specs import CHECKS
from dq.packs.examples import Example, Examples
from dq.packs.rules import GROUPS
from dq.text.visible import one_line
from dq.text.width import wrap

_COLUMNS = 80
_SHOWN_ROWS = 3
_SHOWN_FIELDS = 6

_HEADINGS: Mapping[str, tuple[str, str]] = {
    "severity": ("Severity", "严重程度"),
    "why": ("Why it matters", "为什么"),
    "fix": ("What to do", "怎么处理"),
    "source": ("Source", "依据"),
    "fields": ("Fields", "字段"),
    "check": ("Check", "检查"),
    "passes": ("Passes", "通过示例"),
    "fails": ("Fails", "不通过示例"),
    "silence": ("To silence it, write into the source's YAML", "如需关闭或调整，在来源配置中写"),
    "crowd": ("and {n} more rows", "另有 {n} 行"),
    "empty": ("(empty)", "（空）"),
}

INTRODUCTION = """# The rules

Made from the packs in `rules/packs` (`make catalogue`); do not edit. {rules} rules in {packs} packs, by
{checks} checks. `dq rules show ID` prints the page of a rule with examples, `dq rules test` runs all examples
(`fixtures/rules/ID.yml`). A source chooses packs (`packs:`) and overrides single rules (`overrides:`): `off`, another
severity, other parameters. **error**: must not be imported; **warning**: may, a person should look; **info**: is told.
"""


def catalogue(packs: Sequence[Pack], examples: Mapping[str, Examples]) -> str:
    """The text of ``rules/README.md``: each rule with why, parameters, source and its ``examples`` (by rule id)."""
    rules = [rule for pack in packs for rule in pack.rules]
    parts = [
        INTRODUCTION.format(rules=len(rules), packs=len(packs), checks=len({rule.check for rule in rules}))
    ]
    for pack in packs:
        parts.append(f"\n## `{pack.id}`: {pack.title.en} · {pack.title.zh}\n")
        parts.extend(_entry(rule, examples[rule.id]) for rule in pack.rules)
    return "".join(parts)


def _entry(rule: Rule, examples: Examples) -> str:
    lines = [
        f"\n### `{rule.id}` · {rule.severity.value}\n",
        f"**{rule.title.en}.** {rule.why.en} *{rule.fix.en}*\n",
        f"**{rule.title.zh}。** {rule.why.zh}*{rule.fix.zh}*\n",
        f"{_call(rule)}{f' · {rule.source}' if rule.source else ''}\n",
        f"- passes: {_cells(examples.passing)}",
        f"- fails: {_cells(examples.failing)}",
        f"- to silence it: `overrides: {{{rule.id}: off}}` in the source's YAML\n",
    ]
    return "\n".join(lines)


def _cells(examples: Sequence[Example]) -> str:
    """The first row of the first example that has a row of its own to show, with what is told of it."""
    shown = next((example for example in examples if example.rows), examples[0])
    place = shown.found[0] - 1 if shown.found else 0
    cells = (
        ", ".join(f"{name} `{one_line(value)}`" for name, value in shown.rows[place].items() if value)
        or "an empty row"
    )
    among = f" (row {place + 1} of {len(shown.rows)})" if len(shown.rows) > 1 else ""
    told = " → ".join(f"`{text}`" for text in (shown.detail, shown.suggestion) if text)
    return f"{cells}{among}{f' → {told}' if told else ''}"


def _call(rule: Rule) -> str:
    return f"`{rule.check}` ({CHECKS[rule.check].doc}) on {_fields(rule)}{_of(rule)}{_settings(rule)}"


def _of(rule: Rule) -> str:
    """Which table the fields are of, where it is not the cases."""
    return "" if rule.table == CASES else f" of the table `{rule.table}`"


def _fields(rule: Rule) -> str:
    """The fields of a rule, groups by their name, long lists cut."""
    rest = list(rule.fields)
    named: list[str] = []
    for group, members in sorted(GROUPS.items(), key=lambda item: -len(item[1])):
        if len(members) > _SHOWN_FIELDS and set(members) <= set(rest):
            named.append(group)
            rest = [name for name in rest if name not in members]
    return ", ".join([*(f"`{name}`" for name in rest), *named])


def _settings(rule: Rule) -> str:
    given = {
        name: value for name, value in rule.params.items() if value != CHECKS[rule.check].params[name].default
    }
    if not given:
        return ""
    return ", with " + ", ".join(f"{name} = `{_param(value)}`" for name, value in given.items())


def _param(value: Param) -> str:
    if isinstance(value, tuple):
        group = next((name for name, members in GROUPS.items() if members == value), None)
        return group or ", ".join(value)
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def page(rule: Rule, examples: Examples | None, lang: Lang) -> str:
    """One rule in full, with its examples if they are there, as text for a terminal."""
    head = {name: words[0 if lang == "en" else 1] for name, words in _HEADINGS.items()}
    labels = ", ".join(f"{name} ({field(name).label(lang)})" for name in rule.fields[:_SHOWN_FIELDS])
    more = f", … {len(rule.fields) - _SHOWN_FIELDS}" if len(rule.fields) > _SHOWN_FIELDS else ""
    facts = {
        "severity": rule.severity.value,
        "why": rule.why.get(lang),
        "fix": rule.fix.get(lang),
        "source": rule.source,
        "fields": labels + more,
        "check": _plain_call(rule),
    }
    lines = [*wrap(f"{rule.id}: {rule.title.get(lang)}", _COLUMNS), ""]
    lines += [line for name, text in facts.items() if text for line in _hanging(f"{head[name]}: {text}")]
    if examples is not None:
        lines += ["", f"{head['passes']}:", *_rows(examples.passing[0], head)]
        lines += ["", f"{head['fails']}:", *_rows(examples.failing[0], head)]
        detail, suggestion = examples.failing[0].detail, examples.failing[0].suggestion
        lines += [line for text in (detail, suggestion) if text for line in _indented(f"→ {text}")]
    lines += ["", f"{head['silence']}:", "  overrides:", f"    {rule.id}: off"]
    return "\n".join(lines) + "\n"


def _hanging(text: str) -> list[str]:
    """The text in lines, all but the first indented."""
    first, *rest = wrap(text, _COLUMNS - 2)
    return [first, *(f"  {line}" for line in rest)]


def _indented(text: str) -> list[str]:
    first, *rest = wrap(text, _COLUMNS - 4)
    return [f"  {first}", *(f"    {line}" for line in rest)]


def _plain_call(rule: Rule) -> str:
    settings = "; ".join(f"{name}: {_param(value)}" for name, value in rule.params.items() if value != ())
    return f"{rule.check} ({settings})" if settings else rule.check


def _rows(example: Example, head: Mapping[str, str]) -> list[str]:
    """The first rows of an example, those with a finding marked."""
    lines = []
    for number, row in enumerate(example.rows[:_SHOWN_ROWS], start=1):
        mark = "✗" if number in example.found else " "
        cells = "  ".join(f"{name}: {value or head['empty']}" for name, value in row.items())
        first, *rest_of_row = wrap(cells, _COLUMNS - 4)
        lines += [f"  {mark} {first}", *(f"    {line}" for line in rest_of_row)]
    rest = len(example.rows) - _SHOWN_ROWS
    if rest > 0:
        lines.append(f"    {head['crowd'].format(n=rest)}")
    return lines
