"""The words of the report page in Chinese and English."""

from __future__ import annotations

from typing import Any

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("案件文件检查报告", "Case file report"),
    "as_of": ("基准日", "As of"),
    "run": ("批次号", "Run"),
    "source": ("来源", "Source"),
    "no_source": ("未指定（按表头识别）", "none (columns recognised by their headers)"),
    "pass": ("通过", "Pass"),
    "fail": ("未通过", "Fail"),
    "pass_text": (
        "{accepted} 个案件可以导入，没有达到拦截级别的问题。",
        "{accepted} cases can be imported; nothing reached the level that stops a file.",
    ),
    "fail_text": (
        "{accepted} 个案件可以导入，{quarantined} 个需要人工处理后才能导入，{rejected} 行不是案件。",
        "{accepted} cases can be imported, {quarantined} need a person first, {rejected} lines are no cases.",
    ),
    "reconciliation": ("核对：一行不少", "Reconciliation: nothing lost"),
    "lines": ("文件行数", "Lines in the file"),
    "header": ("表头", "header"),
    "preamble": ("标题行", "preamble"),
    "blank": ("空行", "blank"),
    "read": ("读入", "read"),
    "read_lines": ("读入的行", "Lines read"),
    "accepted": ("通过", "accepted"),
    "quarantined": ("隔离", "quarantined"),
    "rejected": ("拒收", "rejected"),
    "changed": ("由所列改动抵销", "offset by listed changes"),
    "money": ("金额", "Money"),
    "agrees": ("相符", "adds up"),
    "broken": ("不符", "does not add up"),
    "unreadable": (
        "其中 {n} 行的金额无法识别，未计入。",
        "On {n} lines the amount can't be read; they are not in it.",
    ),
    "gate": ("对整个文件的要求", "What the whole file must meet"),
    "statement": ("要求", "Statement"),
    "expected": ("期望", "Expected"),
    "found": ("实际", "Found"),
    "refused": ("未能读取的文件", "Files that could not be read"),
    "next": ("下一步", "What to do next"),
    "next_cleaned": (
        "导入 {file}：{n} 个通过的案件。",
        "Import {file}: the {n} accepted cases.",
    ),
    "next_worklist": (
        "按顺序处理 {file}：{n} 个任务，最值得先做的在最前。",
        "Work through {file} from the top: {n} tasks, the most worthwhile first.",
    ),
    "next_return": (
        "把 {file} 发回来源：{n} 行需要对方更正。",
        "Send {file} back to the source: {n} lines for them to mend.",
    ),
    "next_rejected": (
        "看一眼 {file}：{n} 行不是案件，确认没有误判。",
        "Glance at {file}: {n} lines were taken for no case.",
    ),
    "next_unmapped": (
        "没有对应字段的列（{n}）：{columns}。请在来源的 YAML 中指定或忽略。",
        "Columns without a field ({n}): {columns}. Map or ignore them in the source's YAML.",
    ),
    "causes": ("原因", "Causes"),
    "causes_note": (
        "错误在前，按涉及的案件数排列；例子已脱敏。",
        "Errors first, then by the number of cases; examples are masked.",
    ),
    "cause": ("问题", "Problem"),
    "where": ("列", "Column"),
    "severity": ("级别", "Severity"),
    "error": ("错误", "error"),
    "warning": ("警告", "warning"),
    "info": ("提示", "info"),
    "findings": ("问题数", "Findings"),
    "cases": ("案件", "Cases"),
    "trend": ("走势", "Trend"),
    "trend_note": (
        "走势：每千行的问题数，与同一来源以往各批相比（★ 新出现，▲ 增多，▼ 减少）。",
        "Trend: findings per 1,000 lines over the source's earlier runs (★ new, ▲ more, ▼ fewer).",
    ),
    "drift": ("与以往批次的不同", "Unlike earlier batches"),
    "drift_note": (
        "与同一来源最近 {n} 批相比，共比较 {compared} 项；只列超出偶然和惯常差异的。",
        "Held against the source's last {n} batches in {compared} ways; told is what goes beyond chance and custom.",
    ),
    "no_drift": ("没有不同之处。", "Nothing differs."),
    "aspect": ("方面", "What"),
    "index": ("偏离", "Index"),
    "limit": ("界限", "Limit"),
    "moved": ("变化", "What moved"),
    "history": ("与上次相比", "Against the run before"),
    "differences": ("金额差异", "Amounts that are off"),
    "differences_note": (
        "文件中的金额减去建议值；按有建议值的问题统计。",
        "The amount in the file less the suggested one, of the findings that have a suggestion.",
    ),
    "difference": ("差额（元）", "Difference"),
    "sum": ("合计", "Sum"),
    "reasons": ("依据", "Because"),
    "valid_before": ("原样可用", "Valid as it came"),
    "valid_after": ("清洗后可用", "Valid now"),
    "flagged": ("有问题", "With findings"),
    "at_stake": ("涉及金额", "Money"),
    "example": ("例子", "Example"),
    "no_causes": ("没有发现问题。", "Nothing was found."),
    "completeness": ("各字段的完整度", "How complete each field is"),
    "completeness_note": (
        "文件中已填写的比例，与清洗后可以使用的比例（占读入的行）。",
        "Cells filled in the file, and cells that can be used after cleaning, as shares of the lines read.",
    ),
    "field": ("字段", "Field"),
    "before": ("已填写", "Filled in"),
    "after": ("可使用", "Usable"),
    "lost": ("无法识别", "Unreadable"),
    "phones": ("电话", "Phone numbers"),
    "contacts": ("联系方式覆盖", "Contacts"),
    "state": ("状态", "State"),
    "number_of": ("数量", "Number"),
    "share": ("占比", "Share"),
    "overdue": ("逾期分布", "Days overdue"),
    "bucket": ("逾期天数", "Days"),
    "amount": ("金额", "Amount"),
    "changes": ("自动改动", "Automatic changes"),
    "changes_note": (
        "只改形式、不改含义；每一个单元格都记在 changes.parquet。",
        "Form only, never meaning; each cell is listed in changes.parquet.",
    ),
    "case_file": ("案件文件", "Case file"),
    "earlier": ("历史批次", "Earlier batches"),
    "step": ("步骤", "Step"),
    "cells": ("单元格", "Cells"),
    "reading": ("文件是怎样读的", "How the file was read"),
    "file": ("文件", "File"),
    "sheet": ("工作表", "Sheet"),
    "fact": ("事实", "Fact"),
    "value": ("值", "Value"),
    "mapping": ("列与字段的对应", "Columns and fields"),
    "how": ("依据", "How"),
    "ignored": ("忽略的列", "Ignored columns"),
    "unmapped": ("没有对应字段的列", "Columns without a field"),
    "layout": ("与来源配置不同", "Not as the source says"),
    "skipped": ("未能判断的规则", "Rules that could not be judged"),
    "skipped_note": (
        "缺少输入的行不判断、不算通过，也不算问题。涉及多个字段的规则按字段计数。",
        "A line that lacks what a rule needs is neither passed nor failed by it. A rule on several fields counts each.",
    ),
    "skipped_count": ("{n} 条规则", "{n} rules"),
    "mapped_count": ("{n} 列", "{n} columns"),
    "rule": ("规则", "Rule"),
    "reason": ("原因", "Reason"),
    "rows": ("行数", "Lines"),
    "sample": ("问题样例", "A sample of the findings"),
    "sample_note": (
        "只是样例，共 {n} 条；全部见 exceptions.csv。值已脱敏。",
        "{n} of them only; all are in exceptions.csv. Values are masked.",
    ),
    "cell": ("单元格", "Cell"),
    "outputs": ("输出文件", "Files"),
    "bytes": ("字节", "Bytes"),
    "made_with": ("规则与版本", "Rules and versions"),
    "pack": ("规则包", "Pack"),
    "rules": ("规则数", "Rules"),
    "private": (
        "本页不含任何外部链接；个人信息已脱敏。输入文件和输出文件含个人信息，请妥善保管。",
        "This page loads nothing from outside; personal values are masked. The input and output files are not: "
        "keep them safe.",
    ),
    "more": ("另有 {n} 项未列出。", "{n} more are not shown."),
}

