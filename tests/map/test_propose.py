"""What a proposal finds in whole layouts, and what it refuses to believe."""

import random

import map_layouts as layouts
import polars as pl
import pytest

from dq.map.propose import propose

LAYOUTS = ["standard_case", "card_loan_case", "pangolin", "english"]
OTHERS = [
    *("consumer_finance", "bank_export", "placement_export", "application_form"),
    *("english_systems", "card_customer", "app_lender", "case_export"),
    *("leasing", "online_lender", "english_card_export", "cash_loan", "litigation"),
]


def proposed(layout, **options):
    return propose(layout.columns, layout.sample, **options)


def fields(mapping):
    return {column.column: column.field for column in mapping.mapped}


def wrong(layout, found):
    return {
        column: (field, layout.truth.get(column))
        for column, field in found.items()
        if layout.truth.get(column) != field
    }


def of(*lines, **options):
    layout = layouts.build(list(lines))
    return proposed(layout, **options)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", LAYOUTS)
def test_a_layout_of_a_hundred_columns_is_mapped_and_none_wrong(name, seed):
    layout = layouts.load(name, seed)
    assert len(layout.columns) >= 100
    mapping = proposed(layout)
    found = fields(mapping)
    assert {
        column: (field, layout.truth.get(column))
        for column, field in found.items()
        if layout.truth.get(column) != field
    } == {}
    assert len(found) >= 0.95 * len(layout.truth)
    assert {column.column: column.unit for column in mapping.mapped if column.unit} == layout.units
    assert {column.column: column.field for column in mapping.second} == layout.second


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("name", OTHERS)
def test_in_layouts_of_other_words_nothing_is_wrong(name, seed):
    layout = layouts.load(name, seed)
    found = fields(proposed(layout))
    assert wrong(layout, found) == {}
    assert len(found) >= 0.9 * len(layout.truth)


@pytest.mark.parametrize("name", [*LAYOUTS, *OTHERS])
def test_dirt_in_the_values_makes_nothing_wrong(name):
    """A quarter of each column's values comes from other columns, and a third is missing."""
    layout = layouts.load(name, rows=90)
    rng = random.Random(5)
    names = layout.sample.columns
    dirty = {
        name: [
            layout.sample[rng.choice(names)][row] if row % 6 == 0 else None if row % 3 == 1 else value
            for row, value in enumerate(layout.sample[name])
        ]
        for name in names
    }
    found = fields(propose(layout.columns, pl.DataFrame(dirty, schema=layout.sample.schema)))
    assert wrong(layout, found) == {}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_column_is_in_exactly_one_list(name):
    layout = layouts.load(name)
    mapping = proposed(layout)
    named = [c.column for c in (*mapping.mapped, *mapping.second, *mapping.unmapped)] + list(mapping.ignored)
    assert sorted(named) == sorted(column.name for column in layout.columns)
    assert len({column.field for column in mapping.mapped}) == len(mapping.mapped)


@pytest.mark.parametrize("name", ["standard_case", "english"])
def test_the_order_of_columns_does_not_matter_where_headers_say_enough(name):
    layout = layouts.load(name)
    columns = list(layout.columns)
    random.Random(3).shuffle(columns)
    assert fields(propose(columns, layout.sample)) == fields(proposed(layout))


@pytest.mark.parametrize("name", LAYOUTS)
def test_without_values_headers_alone_are_never_wrong(name):
    layout = layouts.load(name, rows=0)
    found = fields(proposed(layout))
    assert wrong(layout, found) == {}


@pytest.mark.parametrize(
    ("header", "kind", "against"),
    [
        ("委案金额", "mobile", "mobile numbers"),
        ("委案金额", "self_home_tel", "telephone numbers"),
        ("逾期金额(元)", "id_no", "resident ids"),
        ("逾期金额", "date", "dates"),
        ("Loan Amount", "name_en", "names of people"),
        ("本人手机", "money", "amounts"),
        ("手机号码", "date", "dates"),
        ("手机号", "id_no", "resident ids"),
        ("家庭电话", "home_address", "addresses"),
        ("联系人1手机", "name", "names of people"),
        ("委案日期", "mobile", "mobile numbers"),
        ("贷款日期", "money", "amounts"),
        ("身份证号", "mobile", "mobile numbers"),
        ("姓名", "mobile", "mobile numbers"),
        ("卡号", "id_no", "resident ids"),
        ("逾期天数", "date", "dates"),
        ("联系人2关系", "name", "names of people"),
        ("家庭地址", "date", "dates"),
    ],
)
def test_a_header_is_not_believed_when_the_values_say_otherwise(header, kind, against):
    mapping = of((header, "-", kind))
    assert mapping.mapped == ()
    assert against in mapping.unmapped[0].reason
    assert "values are" in mapping.unmapped[0].reason


