import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.text.spelt import spelt

CAPITALS = str.maketrans("零一二三四五六七八九十百千万亿", "零壹贰叁肆伍陆柒捌玖拾佰仟萬億")


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("壹万贰仟叁佰元整", "12300"), ("三万", "30000"), ("十二万", "120000"), ("壹拾贰万元", "120000"),
        ("一亿二千万", "120000000"), ("两万两千", "22000"), ("一百零五", "105"), ("零元整", "0"),
        ("伍佰元零伍分", "500.05"), ("人民币壹仟零伍拾元叁角贰分", "1050.32"), ("贰佰叁拾肆圆伍角整", "234.50"),
    ],
)  # fmt: skip
def test_amounts_in_words(text, digits):
    assert spelt(pl.Series([text])).to_list() == [digits]


@pytest.mark.parametrize(
    "text",
    [
        "一百五", "一百五万", "两千三亿", "一百零万", "三万五", "一万零", "三", "一二三", "二〇二四", "百", "万元",
        "一千十", "五角", "无", "结清", "三万5", "1万", "三万左右", "零", "",
    ],
)  # fmt: skip
def test_what_may_mean_two_amounts_is_none(text):
    assert spelt(pl.Series([text, None], dtype=pl.String)).to_list() == [None, None]


def in_words(number):
    """With 零 before a digit wherever the places in front of it are empty."""
    words, gap = "", False
    for place, digit in reversed(list(enumerate(reversed(str(number))))):
        if digit != "0":
            words += "零" * gap + "零一二三四五六七八九"[int(digit)] + ("", "十", "百", "千")[place % 4]
        gap = digit == "0"
        if place % 4 == 0 and number // 10**place % 10**4:
            words += ("", "万", "亿")[place // 4]
    return words


@given(st.integers(1, 10**12 - 1), st.booleans())
def test_every_amount_comes_back(number, capitals):
    words = in_words(number) + "元整"
    assert spelt(pl.Series([words.translate(CAPITALS) if capitals else words])).to_list() == [str(number)]
