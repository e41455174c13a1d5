"""Companion tables: what comes beside a case file and tells more of its cases.

A name means the same in every table: a field that several tables have is one field. ``case_no``, ``card_no`` and
``current_due`` are those of the case.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from dq.model.enums import Kind
from dq.model.field import Field

CASES: Final = "cases"
"""The name of the case table, where one table among others is named."""
NAMING: Final = ("case_no", "card_no")
"""The fields of a companion table that name the case of a row."""


@dataclass(frozen=True, slots=True)
class CompanionTable:
    """One companion table: its fields by name, in order, and what a file of it must have.

    ``required``: fields without which a row says nothing. ``links``: fields that tie a row to a case or a number; a
    file needs one of them. ``identity``: fields that together name a row from run to run. ``since``: fields that say
    from when on a row holds; ``saying``: those that say anything of it beyond whom it is about. A file without any is
    read all the same, and what is assumed is told. ``clocks``: a moment -> the field of its time of day, which some
    files have in a column of its own.
    """

    name: str
    zh: str
    en: str
    fields: tuple[str, ...]
    required: tuple[str, ...]
    links: tuple[str, ...]
    identity: tuple[str, ...]
    since: tuple[str, ...] = ()
    saying: tuple[str, ...] = ()
    clocks: Mapping[str, str] = field(default_factory=dict)

    def missing(self, fields: Collection[str]) -> list[str]:
        """The required fields that a file with these fields lacks."""
        return [name for name in self.required if name not in fields]

    def label(self, lang: str) -> str:
        """The table's label in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


COMPANION_FIELDS: Final = (
    Field("contact_id", Kind.ID, "联系人编号", "Contact id"),
    Field("phone", Kind.PHONE, "电话", "Phone", private=True),
    Field("party", Kind.ENUM, "对象", "Party"),
    Field("liable", Kind.FLAG, "是否负有责任", "Liable"),
    Field("contact_name", Kind.TEXT, "联系人姓名", "Contact's name", private=True),
    Field("contact_id_no", Kind.ID, "联系人证件号", "Contact's id number", private=True),
    Field("relation_raw", Kind.TEXT, "关系", "Relation"),
    Field("source_kind", Kind.ENUM, "号码来源", "Where the number is from"),
    Field("source_date", Kind.DATE, "来源日期", "Recorded on"),
    Field("verified_on", Kind.DATE, "核实日期", "Verified on"),
    Field("outcome", Kind.ENUM, "联络结果", "Outcome"),
    Field("dnc", Kind.FLAG, "禁止联系", "Do not call"),
    Field("dnc_on", Kind.DATE, "禁止联系日期", "Do not call since"),
    Field("consent_on", Kind.DATE, "同意联系日期", "Consent given on"),
    Field("called_at", Kind.MOMENT, "联络时间", "Called at"),
    Field("called_clock", Kind.CLOCK, "联络时刻", "Time of day of the call"),
    Field("duration_s", Kind.INTEGER, "通话时长(秒)", "Duration in seconds"),
    Field("measure", Kind.TEXT, "催收措施", "Measure"),
    Field("agent", Kind.TEXT, "坐席", "Agent"),
    Field("paid_on", Kind.DATE, "还款日期", "Paid on"),
    Field("paid_amount", Kind.MONEY, "还款金额", "Amount paid"),
    Field("channel", Kind.TEXT, "渠道", "Channel"),
    Field("payer", Kind.TEXT, "还款人", "Payer", private=True),
    Field("reversal", Kind.FLAG, "是否冲正", "Reversal"),
    Field("settled", Kind.FLAG, "是否结清", "Settled"),
    Field("state", Kind.ENUM, "还款状态", "State of the payment"),
    Field("promised_on", Kind.DATE, "承诺日期", "Promised on"),
    Field("promise_due_on", Kind.DATE, "承诺还款日期", "Promise due on"),
    Field("promise_amount", Kind.MONEY, "承诺还款金额", "Amount promised"),
    Field("waiver_amount", Kind.MONEY, "减免金额", "Amount waived"),
    Field("valid_until", Kind.DATE, "有效日期", "Valid until"),
    Field("instalment_no", Kind.INTEGER, "期次", "Instalment number"),
    Field("plan_amount", Kind.MONEY, "计划总额", "Amount of the plan"),
    Field("person_name", Kind.TEXT, "当事人姓名", "Person", private=True),
    Field("scope", Kind.ENUM, "范围", "Scope"),
    Field("opted_out_on", Kind.DATE, "提出日期", "Opted out on"),
    Field("until", Kind.DATE, "截止日期", "Until"),
    Field("kind", Kind.ENUM, "类别", "Kind of wish"),
    Field("evidence", Kind.TEXT, "凭证", "Evidence"),
    Field("checked_on", Kind.DATE, "检测日期", "Checked on"),
    Field("result", Kind.ENUM, "检测结果", "Result of the check"),
    Field("line_type", Kind.TEXT, "号码类型", "Kind of line"),
    Field("recycled_since", Kind.DATE, "二次放号日期", "Recycled since"),
    Field("provider", Kind.TEXT, "检测机构", "Provider"),
    Field("phone_md5", Kind.ID, "号码MD5", "MD5 of the number"),
    Field("phone_sha256", Kind.ID, "号码SHA-256", "SHA-256 of the number"),
    Field("note", Kind.TEXT, "备注", "Note"),
)
"""The fields that only companion tables have."""