def test_columns_shifted_by_one_are_not_mapped_to_what_their_values_are_not():
    layout = layouts.load("pangolin")
    names = layout.sample.columns
    shifted = layout.sample.rename(dict(zip(names, [*names[1:], names[0]], strict=True)), strict=True)
    found = fields(propose(layout.columns, shifted))
    assert len(found) < 0.5 * len(layout.truth)
    for column, field in found.items():
        values = shifted[column].drop_nulls()
        if field.endswith(("mobile", "_tel")):
            assert values.str.contains(r"[\d*-]{10,}").all()
        if field.endswith("_name") and field.startswith("contact"):
            assert not values.str.contains(r"\d").any()


def test_bad_values_of_the_right_kind_are_no_contradiction():
    sample = pl.DataFrame({"手机号": ["1380013800", "1.38E+10", "空号", "138001380001", "无", None]})
    columns = [layouts.Column("手机号", "手机号")]
    assert fields(propose(columns, sample)) == {"手机号": "self_mobile"}


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ((), "loan_amount"),
        ((("剩余本金", "left_principal"),), "loan_amount"),
        ((("逾期本金", "overdue_principal"),), "loan_amount"),
        ((("合同金额", "loan_amount"),), "overdue_principal"),
        ((("利息", "overdue_interest"), ("罚息", "overdue_penalty")), "overdue_principal"),
        ((("剩余本金", "left_principal"), ("利息", "overdue_interest")), "loan_amount"),
    ],
)
def test_principal_is_told_by_its_neighbours(others, field):
    mapping = of(("本金", "loan_amount"), *others)
    column = next(column for column in mapping.mapped if column.column == "本金")
    assert column.field == field
    assert any("本金" in reason for reason in column.evidence)


def test_amount_as_placed_and_current_amount_are_two_fields():
    both = fields(of(("最新欠款", "current_due"), ("委案金额", "total_due")))
    assert both == {"委案金额": "total_due", "最新欠款": "current_due"}
    assert fields(of(("最新欠款", "current_due"))) == {"最新欠款": "total_due"}


def test_of_a_lease_the_contract_amount_is_the_loan_only_where_nothing_says_what_was_financed():
    assert fields(of(("合同金额", "loan_amount"))) == {"合同金额": "loan_amount"}
    assert fields(of(("合同金额", "-", "money2"), ("融资金额", "loan_amount"))) == {"融资金额": "loan_amount"}


@pytest.mark.parametrize("header", ["剩余未还", "未还总额", "委案余额"])
def test_what_is_left_is_the_amount_due_unless_another_column_says_it(header):
    assert fields(of((header, "current_due"))) == {header: "total_due"}
    both = of((header, "current_due"), ("委案金额", "total_due"))
    assert fields(both) == {header: "current_due", "委案金额": "total_due"}


@pytest.mark.parametrize(
    ("others", "field"),
    [
        ([("姓名", "debtor_name")], "case_no"),
        ([("案件编号", "case_no")], "account_no"),
        ([("合同编号", "contract_no")], "account_no"),
    ],
)
def test_an_account_number_names_the_case_where_nothing_else_does(others, field):
    for header in ("Account Number", "Acct No", "Account #", "Consumer Account Number"):
        assert fields(of((header, "account_no"), *others))[header] == field
    assert fields(of(*others, ("account no", "account_no")))["account no"] == field
    assert fields(of(("账号", "account_no"), *others))["账号"] == "account_no"


def test_statement_day_and_repayment_day_are_two_fields():
    mapping = of(("账单日", "statement_day"), ("还款日", "repay_day"))
    assert fields(mapping) == {"账单日": "statement_day", "还款日": "repay_day"}
    assert all(
        "两个字段" in "".join(c.evidence)
        for c in of(("账单日", "statement_day"), ("还款日", "repay_day"), lang="zh").mapped
    )


