"""Root causes: findings that one thing explains, whatever rules and rows they belong to, with one remedy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

import polars as pl

from dq.model.columns import ID
from dq.model.enums import Kind as FieldKind
from dq.model.repeats import PERIODS
from dq.model.rules import Words
from dq.model.schema import field, fields_by_name


class Kind(StrEnum):
    """What findings of one root cause have in common."""

    RULE = "rule"  # a rule on a field: no more is known
    SHIFTED = "shifted"  # the cells of a row stand beside their columns
    DIAGNOSED = "diagnosed"  # the same explanation of the same figure
    COLUMN = "column"  # nearly every row of the column
    EMPTY = "empty"  # nearly every cell of the column is empty
    VALUE = "value"  # one value
    AFFIX = "affix"  # one character before or behind each value


FEW = 20
"""So many findings at least make a root cause (a shifted row is one by itself)."""
NEARLY_ALL = 0.9
HALF = 0.5
MARKS = frozenset(" \t\u00a0\u3000'\"`#;,.:|/\\_=-，。；、：’‘“”")
"""Characters that stand before or behind a value by an export's fault."""

_CONTENT = frozenset(
    {"unreadable", "matches", "matches_not", "id_state", "phone_state", "not_a_card", "id_form", "required"}
)
"""Checks on what a single cell holds: several of them failing side by side are cells beside their columns."""
_SIDE_BY_SIDE = 3
_DATED = r"(?:19|20)[0-9]{2}[-/.年][0-9]{1,2}"
_AMOUNT = r"^[^0-9]{0,6}[0-9][0-9,.]{0,13}[^0-9]{0,4}$|[一二三四五六七八九十百千万壹贰叁肆伍陆柒捌玖拾]"
_OWN_FORMS: Mapping[FieldKind, str] = {
    FieldKind.PHONE: r"^\+?[0-9 ()\-/转#*]{6,16}$",
    FieldKind.DATE: r"[0-9]{1,4}[-/.年][0-9]{1,2}|^[0-9]{8}$",
    FieldKind.MONEY: _AMOUNT,
    FieldKind.PERCENT: _AMOUNT,
    FieldKind.INTEGER: _AMOUNT,
}
"""What a bad cell looks like that is still a phone number, a day or an amount, and so no neighbour's."""


def shifted_rows(found: pl.DataFrame, checks: Mapping[str, str]) -> pl.DataFrame:
    """The rows of a slice whose cells stand beside their columns: ``_id`` and ``from`` (the leftmost field).

    ``checks`` gives the check of each rule. A row counts with findings on what cells hold in at least three columns
    side by side (at most every other one without), of at least two subjects (phone, date, …); a bad number, day or
    amount in its own column is no sign.
    """
    letters = found["cell"].str.extract("^([A-Z]+)").alias("letter")
    places = {letter: _place(letter) for letter in letters.unique().drop_nulls()}
    cells = found.select(
        ID,
        "field",
        pl.col("rule").replace_strict(dict(checks), default="").alias("check"),
        pl.col("rule").str.split(".").list.first().alias("subject"),
        letters.replace_strict(places, default=None, return_dtype=pl.Int64).alias("place"),
        own=_in_own_form(found["field"].unique()),
    ).filter(pl.col("check").is_in(list(_CONTENT)) & pl.col("place").is_not_null() & ~pl.col("own"))
    rows = cells.group_by(ID).agg(
        columns=pl.col("place").n_unique(),
        span=pl.col("place").max() - pl.col("place").min(),
        subjects=pl.col("subject").filter(pl.col("check") != "required").n_unique(),
        first=pl.col("field").sort_by("place").first(),
    )
    side_by_side = (pl.col("columns") >= _SIDE_BY_SIDE) & (pl.col("span") <= 2 * pl.col("columns"))
    return rows.filter(side_by_side & (pl.col("subjects") >= 2)).select(ID, pl.col("first").alias("from"))


