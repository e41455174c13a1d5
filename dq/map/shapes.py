"""What the values of a column look like: for each column the share of its values that has each shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

import polars as pl

from dq.map.vocabulary import vocabulary
from dq.text.no_days import NO_DAY

MAX_CELLS = 200_000
"""At most this many cells are looked at; of a longer sample every n-th row."""

_HAN = r"[\p{Han}·]"
_MOBILE = r"(?:^|[^0-9])(?:\+?86|0086|0)?1[3-9][0-9]{9}(?:\.0)?(?:[^0-9.]|$)"
_MASKED_MOBILE = r"^1[3-9][0-9]{0,3}[*xX]{3,6}[0-9]{2,4}$"
_LANDLINE = r"^(?:\+?86)?\(?0[1-9][0-9]{1,2}\)?[2-9][0-9]{6,7}(?:(?:ext|转|分机|x|#)[0-9]{1,6})?$"
_ABROAD = r"^(?:\+|00)[1-9][0-9]{7,14}$"
_NANP = r"^\+?1?\(?[2-9][0-9]{2}\)?[2-9][0-9]{6}(?:(?:x|ext\.?)[0-9]{1,6})?$"
_MASKED_ID = r"^[1-9][0-9]{3,9}\*{6,14}[0-9]{0,4}[0-9xX]?$"
_DAY_FIRST = r"(?:0?[1-9]|[12][0-9]|3[01])[/.\-](?:0?[1-9]|1[0-2])[/.\-]"
_MONTH_FIRST = r"(?:0?[1-9]|1[0-2])[/.\-](?:0?[1-9]|[12][0-9]|3[01])[/.\-]"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_BEFORE = r"^[(\-+]?(?:[¥￥$€£]|rmb|cny|usd|hk\$|us\$)?-?"
_BEHIND = r"(?:\.[0-9]+)?\)?(?:元|万元?|千元?|[cd]r)?$"
_NUMBER = f"{_BEFORE}[0-9]{{1,3}}(?:,[0-9]{{3}})+{_BEHIND}"
_PLAIN = f"{_BEFORE}(?:0|[1-9][0-9]{{0,11}}){_BEHIND}"

# Shapes of the value without white space, in small letters. A value may have several.
_COMPACT: dict[str, str] = {
    "resident_id": r"^[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9x]$"
    r"|^[1-9][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}$|" + _MASKED_ID.lower(),
    "ssn": r"^(?:[0-9]{3}|\*{3}|x{3})-(?:[0-9]{2}|\*{2}|x{2})-[0-9]{4}$",
    "card": r"^[2-9][0-9]{3}(?:-?[0-9]{4}){2}-?[0-9]{1,7}$|^[2-9][0-9]{3,5}\*{4,12}[0-9]{2,4}$|^3[0-9]{14}$",
    "date": r"^(?:19|20)[0-9]{2}[/.\-年](?:0?[1-9]|1[0-2])[/.\-月](?:0?[1-9]|[12][0-9]|3[01])日?(?:t?[0-9:时分秒]+.*)?$"
    r"|^(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?:[0-2][0-9][0-5][0-9][0-5][0-9])?$"
    rf"|^(?:{_DAY_FIRST}|{_MONTH_FIRST})(?:19|20)?[0-9]{{2}}(?:t?[0-9:]+.*)?$"
    rf"|^{_MONTH}-?[0-9]{{0,2}},?-?(?:19|20)?[0-9]{{2}}$|^[0-9]{{1,2}}-?{_MONTH}-?(?:19|20)?[0-9]{{2}}$",
    "serial": r"^[2-5][0-9]{4}(?:\.0+)?$",
    "number": f"{_NUMBER}|{_PLAIN}",
    "decimal": r"^[(\-+¥￥$€£]*[0-9,]+\.[0-9]*[1-9][0-9]*\)?(?:元|万元?)?$|^[(\-+¥￥$€£]*[0-9,]+\.00\)?元?$"
    r"|^[¥￥$€£(\-]+[0-9,.]+\)?$|^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$|^[¥￥$€£]?[0-9,]+\.[0-9]+[cd]r$",
    "integer": r"^-?[0-9]{1,6}(?:\.0+)?(?:天|日|期|个月|月|岁|次|手|days?|months?|yrs?|years?)?$",
    "day": r"^(?:每月|每期)?(?:0?[1-9]|[12][0-9]|3[01])(?:\.0+)?(?:日|号|st|nd|rd|th)?$",
    "percent": r"^-?[0-9]{1,3}(?:\.[0-9]+)?[%‰]$",
    "email": r"^[a-z0-9._%+\-*]+@[a-z0-9.\-]+\.[a-z]{2,}$",
    "vin": r"^[a-hj-npr-z0-9]{17}$",
    "plate": r"^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][a-z][·.\-]?[a-z0-9]{5,6}$",
    "code": r"^[a-z0-9][a-z0-9_\-/.#]{2,}$",
    "numbered": r"^[a-z]{1,6}[\-_/]?[0-9]{3,}$",
    "letters": r"[a-z]",
    "digits": r"^[0-9]+$",
    "bucket": r"^m[0-9]{1,2}\+?$|^[0-9]{1,3}[\-~至][0-9]{1,3}(?:天|days?)?$"
    r"|^[0-9]{2,3}\+$|^[1-9][0-9]{1,2}(?:天|days)以上$",
    "relation_word": r"(?:父|母|妻|夫|配偶|儿子|女儿|兄|弟|姐|妹|朋友|同事|亲属|亲戚|同学)$",
    "company": r"公司|集团|工厂|商行|商店|超市|学校|大学|中学|小学|医院|银行|事务所|个体|酒店|餐厅|政府|委员会"
    r"|研究院|工作室|经营部|(?:厂|店|局|所|行|院|部|中心)$"
    r"|(?:inc|ltd|llc|corp|co|plc|group|company|services|stores?|school|hospital|bank)\.?$",
    "place": r"(?:省|市|自治区|特别行政区|区|县|自治州|盟|旗)$",
    "phone_note": r"^(?:空号|停机|关机|无法接通|错号|暂停服务|号码不存在)$",
}
_SMALL_PLACE = "区|县|镇|乡|村|路|街|道|巷|弄|号|楼|栋|单元|室|苑|园|组"
_STREET = "st|street|ave|avenue|rd|road|dr|drive|ln|lane|blvd|way|court|ct|pl|place|apt|suite|unit"
# Shapes of the value with its single spaces.
_SPACED: dict[str, str] = {
    "address": rf"{_HAN}{{2,}}.*(?:省|市|{_SMALL_PLACE}).*(?:{_SMALL_PLACE})|(?i)^[0-9]+[a-z]? .*\b(?:{_STREET})\b",
    "latin_name": r"^[A-Z][A-Za-z'’\-]+(?:,? [A-Z][A-Za-z'’.\-]*){1,3}$",
    "latin_place": r"^[A-Z][A-Za-z .'’\-]+$",
    "sentence": rf"^{_HAN}{{7,}}|(?:\S+ ){{5,}}",
}


_HALF_DAY = "(?:上午|下午|中午|凌晨|早上|晚上)"
_HOUR = "(?:0?[6-9]|1[0-9]|2[0-3])"
_MINUTES = r"(?:[:时点][0-5]?[0-9](?:[:分](?:[0-5]?[0-9])?(?:\.[0-9]+)?秒?)?|[时点]整?)"
_TIMES: dict[str, str] = {
    "clock": rf"^(?:(?:1899-12-3[01]|1900-01-0[01])[ T])?"
    rf"(?:{_HOUR}{_MINUTES}|{_HALF_DAY} ?[0-9]{{1,2}}{_MINUTES}|(?i)[0-9]{{1,2}}{_MINUTES} ?[ap]\.?m\.?)$"
    rf"|^(?:0[6-9]|1[0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?$|^0?\.(?:2[5-9]|[3-9])[0-9]*$",
    "midnight": r"^(?:(?:1899-12-3[01]|1900-01-0[01])[ T])?(?:0?0:00(?::00(?:\.0+)?)?|0{4}(?:0{2})?|0(?:\.0+)?)$",
    "timed": rf"^.{{6,}}?(?:[ T]|日 ?){_HALF_DAY}? ?"
    r"(?:(?:0?[1-9]|1[0-9]|2[0-3])[:时点]|0?0:(?:0?[1-9]|[1-5][0-9]))"
    r"|^[2-5][0-9]{4}\.[0-9]*[1-9]|^(?:19|20)[0-9]{6}[0-9]{6}$",
}


@dataclass(frozen=True, slots=True)
class Shape:
    """The values of one column: how many there are, and the share of each shape among them (0 to 1)."""

    count: int
    shares: dict[str, float] = field(default_factory=dict)

    def share(self, *names: str) -> float:
        """The largest share among the shapes named; 0 for a column without values."""
        return max((self.shares.get(name, 0.0) for name in names), default=0.0)

    def leading(self) -> str:
        """The most telling shape that at least half of the values have, or an empty text."""
        return next((name for name in _BY_WEIGHT if self.shares.get(name, 0.0) >= 0.5), "")


# From the most telling to the least, for describing a column.
_BY_WEIGHT = (
    *("email", "resident_id", "ssn", "mobile", "phone", "card", "plate", "vin", "date", "percent"),
    *("address", "company", "relation", "sex", "repay_method", "payment_channel", "currency", "name"),
    *("latin_name", "bucket", "decimal", "number", "code"),
)


def shapes_of(sample: pl.DataFrame) -> dict[str, Shape]:
    """The shape of every column of a sample of text; placeholders such as 无, - and 0000-00-00 count as no value."""
    return _shapes(sample, _tests())


def times_of(sample: pl.DataFrame) -> dict[str, Shape]:
    """The same for ``clock`` (a time of day without a day), ``midnight`` (00:00 without one) and ``timed`` (a day with
    a time of day, midnight apart).

    They are looked for in few columns of few tables. Hours before six that no word such as 下午 goes with are none: of
    a log of calls they are lengths.
    """
    return _shapes(sample, {name: pl.col("value").str.contains(pattern) for name, pattern in _TIMES.items()})


def _shapes(sample: pl.DataFrame, tests: Mapping[str, pl.Expr]) -> dict[str, Shape]:
    text = sample.select(pl.col(pl.String).exclude("_row"))
    if text.height == 0 or text.width == 0:
        return {name: Shape(0) for name in text.columns}
    step = max(1, -(-text.height * text.width // MAX_CELLS))
    # By place, for a file may well have a column called 'column' or 'value'.
    numbered = text.gather_every(step).rename({name: f"#{place}" for place, name in enumerate(text.columns)})
    long = numbered.unpivot(variable_name="column", value_name="value").lazy()
    value = pl.col("value").str.normalize("NFKC").str.strip_chars().str.replace_all(r"\s+", " ")
    compact = (
        pl.col("value").str.replace_all(r"[\s'\"=\u200b-\u200f\u202a-\u202e\ufeff]", "").str.to_lowercase()
    )
    frame = (
        long.group_by("column", "value")
        .agg(times=pl.len())
        .with_columns(value=value)
        .with_columns(compact=compact)
        .filter(
            pl.col("compact").is_not_null()
            & (pl.col("compact") != "")
            & ~pl.col("compact").is_in(vocabulary().words["placeholder"])
            & ~pl.col("value").str.contains(NO_DAY)
        )
        .with_columns(dial=pl.col("compact").str.replace_all(r"[\-()]", ""))
        .select("column", "times", **tests)
        .group_by("column")
        .agg(pl.sum("times").alias("count"), *map(_share, tests))
        .collect()
    )
    found = {
        row["column"]: Shape(row.pop("count"), {k: v for k, v in row.items() if k != "column" and v})
        for row in frame.iter_rows(named=True)
    }
    return {name: found.get(f"#{place}", Shape(0)) for place, name in enumerate(text.columns)}


def _share(test: str) -> pl.Expr:
    """The share of the values that pass, each counted as often as it occurs."""
    times = pl.col("times")
    return (times.filter(test).sum() / times.sum()).alias(test)


@cache
def _tests() -> dict[str, pl.Expr]:
    """An expression for each shape, over ``value``, ``compact`` and ``dial``."""
    value, compact, dial = pl.col("value"), pl.col("compact"), pl.col("dial")
    words = vocabulary().words
    tests = {name: compact.str.contains(pattern) for name, pattern in _COMPACT.items()}
    tests |= {name: value.str.contains(pattern) for name, pattern in _SPACED.items()}
    for kind in (
        "sex",
        "relation",
        "id_type",
        "repay_method",
        "payment_channel",
        "currency",
        "flag",
        "case_status",
        "us_state",
    ):
        tests[kind] = compact.is_in([word.replace(" ", "") for word in words[kind]])
    tests["province"] = compact.str.contains(rf"^(?:{'|'.join(words['province'])})")
    surname = words["surname"][0]
    # A name may end as a relation does: 刘招弟, and 钱母 in the place of a mother's name.
    kin = compact.str.contains(rf"^[{surname}]{_HAN}{{0,2}}[父母妻夫兄弟姐妹]$") & ~tests["relation"]
    relation = tests["relation"] | tests["relation_word"]
    an_id = tests["resident_id"]
    # Several numbers in one cell are kept apart by their spaces, one number may be broken by them.
    mobile = dial.str.contains(_MOBILE) | value.str.contains(_MOBILE) | compact.str.contains(_MASKED_MOBILE)
    tests["mobile"] = mobile & ~an_id
    landline = dial.str.contains(_LANDLINE) | (dial.str.contains(_ABROAD) & ~an_id)
    nanp = dial.str.contains(_NANP) & ~tests["decimal"]
    tests["numbered"] = tests["numbered"] & ~compact.str.contains(r"1[3-9][0-9]{9}$")
    tests["landline"] = landline
    tests["phone"] = tests["mobile"] | landline | (nanp & ~tests["date"])
    tests["local_tel"] = dial.str.contains(r"^[2-9][0-9]{6,7}$") & ~tests["date"]
    tests["relation"] = relation
    name = compact.str.contains(
        rf"^[{surname}]{_HAN}{{1,3}}$|^{_HAN}{{1,2}}[*某]{{1,2}}$|^{_HAN}{{2,8}}·{_HAN}+$"
    )
    tests["name"] = name & (~relation | kin) & ~tests["place"] & ~tests["province"] & ~tests["repay_method"]
    tests["latin_name"] = tests["latin_name"] & ~tests["address"] & ~tests["company"]
    tests["han"] = compact.str.contains(rf"^{_HAN}+$") & ~tests["phone_note"]
    tests["money"] = tests["number"] & ~tests["mobile"] & ~an_id
    tests["small"] = tests["integer"] & ~tests["decimal"]
    return tests
