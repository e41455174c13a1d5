"""What values look like."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.map.fits import fit
from dq.map.shapes import Shape, shapes_of


def shape_of(*values):
    return shapes_of(pl.DataFrame({"column": list(values)}, schema={"column": pl.String}))["column"]


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        ("mobile", ["13800138000", "+86 138 0013 8000", "0086-13800138000", "138****8000", "13800138000.0"]),
        (
            "mobile",
            ["13800138000、0755-88888888", "13800138000 13900139000", "张三13800138000", "(本人)13800138000"],
        ),
        ("landline", ["0755-88888888", "(010)88886666", "075588888888转123", "+442071838750"]),
        ("phone", ["(212) 555-0187", "212-555-0187", "2125550187"]),
        ("local_tel", ["8888888", "66668888"]),
        (
            "resident_id",
            ["11010519491231002X", "110105491231002", "1101**********002X", "11010519491231002x"],
        ),
        ("latin_place", ["Seattle", "New York", "St. Louis", "O'Fallon"]),
        ("us_state", ["WA", "tx", "New York"]),
        ("ssn", ["123-45-6789", "***-**-6789"]),
        ("card", ["6222021234567890123", "6222 0212 3456 7890", "6222****7890", "371449635398431"]),
        (
            "date",
            [
                "2024-03-05",
                "2024/3/5",
                "2024.3.5",
                "2024年3月5日",
                "20240305",
                "2024-03-05 10:00:00",
                "20240305101500",
            ],
        ),
        ("date", ["3/5/24", "05.03.2024", "Dec-2015", "5 Mar 2024", "31/12/2023"]),
        ("serial", ["45356", "45356.0"]),
        ("decimal", ["￥1,234.50", "1234.50元", "(123.45)", "-12.30", "1,234", "0.00", "1.2万"]),
        ("money", ["1234", "0", "1234.5", "￥12", "-3", "1,000,000", "12万"]),
        ("small", ["35", "35天", "12期", "3.0", "24 months"]),
        ("day", ["1", "31", "每月15日", "15号", "1st"]),
        ("percent", ["24%", "0.05％", "18.5%"]),
        ("email", ["a.b@example.com"]),
        ("name", ["王伟", "李小明", "欧阳娜娜", "张**", "阿依古丽·买买提", "王某", "刘招弟", "钱母"]),
        ("latin_name", ["John Smith", "SMITH, John", "Mary-Ann O'Brien"]),
        ("address", ["广东省深圳市南山区解放路1号", "12 Main St", "和平街3号楼2单元"]),
        ("company", ["华星科技有限公司", "第一中学", "Acme Ltd", "工行"]),
        ("relation", ["父亲", "朋友", "Friend", "表姐"]),
        ("plate", ["粤B12345", "京A·12345"]),
        ("vin", ["LSVAB2BR0EN123456"]),
        ("bucket", ["M1", "m3+", "30-60天", "90+"]),
    ],
)
def test_values_have_their_shape(shape, values):
    for value in values:
        assert shape_of(value).share(shape) == 1.0, value


@pytest.mark.parametrize(
    ("shape", "values"),
    [
        ("mobile", ["23800138000", "1380013800", "11010519491231002X", "6222021380013800012", "1234567.89"]),
        ("resident_id", ["6222021234567890123", "138****8000", "123456789012345678"]),
        ("money", ["13800138000", "2024-03-05", "0755", "11010519491231002X", "abc", "24%"]),
        ("date", ["2024-13-05", "12345678", "13800138000", "20241301"]),
        (
            "name",
            ["朋友", "表弟", "父母", "男朋友", "广东省", "深圳", "等额本息", "无人接听电话", "13800138000"],
        ),
        ("decimal", ["1234", "13800138000.0", "35.0"]),
        ("small", ["13800138000", "12.50"]),
    ],
)
def test_values_do_not_have_other_shapes(shape, values):
    for value in values:
        assert shape_of(value).share(shape) == 0.0, value


def test_shares_are_of_the_values_only():
    shape = shape_of("13800138000", None, "", "无", "-", "N/A", "王伟")
    assert shape.count == 2
    assert shape.share("mobile") == shape.share("name") == 0.5
    assert shape_of(None, "").count == 0
    assert shapes_of(pl.DataFrame({"_row": pl.Series([1], dtype=pl.UInt32)})) == {}


def test_a_long_sample_is_thinned_and_says_the_same():
    wide = pl.DataFrame({f"c{n}": ["13800138000", "1.50"] * 3000 for n in range(50)})
    shapes = shapes_of(wide)
    assert all(shape.count < 6000 and 0 < shape.share("mobile") <= 1 for shape in shapes.values())


@given(st.lists(st.text(max_size=12) | st.none(), max_size=8))
def test_any_text_has_a_shape(values):
    shape = shape_of(*values)
    assert 0 <= shape.count <= len(values)
    assert all(0 < share <= 1 for share in shape.shares.values())


def test_names_that_end_as_a_relation_does_are_names_where_the_header_says_so():
    assert fit("contact1_name", shape_of("钱母", "刘招弟")).against is None
    assert fit("debtor_name", shape_of("刘招弟")).against is None
    assert fit("contact1_name", shape_of("父亲", "表弟")).against == "relation"


def test_a_fit_without_values_is_neutral():
    assert fit("self_mobile", Shape(0)).against is None
    assert fit("self_mobile", shape_of("13800138000")).score == 1.0
    assert fit("total_due", shape_of("13800138000", "13900139000", "5.00")).against == "mobile"
    assert fit("remarks", shape_of("13800138000")).against is None
