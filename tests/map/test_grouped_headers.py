"""A header of two rows: the group sorts the columns, or says whose a value is."""

import polars as pl
import pytest

from dq.map.names import read_grouped
from dq.pipeline import run

CASES = """某某消费金融 委案清单,,,,,,,,
案件,,债务人,,,联系人,,贷款,
案件编号,委案日期,姓名,身份证号,手机,联系人1姓名,联系人1手机,逾期日,委案金额
K1,2026-07-01,周敏,320102198902103105,13812345678,周刚,13700001111,2026-03-01,3500.55
K2,2026-07-01,吴强,11010519491231002X,13912345678,吴刚,13700001112,2026-04-15,2000
"""


@pytest.mark.parametrize(
    ("header", "below", "fields", "contact"),
    [
        ("案件委案日期", "委案日期", ["placed_on"], None),
        ("贷款委案金额", "委案金额", ["total_due"], None),
        ("贷款金额", "金额", ["loan_amount"], None),
        ("联系人联系人1姓名", "联系人1姓名", [], "contact"),
        ("配偶姓名", "姓名", [], "spouse"),
        ("配偶家庭地址", "家庭地址", [], "spouse"),
        ("介绍人姓名", "姓名", [], None),
        ("介绍人手机号码", "手机号码", [], None),
    ],
)
def test_what_a_group_says_counts_where_it_says_whose(header, below, fields, contact):
    facts = read_grouped(header, below)

    found = [named.field for named in facts.fields if named.how == "alias"]
    assert found[:1] == fields and (facts.contact.group if facts.contact else None) == contact


def test_a_file_with_groups_is_mapped_by_its_lower_row(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(CASES, encoding="utf-8")

    made = run(path, as_of="2026-07-02", out=tmp_path / "out")

    row = made.cleaned.row(0, named=True)
    told = ("case_no", "placed_on", "debtor_name", "overdue_on", "total_due")
    assert [str(row[name]) for name in told] == ["K1", "2026-07-01", "周敏", "2026-03-01", "3500.55"]
    assert row["contact1_name"] == "周刚"
    assert "loan_due_on" not in made.cleaned.columns
    assert isinstance(made.cleaned, pl.DataFrame) and made.cleaned.height == 2