def _in_own_form(names: Iterable[str]) -> pl.Expr:
    """Whether a cell's content looks like what its field holds, however wrong it is; of findings on these fields."""
    kinds: dict[FieldKind, list[str]] = {}
    for name in names:
        kinds.setdefault(field(name).kind, []).append(name)
    value = pl.col("value")
    own = [
        pl.col("field").is_in(of_kind)
        & value.str.contains(_OWN_FORMS[kind])
        & (pl.lit(kind is FieldKind.DATE) | ~value.str.contains(_DATED))
        for kind, of_kind in kinds.items()
        if kind in _OWN_FORMS
    ]
    return pl.any_horizontal(pl.lit(value=False), *own).fill_null(value=False)


def _place(letter: str) -> int:
    place = 0
    for character in letter:
        place = place * 26 + ord(character) - ord("A") + 1
    return place


_TITLES: Mapping[Kind, Words] = {
    Kind.SHIFTED: Words("the cells from this column on stand beside their columns", "自此列起单元格错位"),
    Kind.COLUMN: Words("the whole column: {title}", "整列问题：{title}"),
    Kind.EMPTY: Words("the whole column is empty", "整列为空"),
    Kind.VALUE: Words("one value: {title}", "同一个值：{title}"),
    Kind.AFFIX: Words(
        "every value has the same character before or behind it: {title}", "每个值前后都有同一字符：{title}"
    ),
}
_FIXES: Mapping[Kind, Words] = {
    Kind.SHIFTED: Words(
        "Ask for these rows again, or find the delimiter inside a cell that pushed them.",
        "请委托方重发这些行，或找出单元格内多余的分隔符。",
    ),
    Kind.COLUMN: Words(
        "Check the column's field, unit and order of dates in the source's YAML; else have it sent again.",
        "请检查来源配置中该列的字段、单位和日期顺序；否则请委托方重发。",
    ),
    Kind.EMPTY: Words(
        "Ask the source for the column, or take its rule off in the source's YAML.",
        "请委托方补充该列，或在来源配置中关闭该规则。",
    ),
    Kind.VALUE: Words(
        "Name the right value once, under lookups in the source's YAML, or have the source correct it.",
        "请在来源配置的 lookups 中写明正确的值，或请委托方更正。",
    ),
    Kind.AFFIX: Words(
        "Have the export mended; the character does not belong to the value.",
        "请委托方修正导出程序，该字符不属于值本身。",
    ),
}
_ONE = Words("{n} findings, one cause: {what}", "{n} 个问题，同一原因：{what}")

