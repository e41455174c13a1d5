"""What the first two digits of a resident id mean (GB/T 2260), and completed years of age."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

PROVINCES: Mapping[str, str] = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古", "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东", "41": "河南",
    "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南", "50": "重庆", "51": "四川", "52": "贵州",
    "53": "云南", "54": "西藏", "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆", "71": "台湾",
    "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip
"""The province in which an id was first issued; 81 to 83 are residence permits of people from there."""


def completed_years(birth: pl.Expr, as_of: date) -> pl.Expr:
    """The age at a date in completed years (Int32); one born on 29 February has a birthday on 28 February."""
    day = birth.dt.month().cast(pl.Int32) * 100 + birth.dt.day().cast(pl.Int32)
    leap = pl.when(day == 229).then(228).otherwise(day)
    before = leap > as_of.month * 100 + as_of.day
    return (as_of.year - birth.dt.year() - before.cast(pl.Int32)).cast(pl.Int32)
