"""The words of a worklist in Chinese and English: columns, closed lists, guide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Role = Literal["text", "long", "number", "money", "date", "answer", "answer_date", "key"]


KEY = "_key"
"""The hidden column by which an answer finds its task again."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the worklist: its name in the tasks frame, its role, header and widest width."""

    name: str
    role: Role
    zh: str
    en: str
    widest: int = 20

    def label(self, lang: str) -> str:
        """The header in ``zh`` or ``en``."""
        return self.zh if lang == "zh" else self.en


COLUMNS = (
    Column("refused", "long", "未采纳原因", "Why not taken", 36),
    Column("today", "long", "现值", "Value today", 24),
    Column("priority", "text", "优先级", "Priority", 8),
    Column("case_no", "text", "案件编号", "Case number", 24),
    Column("debtor_name", "text", "姓名", "Debtor", 14),
    Column("field", "text", "字段", "Field", 18),
    Column("problem", "long", "问题", "Problem", 36),
    Column("severity", "text", "级别", "Severity", 10),
    Column("value", "long", "原值", "Value", 28),
    Column("suggestion", "long", "建议值", "Suggestion", 28),
    Column("evidence", "long", "依据", "Evidence", 32),
    Column("fix", "long", "怎么做", "What to do", 36),
    Column("who", "text", "谁能回答", "Who can answer", 14),
    Column("decision", "answer", "处理决定", "Decision", 18),
    Column("new_value", "answer", "新值", "New value", 24),
    Column("verified_by", "answer", "核实方式", "How verified", 16),
    Column("verified_on", "answer_date", "核实日期", "Verified on", 13),
    Column("note", "answer", "备注", "Note", 28),
    Column("points", "number", "分值", "Points", 8),
    Column("at_stake", "money", "涉及金额", "Amount at stake", 16),
    Column("days_overdue", "number", "逾期天数", "Days overdue", 12),
    Column("recall_due_on", "date", "预计退案日", "Recall due on", 13),
    Column("client", "text", "委托方", "Client", 20),
    Column("batch_no", "text", "批次号", "Batch", 18),
    Column("due_on", "date", "处理期限", "Due on", 13),
    Column("planned_on", "date", "安排日期", "Planned on", 13),
    Column("assignee", "text", "处理人", "Assignee", 14),
    Column("file", "text", "文件", "File", 26),
    Column("sheet", "text", "工作表", "Sheet", 16),
    Column("row", "number", "行", "Row", 9),
    Column("column", "text", "列", "Column", 20),
    Column("cell", "text", "单元格", "Cell", 10),
    Column("rule", "text", "规则", "Rule", 26),
    Column("task_id", "text", "任务编号", "Task id", 18),
    Column(KEY, "key", KEY, KEY, 10),
)
"""Every column a worklist can have, in order; those that the tasks frame lacks and no person fills in are left out."""

ANSWERS = tuple(column.name for column in COLUMNS if column.role.startswith("answer"))
"""The columns that people fill in."""

DECISIONS = {
    "accept": ("采纳建议", "Accept the suggestion"),
    "correct": ("手工修正", "Correct by hand"),
    "keep": ("原值正确", "The value is right"),
    "return": ("退回委托方", "Back to the client"),
    "unknown": ("无法核实", "Can't be verified"),
    "stop": ("停止联系", "Stop contact"),
}
"""The decisions by code, in Chinese and English."""

VERIFIED_BY = {
    "inbound": ("本人来电", "Debtor called in"),
    "call": ("通话确认", "Confirmed on a call"),
    "client": ("委托方回复", "Client's reply"),
    "contract": ("合同影像", "Contract scan"),
    "system": ("系统记录", "System record"),
}
"""How a person verified a value, by code, in Chinese and English."""

WHO = {
    "client": ("委托方", "Client"),
    "collector": ("催收员", "Collector"),
    "data": ("数据组", "Data team"),
    "legal": ("法务", "Legal"),
}
"""Who can answer, by code, in Chinese and English."""

SEVERITIES = {"error": ("错误", "error"), "warning": ("警告", "warning"), "info": ("提示", "info")}
"""The severities in Chinese and English."""