_SLIPS: Mapping[str, tuple[Words, Words]] = {
    "unit_wan": (
        Words("{field} is off by 10,000 (unit 万)", "{field}相差一万倍（单位万元）"),
        Words(
            "Write the column's unit into the source's YAML (unit: 万), or have yuan sent.",
            "请在来源配置中写明单位（unit: 万），或改为以元提供。",
        ),
    ),
    "unit_cents": (
        Words("{field} is off by 100 (unit cents)", "{field}相差一百倍（单位分）"),
        Words(
            "Write the column's unit into the source's YAML (unit: 分), or have yuan sent.",
            "请在来源配置中写明单位（unit: 分），或改为以元提供。",
        ),
    ),
    "decimal_shift": (
        Words("the decimal point of {field} is shifted", "{field}小数点错位"),
        Words("Have the export of the column mended.", "请委托方修正该列的导出。"),
    ),
    "part_missing": (
        Words("{field} does not count {other}", "{field}未计入{other}"),
        Words(
            "Ask the source whether it should; if not, fix the form in the source's YAML (follows).",
            "请委托方确认是否应计入；如不应计入，请在来源配置中固定口径（follows）。",
        ),
    ),
    "part_twice": (
        Words("{field} counts {other} twice", "{field}重复计入{other}"),
        Words("Have the source mend its sum.", "请委托方更正合计。"),
    ),
    "payment_not_deducted": (
        Words("{field} is without the payments ({other})", "{field}未扣除还款（{other}）"),
        Words("Ask the source for the amounts after payments.", "请委托方提供扣除还款后的金额。"),
    ),
    "payment_in_parts": (
        Words(
            "payments ({other}) are off {field}, not off its parts",
            "还款（{other}）已从{field}扣除，分项未扣",
        ),
        Words("Ask the source for the parts after payments.", "请委托方提供扣除还款后的分项。"),
    ),
    "sign_flipped": (
        Words("{field} has the sign the wrong way round", "{field}正负号相反"),
        Words("Have the export of the column mended.", "请委托方修正该列的导出。"),
    ),
    "shifted": (
        Words("the value of {field} stands in {other}", "{field}的值填在{other}一列"),
        Words(
            "Map the two columns the other way round, or have them sent again.",
            "请在来源配置中对调两列，或请委托方重发。",
        ),
    ),
    "instead": (
        Words("{field} counts {other} in place of its own part", "{field}误计入{other}"),
        Words(
            "Fix the form in the source's YAML (follows), or have the sums mended.",
            "请在来源配置中固定口径（follows），或请委托方更正。",
        ),
    ),
    "method": (
        Words(
            "the figures follow another method of repayment than the file says", "还款数据符合另一种还款方式"
        ),
        Words("Ask the source for the method of these loans.", "请委托方确认还款方式。"),
    ),
    "unit": (
        Words("the rate is in another unit than in the rest of the file", "利率单位与文件其余部分不同"),
        Words("Have the rates sent in percent a year.", "请委托方统一按年利率（%）提供。"),
    ),
    PERIODS: (
        Words(
            "the file has a row for each period of a loan ({field}), not for each case",
            "文件每期一行（{field}），而非每案一行",
        ),
        Words(
            "Ask for one row a case; if each row is to stand by itself, write overrides: case.duplicate: "
            "{severity: info} into the source's YAML.",
            "请委托方按案件汇总后提供；如需逐期保留，请在来源配置中写明 overrides: case.duplicate: {severity: info}。",
        ),
    ),
    "days": (
        Words("these loans count interest by actual days", "这些贷款按实际天数计息"),
        Words("Nothing to mend; compare one of them with its contract.", "无需更正，请抽查一份合同。"),
    ),
}


def worth_naming(cause: str) -> bool:
    """Whether many findings with this diagnosis have one cause; slips of the hand happen one by one."""
    return cause.partition(":")[0] in _SLIPS


def wording(kind: Kind, findings: int, title: Words, cause: str = "") -> tuple[Words, Words]:
    """Title and remedy of a root cause: ``60 findings, one cause: …``.

    ``title``: that of the rule; ``cause``: the key of a diagnosis (``slip:field:other``).
    """
    if kind is Kind.DIAGNOSED:
        slip, _, rest = cause.partition(":")
        names = [rest] if slip == PERIODS else rest.split(":")
        what, fix = _SLIPS[slip]
        said = Words(*(_filled(what.get(lang), names, lang) for lang in ("en", "zh")))
    else:
        what, fix = _TITLES[kind], _FIXES[kind]
        said = Words(what.en.replace("{title}", title.en), what.zh.replace("{title}", title.zh))
    count = f"{findings:,}"
    whole = Words(
        *(_ONE.get(lang).replace("{n}", count).replace("{what}", said.get(lang)) for lang in ("en", "zh"))
    )
    return whole, fix


def _filled(text: str, names: list[str], lang: str) -> str:
    """The text with the labels of the fields that it tells, a column that is no field's by its own name; what some
    diagnoses name are methods, told in none."""
    named = dict(zip(("{field}", "{other}"), names, strict=False))
    known = fields_by_name()
    for place in ("{field}", "{other}"):
        if place in text:
            name = named.get(place, "")
            text = text.replace(place, known[name].label(lang) if name in known else name)
    return text