def test_way_of_paying_is_not_the_method_of_repayment():
    sample = pl.DataFrame({"还款方式": ["代扣", "对公还款", "微信", "代扣"]})
    mapping = propose([layouts.Column("还款方式", "还款方式")], sample)
    assert mapping.mapped == ()
    assert "ways of paying" in mapping.unmapped[0].reason
    assert fields(of(("还款方式", "repay_method"))) == {"还款方式": "repay_method"}
    listed = of(("还款金额", "-", "money"), ("还款日期", "-", "date"), ("还款方式", "-", "text"))
    assert "还款方式" not in fields(listed)


def test_bare_headers_belong_to_the_contact_before_them():
    mapping = of(
        ("姓名", "debtor_name"), ("手机号", "self_mobile"), ("身份证号", "id_no"),
        ("联系人1", "contact1_name"), ("电话", "contact1_mobile"), ("关系", "contact1_relation"),
        ("联系人2", "contact2_name"), ("电话", "contact2_mobile"), ("关系", "contact2_relation"),
        ("委案金额", "total_due"), ("联系电话", "-", "mobile"),
    )  # fmt: skip
    assert fields(mapping) == {
        "姓名": "debtor_name", "手机号": "self_mobile", "身份证号": "id_no", "委案金额": "total_due",
        "联系人1": "contact1_name", "电话": "contact1_mobile", "关系": "contact1_relation",
        "联系人2": "contact2_name", "电话 (2)": "contact2_mobile", "关系 (2)": "contact2_relation",
        "联系电话": "self_mobile2",
    }  # fmt: skip


def test_emergency_contacts_take_the_slots_that_others_leave():
    mapping = of(
        ("联系人1姓名", "contact1_name"), ("联系人1手机", "contact1_mobile"), ("联系人2姓名", "contact2_name"),
        ("紧急联系人1", "contact3_name"), ("紧急联系人1电话", "contact3_mobile"), ("关系1", "contact3_relation"),
        ("紧急联系人2", "-", "mobile"),
    )  # fmt: skip
    assert fields(mapping) == {
        "联系人1姓名": "contact1_name", "联系人1手机": "contact1_mobile", "联系人2姓名": "contact2_name",
        "紧急联系人1": "contact3_name", "紧急联系人1电话": "contact3_mobile", "关系1": "contact3_relation",
        "紧急联系人2": "contact4_mobile",
    }  # fmt: skip


def test_contacts_beyond_the_slots_are_reported():
    mapping = of(("联系人12姓名", "contact12_name"), ("联系人13姓名", "-", "name"))
    assert fields(mapping) == {"联系人12姓名": "contact12_name"}
    assert "beyond" in mapping.unmapped[0].reason


def test_a_note_in_brackets_may_say_whose():
    mapping = of(("姓名", "debtor_name"), ("姓名（配偶）", "spouse_name"), ("手机（归属地）", "-", "empty"))
    assert fields(mapping) == {"姓名": "debtor_name", "姓名（配偶）": "spouse_name"}


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("逾期金额(元)", None),
        ("逾期金额（万元）", "万"),
        ("逾期金额[千元]", "千"),
        ("逾期金额万元", "万"),
        ("逾期金额(分)", "分"),
        ("逾期金额", None),
    ],
)
def test_units_in_headers_are_recognised(header, unit):
    mapping = of((header, "overdue_amount"))
    assert [(column.field, column.unit) for column in mapping.mapped] == [("overdue_amount", unit)]


def test_two_columns_for_one_field_are_compared_if_they_agree():
    layout = layouts.build([("开户行", "bank"), ("银行", "second:bank"), ("银行名称", "-", "bank")])
    mapping = proposed(layout)
    assert fields(mapping) == {"开户行": "bank"}
    assert [(column.column, column.field) for column in mapping.second] == [("银行", "bank")]
    assert [column.column for column in mapping.unmapped] == ["银行名称"]
    assert "开户行" in mapping.unmapped[0].reason


def test_two_columns_are_the_same_whatever_the_form_of_their_numbers():
    sample = pl.DataFrame(
        {"信用额度": ["1,000.00", "20000", "300.50"], "固定额度": ["1000", "20,000.0", "￥300.5"]}
    )
    mapping = propose([layouts.Column(name, name) for name in sample.columns], sample)
    assert [(column.column, column.field) for column in mapping.second] == [("固定额度", "credit_line")]