STATES: dict[str, tuple[str, str]] = {
    "ok": ("有效", "valid"),
    "empty": ("空", "empty"),
    "malformed": ("格式不对", "malformed"),
    "masked": ("被打码", "masked by the source"),
    "placeholder": ("占位内容", "placeholder"),
    "precision_lost": ("数字被表格软件损坏", "digits lost in a spreadsheet"),
    "service": ("服务号码", "service number"),
    "ambiguous": ("有歧义", "ambiguous"),
    "plan_changed": ("号码规则已变更", "numbering plan changed"),
    "retired": ("号段已停用", "number range retired"),
    "reassigned": ("已二次放号", "given to somebody else"),
    "opted_out": ("要求停止联系", "asked not to be called"),
    "dead": ("空号或长期停机", "out of service"),
    "suspended": ("停机", "suspended"),
    "wrong_party": ("非本人", "wrong party"),
}
"""Phone states in Chinese and English; an unknown one is shown by its code."""

HISTORY: dict[str, tuple[str, str]] = {
    "new": ("新问题", "new"),
    "open": ("仍未解决", "still open"),
    "changed": ("值已变、问题仍在", "changed, still wrong"),
    "fixed": ("已解决", "fixed"),
    "reopened": ("再次出现", "reopened"),
    "vanished": ("案件已不在文件中", "gone with their case"),
    "skipped": ("本批未检查（缺表或缺列），状态不变", "not looked at: a table or a column is missing"),
    "suppressed": ("约定忽略", "suppressed"),
}
"""States of findings against earlier runs; an unknown one is shown by its code."""