WORDS = {
    "tasks": ("任务", "Tasks"),
    "summary": ("汇总", "Summary"),
    "guide": ("说明", "Guide"),
    "lists": ("选项", "Lists"),
    "bad_date": ("请填写日期，例如 2026-01-31", "Enter a date, such as 2026-01-31"),
    "bad_choice": ("请从下拉列表中选择", "Choose from the list"),
    "count": ("任务数", "Tasks"),
    "cases": ("案件数", "Cases"),
    "hours": ("工时(小时)", "Hours"),
    "money": ("涉及金额", "Amount at stake"),
    "total": ("合计", "All"),
    "by_priority": ("按优先级", "By priority"),
    "by_severity": ("按级别", "By severity"),
    "by_rule": ("按规则", "By rule"),
    "by_person": ("按人按日", "By person and day"),
    "per_person": (
        "每人每天最多 {count} 条；排不下的顺延到之后的工作日，见“汇总”表的“按人按日”。",
        "At most {count} tasks a person a day; the others are planned for the next working days (see the summary).",
    ),
    "nobody": ("无处理人", "nobody's"),
    "by_who": ("按答复人", "By who can answer"),
    "first": ("只做前 N 条能覆盖多少", "What the first N tasks cover"),
    "first_n": ("前 {n} 条", "First {n}"),
    "title": ("待办清单", "Worklist"),
    "run": ("批次号", "Run"),
    "as_of": ("基准日", "As of"),
    "more_sheets": (
        "任务较多，每张表最多 {rows} 条，其余在后面的“{sheets}”表中。",
        "There are many tasks: a sheet holds {rows}, the rest is on the sheets {sheets}.",
    ),
    "beyond": (
        "本文件只含前 {kept} 条任务，共 {all} 条；全部问题见 exceptions.csv。",
        "This workbook holds the first {kept} of {all} tasks; every finding is in exceptions.csv.",
    ),
    "priority_note": ("优先级的算法：{note}", "How the priority is made: {note}"),
    "for": ("处理人：{name}", "For: {name}"),
    "masked_note": (
        "不看完整号码也能处理的任务，其原值和建议值已脱敏。",
        "Where a task can be done without the whole number, value and suggestion are masked.",
    ),
    "refused_title": ("未采纳的答复", "Answers that were not taken"),
    "refused_note": (
        "这些答复没有被采纳，原因在第一列。请改正后再次导入本文件；不改的可以删去处理决定。",
        "These answers were not taken; the first column says why. Correct them and hand this file in again.",
    ),
    "chart": ("任务最多的规则", "Rules with the most tasks"),
}
"""Other words: Chinese, English."""

GUIDE = {
    "zh": (
        "一行是一个任务，同一案件的任务排在一起，最值得先做的在最前。",
        "请只填写黄色的列：处理决定、新值、核实方式、核实日期、备注；其余列已锁定，请勿改动。",
        "采纳建议：建议值正确，按建议值修改。",
        "手工修正：在“新值”中填写正确的值。该列为文本格式，长数字和开头的 0 不会丢失。",
        "原值正确：原值没有错，以后不再提示，直到该值变化。",
        "退回委托方：需要委托方更正，会进入退回文件。",
        "无法核实：已尝试但没有结果，请在备注中写明。",
        "停止联系：该号码或该人不得再联系。",
        "核实方式和核实日期：如何得知、何时得知；没有依据的修改不会被接受。",
        "可以筛选；若要排序，请先撤销工作表保护（没有密码）。排序不影响导入。",
        "请勿增删列，也不要修改隐藏的列：导入时靠它们找到对应的问题；改动过的行会被退回。",
        "附表（通话、还款等）的任务：同一案件同一规则只有一条，行数见“依据”；单元格不能在此修改，请更正附表；下拉列表只列出可选的处理决定（例如没有可识别号码的任务不能停止联系）。",
        "同一单元格出现在几个任务中时，各任务的答复要一致。",
        "“‹U+200B›”这样的标记表示原值里看不见的字符。",
        "本文件含个人信息，只发给需要的人，用完删除。",
    ),
    "en": (
        "One line is one task; the tasks of a case stand together, the most worthwhile first.",
        "Fill in the yellow columns only: decision, new value, how verified, verified on, note. The rest is locked.",
        "Accept the suggestion: it is right, the value is changed to it.",
        "Correct by hand: enter the right value under New value. Those cells are text: long digits and leading "
        "zeros survive.",
        "The value is right: there is no mistake; the finding stays away until the value changes.",
        "Back to the client: the client must correct it; it goes into the return file.",
        "Can't be verified: it was tried without result; say so in the note.",
        "Stop contact: this number or person must not be contacted any more.",
        "How verified and verified on: how you know, and since when. A change without them is not accepted.",
        "You can filter. To sort, take off the sheet protection first (no password); sorting does no harm.",
        "Don't add or delete columns, and leave the hidden one alone: answers are matched by it. An altered line "
        "comes back.",
        "Tasks of companion tables (calls, repayments, …): one for all rows of a case that fail a rule, counted under "
        "Evidence. Their cells can't be changed here: mend them in the companion file. The list offers the decisions "
        "that such a task takes (without a number that can be read, contact can't be stopped there).",
        "Where several tasks stand on one cell, their answers must agree.",
        "A mark such as ‹U+200B› stands for a character that can't be seen in the value.",
        "This file holds personal data: give it only to those who need it, and delete it afterwards.",
    ),
}
"""The guide sheet, a line an entry."""


def say(pair: tuple[str, str], lang: str) -> str:
    """The Chinese or the English of a pair."""
    return pair[0] if lang == "zh" else pair[1]