_TABLES = (
    CompanionTable(
        "contacts", "联系人表", "Contacts",
        ("case_no", "contact_id", "party", "liable", "contact_name", "contact_id_no", "relation_raw", "phone",
         "source_kind", "source_date", "verified_on", "outcome", "dnc", "dnc_on", "consent_on"),
        required=("phone",), links=("case_no",), identity=("case_no", "phone", "contact_name"),
    ),
    CompanionTable(
        "calls", "联络记录", "Call log",
        ("case_no", "called_at", "called_clock", "phone", "party", "contact_name", "relation_raw", "outcome",
         "duration_s", "measure", "agent", "note"),
        required=("called_at",), links=("case_no", "phone"), identity=("case_no", "called_at", "phone"),
        clocks={"called_at": "called_clock"},
    ),
    CompanionTable(
        "repayments", "还款记录", "Repayments",
        ("case_no", "card_no", "paid_on", "paid_amount", "channel", "payer", "reversal", "current_due", "settled",
         "state", "note"),
        required=("paid_on", "paid_amount"), links=("case_no", "card_no"),
        identity=("case_no", "card_no", "paid_on", "paid_amount"),
    ),
    CompanionTable(
        "promises", "承诺还款", "Promises",
        ("case_no", "promised_on", "promise_due_on", "promise_amount", "waiver_amount", "valid_until",
         "instalment_no", "plan_amount", "note"),
        required=("promise_due_on", "promise_amount"), links=("case_no",),
        identity=("case_no", "promised_on", "promise_due_on", "instalment_no"),
    ),
    CompanionTable(
        "optouts", "停催与投诉", "Opt-outs and complaints",
        ("case_no", "phone", "person_name", "scope", "opted_out_on", "until", "kind", "consent_on", "channel",
         "evidence"),
        required=(), links=("case_no", "phone"),
        identity=("case_no", "phone", "kind", "opted_out_on"),
        since=("opted_out_on", "consent_on"), saying=("opted_out_on", "consent_on", "kind", "scope", "until"),
    ),
    CompanionTable(
        "checks", "号码检测结果", "Number checks",
        ("phone", "checked_on", "result", "line_type", "recycled_since", "provider", "phone_md5", "phone_sha256"),
        required=("result",), links=("phone", "phone_md5", "phone_sha256"),
        identity=("phone", "phone_md5", "phone_sha256", "checked_on", "provider"),
    ),
)  # fmt: skip

COMPANIONS: Final[Mapping[str, CompanionTable]] = {table.name: table for table in _TABLES}
"""The companion tables by name."""

EARLIER: Final = "earlier"
"""The name of earlier batches of the same client: case files, with the fields of a case."""

GIVEN: Final = (*COMPANIONS, EARLIER)
"""Every name under which a companion file may be given."""

PERSONS: Final = "persons"
"""The name under which checks find which persons a case is known to have (``_case``, ``person``), from all tables."""

TELLING: Final = ("contacts", "calls", "optouts", "checks", EARLIER)
"""The tables that tell of numbers."""
