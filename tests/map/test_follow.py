"""What a source's word does to a file, and which differences of layout are told."""

from dataclasses import dataclass

import map_layouts as layouts
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dq.map.follow import follow
from dq.map.propose import propose


@dataclass(frozen=True)
class Spec:
    field: str
    unit: str | None = None
    dates: str | None = None
    part: str | None = None


SOURCE = {
    "案件编号": Spec("case_no"),
    "姓名": Spec("debtor_name"),
    "手机号": Spec("self_mobile"),
    "委案金额(万元)": Spec("total_due", "万"),
    "委案日期": Spec("placed_on"),
}


def columns(*headers):
    return [layouts.Column(header.strip(), header) for header in headers]


def told(mapping):
    return [(d.change, d.column, d.suggestion) for d in mapping.differences]


def test_the_same_layout_has_no_differences():
    mapping = follow(columns(*SOURCE, "备注"), SOURCE, ["备注"])
    assert [(c.column, c.field, c.how, c.unit) for c in mapping.mapped] == [
        (name, spec.field, "source", spec.unit) for name, spec in SOURCE.items()
    ]
    assert (mapping.ignored, mapping.unmapped, mapping.second, mapping.missing_required) == (
        ("备注",),
        (),
        (),
        (),
    )
    assert mapping.differences == ()


@pytest.mark.parametrize(
    ("header", "unit", "above", "suggestion"),
    [
        ("委案金额", None, ["单位：万元"], "万"),
        ("委案金额", "万元", ["单位：万元"], None),
        ("委案金额", "万", ["单位：元"], "元"),
        ("委案金额", None, ["单位：元"], None),
        ("委案金额", None, ["单位：元", "其他单位：万元"], None),  # of which columns, nobody says
        ("委案金额(元)", None, ["单位：万元"], None),
        ("委案金额(万元)", None, [], "万"),
        ("委案金额(美元)", None, ["单位：万元"], None),
    ],
)
def test_a_unit_in_the_file_that_is_not_the_sources_is_told_and_the_source_is_followed(
    header, unit, above, suggestion
):
    source = {"案件编号": Spec("case_no"), header: Spec("total_due", unit)}
    mapping = follow(columns(*source), source, above=above)
    assert mapping.mapped[1].unit == unit
    assert told(mapping) == ([] if suggestion is None else [("unit", header, suggestion)])


def test_the_same_header_in_another_form_is_followed():
    mapping = follow(
        columns("案件编号", "*姓 名：", "手机号【必填】", "委案金额（万元）", " 委案日期"), SOURCE
    )
    assert [c.field for c in mapping.mapped] == [spec.field for spec in SOURCE.values()]
    assert mapping.differences == ()


def test_another_unit_in_the_header_is_another_column():
    mapping = follow(columns("案件编号", "姓名", "手机号", "委案金额(元)", "委案日期"), SOURCE)
    assert "total_due" not in mapping.fields()
    assert told(mapping) == [("renamed", "委案金额(万元)", "委案金额(元)")]


def test_new_and_missing_columns_are_told_and_nothing_is_guessed():
    mapping = follow(columns("姓名", "身份证号", "案件编号", "委案金额(万元)", "委案日期"), SOURCE, ["备注"])
    assert {c.field for c in mapping.mapped} == {"case_no", "debtor_name", "total_due", "placed_on"}
    assert [c.column for c in mapping.unmapped] == ["身份证号"]
    assert {("missing", "手机号", None), ("missing", "备注", None), ("new", "身份证号", None)} < set(
        told(mapping)
    )
    assert sum(d.change == "moved" for d in mapping.differences) == 1


def test_of_a_source_for_two_layouts_no_column_is_missing_whose_field_the_file_has():
    other = {"编号": Spec("case_no"), "欠款人": Spec("debtor_name"), "工作单位": Spec("employer")}
    mapping = follow(columns(*SOURCE), SOURCE | other)
    assert {c.field for c in mapping.mapped} == {spec.field for spec in SOURCE.values()}
    assert told(mapping) == [("missing", "工作单位", None)]
    back = follow(columns(*other, "手机"), SOURCE | other)
    assert ("renamed", "手机号", "手机") in told(back)
    assert not {"案件编号", "姓名"} & {difference.column for difference in back.differences}


