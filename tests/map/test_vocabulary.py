"""The table of synonyms is clean, and mistakes in it are told with their place."""

import pytest

from dq.map.contacts import ContactHeader, parse_contact
from dq.map.names import nearest, read_header
from dq.map.vocabulary import OTHER, known_headers, parse, vocabulary
from dq.model.errors import ConfigError
from dq.model.schema import FIELDS
from dq.packs.strict_yaml import loads
from dq.text.headers import normalise_header


def test_every_case_field_has_a_known_header():
    named = {name for names in vocabulary().aliases.values() for name in names}
    slots = ("contact", "spouse_", "guarantor_")
    expected = {f.name for f in FIELDS if not (f.name.startswith(slots) and f.name != "contract_no")}
    assert expected <= named


def test_a_header_means_several_fields_only_where_context_decides():
    several = {frozenset(names) for names in vocabulary().aliases.values() if len(names) > 1}
    assert several == {
        frozenset({"loan_amount", "overdue_principal"}),
        frozenset({"total_due", "current_due"}),
        frozenset({"case_no", "account_no"}),
        frozenset({"loan_due_on", "recall_due_on"}),
        frozenset({"recall_due_on", "recalled_on"}),
    }
    assert not any(OTHER in names and len(names) > 1 for names in vocabulary().aliases.values())


@pytest.mark.parametrize(
    "header",
    ["个案序列号", "*姓名：", "联系人3手机号码", "逾期金额(万元)", "loan_amount", "电话", "紧急联系人2"],
)
def test_header_rows_are_recognised_by_their_names(header):
    assert normalise_header(header) in known_headers()


@pytest.mark.parametrize("value", ["王伟", "13800138000", "广东省", "2024-03-05", "等额本息"])
def test_values_are_no_headers(value):
    assert value not in known_headers()


@pytest.mark.parametrize(
    ("header", "group", "number", "part"),
    [
        ("联系人1姓名", "contact", 1, "name"),
        ("联系人姓名1", "contact", 1, "name"),
        ("第二联系人电话", "contact", 2, "phone"),
        ("联系人十手机", "contact", 10, "mobile"),
        ("联系人12住宅电话", "contact", 12, "home_tel"),
        ("紧急联系人电话2", "emergency", 2, "phone"),
        ("紧急联系人1", "emergency", 1, None),
        ("关系3", None, 3, "relation"),
        ("配偶证件号", "spouse", None, "id_no"),
        ("担保人关系", "guarantor", None, "relation"),
        ("Contact 2 Work Phone", "contact", 2, "work_tel"),
        ("EMERGENCY_CONTACT_1_MOBILE", "emergency", 1, "mobile"),
        ("緊急聯絡人1電話", "emergency", 1, "phone"),
        ("Next of Kin", "kin", None, None),
    ],
)
def test_contact_headers(header, group, number, part):
    assert read_header(header).contact == ContactHeader(group, number, part)


@pytest.mark.parametrize("key", ["联系人数量", "配偶年收入", "联系人1公司职位", "contactlog", "地址2", ""])
def test_other_headers_are_no_contacts(key):
    assert parse_contact(key) is None


@pytest.mark.parametrize(
    ("header", "field", "how"),
    [
        ("逾期天数", "days_overdue", "alias"),
        ("借款人身份证号码", "id_no", "alias"),
        ("逾期开始时间", "overdue_on", "alias"),
        ("PastDue_Amt", "overdue_amount", "alias"),
        ("No. of Repayments", "term_periods", "alias"),
        ("Scheduled Monthly Paymnt Amount", "instalment", "fuzzy"),
        ("平台名称", "client", "alias"),
        ("客户电话", "self_mobile", "alias"),
        ("客户号码", "self_mobile", "alias"),
        ("客户编号", "customer_no", "alias"),
        ("逾期金額（萬元）", "overdue_amount", "alias"),
        ("身份證號碼", "id_no", "alias"),
        ("最後還款日期", "last_paid_on", "alias"),
    ],
)
def test_headers_in_other_forms(header, field, how):
    assert [(found.field, found.how) for found in read_header(header).fields] == [(field, how)]


@pytest.mark.parametrize(
    "header",
    [
        # what may be one of two fields, or another thing than either
        "合同总额", "分期金额", "委案本金", "应还本金", "本期应还", "案号", "案件类型", "甲方", "综合年化利率",
        "签约日期", "可用额度", "虚拟账号", "逾期月数", "家电", "标的编号", "是否可外呼", "恢复催收",
        "Open Date", "Sanctioned Amount", "Statement Date", "Fee Balance",
    ],
)  # fmt: skip
def test_headers_that_no_field_surely_has(header):
    assert read_header(header).fields == ()


def test_a_telephone_is_no_contract_number():
    assert read_header("Contact No").bare_phone
    assert read_header("Contract No").fields[0].field == "contract_no"


def test_the_nearest_field_is_told():
    assert nearest("逾期天书") == ("days_overdue", 0.75)
    assert nearest("逾期天数", "days_overdue")[0] != "days_overdue"


WHOLE = """
fields: {no_such_field: {zh: [甲]}}
bare_phone: []
bare_parts: {}
name_parts: {}
contacts: {groups: {}, parts: {}}
others: []
variants: {zh: {leading: [], alike: {}}, en: {leading: [], alike: {}}, telling: 本}
words: {}
"""


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("fields: {}", "missing"),
        ("nonsense: 1", "unknown key 'nonsense'"),
        (WHOLE, "no_such_field"),
    ],
)
def test_a_wrong_table_is_told(text, message):
    with pytest.raises(ConfigError, match=message):
        parse(loads(text, "synonyms.yaml"))
