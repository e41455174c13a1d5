"""The canonical fields of a case, in the order in which they are written, and those of every table by name.

Names and meanings follow the import templates of collection systems; a field that a source does not
have is simply absent. Contact slots (a wide file's 联系人1…) are fields too, named ``contact1_name`` …
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from dq.model.companions import CASES, COMPANION_FIELDS, COMPANIONS, EARLIER
from dq.model.enums import Kind
from dq.model.field import Field

MAX_CONTACTS = 12


_CASE = (
    Field("case_no", Kind.ID, "案件编号", "Case number", required=True),
    Field("archive_no", Kind.ID, "档案号", "Archive number"),
    Field("application_no", Kind.ID, "申请单号", "Application number"),
    Field("contract_no", Kind.ID, "合同编号", "Contract number"),
    Field("customer_no", Kind.ID, "客户号", "Customer number"),
    Field("account_no", Kind.ID, "账号", "Account number", private=True),
    Field("account_name", Kind.TEXT, "账户名称", "Account name", private=True),
    Field("batch_no", Kind.ID, "批次号", "Batch"),
    Field("client", Kind.TEXT, "委托方", "Client"),
    Field("placed_on", Kind.DATE, "委案日期", "Placed on"),
    Field("placement_term", Kind.TEXT, "委案期限", "Placement term"),
    Field("recall_due_on", Kind.DATE, "预计退案日", "Recall due on"),
    Field("recalled_on", Kind.DATE, "退案日", "Recalled on"),
    Field("hand", Kind.INTEGER, "手别", "Placement count"),
    Field("product_series", Kind.TEXT, "产品系列", "Product series"),
    Field("product_name", Kind.TEXT, "产品名称", "Product"),
    Field("merchant", Kind.TEXT, "商户", "Merchant"),
    Field("debtor_name", Kind.TEXT, "姓名", "Debtor's name", required=True, private=True),
    Field("sex", Kind.ENUM, "性别", "Sex"),
    Field("id_type", Kind.ENUM, "证件类型", "Kind of id"),
    Field("id_no", Kind.ID, "证件号", "Id number", private=True),
    Field("birth_date", Kind.DATE, "生日", "Birth date", private=True),
    Field("age", Kind.INTEGER, "年龄", "Age"),
    Field("id_province", Kind.TEXT, "证件所在省份", "Province of the id"),
    Field("province", Kind.TEXT, "省份", "Province"),
    Field("city", Kind.TEXT, "城市", "City"),
    Field("county", Kind.TEXT, "区县", "County"),
    Field("employer", Kind.TEXT, "单位名称", "Employer", private=True),
    Field("employer_address", Kind.TEXT, "单位地址", "Employer's address", private=True),
    Field("employer_dept", Kind.TEXT, "部门", "Department"),
    Field("position", Kind.TEXT, "职位", "Position"),
    Field("home_address", Kind.TEXT, "家庭地址", "Home address", private=True),
    Field("register_address", Kind.TEXT, "户籍地址", "Registered address", private=True),
    Field("statement_address", Kind.TEXT, "对账单地址", "Statement address", private=True),
    Field("email", Kind.TEXT, "邮箱", "E-mail", private=True),
    Field("im_qq", Kind.ID, "QQ", "QQ", private=True),
    Field("loan_date", Kind.DATE, "贷款日期", "Loan date"),
    Field("applied_on", Kind.DATE, "申请日期", "Applied on"),
    Field("loan_due_on", Kind.DATE, "贷款截止日", "Loan due on"),
    Field("loan_amount", Kind.MONEY, "贷款金额", "Loan amount"),
    Field("annual_rate", Kind.PERCENT, "年利率", "Annual rate"),
    Field("repay_method", Kind.ENUM, "还款方式", "Repayment method"),
    Field("term_periods", Kind.INTEGER, "总期数", "Periods"),
    Field("repay_day", Kind.INTEGER, "还款日", "Repayment day"),
    Field("statement_day", Kind.INTEGER, "账单日", "Statement day"),
    Field("instalment", Kind.MONEY, "每期还款金额", "Instalment"),
    Field("paid_periods", Kind.INTEGER, "已还期数", "Periods paid"),
    Field("left_periods", Kind.INTEGER, "待还期数", "Periods left"),
    Field("overdue_periods", Kind.INTEGER, "逾期期数", "Periods overdue"),
    Field("overdue_times", Kind.INTEGER, "曾逾期次数", "Times overdue"),
    Field("overdue_on", Kind.DATE, "逾期日", "Overdue since"),
    Field("days_overdue", Kind.INTEGER, "逾期天数", "Days overdue"),
    Field("bucket", Kind.TEXT, "逾期账龄", "Overdue bucket"),
    Field("left_principal", Kind.MONEY, "剩余本金", "Principal left"),
    Field("left_interest", Kind.MONEY, "剩余利息", "Interest left"),
    Field("overdue_amount", Kind.MONEY, "逾期金额", "Amount overdue"),
    Field("overdue_principal", Kind.MONEY, "逾期本金", "Overdue principal"),
    Field("overdue_interest", Kind.MONEY, "逾期利息", "Overdue interest"),
    Field("overdue_penalty", Kind.MONEY, "逾期罚息", "Penalty interest"),
    Field("compound_interest", Kind.MONEY, "逾期复利", "Compound interest"),
    Field("late_fee", Kind.MONEY, "滞纳金", "Late fee"),
    Field("liquidated_damages", Kind.MONEY, "违约金", "Liquidated damages"),
    Field("overlimit_fee", Kind.MONEY, "超限费", "Over-limit fee"),
    Field("mgmt_fee", Kind.MONEY, "逾期管理费", "Management fee"),
    Field("service_fee", Kind.MONEY, "服务费", "Service fee"),
    Field("annual_fee", Kind.MONEY, "年费", "Annual fee"),
    Field("other_fee", Kind.MONEY, "其他费用", "Other fees"),
    Field("off_book_interest", Kind.MONEY, "表外息", "Off-book interest"),
    Field("deposit", Kind.MONEY, "保证金", "Deposit"),
    Field("total_due", Kind.MONEY, "委案金额", "Total due"),
    Field("current_due", Kind.MONEY, "最新欠款", "Current due"),
    Field("due_as_of", Kind.DATE, "截止日期", "Due as of"),
    Field("paid_total", Kind.MONEY, "已还金额", "Paid in total"),
    Field("paid_principal", Kind.MONEY, "已还本金", "Principal paid"),
    Field("paid_interest", Kind.MONEY, "已还利息", "Interest paid"),
    Field("last_paid_on", Kind.DATE, "最后还款日", "Last paid on"),
    Field("last_paid_amount", Kind.MONEY, "最后还款金额", "Last paid amount"),
    Field("min_payment", Kind.MONEY, "最低还款额", "Minimum payment"),
    Field("credit_line", Kind.MONEY, "信用额度", "Credit line"),
    Field("unbilled_amount", Kind.MONEY, "未出账金额", "Unbilled amount"),
    Field("amount_cny", Kind.MONEY, "人民币", "Amount in CNY"),
    Field("amount_hkd", Kind.MONEY, "港币", "Amount in HKD"),
    Field("amount_fx", Kind.MONEY, "外币", "Amount in foreign currency"),
    Field("currency", Kind.ENUM, "币种", "Currency"),
    Field("bank", Kind.TEXT, "开户行", "Bank"),
    Field("card_no", Kind.ID, "卡号", "Card number", private=True),
    Field("card_type", Kind.TEXT, "卡类", "Card type"),
    Field("card_opened_on", Kind.DATE, "开卡日", "Card opened on"),
    Field("card_stopped_on", Kind.DATE, "停卡日", "Card stopped on"),
    Field("last_spend_on", Kind.DATE, "最后消费日", "Last purchase on"),
    Field("last_cash_on", Kind.DATE, "最后提现日", "Last cash advance on"),
    Field("primary_card_flag", Kind.TEXT, "是否主副卡", "Primary card"),
    Field("plate_no", Kind.ID, "牌照号", "Plate number", private=True),
    Field("vin", Kind.ID, "车架号", "Vehicle id"),
    Field("case_status", Kind.ENUM, "案件状态", "Case status"),
    Field("do_not_contact", Kind.FLAG, "停催标识", "Do not contact"),
    Field("do_not_call", Kind.FLAG, "勿扰标识", "Do not call"),
    Field("cease_contact", Kind.FLAG, "停止联系标识", "Cease and desist"),
    Field("bankruptcy", Kind.FLAG, "破产标识", "Bankruptcy"),
    Field("represented", Kind.FLAG, "律师代理标识", "Represented by an attorney"),
    Field("collector", Kind.TEXT, "催收员", "Collector"),
    Field("prev_record", Kind.TEXT, "原催收记录", "Earlier record"),
    Field("remarks", Kind.TEXT, "备注", "Remarks"),
    Field("phone_verified_on", Kind.DATE, "电话核实日期", "Phone verified on"),
    Field("contact_verdict", Kind.ENUM, "联系结论", "Contact verdict"),
)

_SELF_PHONES = (
    Field("self_mobile", Kind.PHONE, "本人手机", "Own mobile", private=True),
    Field("self_mobile2", Kind.PHONE, "本人手机2", "Own mobile 2", private=True),
    Field("self_mobile3", Kind.PHONE, "本人手机3", "Own mobile 3", private=True),
    Field("self_home_tel", Kind.PHONE, "家庭电话", "Home telephone", private=True),
    Field("self_work_tel", Kind.PHONE, "单位电话", "Work telephone", private=True),
)


def _slot(prefix: str, zh: str, en: str) -> tuple[Field, ...]:
    return (
        Field(f"{prefix}_name", Kind.TEXT, f"{zh}姓名", f"{en}: name", private=True),
        Field(f"{prefix}_relation", Kind.ENUM, f"{zh}关系", f"{en}: relation"),
        Field(f"{prefix}_mobile", Kind.PHONE, f"{zh}手机", f"{en}: mobile", private=True),
        Field(f"{prefix}_home_tel", Kind.PHONE, f"{zh}家庭电话", f"{en}: home telephone", private=True),
        Field(f"{prefix}_work_tel", Kind.PHONE, f"{zh}单位电话", f"{en}: work telephone", private=True),
        Field(f"{prefix}_id_no", Kind.ID, f"{zh}证件号", f"{en}: id number", private=True),
        Field(f"{prefix}_address", Kind.TEXT, f"{zh}地址", f"{en}: address", private=True),
        Field(f"{prefix}_employer", Kind.TEXT, f"{zh}单位", f"{en}: employer", private=True),
    )


SLOTS: tuple[str, ...] = ("spouse", "guarantor", *(f"contact{n}" for n in range(1, MAX_CONTACTS + 1)))
"""The contact slots that a wide file may have; each has the eight fields of :func:`_slot`."""

_CONTACTS = (
    *_slot("spouse", "配偶", "Spouse"),
    *_slot("guarantor", "担保人", "Guarantor"),
    *(f for n in range(1, MAX_CONTACTS + 1) for f in _slot(f"contact{n}", f"联系人{n}", f"Contact {n}")),
)

FIELDS: tuple[Field, ...] = (*_CASE, *_SELF_PHONES, *_CONTACTS)
"""Every canonical field, in schema order."""


@cache
def fields_by_name() -> Mapping[str, Field]:
    """The fields of every table by name, those of a case first."""
    return {field.name: field for field in (*FIELDS, *COMPANION_FIELDS)}


@cache
def fields_of(table: str) -> Mapping[str, Field]:
    """The fields of one table (``cases`` or a companion table) by name, in its order."""
    if table in (CASES, EARLIER):
        return {field.name: field for field in FIELDS}
    return {name: fields_by_name()[name] for name in COMPANIONS[table].fields}


def required_of(table: str) -> tuple[str, ...]:
    """The fields that every row of a table must have."""
    if table in COMPANIONS:
        return COMPANIONS[table].required
    return tuple(field.name for field in FIELDS if field.required)


def field(name: str) -> Field:
    """The field of this name, of whichever table; ``KeyError`` if there is none."""
    return fields_by_name()[name]


def in_schema_order(names: Iterable[str], table: str = CASES) -> list[str]:
    """The names that are fields of the table, in its order, each once."""
    wanted = set(names)
    return [name for name in fields_of(table) if name in wanted]


def is_person_name(name: str) -> bool:
    """Whether a field holds the name of a person, which some files have in parts."""
    known = field(name)
    return known.kind is Kind.TEXT and known.private and name.endswith("_name")


def names_of(kind: Kind) -> tuple[str, ...]:
    """The names of all fields of a case of a kind, in schema order."""
    return tuple(f.name for f in FIELDS if f.kind is kind)
