"""Why an answer is not taken, for people. Each reason is a code with a sentence; ``{…}`` are filled in."""

from __future__ import annotations

from dataclasses import dataclass

from dq.model.rules import Lang

_REASONS: dict[str, tuple[str, str]] = {
    # the line
    "no_key": (
        "本行没有任务的隐藏编号：新增的行不能导入",
        "The line has no task's hidden key: added lines are not taken",
    ),
    "altered": (
        "本行已锁定的内容与导出时不同，无法确定对应哪个任务",
        "The locked cells of the line are not what they were, so it is not certain which task it answers",
    ),
    "unknown_run": ("找不到批次 {run}", "The run {run} is not to be found"),
    "unknown_task": ("批次 {run} 中没有这个任务", "The run {run} has no such task"),
    "lost_line": ("本行无法作为任务读取：{text}", "The line can't be read as a task: {text}"),
    "twice": ("同一任务有两行不同的答复", "Two lines answer the task differently"),
    # the answer itself
    "no_decision": ("没有选择处理决定", "No decision was chosen"),
    "unknown_decision": ("处理决定“{text}”不在列表中", "The decision '{text}' is not on the list"),
    "no_suggestion": ("没有建议值可以采纳", "There is no suggestion to accept"),
    "no_value": ("手工修正需要填写新值", "A correction needs a new value"),
    "not_wanted": ("选择“{text}”时不应填写新值", "With '{text}' there can be no new value"),
    "no_way": ("没有填写核实方式", "How it was verified is missing"),
    "unknown_way": ("核实方式“{text}”不在列表中", "How it was verified: '{text}' is not on the list"),
    "no_day": ("没有填写核实日期", "The date of verification is missing"),
    "bad_day": ("核实日期“{text}”无法识别", "The date of verification '{text}' can't be read"),
    "future_day": ("核实日期 {text} 在今天之后", "The date of verification {text} lies in the future"),
    # damage by a spreadsheet
    "digits_lost": (
        "新值 {text} 的末几位已被表格软件改成 0，请以文本格式重新填写",
        "A spreadsheet zeroed the last digits of {text}; enter it again as text",
    ),
    "scientific": (
        "新值 {text} 被表格软件写成科学计数法，请以文本格式重新填写",
        "A spreadsheet wrote {text} in scientific notation; enter it again as text",
    ),
    "zeros_lost": (
        "新值 {text} 与原值只差开头的 0，请以文本格式重新填写",
        "{text} differs from the value by leading zeros only; enter it again as text",
    ),
    "became_date": (
        "新值 {text} 被表格软件改成了日期，请以文本格式重新填写",
        "A spreadsheet made a date of the new value: {text}; enter it again as text",
    ),
    "cell_error": ("新值是错误值 {text}", "The new value is an error value: {text}"),
    # against the case
    "beside": (
        "该行在附表中，不能在此修改；请更正附表后重新运行",
        "The line stands in a companion table; mend it there and run again",
    ),
    "beside_no_case": (
        "该任务涉及的行不属于任何案件，不能逐条确认；请更正附表，或用 dq suppress --rule {rule} 停止提示",
        "Its rows belong to no case, so they can't be agreed to here; mend the companion table, or stop the rule with "
        "dq suppress --rule {rule}",
    ),
    "beside_no_number": (
        "该任务没有可识别的电话号码，无从停止联系；请登记在停催表中",
        "The task has no phone number that can be read, so there is none to stop; enter the wish as an opt-out",
    ),
    "no_column": ("文件中没有“{field}”这一列", "The file has no column for '{field}'"),
    "several": (
        "该案件编号在文件中出现多行，请先处理重复",
        "The case stands in several rows; settle that first",
    ),
    "no_number": ("该行没有案件编号，请先补充", "The row has no case number; mend that first"),
    "gone": ("文件中已没有该案件", "The case is no longer in the file"),
    "stale": (
        "导出后该值已变化：导出时为“{exported}”，现在为“{today}”",
        "The value has changed since: it was '{exported}', now it is '{today}'",
    ),
    "conflict": (
        "{person} 已答复过该任务（{said}），两次答复不同",
        "{person} has answered the task already ({said}), and differently",
    ),
    "disagree": ("同一单元格的几个答复不一致", "The answers to several tasks of one cell do not agree"),
    "same": (
        "新值与原值相同；原值没有错时请选择“原值正确”",
        "The new value is the old one; if that is right, choose 'The value is right'",
    ),
    "nothing_stopped": (
        "该行没有案件编号，也没有可识别的电话号码，无从停止联系",
        "The row has neither a case number nor a phone number that can be read, so there is no contact to stop",
    ),
    "nothing_kept": (
        "该值为空或无法识别，不能算作正确",
        "The value is empty or can't be read, so it can't be right",
    ),
    "unreadable": ("新值无法作为“{field}”读取", "The new value can't be read as '{field}'"),
    "still": ("采用后仍有同一问题：{text}", "With it the problem stays: {text}"),
    "new_finding": ("采用后会有新的问题：{text}", "With it there is a new problem: {text}"),
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """The code of a reason and what its sentence is filled with."""

    code: str
    words: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **words: str) -> Refusal:
        """A refusal with its words; the code must be known."""
        assert code in _REASONS
        return cls(code, tuple(words.items()))

    def say(self, lang: Lang) -> str:
        """The sentence."""
        return _REASONS[self.code][lang == "en"].format(**dict(self.words))


def codes() -> list[str]:
    """All codes."""
    return list(_REASONS)
