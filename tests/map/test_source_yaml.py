"""A proposal as YAML reads back as what was proposed, whatever is in the headers."""

import map_layouts as layouts
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from dq.map.interface import MappedColumn, Mapping, UnmappedColumn
from dq.map.propose import propose
from dq.map.source_yaml import to_yaml
from dq.packs.strict_yaml import loads


def test_the_yaml_of_a_proposal_is_a_source():
    layout = layouts.load("pangolin")
    mapping = propose(layout.columns, layout.sample)
    text = to_yaml([mapping], "my_source", read={"encoding": "gb18030", "sheet": None, "header_row": 3})
    source = loads(text, "my_source.yml").plain()
    assert isinstance(source, dict)
    assert set(source) == {"id", "region", "columns"}
    assert source["columns"] == {
        column.column: {"field": column.field, "unit": column.unit} if column.unit else column.field
        for column in mapping.mapped
    }
    assert "  逾期金额(万元): {field: overdue_amount, unit: 万}" in text
    assert "#   encoding: gb18030" in text
    assert "sheet" not in text
    assert "PTP金额" in text.split("# No field")[1]


def test_it_can_be_in_chinese_and_says_what_is_missing():
    mapping = propose([layouts.Column("姓名", "姓名")], pl.DataFrame({"姓名": ["王伟"]}), lang="zh")
    text = to_yaml([mapping], "s", lang="zh")
    assert "必填字段: case_no" in text
    assert "已知表头" in text


def test_a_mapping_without_columns_is_still_a_source():
    text = to_yaml([Mapping((), (), (), (), ("case_no",))], "s")
    assert loads(text, "s.yml").plain() == {"id": "s", "region": "CN", "columns": {}}


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@given(st.lists(names, min_size=1, max_size=5, unique=True), names, names)
def test_any_header_survives_the_yaml(headers, left, ignored):
    mapped = tuple(
        MappedColumn(name, "remarks", "alias", None, 1.0, (name,), ("client", 0.5)) for name in headers
    )
    mapping = Mapping(mapped, (ignored,), (UnmappedColumn(left, left, None),), (), ())
    pairs = loads(to_yaml([mapping], "s"), "s.yml").plain()
    assert isinstance(pairs, dict)
    assert list(pairs["columns"]) == headers
    assert pairs["ignore"] == [ignored]