def test_a_renamed_column_is_suggested_by_alias_and_by_likeness():
    mapping = follow(columns("案件编号", "客户姓名", "本人移动电话", "委案金额(万元)", "委案日期"), SOURCE)
    assert told(mapping) == [("renamed", "姓名", "客户姓名"), ("renamed", "手机号", "本人移动电话")]
    assert mapping.missing_required == ("debtor_name",)


def test_a_rename_is_not_suggested_against_the_values():
    sample = pl.DataFrame({"客户姓名": ["13800138000", "13900139000"]})
    mapping = follow(
        columns("案件编号", "客户姓名", "手机号", "委案金额(万元)", "委案日期"), SOURCE, (), sample
    )
    assert set(told(mapping)) == {("missing", "姓名", None), ("new", "客户姓名", None)}


def test_values_that_contradict_the_source_are_told_and_stay_mapped():
    sample = pl.DataFrame({"手机号": ["1234.50", "88.00", "7.25"], "姓名": ["王伟", "李娜", "张敏"]})
    mapping = follow(columns(*SOURCE), SOURCE, (), sample)
    assert told(mapping) == [("shape", "手机号", None)]
    assert "self_mobile" in mapping.fields()
    assert "100%" in mapping.differences[0].message


def test_two_columns_for_one_field_are_mapped_and_second():
    source = {"手机号": Spec("self_mobile"), "联系电话": Spec("self_mobile")}
    mapping = follow(columns("联系电话", "手机号"), source)
    assert [c.column for c in mapping.mapped] == ["手机号"]
    assert [c.column for c in mapping.second] == ["联系电话"]
    only = follow(columns("联系电话"), source)
    assert [c.column for c in only.mapped] == ["联系电话"]


def test_repeated_headers_are_followed_by_their_unique_names():
    twice = [layouts.Column("电话", "电话"), layouts.Column("电话 (2)", "电话")]
    mapping = follow(twice, {"电话": Spec("self_mobile"), "电话 (2)": Spec("contact1_mobile")})
    assert [(c.column, c.field) for c in mapping.mapped] == [
        ("电话", "self_mobile"),
        ("电话 (2)", "contact1_mobile"),
    ]


@given(st.permutations(list(SOURCE)))
def test_moved_columns_are_the_fewest_that_explain_the_order(order):
    mapping = follow(columns(*order), SOURCE)
    assert len(mapping.mapped) == len(SOURCE)
    moved = {d.column for d in mapping.differences}
    place = {name: number for number, name in enumerate(SOURCE)}
    rest = [place[name] for name in order if name not in moved]
    assert rest == sorted(rest)
    assert (len(moved) == 0) == (list(order) == list(SOURCE))


@pytest.mark.parametrize("name", ["pangolin", "english"])
def test_a_followed_proposal_maps_the_same(name):
    layout = layouts.load(name)
    proposal = propose(layout.columns, layout.sample)
    source = {c.column: Spec(c.field, c.unit) for c in (*proposal.mapped, *proposal.second)}
    again = follow(layout.columns, source, [c.column for c in proposal.unmapped], layout.sample)
    assert {c.column: c.field for c in again.mapped} == {c.column: c.field for c in proposal.mapped}
    assert again.differences == ()


def test_columns_of_nothing_are_not_new():
    added = [*columns(*SOURCE), layouts.Column("column 6", "")]
    nothing = pl.DataFrame(
        {column.name: [None] for column in added}, schema={c.name: pl.String for c in added}
    )
    mapping = follow(added, SOURCE, sample=nothing)
    assert mapping.differences == ()
    assert [column.empty for column in mapping.unmapped] == [True]
    filled = nothing.with_columns(pl.lit("x").alias("column 6"))
    assert told(follow(added, SOURCE, sample=filled)) == [("new", "column 6", None)]