CONTACTS: dict[str, tuple[str, str]] = {
    "numbers": ("号码总数", "Numbers"),
    "cases": ("案件总数", "Cases"),
    "cases_with_own_number_before": ("案件文件中有有效本人号码", "Valid own number in the case file"),
    "cases_with_own_number": ("有可拨打的本人号码", "Own number that may be called"),
    "cases_with_fresh_number_before": ("案件文件中有近期有效本人号码", "Current own number in the case file"),
    "cases_with_fresh_number": ("有近期有效的本人号码", "Current own number"),
    "cases_with_callable_number": ("有可拨打号码的案件", "Cases with a number that may be called"),
    "reachable": ("可联系本人的案件", "Cases: debtor reachable"),
    "stale_only": ("本人号码均久未核实的案件", "Cases: stale own numbers only"),
    "third_party_only": ("仅可联系第三人的案件", "Cases: third persons only"),
    "no_callable_number": ("无可拨打号码的案件", "Cases: no number to call"),
}
"""Figures about contacts; an unknown one is shown by its key."""

REASONS: dict[str, tuple[str, str]] = {
    "column_absent": ("文件没有该字段", "the file lacks the field"),
    "input_doubtful": ("所需的值已另有问题", "a value it needs is doubted by another finding"),
    "input_missing": ("所需的值为空", "a value it needs is empty"),
    "input_unreadable": ("所需的值无法识别", "a value it needs can't be read"),
    "no_consent_rule": ("该地区的规则不要求同意", "the region's rules ask for no consent"),
    "no_jurisdiction": ("没有该地区的联络规则", "no rules for calling are known of the region"),
    "not_followed": ("文件不遵循该口径", "the file does not follow the custom"),
    "nothing_known": ("尚无已知的失效号码", "no number is known to be bad yet"),
    "nothing_learned": ("从文件中未看出惯例", "the file shows no custom"),
    "other_region": ("针对其他地区的证件", "it is made for the ids of another region"),
    "suppressed": ("约定不再提示", "not raised, by agreement"),
    "table_absent": ("没有提供该附表", "the companion table is not given"),
    "too_few_rows": ("行数太少", "too few rows to learn from"),
}
"""Why a rule was skipped; an unknown reason is shown by its code."""


def words(lang: str) -> dict[str, Any]:
    """Every word in one language."""
    return {key: pair[0 if lang == "zh" else 1] for key, pair in _WORDS.items()}


def name_of(table: dict[str, tuple[str, str]], code: str, lang: str) -> str:
    """The word for a code, or the code itself."""
    pair = table.get(code)
    return code if pair is None else pair[0 if lang == "zh" else 1]
