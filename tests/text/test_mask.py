import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.text.mask import Mask, mask, mask_expr, mask_numbers, mask_of, mask_stray


@pytest.mark.parametrize(
    ("how", "text", "masked"),
    [
        (Mask.PHONE, "13800138000", "138****8000"),
        (Mask.PHONE, "+8613800138000", "+86138****8000"),
        (Mask.PHONE, "1380013800O", "138****800O"),
        (Mask.PHONE, "010-88886666", "010-****6666"),
        (Mask.PHONE, "88886666", "88****66"),
        (Mask.PHONE, "", ""),
        (Mask.ID, "110101199003071178", "1101************78"),
        (Mask.CARD, "6228480402564890018", "6228***********0018"),
        (Mask.NAME, "张小三", "张*三"),
        (Mask.NAME, "张三", "张*"),
        (Mask.NAME, "张", "*"),
        (Mask.NAME, "张 三", "张 *"),
        (Mask.NAME, "张·三", "张*三"),
        (Mask.NAME, "欧阳小明", "欧**明"),
        (Mask.TEXT, "北京市朝阳区某某路1号", "北京*********"),
        (Mask.TEXT, "无", "*"),
    ],
)
def test_known_masks(how, text, masked):
    assert mask(text, how) == masked


@given(st.text(max_size=30), st.sampled_from(Mask))
def test_polars_masks_as_python_does(text, how):
    frame = pl.DataFrame({"value": [text, None]})
    assert frame.select(mask_expr(pl.col("value"), how)).to_series().to_list() == [mask(text, how), None]


@given(st.text(alphabet="0123456789张三abcX", min_size=1, max_size=40), st.sampled_from(Mask))
def test_at_least_a_third_is_hidden_and_the_length_stays(text, how):
    masked = mask(text, how)
    assert len(masked) == len(text)
    assert masked.count("*") * 3 >= len(text)


@pytest.mark.parametrize(
    ("field", "how"),
    [
        ("self_mobile", Mask.PHONE),
        ("self_mobile2", Mask.PHONE),
        ("contact3_home_tel", Mask.PHONE),
        ("phone", Mask.PHONE),
        ("id_no", Mask.ID),
        ("guarantor_id_no", Mask.ID),
        ("card_no", Mask.CARD),
        ("debtor_name", Mask.NAME),
        ("spouse_name", Mask.NAME),
        ("home_address", Mask.TEXT),
    ],
)
def test_the_mask_follows_from_the_field(field, how):
    assert mask_of(field) is how


def test_long_numbers_in_free_text_are_masked_and_short_ones_stay():
    text = "请致电 138 0013-8000 或 110101199003071178，案件 20240105，金额 12345.67"
    assert mask_numbers(text) == "请致电 138 ****-8000 或 110***********1178，案件 20240105，金额 12345.67"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("2024年2月30日", "2024年2月30日"),
        ("约4951.13", "*4951.13"),
        ("1.2万元", "1.2万元"),
        ("赵铁柱", "***"),
        ("John Smith", "**** *****"),
        ("13912345678", "139****5678"),
        ("JN2026-17", "JN2026-17"),
        ("6.22848E+18", "6.22848E+18"),
    ],
)
def test_what_strayed_into_another_field_is_masked_and_what_belongs_there_stays(text, masked):
    assert mask_stray(text) == masked