def test_of_two_currencies_the_yuan_is_the_amount():
    for headers in (["委案金额(美金)", "委案金额(人民币)"], ["委案金额(人民币)", "委案金额(美金)"]):
        mapping = of(*((header, "-", "money") for header in headers))
        assert fields(mapping) == {"委案金额(人民币)": "total_due"}
        assert [column.column for column in mapping.unmapped] == ["委案金额(美金)"]


def test_a_recall_that_most_cases_have_is_planned():
    placed = [("案件编号", "case_no"), ("委案日期", "placed_on"), ("退案日期", "-", "date")]
    assert fields(of(*placed))["退案日期"] == "recall_due_on"
    both = of(*placed, ("预计退案日", "recall_due_on"))
    assert (fields(both)["退案日期"], fields(both)["预计退案日"]) == ("recalled_on", "recall_due_on")
    layout = layouts.build(placed)
    few = pl.when(pl.int_range(pl.len()) < 3).then("退案日期").alias("退案日期")
    assert fields(propose(layout.columns, layout.sample.with_columns(few)))["退案日期"] == "recalled_on"


def test_a_date_due_is_that_of_the_date_before_it():
    loan = of(("贷款日期", "loan_date"), ("到期日期", "-", "date"), ("委案日期", "placed_on"))
    assert fields(loan)["到期日期"] == "loan_due_on"
    placement = of(("贷款日期", "loan_date"), ("委案日期", "placed_on"), ("到期日期", "-", "date"))
    assert fields(placement)["到期日期"] == "recall_due_on"
    assert "到期日期" not in fields(of(("姓名", "debtor_name"), ("到期日期", "-", "date")))


def test_a_contact_s_telephone_beside_his_mobile_is_the_one_at_home():
    both = fields(of(("联系人1电话", "-", "home_tel"), ("联系人1手机", "-", "mobile")))
    assert both == {"联系人1电话": "contact1_home_tel", "联系人1手机": "contact1_mobile"}
    assert fields(of(("联系人1电话", "-", "mobile"))) == {"联系人1电话": "contact1_mobile"}


def test_columns_called_like_ours_do_no_harm():
    layout = layouts.build([("姓名", "debtor_name"), ("手机号", "self_mobile")])
    names = ["column", "value"]
    sample = layout.sample.rename(dict(zip(layout.sample.columns, names, strict=True)))
    mapping = propose([layouts.Column("column", "姓名"), layouts.Column("value", "手机号")], sample)
    assert fields(mapping) == {"column": "debtor_name", "value": "self_mobile"}


def test_without_headers_only_what_values_alone_tell_is_proposed():
    layout = layouts.build([("", "debtor_name"), ("", "self_mobile"), ("", "total_due"), ("", "id_no")])
    columns = [layouts.Column(f"column {n}", "") for n in (1, 2, 3, 4)]
    sample = layout.sample.rename(dict(zip(layout.sample.columns, [c.name for c in columns], strict=True)))
    mapping = propose(columns, sample)
    assert {c.column: (c.field, c.how) for c in mapping.mapped} == {
        "column 1": ("debtor_name", "shape"),
        "column 2": ("self_mobile", "shape"),
        "column 4": ("id_no", "shape"),
    }
    assert mapping.missing_required == ("case_no",)


def test_a_slip_of_the_pen_is_fuzzy_and_another_word_is_not():
    assert [c.how for c in of(("Outstandng Principal", "left_principal")).mapped] == ["fuzzy"]
    for header in (
        "回款金额",
        "逾期本息",
        "应还本息",
        "Next Payment Date",
        "家庭邮编",
        "手机归属地",
        "月利率",
        "催收区域ID",
    ):
        assert of((header, "-", "empty")).mapped == (), header


def test_what_is_settled_beforehand_stays():
    mapping = of(("姓名", "-", "name"), ("客户名", "debtor_name"), known={"姓名": "contact1_name"})
    assert fields(mapping) == {"姓名": "contact1_name", "客户名": "debtor_name"}
    assert mapping.mapped[0].how == "source"


