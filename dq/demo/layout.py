"""The columns of the demo's case file: our field and the header that the file shows for it."""

from __future__ import annotations

from collections.abc import Sequence

HEADERS: dict[str, str] = {
    "case_no": "个案序列号",
    "batch_no": "批次号",
    "client": "委托方",
    "placed_on": "委案日期",
    "recall_due_on": "预计退案日",
    "hand": "催收手别",
    "case_status": "案件状态",
    "product_name": "产品名称",
    "contract_no": "合同编号",
    "debtor_name": "客户姓名",
    "sex": "性别",
    "id_no": "身份证号",
    "birth_date": "生日",
    "province": "省份",
    "city": "城市",
    "county": "区县",
    "employer": "单位名称",
    "employer_address": "单位地址",
    "home_address": "家庭地址",
    "register_address": "户籍地址",
    "email": "邮箱",
    "loan_date": "贷款日期",
    "loan_due_on": "贷款截止日",
    "loan_amount": "贷款金额(元)",
    "annual_rate": "贷款利率(%)",
    "repay_method": "还款方式",
    "term_periods": "总期数",
    "repay_day": "每期还款日",
    "instalment": "每期还款金额(元)",
    "paid_periods": "已还期数",
    "left_periods": "待还期数",
    "overdue_periods": "逾期期数",
    "overdue_on": "逾期日期",
    "days_overdue": "逾期天数",
    "bucket": "逾期账龄",
    "left_principal": "剩余本金(元)",
    "overdue_principal": "逾期本金(元)",
    "overdue_interest": "逾期利息(元)",
    "overdue_penalty": "逾期罚息(元)",
    "liquidated_damages": "违约金(元)",
    "other_fee": "其他费用(元)",
    "total_due": "委案金额(元)",
    "paid_total": "已还款金额(元)",
    "last_paid_on": "最近还款日期",
    "last_paid_amount": "最近还款金额(元)",
    "bank": "开户行",
    "card_no": "卡号",
    "self_mobile": "本人手机",
    "self_home_tel": "家庭固话",
    "self_work_tel": "单位号码",
    "contact1_name": "联系人1姓名",
    "contact1_relation": "联系人1关系",
    "contact1_mobile": "联系人1手机",
    "contact2_name": "联系人2姓名",
    "contact2_relation": "联系人2关系",
    "contact2_mobile": "联系人2手机",
    "contact3_name": "联系人3姓名",
    "contact3_relation": "联系人3关系",
    "contact3_mobile": "联系人3手机",
}

FULL: tuple[str, ...] = tuple(HEADERS)
"""All columns, in the order of the file."""

_CORE = (
    *(
        "case_no",
        "batch_no",
        "client",
        "placed_on",
        "product_name",
        "debtor_name",
        "sex",
        "id_no",
        "birth_date",
    ),
    *("loan_date", "loan_amount", "annual_rate", "term_periods", "overdue_on", "days_overdue"),
    *(
        "overdue_principal",
        "overdue_interest",
        "overdue_penalty",
        "liquidated_damages",
        "other_fee",
        "total_due",
    ),
)

BENCHMARK: tuple[str, ...] = (*_CORE, "self_mobile", "contact1_mobile", "contact2_mobile")
"""24 columns, three of them telephone numbers; the total due is the sum of the five amounts before it."""

BENCHMARK_WITHOUT_PHONES: tuple[str, ...] = (*_CORE, "loan_due_on", "repay_method", "home_address")
"""24 columns without a telephone number."""

DATES = ("placed_on", "recall_due_on", "birth_date", "loan_date", "loan_due_on", "overdue_on", "last_paid_on")
MONEY = (
    *("loan_amount", "instalment", "left_principal", "overdue_principal", "overdue_interest"),
    *("overdue_penalty", "liquidated_damages", "other_fee", "total_due", "paid_total", "last_paid_amount"),
)
COUNTS = (
    *("hand", "term_periods", "repay_day", "paid_periods", "left_periods", "overdue_periods", "days_overdue"),
)
MOBILES = ("self_mobile", "contact1_mobile", "contact2_mobile", "contact3_mobile")
LANDLINES = ("self_home_tel", "self_work_tel")
PHONES = (*MOBILES, *LANDLINES)


def in_file_order(fields: Sequence[str]) -> list[str]:
    """The fields in the order of the file; ``ValueError`` for one that the demo does not have."""
    unknown = sorted(set(fields) - set(FULL))
    if unknown:
        raise ValueError(f"the demo has no column for {', '.join(unknown)} (known: {', '.join(FULL)})")
    return [name for name in FULL if name in set(fields)]