def test_no_value_of_the_file_is_in_the_evidence():
    layout = layouts.load("pangolin")
    mapping = proposed(layout)
    text = " ".join(reason for c in (*mapping.mapped, *mapping.second) for reason in c.evidence)
    text += " ".join(c.reason for c in mapping.unmapped)
    for column, field in layout.truth.items():
        if field.endswith(("mobile", "id_no", "_name")):
            assert not any(value in text for value in layout.sample[column].drop_nulls())


def test_a_name_over_a_group_of_columns_is_no_part_of_their_headers():
    mapping = of(
        ("客户信息姓名", "debtor_name"),
        ("客户信息手机号码", "self_mobile"),
        ("案件信息案件编号", "case_no"),
        ("金额信息委案金额(万元)", "total_due"),
        ("配偶信息姓名", "spouse_name"),
        ("联系人信息1姓名", "contact1_name"),
        ("联系人信息1电话", "contact1_mobile"),
        ("第三方信息姓名", "-", "name"),
    )
    assert fields(mapping) == {
        "客户信息姓名": "debtor_name",
        "客户信息手机号码": "self_mobile",
        "案件信息案件编号": "case_no",
        "金额信息委案金额(万元)": "total_due",
        "配偶信息姓名": "spouse_name",
        "联系人信息1姓名": "contact1_name",
        "联系人信息1电话": "contact1_mobile",
    }


def test_a_birth_date_may_be_the_number_of_a_day():
    column = [layouts.Column("DOB", "DOB")]
    days = pl.DataFrame({"DOB": [str(31_000 + 137 * n) for n in range(12)]})
    assert fields(propose(column, days)) == {"DOB": "birth_date"}
    assert fields(propose(column, pl.DataFrame({"DOB": [str(20 + n) for n in range(12)]}))) == {}


def test_columns_of_nothing_are_known_as_such():
    columns = [
        layouts.Column(name, header)
        for name, header in (("案件编号", "案件编号"), ("column 2", ""), ("a", "甲"))
    ]
    sample = pl.DataFrame({"案件编号": ["A1", "A2"], "column 2": [None, None], "a": [None, None]}, schema_overrides={
        "column 2": pl.String, "a": pl.String
    })  # fmt: skip
    assert {column.column: column.empty for column in propose(columns, sample).unmapped} == {
        "column 2": True,
        "a": False,
    }
    filled = sample.with_columns(pl.Series("column 2", ["x", None]))
    assert not any(column.empty for column in propose(columns, filled).unmapped)


AMOUNTS = layouts.build(
    [
        ("委案金额", "total_due"),
        ("逾期罚息(元)", "overdue_penalty"),
        ("剩余本金(千元)", "left_principal"),
        ("逾期天数", "days_overdue"),
    ]
)


@pytest.mark.parametrize(
    ("above", "unit"),
    [
        (["一月清单", "单位：万元   制表日期：2026-01-05"], "万"),
        (["(金额单位:人民币万元)"], "万"),
        (["单位：元"], None),
        (["单位：万元/元"], None),
        (["单位：万元", "单位：千元"], None),
        (["单位：某某银行"], None),
        ([], None),
    ],
)
def test_a_unit_above_the_header_is_that_of_amounts_whose_header_has_none(above, unit):
    mapping = propose(AMOUNTS.columns, AMOUNTS.sample, above=above)
    assert {column.field: column.unit for column in mapping.mapped} == {
        "total_due": unit, "overdue_penalty": None, "left_principal": "千", "days_overdue": None
    }  # fmt: skip
    assert mapping.unit_above == unit


def test_cities_and_states_of_the_us_speak_for_their_columns():
    values = {"City": ["Seattle", "New York"], "State": ["WA", "NY"], "Street": ["12 Elm St", "9 Oak Ave"]}
    found = propose([layouts.Column(name, name) for name in values], pl.DataFrame(values))

    assert fields(found) == {"City": "city", "State": "province", "Street": "home_address"}
    assert all("100% of 2 values fit" in " ".join(column.evidence) for column in found.mapped)


def test_headers_of_us_placements_are_known():
    values = {"Patient Account #": ["M-90001", "M-90002"], "Total Balance Due": ["450.00", "620.00"]}
    found = propose([layouts.Column(name, name) for name in values], pl.DataFrame(values))

    assert fields(found) == {"Patient Account #": "case_no", "Total Balance Due": "total_due"}
